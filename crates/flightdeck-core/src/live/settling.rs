//! When a deployment is finished for good: everything has ended, it is old enough to have begun, and two looks agree.

use super::schedule::Progress;

/// A deployment younger than this may still grow: the service hands devices to it as they report.
const YOUNG_MS: i64 = 180_000;

/// What speaks for a deployment being finished for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settling {
    /// The last good look found everything ended.
    ended: bool,
}

impl Settling {
    /// What an earlier run's last look found counts as a look.
    pub(crate) fn remembered(ended: bool) -> Self {
        Self { ended }
    }

    /// Whether the last good look found everything ended.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// A look was good. `ended`: there are devices, all in a terminal state, none missing, none unreadable. `same`: it found what the
    /// look before found. `age_ms`: for how long the deployment has been there, at least.
    pub(crate) fn looked(&mut self, ended: bool, same: bool, age_ms: i64) -> Progress {
        let twice = self.ended && same;
        self.ended = ended;
        match (ended, twice && age_ms >= YOUNG_MS) {
            (false, _) => Progress::Moving,
            (true, false) => Progress::Settling,
            (true, true) => Progress::Finished,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_needs_an_end_age_and_two_looks_that_agree() {
        const OLD: i64 = YOUNG_MS;
        for (before, ended, same, age, expected) in [
            (false, false, true, OLD, Progress::Moving),
            (true, false, false, OLD, Progress::Moving),
            (false, true, false, OLD, Progress::Settling),
            (false, true, true, OLD, Progress::Settling),
            (true, true, false, OLD, Progress::Settling),
            (true, true, true, OLD - 1, Progress::Settling),
            (true, true, true, OLD, Progress::Finished),
        ] {
            let mut settling = Settling::remembered(before);
            assert_eq!(settling.looked(ended, same, age), expected, "{before} {ended} {same} {age}");
            assert_eq!(settling.ended(), ended, "the next look compares with this one");
        }
    }
}
