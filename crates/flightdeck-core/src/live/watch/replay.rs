//! The past of watched deployments: a row, the picture and the counts at a moment, and the whole course.

use super::Watches;
use crate::wire::{AppError, CountsThen, Course, DeviceRow, ErrorCode};

impl Watches {
    /// A row by its number ([`DeviceRow::index`]), as it was at a moment.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`], or [`ErrorCode::NotFound`] for a number that no device has.
    pub fn row_then(&self, watch: u32, index: u32, at_ms: i64) -> Result<DeviceRow, AppError> {
        let row = self.room.held_by(watch)?.state().row_then(index, at_ms);
        row.ok_or_else(|| AppError::new(ErrorCode::NotFound, "There is no such device in this deployment."))
    }

    /// The fleet picture of a moment: one byte a cell, the number of its state, 6 where the device was gone, 7 where nothing
    /// tells; in the order of the page's picture.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn picture_at(&self, watch: u32, at_ms: i64) -> Result<Vec<u8>, AppError> {
        Ok(self.room.held_by(watch)?.state().picture_at(watch, at_ms))
    }

    /// How many devices were in which state at a moment.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn counts_at(&self, watch: u32, at_ms: i64) -> Result<CountsThen, AppError> {
        Ok(self.room.held_by(watch)?.state().counts_at(at_ms))
    }

    /// The timeline; none where nothing was seen yet.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn course(&self, watch: u32) -> Result<Option<Course>, AppError> {
        Ok(self.room.held_by(watch)?.state().course())
    }
}
