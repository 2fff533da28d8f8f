//! The row store: every device of one deployment, compact, with counts that are right after each change.
//!
//! A look is `begin`, any number of `take_page`, and `end` or `abandon`. A device keeps its row (and so its place in the fleet picture) for the whole
//! watch. One that a later, whole answer no longer names is *gone*: it keeps what was last known of it and is in no count but its
//! own, until an answer names it again.

mod blob;
mod found;
mod kept;
mod names;
mod places;
mod row;
mod shown;
mod told;

use std::collections::{HashMap, HashSet, VecDeque};

use connect_api::{DeviceRef, TimeRef};
pub(crate) use found::{each, find};
pub(crate) use names::{may_name, names};
pub(crate) use places::Brought;
use places::Places;
use row::{
    ABORT_REQUESTED, ABSENT, ASSUMED, AT, CHANGED, DIRTY, FINISHED, GONE, NONE, RAW, Row, STARTED, TIME_BITS, same,
};

pub(crate) use told::Told;

use super::intern::Interner;
use crate::wire::Counts;

/// Longest text kept of a status, name, group or unreadable time, in bytes.
const TEXT_LIMIT: usize = 200;
/// Looks whose times are remembered, for telling when a device was last named. Only looks that fell short make it grow.
const TIMES: usize = 1_000;

/// All devices of one deployment.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    ids: Interner,
    texts: Interner,
    rows: Vec<Row>,
    counts: [u32; 6],
    abort_requested: u32,
    /// Everything not terminal was asked to stop, devices that appear later included.
    abort_all: bool,
    /// Devices asked to stop one by one; some may not be here yet.
    abort_ids: HashSet<String>,
    /// When each device that is gone was last named.
    gone: HashMap<u32, i64>,
    look: u16,
    /// When the last looks began, newest last: one for each look since the last whole one.
    times: VecDeque<(u16, i64)>,
    named: u32,
    changed: u32,
    refused: u32,
    dirty: u32,
    /// Rows written to disk so far; those after them are written with their ids.
    written: u32,
    places: Places,
}

impl Rows {
    /// The rows as they stand, to be read beside a watch that goes on. What only looking needs is not taken along.
    pub(crate) fn copy(&self) -> Rows {
        Rows {
            ids: self.ids.clone(),
            texts: self.texts.clone(),
            rows: self.rows.clone(),
            counts: self.counts,
            gone: self.gone.clone(),
            ..Rows::default()
        }
    }

    /// How many rows there are, those of gone devices included.
    pub(crate) fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// How many devices are gone.
    pub(crate) fn gone(&self) -> u32 {
        self.gone.len() as u32
    }

    /// Whether a row's device is gone.
    pub(crate) fn is_gone(&self, index: u32) -> bool {
        self.rows.get(index as usize).is_some_and(|row| row.has(GONE))
    }

    /// Devices per state.
    pub(crate) fn counts(&self) -> Counts {
        let [pending, in_progress, succeeded, failed, aborted, unknown] = self.counts;
        Counts { pending, in_progress, succeeded, failed, aborted, unknown }
    }

    /// Devices asked to stop that have not ended.
    pub(crate) fn abort_requested(&self) -> u32 {
        self.abort_requested
    }

    /// Records of this look that found no room (see [`Interner::intern`]).
    pub(crate) fn refused(&self) -> u32 {
        self.refused
    }

    /// Begins a look.
    pub(crate) fn begin(&mut self, now_ms: i64) {
        self.begin_places();
        let (look, wrapped) = self.look.overflowing_add(1);
        self.look = look;
        for row in &mut self.rows {
            row.flags &= !CHANGED;
            if wrapped {
                // No row may seem to be named by this look because a look of eleven days ago had the same number.
                row.look = 0;
            }
        }
        if wrapped {
            self.look = 1;
            let oldest = self.times.front().map_or(now_ms, |(_, at)| *at);
            self.times = VecDeque::from([(0, oldest)]);
        }
        if self.times.len() == TIMES {
            self.times.pop_front();
        }
        self.times.push_back((self.look, now_ms));
        self.named = 0;
        self.changed = 0;
        self.refused = 0;
    }

    /// Takes records in; the last one wins where a device comes twice. Returns how many rows changed for the first time in this look.
    #[cfg(test)]
    pub(crate) fn apply<'a>(&mut self, records: impl Iterator<Item = DeviceRef<'a>>, now_ms: i64) -> u32 {
        let before = self.changed;
        for record in records {
            self.take(&record, None, now_ms);
        }
        self.changed - before
    }

    /// Ends a look that was good. `whole`: nothing is missing from the answer as far as the service and the decoder know, so a device
    /// it does not name is gone. Returns how many went.
    pub(crate) fn end(&mut self, whole: bool) -> u32 {
        if self.rows.capacity() - self.rows.len() > self.rows.len() / 8 {
            self.rows.shrink_to_fit();
        }
        self.ids.shrink();
        // Until a device is looked for, or one comes out of its order: a tenth of what a row takes.
        self.ids.rest();
        self.settle_places();
        if self.texts.len() > self.rows.len() * 2 + 1_000 {
            self.drop_unused_texts();
        }
        if !whole || self.refused > 0 {
            return 0;
        }
        let known = self.len() - self.gone();
        let went = known - self.named;
        if went > 0 {
            for index in 0..self.rows.len() {
                let row = self.rows[index];
                if row.look != self.look && !row.has(GONE) {
                    self.leave(index);
                }
            }
        }
        self.times.drain(..self.times.len().saturating_sub(1));
        went
    }

    fn leave(&mut self, index: usize) {
        let row = self.rows[index];
        let named = self.times.iter().rev().find(|(look, _)| *look == row.look).or_else(|| self.times.front());
        self.gone.insert(index as u32, named.map_or(row.since, |(_, at)| *at));
        self.counts[row.state as usize] -= 1;
        self.unmark_abort(index);
        self.rows[index].flags |= GONE;
        self.note_change(index);
    }

    /// Marks what an abort of the deployment asks to stop; devices that appear later are in it too.
    pub(crate) fn request_abort_of_all(&mut self) {
        self.abort_all = true;
        for index in 0..self.rows.len() {
            self.mark_abort(index);
        }
    }

    /// Marks one device as asked to stop, if it has not ended; one that is not here yet is marked when it comes.
    pub(crate) fn request_abort(&mut self, id: &str) {
        self.abort_ids.insert(id.to_owned());
        if let Some(number) = self.ids.find(id) {
            self.mark_abort(number as usize);
        }
    }

    /// The row of a device id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id)
    }

    /// Takes a record in; returns its row. None where there is no room. `known`: the row of its device, where that is known already.
    fn take(&mut self, record: &DeviceRef<'_>, known: Option<u32>, now_ms: i64) -> Option<u32> {
        let found = known.map(|row| (row, false)).or_else(|| self.ids.intern(record.uuid));
        let Some((index, new)) = found else {
            self.refused = self.refused.saturating_add(1);
            return None;
        };
        let (started, started_kind) = self.time(&record.started);
        let (finished, finished_kind) = self.time(&record.finished);
        let row = Row {
            started,
            finished,
            since: now_ms,
            raw_status: self.text(Some(record.raw_status).filter(|t| !t.is_empty())),
            name: self.text(record.name),
            group: self.text(record.group),
            look: self.look,
            state: record.state,
            flags: started_kind << STARTED | finished_kind << FINISHED,
        };
        if new {
            self.rows.push(row);
            self.counts[row.state as usize] += 1;
            self.named += 1;
            self.note_change(index as usize);
            self.ask_to_stop(index, true);
        } else {
            self.renew(index as usize, row);
        }
        Some(index)
    }

    /// Gives a row what its device's newest record tells.
    fn renew(&mut self, index: usize, mut row: Row) {
        let old = self.rows[index];
        let again = old.look == self.look;
        self.named += u32::from(!again);
        let came = old.has(GONE);
        if came {
            self.gone.remove(&(index as u32));
        } else {
            self.counts[old.state as usize] -= 1;
        }
        row.flags = row.flags & TIME_BITS | old.flags & !(TIME_BITS | GONE);
        if old.state == row.state {
            row.since = old.since;
        }
        self.counts[row.state as usize] += 1;
        self.rows[index] = row;
        if came || !same(&old, &row) {
            if again {
                self.places.tear(index);
            }
            if !old.has(CHANGED) {
                self.places.changes(index, old);
            }
            self.note_change(index);
        }
        self.ask_to_stop(index as u32, came);
    }

    /// Marks what is asked to stop, and what has ended no longer. `came`: it was not here before.
    fn ask_to_stop(&mut self, index: u32, came: bool) {
        if self.state(index).is_terminal() {
            self.unmark_abort(index as usize);
        } else if self.abort_all || (came && self.abort_ids.contains(self.ids.get(index))) {
            self.mark_abort(index as usize);
        }
    }

    fn note_change(&mut self, index: usize) {
        let row = &mut self.rows[index];
        self.changed += u32::from(!row.has(CHANGED));
        self.dirty += u32::from(!row.has(DIRTY));
        row.flags |= CHANGED | DIRTY;
    }

    fn mark_abort(&mut self, index: usize) {
        let row = &mut self.rows[index];
        if !row.state.is_terminal() && !row.has(ABORT_REQUESTED) && !row.has(GONE) {
            row.flags |= ABORT_REQUESTED;
            self.abort_requested += 1;
        }
    }

    fn unmark_abort(&mut self, index: usize) {
        let row = &mut self.rows[index];
        if row.has(ABORT_REQUESTED) {
            row.flags &= !ABORT_REQUESTED;
            self.abort_requested -= 1;
        }
    }

    fn text(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return NONE };
        let end = text.floor_char_boundary(TEXT_LIMIT);
        self.texts.intern(&text[..end]).map_or(NONE, |(number, _)| number)
    }

    fn time(&mut self, time: &TimeRef<'_>) -> (i64, u8) {
        match time {
            TimeRef::Absent => (0, ABSENT),
            TimeRef::At { unix_ms, zone_assumed } => (*unix_ms, if *zone_assumed { ASSUMED } else { AT }),
            TimeRef::Unreadable(raw) => (i64::from(self.text(Some(raw))), RAW),
        }
    }

    /// A status that counts up ("42 %") makes a new text on every look: those no row uses any more are let go.
    fn drop_unused_texts(&mut self) {
        let old = std::mem::take(&mut self.texts);
        let mut texts = Interner::default();
        let mut keep = |number: u32| match number {
            NONE => NONE,
            number => texts.intern(old.get(number)).map_or(NONE, |(number, _)| number),
        };
        for row in &mut self.rows {
            row.raw_status = keep(row.raw_status);
            row.name = keep(row.name);
            row.group = keep(row.group);
            if row.kind(STARTED) == RAW {
                row.started = i64::from(keep(row.started as u32));
            }
            if row.kind(FINISHED) == RAW {
                row.finished = i64::from(keep(row.finished as u32));
            }
        }
        self.texts = texts;
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(crate) fn bytes_held(&self) -> usize {
        let rows = self.rows.capacity() * size_of::<Row>();
        self.ids.bytes_held() + self.texts.bytes_held() + rows + self.places.bytes_held()
    }

    #[cfg(test)]
    pub(crate) fn texts_held(&self) -> usize {
        self.texts.len()
    }
}

#[cfg(test)]
mod tests;
