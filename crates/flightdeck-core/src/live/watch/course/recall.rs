//! Asking rows for their past.

use super::looks::Looks;
use super::past::{Past, least_ms};
use crate::live::watch::rows::Rows;

/// The rows, with what is needed to tell their past.
#[derive(Clone, Copy)]
pub(crate) struct Recall<'a> {
    pub(super) rows: &'a Rows,
    pub(super) looks: &'a Looks,
    /// When the deployment was made, by its record or the launch from here.
    pub(super) born_ms: Option<i64>,
}

impl<'a> Recall<'a> {
    /// Of a deployment made at `born_ms`, where that is known.
    pub(crate) fn new(rows: &'a Rows, looks: &'a Looks, born_ms: Option<i64>) -> Self {
        Self { rows, looks, born_ms }
    }

    /// Each row's course, in the rows' order.
    pub(super) fn pasts(self) -> impl Iterator<Item = Past> + 'a {
        let least = least_ms(self.born_ms);
        self.rows.all_told().map(move |told| Past::of(&told, self.looks, least))
    }

    /// How long the course is, from its first moment to its last; none where nothing was seen.
    pub(crate) fn length_ms(self) -> Option<i64> {
        self.span().map(|(from_ms, to_ms)| to_ms - from_ms)
    }

    /// One row's course.
    pub(super) fn past(self, index: u32) -> Option<Past> {
        self.rows.told(index).map(|told| Past::of(&told, self.looks, least_ms(self.born_ms)))
    }

    /// The first and the last moment of the course: from when it was made, or the first that is known or was seen of it, to the last look; where
    /// everything has ended, to the last change. None where nothing was seen.
    pub(super) fn span(self) -> Option<(i64, i64)> {
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for past in self.pasts() {
            for (from_ms, _) in past.changes().iter().skip(1) {
                first = first.min(*from_ms);
            }
            last = last.max(past.settled_ms().unwrap_or(i64::MIN));
        }
        let looked = (self.looks.first_ms(), self.looks.last_ms());
        let ended = self.rows.counts().moving() == 0 && last > i64::MIN;
        let to =
            if ended { Some(last) } else { looked.1.map(|at| at.max(last)).or((last > i64::MIN).then_some(last)) }?;
        let from = [self.born_ms, looked.0].into_iter().flatten().fold(first, i64::min);
        Some((from.min(to), to))
    }
}
