//! When somebody looked here, and what was counted then. Bounded: of many looks, those that tell least are let go.

use serde::{Deserialize, Serialize};

use crate::wire::Counts;

/// Two looks no further apart than this, milliseconds, are one stretch of looking.
pub(super) const LAPSE_MS: i64 = 300_000;
/// Looks remembered: a few more than the timeline has buckets.
const MOST: usize = 240;

/// One look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) at_ms: i64,
    /// Somebody looked all along from the look before to this one.
    joined: bool,
    pub(crate) counts: Counts,
    pub(crate) gone: u32,
}

/// The looks so far, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<[i64; 9]>", into = "Vec<[i64; 9]>")]
pub(crate) struct Looks(Vec<Look>);

impl Looks {
    /// A look was good.
    pub(crate) fn saw(&mut self, at_ms: i64, counts: Counts, gone: u32) {
        // A clock that was set back: what it said before cannot be told from what it will say again.
        while self.0.last().is_some_and(|last| last.at_ms >= at_ms) {
            self.0.pop();
        }
        let joined = self.0.last().is_some_and(|last| at_ms.saturating_sub(last.at_ms) <= LAPSE_MS);
        let look = Look { at_ms, joined, counts, gone };
        match self.0.as_mut_slice() {
            // Nothing changed over three looks: the middle one tells nothing.
            [.., before, last] if joined && last.joined && same(before, last) && same(last, &look) => {
                last.at_ms = at_ms
            }
            _ => self.0.push(look),
        }
        if self.0.len() > MOST {
            self.thin();
        }
    }

    /// Lets go of the look that is nearest to its neighbours, never of the first or the last.
    fn thin(&mut self) {
        let room = |at: &usize| self.0[at + 1].at_ms - self.0[at - 1].at_ms;
        let Some(least) = (1..self.0.len() - 1).min_by_key(room) else { return };
        let gone = self.0.remove(least);
        self.0[least].joined &= gone.joined;
    }

    /// When the first was.
    pub(crate) fn first_ms(&self) -> Option<i64> {
        self.0.first().map(|look| look.at_ms)
    }

    /// When the last was.
    pub(crate) fn last_ms(&self) -> Option<i64> {
        self.0.last().map(|look| look.at_ms)
    }

    /// What a look counted last at a moment; none where nobody looked then.
    pub(crate) fn at(&self, at_ms: i64) -> Option<&Look> {
        let next = self.0.partition_point(|look| look.at_ms <= at_ms);
        let look = self.0.get(next.checked_sub(1)?)?;
        let along = look.at_ms == at_ms || self.0.get(next).is_some_and(|next| next.joined);
        along.then_some(look)
    }

    /// Until when it was seen that something first seen at `since_ms` was not so yet; none where that was the first look.
    pub(crate) fn otherwise_until(&self, since_ms: i64) -> Option<i64> {
        let next = self.0.partition_point(|look| look.at_ms < since_ms);
        let before = self.0.get(next.checked_sub(1)?)?;
        let along = match self.0.get(next) {
            Some(next) => next.joined,
            // The look that sees it is still under way.
            None => since_ms.saturating_sub(before.at_ms) <= LAPSE_MS,
        };
        Some(if along { since_ms } else { before.at_ms })
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

fn same(a: &Look, b: &Look) -> bool {
    (a.counts, a.gone) == (b.counts, b.gone)
}

/// As few digits as there are: each look as how much later it was.
impl From<Looks> for Vec<[i64; 9]> {
    fn from(looks: Looks) -> Self {
        let mut before = 0;
        let mut row = |look: &Look| {
            let later = look.at_ms - before;
            before = look.at_ms;
            let Counts { pending, in_progress, succeeded, failed, aborted, unknown } = look.counts;
            let [p, i, s, f, a, u, g] =
                [pending, in_progress, succeeded, failed, aborted, unknown, look.gone].map(i64::from);
            [later, i64::from(look.joined), p, i, s, f, a, u, g]
        };
        looks.0.iter().map(&mut row).collect()
    }
}

impl From<Vec<[i64; 9]>> for Looks {
    fn from(rows: Vec<[i64; 9]>) -> Self {
        let mut at_ms = 0i64;
        let looks = rows.into_iter().map(|[later, joined, counts @ ..]| {
            at_ms = at_ms.saturating_add(later);
            let [pending, in_progress, succeeded, failed, aborted, unknown, gone] =
                counts.map(|count| u32::try_from(count).unwrap_or(0));
            let counts = Counts { pending, in_progress, succeeded, failed, aborted, unknown };
            Look { at_ms, joined: joined != 0, counts, gone }
        });
        let mut looks = Self(looks.collect());
        while looks.0.len() > MOST {
            looks.thin();
        }
        looks
    }
}
