//! A blob of rows, read record by record: to take all of it in, or to find one device in it.

use connect_api::DeviceState;

use super::row::{ABSENT, FINISHED, GONE, NONE, RAW, Row, STARTED, TIME_BITS};
use crate::bytes::Reader;

/// The layout; a blob of any other is as good as none.
pub(super) const VERSION: u8 = 1;

/// What is written before a row's fields.
const STATE: u8 = 7;
pub(super) const IS_GONE: u8 = 8;
pub(super) const HAS_ID: u8 = 16;

/// A blob being read.
pub(super) struct Blob<'a> {
    from: Reader<'a>,
    /// Its texts by their numbers in it.
    pub(super) texts: Vec<&'a str>,
    left: u64,
    before: (u32, i64, i64),
}

/// One record. Its row's texts are numbers of the blob's.
pub(super) struct Record<'a> {
    pub(super) index: u32,
    /// There only where the row is written for the first time.
    pub(super) id: Option<&'a str>,
    pub(super) row: Row,
    pub(super) gone_ms: Option<i64>,
}

impl<'a> Blob<'a> {
    /// Begins; none for what is no blob.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        if from.byte()? != VERSION {
            return None;
        }
        let count = from.number()?;
        let mut texts = Vec::new();
        for _ in 0..count {
            texts.push(from.text()?);
        }
        let left = from.number()?;
        Some(Self { from, texts, left, before: (0, 0, 0) })
    }

    /// The next record; none at the end, and where it cannot be read on.
    pub(super) fn next(&mut self) -> Option<Record<'a>> {
        if self.left == 0 {
            return None;
        }
        let record = self.read()?;
        self.left -= 1;
        Some(record)
    }

    /// Whether it was read to its end.
    pub(super) fn is_read(&self) -> bool {
        self.left == 0 && self.from.is_empty()
    }

    fn read(&mut self) -> Option<Record<'a>> {
        let head = self.from.byte()?;
        let kinds = self.from.byte()? & TIME_BITS;
        let index = self.before.0.checked_add(u32::try_from(self.from.number()?).ok()?)?;
        let id = if head & HAS_ID != 0 { Some(self.from.text()?) } else { None };
        let mut row = Row {
            started: 0,
            finished: 0,
            since: 0,
            raw_status: NONE,
            name: NONE,
            group: NONE,
            look: 0,
            state: *DeviceState::ALL.get(usize::from(head & STATE))?,
            flags: kinds,
        };
        row.started = self.time(row.kind(STARTED), self.before.1)?;
        row.finished = self.time(row.kind(FINISHED), row.start_ms().unwrap_or(self.before.1))?;
        row.since = self.from.signed()?.wrapping_add(self.before.2);
        row.raw_status = self.text()?;
        row.name = self.text()?;
        row.group = self.text()?;
        self.before = (index, row.start_ms().unwrap_or(self.before.1), row.since);
        let gone_ms = if head & IS_GONE != 0 { Some(self.from.signed()?.wrapping_add(row.since)) } else { None };
        if gone_ms.is_some() {
            row.flags |= GONE;
        }
        Some(Record { index, id, row, gone_ms })
    }

    fn time(&mut self, kind: u8, near: i64) -> Option<i64> {
        Some(match kind {
            ABSENT => 0,
            RAW => i64::from(self.text()?),
            _ => self.from.signed()?.wrapping_add(near),
        })
    }

    /// A text's number; 0 is written for no text.
    fn text(&mut self) -> Option<u32> {
        let number = usize::try_from(self.from.number()?).ok()?;
        match number.checked_sub(1) {
            None => Some(NONE),
            Some(number) => (number < self.texts.len()).then_some(number as u32),
        }
    }
}
