//! Judging a watched deployment's devices after each good look.

use super::Watched;
use crate::live::watch::course::least_ms;
use crate::live::watch::judged::{Asked, Judged};
use crate::wire::Judgement;

impl Watched {
    /// Judges all rows as of the look that has ended. `ahead_ms`: how far the service's clock is ahead of this computer's.
    pub(crate) fn judge(&mut self, ahead_ms: i64, now_ms: i64) {
        let asked = Asked {
            now_ms: now_ms.saturating_add(ahead_ms),
            ahead_ms,
            first_look_ms: self.looks.first_ms(),
            least_ms: least_ms(self.born_ms.map(|at| at.saturating_add(ahead_ms))),
        };
        let judged = self.judged.again(&self.rows, asked);
        let before = std::mem::replace(&mut self.judged, judged);
        self.judge_waiting();
        // Rows that did not change are shown otherwise now. While none changes, those judged so are only ever joined by others: the
        // numbers tell.
        let numbers = |judged: &Judged| judged.told().map_or((0, 0), |told| (told.stuck, told.unreached));
        if numbers(&before) != numbers(&judged) {
            self.touch();
        }
    }

    /// Counts what is known of those that are not reached.
    fn judge_waiting(&mut self) {
        let Self { rows, judged, known, .. } = self;
        if judged.told().is_some_and(|told| told.unreached > 0) {
            let unreached = |row: u32| judged.of(rows, row) == Some(Judgement::Unreached);
            let (unseen, triggered) = known.waiting(rows, unreached);
            *judged = judged.knowing(unseen, triggered);
        }
    }

    /// Finds some more of its rows among the known devices. Whether all that can be found are.
    pub(crate) fn find_known(&mut self) -> bool {
        self.known.find_more(&self.rows)
    }

    /// Whether many rows are still to be found there, and nobody does so yet. Who asks, does.
    pub(crate) fn begins_to_find_known(&mut self) -> bool {
        self.known.begins_to_find(&self.rows)
    }

    /// Something else is known of the fleet than before: rows that nothing was seen of are shown otherwise. Nobody moves for it.
    pub(crate) fn known_changed(&mut self) {
        if self.rows.len() > 0 {
            self.known.changed();
            self.judge_waiting();
            self.touch();
            self.changed = 0;
        }
    }
}
