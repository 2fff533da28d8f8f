//! What closing the program needs of plans: which advance, what is still to be aborted, and that nothing more is sent.

use std::sync::atomic::Ordering;

use super::Plans;
use super::run::Run;

impl Plans {
    /// The names of the plans that advance now, which they do only while Flightdeck runs.
    pub fn running(&self) -> Vec<String> {
        let book = self.book();
        let all = book.order.iter().filter_map(|id| book.entries.get(id));
        all.filter(|entry| entry.run.as_ref().is_some_and(Run::is_running))
            .map(|entry| entry.plan.name.clone())
            .collect()
    }

    /// Nothing more is sent in this run of the program, which ends: the next one goes on. What is to be aborted still is.
    pub fn hold(&self) {
        self.holds.store(true, Ordering::Relaxed);
    }

    /// How many aborts of stopped plans are still to be asked for, or have no answer.
    pub(crate) fn aborting(&self) -> usize {
        let book = self.book();
        book.entries.values().filter_map(|entry| entry.run.as_ref()).map(Run::aborting_waves).sum()
    }

    /// Waits until every abort of a stopped plan was asked for and answered.
    pub(crate) async fn aborted(&self) {
        let mut turned = self.follow();
        while self.aborting() > 0 {
            // Its sender is here.
            let _ = turned.changed().await;
        }
    }

    /// Whether nothing more is sent in this run of the program.
    pub(super) fn is_held(&self) -> bool {
        self.holds.load(Ordering::Relaxed)
    }

    /// Whether a wave of a plan is still to be sent in this run of the program.
    pub(super) fn wants(&self, id: &str, wave: usize) -> bool {
        let book = self.book();
        let run = book.entries.get(id).and_then(|entry| entry.run.as_ref());
        !self.is_held() && run.is_some_and(|run| run.wants(wave))
    }
}
