//! Settings: checked before they are kept, told to everyone who follows them.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use crate::outside::Preferences;
use crate::rules;
use crate::wire::{AppError, KEEP_DAYS, KEEP_MEGABYTES, POLL_SECONDS, Settings, TEXT_PERCENT};

/// Under which name the settings are kept.
const NAME: &str = "settings";
/// The setting that is several.
const NOTIFICATIONS: &str = "notifications";
/// Shortcuts kept at most: more actions than there are, and longer names, in bytes, than they have.
const MOST_SHORTCUTS: usize = 300;
const MOST_KEYS: usize = 4;
const LONGEST_ACTION: usize = 80;
const LONGEST_KEYS: usize = 60;

/// The settings in force.
pub struct KeptSettings {
    preferences: Arc<dyn Preferences>,
    current: watch::Sender<Settings>,
    unread: Vec<String>,
}

impl KeptSettings {
    /// Reads what was kept; values that cannot be used fall back to the defaults, each alone.
    pub fn load(preferences: Arc<dyn Preferences>) -> Self {
        let (kept, unread) = preferences.get(NAME).map(read).unwrap_or_default();
        Self { preferences, current: watch::Sender::new(kept), unread }
    }

    /// Names of those that could not be read at the start.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The settings now.
    pub fn get(&self) -> Settings {
        self.current.borrow().clone()
    }

    /// Follows them.
    pub fn follow(&self) -> watch::Receiver<Settings> {
        self.current.subscribe()
    }

    /// Whether they could be kept.
    ///
    /// # Errors
    /// `InvalidInput` names the field out of range.
    pub(crate) fn checked(&self, settings: &Settings) -> Result<(), AppError> {
        check(settings)
    }

    /// Checks, keeps, and tells everyone.
    ///
    /// # Errors
    /// `InvalidInput` names the field out of range; `Storage` if they could not be kept (then nothing changed).
    pub fn set(&self, settings: Settings) -> Result<Settings, AppError> {
        check(&settings)?;
        let value = serde_json::to_value(&settings)
            .map_err(|error| AppError::new(crate::wire::ErrorCode::Internal, error.to_string()))?;
        self.preferences.set(NAME, value)?;
        self.current.send_replace(settings.clone());
        Ok(settings)
    }
}

/// The settings of what was kept, with the names of those that cannot be read: a word of a newer version, or a value out of range, costs itself.
fn read(kept: Value) -> (Settings, Vec<String>) {
    let (mut settings, mut unread) = (Settings::default(), Vec::new());
    let Value::Object(kept) = kept else { return (settings, vec![NAME.to_owned()]) };
    let mut take = |path: &[&str], value: &Value| match with(&settings, path, value) {
        Some(with) => {
            settings = with;
            true
        }
        None => false,
    };
    for (name, value) in &kept {
        match value {
            _ if take(&[name], value) => {}
            Value::Object(parts) if name == NOTIFICATIONS => {
                let lost = parts.iter().filter(|(part, value)| !take(&[name, part], value));
                unread.extend(lost.map(|(part, _)| format!("{name}.{part}")));
            }
            _ => unread.push(name.clone()),
        }
    }
    // In one order, whatever order the file was read in.
    unread.sort();
    (settings, unread)
}

/// The settings with one value more, if they can be so.
fn with(settings: &Settings, path: &[&str], value: &Value) -> Option<Settings> {
    let mut all = serde_json::to_value(settings).ok()?;
    *path.iter().try_fold(&mut all, |at, name| Some(at.as_object_mut()?.entry(*name).or_insert(Value::Null)))? =
        value.clone();
    serde_json::from_value(all).ok().filter(|settings| check(settings).is_ok())
}

fn check(settings: &Settings) -> Result<(), AppError> {
    for (field, value, range, unit) in [
        ("pollSeconds", settings.poll_seconds, POLL_SECONDS, "seconds"),
        ("textPercent", settings.text_percent, TEXT_PERCENT, "per cent"),
        ("keepDays", settings.keep_days, KEEP_DAYS, "days"),
        ("keepMegabytes", settings.keep_megabytes, KEEP_MEGABYTES, "megabytes"),
    ] {
        if !range.contains(&value) {
            let message = format!("Choose between {} and {} {unit}.", range.start(), range.end());
            return Err(AppError::invalid(field, message));
        }
    }
    let fits = |(action, keys): (&String, &Vec<String>)| {
        action.len() <= LONGEST_ACTION && keys.len() <= MOST_KEYS && keys.iter().all(|keys| keys.len() <= LONGEST_KEYS)
    };
    if settings.shortcuts.len() > MOST_SHORTCUTS || !settings.shortcuts.iter().all(fits) {
        return Err(AppError::invalid("shortcuts", "This is more than can be kept of shortcuts."));
    }
    rules::hours_checked(&settings.notifications.quiet, "notifications.quiet")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakePreferences;
    use crate::wire::{ErrorCode, Theme, WhenClosed};

    #[test]
    fn the_edges_are_inside_and_one_beyond_is_refused() {
        let kept = KeptSettings::load(Arc::new(FakePreferences::default()));
        for (poll_seconds, text_percent, field) in [
            (5, 80, None),
            (600, 200, None),
            (4, 100, Some("pollSeconds")),
            (601, 100, Some("pollSeconds")),
            (15, 79, Some("textPercent")),
            (15, 201, Some("textPercent")),
        ] {
            let before = kept.get();
            let wanted = Settings { poll_seconds, theme: Theme::Dark, text_percent, ..Settings::default() };
            match (kept.set(wanted.clone()), field) {
                (Ok(settings), None) => assert_eq!(settings, wanted, "an accepted value is not changed"),
                (Err(error), Some(field)) => {
                    assert_eq!(error.field.as_deref(), Some(field), "the page shows it beside the field");
                    assert_eq!(kept.get(), before, "a refused value changes nothing");
                }
                (other, _) => panic!("{poll_seconds} s, {text_percent} %: {other:?}"),
            }
        }
    }

    #[test]
    fn shortcuts_are_kept_and_bounded() {
        let kept = KeptSettings::load(Arc::new(FakePreferences::default()));
        let with =
            |action: String, keys: Vec<String>| Settings { shortcuts: [(action, keys)].into(), ..Settings::default() };
        let wanted = with("go.fleet".into(), vec!["F".into()]);
        assert_eq!(kept.set(wanted.clone()).unwrap(), wanted, "what the user chose");
        for (wrong, why) in [
            (with("x".repeat(LONGEST_ACTION + 1), Vec::new()), "no action is called that"),
            (with("go.fleet".into(), vec!["F".into(); MOST_KEYS + 1]), "too many keys"),
            (with("go.fleet".into(), vec!["x".repeat(LONGEST_KEYS + 1)]), "no keyboard has it"),
        ] {
            assert_eq!(kept.set(wrong).unwrap_err().field.as_deref(), Some("shortcuts"), "{why}");
        }
    }

    #[test]
    fn followers_hear_and_the_next_start_remembers() {
        let preferences = Arc::new(FakePreferences::default());
        let kept = KeptSettings::load(preferences.clone());
        let mut follower = kept.follow();
        kept.set(Settings { poll_seconds: 30, ..Settings::default() }).unwrap();
        assert!(follower.has_changed().unwrap(), "a running watch must hear of the new interval");
        assert_eq!(follower.borrow_and_update().poll_seconds, 30, "and see it");
        assert_eq!(KeptSettings::load(preferences).get().poll_seconds, 30, "settings survive a restart");
    }

    #[test]
    fn what_cannot_be_kept_is_not_in_force_and_nonsense_reads_as_default() {
        let preferences = Arc::new(FakePreferences::default());
        preferences.put(NAME, serde_json::json!({"pollSeconds": 1}));
        let kept = KeptSettings::load(preferences.clone());
        assert_eq!(kept.get(), Settings::default(), "a hand-edited value out of range must not hammer the service");
        preferences.fail(true);
        let error = kept.set(Settings { poll_seconds: 60, ..Settings::default() }).unwrap_err();
        assert_eq!(error.code, ErrorCode::Storage, "the disk said no");
        assert_eq!(kept.get(), Settings::default(), "settings in force and on disk must not differ");
    }

    /// A newer version writes words that this one does not know, and its user must not lose the rest by a visit here.
    #[test]
    fn what_cannot_be_read_costs_itself_and_is_named() {
        let preferences = Arc::new(FakePreferences::default());
        let quiet = serde_json::json!([{"days": [9], "from": 0, "to": 60}]);
        preferences.put(
            NAME,
            serde_json::json!({
                "theme": "sepia", "pollSeconds": 40, "keepDays": 0, "whenClosed": "tray", "unheardOf": 1,
                "notifications": {"stuck": false, "quiet": quiet},
            }),
        );
        let kept = KeptSettings::load(preferences.clone());
        let now = kept.get();
        assert_eq!(
            (now.poll_seconds, now.when_closed, now.notifications.stuck),
            (40, WhenClosed::Tray, false),
            "as set"
        );
        let default = Settings::default();
        let others = (now.theme, now.keep_days, now.notifications.quiet);
        assert_eq!(others, (default.theme, default.keep_days, Vec::new()), "what cannot be read is at its default");
        assert_eq!(kept.unread(), ["keepDays", "notifications.quiet", "theme"], "and is told by its name");
        preferences.put(NAME, serde_json::json!("all"));
        assert_eq!(KeptSettings::load(preferences.clone()).unread(), [NAME], "where nothing can be read that is told");
        kept.set(Settings { theme: Theme::Light, ..default }).unwrap();
        assert_eq!(KeptSettings::load(preferences).unread(), [""; 0], "what this version wrote it can read");
    }
}
