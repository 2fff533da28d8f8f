//! The status on devices, decoded while the bytes arrive.
//!
//! Rows are made as soon as their last brace is there, so that when the last byte comes almost nothing is left to do,
//! and the body is never held as a whole.

use std::borrow::Cow;

use super::json::{Cursor, Read, Stop, Text, Value};
use super::{Misfit, is_html, records};
use crate::batch::{DeviceBatch, DevicesPage, Extra, NO_EXTRA, PackedTime, Row, Span, TimeKind};
use crate::error::NotApi;
use crate::state::DeviceState;
use crate::time::TimeRef;

/// Distinct statuses remembered per page; a fleet has about six, and beyond this each text is stored anew.
const MAX_STATUSES: usize = 32;
/// Containers in containers: the map, `additionalProperties`, and some to spare.
const MAX_LEVELS: usize = 8;
/// Up to this many unread bytes each chunk is tried; beyond, only when the unread part has doubled. Otherwise one
/// record of a hundred megabytes would be scanned from its start for every chunk.
const EAGER: usize = 64 * 1024;

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

/// A row as its fields come in.
#[derive(Default)]
struct Draft<'a> {
    status: Option<Value<'a>>,
    started: Option<Value<'a>>,
    finished: Option<Value<'a>>,
    steps: Option<Value<'a>>,
    name: Option<Value<'a>>,
    group: Option<Value<'a>>,
    /// The record's own id, by how much the field's name can be trusted.
    ids: [Option<Value<'a>>; 4],
}

impl DeviceDecoder {
    /// Takes the next bytes of the body.
    pub(crate) fn feed(&mut self, chunk: &[u8]) -> Result<(), Misfit> {
        let mut tail = std::mem::take(&mut self.tail);
        tail.extend_from_slice(chunk);
        if tail.len() >= self.try_again_at {
            let used = self.run(&tail)?;
            tail.drain(..used);
            self.try_again_at = if tail.len() > EAGER { tail.len() * 2 } else { 0 };
        }
        self.tail = tail;
        Ok(())
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
                    self.record(cursor, None)?;
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
        let key = cursor.key()?;
        let kind = cursor.peek()?;
        // The published schema has this word as a literal property, which is most likely a slip of its author. \[I\]
        let nested = key.plain() == Some(b"additionalProperties");
        match kind {
            b'{' if nested => return self.enter(cursor, Level::Map),
            b'[' if nested => return self.enter(cursor, Level::List),
            b'{' => self.record(cursor, Some(key))?,
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

    fn record<'a>(&mut self, cursor: &mut Cursor<'a>, key: Option<Text<'a>>) -> Read<()> {
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
        }
        Ok(())
    }
}

impl DeviceBatch {
    /// Adds a row; false when it has no usable uuid or no room.
    fn push(
        &mut self,
        statuses: &mut Vec<(Span, DeviceState)>,
        key: Option<Text<'_>>,
        draft: &Draft<'_>,
    ) -> Read<bool> {
        let uuid = match key {
            Some(key) => Some(key.get()),
            None => draft.ids.iter().flatten().find_map(|id| match id {
                Value::Text(_) | Value::Number(_) => text(id).filter(|id| !id.trim().is_empty()),
                _ => None,
            }),
        };
        let Some(uuid) = uuid.filter(|uuid| !uuid.trim().is_empty()) else { return Ok(false) };
        let Some(uuid) = self.keep(uuid.trim()) else { return Ok(false) };
        let status = draft.status.as_ref().and_then(text).unwrap_or_default();
        let Some((status, state)) = self.status(statuses, &status) else { return Ok(false) };
        let (started, started_kind) = self.packed(draft.started.as_ref());
        let (finished, finished_kind) = self.packed(draft.finished.as_ref());
        let extra = self.extra(draft)?;
        self.rows.push(Row { started, finished, uuid, status, extra, state, started_kind, finished_kind });
        Ok(true)
    }

    fn keep(&mut self, text: &str) -> Option<Span> {
        let span = Span { start: self.arena.len().try_into().ok()?, len: text.len().try_into().ok()? };
        span.start.checked_add(span.len)?;
        self.arena.push_str(text);
        Some(span)
    }

    fn status(&mut self, known: &mut Vec<(Span, DeviceState)>, status: &str) -> Option<(Span, DeviceState)> {
        let arena = &self.arena;
        let same = |span: &Span| arena[span.start as usize..][..span.len as usize] == *status;
        if let Some(found) = known.iter().find(|(span, _)| same(span)) {
            return Some(*found);
        }
        let fresh = (self.keep(status)?, DeviceState::parse(status));
        if known.len() < MAX_STATUSES {
            known.push(fresh);
        }
        Some(fresh)
    }

    fn packed(&mut self, value: Option<&Value<'_>>) -> (PackedTime, TimeKind) {
        let absent = (PackedTime::default(), TimeKind::Absent);
        let told = value.filter(|value| !matches!(value, Value::Bool(false)));
        let Some(text) = told.and_then(text) else { return absent };
        match TimeRef::parse(&text) {
            TimeRef::Absent => absent,
            TimeRef::At { unix_ms, zone_assumed: false } => (PackedTime(unix_ms), TimeKind::Zoned),
            TimeRef::At { unix_ms, zone_assumed: true } => (PackedTime(unix_ms), TimeKind::ZoneAssumed),
            TimeRef::Unreadable(odd) => {
                self.keep(odd).map_or(absent, |span| (PackedTime::unreadable(span), TimeKind::Unreadable))
            }
        }
    }

    fn extra(&mut self, draft: &Draft<'_>) -> Read<u32> {
        if draft.steps.is_none() && draft.name.is_none() && draft.group.is_none() {
            return Ok(NO_EXTRA);
        }
        let mut extra = Extra::default();
        if let Some(value @ (Value::Array(_) | Value::Object(_))) = &draft.steps {
            let start = self.steps.len();
            records::steps(value, &mut self.steps)?;
            extra.steps = u32::try_from(start).ok().zip(u32::try_from(self.steps.len()).ok());
        }
        extra.name = draft.name.as_ref().and_then(text).and_then(|name| self.keep(&name));
        extra.group = draft.group.as_ref().and_then(text).and_then(|group| self.keep(&group));
        let index = self.extras.len().try_into().unwrap_or(NO_EXTRA);
        self.extras.push(extra);
        Ok(index)
    }
}

fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    super::fields::text(value)
}

#[cfg(test)]
mod tests;
