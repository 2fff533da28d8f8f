//! The fleet at one moment, and the lens through which a view sees it or the present.

use connect_api::DeviceState;

use super::buckets::counts_of;
use super::past::{GONE, Past, UNTOLD, WHATS, What};
use super::recall::Recall;
use crate::live::watch::judged::Judged;
use crate::live::watch::known::{KnownNames, KnownRows};
use crate::live::watch::rows::Rows;
use crate::wire::{CountsThen, DeviceRow, Judgement, Moment, Why};

/// What every device was at one moment.
#[derive(Debug, Default)]
pub(crate) struct Then {
    at_ms: i64,
    /// Of which rows.
    revision: u32,
    whats: Vec<What>,
}

impl Then {
    /// Asks all rows.
    pub(crate) fn of(recall: Recall<'_>, revision: u32, at_ms: i64) -> Self {
        Self { at_ms, revision, whats: recall.pasts().map(|past| past.at(at_ms).0).collect() }
    }

    /// Whether it is this moment of these rows.
    pub(crate) fn is(&self, revision: u32, at_ms: i64) -> bool {
        self.revision == revision && self.at_ms == at_ms
    }

    /// What each row was: one byte a row.
    pub(crate) fn picture(&self) -> &[u8] {
        &self.whats
    }

    /// How many were what.
    pub(crate) fn counts(&self) -> CountsThen {
        let mut counted = [0u32; WHATS];
        for what in &self.whats {
            counted[usize::from(*what)] += 1;
        }
        let (counts, gone) = counts_of(&counted);
        CountsThen { at_ms: self.at_ms, counts, gone, untold: counted[usize::from(UNTOLD)] }
    }
}

/// The rows as a view sees them: as they are, or as they were at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'a> {
    rows: &'a Rows,
    then: Option<(Recall<'a>, &'a Then)>,
    /// Nothing is judged in the past.
    judged: Option<&'a Judged>,
    /// What is known of the devices besides.
    known: Option<&'a KnownRows>,
}

impl<'a> Lens<'a> {
    /// As they are, with nobody judged.
    pub(crate) fn now(rows: &'a Rows) -> Self {
        Self { rows, then: None, judged: None, known: None }
    }

    /// As they are, and as they are judged.
    pub(crate) fn judging(rows: &'a Rows, judged: &'a Judged) -> Self {
        Self { rows, then: None, judged: Some(judged), known: None }
    }

    /// As they were.
    pub(crate) fn then(recall: Recall<'a>, then: &'a Then) -> Self {
        Self { rows: recall.rows, then: Some((recall, then)), judged: None, known: None }
    }

    /// The same, with what is known of the devices besides.
    pub(crate) fn knowing(self, known: &'a KnownRows) -> Self {
        Self { known: Some(known), ..self }
    }

    /// The names of the rows as far as they are known besides; none where nothing is.
    pub(crate) fn look<T>(&self, make: impl FnOnce(&KnownNames<'_>) -> T) -> Option<T> {
        self.known?.look(self.rows, make)
    }

    /// Tells of these rows what is known besides.
    pub(crate) fn tell(&self, rows: &mut [DeviceRow]) {
        if let Some(known) = self.known {
            known.tell(rows, !self.is_past());
        }
    }

    /// The rows behind it, for what does not change with time: ids, names, groups.
    pub(crate) fn rows(&self) -> &'a Rows {
        self.rows
    }

    fn what(&self, then: &Then, index: u32) -> What {
        then.whats.get(index as usize).copied().unwrap_or(UNTOLD)
    }

    /// Whether a row's device is gone.
    pub(crate) fn is_gone(&self, index: u32) -> bool {
        match self.then {
            None => self.rows.is_gone(index),
            Some((_, then)) => self.what(then, index) == GONE,
        }
    }

    /// A device's state; Unknown where that is not told.
    pub(crate) fn state(&self, index: u32) -> DeviceState {
        match self.then {
            None => self.rows.state(index),
            Some((_, then)) => state_of(self.what(then, index)),
        }
    }

    /// Whether a row's device is in this state; no row that is gone is.
    pub(crate) fn is_in(&self, index: u32, state: DeviceState) -> bool {
        match self.then {
            None => self.rows.is_in(index, state),
            Some((_, then)) => self.what(then, index) != GONE && self.state(index) == state,
        }
    }

    /// When a device started, where that is known and has happened.
    pub(crate) fn started_ms(&self, index: u32) -> Option<i64> {
        let started = self.rows.started_ms(index);
        started.filter(|at| self.then.is_none_or(|(_, then)| *at <= then.at_ms))
    }

    /// How long a device took, where both times are known and it has ended.
    pub(crate) fn took_ms(&self, index: u32) -> Option<i64> {
        self.rows.took_ms(index).filter(|_| self.has_settled(index))
    }

    /// When a device ended, where that is known and has happened.
    pub(crate) fn finished_ms(&self, index: u32) -> Option<i64> {
        self.rows.finished_ms(index).filter(|_| self.has_settled(index))
    }

    /// Whether nothing became of a device later: it is as it was, had ended, or was gone already.
    fn has_settled(&self, index: u32) -> bool {
        self.then.is_none() || self.is_gone(index) || self.state(index).is_terminal()
    }

    /// How many devices had failed.
    pub(crate) fn failed(&self) -> usize {
        match self.then {
            None => self.rows.counts().failed as usize,
            Some((_, then)) => then.whats.iter().filter(|what| **what == DeviceState::Failed as What).count(),
        }
    }

    /// Whether the service's own words for the states are known: only those of now are.
    pub(crate) fn knows_statuses(&self) -> bool {
        self.then.is_none()
    }

    /// Whether this is the past.
    pub(crate) fn is_past(&self) -> bool {
        self.then.is_some()
    }

    /// Whether anybody is judged through it.
    pub(crate) fn is_judging(&self) -> bool {
        self.judged.is_some()
    }

    /// Whether enough devices tell how the others fare.
    pub(crate) fn judges(&self) -> bool {
        self.judged.is_some_and(|judged| judged.told().is_some())
    }

    /// What a row is judged to be.
    pub(crate) fn judgement(&self, index: u32) -> Option<Judgement> {
        self.judged?.of(self.rows, index)
    }

    /// Since when a device is in its state.
    pub(crate) fn since_ms(&self, index: u32) -> Option<i64> {
        match self.then {
            None => self.rows.since_ms(index),
            Some((recall, then)) => recall.past(index)?.at(then.at_ms).1,
        }
    }

    /// The numbers of a row's searchable texts. What status it had then is not known as a text.
    pub(crate) fn text_numbers(&self, index: u32) -> [u32; 3] {
        let [status, name, group] = self.rows.text_numbers(index);
        [if self.then.is_none() { status } else { u32::MAX }, name, group]
    }

    /// A row as the page sees it.
    pub(crate) fn view(&self, index: u32) -> Option<DeviceRow> {
        let row = self.rows.view(index)?;
        match self.then {
            None => Some(DeviceRow { why: self.judgement(index).map(Why::from), ..row }),
            Some((recall, then)) => Some(row_then(row, &recall.past(index)?, then.at_ms)),
        }
    }
}

impl Recall<'_> {
    /// A row as it was at a moment.
    pub(crate) fn row(self, index: u32, at_ms: i64) -> Option<DeviceRow> {
        Some(row_then(self.rows.view(index)?, &self.past(index)?, at_ms))
    }
}

/// What is known of a row now, taken back to a moment. Nothing that was asked of a device now was asked of it then.
fn row_then(row: DeviceRow, past: &Past, at_ms: i64) -> DeviceRow {
    let row = DeviceRow { abort_requested: false, ..row };
    if past.settled_ms().is_none_or(|settled| settled <= at_ms) {
        return row;
    }
    // Being gone is the last that becomes of a device: before it settled it was not.
    let (what, since_ms) = past.at(at_ms);
    let begun = matches!(row.started, Moment::At { ms, .. } if ms <= at_ms);
    DeviceRow {
        state: state_of(what).into(),
        raw_status: None,
        started: if begun { row.started } else { Moment::Absent },
        finished: Moment::Absent,
        took_ms: None,
        since_ms,
        since_least: what == UNTOLD,
        gone_ms: None,
        ..row
    }
}

fn state_of(what: What) -> DeviceState {
    DeviceState::ALL.get(usize::from(what)).copied().unwrap_or(DeviceState::Unknown)
}
