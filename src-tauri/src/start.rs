//! A start that fails: what a person is told, and how the program ends. Nothing vanishes without a word.

use std::error::Error;
use std::path::Path;

use flightdeck_core::folder::NotHad;
use flightdeck_core::store::Refusal;

use crate::dialog;

/// Why Flightdeck cannot run.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The folder with its data does not serve.
    Data { folder: String, refusal: Refusal },
    /// Another program has that folder.
    Taken { folder: String },
    /// The system's webview is missing or broken.
    Webview(String),
    /// There is no display to open a window on.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "macOS and Windows start programs on a display only")
    )]
    Display,
    /// Something asks to drive a build that must not be driven.
    Driven,
    /// Anything else.
    Other(String),
}

impl Failure {
    /// The data's folder could not be used.
    pub(crate) fn of_data(folder: &Path, refusal: Refusal) -> Self {
        Self::Data { folder: folder.display().to_string(), refusal }
    }

    /// The data's folder is not this program's.
    pub(crate) fn of_folder(folder: &Path, why: &NotHad) -> Self {
        match why {
            NotHad::Another => Self::Taken { folder: folder.display().to_string() },
            NotHad::Io(error) => Self::of_data(folder, Refusal::of_io(error)),
        }
    }

    /// The settings in that folder could not be read.
    pub(crate) fn of_settings(folder: &Path, error: &(dyn Error + 'static)) -> Self {
        let refusal = error.downcast_ref().map_or_else(|| Refusal::Other(error.to_string()), Refusal::of_io);
        Self::of_data(folder, refusal)
    }

    /// 2 where the start was asked for wrongly, 1 where this computer could not.
    fn exit_code(&self) -> u8 {
        if matches!(self, Self::Driven) { 2 } else { 1 }
    }
}

/// A failure as a person reads it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// What is wrong, in a few words.
    pub(crate) title: &'static str,
    /// Why.
    pub(crate) reason: String,
    /// What to do.
    pub(crate) remedy: String,
}

impl Message {
    /// Reason and remedy, as the text under the title.
    pub(crate) fn text(&self) -> String {
        format!("{}\n\n{}", self.reason, self.remedy)
    }
}

/// The systems, as far as their remedies differ.
#[derive(Clone, Copy, Debug)]
pub(crate) enum System {
    Linux,
    Macos,
    Windows,
}

impl System {
    const HERE: System = if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::Macos
    } else {
        System::Linux
    };

    fn webview_remedy(self) -> &'static str {
        match self {
            System::Linux => {
                "Install WebKitGTK 4.1 again with your system's packages (libwebkit2gtk-4.1-0 on Debian and Ubuntu, webkit2gtk4.1 on \
                 Fedora, webkit2gtk-4.1 on Arch), and start Flightdeck again."
            }
            System::Macos => {
                "The webview is a part of macOS: install the system's updates, and start Flightdeck again."
            }
            System::Windows => {
                "Install the Microsoft Edge WebView2 Runtime (winget install Microsoft.EdgeWebView2Runtime), and start \
                 Flightdeck again."
            }
        }
    }
}

/// What to tell about a failure.
pub(crate) fn message(failure: &Failure, system: System) -> Message {
    match failure {
        Failure::Data { folder, refusal: Refusal::Newer { found, known } } => Message {
            title: "This Flightdeck is older than its data",
            reason: format!(
                "A newer Flightdeck wrote the data in {folder} (version {found}; this one reads up to {known}). Nothing was changed."
            ),
            remedy: "Install the newer Flightdeck again.".to_owned(),
        },
        Failure::Data { folder, refusal: Refusal::ReadOnly(why) } => Message {
            title: "Flightdeck cannot write to its folder",
            reason: format!("{folder}: {why}. Every launch is written down there before it is sent."),
            remedy: "Make that folder writable for your user, and start Flightdeck again.".to_owned(),
        },
        Failure::Data { folder, refusal: Refusal::Full(why) } => Message {
            title: "The disk is full",
            reason: format!("{folder}: {why}. Every launch is written down there before it is sent."),
            remedy: "Free some space on that disk, and start Flightdeck again. Nothing that was kept is lost.".to_owned(),
        },
        Failure::Data { folder, refusal: Refusal::Other(why) } => Message {
            title: "Flightdeck cannot open its data",
            reason: format!("{folder}: {why}."),
            remedy: "If this stays, move that folder away and start again: launches, drafts and settings of this computer begin \
                     empty, and deployments stay at the service."
                .to_owned(),
        },
        Failure::Taken { folder } => Message {
            title: "Flightdeck is running already",
            reason: format!("Another Flightdeck has {folder}. Two of them would send what only one of them should."),
            remedy: "Look for its window or its icon in the tray, or end that program, and start Flightdeck again.".to_owned(),
        },
        Failure::Webview(why) => Message {
            title: "The system's webview failed",
            reason: format!("Flightdeck's window is drawn by it, and it said: {why}"),
            remedy: system.webview_remedy().to_owned(),
        },
        Failure::Display => Message {
            title: "There is no display",
            reason: "Flightdeck opens a window, and no display answered.".to_owned(),
            remedy: "Start it from a desktop session, or set DISPLAY or WAYLAND_DISPLAY.".to_owned(),
        },
        Failure::Driven => Message {
            title: "Flightdeck must not be driven from outside",
            reason: "TAURI_WEBVIEW_AUTOMATION is set, and whoever drives the window could launch.".to_owned(),
            remedy: "Unset the variable, and start Flightdeck again.".to_owned(),
        },
        Failure::Other(why) => Message {
            title: "Flightdeck could not start",
            reason: format!("{why}."),
            remedy: "Start it again; FLIGHTDECK_LOG=debug writes what it does to standard error.".to_owned(),
        },
    }
}

/// Tells it, on standard error and in a window of the system's own, and answers with the code to end with.
pub(crate) fn fail(failure: &Failure) -> u8 {
    let message = message(failure, System::HERE);
    tracing::error!("{}. {} {}", message.title, message.reason, message.remedy);
    if !matches!(failure, Failure::Display) {
        dialog::tell(&message);
    }
    failure.exit_code()
}

/// The argument with which a start that was ended from inside has its message shown by a second process.
const ENDED: &str = "--webview-failed";

/// What a first process wants told, if this is the second.
pub(crate) fn ended(mut arguments: impl Iterator<Item = String>) -> Option<Failure> {
    (arguments.nth(1)? == ENDED).then(|| Failure::Webview(arguments.next().unwrap_or_default()))
}

/// Looks whether a window can be opened at all; the toolkit would panic over a missing display, and end the program itself
/// where WebKitGTK cannot start its own processes.
#[cfg(target_os = "linux")]
pub(crate) fn look() -> Result<(), Failure> {
    use gtk::glib;

    gtk::init().map_err(|_| Failure::Display)?;
    glib::log_set_writer_func(|level, fields| {
        let outcome = glib::log_writer_default(level, fields);
        if level == glib::LogLevel::Error {
            let said = fields.iter().find(|field| field.key() == "MESSAGE").and_then(glib::LogField::value_str);
            hand_over(said.unwrap_or("nothing"));
        }
        outcome
    });
    Ok(())
}

/// Looks whether the webview is there.
#[cfg(not(target_os = "linux"))]
pub(crate) fn look() -> Result<(), Failure> {
    tauri::webview_version().map(|_| ()).map_err(|error| Failure::Webview(error.to_string()))
}

/// Ends this process, which the toolkit is about to abort, once a second one has told why: a dialog needs a toolkit that goes on.
///
/// It is waited for: an AppImage is gone from under the second process as soon as the first one ends.
#[cfg(target_os = "linux")]
fn hand_over(said: &str) {
    let told =
        std::env::current_exe().and_then(|program| std::process::Command::new(program).args([ENDED, said]).status());
    if let Err(error) = told {
        tracing::error!("the message could not be shown: {error}");
    }
    std::process::exit(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(refusal: Refusal) -> Failure {
        Failure::of_data(Path::new("here"), refusal)
    }

    #[test]
    fn every_failure_is_told_with_its_reason_and_what_to_do() {
        let table = [
            (
                data(Refusal::Newer { found: 7, known: 3 }),
                "older than its data",
                "here (version 7; this one reads up to 3)",
                "newer Flightdeck again",
            ),
            (
                data(Refusal::ReadOnly("no right".into())),
                "cannot write",
                "here: no right. Every",
                "writable for your user",
            ),
            (data(Refusal::Full("no room".into())), "disk is full", "here: no room. Every", "Free some space"),
            (data(Refusal::Other("locked".into())), "cannot open its data", "here: locked.", "move that folder away"),
            (
                Failure::of_folder(Path::new("here"), &NotHad::Another),
                "running already",
                "Another Flightdeck has here.",
                "icon in the tray",
            ),
            (
                Failure::of_folder(Path::new("here"), &NotHad::Io(std::io::ErrorKind::ReadOnlyFilesystem.into())),
                "cannot write",
                "here: ",
                "writable for your user",
            ),
            (Failure::Webview("no such file".into()), "webview failed", "said: no such file", "start Flightdeck again"),
            (Failure::Display, "no display", "no display answered", "DISPLAY"),
            (Failure::Driven, "driven", "TAURI_WEBVIEW_AUTOMATION", "Unset"),
            (Failure::Other("odd".into()), "could not start", "odd.", "FLIGHTDECK_LOG"),
        ];
        for (failure, title, reason, remedy) in table {
            let told = message(&failure, System::Linux);
            assert!(told.title.contains(title), "{failure:?} is told as {told:?}");
            assert!(told.reason.contains(reason), "a reason names what happened and where: {told:?}");
            assert!(told.remedy.contains(remedy), "a message without something to do is a wall: {told:?}");
            assert!(!told.text().contains(".."), "two sentences meet with one full stop: {told:?}");
            assert!(failure.exit_code() != 0, "a start that failed must not look like one that did not");
        }
    }

    #[test]
    fn settings_that_cannot_be_read_are_told_like_the_rest_of_the_data() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let told = message(&Failure::of_settings(Path::new("here"), &full), System::Linux);
        assert_eq!(told.title, "The disk is full", "the system's own error is understood");
        let odd = Failure::of_settings(Path::new("here"), &std::fmt::Error);
        assert_eq!(
            message(&odd, System::Linux).title,
            "Flightdeck cannot open its data",
            "any other is told as it came"
        );
    }

    #[test]
    fn a_second_process_is_told_what_the_first_ended_over() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().into_iter();
        let told = ended(words(&["flightdeck", ENDED, "no such file"]));
        assert!(matches!(told, Some(Failure::Webview(why)) if why == "no such file"), "the reason crosses as it is");
        for start in [&["flightdeck"][..], &["flightdeck", "no such file"], &[]] {
            assert!(ended(words(start)).is_none(), "{start:?} is an ordinary start");
        }
    }

    #[test]
    fn each_system_has_its_own_way_to_a_webview() {
        for (system, word) in
            [(System::Linux, "libwebkit2gtk-4.1-0"), (System::Macos, "updates"), (System::Windows, "winget install")]
        {
            let told = message(&Failure::Webview("x".into()), system);
            assert!(told.remedy.contains(word), "{system:?} users need {word}: {told:?}");
        }
    }
}
