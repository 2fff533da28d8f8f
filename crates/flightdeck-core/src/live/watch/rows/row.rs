//! One device as it is held: 40 bytes, its times and marks packed into flags.

use connect_api::DeviceState;

use crate::wire;

/// No text.
pub(super) const NONE: u32 = u32::MAX;

/// The bits that tell how a row's start is held; those of its end are two further.
pub(super) const STARTED: u8 = 0;
pub(super) const FINISHED: u8 = 2;
/// The times that two of those bits can tell: none, one, one whose zone was assumed, a text.
pub(super) const ABSENT: u8 = 0;
pub(super) const AT: u8 = 1;
pub(super) const ASSUMED: u8 = 2;
pub(super) const RAW: u8 = 3;
pub(super) const ABORT_REQUESTED: u8 = 16;
pub(super) const CHANGED: u8 = 32;
pub(super) const GONE: u8 = 64;
/// Not kept on disk yet.
pub(super) const DIRTY: u8 = 128;
/// What of the flags comes with a record, and what stays with the device.
pub(super) const TIME_BITS: u8 = 15;

/// One device. 40 bytes; its id is in the arena under the row's number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Milliseconds since 1970, or the number of an unreadable text, as the flags tell.
    pub(super) started: i64,
    pub(super) finished: i64,
    /// When it was first seen here in its present state.
    pub(super) since: i64,
    pub(super) raw_status: u32,
    pub(super) name: u32,
    pub(super) group: u32,
    /// The look that last named it.
    pub(super) look: u16,
    pub(super) state: DeviceState,
    pub(super) flags: u8,
}

impl Row {
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn kind(&self, of: u8) -> u8 {
        (self.flags >> of) & 3
    }

    pub(super) fn start_ms(&self) -> Option<i64> {
        matches!(self.kind(STARTED), AT | ASSUMED).then_some(self.started)
    }

    pub(super) fn end_ms(&self) -> Option<i64> {
        matches!(self.kind(FINISHED), AT | ASSUMED).then_some(self.finished)
    }

    /// Since when it is in its state by the service's own times.
    pub(super) fn told_since_ms(&self) -> Option<i64> {
        match self.state {
            state if state.is_terminal() => self.end_ms(),
            DeviceState::InProgress => self.start_ms(),
            _ => None,
        }
    }
}

/// Whether the page would show both rows alike.
pub(super) fn same(a: &Row, b: &Row) -> bool {
    let shown = |row: &Row| {
        let flags = row.flags & !(CHANGED | DIRTY);
        (row.state, flags, row.started, row.finished, row.raw_status, row.name, row.group)
    };
    shown(a) == shown(b)
}

impl From<DeviceState> for wire::DeviceState {
    fn from(state: DeviceState) -> Self {
        match state {
            DeviceState::Pending => Self::Pending,
            DeviceState::InProgress => Self::InProgress,
            DeviceState::Succeeded => Self::Succeeded,
            DeviceState::Failed => Self::Failed,
            DeviceState::Aborted => Self::Aborted,
            DeviceState::Unknown => Self::Unknown,
        }
    }
}
