//! Choosing devices of a watched deployment, for pages and for stopping those chosen.

use super::picked::Picked;
use super::watched::Stoppable;
use super::watching::Watching;
use super::{Watches, present};
use crate::wire::{AppError, Choose, Chosen, DeviceId, ErrorCode};

impl Watches {
    /// Changes what the page has chosen; says who is chosen then. What a moment of the past shows cannot be chosen: it may be
    /// otherwise now.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`], or [`ErrorCode::InvalidInput`] for a view of the past.
    pub fn choose(&self, watch: u32, change: Choose) -> Result<Chosen, AppError> {
        if let Choose::All { view } | Choose::Range { view, .. } = &change {
            present(view)?;
        }
        let now_ms = self.room.outside.clock.now_ms();
        Ok(self.room.held_by(watch)?.state().choose(watch, change, now_ms))
    }

    /// The ids of those chosen, one a line.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn chosen_ids(&self, watch: u32) -> Result<String, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        let ids = self.room.held_by(watch)?.state().chosen_ids(watch, now_ms);
        Ok(ids.iter().map(DeviceId::as_str).collect::<Vec<_>>().join("\n"))
    }

    /// Those that a page has chosen, or that failed for a cause, as the API can name them; and of which deployment they are.
    pub(crate) fn picked(&self, watch: u32, cause: Option<u32>) -> Result<(Watching, Picked), AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        let live = self.room.held_by(watch)?;
        let picked = live.state().picked(watch, cause, now_ms);
        Ok((live.key.clone(), picked))
    }

    /// Of which deployment those are that a page has chosen, and which of them an abort may still stop.
    pub(crate) fn stoppable(&self, watch: u32) -> Result<(Watching, Stoppable), AppError> {
        let live = self.room.held_by(watch)?;
        let stoppable = live.state().stoppable(watch, self.room.outside.clock.now_ms());
        let stoppable = stoppable
            .ok_or_else(|| AppError::new(ErrorCode::Unreachable, "The devices were not looked at yet in this run."))?;
        Ok((live.key.clone(), stoppable))
    }
}
