//! The status on devices, decoded while the bytes arrive.
//!
//! Rows are made as soon as their last brace is there, so that when the last byte comes almost nothing is left to do,
//! and the body is never held as a whole.

mod draft;

use std::borrow::Cow;
use std::sync::Arc;

use draft::Draft;

use super::json::{Cursor, Read, Stop, Text, Value};
use super::{Misfit, is_html, records};
use crate::batch::{DeviceBatch, DevicesPage, Span};
use crate::error::NotApi;
use crate::known::Known;
use crate::print::Print;
use crate::state::DeviceState;

/// Containers in containers: the map, `additionalProperties`, and some to spare.
const MAX_LEVELS: usize = 8;
/// Up to this many unread bytes each chunk is tried; beyond, only when the unread part has doubled. Otherwise one
/// record of a hundred megabytes would be scanned from its start for every chunk.
const EAGER: usize = 64 * 1024;

/// So much of a chunk is put to the record before it at first: enough for any record without output.
const PIECE: usize = 4 * 1024;

/// The byte order mark some servers put before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Takes a body in pieces and gives a page.
#[derive(Default)]
pub(crate) struct DeviceDecoder {
    page: DevicesPage,
    /// Received and not yet understood: the beginning of a record.
    tail: Vec<u8>,
    try_again_at: usize,
    levels: Vec<Level>,
    begun: bool,
    finished: bool,
    /// The innermost container has no entry yet, so no comma is due.
    first: bool,
    found: bool,
    others: bool,
    statuses: Vec<(Span, DeviceState)>,
    known: Option<Way>,
}

/// The way through what is known: its records are passed over in the order in which they stood.
struct Way {
    known: Arc<Known>,
    /// The place behind the record that was passed over last.
    expected: usize,
    /// How many records were read since.
    missed: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    /// The reply's object.
    Top,
    /// Device uuid to record.
    Map,
    /// Records with a uuid in them.
    List,
}

impl DeviceDecoder {
    /// One that passes over the records of `known`, which are expected from this place on.
    pub(crate) fn knowing(known: Arc<Known>, expected: usize) -> DeviceDecoder {
        DeviceDecoder { known: Some(Way { known, expected, missed: 0 }), ..DeviceDecoder::default() }
    }

    /// The place that is expected next.
    pub(crate) fn expected(&self) -> usize {
        self.known.as_ref().map_or(0, |way| way.expected)
    }

    /// Takes the next bytes of the body.
    pub(crate) fn feed(&mut self, chunk: &[u8]) -> Result<(), Misfit> {
        let rest = if self.tail.is_empty() { Some(chunk) } else { self.join(chunk)? };
        // Most of a chunk is read where it is, and only the record cut by its end is kept.
        if let Some(rest) = rest {
            let used = self.run(rest)?;
            self.keep_tail(rest[used..].to_vec());
        }
        Ok(())
    }

    /// Puts the record that was cut together with what follows; returns what is left of the chunk once that record is read.
    fn join<'a>(&mut self, chunk: &'a [u8]) -> Result<Option<&'a [u8]>, Misfit> {
        let mut tail = std::mem::take(&mut self.tail);
        let (mut before, mut joined) = (tail.len(), 0);
        for end in [chunk.len().min(PIECE), chunk.len()] {
            tail.extend_from_slice(&chunk[joined..end]);
            joined = end;
            if tail.len() < self.try_again_at {
                continue;
            }
            let used = self.run(&tail)?;
            if used >= before {
                return Ok(Some(&chunk[used - before..]));
            }
            before -= used;
            tail.drain(..used);
            self.try_again_at = if tail.len() > EAGER { tail.len() * 2 } else { 0 };
        }
        self.tail = tail;
        Ok(None)
    }

    fn keep_tail(&mut self, tail: Vec<u8>) {
        self.try_again_at = if tail.len() > EAGER { tail.len() * 2 } else { 0 };
        self.tail = tail;
    }

    /// The page, once the body has ended.
    pub(crate) fn finish(mut self) -> Result<DevicesPage, Misfit> {
        let tail = std::mem::take(&mut self.tail);
        self.run(&tail)?;
        if !self.begun {
            return Err(NotApi::Empty.into());
        }
        if !self.finished {
            return Err(NotApi::Truncated.into());
        }
        if self.others && !self.found {
            return Err(Misfit::shape("the reply has no “deployment_by_device_uuid”"));
        }
        Ok(self.page)
    }

    /// Understands as many entries as are whole; returns the bytes used.
    fn run(&mut self, bytes: &[u8]) -> Result<usize, Misfit> {
        let mut cursor = Cursor::new(bytes);
        let mut used = 0;
        if !self.begun && is_html(bytes) {
            return Err(NotApi::Html.into());
        }
        if !self.begun && bytes.starts_with(MARK) {
            cursor.pos = MARK.len();
        } else if !self.begun && MARK.starts_with(bytes) {
            return Ok(0);
        }
        loop {
            match self.entry(&mut cursor) {
                Ok(()) => used = cursor.pos,
                Err(Stop::More) => return Ok(used),
                Err(stop) => return Err(stop.into()),
            }
        }
    }

    /// Reads one entry, or a bracket. Changes nothing before all its bytes are there: after [`Stop::More`] the same entry
    /// is read again from its start.
    fn entry(&mut self, cursor: &mut Cursor<'_>) -> Read<()> {
        let byte = cursor.peek()?;
        let Some(&level) = self.levels.last() else {
            if self.finished {
                return Err(Stop::Bad);
            }
            match byte {
                b'{' => self.enter(cursor, Level::Top)?,
                b'[' => {
                    self.found = true;
                    self.enter(cursor, Level::List)?;
                }
                _ => return Err(Stop::Bad),
            }
            self.begun = true;
            return Ok(());
        };
        if byte == if level == Level::List { b']' } else { b'}' } {
            cursor.pos += 1;
            self.levels.pop();
            self.first = false;
            self.finished = self.levels.is_empty();
            return Ok(());
        }
        if !self.first {
            cursor.expect(b',')?;
        }
        match level {
            Level::Top => self.top_entry(cursor),
            Level::Map => self.map_entry(cursor),
            Level::List => {
                if cursor.peek()? == b'{' {
                    let begin = cursor.pos;
                    if !self.pass_over(cursor) {
                        self.record(cursor, None, begin)?;
                    }
                } else {
                    self.unreadable(cursor)?;
                }
                self.first = false;
                Ok(())
            }
        }
    }

    fn enter(&mut self, cursor: &mut Cursor<'_>, level: Level) -> Read<()> {
        if self.levels.len() == MAX_LEVELS {
            return Err(Stop::TooDeep);
        }
        cursor.pos += 1;
        self.levels.push(level);
        self.first = true;
        Ok(())
    }

    fn top_entry(&mut self, cursor: &mut Cursor<'_>) -> Read<()> {
        let key = cursor.key()?;
        match key.get().as_ref() {
            "deployment_by_device_uuid" => {
                let kind = cursor.peek()?;
                let value = if matches!(kind, b'{' | b'[') { Value::Null } else { cursor.value()? };
                self.found = true;
                // A key given twice: the last one holds.
                self.page.batch = DeviceBatch::default();
                self.statuses.clear();
                match kind {
                    b'{' => return self.enter(cursor, Level::Map),
                    b'[' => return self.enter(cursor, Level::List),
                    _ if !matches!(value, Value::Null) => self.page.batch.unreadable = 1,
                    _ => {}
                }
            }
            "pagination_info" => {
                let value = cursor.value()?;
                (self.page.after, self.page.total) = records::pagination(&value)?;
            }
            _ => {
                cursor.skip()?;
                self.others = true;
            }
        }
        self.first = false;
        Ok(())
    }

    fn map_entry(&mut self, cursor: &mut Cursor<'_>) -> Read<()> {
        if cursor.peek()? == b'"' && self.pass_over(cursor) {
            self.first = false;
            return Ok(());
        }
        let begin = cursor.pos;
        let key = cursor.key()?;
        let kind = cursor.peek()?;
        // The published schema has this word as a literal property, which is most likely a slip of its author. \[I\]
        let nested = key.plain() == Some(b"additionalProperties");
        match kind {
            b'{' if nested => return self.enter(cursor, Level::Map),
            b'[' if nested => return self.enter(cursor, Level::List),
            b'{' => self.record(cursor, Some(key), begin)?,
            _ => self.unreadable(cursor)?,
        }
        self.first = false;
        Ok(())
    }

    fn unreadable(&mut self, cursor: &mut Cursor<'_>) -> Read<()> {
        cursor.skip()?;
        self.page.batch.unreadable = self.page.batch.unreadable.saturating_add(1);
        Ok(())
    }

    /// Passes over the record here, if its bytes are known.
    fn pass_over(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(way) = &mut self.known else { return false };
        let Some(place) = way.known.find(cursor.rest(), way.expected, way.missed) else { return false };
        cursor.pos += way.known.record_len(place);
        (way.expected, way.missed) = (place + 1, 0);
        // A `Known` numbers its places with 32 bits.
        self.page.batch.pass_over(place as u32..place as u32 + 1);
        true
    }

    /// Reads the record here; its bytes begin at `begin`, with its key if it has one.
    fn record<'a>(&mut self, cursor: &mut Cursor<'a>, key: Option<Text<'a>>, begin: usize) -> Read<()> {
        let mut draft = Draft::default();
        cursor.object(|cursor, field| {
            let value = cursor.value()?;
            let name = match field.plain() {
                Some(plain) => Cow::Borrowed(plain),
                None => Cow::Owned(field.get().into_owned().into_bytes()),
            };
            match name.as_ref() {
                b"status" => draft.status = Some(value),
                b"started_time" => draft.started = Some(value),
                b"finished_time" => draft.finished = Some(value),
                b"steps" => draft.steps = Some(value),
                b"device_name" => draft.name = Some(value),
                b"name" => draft.name = draft.name.or(Some(value)),
                b"group" | b"group_name" => draft.group = Some(value),
                b"device_uuid" => draft.ids[0] = Some(value),
                b"uuid" => draft.ids[1] = Some(value),
                b"device_id" => draft.ids[2] = Some(value),
                b"id" => draft.ids[3] = Some(value),
                _ => {}
            }
            Ok(())
        })?;
        if !self.page.batch.push(&mut self.statuses, key, &draft)? {
            self.page.batch.unreadable = self.page.batch.unreadable.saturating_add(1);
        } else if let Some(way) = &mut self.known {
            way.missed += 1;
            self.page.batch.prints.push(Print::of(cursor.since(begin)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
