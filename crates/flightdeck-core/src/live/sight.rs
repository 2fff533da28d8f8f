//! What a look at a deployment's devices saw, as a whole: what a watch tells the list and the store.

pub(crate) use super::schedule::Progress;
use crate::wire::{Counts, Shortfall};

/// What one good look saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(crate) counts: Counts,
    pub(crate) shortfall: Option<Shortfall>,
    /// Records that could not be read: with any of these, nothing is final.
    pub(crate) unreadable: u32,
    /// How far it has come.
    pub(crate) progress: Progress,
    /// When, milliseconds since 1970.
    pub(crate) at_ms: i64,
}

impl Sight {
    /// Whether every device that exists was read.
    pub(crate) fn is_whole(&self) -> bool {
        self.shortfall.is_none() && self.unreadable == 0
    }

    /// Everything has ended, for good.
    pub(crate) fn finished(&self) -> bool {
        self.progress == Progress::Finished
    }
}
