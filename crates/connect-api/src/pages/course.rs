//! What both lists have in common: where the next page is, whether asking for it makes sense, and what is missing at the end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::model::Shortfall;

/// No fleet has so many pages; a service that invents records without end is stopped here.
const MAX_PAGES: u32 = 10_000;

/// How many pages of repeats in a row the list of deployments may have: it grows at its front while it is read, so a page
/// can be pushed back whole.
pub(super) const PATIENCE: u32 = 3;

/// The records of one page.
#[derive(Clone, Copy)]
pub(super) struct Arrived {
    /// Those that did not come before.
    pub(super) fresh: usize,
    /// Those that did.
    pub(super) known: usize,
    /// Those without a usable id, which may be either.
    pub(super) unreadable: usize,
}

/// What both lists have in common: where the next page is, and whether asking for it makes sense.
pub(super) struct Course {
    pub(super) after: Option<String>,
    /// Tokens already used: one that comes back would lead in a circle.
    used: HashSet<String>,
    /// Hashes of the uuids received; the uuids themselves would cost many times as much.
    seen: HashSet<u64>,
    hasher: RandomState,
    total: Option<u64>,
    pub(super) pages: u32,
    /// Pages of repeats in a row: so far, and before it is taken for an end.
    barren: u32,
    patience: u32,
    loaded: u64,
    /// The service said there was more, and it was not received.
    broken: bool,
    pub(super) done: bool,
}

impl Course {
    pub(super) fn new(patience: u32) -> Course {
        Course {
            after: None,
            used: HashSet::new(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
            total: None,
            pages: 0,
            barren: 0,
            patience,
            loaded: 0,
            broken: false,
            done: false,
        }
    }

    /// Whether this uuid was not received before.
    pub(super) fn is_new(&mut self, uuid: &str) -> bool {
        self.seen.insert(self.hasher.hash_one(uuid))
    }

    /// Takes note of a page; returns whether it is worth handing on.
    pub(super) fn arrived(&mut self, page: Arrived, after: Option<String>, total: Option<u64>) -> bool {
        let Arrived { fresh, known, unreadable } = page;
        let promised = self.pages > 0;
        self.barren = if fresh == 0 { self.barren + 1 } else { 0 };
        let goes_on = fresh + known + unreadable > 0 && self.barren <= self.patience;
        self.pages += 1;
        self.loaded += fresh as u64;
        self.total = total.or(self.total);
        let more = after.is_some();
        self.after = after.filter(|token| goes_on && self.pages < MAX_PAGES && self.used.insert(token.clone()));
        // A page is promised by its token: by one that leads nowhere, and by the one that led here, to what was known already.
        // Nothing at all is an honest end, as a service that always tells a token ends so.
        let untold = more && self.after.is_none();
        let again = promised && !more && known > 0 && fresh + unreadable == 0;
        self.broken |= untold || again;
        self.done |= self.after.is_none();
        !promised || fresh + unreadable > 0
    }

    pub(super) fn break_off(&mut self) {
        self.broken = true;
        self.done = true;
    }

    pub(super) fn shortfall(&self) -> Option<Shortfall> {
        let loaded = self.loaded;
        let missing = self.total.filter(|total| *total > loaded);
        // A token that leads nowhere promises nothing where the service itself counts no more than came: paging of devices is not
        // declared \[S\], and a service may tell a token on its only page.
        let promised = self.broken && self.total != Some(loaded);
        let expected = missing.or(promised.then_some(loaded + 1))?;
        self.done.then_some(Shortfall { loaded, expected })
    }
}
