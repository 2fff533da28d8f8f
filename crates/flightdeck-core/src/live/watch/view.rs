//! A view of the rows: which states, which text, in which order. It holds row numbers only, and keeps them until rows or view change.

use connect_api::DeviceState;

use super::bits::Bits;
use super::by_id::by_id;
use super::course::Lens;
use super::explained::explain;
use super::judged::Judged;
use super::known::KnownRows;
use super::rows::Rows;
use super::search::{Search, search};
use super::triage::Triage;
use crate::live::known::Mark;
use crate::live::search::span::Here;
use crate::live::window::places;
use crate::wire::{Chosen, DeviceRow, DeviceSort, RowsView, RowsWindow};

/// Rows handed out at once, at most: the page shows 60 to 100.
pub(super) const WINDOW_LIMIT: u32 = 1_000;

/// A search that counts from now finds others a moment later; the table holds still for so long, milliseconds.
pub(crate) const STILL_MS: i64 = 5_000;

/// As many rows are sorted first: whoever opens a table looks at its beginning, and most never leave it.
const FIRST: usize = 4_096;

/// The last view one page asked for, sorted as far as it was looked at.
#[derive(Debug, Default)]
pub(crate) struct SortedView {
    made: Option<(RowsView, Made)>,
    search: Search,
    order: Vec<u32>,
    /// So many of its rows are in their order; the others come after them, in none yet.
    sorted: usize,
}

/// What a view was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// The revision of the rows.
    pub(crate) rows: u32,
    /// The revision of the causes, where it depends on them.
    pub(crate) causes: Option<u32>,
    /// The judging, where it depends on it.
    pub(crate) judged: Option<u32>,
    /// The step of the clock, where it depends on it.
    pub(crate) step: Option<i64>,
    /// What is known of the devices besides, where it depends on it.
    pub(crate) known: Option<Mark>,
}

/// The rows as they stand when a view is asked for.
#[derive(Clone, Copy)]
pub(crate) struct RowsNow<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) triage: &'a Triage,
    pub(crate) judged: &'a Judged,
    /// What is known of the devices besides.
    pub(crate) known: &'a KnownRows,
    /// Grows with every change of the rows.
    pub(crate) revision: u32,
    pub(crate) now_ms: i64,
}

impl<'a> RowsNow<'a> {
    /// As they are, and as they are judged.
    pub(crate) fn lens(self) -> Lens<'a> {
        Lens::judging(self.rows, self.judged).knowing(self.known)
    }
}

impl SortedView {
    /// The rows `start..start + len` of `view`, sorted anew only where the rows (`revision`), the causes or the view changed.
    pub(crate) fn window(
        &mut self,
        at: RowsNow<'_>,
        lens: Lens<'_>,
        view: &RowsView,
        start: u32,
        len: u32,
    ) -> RowsWindow {
        self.make(at, lens, view);
        let total = self.order.len() as u32;
        let shown = places(start, len, total, WINDOW_LIMIT);
        self.sort_until(lens, view, shown.end as usize);
        let mut rows: Vec<DeviceRow> =
            self.order[shown.start as usize..shown.end as usize].iter().filter_map(|index| lens.view(*index)).collect();
        explain(&mut rows, at.triage);
        lens.tell(&mut rows);
        let search = self.search.told(lens, at.triage);
        RowsWindow { revision: at.revision, start: shown.start, total, rows, chosen: Chosen::default(), search }
    }

    /// The row `step` places after a device, or before it; the first row where the device is not in the view.
    pub(crate) fn neighbour(
        &mut self,
        at: RowsNow<'_>,
        lens: Lens<'_>,
        view: &RowsView,
        device: &str,
        step: i32,
    ) -> Option<DeviceRow> {
        self.make(at, lens, view);
        self.sort_until(lens, view, self.order.len());
        let found = lens.rows().find(device).and_then(|row| self.order.iter().position(|index| *index == row));
        let place = match found {
            Some(place) => place.checked_add_signed(isize::try_from(step).ok()?)?,
            None => 0,
        };
        let mut row = lens.view(*self.order.get(place)?)?;
        explain(std::slice::from_mut(&mut row), at.triage);
        lens.tell(std::slice::from_mut(&mut row));
        Some(row)
    }

    /// The rows of a view of the present from one device to another, whichever comes first; none where the view shows one of them not.
    pub(crate) fn between(&mut self, at: RowsNow<'_>, view: &RowsView, ends: [&str; 2]) -> &[u32] {
        self.make(at, at.lens(), view);
        self.sort_until(at.lens(), view, self.order.len());
        let place = |device: &str| {
            let row = at.rows.find(device)?;
            self.order.iter().position(|index| *index == row)
        };
        match ends.map(place) {
            [Some(one), Some(other)] => &self.order[one.min(other)..=one.max(other)],
            _ => &[],
        }
    }

    /// The rows that a view shows; none where it shows all.
    pub(crate) fn members(&mut self, at: RowsNow<'_>, lens: Lens<'_>, view: &RowsView) -> Option<Bits> {
        self.make(at, lens, view);
        (self.order.len() < lens.rows().len() as usize).then(|| self.order.iter().copied().collect())
    }

    fn make(&mut self, at: RowsNow<'_>, lens: Lens<'_>, view: &RowsView) {
        let same =
            self.made.as_ref().is_some_and(|(made, of)| made == view && *of == made_from(at, view, &self.search));
        if !same {
            self.search = searched(view, at.now_ms);
            self.order = select(lens, at.triage, view, &self.search);
            self.sorted = 0;
            self.made = Some((view.clone(), made_from(at, view, &self.search)));
        }
    }

    /// Puts at least so many of the rows into their order: the first few of them, or all.
    fn sort_until(&mut self, lens: Lens<'_>, view: &RowsView, end: usize) {
        if end > self.sorted {
            let end = if end <= FIRST { FIRST } else { self.order.len() };
            (self.order, self.sorted) = sort(lens, view, std::mem::take(&mut self.order), end);
        }
    }
}

/// Causes, what is judged, what is known besides and the clock change without the rows; few views depend on them, and none of the past on what is judged and the clock.
pub(crate) fn made_from(at: RowsNow<'_>, view: &RowsView, search: &Search) -> Made {
    let causes = (view.cause.is_some() || search.asks_causes()).then(|| at.triage.revision());
    let judged = !view.judged.is_empty() || search.asks_judged();
    let now = view.at_ms.is_none();
    Made {
        rows: at.revision,
        causes,
        judged: (judged && now).then(|| at.judged.version()),
        step: (search.moves && now).then(|| at.now_ms.div_euclid(STILL_MS)),
        known: if search.asks_names() { at.known.mark() } else { None },
    }
}

/// The text of a view, as a search. In the past it counts from the moment that is shown.
pub(crate) fn searched(view: &RowsView, now_ms: i64) -> Search {
    let now_ms = view.at_ms.unwrap_or(now_ms);
    search(&view.text, Here { now_ms, zone_minutes: view.zone_minutes.unwrap_or(0) })
}

/// The rows of a selection, of which at least the first `end` are in the order of a view; and how many are. Rows that compare equal
/// stand in the order of their numbers, in which they came.
fn sort(lens: Lens<'_>, view: &RowsView, chosen: Vec<u32>, end: usize) -> (Vec<u32>, usize) {
    let all = chosen.len();
    match view.sort {
        DeviceSort::Device => (by_id(chosen, |row| lens.rows().id(row), view.descending), all),
        sort => {
            let mut keyed: Vec<(u64, u32)> =
                chosen.into_iter().map(|index| (key(lens, sort, view.descending, index), index)).collect();
            let sorted = if end < all {
                keyed.select_nth_unstable(end);
                end
            } else {
                all
            };
            keyed[..sorted].sort_unstable();
            (keyed.into_iter().map(|(_, index)| index).collect(), sorted)
        }
    }
}

/// The row numbers of a view, in its order.
pub(crate) fn order(lens: Lens<'_>, triage: &Triage, view: &RowsView, now_ms: i64) -> Vec<u32> {
    sort(lens, view, select(lens, triage, view, &searched(view, now_ms)), usize::MAX).0
}

/// The row numbers of a view, in no promised order.
pub(crate) fn select(lens: Lens<'_>, triage: &Triage, view: &RowsView, search: &Search) -> Vec<u32> {
    let all = view.states.is_empty() && !view.gone && view.judged.is_empty();
    let gone = all || view.gone;
    let mut wanted = [all; 6];
    for state in DeviceState::ALL {
        if view.states.contains(&state.into()) {
            wanted[state as usize] = true;
        }
    }
    let judged = |index: u32| {
        !view.judged.is_empty() && lens.judgement(index).is_some_and(|judgement| view.judged.contains(&judgement))
    };
    let shown = |index: &u32| match lens.is_gone(*index) {
        true => gone,
        false => wanted[lens.state(*index) as usize] || judged(*index),
    };
    let in_states: Vec<u32> = match view.cause {
        None => (0..lens.rows().len()).filter(shown).collect(),
        Some(cause) => {
            // A device tried again since is not one that failed.
            let failed = triage.rows_of(cause).iter().copied().filter(|row| lens.is_in(*row, DeviceState::Failed));
            let mut failed: Vec<u32> = failed.filter(shown).collect();
            failed.sort_unstable();
            failed
        }
    };
    search.keep(lens, triage, in_states)
}

/// A number that sorts a row. Rows without the value come last in both directions.
fn key(lens: Lens<'_>, sort: DeviceSort, descending: bool, index: u32) -> u64 {
    const LAST: u64 = u64::MAX;
    // 60 bits around 1970 hold any time a service can mean; the upper bits are for the rank.
    const HALF: i64 = 1 << 58;
    let bits = |value: i64| (value.clamp(-HALF, HALF) + HALF) as u64;
    let state = (!lens.is_gone(index)).then(|| lens.state(index));
    let value = match sort {
        DeviceSort::Attention => Some((attention(state) << 60) | lens.since_ms(index).map_or(0, bits)),
        DeviceSort::State => Some(state.map_or(GONE, |state| state as u64)),
        DeviceSort::InState => lens.since_ms(index).map(|since| bits(since.saturating_neg())),
        DeviceSort::Started => lens.started_ms(index).map(bits),
        DeviceSort::Took => lens.took_ms(index).map(bits),
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

/// What needs eyes first, by state; none is that of a device that is gone.
pub(super) fn attention(state: Option<DeviceState>) -> u64 {
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
