//! A view of the rows: which states, which text, in which order. It holds row numbers only, and keeps them until rows or view change.

use connect_api::DeviceState;

use super::rows::Rows;
use super::triage::Triage;
use crate::wire::{Chosen, DeviceRow, DeviceSort, RowsView, RowsWindow};

/// Rows handed out at once, at most: the page shows 60 to 100.
const WINDOW_LIMIT: u32 = 1_000;

/// The last view one page asked for, sorted.
#[derive(Debug, Default)]
pub(crate) struct SortedView {
    made: Option<(RowsView, (u32, u32))>,
    order: Vec<u32>,
}

impl SortedView {
    /// The rows `start..start + len` of `view`, sorted anew only where the rows (`revision`), the causes or the view changed.
    pub(crate) fn window(
        &mut self,
        rows: &Rows,
        triage: &Triage,
        revision: u32,
        view: &RowsView,
        start: u32,
        len: u32,
    ) -> RowsWindow {
        self.make(rows, triage, revision, view);
        let total = self.order.len() as u32;
        let from = start.min(total);
        let to = from.saturating_add(len.min(WINDOW_LIMIT)).min(total);
        let rows: Vec<DeviceRow> =
            self.order[from as usize..to as usize].iter().filter_map(|index| rows.view(*index)).collect();
        RowsWindow { revision, start: from, total, rows, chosen: Chosen::default() }
    }

    /// The row `step` places after a device, or before it; the first row where the device is not in the view.
    pub(crate) fn neighbour(
        &mut self,
        rows: &Rows,
        triage: &Triage,
        revision: u32,
        view: &RowsView,
        device: &str,
        step: i32,
    ) -> Option<DeviceRow> {
        self.make(rows, triage, revision, view);
        let found = rows.find(device).and_then(|row| self.order.iter().position(|index| *index == row));
        let at = match found {
            Some(place) => place.checked_add_signed(isize::try_from(step).ok()?)?,
            None => 0,
        };
        rows.view(*self.order.get(at)?)
    }

    /// The rows of a view from one device to another, whichever comes first; none where the view shows one of them not.
    pub(crate) fn between(
        &mut self,
        rows: &Rows,
        triage: &Triage,
        revision: u32,
        view: &RowsView,
        ends: [&str; 2],
    ) -> &[u32] {
        self.make(rows, triage, revision, view);
        let place = |device: &str| {
            let row = rows.find(device)?;
            self.order.iter().position(|index| *index == row)
        };
        match ends.map(place) {
            [Some(one), Some(other)] => &self.order[one.min(other)..=one.max(other)],
            _ => &[],
        }
    }

    fn make(&mut self, rows: &Rows, triage: &Triage, revision: u32, view: &RowsView) {
        // Causes change without the rows; only a view of one cause depends on them.
        let at = (revision, view.cause.map_or(0, |_| triage.revision()));
        if self.made.as_ref().is_none_or(|(made, made_at)| *made_at != at || made != view) {
            self.order = order(rows, triage, view);
            self.made = Some((view.clone(), at));
        }
    }
}

/// The row numbers of a view, in its order. Rows that compare equal keep the order they came in.
pub(crate) fn order(rows: &Rows, triage: &Triage, view: &RowsView) -> Vec<u32> {
    let chosen = select(rows, triage, view);
    match view.sort {
        DeviceSort::Device => by_id(rows, chosen, view.descending),
        sort => {
            let mut keyed: Vec<(u64, u32)> =
                chosen.into_iter().map(|index| (key(rows, sort, view.descending, index), index)).collect();
            keyed.sort_unstable();
            keyed.into_iter().map(|(_, index)| index).collect()
        }
    }
}

/// The row numbers of a view, in no promised order.
pub(crate) fn select(rows: &Rows, triage: &Triage, view: &RowsView) -> Vec<u32> {
    let all = view.states.is_empty() && !view.gone;
    let gone = all || view.gone;
    let mut wanted = [all; 6];
    for state in DeviceState::ALL {
        if view.states.contains(&state.into()) {
            wanted[state as usize] = true;
        }
    }
    let shown = |index: &u32| if rows.is_gone(*index) { gone } else { wanted[rows.state(*index) as usize] };
    let in_states: Vec<u32> = match view.cause {
        None => (0..rows.len()).filter(shown).collect(),
        Some(cause) => {
            // A device tried again since is not one that failed.
            let failed = triage.rows_of(cause).iter().copied().filter(|row| rows.is_in(*row, DeviceState::Failed));
            let mut failed: Vec<u32> = failed.filter(shown).collect();
            failed.sort_unstable();
            failed
        }
    };
    let needle = view.text.trim().to_lowercase();
    if needle.is_empty() {
        return in_states;
    }
    // Statuses, names and groups are shared by many rows: each text is looked at once.
    let hits: Vec<bool> = rows.texts().map(|text| holds(text, &needle)).collect();
    in_states
        .into_iter()
        .filter(|index| {
            holds(rows.id(*index), &needle)
                || rows.text_numbers(*index).iter().any(|number| hits.get(*number as usize).is_some_and(|hit| *hit))
        })
        .collect()
}

/// Whether `text` holds `needle` (lower case), case ignored, without an allocation for the usual case of plain ASCII.
fn holds(text: &str, needle: &str) -> bool {
    if text.is_ascii() {
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        return text.len() >= needle.len() && text.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
    }
    text.to_lowercase().contains(needle)
}

fn by_id(rows: &Rows, chosen: Vec<u32>, descending: bool) -> Vec<u32> {
    // Eight bytes decide most comparisons without going to the arena.
    let mut keyed: Vec<(u64, u32)> = chosen.into_iter().map(|index| (prefix(rows.id(index)), index)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rows.id(a.1).cmp(rows.id(b.1))));
    let sorted = keyed.into_iter().map(|(_, index)| index);
    if descending { sorted.rev().collect() } else { sorted.collect() }
}

fn prefix(id: &str) -> u64 {
    let mut bytes = [0u8; 8];
    for (to, from) in bytes.iter_mut().zip(id.bytes()) {
        *to = from;
    }
    u64::from_be_bytes(bytes)
}

/// A number that sorts a row. Rows without the value come last in both directions.
fn key(rows: &Rows, sort: DeviceSort, descending: bool, index: u32) -> u64 {
    const LAST: u64 = u64::MAX;
    // 60 bits around 1970 hold any time a service can mean; the upper bits are for the rank.
    const HALF: i64 = 1 << 58;
    let bits = |value: i64| (value.clamp(-HALF, HALF - 1) + HALF) as u64;
    let state = (!rows.is_gone(index)).then(|| rows.state(index));
    let value = match sort {
        DeviceSort::Attention => Some((attention(state) << 60) | rows.since_ms(index).map_or(0, bits)),
        DeviceSort::State => Some(state.map_or(GONE, |state| state as u64)),
        DeviceSort::InState => rows.since_ms(index).map(|since| bits(since.saturating_neg())),
        DeviceSort::Started => rows.started_ms(index).map(bits),
        DeviceSort::Took => rows.took_ms(index).map(bits),
        DeviceSort::Device => None,
    };
    match value {
        None => LAST,
        Some(value) if descending => LAST - 1 - value,
        Some(value) => value,
    }
}

/// Where those that are gone stand among the states: after all of them.
const GONE: u64 = 6;

fn attention(state: Option<DeviceState>) -> u64 {
    let Some(state) = state else { return GONE };
    match state {
        DeviceState::Failed => 0,
        DeviceState::Unknown => 1,
        DeviceState::InProgress => 2,
        DeviceState::Pending => 3,
        DeviceState::Aborted => 4,
        DeviceState::Succeeded => 5,
    }
}

#[cfg(test)]
mod tests;
