//! Device rows in columns: one text for all strings of a page and forty bytes per device.

use std::ops::Range;

use reqwest::header::HeaderValue;

use crate::model::Step;
use crate::print::Print;
use crate::state::DeviceState;
use crate::time::TimeRef;

/// One page of the status on devices.
#[derive(Clone, Debug, Default)]
pub struct DevicesPage {
    /// The rows, in the order received.
    pub batch: DeviceBatch,
    /// The token of the next page; never empty.
    pub after: Option<String>,
    /// How many devices the service says there are. Advisory: it may be wrong.
    pub total: Option<u64>,
    /// The service says that this page is as it was (304), and sent nothing.
    pub unmodified: bool,
    /// The token it was asked for with.
    pub(crate) asked: Option<String>,
    pub(crate) etag: Option<HeaderValue>,
    /// Its validator was that of another page before: it tells nothing.
    pub(crate) distrusted: bool,
}

/// One page of device rows, decoded straight from bytes: no JSON tree, no string per device.
#[derive(Clone, Debug, Default)]
pub struct DeviceBatch {
    /// All uuids, statuses and odd texts, one after the other.
    pub(crate) arena: String,
    pub(crate) rows: Vec<Row>,
    /// The fingerprints of the rows, where they are wanted.
    pub(crate) prints: Vec<Print>,
    /// The records that were passed over.
    pub(crate) runs: Vec<Run>,
    /// What few records carry, so that the many need no room for it.
    pub(crate) extras: Vec<Extra>,
    pub(crate) steps: Vec<Step>,
    pub(crate) unreadable: u32,
}

/// Records in a row that were passed over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// How many rows were read before them.
    pub(crate) before: usize,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// What comes next in an answer.
#[derive(Clone, Debug)]
pub enum Part<'a> {
    /// Records whose bytes are those of the last answer at these places.
    Known(Range<u32>),
    /// A record that was read.
    Record(DeviceRef<'a>),
}

/// A part of the arena. The arena holds less than 4 GiB: the decoder refuses rows beyond that.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) started: PackedTime,
    pub(crate) finished: PackedTime,
    pub(crate) uuid: Span,
    pub(crate) status: Span,
    /// Index into `extras`; [`NO_EXTRA`] for most.
    pub(crate) extra: u32,
    pub(crate) state: DeviceState,
    pub(crate) started_kind: TimeKind,
    pub(crate) finished_kind: TimeKind,
}

pub(crate) const NO_EXTRA: u32 = u32::MAX;

/// Milliseconds since 1970, or an arena span in the two halves; the kind tells which.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PackedTime(pub(crate) i64);

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum TimeKind {
    #[default]
    Absent,
    Zoned,
    ZoneAssumed,
    Unreadable,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extra {
    /// Where this device's steps begin and end; `None` when the record had no steps.
    pub(crate) steps: Option<(u32, u32)>,
    pub(crate) name: Option<Span>,
    pub(crate) group: Option<Span>,
}

/// One device row, borrowed from its batch.
#[derive(Clone, Copy, Debug)]
pub struct DeviceRef<'a> {
    /// The device's uuid, for example `d-4cfe-4e51`. \[S\]
    pub uuid: &'a str,
    /// The state the status stands for.
    pub state: DeviceState,
    /// The status verbatim; empty when absent.
    pub raw_status: &'a str,
    /// When the device began.
    pub started: TimeRef<'a>,
    /// When the device ended.
    pub finished: TimeRef<'a>,
    /// The steps, if the record carried them; undocumented here. \[I\]
    pub steps: Option<&'a [Step]>,
    /// The device's name, if the record carried `device_name` or `name`; undocumented. \[I\]
    pub name: Option<&'a str>,
    /// The device's group, if the record carried `group` or `group_name`; undocumented. \[I\]
    pub group: Option<&'a str>,
}

impl PackedTime {
    pub(crate) fn unreadable(span: Span) -> PackedTime {
        PackedTime((i64::from(span.start) << 32) | i64::from(span.len))
    }

    fn span(self) -> Span {
        Span { start: (self.0 >> 32) as u32, len: self.0 as u32 }
    }
}

impl DeviceBatch {
    /// How many records came with a usable id: those that were read, and those that were passed over.
    pub fn len(&self) -> usize {
        self.rows.len() + self.runs.iter().map(|run| (run.to - run.from) as usize).sum::<usize>()
    }

    /// Whether there is none of them.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.runs.is_empty()
    }

    /// How many records could not be read (no object, or no uuid) and are missing from the rows.
    pub fn unreadable(&self) -> u32 {
        self.unreadable
    }

    /// The records that were read, in the order received. Without a [`crate::Known`] to compare with these are all.
    pub fn iter(&self) -> impl Iterator<Item = DeviceRef<'_>> {
        self.rows.iter().map(|row| self.row(row))
    }

    /// Those of them that tell that their device failed, and with which steps.
    pub fn failed_with_steps(&self) -> impl Iterator<Item = (DeviceRef<'_>, &[Step])> {
        // Most answers carry no steps at all, and a million rows are then not looked at.
        let rows = if self.steps.is_empty() { &[] } else { self.rows.as_slice() };
        let failed = rows.iter().filter(|row| row.state == DeviceState::Failed && row.extra != NO_EXTRA);
        failed.map(|row| self.row(row)).filter_map(|device| device.steps.map(|steps| (device, steps)))
    }

    /// All records in the order received.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut runs = self.runs.iter().peekable();
        let mut rows = self.rows.iter().enumerate().peekable();
        std::iter::from_fn(move || {
            let row = rows.peek().map(|(index, _)| *index);
            if let Some(run) = runs.next_if(|run| row.is_none_or(|row| run.before <= row)) {
                return Some(Part::Known(run.from..run.to));
            }
            rows.next().map(|(_, row)| Part::Record(self.row(row)))
        })
    }

    /// Adds a record that stands at this place of the last answer.
    pub(crate) fn pass_over(&mut self, places: Range<u32>) {
        let before = self.rows.len();
        match self.runs.last_mut().filter(|run| run.to == places.start && run.before == before) {
            Some(run) => run.to = places.end,
            None if places.is_empty() => {}
            None => self.runs.push(Run { before, from: places.start, to: places.end }),
        }
    }

    fn row(&self, row: &Row) -> DeviceRef<'_> {
        let extra = self.extras.get(row.extra as usize).copied().unwrap_or_default();
        DeviceRef {
            uuid: self.text(row.uuid),
            state: row.state,
            raw_status: self.text(row.status),
            started: self.time(row.started, row.started_kind),
            finished: self.time(row.finished, row.finished_kind),
            steps: extra.steps.and_then(|(start, end)| self.steps.get(start as usize..end as usize)),
            name: extra.name.map(|span| self.text(span)),
            group: extra.group.map(|span| self.text(span)),
        }
    }

    fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.arena.get(start..start + span.len as usize).unwrap_or_default()
    }

    fn time(&self, time: PackedTime, kind: TimeKind) -> TimeRef<'_> {
        match kind {
            TimeKind::Absent => TimeRef::Absent,
            TimeKind::Zoned => TimeRef::At { unix_ms: time.0, zone_assumed: false },
            TimeKind::ZoneAssumed => TimeRef::At { unix_ms: time.0, zone_assumed: true },
            TimeKind::Unreadable => TimeRef::Unreadable(self.text(time.span())),
        }
    }
}
