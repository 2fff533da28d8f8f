//! The rows on screen as they cross: a list a column, each text once, and what few rows have beside those rows' places. As objects a
//! hundred rows are three times as many bytes, most of them the names of fields and what is absent.
//!
//! Nothing is lost: the page's `unpacked` (`ui/src/lib/transport/rows.ts`) makes the same rows of it again.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Chosen, DeviceId, DeviceRow, KnownOf, Moment, RowsWindow, STATE_ORDER, SearchReading, Why};

/// A [`RowsWindow`] as it crosses. Lists without a word about places have an entry a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PackedRows {
    /// The revision these rows belong to.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// Who is chosen, on screen or not.
    pub chosen: Chosen,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
    /// The devices' ids.
    pub ids: Vec<DeviceId>,
    /// Their places in the fleet picture.
    pub indexes: Vec<u32>,
    /// The numbers of their states in [`STATE_ORDER`].
    pub states: Vec<u32>,
    /// What else is so: sums of [`row_flag`]s.
    pub flags: Vec<u32>,
    /// Their names; empty where no row has one.
    pub names: Vec<Option<String>>,
    /// The numbers of their groups in `texts`; empty where no row has one.
    pub groups: Vec<Option<u32>>,
    /// When they started, where that was understood.
    pub started: Vec<Option<i64>>,
    /// When they finished, where that was understood.
    pub finished: Vec<Option<i64>>,
    /// Texts that lists have by number.
    pub texts: Vec<String>,
    /// By place: since when a row is in its state, where its times do not tell.
    pub since: Vec<(u32, i64)>,
    /// By place: when the service last named it.
    pub gone: Vec<(u32, i64)>,
    /// By place: the number of its status as it came.
    pub statuses: Vec<(u32, u32)>,
    /// By place: the number of the cause of a failure.
    pub causes: Vec<(u32, u32)>,
    /// By place: the number of a start that was not understood.
    pub odd_started: Vec<(u32, u32)>,
    /// By place: the number of an end that was not understood.
    pub odd_finished: Vec<(u32, u32)>,
    /// Names that are from the known fleet: when they were told, and the places of all that were told then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<(i64, Vec<u32>)>>")]
    pub known_names: Vec<(i64, Vec<u32>)>,
    /// Groups that are, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<(i64, Vec<u32>)>>")]
    pub known_groups: Vec<(i64, Vec<u32>)>,
    /// By place: the last sign of life, and when that was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<(u32, i64, i64)>>")]
    pub known_seen: Vec<(u32, i64, i64)>,
    /// By place: when it was told that the update trigger is on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<(u32, i64)>>")]
    pub known_triggers: Vec<(u32, i64)>,
}

/// What is so of a row, as numbers to add up.
pub mod row_flag {
    /// Its start named no zone.
    pub const START_ASSUMED: u32 = 1;
    /// Its end named no zone.
    pub const END_ASSUMED: u32 = 2;
    /// It is in its state since its end; since its start, where it has no end.
    pub const SINCE_TOLD: u32 = 4;
    /// It may be in its state for longer.
    pub const SINCE_LEAST: u32 = 8;
    /// Its abort was requested.
    pub const ABORT_REQUESTED: u32 = 16;
    /// The page has chosen it.
    pub const CHOSEN: u32 = 32;
    /// It is judged stuck.
    pub const STUCK: u32 = 64;
    /// It is judged not reached.
    pub const UNREACHED: u32 = 128;

    /// As the page calls them.
    pub const NAMED: &[(&str, u32)] = &[
        ("startAssumed", START_ASSUMED),
        ("endAssumed", END_ASSUMED),
        ("sinceTold", SINCE_TOLD),
        ("sinceLeast", SINCE_LEAST),
        ("abortRequested", ABORT_REQUESTED),
        ("chosen", CHOSEN),
        ("stuck", STUCK),
        ("unreached", UNREACHED),
    ];
}

impl From<RowsWindow> for PackedRows {
    fn from(window: RowsWindow) -> Self {
        let RowsWindow { revision, start, total, rows, chosen, search } = window;
        let mut packed = Self { revision, start, total, chosen, search, ..Self::default() };
        let mut numbers = HashMap::new();
        for row in rows {
            packed.push(row, &mut numbers);
        }
        if packed.names.iter().all(Option::is_none) {
            packed.names.clear();
        }
        if packed.groups.iter().all(Option::is_none) {
            packed.groups.clear();
        }
        packed
    }
}

impl PackedRows {
    fn push(&mut self, row: DeviceRow, numbers: &mut HashMap<String, u32>) {
        let place = self.ids.len() as u32;
        let mut number = |text: String| {
            *numbers.entry(text).or_insert_with_key(|text| {
                self.texts.push(text.clone());
                self.texts.len() as u32 - 1
            })
        };
        let (started, start_assumed, odd_started) = split(row.started);
        let (finished, end_assumed, odd_finished) = split(row.finished);
        let told = finished.or(started);
        let since_told = row.since_ms.is_some() && row.since_ms == told;
        self.groups.push(row.group.map(&mut number));
        self.statuses.extend(row.raw_status.map(|raw| (place, number(raw))));
        self.odd_started.extend(odd_started.map(|raw| (place, number(raw))));
        self.odd_finished.extend(odd_finished.map(|raw| (place, number(raw))));
        self.since.extend(row.since_ms.filter(|_| !since_told).map(|at| (place, at)));
        self.gone.extend(row.gone_ms.map(|at| (place, at)));
        self.ids.push(row.id);
        self.indexes.push(row.index);
        self.states.push(STATE_ORDER.iter().position(|state| *state == row.state).unwrap_or_default() as u32);
        self.names.push(row.name);
        self.started.push(started);
        self.finished.push(finished);
        let flags = [
            (start_assumed, row_flag::START_ASSUMED),
            (end_assumed, row_flag::END_ASSUMED),
            (since_told, row_flag::SINCE_TOLD),
            (row.since_least, row_flag::SINCE_LEAST),
            (row.abort_requested, row_flag::ABORT_REQUESTED),
            (row.chosen, row_flag::CHOSEN),
            (row.why == Some(Why::Stuck), row_flag::STUCK),
            (row.why == Some(Why::Unreached), row_flag::UNREACHED),
        ];
        if let Some(Why::Cause { text }) = row.why {
            self.causes.push((place, number(text)));
        }
        self.flags.push(flags.iter().filter(|(so, _)| *so).map(|(_, flag)| flag).sum());
        if let Some(known) = row.known {
            self.push_known(place, known);
        }
    }

    fn push_known(&mut self, place: u32, known: KnownOf) {
        let KnownOf { name_ms, group_ms, seen, trigger_ms } = known;
        if let Some(told_ms) = name_ms {
            at_time(&mut self.known_names, told_ms, place);
        }
        if let Some(told_ms) = group_ms {
            at_time(&mut self.known_groups, told_ms, place);
        }
        self.known_seen.extend(seen.map(|seen| (place, seen.at_ms, seen.told_ms)));
        self.known_triggers.extend(trigger_ms.map(|told_ms| (place, told_ms)));
    }
}

/// Most rows were told at the same few times: by those, their places are a few bytes each.
fn at_time(lists: &mut Vec<(i64, Vec<u32>)>, told_ms: i64, place: u32) {
    match lists.iter_mut().find(|(at, _)| *at == told_ms) {
        Some((_, places)) => places.push(place),
        None => lists.push((told_ms, vec![place])),
    }
}

/// A point in time as a number, whether its zone was assumed, and its text where it was not understood.
fn split(moment: Moment) -> (Option<i64>, bool, Option<String>) {
    match moment {
        Moment::Absent => (None, false, None),
        Moment::At { ms, zone_assumed } => (Some(ms), zone_assumed, None),
        Moment::Unreadable { raw } => (None, false, Some(raw)),
    }
}

#[cfg(test)]
mod tests;
