//! Comparing two watched deployments, for the page that holds both.

use std::sync::{Arc, PoisonError};

use super::Watches;
use super::compare::{Compared, Sides, Snapshot};
use crate::wire::{AppError, ComparedView, ComparedWindow, Comparison};

impl Watches {
    /// Two watched deployments as a whole, side by side.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`], or [`crate::wire::ErrorCode::InvalidInput`] for a deployment and itself.
    pub fn comparison(&self, a: u32, b: u32) -> Result<Comparison, AppError> {
        self.compared(a, b, |compared, sides| compared.summary(sides))
    }

    /// The devices on screen of two that are compared.
    ///
    /// # Errors
    /// As [`Watches::comparison`].
    pub fn comparison_rows(
        &self,
        a: u32,
        b: u32,
        view: &ComparedView,
        start: u32,
        len: u32,
    ) -> Result<ComparedWindow, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        self.compared(a, b, |compared, sides| compared.window(sides, view, start, len, now_ms))
    }

    /// The devices of a view of two that are compared, as they stand now: to be written down while the watches go on.
    ///
    /// # Errors
    /// As [`Watches::comparison`].
    pub(crate) fn comparison_snapshot(&self, a: u32, b: u32, view: &ComparedView) -> Result<Snapshot, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        self.compared(a, b, |compared, sides| compared.snapshot(sides, view, now_ms))
    }

    /// Holds both still and makes something of them. What was made before is kept with the hold of B, and goes with it.
    fn compared<T>(&self, a: u32, b: u32, make: impl FnOnce(&mut Compared, Sides<'_>) -> T) -> Result<T, AppError> {
        let (one, other) = (self.room.held_by(a)?, self.room.held_by(b)?);
        if Arc::ptr_eq(&one, &other) {
            return Err(AppError::invalid("b", "This is one deployment twice. Choose another to compare it with."));
        }
        let _alone = self.comparing.lock().unwrap_or_else(PoisonError::into_inner);
        let (of_a, mut of_b) = (one.state(), other.state());
        let mut compared = of_b.take_compared(b);
        let made = make(&mut compared, Sides { a: of_a.side(), b: of_b.side(), hold_a: a });
        of_b.put_compared(b, compared);
        Ok(made)
    }
}
