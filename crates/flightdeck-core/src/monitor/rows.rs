//! The row store: every device of one deployment, compact, with counts that are right after each change.
//!
//! A look is `begin`, any number of `apply`, `end`. A device keeps its row (and so its place in the fleet picture) for the whole
//! watch; one that is missing from a later answer stays with what was last known of it, and `end` says how many are missing.

use std::collections::HashSet;

use connect_api::{DeviceRef, DeviceState, TimeRef};

use super::intern::Interner;
use crate::wire::{self, Counts, DeviceRow, Moment};

/// Longest text kept of a status, name, group or unreadable time, in bytes.
const TEXT_LIMIT: usize = 200;
/// No text.
const NONE: u32 = u32::MAX;

const STARTED: Slot = Slot { at: 1, assumed: 2, raw: 4 };
const FINISHED: Slot = Slot { at: 8, assumed: 16, raw: 32 };
const ABORT_REQUESTED: u8 = 64;
const CHANGED: u8 = 128;

/// Which flag bits tell how one of a row's two times is held.
#[derive(Clone, Copy)]
struct Slot {
    at: u8,
    assumed: u8,
    raw: u8,
}

/// One device. 40 bytes; its id is in the arena under the row's number.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Milliseconds since 1970, or the number of an unreadable text, as the flags tell.
    started: i64,
    finished: i64,
    /// When it was first seen here in its present state.
    since: i64,
    raw_status: u32,
    name: u32,
    group: u32,
    /// The look that last named it.
    look: u16,
    state: DeviceState,
    flags: u8,
}

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
    look: u16,
    named: u32,
    changed: u32,
    refused: u32,
}

impl Rows {
    /// How many devices there are.
    pub(crate) fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    /// Devices per state.
    pub(crate) fn counts(&self) -> Counts {
        let [pending, in_progress, succeeded, failed, aborted, unknown] = self.counts;
        Counts { pending, in_progress, succeeded, failed, aborted, unknown }
    }

    /// Devices in a terminal state.
    pub(crate) fn terminal(&self) -> u32 {
        DeviceState::ALL.into_iter().filter(|s| s.is_terminal()).map(|s| self.counts[s as usize]).sum()
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
    pub(crate) fn begin(&mut self) {
        self.look = self.look.wrapping_add(1);
        self.named = 0;
        self.changed = 0;
        self.refused = 0;
        for row in &mut self.rows {
            row.flags &= !CHANGED;
        }
    }

    /// Takes records in; the last one wins where a device comes twice. Returns how many rows changed for the first time in this look.
    pub(crate) fn apply<'a>(&mut self, records: impl Iterator<Item = DeviceRef<'a>>, now_ms: i64) -> u32 {
        let before = self.changed;
        for record in records {
            self.take(&record, now_ms);
        }
        self.changed - before
    }

    /// Ends a look. Returns how many known devices the answer did not name.
    pub(crate) fn end(&mut self) -> u32 {
        if self.rows.capacity() - self.rows.len() > self.rows.len() / 8 {
            self.rows.shrink_to_fit();
            self.ids.shrink();
        }
        if self.texts.len() > self.rows.len() * 2 + 1_000 {
            self.drop_unused_texts();
        }
        self.len() - self.named
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

    /// A device's id.
    pub(crate) fn id(&self, index: u32) -> &str {
        self.ids.get(index)
    }

    /// A device's state; Unknown for a row that is not there.
    pub(crate) fn state(&self, index: u32) -> DeviceState {
        self.rows.get(index as usize).map_or(DeviceState::Unknown, |row| row.state)
    }

    /// One byte a device, in row order: the state's number.
    pub(crate) fn picture(&self) -> Vec<u8> {
        self.rows.iter().map(|row| row.state as u8).collect()
    }

    /// When a device started, where that is known.
    pub(crate) fn started_ms(&self, index: u32) -> Option<i64> {
        let row = self.rows.get(index as usize)?;
        (row.flags & STARTED.at != 0).then_some(row.started)
    }

    /// How long a device took, where both times are known.
    pub(crate) fn took_ms(&self, index: u32) -> Option<i64> {
        let row = self.rows.get(index as usize)?;
        let both = STARTED.at | FINISHED.at;
        (row.flags & both == both).then(|| row.finished.saturating_sub(row.started)).filter(|took| *took >= 0)
    }

    /// Since when a device is in its state: by the service's times, else since it was first seen so here.
    pub(crate) fn since_ms(&self, index: u32) -> Option<i64> {
        let row = self.rows.get(index as usize)?;
        Some(told_since(row).unwrap_or(row.since))
    }

    /// The numbers of a row's searchable texts: status, name, group.
    pub(crate) fn text_numbers(&self, index: u32) -> [u32; 3] {
        self.rows.get(index as usize).map_or([NONE; 3], |row| [row.raw_status, row.name, row.group])
    }

    /// All texts by number, for a search that looks at each once.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }

    /// A row as the page sees it.
    pub(crate) fn view(&self, index: u32) -> Option<DeviceRow> {
        let row = self.rows.get(index as usize)?;
        let text = |number: u32| (number != NONE).then(|| self.texts.get(number).to_owned());
        Some(DeviceRow {
            id: self.ids.get(index).into(),
            index,
            name: text(row.name),
            group: text(row.group),
            state: row.state.into(),
            raw_status: if row.state == DeviceState::Unknown { text(row.raw_status) } else { None },
            started: self.moment(row.started, row.flags, STARTED),
            finished: self.moment(row.finished, row.flags, FINISHED),
            took_ms: self.took_ms(index),
            since_ms: self.since_ms(index),
            since_least: told_since(row).is_none(),
            gone_ms: None,
            abort_requested: row.flags & ABORT_REQUESTED != 0,
        })
    }

    fn moment(&self, value: i64, flags: u8, slot: Slot) -> Moment {
        if flags & slot.at != 0 {
            Moment::At { ms: value, zone_assumed: flags & slot.assumed != 0 }
        } else if flags & slot.raw != 0 {
            Moment::Unreadable { raw: self.texts.get(value as u32).to_owned() }
        } else {
            Moment::Absent
        }
    }

    fn take(&mut self, record: &DeviceRef<'_>, now_ms: i64) {
        let Some((index, new)) = self.ids.intern(record.uuid) else {
            self.refused = self.refused.saturating_add(1);
            return;
        };
        let (started, started_bits) = self.time(&record.started, STARTED);
        let (finished, finished_bits) = self.time(&record.finished, FINISHED);
        let mut row = Row {
            started,
            finished,
            since: now_ms,
            raw_status: self.text(Some(record.raw_status).filter(|t| !t.is_empty())),
            name: self.text(record.name),
            group: self.text(record.group),
            look: self.look,
            state: record.state,
            flags: started_bits | finished_bits,
        };
        let index = index as usize;
        if new {
            self.rows.push(row);
            self.counts[row.state as usize] += 1;
            self.named += 1;
            self.note_change(index);
        } else {
            let old = self.rows[index];
            if old.look != self.look {
                self.named += 1;
            }
            row.flags |= old.flags & (ABORT_REQUESTED | CHANGED);
            if old.state == row.state {
                row.since = old.since;
            }
            self.counts[old.state as usize] -= 1;
            self.counts[row.state as usize] += 1;
            self.rows[index] = row;
            if !same(&old, &row) {
                self.note_change(index);
            }
        }
        if row.state.is_terminal() {
            if row.flags & ABORT_REQUESTED != 0 {
                self.rows[index].flags &= !ABORT_REQUESTED;
                self.abort_requested -= 1;
            }
        } else if self.abort_all || (new && self.abort_ids.contains(record.uuid)) {
            self.mark_abort(index);
        }
    }

    fn note_change(&mut self, index: usize) {
        if self.rows[index].flags & CHANGED == 0 {
            self.rows[index].flags |= CHANGED;
            self.changed += 1;
        }
    }

    fn mark_abort(&mut self, index: usize) {
        let row = &mut self.rows[index];
        if !row.state.is_terminal() && row.flags & ABORT_REQUESTED == 0 {
            row.flags |= ABORT_REQUESTED;
            self.abort_requested += 1;
        }
    }

    fn text(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return NONE };
        let end = text.floor_char_boundary(TEXT_LIMIT);
        self.texts.intern(&text[..end]).map_or(NONE, |(number, _)| number)
    }

    fn time(&mut self, time: &TimeRef<'_>, slot: Slot) -> (i64, u8) {
        match time {
            TimeRef::Absent => (0, 0),
            TimeRef::At { unix_ms, zone_assumed } => (*unix_ms, slot.at | if *zone_assumed { slot.assumed } else { 0 }),
            TimeRef::Unreadable(raw) => (i64::from(self.text(Some(raw))), slot.raw),
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
            if row.flags & STARTED.raw != 0 {
                row.started = i64::from(keep(row.started as u32));
            }
            if row.flags & FINISHED.raw != 0 {
                row.finished = i64::from(keep(row.finished as u32));
            }
        }
        self.texts = texts;
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(crate) fn bytes_held(&self) -> usize {
        self.ids.bytes_held() + self.texts.bytes_held() + self.rows.capacity() * size_of::<Row>()
    }

    #[cfg(test)]
    pub(crate) fn texts_held(&self) -> usize {
        self.texts.len()
    }
}

/// Since when a row is in its state, where the service's times tell.
fn told_since(row: &Row) -> Option<i64> {
    match row.state {
        state if state.is_terminal() && row.flags & FINISHED.at != 0 => Some(row.finished),
        DeviceState::InProgress if row.flags & STARTED.at != 0 => Some(row.started),
        _ => None,
    }
}

/// Whether the page would show both rows alike.
fn same(a: &Row, b: &Row) -> bool {
    let shown =
        |row: &Row| (row.state, row.flags & !CHANGED, row.started, row.finished, row.raw_status, row.name, row.group);
    shown(a) == shown(b)
}

impl From<DeviceState> for wire::DeviceState {
    fn from(state: DeviceState) -> Self {
        match state {
            DeviceState::Pending => Self::Pending,
            DeviceState::InProgress => Self::InProgress,
            DeviceState::Succeeded => Self::Succeeded,
            DeviceState::Failed => Self::Failed,
            DeviceState::Aborted => Self::Aborted,
            DeviceState::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
