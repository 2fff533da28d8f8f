//! One device's course: when it came into which state, by the rules of this room.

use connect_api::DeviceState;

use super::looks::Looks;
use crate::live::watch::rows::Told;
use crate::wire::{GONE_BYTE, UNTOLD_BYTE};

/// No device of this service ran before it existed: a clock that was never set says 1970 or 2000. 2015, milliseconds since 1970.
const EARLIEST_MS: i64 = 1_420_070_400_000;
/// How far before the deployment was made a device may seem to have started: clocks differ.
const SLACK_MS: i64 = 600_000;

/// What a device was at some moment, by its number in the picture of that moment: the states', then these.
pub(super) type What = u8;
/// The service did not name it any more.
pub(super) const GONE: What = GONE_BYTE;
/// Nothing tells what it was.
pub(super) const UNTOLD: What = UNTOLD_BYTE;
/// How many there are.
pub(super) const WHATS: usize = 8;

/// From the beginning of time.
const EVER: i64 = i64::MIN;

/// One device's changes, oldest first. The first is from the beginning of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    changes: [(i64, What); 5],
    len: usize,
}

impl Past {
    /// The course that these times and looks tell. `least_ms`: times before this are not believed.
    pub(super) fn of(told: &Told, looks: &Looks, least_ms: i64) -> Self {
        let seen_ms = told.since_ms;
        let believed = |time: Option<i64>| time.filter(|at| (least_ms..=seen_ms).contains(at));
        let is = told.state as What;
        let mut past = Self { changes: [(EVER, UNTOLD); 5], len: 0 };
        let started = believed(told.started_ms);
        match told.state {
            DeviceState::Pending => past.then(EVER, is),
            DeviceState::InProgress => match started {
                Some(start) => past.waited().then(start, is),
                None => past.then(EVER, UNTOLD).then(seen_ms, is),
            },
            DeviceState::Unknown => {
                if let Some(start) = started {
                    past.waited().then(start, UNTOLD);
                } else {
                    past.then(EVER, UNTOLD);
                }
                past.then(seen_ms, is)
            }
            DeviceState::Succeeded | DeviceState::Failed | DeviceState::Aborted => {
                let finished = believed(told.finished_ms);
                let started = started.filter(|start| finished.is_none_or(|end| *start <= end));
                let stopped_waiting = told.state == DeviceState::Aborted && told.unstarted;
                match (started, stopped_waiting) {
                    (Some(start), _) => past.waited().then(start, DeviceState::InProgress as What),
                    (None, true) => past.waited(),
                    (None, false) => past.then(EVER, UNTOLD),
                };
                if finished.is_none() && (started.is_some() || stopped_waiting) {
                    // It was otherwise as long as somebody saw it so; when it ended after that, nobody knows.
                    let from = looks.otherwise_until(seen_ms).unwrap_or(EVER);
                    past.then(started.map_or(from, |start| from.max(start)), UNTOLD);
                }
                past.then(finished.unwrap_or(seen_ms), is)
            }
        };
        if let Some(named_ms) = told.gone_ms {
            past.then(named_ms.max(seen_ms).saturating_add(1), GONE);
        }
        past
    }

    /// Before it started it waited.
    fn waited(&mut self) -> &mut Self {
        self.then(EVER, DeviceState::Pending as What)
    }

    /// From then on it was this. What lasted no time at all is left out.
    fn then(&mut self, from_ms: i64, what: What) -> &mut Self {
        if self.len > 0 && self.changes[self.len - 1].0 >= from_ms {
            self.len -= 1;
        }
        self.changes[self.len] = (from_ms, what);
        self.len += 1;
        self
    }

    /// Its changes, oldest first.
    pub(super) fn changes(&self) -> &[(i64, What)] {
        &self.changes[..self.len]
    }

    /// What it was at a moment, and since when; none where that is from the beginning.
    pub(super) fn at(&self, at_ms: i64) -> (What, Option<i64>) {
        let change = self.changes().iter().rev().find(|(from, _)| *from <= at_ms);
        change.map_or((UNTOLD, None), |(from, what)| (*what, (*from != EVER).then_some(*from)))
    }

    /// When it became what it is now; none where it never was anything else.
    pub(super) fn settled_ms(&self) -> Option<i64> {
        self.changes().last().and_then(|(from, _)| (*from != EVER).then_some(*from))
    }
}

/// The earliest time that is believed, of a deployment made then, where that is known.
pub(crate) fn least_ms(born_ms: Option<i64>) -> i64 {
    born_ms.map_or(EARLIEST_MS, |born| born.saturating_sub(SLACK_MS))
}
