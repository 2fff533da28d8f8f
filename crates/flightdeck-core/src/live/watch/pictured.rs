//! The fleet picture of watched deployments: its cells, their order, and the marks over it.

use super::Watches;
use crate::wire::{AppError, PictureOrder, RowsView};

impl Watches {
    /// The fleet picture of a page that has the one of revision `have` (0: none): a cell a device, the number of its state, or 6 where
    /// it is gone; whole, or what changed since.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn picture(&self, watch: u32, have: u32) -> Result<Vec<u8>, AppError> {
        Ok(self.room.held_by(watch)?.state().picture(watch, have))
    }

    /// How the page's picture is ordered. It changes only where the picture crosses whole, or devices come that stand behind it.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn picture_order(&self, watch: u32) -> Result<PictureOrder, AppError> {
        Ok(self.room.held_by(watch)?.state().picture_order(watch))
    }

    /// Which cells of the page's picture a view shows and which are chosen, for a page that has the marks of revision `have` (0: none).
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn picture_marks(&self, watch: u32, view: &RowsView, have: u32) -> Result<Vec<u8>, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        Ok(self.room.held_by(watch)?.state().marks(watch, view, have, now_ms))
    }
}
