//! What may be done about newer versions, and when. Pure: times, answers and presses in, what is to be done out.
//!
//! # The rules
//! - It is looked for one by itself at most once a day, and not at all where the user does not want that. The user can look at any time.
//! - A version is fetched and installed only after the user pressed to install that very version: one that was found meanwhile is none.
//! - Neither begins while there is a reason against beginning anew ([`crate::closing`]): what is to be installed is asked about again once it is there,
//!   and before Flightdeck begins anew.
//! - One thing at a time. What came to nothing leaves what was found standing, with the reason beside it.

use crate::sanitise;
use crate::wire::{NewVersion, UpdateStage, UpdatesView};

/// It is looked for a newer version by itself this often.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Longest notes that are shown, in bytes.
const NOTES: usize = 8 * 1024;
/// Longest number of a version, in bytes.
const VERSION: usize = 60;
/// What is being fetched is told again after so many bytes.
const TOLD_BYTES: u64 = 256 * 1024;

/// What a press of the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// To fetch and install it.
    Fetch,
    /// To begin anew: it is installed.
    Restart,
}

/// What is known, and what is going on.
#[derive(Debug, Default)]
pub(super) struct State {
    stage: Stage,
    looked_ms: Option<i64>,
    failed: Option<String>,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Idle,
    /// With what was known before.
    Looking(Option<NewVersion>),
    Found(NewVersion),
    Fetching(NewVersion, u64, Option<u64>),
    Installing(NewVersion),
    Installed(NewVersion),
}

impl State {
    /// With the last look of an earlier run.
    pub(super) fn new(looked_ms: Option<i64>) -> Self {
        Self { looked_ms, ..Self::default() }
    }

    /// Whether it is time to look by itself.
    pub(super) fn is_due(&self, now_ms: i64, wanted: bool) -> bool {
        let rests = matches!(self.stage, Stage::Idle | Stage::Found(_));
        // A look that lies ahead was made by a clock that was set back since.
        let long_ago = self.looked_ms.is_none_or(|looked_ms| now_ms - looked_ms >= DAY_MS || now_ms < looked_ms);
        wanted && rests && long_ago
    }

    /// Whether a look may begin; it has begun then.
    pub(super) fn looks(&mut self, now_ms: i64) -> bool {
        let before = match std::mem::take(&mut self.stage) {
            Stage::Idle => None,
            Stage::Found(new) => Some(new),
            other => {
                self.stage = other;
                return false;
            }
        };
        self.stage = Stage::Looking(before);
        self.looked_ms = Some(now_ms);
        self.failed = None;
        true
    }

    /// What a look found.
    pub(super) fn looked(&mut self, found: Result<Option<NewVersion>, String>) {
        let Stage::Looking(before) = &mut self.stage else { return };
        let before = before.take();
        let found = found.and_then(|new| new.map(shown).transpose());
        self.stage = match found {
            Ok(None) => Stage::Idle,
            Ok(Some(new)) => Stage::Found(new),
            Err(why) => {
                self.failed = Some(format!("Newer versions could not be looked for ({}).", sanitise::line(&why, 300)));
                before.map_or(Stage::Idle, Stage::Found)
            }
        };
    }

    /// The user pressed to install a version, or to begin anew with the one that is installed.
    pub(super) fn press(&mut self, version: &str, not_now: Option<&'static str>) -> Result<Press, &'static str> {
        let (new, press) = match &self.stage {
            Stage::Found(new) => (new, Press::Fetch),
            Stage::Installed(new) => (new, Press::Restart),
            Stage::Idle | Stage::Looking(_) => return Err("No newer version is known just now: look for one first."),
            Stage::Fetching(..) | Stage::Installing(_) => return Err("It is being installed already."),
        };
        if new.version != version {
            return Err("Another version was found meanwhile: read what it brings first.");
        }
        if let Some(why) = not_now {
            return Err(why);
        }
        if press == Press::Fetch {
            self.stage = Stage::Fetching(new.clone(), 0, None);
            self.failed = None;
        }
        Ok(press)
    }

    /// So much of it is there. Whether that is worth telling.
    pub(super) fn so_far(&mut self, now: u64, in_all: Option<u64>) -> bool {
        let Stage::Fetching(_, bytes, of) = &mut self.stage else { return false };
        let told = now / TOLD_BYTES != *bytes / TOLD_BYTES || *of != in_all;
        (*bytes, *of) = (now, in_all);
        told
    }

    /// It is there, or could not be had. Whether it may be installed: `not_now` says what has come between.
    pub(super) fn fetched(&mut self, outcome: Result<(), String>, not_now: Option<&'static str>) -> bool {
        let Stage::Fetching(new, ..) = &self.stage else { return false };
        let new = new.clone();
        let failed = match (outcome, not_now) {
            (Ok(()), None) => {
                self.stage = Stage::Installing(new);
                return true;
            }
            (Ok(()), Some(why)) => format!("Version {} was fetched, and not installed. {why}", new.version),
            (Err(why), _) => {
                format!("Version {} could not be fetched ({}).", new.version, sanitise::line(&why, 300))
            }
        };
        self.failed = Some(failed);
        self.stage = Stage::Found(new);
        false
    }

    /// It is installed, or could not be. Whether Flightdeck begins anew: it does so later where something has come between.
    pub(super) fn installed(&mut self, outcome: Result<(), String>, not_now: Option<&'static str>) -> bool {
        let Stage::Installing(new) = &self.stage else { return false };
        let new = new.clone();
        match outcome {
            Ok(()) => {
                self.stage = Stage::Installed(new);
                not_now.is_none()
            }
            Err(why) => {
                let why = sanitise::line(&why, 300);
                self.failed = Some(format!("Version {} could not be installed ({why}).", new.version));
                self.stage = Stage::Found(new);
                false
            }
        }
    }

    /// All of it, for the page.
    pub(super) fn view(&self, not_now: Option<&'static str>) -> UpdatesView {
        let stage = match &self.stage {
            Stage::Idle => UpdateStage::Idle,
            Stage::Looking(_) => UpdateStage::Looking,
            Stage::Found(new) => UpdateStage::Found { new: new.clone() },
            Stage::Fetching(new, bytes, of) => UpdateStage::Fetching { new: new.clone(), bytes: *bytes, of: *of },
            Stage::Installing(new) => UpdateStage::Installing { new: new.clone() },
            Stage::Installed(new) => UpdateStage::Installed { new: new.clone() },
        };
        let waits = matches!(self.stage, Stage::Found(_) | Stage::Installed(_));
        UpdatesView {
            stage,
            looked_ms: self.looked_ms,
            failed: self.failed.clone(),
            not_now: not_now.filter(|_| waits).map(str::to_owned),
        }
    }
}

/// What was found as it may be shown: its notes are foreign text, and its number is what the user presses by.
fn shown(new: NewVersion) -> Result<NewVersion, String> {
    let NewVersion { version, notes } = new;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    if version.is_empty() || version.len() > VERSION || !version.chars().all(plain) {
        return Err("what was found has no number that could be a version".to_owned());
    }
    let notes = notes.map(|notes| {
        let (mut clean, _) = sanitise::clean(notes.trim());
        if clean.len() > NOTES {
            clean.truncate(clean.floor_char_boundary(NOTES));
            clean.push('…');
        }
        clean
    });
    Ok(NewVersion { version, notes: notes.filter(|notes| !notes.is_empty()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(version: &str, notes: Option<&str>) -> NewVersion {
        NewVersion { version: version.into(), notes: notes.map(Into::into) }
    }

    fn found(version: &str) -> State {
        let mut state = State::default();
        assert!(state.looks(0));
        state.looked(Ok(Some(new(version, None))));
        state
    }

    #[test]
    fn it_looks_by_itself_once_a_day_where_that_is_wanted() {
        for (looked_ms, now_ms, wanted, due) in [
            (None, 5, true, true),
            (None, 5, false, false),
            (Some(5), 5, true, false),
            (Some(5), 5 + DAY_MS - 1, true, false),
            (Some(5), 5 + DAY_MS, true, true),
            (Some(5), 5 + DAY_MS, false, false),
            (Some(10 * DAY_MS), 5, true, true),
        ] {
            assert_eq!(
                State::new(looked_ms).is_due(now_ms, wanted),
                due,
                "last {looked_ms:?}, now {now_ms}, wanted {wanted}"
            );
        }
        let mut state = State::default();
        assert!(state.looks(1) && !state.looks(2), "one look at a time");
        state.looked(Err("no network\u{202e}".into()));
        let view = state.view(None);
        assert_eq!(view.failed.as_deref(), Some("Newer versions could not be looked for (no network⟨U+202E⟩)."));
        assert!(!state.is_due(2, true), "a look that failed was one, too");
        assert!(state.looks(3), "the user may look again");
        assert_eq!(state.view(None).failed, None);
    }

    #[test]
    fn what_was_found_is_kept_when_a_later_look_fails() {
        let mut state = found("1.1.0");
        assert!(state.looks(1));
        state.looked(Err("no network".into()));
        assert_eq!(state.view(None).stage, UpdateStage::Found { new: new("1.1.0", None) });
        assert!(state.looks(2));
        state.looked(Ok(None));
        assert_eq!(state.view(None).stage, UpdateStage::Idle, "it was taken back");
    }

    #[test]
    fn foreign_words_are_text_with_an_end() {
        let mut state = State::default();
        for (version, notes, shown_notes) in [
            ("1.1.0", Some("Mends <b>guards</b>\u{1b}[31m.\r\n"), Some("Mends <b>guards</b>.".to_owned())),
            ("1.1.0-rc.1+7", Some(" \n"), None),
            ("1.1.0", Some(&*"é".repeat(NOTES)), Some("é".repeat(NOTES / 2) + "…")),
        ] {
            assert!(state.looks(0));
            state.looked(Ok(Some(new(version, notes))));
            let stage = UpdateStage::Found { new: NewVersion { version: version.into(), notes: shown_notes } };
            assert_eq!(state.view(None).stage, stage);
        }
        for version in ["", "1.1\u{202e}.0", "one two", &"1".repeat(VERSION + 1)] {
            let mut state = State::default();
            assert!(state.looks(0));
            state.looked(Ok(Some(new(version, None))));
            assert_eq!(state.view(None).stage, UpdateStage::Idle, "nobody could press to install {version:?}");
            assert!(state.view(None).failed.is_some(), "and it is said");
        }
    }

    #[test]
    fn nothing_is_installed_but_what_the_user_pressed_for() {
        assert!(State::default().press("1.1.0", None).is_err(), "nothing is known");
        let mut state = found("1.1.0");
        assert!(state.press("1.2.0", None).is_err(), "it is another");
        assert_eq!(state.press("1.1.0", Some("A guard is armed.")), Err("A guard is armed."));
        assert!(!state.fetched(Ok(()), None) && !state.installed(Ok(()), None), "nobody asked for it");
        assert_eq!(state.view(Some("A guard is armed.")).not_now.as_deref(), Some("A guard is armed."));
        assert_eq!(state.press("1.1.0", None), Ok(Press::Fetch));
        assert!(state.press("1.1.0", None).is_err(), "once");
        assert!(!state.looks(9) && !state.is_due(9 * DAY_MS, true), "what is fetched stays what was pressed for");
        assert!(state.so_far(1, Some(600_000)), "now its size is known");
        assert!(!state.so_far(1_000, Some(600_000)) && state.so_far(300_000, Some(600_000)), "told in steps");
        assert!(!state.fetched(Ok(()), Some("A guard is armed.")), "it was armed meanwhile");
        let view = state.view(None);
        assert_eq!(view.failed.as_deref(), Some("Version 1.1.0 was fetched, and not installed. A guard is armed."));
        assert_eq!(state.press("1.1.0", None), Ok(Press::Fetch), "and pressed again");
        assert!(state.fetched(Ok(()), None));
        assert!(!state.installed(Ok(()), Some("A guard is armed.")), "it begins anew later");
        assert_eq!(state.press("1.1.0", Some("A guard is armed.")), Err("A guard is armed."));
        assert_eq!(state.press("1.1.0", None), Ok(Press::Restart), "when the user says so");
        assert!(!state.looks(9), "which version is newest is asked by the new one");
    }

    #[test]
    fn what_fails_is_said_and_can_be_tried_again() {
        let mut state = found("1.1.0");
        state.press("1.1.0", None).unwrap();
        assert!(!state.fetched(Err("the signature is another's".into()), None));
        let said = |state: &State| state.view(None).failed.unwrap();
        assert_eq!(said(&state), "Version 1.1.0 could not be fetched (the signature is another's).");
        state.press("1.1.0", None).unwrap();
        assert_eq!(state.view(None).failed, None, "a new try");
        assert!(state.fetched(Ok(()), None));
        assert!(!state.installed(Err("the disk is full".into()), None), "it goes on as it was");
        assert_eq!(said(&state), "Version 1.1.0 could not be installed (the disk is full).");
        assert_eq!(state.view(None).stage, UpdateStage::Found { new: new("1.1.0", None) });
    }
}
