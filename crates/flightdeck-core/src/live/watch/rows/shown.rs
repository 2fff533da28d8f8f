//! What is read out of the rows: states, times, texts, one row as the page sees it, the picture.

use connect_api::DeviceState;

use super::Rows;
use super::row::{ABORT_REQUESTED, ASSUMED, AT, FINISHED, GONE, NONE, RAW, STARTED};
use crate::wire::{DeviceRow, GONE_BYTE, Moment};

impl Rows {
    /// A device's id.
    pub(crate) fn id(&self, index: u32) -> &str {
        self.ids.get(index)
    }

    /// A device's state; Unknown for a row that is not there.
    pub(crate) fn state(&self, index: u32) -> DeviceState {
        self.rows.get(index as usize).map_or(DeviceState::Unknown, |row| row.state)
    }

    /// Whether a row's device is in this state, by the last answer; no row that is gone is.
    pub(crate) fn is_in(&self, index: u32, state: DeviceState) -> bool {
        self.rows.get(index as usize).is_some_and(|row| row.state == state && !row.has(GONE))
    }

    /// The cell of each row in the picture: its state's number, or [`GONE_BYTE`].
    pub(crate) fn cells(&self) -> Vec<u8> {
        self.rows.iter().map(|row| if row.has(GONE) { GONE_BYTE } else { row.state as u8 }).collect()
    }

    /// The number of a device's group among the texts; of no text where it has none.
    pub(crate) fn group_number(&self, index: u32) -> u32 {
        self.rows.get(index as usize).map_or(NONE, |row| row.group)
    }

    /// When a device started, where that is known.
    pub(crate) fn started_ms(&self, index: u32) -> Option<i64> {
        self.rows.get(index as usize)?.start_ms()
    }

    /// How long a device took, where both times are known.
    pub(crate) fn took_ms(&self, index: u32) -> Option<i64> {
        let row = self.rows.get(index as usize)?;
        let took = row.end_ms()?.saturating_sub(row.start_ms()?);
        (took >= 0).then_some(took)
    }

    /// Since when a device is in its state: by the service's times, else since it was first seen so here.
    pub(crate) fn since_ms(&self, index: u32) -> Option<i64> {
        let row = self.rows.get(index as usize)?;
        Some(row.told_since_ms().unwrap_or(row.since))
    }

    /// The numbers of a row's searchable texts: status, name, group.
    pub(crate) fn text_numbers(&self, index: u32) -> [u32; 3] {
        self.rows.get(index as usize).map_or([NONE; 3], |row| [row.raw_status, row.name, row.group])
    }

    /// A searchable text; empty for no text.
    pub(crate) fn text_of(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// When a device ended, where that is known.
    pub(crate) fn finished_ms(&self, index: u32) -> Option<i64> {
        self.rows.get(index as usize)?.end_ms()
    }

    /// How many numbers of texts there are.
    pub(crate) fn text_count(&self) -> usize {
        self.texts.len()
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
            started: self.moment(row.started, row.kind(STARTED)),
            finished: self.moment(row.finished, row.kind(FINISHED)),
            took_ms: self.took_ms(index),
            since_ms: self.since_ms(index),
            since_least: row.told_since_ms().is_none(),
            gone_ms: self.gone.get(&index).copied(),
            abort_requested: row.has(ABORT_REQUESTED),
            chosen: false,
            why: None,
            known: None,
        })
    }

    fn moment(&self, value: i64, kind: u8) -> Moment {
        match kind {
            AT | ASSUMED => Moment::At { ms: value, zone_assumed: kind == ASSUMED },
            RAW => Moment::Unreadable { raw: self.texts.get(value as u32).to_owned() },
            _ => Moment::Absent,
        }
    }
}
