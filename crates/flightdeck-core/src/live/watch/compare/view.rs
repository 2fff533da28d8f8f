//! A view of a comparison: which devices, in which order. It holds places among the pairs, and keeps them until they or the view change.

use super::pairs::{Pair, Pairs};
use super::{Side, Sides};
use crate::live::known::Mark;
use crate::live::search::span::Here;
use crate::live::watch::by_id::by_id;
use crate::live::watch::search::{Search, search};
use crate::live::watch::triage::Reason;
use crate::live::watch::view::{STILL_MS, attention};
use crate::wire::{Change, ComparedSort, ComparedView, SearchReading};

/// What a view was made from besides the rows: the causes of both, a step of the clock, and what is known of the devices besides, where it
/// depends on them.
type Made = (Option<[u32; 2]>, Option<i64>, Option<Mark>);

/// The places of a view, in its order.
#[derive(Debug, Default)]
pub(super) struct Order {
    made: Option<(ComparedView, Made)>,
    search: Search,
    places: Vec<u32>,
}

impl Order {
    /// The places of the view that was made last.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    /// Chooses and sorts anew where the view, or what it depends on, changed. `cause` is the one that the view asks for, if it asks for one.
    pub(super) fn make(
        &mut self,
        sides: Sides<'_>,
        pairs: &Pairs,
        view: &ComparedView,
        cause: Option<Option<Reason>>,
        now_ms: i64,
    ) {
        let same = self
            .made
            .as_ref()
            .is_some_and(|(made, of)| made == view && *of == made_from(sides, view, &self.search, now_ms));
        if same {
            return;
        }
        self.search = search(&view.text, Here { now_ms, zone_minutes: view.zone_minutes.unwrap_or(0) });
        let chosen = select(sides, pairs, view, cause, &self.search);
        self.places = sort(sides, pairs, view, chosen);
        self.made = Some((view.clone(), made_from(sides, view, &self.search, now_ms)));
    }

    /// How the text was read, with what its answer leaves open in either deployment; none for no text.
    pub(super) fn told(&self, sides: Sides<'_>) -> Option<SearchReading> {
        let mut reading = self.search.reading.clone();
        if reading.terms.is_empty() {
            return None;
        }
        for (name, side) in [("A", sides.a), ("B", sides.b)] {
            let notes = self.search.told(side.lens(), side.triage).unwrap_or_default().notes;
            let of_side = notes.into_iter().filter(|note| !self.search.reading.notes.contains(note));
            reading.notes.extend(of_side.map(|note| format!("In {name}: {note}")));
        }
        Some(reading)
    }
}

fn made_from(sides: Sides<'_>, view: &ComparedView, search: &Search, now_ms: i64) -> Made {
    let causes = [sides.a, sides.b].map(|side| side.triage.revision());
    let asks = view.cause.is_some() || search.asks_causes();
    let known = if search.asks_names() { sides.b.known.mark() } else { None };
    (asks.then_some(causes), search.moves.then(|| now_ms.div_euclid(STILL_MS)), known)
}

/// The places of a view, in the order of the pairs.
fn select(
    sides: Sides<'_>,
    pairs: &Pairs,
    view: &ComparedView,
    cause: Option<Option<Reason>>,
    search: &Search,
) -> Vec<u32> {
    let wanted = Change::ALL.map(|change| view.changes.is_empty() || view.changes.contains(&change));
    let mut places: Vec<u32> =
        (0..pairs.len()).filter(|place| pairs.at(*place).is_some_and(|pair| wanted[rank(pair.change)])).collect();
    let mut keep = |fits: &dyn Fn(Pair) -> bool| places.retain(|place| pairs.at(*place).is_some_and(fits));
    if let Some(cause) = cause {
        let failed = |side: Side<'_>| {
            let mut rows = vec![false; side.rows.len() as usize];
            for row in side.reasons().filter(|(reason, _)| Some(*reason) == cause.as_ref()).flat_map(|(_, rows)| rows) {
                rows[row as usize] = true;
            }
            rows
        };
        let (a, b) = (failed(sides.a), failed(sides.b));
        keep(&|pair| has(&a, pair.a()) || has(&b, pair.b()));
    }
    let hits = |side: Side<'_>| search.hits(side.lens(), side.triage);
    for ((negated, a), (_, b)) in hits(sides.a).into_iter().zip(hits(sides.b)) {
        keep(&|pair| (has(&a, pair.a()) || has(&b, pair.b())) != negated);
    }
    places
}

fn has(rows: &[bool], row: Option<u32>) -> bool {
    row.is_some_and(|row| rows.get(row as usize).copied().unwrap_or(false))
}

/// These places in the order of the view. What compares equal keeps the order of the pairs; what has no value comes last either way.
fn sort(sides: Sides<'_>, pairs: &Pairs, view: &ComparedView, chosen: Vec<u32>) -> Vec<u32> {
    if view.sort == ComparedSort::Device {
        let id = |place: u32| match pairs.at(place).map(|pair| (pair.a(), pair.b())) {
            Some((_, Some(row))) => sides.b.rows.id(row),
            Some((Some(row), None)) => sides.a.rows.id(row),
            Some((None, None)) | None => "",
        };
        return by_id(chosen, id, view.descending);
    }
    const LAST: i64 = i64::MAX;
    let key = |place: u32| {
        let value = pairs.at(place).and_then(|pair| value(sides, pair, view.sort));
        value.map_or(LAST, |value| if view.descending { -value } else { value })
    };
    let mut keyed: Vec<(i64, u32)> = chosen.into_iter().map(|place| (key(place), place)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// What a pair is sorted by.
fn value(sides: Sides<'_>, pair: Pair, sort: ComparedSort) -> Option<i64> {
    // A service may send any time: what no device can take must not overflow.
    const FAR: i64 = 1 << 60;
    let took = |side: Side<'_>, row: Option<u32>| row.and_then(|row| side.rows.took_ms(row)).map(|ms| ms.min(FAR));
    match sort {
        ComparedSort::Change => Some(rank(pair.change) as i64),
        ComparedSort::A => pair.a().map(|row| urgency(sides.a, row)),
        ComparedSort::B => pair.b().map(|row| urgency(sides.b, row)),
        ComparedSort::TookA => took(sides.a, pair.a()),
        ComparedSort::TookB => took(sides.b, pair.b()),
        ComparedSort::Longer => Some(took(sides.b, pair.b())? - took(sides.a, pair.a())?),
        ComparedSort::Device => None,
    }
}

/// The most urgent state first, what is gone last.
fn urgency(side: Side<'_>, row: u32) -> i64 {
    attention((!side.rows.is_gone(row)).then(|| side.rows.state(row))) as i64
}

/// A change's place in [`Change::ALL`].
fn rank(change: Change) -> usize {
    change as usize
}
