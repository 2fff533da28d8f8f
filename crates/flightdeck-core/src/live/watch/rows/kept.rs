//! Rows as they are kept on disk: blobs of rows, whole or only those that changed, read back in the order they were written.

use std::collections::HashMap;

use super::Rows;
use super::blob::{Blob, HAS_ID, IS_GONE, Record, VERSION};
use super::row::{ABSENT, DIRTY, FINISHED, GONE, NONE, RAW, Row, STARTED, TIME_BITS};
use crate::bytes::Writer;

/// Rows in one blob of a whole: small enough that writing one never holds the disk for long.
const ROWS: u32 = 4_096;

impl Rows {
    /// All rows, as blobs to take the place of those written before.
    pub(crate) fn whole(&mut self) -> Vec<Vec<u8>> {
        self.written = 0;
        let blobs = (0..self.len()).step_by(ROWS as usize).map(|from| {
            let to = self.len().min(from + ROWS);
            self.blob(&(from..to).collect::<Vec<u32>>())
        });
        let blobs = blobs.collect();
        self.wrote();
        blobs
    }

    /// The rows that changed since rows were last written, as one blob to be read after those; none where nothing did.
    pub(crate) fn changes(&mut self) -> Option<Vec<u8>> {
        if self.dirty == 0 {
            return None;
        }
        let changed: Vec<u32> = (0..self.len()).filter(|index| self.rows[*index as usize].has(DIRTY)).collect();
        let blob = self.blob(&changed);
        self.wrote();
        Some(blob)
    }

    /// Takes in a blob. False where it is not one, or does not follow what was read before.
    pub(crate) fn read(&mut self, blob: &[u8]) -> bool {
        self.read_blob(blob).is_some()
    }

    /// Ends reading: what was read was last named at `last_good_ms`.
    pub(crate) fn read_whole(&mut self, last_good_ms: i64) {
        self.times.push_back((self.look, last_good_ms));
        self.wrote();
    }

    /// Takes over what was asked to stop before these rows were read.
    pub(crate) fn inherit_aborts(&mut self, from: &Rows) {
        if from.abort_all {
            self.request_abort_of_all();
        }
        for id in &from.abort_ids {
            self.request_abort(id);
        }
    }

    fn wrote(&mut self) {
        self.written = self.len();
        self.dirty = 0;
        for row in &mut self.rows {
            row.flags &= !DIRTY;
        }
    }

    fn blob(&self, indexes: &[u32]) -> Vec<u8> {
        let mut texts = Texts::default();
        let mut fields = Writer::default();
        let mut before = (0u32, 0i64, 0i64);
        for index in indexes {
            let row = &self.rows[*index as usize];
            let (started, finished) = (row.kind(STARTED), row.kind(FINISHED));
            let new = *index >= self.written;
            let head = row.state as u8 | if row.has(GONE) { IS_GONE } else { 0 } | if new { HAS_ID } else { 0 };
            fields.byte(head);
            fields.byte(row.flags & TIME_BITS);
            fields.number(u64::from(index - before.0));
            if new {
                fields.text(self.ids.get(*index));
            }
            write_time(&mut fields, &mut texts, started, row.started, before.1);
            write_time(&mut fields, &mut texts, finished, row.finished, row.start_ms().unwrap_or(before.1));
            fields.signed(row.since.wrapping_sub(before.2));
            for number in [row.raw_status, row.name, row.group] {
                fields.number(u64::from(texts.number(number)));
            }
            if row.has(GONE) {
                let gone_ms = self.gone.get(index).copied().unwrap_or(row.since);
                fields.signed(gone_ms.wrapping_sub(row.since));
            }
            before = (*index, row.start_ms().unwrap_or(before.1), row.since);
        }
        let mut blob = Writer::default();
        blob.byte(VERSION);
        blob.number(texts.told.len() as u64);
        for number in &texts.told {
            blob.text(self.texts.get(*number));
        }
        blob.number(indexes.len() as u64);
        blob.append(fields);
        blob.done()
    }

    fn read_blob(&mut self, blob: &[u8]) -> Option<()> {
        let mut blob = Blob::open(blob)?;
        let mut texts = Vec::with_capacity(blob.texts.len());
        for text in &blob.texts {
            texts.push(self.texts.intern(text)?.0);
        }
        while let Some(Record { index, id, mut row, gone_ms }) = blob.next() {
            match id {
                Some(id) => {
                    let (given, new) = self.ids.intern(id)?;
                    if !new || given != index {
                        return None;
                    }
                }
                None if index >= self.len() => return None,
                None => {}
            }
            let here = |number: u32| texts.get(number as usize).copied().unwrap_or(NONE);
            row.look = self.look;
            (row.raw_status, row.name, row.group) = (here(row.raw_status), here(row.name), here(row.group));
            if row.kind(STARTED) == RAW {
                row.started = i64::from(here(row.started as u32));
            }
            if row.kind(FINISHED) == RAW {
                row.finished = i64::from(here(row.finished as u32));
            }
            self.put(index, row, gone_ms);
        }
        blob.is_read().then_some(())
    }

    /// Puts a row that was read in the place of what was read of it before.
    fn put(&mut self, index: u32, row: Row, gone_ms: Option<i64>) {
        if let Some(old) = self.rows.get(index as usize)
            && self.gone.remove(&index).is_none()
        {
            self.counts[old.state as usize] -= 1;
        }
        match gone_ms {
            Some(at) => {
                self.gone.insert(index, at);
            }
            None => self.counts[row.state as usize] += 1,
        }
        match self.rows.get_mut(index as usize) {
            Some(old) => *old = row,
            None => self.rows.push(row),
        }
    }
}

fn write_time(to: &mut Writer, texts: &mut Texts, kind: u8, value: i64, near: i64) {
    match kind {
        ABSENT => {}
        RAW => to.number(u64::from(texts.number(value as u32))),
        _ => to.signed(value.wrapping_sub(near)),
    }
}

/// The texts of one blob, numbered from 1 as they come.
#[derive(Default)]
struct Texts {
    told: Vec<u32>,
    numbers: HashMap<u32, u32>,
}

impl Texts {
    fn number(&mut self, text: u32) -> u32 {
        if text == NONE {
            return 0;
        }
        *self.numbers.entry(text).or_insert_with(|| {
            self.told.push(text);
            self.told.len() as u32
        })
    }
}
