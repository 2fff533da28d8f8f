//! Rows on their way to the page: packed, as JSON, and unpacked again as the page does it.

use std::collections::HashMap;

use flightdeck_core::wire::{
    DeviceRow, KnownOf, KnownSeen, Moment, PackedRows, RowsWindow, STATE_ORDER, Why, row_flag,
};

use super::{Outcome, law};

pub(super) fn round_trip(body: &[u8]) -> Outcome {
    let Ok(mut window) = serde_json::from_slice::<RowsWindow>(body) else { return Ok(false) };
    window.rows.iter_mut().for_each(settle);
    let texts = serde_json::to_string(&window).map_err(|error| error.to_string())?.len();
    let packed = PackedRows::from(window.clone());
    let crossed = serde_json::to_string(&packed).map_err(|error| error.to_string())?;
    law!(crossed.len() <= texts + 1_024, "{texts} bytes are {} packed", crossed.len());
    let back: PackedRows = serde_json::from_str(&crossed).map_err(|error| error.to_string())?;
    law!(back == packed, "it does not cross whole: {crossed}");
    let rows = unpacked(&back).ok_or_else(|| format!("it cannot be unpacked: {crossed}"))?;
    law!(rows == window.rows, "packed {:?}, unpacked {rows:?}", window.rows);
    Ok(true)
}

/// What core never says, and the page would not be told.
fn settle(row: &mut DeviceRow) {
    let ms = |moment: &Moment| match moment {
        Moment::At { ms, .. } => Some(*ms),
        Moment::Absent | Moment::Unreadable { .. } => None,
    };
    let took = ms(&row.finished).zip(ms(&row.started)).map(|(end, start)| end.saturating_sub(start));
    row.took_ms = took.filter(|took| *took >= 0);
    row.known = row.known.take().filter(|known| *known != KnownOf::default());
}

/// What stands beside the places of a few rows.
fn by_place<T: Copy>(list: &[(u32, T)]) -> HashMap<u32, T> {
    list.iter().copied().collect()
}

/// The rows again.
fn unpacked(packed: &PackedRows) -> Option<Vec<DeviceRow>> {
    let text = |number: Option<&u32>| number.map(|number| packed.texts.get(*number as usize).cloned());
    let (since, gone) = (by_place(&packed.since), by_place(&packed.gone));
    let (statuses, causes) = (by_place(&packed.statuses), by_place(&packed.causes));
    let (odd_started, odd_finished) = (by_place(&packed.odd_started), by_place(&packed.odd_finished));
    let triggers = by_place(&packed.known_triggers);
    let told = |lists: &[(i64, Vec<u32>)]| -> HashMap<u32, i64> {
        lists.iter().flat_map(|(at, places)| places.iter().map(|place| (*place, *at))).collect()
    };
    let (names, groups) = (told(&packed.known_names), told(&packed.known_groups));
    let seen: HashMap<u32, KnownSeen> = packed
        .known_seen
        .iter()
        .map(|(place, at_ms, told_ms)| (*place, KnownSeen { at_ms: *at_ms, told_ms: *told_ms }))
        .collect();
    let moment = |at: Option<i64>, zone_assumed: bool, odd: Option<Option<String>>| match (at, odd) {
        (Some(ms), _) => Some(Moment::At { ms, zone_assumed }),
        (None, Some(raw)) => raw.map(|raw| Moment::Unreadable { raw }),
        (None, None) => Some(Moment::Absent),
    };
    let row = |at: usize| -> Option<DeviceRow> {
        let place = at as u32;
        let flags = *packed.flags.get(at)?;
        let is = |flag: u32| flags & flag != 0;
        let (started, finished) = (*packed.started.get(at)?, *packed.finished.get(at)?);
        let took = finished.zip(started).map(|(end, start)| end.saturating_sub(start));
        let known = KnownOf {
            name_ms: names.get(&place).copied(),
            group_ms: groups.get(&place).copied(),
            seen: seen.get(&place).copied(),
            trigger_ms: triggers.get(&place).copied(),
        };
        Some(DeviceRow {
            id: packed.ids.get(at)?.clone(),
            index: *packed.indexes.get(at)?,
            name: packed.names.get(at).cloned().flatten(),
            group: packed.groups.get(at).and_then(|group| text(group.as_ref())).flatten(),
            state: *STATE_ORDER.get(*packed.states.get(at)? as usize)?,
            raw_status: text(statuses.get(&place)).flatten(),
            started: moment(started, is(row_flag::START_ASSUMED), text(odd_started.get(&place)))?,
            finished: moment(finished, is(row_flag::END_ASSUMED), text(odd_finished.get(&place)))?,
            took_ms: took.filter(|took| *took >= 0),
            since_ms: if is(row_flag::SINCE_TOLD) { finished.or(started) } else { since.get(&place).copied() },
            since_least: is(row_flag::SINCE_LEAST),
            gone_ms: gone.get(&place).copied(),
            abort_requested: is(row_flag::ABORT_REQUESTED),
            chosen: is(row_flag::CHOSEN),
            why: match text(causes.get(&place)) {
                Some(text) => Some(Why::Cause { text: text? }),
                None if is(row_flag::STUCK) => Some(Why::Stuck),
                None => is(row_flag::UNREACHED).then_some(Why::Unreached),
            },
            known: Some(known).filter(|known| *known != KnownOf::default()),
        })
    };
    (0..packed.ids.len()).map(row).collect()
}
