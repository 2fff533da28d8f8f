//! Two deployments of one fleet side by side: what became of each device from A to B. Pure.
//!
//! [`Pairs`] matches the rows of both by their devices' ids, [`Compared`] keeps them with the order a page asked for last, and
//! `summary` tells both as a whole. A device that a deployment does not name any more is not in it.

mod pairs;
mod summary;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use connect_api::DeviceState;

use super::course::{Lens, Looks, Recall};
use super::known::{KnownRows, tell};
use super::rows::Rows;
use super::triage::{Reason, Triage};
use super::view::WINDOW_LIMIT;
use crate::live::known::Known;
use crate::live::window::places;
use crate::wire::{Change, ComparedRow, ComparedView, ComparedWindow, Comparison, DeviceId, DeviceRow, KnownOf};
use pairs::{Pair, Pairs};
use view::Order;

/// One of the two deployments, as it stands.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) triage: &'a Triage,
    /// What is known of the devices besides.
    pub(crate) known: &'a KnownRows,
    pub(crate) looks: &'a Looks,
    /// When it was made, where that is known.
    pub(crate) born_ms: Option<i64>,
    /// Grows with every change of the rows.
    pub(crate) revision: u32,
}

impl<'a> Side<'a> {
    fn lens(self) -> Lens<'a> {
        Lens::now(self.rows).knowing(self.known)
    }

    fn recall(self) -> Recall<'a> {
        Recall::new(self.rows, self.looks, self.born_ms)
    }

    /// Why devices failed, of those that have not been tried again since: each reason with the rows of its devices.
    fn reasons(self) -> impl Iterator<Item = (&'a Reason, impl Iterator<Item = u32> + 'a)> {
        let Side { rows, triage, .. } = self;
        let failed = move |row: &u32| rows.is_in(*row, DeviceState::Failed);
        triage.known().map(move |(reason, of)| (reason, of.iter().copied().filter(failed)))
    }

    /// The same by row.
    fn by_row(self) -> HashMap<u32, &'a Reason> {
        self.reasons().flat_map(|(reason, rows)| rows.map(move |row| (row, reason))).collect()
    }
}

/// Both deployments.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) a: Side<'a>,
    pub(crate) b: Side<'a>,
    /// The hold of A: another hold may be one of another deployment.
    pub(crate) hold_a: u32,
}

/// What was made of two deployments, kept as long as their rows stay as they are.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Hold of A and the revisions of both.
    of: Option<(u32, u32, u32)>,
    pairs: Pairs,
    order: Order,
    /// The causes met so far, each under the number that it keeps.
    causes: HashMap<Reason, u32>,
}

impl Compared {
    /// Both as a whole.
    pub(crate) fn summary(&mut self, sides: Sides<'_>) -> Comparison {
        self.make(sides);
        summary::of(sides, &self.pairs, &mut self.causes)
    }

    /// The devices `start..start + len` of a view.
    pub(crate) fn window(
        &mut self,
        sides: Sides<'_>,
        view: &ComparedView,
        start: u32,
        len: u32,
        now_ms: i64,
    ) -> ComparedWindow {
        self.make(sides);
        let cause = self.cause(view);
        self.order.make(sides, &self.pairs, view, cause, now_ms);
        let ordered = self.order.places();
        let total = ordered.len() as u32;
        let Range { start, end } = places(start, len, total, WINDOW_LIMIT);
        let shown = ordered[start as usize..end as usize].iter().filter_map(|place| self.pairs.at(*place));
        let (rows, reasons) = ([sides.a.rows, sides.b.rows], [sides.a, sides.b].map(Side::by_row));
        let why = |side: usize, row: u32| reasons[side].get(&row).copied();
        let known = sides.b.known.handle();
        ComparedWindow {
            // Two numbers that only grow: their sum stays only where both do.
            revision: sides.a.revision.wrapping_add(sides.b.revision),
            start,
            total,
            rows: shown.filter_map(|pair| Device::of(pair, rows, &known, why)).map(Device::row).collect(),
            search: self.order.told(sides),
        }
    }

    /// All devices of a view, copied with what is needed to tell them: to be written down while the watches go on.
    pub(crate) fn snapshot(&mut self, sides: Sides<'_>, view: &ComparedView, now_ms: i64) -> Snapshot {
        self.make(sides);
        let cause = self.cause(view);
        self.order.make(sides, &self.pairs, view, cause, now_ms);
        let chosen = self.order.places().iter().filter_map(|place| self.pairs.at(*place)).collect();
        let both = [sides.a, sides.b];
        let kept = |side: Side<'_>| side.by_row().into_iter().map(|(row, reason)| (row, reason.clone())).collect();
        let known = sides.b.known.handle();
        Snapshot { pairs: chosen, rows: both.map(|side| side.rows.copy()), reasons: both.map(kept), known }
    }

    fn make(&mut self, sides: Sides<'_>) {
        let of = Some((sides.hold_a, sides.a.revision, sides.b.revision));
        if self.of != of {
            self.pairs = Pairs::of(sides.a.rows, sides.b.rows);
            self.of = of;
            self.order = Order::default();
        }
    }

    /// The cause that a view asks for. One that nobody was told of is one that nobody failed for.
    fn cause(&self, view: &ComparedView) -> Option<Option<Reason>> {
        let id = view.cause?;
        Some(self.causes.iter().find(|(_, known)| **known == id).map(|(reason, _)| reason.clone()))
    }
}

/// One device, with all that is told of it.
pub(crate) struct Device<'a> {
    pub(crate) id: DeviceId,
    pub(crate) change: Change,
    /// What it is in A and in B.
    pub(crate) rows: [Option<DeviceRow>; 2],
    /// Why it failed in A and in B, where that is known.
    pub(crate) reasons: [Option<&'a Reason>; 2],
}

impl<'a> Device<'a> {
    fn of(pair: Pair, rows: [&Rows; 2], known: &Known, why: impl Fn(usize, u32) -> Option<&'a Reason>) -> Option<Self> {
        let places = [pair.a(), pair.b()];
        let [mut a, mut b] = [0, 1].map(|side| places[side].and_then(|row| rows[side].view(row)));
        tell_both(known, &mut a, &mut b);
        Some(Self {
            id: b.as_ref().or(a.as_ref())?.id.clone(),
            change: pair.change,
            rows: [a, b],
            reasons: [0, 1].map(|side| places[side].and_then(|row| why(side, row))),
        })
    }

    fn row(self) -> ComparedRow {
        let ([a, b], [cause_a, cause_b]) = (self.rows, self.reasons.map(|why| why.map(|why| why.text.clone())));
        ComparedRow { id: self.id, change: self.change, a, b, cause_a, cause_b }
    }
}

/// Tells what is known of the device besides, where neither deployment's own answer tells it: what one of them does stands for both.
fn tell_both(known: &Known, a: &mut Option<DeviceRow>, b: &mut Option<DeviceRow>) {
    let own =
        |row: &Option<DeviceRow>| row.as_ref().map_or((false, false), |row| (row.name.is_some(), row.group.is_some()));
    let (in_a, in_b) = (own(a), own(b));
    let (named, grouped) = (in_a.0 || in_b.0, in_a.1 || in_b.1);
    for row in [a, b].into_iter().flatten() {
        tell(known, std::slice::from_mut(row), false);
        let Some(mut of) = row.known else { continue };
        if named && of.name_ms.take().is_some() {
            row.name = None;
        }
        if grouped && of.group_ms.take().is_some() {
            row.group = None;
        }
        row.known = Some(of).filter(|of| *of != KnownOf::default());
    }
}

/// The devices of a view of a comparison as they stand at one moment.
pub(crate) struct Snapshot {
    pairs: Vec<Pair>,
    rows: [Rows; 2],
    reasons: [HashMap<u32, Reason>; 2],
    known: Known,
}

impl Snapshot {
    /// How many devices the view chose.
    pub(crate) fn chosen(&self) -> u32 {
        self.pairs.len() as u32
    }

    /// The devices, in the order of the view.
    pub(crate) fn devices(&self) -> impl Iterator<Item = Device<'_>> {
        let [a, b] = &self.rows;
        let why = |side: usize, row: u32| self.reasons[side].get(&row);
        self.pairs.iter().filter_map(move |pair| Device::of(*pair, [a, b], &self.known, why))
    }
}
