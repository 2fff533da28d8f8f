//! Why devices of a watched deployment failed, for pages and for guards.

use super::{Hold, Watches};
use crate::wire::{AppError, Causes, DeviceId};

impl Watches {
    /// Why devices failed, as far as looked at.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn causes(&self, watch: u32) -> Result<Causes, AppError> {
        Ok(self.room.held_by(watch)?.state().causes())
    }

    /// The devices known to have failed for a cause ([`crate::wire::Cause::id`]); none for one that is not known.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn cause_devices(&self, watch: u32, cause: u32) -> Result<Vec<DeviceId>, AppError> {
        Ok(self.room.held_by(watch)?.state().cause_devices(cause))
    }

    /// Looks at all that failed, though their causes no longer change.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn causes_go_on(&self, watch: u32) -> Result<(), AppError> {
        let live = self.room.held_by(watch)?;
        live.state().go_on_with_causes();
        live.bell.notify_one();
        Ok(())
    }
}

impl Hold {
    /// Why devices failed, as far as looked at. From now on every failed one is, though the causes may no longer change: whoever counts devices
    /// by cause misses none.
    pub(crate) fn count_causes(&self) -> Causes {
        let live = &self.hold.live;
        if live.state().go_on_with_causes() {
            live.bell.notify_one();
        }
        live.state().causes()
    }
}
