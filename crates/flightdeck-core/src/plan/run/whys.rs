//! Why devices failed, where a gate asks for it.

use super::*;
use crate::by_cause;

impl Run {
    /// A wave that has ended and is not looked at by itself any more, of which some that failed could not be asked why: its gate waits for that, and
    /// with another look they are asked once more. A list, which has many deployments, asks by itself (`each`).
    pub(crate) fn asks_why(&self, now: &Now<'_>) -> Option<usize> {
        if !self.is_judged() {
            return None;
        }
        let open = |seen: &Seen| {
            seen.finished && !by_cause::are_all_told(seen.looked_at, seen.counts.failed) && !now.is_young(seen)
        };
        self.waves.iter().zip(&self.plan.waves).position(|(wave, of)| {
            wave.stage == WaveStage::Out && of.gate.one_cause.is_some() && wave.seen.as_ref().is_some_and(open)
        })
    }
}
