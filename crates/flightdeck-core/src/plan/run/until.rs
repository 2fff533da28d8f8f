//! A plan that is run wave by wave, each in a run of its own: a command line goes no further than it is told.

use super::*;
use crate::wire::{GateHolds, GateKind, GateLine};

impl Run {
    /// Whoever runs it goes no further than this wave: the next is sent in another run.
    pub(crate) fn go_until(&mut self, wave: usize) {
        self.until = Some(wave);
    }

    /// Whether it came as far as it is to go in this run.
    pub(crate) fn has_arrived(&self) -> bool {
        self.arrived
    }

    /// The last wave of this run: its gate stays shut, and is judged again by the run that sends the next. Hours and a person's word are
    /// that one's.
    pub(super) fn arrive(&mut self, wave: usize, now: &Now<'_>) -> Option<usize> {
        let judged = self.judged(wave, now)?;
        let counts = |line: &GateLine| !matches!(line.kind, GateKind::Hours | GateKind::Word);
        let there = |line: &GateLine| matches!(line.holds, GateHolds::Yes | GateHolds::Skipped);
        if !judged.lines.iter().filter(|line| counts(line)).all(there) {
            return None;
        }
        if !self.waves[wave].seen.as_ref().is_some_and(|seen| now.is_young(seen)) {
            return Some(wave);
        }
        self.arrived = true;
        None
    }
}
