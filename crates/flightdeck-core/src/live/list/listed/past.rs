//! What was last seen of a list: shown until the first page comes, kept for the next time.

use std::collections::HashMap;

use super::super::asks::Job;
use super::super::entry::Entry;
use super::super::kept::{self, KeptList};
use super::super::search::Search;
use super::super::view::order;
use super::Listed;
use crate::wire::{DeploymentId, ListFilter, ListSort, ListView};

/// What was last seen, while nothing newer is known.
#[derive(Debug)]
pub(super) struct Past {
    /// There was more than is kept.
    pub(super) more: bool,
}

/// Where reading what is kept is. Nothing is asked before it is read: a page that was faster would be written over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Unasked,
    Asked,
    Done,
}

impl Listed {
    /// What is kept was read: it is shown, with its age, until a page comes.
    pub(crate) fn restored(&mut self, kept: Option<KeptList>, enrich: &mut dyn FnMut(&mut Entry)) {
        self.kept = Reading::Done;
        let Some(KeptList { entries, more, last_good_ms }) = kept else { return };
        for mut entry in entries {
            let status = std::mem::take(&mut entry.status);
            enrich(&mut entry);
            entry.seen_before(status);
            self.push(entry);
        }
        self.last_good_ms = Some(last_good_ms);
        self.past = Some(Past { more });
        self.touch();
    }

    /// A page came: what was last seen makes room for what is. Its entries are handed out, for what they know of their devices.
    pub(super) fn leave_past(&mut self) -> HashMap<DeploymentId, Entry> {
        if self.past.take().is_none() {
            return HashMap::new();
        }
        self.numbers.clear();
        self.on_screen.clear();
        self.in_flight.clear();
        self.touch();
        std::mem::take(&mut self.entries).into_iter().map(|entry| (entry.uuid.clone(), entry)).collect()
    }

    /// What is to be kept now, if anything.
    pub(super) fn keep(&mut self) -> Option<Job> {
        let at_ms = self.last_good_ms.filter(|_| self.past.is_none())?;
        let list = self.keeping.wanted()?.then(|| {
            let newest = ListView {
                filter: ListFilter::All,
                text: String::new(),
                zone_minutes: None,
                sort: ListSort::Created,
                descending: true,
            };
            let order = order(&self.entries, &newest, &Search::default());
            kept::write(order.iter().map(|number| &self.entries[*number as usize]), self.deeper.is_some())
        });
        Some(Job::Keep(list, at_ms))
    }

    /// Whether what was to be kept was kept.
    pub(crate) fn kept(&mut self, well: bool) {
        self.keeping.written(well);
    }
}
