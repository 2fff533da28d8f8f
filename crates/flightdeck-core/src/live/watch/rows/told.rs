//! What a row tells of when: the ground of its past.

use connect_api::DeviceState;

use super::Rows;
use super::row::{ABSENT, GONE, STARTED};

/// What is known of one device's times, and of when it was seen here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Its state by the last answer that named it.
    pub(crate) state: DeviceState,
    /// When it was first seen here in that state.
    pub(crate) since_ms: i64,
    /// When it started, where that can be read.
    pub(crate) started_ms: Option<i64>,
    /// No start was given at all, not even one that cannot be read.
    pub(crate) unstarted: bool,
    /// When it finished, where that can be read.
    pub(crate) finished_ms: Option<i64>,
    /// When it was last named; only of a device that is gone.
    pub(crate) gone_ms: Option<i64>,
}

impl Rows {
    /// What each row tells of when, in the rows' order.
    pub(crate) fn all_told(&self) -> impl Iterator<Item = Told> {
        (0..self.len()).filter_map(|index| self.told(index))
    }

    /// What a row tells of when.
    pub(crate) fn told(&self, index: u32) -> Option<Told> {
        let row = self.rows.get(index as usize)?;
        Some(Told {
            state: row.state,
            since_ms: row.since,
            started_ms: row.start_ms(),
            unstarted: row.kind(STARTED) == ABSENT,
            finished_ms: row.end_ms(),
            gone_ms: row.has(GONE).then(|| self.gone.get(&index).copied().unwrap_or(row.since)),
        })
    }
}
