//! Why devices of a watched deployment failed, as far as they were looked at.

use super::Watched;
use crate::wire::{Causes, DeviceId};

impl Watched {
    /// Why devices failed, as far as looked at.
    pub(crate) fn causes(&self) -> Causes {
        self.triage.causes(self.rows.counts().failed, |row| self.rows.id(row).into())
    }

    /// All failed devices are to be looked at, whether their causes change or not. Whether that is news.
    pub(crate) fn go_on_with_causes(&mut self) -> bool {
        self.fetch_more = true;
        self.triage.go_on()
    }

    /// The devices known to have failed for a cause.
    pub(crate) fn cause_devices(&self, cause: u32) -> Vec<DeviceId> {
        self.triage.rows_of(cause).iter().map(|row| self.rows.id(*row).into()).collect()
    }
}
