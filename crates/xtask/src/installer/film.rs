//! `installer --film`: a new user's way in pictures. The package is installed in a terminal of a clean root and started from its menu entry; the
//! demo fleet is opened, a deployment written, reviewed, sent and watched, by keys alone; and while another window is worked in, it is told
//! what happens. A key that changes nothing on the screen ends the film.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::measure::{Running, until_window};
use crate::steps::{Outcome, command, output, root, step};
use crate::system;
use crate::system::Need;

use super::check::{ENTRY, newest, place, until_drawn};
use super::clean_root::CleanRoot;
use super::entry::Entry;

/// What a desk has besides: a terminal, a bus, a keyring, somebody who shows notifications, another window.
const DESK: [&str; 7] =
    ["xterm", "dbus", "gnome-keyring", "dunst", "x11-utils", "fonts-dejavu-core", "ca-certificates"];
const SCREEN: &str = "-screen 0 1440x900x24 -noreset -ac";

/// The keys of each step, and the name of the picture after it.
const WAY: [(&str, &[&str]); 7] = [
    ("3-demo", &["Tab", "Return"]),
    ("4-flow", &["n"]),
    ("5-devices", &["ctrl+Return"]),
    ("6-parameters", &["ctrl+Return"]),
    ("7-release", &["ctrl+Return"]),
    ("8-review", &["ctrl+Return"]),
    ("9-sent", &["ctrl+shift+Return"]),
];

/// The webview and all it needs come with the package.
const INSTALLING: Duration = Duration::from_secs(900);
/// Until some devices have ended.
const WATCHED: Duration = Duration::from_secs(25);
/// Until the first of them failed, or all have ended: either is told.
const TOLD: Duration = Duration::from_secs(420);

/// Films what was built last.
pub(crate) fn film() -> Outcome {
    system::ensure(Need::Install)?;
    let deb = newest("deb")?;
    let folder = root().join("target/film");
    // Of an earlier film nothing may stay among its pictures.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let clean = CleanRoot::lay(root().join("target/installer/film"))?;
    clean.run("refresh the root's package lists", &["apt-get", "update", "-qq"])?;
    let desk =
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends"].iter().chain(&DESK).copied().collect::<Vec<_>>();
    clean.run("lay a desk", &desk)?;
    let inside = place(&clean, &deb)?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut display = command("xvfb-run");
    display.args(["-a", "-s", SCREEN]).arg(this).args(["installer", "--films"]);
    step("film a new user's way", display.arg(clean.path()).arg(&inside).arg(&folder))?;
    eprintln!("The film: {}", folder.display());
    Ok(())
}

/// The part that needs a display.
pub(crate) fn films(at: &str, package: &str, folder: &str) -> Outcome {
    let clean = CleanRoot::at(Path::new(at));
    let screen = Screen { folder: PathBuf::from(folder) };
    install(&clean, package, &screen)?;

    let entry = Entry::read(&clean.path().join(&ENTRY[1..]))?;
    let session = format!(
        "printf desk | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 & dunst 2>/dev/null & exec {}",
        entry.exec.join(" ")
    );
    let words = ["dbus-run-session", "--", "sh", "-c", &session];
    let begun = Instant::now();
    let _running =
        Running(clean.command(&words).stdout(Stdio::null()).spawn().map_err(|error| format!("{words:?}: {error}"))?);
    until_window("Flightdeck", begun)?;
    until_drawn(&screen.at("2-first-start"), begun)?;
    screen.focus("--name", "^Flightdeck$")?;
    for (name, keys) in WAY {
        screen.press(keys)?;
        screen.still(name)?;
    }
    sleep(WATCHED);
    screen.still("10-watched")?;

    let other = ["xmessage", "-geometry", "+1020+820", "Another window, which is worked in"];
    let _other = Running(clean.command(&other).spawn().map_err(|error| format!("{other:?}: {error}"))?);
    until("another window opens", Duration::from_secs(20), || screen.focus("--class", "Xmessage").is_ok())?;
    until("it is told what happens", TOLD, || found("--class", "Dunst").is_some())?;
    sleep(Duration::from_secs(1));
    screen.take("11-told").map(|_| ())
}

/// In a terminal, as the guide says.
fn install(clean: &CleanRoot, package: &str, screen: &Screen) -> Outcome {
    // What is installed is said once more: by then the first line is out of sight.
    let line = format!(
        "echo '$ apt install {package}'; apt-get install -y {package}; echo; echo '$ dpkg-query --show flightdeck'; \
         dpkg-query --show flightdeck && touch /installed; sleep 3600"
    );
    let words = ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "10", "-geometry", "150x44+20+20", "-e", "sh", "-c", &line];
    let _terminal = Running(clean.command(&words).spawn().map_err(|error| format!("{words:?}: {error}"))?);
    until("the package is installed", INSTALLING, || clean.path().join("installed").exists())?;
    sleep(Duration::from_secs(1));
    screen.take("1-install").map(|_| ())
}

/// The display, and where its pictures go.
struct Screen {
    folder: PathBuf,
}

impl Screen {
    fn at(&self, name: &str) -> String {
        self.folder.join(format!("{name}.png")).display().to_string()
    }

    /// Takes a picture of all of it; its sum of colours.
    fn take(&self, name: &str) -> Result<String, String> {
        let path = self.at(name);
        output("take a picture", command("import").args(["-window", "root", &path]))?;
        output("read it", command("identify").args(["-format", "%#", &path]))
    }

    /// Presses keys, and sees that each of them does something.
    fn press(&self, keys: &[&str]) -> Outcome {
        for key in keys {
            let before = self.take("before")?;
            output("press a key", command("xdotool").args(["key", key]))?;
            until(&format!("{key} does something"), Duration::from_secs(20), || {
                self.take("after").is_ok_and(|now| now != before)
            })?;
        }
        for name in ["before", "after"] {
            fs::remove_file(self.at(name)).map_err(|error| format!("{}: {error}", self.at(name)))?;
        }
        Ok(())
    }

    /// A picture once nothing moves; what moves for ever is taken as it is.
    fn still(&self, name: &str) -> Outcome {
        let mut before = self.take(name)?;
        for _ in 0..8 {
            sleep(Duration::from_millis(900));
            let now = self.take(name)?;
            if now == before {
                break;
            }
            before = now;
        }
        Ok(())
    }

    fn focus(&self, by: &str, what: &str) -> Outcome {
        let window = found(by, what).ok_or_else(|| format!("no window {what}"))?;
        output("give it the focus", command("xdotool").args(["windowfocus", "--sync", &window])).map(|_| ())
    }
}

/// The first visible window with this name or of this class.
fn found(by: &str, what: &str) -> Option<String> {
    let answer = command("xdotool").args(["search", "--onlyvisible", by, what]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(answer.stdout).ok()?.lines().next().map(str::to_owned)
}

fn until(what: &str, patience: Duration, holds: impl Fn() -> bool) -> Outcome {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if holds() {
            return Ok(());
        }
        sleep(Duration::from_millis(300));
    }
    Err(format!("waited {} s until {what}", patience.as_secs()))
}
