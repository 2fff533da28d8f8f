//! One record as its fields come in, and the row that it makes.

use std::borrow::Cow;

use crate::batch::{DeviceBatch, Extra, NO_EXTRA, PackedTime, Row, Span, TimeKind};
use crate::decode::json::{Read, Text, Value};
use crate::decode::{fields, records};
use crate::state::DeviceState;
use crate::time::TimeRef;

/// Distinct statuses remembered per page; a fleet has about six, and beyond this each text is stored anew.
const MAX_STATUSES: usize = 32;

/// A row as its fields come in.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) status: Option<Value<'a>>,
    pub(super) started: Option<Value<'a>>,
    pub(super) finished: Option<Value<'a>>,
    pub(super) steps: Option<Value<'a>>,
    pub(super) name: Option<Value<'a>>,
    pub(super) group: Option<Value<'a>>,
    /// The record's own id, by how much the field's name can be trusted.
    pub(super) ids: [Option<Value<'a>>; 4],
}

impl DeviceBatch {
    /// Adds a row; false when it has no usable uuid or no room.
    pub(super) fn push(
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
        // A fleet has about six statuses: most are known by their bytes.
        let known = draft.status.as_ref().and_then(plain).and_then(|bytes| self.known_status(statuses, bytes));
        let status = known.or_else(|| {
            let status = draft.status.as_ref().and_then(text).unwrap_or_default();
            self.status(statuses, &status)
        });
        let Some((status, state)) = status else { return Ok(false) };
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

    fn known_status(&self, known: &[(Span, DeviceState)], status: &[u8]) -> Option<(Span, DeviceState)> {
        let arena = self.arena.as_bytes();
        let same = |span: &Span| arena[span.start as usize..][..span.len as usize] == *status;
        known.iter().find(|(span, _)| same(span)).copied()
    }

    fn status(&mut self, known: &mut Vec<(Span, DeviceState)>, status: &str) -> Option<(Span, DeviceState)> {
        if let Some(found) = self.known_status(known, status.as_bytes()) {
            return Some(found);
        }
        let fresh = (self.keep(status)?, DeviceState::parse(status));
        if known.len() < MAX_STATUSES {
            known.push(fresh);
        }
        Some(fresh)
    }

    fn packed(&mut self, value: Option<&Value<'_>>) -> (PackedTime, TimeKind) {
        let absent = (PackedTime::default(), TimeKind::Absent);
        if let Some(TimeRef::At { unix_ms, zone_assumed }) = value.and_then(plain).and_then(TimeRef::plain) {
            return (PackedTime(unix_ms), if zone_assumed { TimeKind::ZoneAssumed } else { TimeKind::Zoned });
        }
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

/// The bytes of a text that are what it says.
fn plain<'a>(value: &Value<'a>) -> Option<&'a [u8]> {
    match value {
        Value::Text(text) => text.plain(),
        _ => None,
    }
}

fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    fields::text(value)
}
