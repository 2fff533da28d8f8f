//! The pages that look at a fleet, or at what rests on it: each is told what is known of it as a whole, and none is told too often.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::wire::FleetNotice;

/// What goes on piece by piece is told no more often: each notice is answered by asking for a window, which may cost a million devices.
const SELDOM: Duration = Duration::from_millis(400);

/// Tells one page; false where it listens no more.
pub(super) type Sink = Box<dyn Fn(FleetNotice) -> bool + Send>;

/// The pages that look at one fleet.
#[derive(Default)]
pub(super) struct Holders(Mutex<Held>);

#[derive(Default)]
struct Held {
    pages: BTreeMap<u32, Sink>,
    told: Option<Instant>,
    /// Somebody sees to it that what they look at stays fresh.
    tended: bool,
}

impl Holders {
    pub(super) fn add(&self, hold: u32, page: Sink) {
        self.lock().pages.insert(hold, page);
    }

    pub(super) fn remove(&self, hold: u32) {
        self.lock().pages.remove(&hold);
    }

    pub(super) fn clear(&self) {
        self.lock().pages.clear();
    }

    /// Tells all of them; who does not listen any more is let go.
    pub(super) fn tell(&self, notice: &FleetNotice) {
        let mut held = self.lock();
        held.told = Some(Instant::now());
        held.pages.retain(|_, page| page(notice.clone()));
    }

    /// Whether they were not told just now.
    pub(super) fn may_tell(&self) -> bool {
        self.lock().told.is_none_or(|told| told.elapsed() >= SELDOM)
    }

    /// Whether somebody has to begin to keep fresh what they look at; nobody else has to, until [`Holders::left`] says that all left.
    pub(super) fn begin_to_tend(&self) -> bool {
        let mut held = self.lock();
        !held.pages.is_empty() && !std::mem::replace(&mut held.tended, true)
    }

    /// Whether all of them left: then nobody tends them any more.
    pub(super) fn left(&self) -> bool {
        let mut held = self.lock();
        if held.pages.is_empty() {
            held.tended = false;
        }
        !held.tended
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
