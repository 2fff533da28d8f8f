//! The moment an answer speaks of, and how its times are told.

use crate::clock::Timescale;

/// The moment an answer speaks of.
pub(crate) struct Moment {
    pub(crate) now: i64,
    pub(crate) scale: Timescale,
}
