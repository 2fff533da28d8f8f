//! How many requests may go and when: a bucket of turns that fills at a steady rate, with a few kept back for acting.

use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

use super::Priority;

/// One part in so many of the burst is kept for [`Priority::Act`].
const RESERVE: u32 = 4;

/// The bucket. It never lets more than `burst` and, on top, `per_second` each second through, in any span of time.
pub(super) struct Pace {
    per_second: NonZeroU32,
    burst: NonZeroU32,
    /// When the bucket is full again; everything about its filling follows from this moment.
    full: Instant,
}

impl Pace {
    pub(super) fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Pace {
        Pace { per_second, burst, full: Instant::now() }
    }

    /// Other limits from now on. Turns already taken stay taken, or changing a setting would open the gate.
    pub(super) fn change(&mut self, per_second: NonZeroU32, burst: NonZeroU32, now: Instant) {
        if (self.per_second, self.burst) == (per_second, burst) {
            return;
        }
        let taken = self.full.saturating_duration_since(now).as_secs_f64() * f64::from(self.per_second.get());
        (self.per_second, self.burst) = (per_second, burst);
        let taken = taken.min(f64::from(burst.get()));
        self.full = now + Duration::from_secs_f64(taken / f64::from(per_second.get()));
    }

    /// How long until a caller of this priority may go; zero means at once.
    pub(super) fn wait(&self, priority: Priority, now: Instant) -> Duration {
        let burst = self.burst.get();
        let kept = if priority == Priority::Act { 0 } else { burst / RESERVE };
        let room = burst - kept - 1;
        self.full.saturating_duration_since(now).saturating_sub(self.interval() * room)
    }

    /// Takes one turn.
    pub(super) fn take(&mut self, now: Instant) {
        self.full = self.full.max(now) + self.interval();
    }

    fn interval(&self) -> Duration {
        Duration::from_secs(1) / self.per_second.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(per_second: u32, burst: u32) -> Pace {
        Pace::new(NonZeroU32::new(per_second).unwrap(), NonZeroU32::new(burst).unwrap())
    }

    fn at_once(pace: &mut Pace, priority: Priority, now: Instant) -> usize {
        (0..100)
            .take_while(|_| {
                let free = pace.wait(priority, now).is_zero();
                if free {
                    pace.take(now);
                }
                free
            })
            .count()
    }

    #[test]
    fn a_part_of_the_burst_is_kept_for_acting() {
        for (burst, reads, acts) in [(1, 1, 0), (3, 3, 0), (4, 3, 1), (20, 15, 5)] {
            let mut pace = pace(1, burst);
            let now = Instant::now();
            for priority in [Priority::Watch, Priority::List, Priority::Fleet, Priority::Causes] {
                let expected = if priority == Priority::Watch { reads } else { 0 };
                assert_eq!(at_once(&mut pace, priority, now), expected, "{priority:?} of a burst of {burst}");
            }
            assert_eq!(at_once(&mut pace, Priority::Act, now), acts, "what reads leave of a burst of {burst}");
        }
    }

    #[test]
    fn turns_come_back_at_the_rate() {
        let mut pace = pace(10, 4);
        let now = Instant::now();
        assert_eq!(at_once(&mut pace, Priority::Act, now), 4);
        assert_eq!(pace.wait(Priority::Act, now), Duration::from_millis(100));
        assert_eq!(pace.wait(Priority::List, now), Duration::from_millis(200), "the reserve fills first");
        let later = now + Duration::from_secs(60);
        assert_eq!(at_once(&mut pace, Priority::Act, later), 4, "a long rest saves up no more than the burst");
    }

    #[test]
    fn changed_limits_keep_what_was_taken() {
        let mut pace = pace(10, 20);
        let now = Instant::now();
        assert_eq!(at_once(&mut pace, Priority::Act, now), 20);
        let (one, eight) = (NonZeroU32::MIN, NonZeroU32::new(8).unwrap());
        pace.change(one, eight, now);
        assert_eq!(pace.wait(Priority::Act, now), Duration::from_secs(1), "the new rate, from a bucket still empty");
        pace.change(one, eight, now + Duration::from_secs(3));
        assert_eq!(
            at_once(&mut pace, Priority::Act, now + Duration::from_secs(3)),
            3,
            "the same limits change nothing"
        );
    }
}
