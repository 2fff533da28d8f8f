//! What pages read of a watched deployment: rows, picture and counts, as they are or as they were at a moment, and its whole course.

use super::Watched;
use crate::live::watch::course::{Lens, Recall, Then, course};
use crate::live::watch::view::SortedView;
use crate::wire::{CountsThen, Course, DeviceRow, RowsView, RowsWindow};

impl Watched {
    /// The rows on screen of the page behind a hold.
    pub(crate) fn window(&mut self, hold: u32, view: &RowsView, start: u32, len: u32) -> RowsWindow {
        self.through(hold, view, |sorted, lens, watched| {
            sorted.window(lens, &watched.triage, watched.revision, view, start, len)
        })
    }

    /// The row `step` places after a device in the view of the page behind a hold; the first row where the device is not in it.
    pub(crate) fn neighbour(&mut self, hold: u32, view: &RowsView, device: &str, step: i32) -> Option<DeviceRow> {
        self.through(hold, view, |sorted, lens, watched| {
            sorted.neighbour(lens, &watched.triage, watched.revision, view, device, step)
        })
    }

    /// A row by its place in the fleet picture.
    pub(crate) fn row(&self, index: u32) -> Option<DeviceRow> {
        self.rows.view(index)
    }

    /// The same, as it was at a moment.
    pub(crate) fn row_then(&self, index: u32, at_ms: i64) -> Option<DeviceRow> {
        self.recall().row(index, at_ms)
    }

    /// The fleet picture of a moment: one byte a row.
    pub(crate) fn picture_at(&mut self, at_ms: i64) -> Vec<u8> {
        self.then(at_ms).picture().to_vec()
    }

    /// How many devices were in which state at a moment.
    pub(crate) fn counts_at(&mut self, at_ms: i64) -> CountsThen {
        self.then(at_ms).counts()
    }

    /// The timeline; none where nothing was seen yet.
    pub(crate) fn course(&self) -> Option<Course> {
        course(self.recall(), self.revision)
    }

    fn recall(&self) -> Recall<'_> {
        Recall::new(&self.rows, &self.looks, self.born_ms)
    }

    /// The moment that a page asked for last is held: rows, picture and counts of it are asked for one after the other.
    fn then(&mut self, at_ms: i64) -> &Then {
        if !self.then.is(self.revision, at_ms) {
            self.then = Then::of(self.recall(), self.revision, at_ms);
        }
        &self.then
    }

    fn through<T>(
        &mut self,
        hold: u32,
        view: &RowsView,
        read: impl FnOnce(&mut SortedView, Lens<'_>, &Self) -> T,
    ) -> T {
        // Taken out while it is used, since all of this is read beside it.
        let mut sorted = self.views.remove(&hold).unwrap_or_default();
        let answer = match view.at_ms {
            None => read(&mut sorted, Lens::now(&self.rows), self),
            Some(at_ms) => {
                self.then(at_ms);
                read(&mut sorted, Lens::then(self.recall(), &self.then), self)
            }
        };
        self.views.insert(hold, sorted);
        answer
    }
}
