//! Where the user was and what was done last, so that the next run begins there. Nothing depends on it: what cannot be read is as if
//! Flightdeck had never run.

use std::sync::{Arc, Mutex, PoisonError};

use crate::outside::Preferences;
use crate::wire::{AppError, ErrorCode, Remembered};

/// Under which name it is kept.
const NAME: &str = "remembered";
/// Longest place, in bytes: two ids and what leads to them.
const LONGEST_PLACE: usize = 1_000;
/// Actions remembered, and the longest name of one in bytes.
const MOST_RECENT: usize = 30;
const LONGEST_NAME: usize = 400;

/// What is remembered.
pub(crate) struct KeptRemembered {
    preferences: Arc<dyn Preferences>,
    kept: Mutex<Remembered>,
}

impl KeptRemembered {
    /// Reads what was kept.
    pub(crate) fn load(preferences: Arc<dyn Preferences>) -> Self {
        let kept = preferences.get(NAME).and_then(|value| serde_json::from_value::<Remembered>(value).ok());
        let kept = kept.filter(|kept| check(kept).is_ok()).unwrap_or_default();
        Self { preferences, kept: Mutex::new(kept) }
    }

    pub(crate) fn get(&self) -> Remembered {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps it, durably.
    ///
    /// # Errors
    /// `InvalidInput` for what no page remembers; `Storage` if it could not be kept (then nothing changed).
    pub(crate) fn set(&self, remembered: Remembered) -> Result<(), AppError> {
        check(&remembered)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if *kept != remembered {
            let value = serde_json::to_value(&remembered)
                .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
            self.preferences.set(NAME, value)?;
            *kept = remembered;
        }
        Ok(())
    }
}

fn check(remembered: &Remembered) -> Result<(), AppError> {
    let Remembered { place, recent } = remembered;
    let place = place.as_ref().is_none_or(|place| place.starts_with("#/") && place.len() <= LONGEST_PLACE);
    let recent = recent.len() <= MOST_RECENT && recent.iter().all(|one| one.len() <= LONGEST_NAME);
    if place && recent { Ok(()) } else { Err(AppError::invalid("remembered", "This is more than can be remembered.")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakePreferences;

    #[test]
    fn the_next_run_begins_where_this_one_was() {
        let preferences = Arc::new(FakePreferences::default());
        let kept = KeptRemembered::load(preferences.clone());
        assert_eq!(kept.get(), Remembered::default(), "at first there is nothing");
        let now = Remembered { place: Some("#/fleet".into()), recent: vec!["go.fleet".into()] };
        kept.set(now.clone()).unwrap();
        assert_eq!(KeptRemembered::load(preferences.clone()).get(), now, "another run reads it");
        preferences.fail(true);
        assert!(kept.set(Remembered::default()).is_err(), "the disk said no");
        assert_eq!(kept.get(), now, "what is remembered and what is on disk must not differ");
    }

    #[test]
    fn what_no_page_remembers_is_refused_and_nonsense_on_disk_is_nothing() {
        let preferences = Arc::new(FakePreferences::default());
        preferences.put(NAME, serde_json::json!({"place": "https://elsewhere", "recent": []}));
        let kept = KeptRemembered::load(preferences);
        assert_eq!(kept.get(), Remembered::default(), "a place that is none is not gone to");
        for wrong in [
            Remembered { place: Some("javascript:".into()), recent: Vec::new() },
            Remembered { place: Some(format!("#/{}", "x".repeat(LONGEST_PLACE))), recent: Vec::new() },
            Remembered { place: None, recent: vec![String::new(); MOST_RECENT + 1] },
            Remembered { place: None, recent: vec!["x".repeat(LONGEST_NAME + 1)] },
        ] {
            assert!(kept.set(wrong.clone()).is_err(), "bounded, whatever a page sends: {wrong:?}");
        }
    }
}
