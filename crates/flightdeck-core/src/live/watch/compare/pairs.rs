//! The devices of two deployments, each once, with its rows in either and what became of it.

use connect_api::DeviceState;

use crate::live::watch::rows::Rows;
use crate::wire::{Change, ChangeCounts};

/// No row.
const NONE: u32 = u32::MAX;

/// One device: its rows in A and in B, and what became of it. The row of a device that is gone is there all the same, to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    a: u32,
    b: u32,
    pub(super) change: Change,
}

impl Pair {
    /// Its row in A, if it has one.
    pub(super) fn a(&self) -> Option<u32> {
        (self.a != NONE).then_some(self.a)
    }

    /// Its row in B.
    pub(super) fn b(&self) -> Option<u32> {
        (self.b != NONE).then_some(self.b)
    }
}

/// All devices that A or B names: those of B in its order, then those that only A has.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pairs: Vec<Pair>,
    pub(super) counts: ChangeCounts,
}

impl Pairs {
    pub(super) fn of(a: &Rows, b: &Rows) -> Self {
        let mut met = vec![false; a.len() as usize];
        let mut all = Self { pairs: Vec::with_capacity(b.len() as usize), counts: ChangeCounts::default() };
        // A service names a fleet in much the same order each time: the next row is the likeliest, and costs no hash.
        let mut next = 0;
        for in_b in 0..b.len() {
            let id = b.id(in_b);
            let likely = next < a.len() && a.id(next) == id;
            let in_a = if likely { Some(next) } else { a.find(id) };
            if let Some(in_a) = in_a {
                met[in_a as usize] = true;
                next = in_a + 1;
            }
            all.push(in_a, Some(in_b), a, b);
        }
        for in_a in (0..a.len()).filter(|row| !met[*row as usize]) {
            all.push(Some(in_a), None, a, b);
        }
        all
    }

    /// How many devices there are.
    pub(super) fn len(&self) -> u32 {
        self.pairs.len() as u32
    }

    /// The device at a place.
    pub(super) fn at(&self, place: u32) -> Option<Pair> {
        self.pairs.get(place as usize).copied()
    }

    /// Adds a device, unless neither names it any more.
    fn push(&mut self, in_a: Option<u32>, in_b: Option<u32>, a: &Rows, b: &Rows) {
        let state = |rows: &Rows, row: Option<u32>| row.filter(|row| !rows.is_gone(*row)).map(|row| rows.state(row));
        let Some(change) = change(state(a, in_a), state(b, in_b)) else { return };
        *count(&mut self.counts, change) += 1;
        self.pairs.push(Pair { a: in_a.unwrap_or(NONE), b: in_b.unwrap_or(NONE), change });
    }
}

/// What became of a device; none where neither names it.
pub(super) fn change(a: Option<DeviceState>, b: Option<DeviceState>) -> Option<Change> {
    use DeviceState::{Aborted, Failed, Succeeded};
    Some(match (a, b) {
        (None, None) => return None,
        (Some(_), None) => Change::OnlyA,
        (None, Some(_)) => Change::OnlyB,
        (Some(a), Some(b)) => match (a, b) {
            (Succeeded, Failed) => Change::Broke,
            (Failed, Succeeded) => Change::Fixed,
            (Failed, Failed) => Change::StillFails,
            (Succeeded, Succeeded) | (Aborted, Aborted) => Change::Same,
            (a, b) if a.is_terminal() && b.is_terminal() => Change::Otherwise,
            _ => Change::Open,
        },
    })
}

fn count(counts: &mut ChangeCounts, change: Change) -> &mut u32 {
    match change {
        Change::Broke => &mut counts.broke,
        Change::StillFails => &mut counts.still_fails,
        Change::Fixed => &mut counts.fixed,
        Change::Otherwise => &mut counts.otherwise,
        Change::Open => &mut counts.open,
        Change::OnlyA => &mut counts.only_a,
        Change::OnlyB => &mut counts.only_b,
        Change::Same => &mut counts.same,
    }
}
