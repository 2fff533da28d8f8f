//! What the user is told when the settings file had to be replaced at start, or something in it cannot be read.

use time::OffsetDateTime;
use time::macros::format_description;

use crate::outside::{GoodCopy, Recovery};
use crate::wire::StartNote;

/// The note for the start. What is said to be in force is what is in force: the copy, or the defaults.
pub(super) fn note(recovery: &Recovery) -> StartNote {
    let (title, what) = match &recovery.damaged {
        Some(place) => {
            ("The settings file was damaged and set aside", format!("The damaged file was kept as {place}."))
        }
        None => ("The settings file was gone", "The file was not where it was left.".to_owned()),
    };
    let now = match &recovery.copy {
        Some(copy) => format!(
            "Flightdeck took the last good copy of settings and connections, {} (made {}); what was changed after it is \
             lost.",
            copy.path,
            made(copy)
        ),
        None => "There was no good copy, so Flightdeck starts with its defaults; connect your fleets again.".to_owned(),
    };
    StartNote { title: title.to_owned(), message: format!("{now} {what} Tokens in the keyring are not affected.") }
}

/// Settings that cannot be read, by their names in the file.
pub(super) fn of_settings(unread: &[String]) -> Option<StartNote> {
    (!unread.is_empty()).then(|| StartNote {
        title: "Some settings could not be read".to_owned(),
        message: format!(
            "These are at their defaults: {}. A newer Flightdeck may have written them. They stay in the file until you change a setting here. \
             All others are as you set them.",
            unread.join(", ")
        ),
    })
}

/// Connections that cannot be read, by their number: what they are called cannot be read either.
pub(super) fn of_connections(unread: usize, file: &str) -> Option<StartNote> {
    let which = match unread {
        0 => return None,
        1 => "One connection cannot be read and is not shown. It is".to_owned(),
        several => format!("{several} connections cannot be read and are not shown. They are"),
    };
    Some(StartNote {
        title: "Some connections could not be read".to_owned(),
        message: format!(
            "{which} left in {file} as found: a newer Flightdeck may have written that. All others are as they were. Tokens in the keyring are not \
             affected."
        ),
    })
}

fn made(copy: &GoodCopy) -> String {
    let at = copy.made_ms.and_then(|ms| OffsetDateTime::from_unix_timestamp(ms.div_euclid(1_000)).ok());
    let shape = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.and_then(|at| at.format(&shape).ok()).unwrap_or_else(|| "at an unknown time".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B17: after recovery from the copy the note said that the defaults were in force.
    #[test]
    fn the_note_says_what_is_in_force() {
        let copy = |made_ms| Some(GoodCopy { path: "settings.json.last-good".into(), made_ms });
        let damaged = || Some("settings.json.damaged-7".to_owned());
        for (damaged, copy, said, unsaid) in [
            (damaged(), copy(Some(1_700_000_000_000)), "last-good (made 2023-11-14 22:13 UTC)", "defaults"),
            (damaged(), copy(None), "last-good (made at an unknown time)", "defaults"),
            (damaged(), None, "starts with its defaults", "took the last good copy"),
            (None, copy(Some(0)), "last-good (made 1970-01-01 00:00 UTC)", "damaged"),
        ] {
            let recovery = Recovery { damaged, copy };
            let StartNote { title, message } = note(&recovery);
            let told = format!("{title}: {message}");
            assert!(told.contains(said), "{recovery:?} must say {said}: {told}");
            assert!(!told.contains(unsaid), "{recovery:?} must not say {unsaid}: {told}");
            let place = recovery.damaged.as_deref().unwrap_or("not where it was left");
            assert!(told.contains(place), "and where the old file is: {told}");
        }
    }

    #[test]
    fn what_cannot_be_read_of_the_file_is_told_with_what_it_costs() {
        assert_eq!((of_settings(&[]), of_connections(0, "f")), (None, None), "nothing to tell");
        let told = of_settings(&["theme".to_owned(), "keepDays".to_owned()]).unwrap();
        assert!(told.message.contains("defaults: theme, keepDays."), "which ones: {told:?}");
        for (unread, said) in [(1, "One connection cannot"), (2, "2 connections cannot")] {
            let told = of_connections(unread, "settings.json").unwrap();
            assert!(
                told.message.contains(said) && told.message.contains("left in settings.json"),
                "and where: {told:?}"
            );
        }
    }
}
