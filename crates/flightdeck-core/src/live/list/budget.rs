//! What a round of the list may cost: deployments already counted are counted again less and less often while nothing changes,
//! and no round counts more than a bounded number of devices. One old pending device must not fetch a fleet every 15 seconds.

/// Deployments counted again in one round, at most.
const REQUESTS: u32 = 24;
/// Device records read again in one round, at most: about 6 MB of answers.
const RECORDS: u64 = 50_000;
/// A deployment in which nothing changes is passed over for this many rounds at most.
const LONGEST_PAUSE: u32 = 32;

/// Deployments out of sight counted in one round, at most: a page of a hundred is known after four minutes.
const ASIDE: u32 = 6;
/// Rounds after which a deployment out of sight that has not ended for good is counted again.
pub(crate) const ASIDE_AFTER: u32 = 16;

/// What is left of a round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    requests: u32,
    records: u64,
    aside: u32,
}

impl Budget {
    /// A new round.
    pub(crate) fn round() -> Self {
        Self { requests: REQUESTS, records: RECORDS, aside: ASIDE }
    }

    /// Takes what counting a deployment of `records` devices costs, if it is left. One that is larger than a whole round goes alone.
    pub(crate) fn take(&mut self, records: u32) -> bool {
        let cost = u64::from(records).min(RECORDS);
        let affordable = self.requests > 0 && cost <= self.records;
        if affordable {
            self.requests -= 1;
            self.records -= cost;
        }
        affordable
    }

    /// Takes what counting a deployment out of sight costs, if it is left. How many devices one has that was never counted nobody knows.
    pub(crate) fn take_aside(&mut self, records: Option<u32>) -> bool {
        let affordable = self.aside > 0 && records.is_none_or(|records| self.take(records));
        self.aside -= u32::from(affordable);
        affordable
    }
}

/// How many rounds apart a deployment is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause(u32);

impl Pause {
    /// Every round.
    pub(crate) const NONE: Self = Self(1);

    /// Whether it is over, so many rounds after the last count.
    pub(crate) fn is_over(self, rounds: u32) -> bool {
        rounds >= self.0
    }

    /// After a count that changed nothing, or failed.
    pub(crate) fn longer(self) -> Self {
        Self((self.0 * 2).min(LONGEST_PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_bounded_and_a_giant_is_not_starved() {
        let mut budget = Budget::round();
        let small = (0..1_000).filter(|_| budget.take(10)).count();
        assert_eq!(small, REQUESTS as usize, "no round asks without end");
        let mut budget = Budget::round();
        assert!(budget.take(1_000_000), "what is larger than a round still gets its turn");
        assert!(!budget.take(1), "and then it has the round for itself");
        let mut budget = Budget::round();
        assert!(budget.take(30_000) && !budget.take(30_000) && budget.take(20_000), "what still fits goes");
    }

    #[test]
    fn a_pause_doubles_up_to_its_end() {
        let mut pause = Pause::NONE;
        let pauses: Vec<u32> = (0..7)
            .map(|_| {
                pause = pause.longer();
                pause.0
            })
            .collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 32, 32], "less and less often, and never never");
        assert!(!pause.is_over(31) && pause.is_over(32), "counted again when its rounds have passed");
    }
}
