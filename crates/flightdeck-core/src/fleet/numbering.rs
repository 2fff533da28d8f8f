//! Which numbers known devices have: rows of watched deployments remember them.

use std::sync::atomic::{AtomicU64, Ordering};

/// Devices keep their numbers as long as this stays: another one is another order of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numbering(pub(crate) u64);

impl Default for Numbering {
    /// One that never was.
    fn default() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }
}
