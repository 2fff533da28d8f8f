//! The service's clock, learned from the `Date` of its answers: created times are in its time, not in this computer's.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// For so long a sharp reading is worth more than a vague one.
const KEPT: Duration = Duration::from_secs(600);
/// An answer that took longer than this leaves open when, in between, the service wrote its date.
const SHARP: Duration = Duration::from_secs(2);

/// Where this computer's clock and its count of seconds since a reading differ by more, the clock was set, or the computer slept.
const ASTRAY: Duration = Duration::from_secs(1);

/// How far the service's clock is from this one, as far as it is known.
#[derive(Default)]
pub(crate) struct ServiceClock(Mutex<Option<Reading>>);

#[derive(Clone, Copy)]
struct Reading {
    offset_ms: i64,
    /// How long the exchange took: the date was written somewhere in it.
    took: Duration,
    at: Instant,
    /// What this computer's clock showed then, and its own count of seconds, which nobody sets: also where tokio's stands, in tests.
    here: SystemTime,
    counted: std::time::Instant,
}

impl Reading {
    /// Whether this computer's clock, which shows `now`, only went on since.
    fn holds(&self, now: SystemTime) -> bool {
        let Some(by_count) = self.here.checked_add(self.counted.elapsed()) else { return false };
        now.duration_since(by_count).unwrap_or_else(|error| error.duration()) <= ASTRAY
    }
}

impl ServiceClock {
    /// The service's clock minus this computer's, which shows `now`; none before the first answer with a date, and none where this
    /// computer's clock was set since.
    pub(crate) fn offset_ms(&self, now: SystemTime) -> Option<i64> {
        let reading = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        reading.holds(now).then_some(reading.offset_ms)
    }

    /// Takes note of an answer that came `took` after it was asked for, with its `Date` and `Age`.
    pub(crate) fn answered(&self, date: Option<&str>, age: Option<&str>, here: SystemTime, took: Duration) {
        let Some(offset_ms) = offset_ms(date, age, here, took) else { return };
        let new = Reading { offset_ms, took, at: Instant::now(), here, counted: std::time::Instant::now() };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none_or(|held| replaces(&new, &held) || !held.holds(here)) {
            *held = Some(new);
        }
    }
}

/// The freshest reading holds, but an answer that took long does not displace a sharp one of a moment ago.
fn replaces(new: &Reading, held: &Reading) -> bool {
    new.took <= SHARP || new.took <= held.took || new.at.saturating_duration_since(held.at) > KEPT
}

/// The offset that this date shows. A date with an age comes from a cache and tells when the copy was made.
fn offset_ms(date: Option<&str>, age: Option<&str>, here: SystemTime, took: Duration) -> Option<i64> {
    if age.is_some_and(|age| age.trim() != "0") {
        return None;
    }
    let there = httpdate::parse_http_date(date?.trim()).ok()?;
    // The date is cut to the second, and was written between question and answer: the middle of both is nearest.
    let there = epoch_ms(there)?.checked_add(500)?;
    let here = epoch_ms(here)?.checked_sub(i64::try_from(took.as_millis() / 2).ok()?)?;
    there.checked_sub(here)
}

fn epoch_ms(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE: &str = "Sat, 08 Feb 2020 16:12:11 GMT";

    fn here() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(1_581_178_331_500)
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_date_is_read_against_the_middle_of_the_exchange() {
        let hour = Duration::from_secs(3600);
        for (date, age, here, took, offset, why) in [
            (Some(DATE), None, here(), 0, Some(0), "half a second is what a date of whole seconds hides on average"),
            (Some(DATE), None, here(), 400, Some(200), "written about 200 ms before the answer was here"),
            (Some(DATE), None, here() + hour, 0, Some(-3_600_000), "this clock is an hour fast"),
            (Some(DATE), None, here() - hour, 0, Some(3_600_000), "this clock is an hour slow"),
            (Some(" Saturday, 08-Feb-20 16:12:11 GMT "), None, here(), 0, Some(0), "the older form of a date"),
            (Some(DATE), Some("0"), here(), 0, Some(0), "a cache that asked just now"),
            (Some(DATE), Some("17"), here(), 0, None, "a copy out of a cache"),
            (Some(DATE), Some("old"), here(), 0, None, "a cache that says so badly"),
            (Some("2020-02-08T16:12:11Z"), None, here(), 0, None, "no HTTP date"),
            (Some(""), None, here(), 0, None, "nothing"),
            (None, None, here(), 0, None, "no date"),
        ] {
            assert_eq!(offset_ms(date, age, here, ms(took)), offset, "{date:?}, age {age:?}: {why}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_freshest_sharp_reading_holds() {
        let clock = ServiceClock::default();
        assert_eq!(clock.offset_ms(here()), None, "nothing is known yet");
        clock.answered(Some(DATE), None, here() - ms(30_000), ms(20_000));
        assert_eq!(clock.offset_ms(here() - ms(30_000)), Some(40_000), "a vague reading is better than none");
        clock.answered(Some(DATE), None, here(), ms(100));
        assert_eq!(clock.offset_ms(here()), Some(50), "a sharp one replaces it");
        clock.answered(Some(DATE), None, here(), ms(20_000));
        assert_eq!(clock.offset_ms(here()), Some(50), "and a vague one does not come back so soon");
        clock.answered(None, None, here(), ms(1));
        clock.answered(Some("soon"), None, here(), ms(1));
        assert_eq!(clock.offset_ms(here()), Some(50), "an answer without a date tells nothing");
        tokio::time::advance(KEPT + ms(1)).await;
        clock.answered(Some(DATE), None, here(), ms(20_000));
        assert_eq!(
            clock.offset_ms(here()),
            Some(10_000),
            "but this computer's clock may have been set in the meantime"
        );
        clock.answered(Some(DATE), None, here() + ms(8_000), ms(0));
        assert_eq!(clock.offset_ms(here() + ms(8_000)), Some(-8_000));
    }

    #[test]
    fn what_was_read_before_this_clock_was_set_says_nothing() {
        let clock = ServiceClock::default();
        clock.answered(Some(DATE), None, here(), ms(100));
        for (now, offset, why) in [
            (here(), Some(50), "it only went on"),
            (here() + ms(60_000), None, "it was set forward, or the computer slept"),
            (here() - ms(60_000), None, "it was set back: what was created a minute ago would seem to be new"),
        ] {
            assert_eq!(clock.offset_ms(now), offset, "{why}");
        }
        let set_back = here() - ms(60_000);
        clock.answered(Some(DATE), None, set_back, ms(20_000));
        assert_eq!(clock.offset_ms(set_back), Some(70_000), "a vague reading is worth more than one of another clock");
    }
}
