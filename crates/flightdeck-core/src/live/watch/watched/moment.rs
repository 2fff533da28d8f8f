//! What pages read of a watched deployment's past: a row and the counts at a moment, and its whole course.

use super::Watched;
use crate::live::watch::course::{Lens, Looks, Recall, Then, course};
use crate::live::watch::explained::explain;
use crate::wire::{CountsThen, Course, DeviceRow};

impl Watched {
    /// A row by its number.
    pub(crate) fn row(&self, index: u32) -> Option<DeviceRow> {
        let mut row = Lens::judging(&self.rows, &self.judged).view(index)?;
        explain(std::slice::from_mut(&mut row), &self.triage);
        self.known.tell(std::slice::from_mut(&mut row), true);
        Some(row)
    }

    /// The same, as it was at a moment.
    pub(crate) fn row_then(&self, index: u32, at_ms: i64) -> Option<DeviceRow> {
        let mut row = self.recall().row(index, at_ms)?;
        explain(std::slice::from_mut(&mut row), &self.triage);
        self.known.tell(std::slice::from_mut(&mut row), false);
        Some(row)
    }

    /// How many devices were in which state at a moment.
    pub(crate) fn counts_at(&mut self, at_ms: i64) -> CountsThen {
        self.then(at_ms).counts()
    }

    /// The timeline; none where nothing was seen yet.
    pub(crate) fn course(&self) -> Option<Course> {
        course(self.recall(), self.revision)
    }

    /// What the course takes besides the rows: when somebody looked, and when the deployment was made.
    pub(crate) fn remembered(&self) -> (Looks, Option<i64>) {
        (self.looks.clone(), self.born_ms)
    }

    fn recall(&self) -> Recall<'_> {
        Recall::new(&self.rows, &self.looks, self.born_ms)
    }

    /// The moment that a page asked for last is held: rows, picture and counts of it are asked for one after the other.
    pub(super) fn then(&mut self, at_ms: i64) -> &Then {
        if !self.then.is(self.revision, at_ms) {
            self.then = Then::of(self.recall(), self.revision, at_ms);
        }
        &self.then
    }
}
