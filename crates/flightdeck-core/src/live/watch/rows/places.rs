//! Where each record of the last answer stood and which row it made, so that one that comes again as it was costs no more than
//! saying so.
//!
//! A place is sound as long as its row is what its record says. Two records of one device in one answer that differ leave a row
//! that only the later one describes: their places are forgotten, and both are read again in the next look.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use connect_api::{DevicesPage, Known, Part};

use super::Rows;
use super::row::{CHANGED, GONE, Row};
use crate::live::watch::even::Even;

/// For how many announced devices room is made before they are there.
const ROOM_LIMIT: usize = 1_000_000;
/// The row of a record that found no room.
const NO_ROW: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(super) struct Places {
    /// The last good look's records, and the row of each.
    known: Arc<Known>,
    rows: Even,
    /// The same of the look under way.
    next: Known,
    next_rows: Even,
    under_way: bool,
    /// Rows that changed in this look, as they were before.
    before: Vec<(u32, Row)>,
    /// The first of them, by row.
    found: HashMap<u32, usize>,
    /// Rows that records of this look told differently.
    torn: HashSet<u32>,
}

/// What a page brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Brought {
    /// Rows that changed for the first time in this look.
    pub(crate) changed: u32,
    /// Devices that came for the first time in this look, those without room included.
    pub(crate) fresh: usize,
}

impl Places {
    /// A row changes for the first time in this look.
    pub(super) fn changes(&mut self, index: usize, before: Row) {
        self.before.push((index as u32, before));
    }

    /// A row that came before in this look came again, and was different.
    pub(super) fn tear(&mut self, index: usize) {
        self.torn.insert(index as u32);
    }

    /// What a row was before this look, if that has changed. Only contradictory answers ask.
    fn row_before(&mut self, index: u32) -> Option<Row> {
        for at in self.found.len()..self.before.len() {
            self.found.entry(self.before[at].0).or_insert(at);
        }
        self.found.get(&index).map(|at| self.before[*at].1)
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(super) fn bytes_held(&self) -> usize {
        self.known.bytes_held() + self.next.bytes_held() + self.rows.bytes_held() + self.next_rows.bytes_held()
    }
}

impl Rows {
    /// What the next look is compared with.
    pub(crate) fn known(&self) -> Arc<Known> {
        self.places.known.clone()
    }

    /// Takes in a page of the look that is under way.
    pub(crate) fn take_page(&mut self, page: &DevicesPage, now_ms: i64) -> Brought {
        let (changed, came) = (self.changed, self.came());
        if self.rows.is_empty() {
            // What a service announces is not yet there: as much room as it would take is never made blindly.
            let announced = page.total.map_or(0, |total| usize::try_from(total).unwrap_or(usize::MAX).min(ROOM_LIMIT));
            let room = announced.max(page.batch.len());
            self.ids.expect(room);
            self.rows.reserve(room);
        }
        // A record that changed most likely stands where it stood: behind the one that came before it.
        let mut likely = self.places.next_rows.len();
        for part in page.batch.parts() {
            match part {
                Part::Known(places) => {
                    likely = places.end as usize;
                    self.pass_over(places, now_ms);
                }
                Part::Record(record) => {
                    let row = self.places.rows.get(likely).filter(|row| self.ids.is(*row, record.uuid));
                    let row = self.take(&record, row, now_ms).unwrap_or(NO_ROW);
                    self.places.next_rows.push(row);
                    likely += 1;
                }
            }
        }
        let places = &mut self.places;
        places.next.take_in(&places.known, page);
        Brought { changed: self.changed - changed, fresh: (self.came() - came) as usize }
    }

    /// How many devices came in this look, those without room included.
    fn came(&self) -> u32 {
        self.named.saturating_add(self.refused)
    }

    /// Records came as they were.
    fn pass_over(&mut self, places: Range<u32>, now_ms: i64) {
        for place in places.start as usize..places.end as usize {
            // What is not there was never told.
            let index = self.places.rows.get(place).unwrap_or(NO_ROW);
            self.places.next_rows.push(index);
            let Some(row) = self.rows.get_mut(index as usize) else { continue };
            if row.look != self.look && !row.has(GONE) {
                row.look = self.look;
                self.named += 1;
                continue;
            }
            // Another record of this look said something else; the later one counts, and it says what was before.
            let told = if row.has(GONE) { Some(*row) } else { self.places.row_before(index) };
            if let Some(told) = told {
                self.renew(index as usize, Row { look: self.look, since: now_ms, ..told });
            }
        }
    }

    /// A look begins.
    pub(super) fn begin_places(&mut self) {
        self.abandon();
        self.places.under_way = true;
    }

    /// The look was good: what came is what the next one is compared with.
    pub(super) fn settle_places(&mut self) {
        let places = &mut self.places;
        let (mut next, rows) = (std::mem::take(&mut places.next), std::mem::take(&mut places.next_rows));
        if self.refused > 0 || !places.torn.is_empty() {
            forget(&mut next, &rows, |row| places.torn.contains(&row) || row == NO_ROW);
        }
        next.shrink();
        (places.known, places.rows) = (Arc::new(next), rows);
        places.rows.shrink();
        places.end();
    }

    /// The look failed: what was known is known still, but for the rows that changed on the way.
    pub(crate) fn abandon(&mut self) {
        let places = &mut self.places;
        if !std::mem::take(&mut places.under_way) {
            return;
        }
        let changed = |row: u32| self.rows.get(row as usize).is_none_or(|row| row.has(CHANGED));
        if !places.before.is_empty() {
            forget(Arc::make_mut(&mut places.known), &places.rows, changed);
        }
        places.end();
    }
}

impl Places {
    fn end(&mut self) {
        self.under_way = false;
        self.next = Known::default();
        self.next_rows = Even::default();
        self.before = Vec::new();
        self.found = HashMap::new();
        self.torn = HashSet::new();
    }
}

/// Forgets the places of some rows.
fn forget(known: &mut Known, rows: &Even, which: impl Fn(u32) -> bool) {
    for (place, _) in rows.iter().enumerate().filter(|(_, row)| which(*row)) {
        known.forget(place);
    }
}

#[cfg(test)]
mod tests;
