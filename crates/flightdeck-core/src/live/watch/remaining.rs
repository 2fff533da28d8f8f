//! How long until the last device lands, guessed from the last looks, and only while the pace is steady.

use std::collections::VecDeque;

/// Looks kept.
const KEPT: usize = 6;
/// Looks needed before anything is said.
const NEEDED: usize = 4;
/// Looks nearer than this to the one before say nothing about a pace, milliseconds.
const NEAREST_MS: i64 = 2_000;
/// The fastest interval may be this many times the slowest.
const SPREAD: f64 = 3.0;

/// The pace at which devices land.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    looks: VecDeque<(i64, u32)>,
}

impl Pace {
    /// A look was good: when, and how many devices were terminal.
    pub(crate) fn looked(&mut self, at_ms: i64, terminal: u32) {
        if self.looks.back().is_some_and(|(last, _)| at_ms - last < NEAREST_MS) {
            return;
        }
        if self.looks.len() == KEPT {
            self.looks.pop_front();
        }
        self.looks.push_back((at_ms, terminal));
    }

    /// Milliseconds until `moving` more devices have landed; none without a steady pace.
    pub(crate) fn remaining_ms(&self, moving: u32) -> Option<i64> {
        if moving == 0 || self.looks.len() < NEEDED {
            return None;
        }
        let mut slowest = f64::MAX;
        let mut fastest = 0.0f64;
        for ((from_ms, from), (to_ms, to)) in self.looks.iter().zip(self.looks.iter().skip(1)) {
            let rate = f64::from(to.saturating_sub(*from)) / (to_ms - from_ms) as f64;
            slowest = slowest.min(rate);
            fastest = fastest.max(rate);
        }
        if slowest <= 0.0 || fastest > slowest * SPREAD {
            return None;
        }
        let ((first_ms, first), (last_ms, last)) = (self.looks.front()?, self.looks.back()?);
        let rate = f64::from(last - first) / (last_ms - first_ms) as f64;
        Some((f64::from(moving) / rate) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_steady_pace_is_told() {
        for (landed, expected) in [
            (vec![0, 10, 20], None),
            (vec![0, 10, 20, 30], Some(150_000)),
            (vec![0, 8, 22, 30], Some(150_000)),
            (vec![0, 10, 10, 30], None),
            (vec![0, 1, 2, 30], None),
            (vec![30, 30, 30, 30], None),
            (vec![0, 0, 0, 10, 20, 30, 40, 50, 60], Some(150_000)),
        ] {
            let mut pace = Pace::default();
            for (n, terminal) in landed.iter().enumerate() {
                pace.looked(n as i64 * 15_000, *terminal);
            }
            assert_eq!(pace.remaining_ms(100), expected, "{landed:?}");
            assert_eq!(pace.remaining_ms(0), None, "nothing moves, nothing remains");
        }
    }

    #[test]
    fn a_look_right_after_another_does_not_disturb_it() {
        let mut pace = Pace::default();
        for n in 0..4 {
            pace.looked(n * 15_000, n as u32 * 10);
            pace.looked(n * 15_000 + 100, n as u32 * 10);
        }
        assert_eq!(pace.remaining_ms(100), Some(150_000), "the user's own look is no interval of its own");
    }
}
