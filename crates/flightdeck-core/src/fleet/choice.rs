//! Who of the known fleet is chosen: all that a view shows, with exceptions, or devices one by one. Pure.
//!
//! A rule keeps its meaning while more becomes known: a device that comes to match it later is chosen, too.

use std::collections::HashMap;
use std::sync::Arc;

use super::knowledge::Knowledge;
use super::search::{Search, searched};
use super::view::Filter;
use crate::wire::{DeviceId, FleetChosen, FleetView};

/// What is chosen.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    rule: Option<(FleetView, Search)>,
    /// Turned by hand: chosen, or not, whatever the rule says.
    by_hand: HashMap<DeviceId, bool>,
    /// Grows with each change.
    changes: u64,
    /// Who they are, for as long as nothing about that changes: asked for with every window of a scroll.
    members: Option<Members>,
}

/// Who is chosen of a fleet as it is known at a revision.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    revision: u32,
    changes: u64,
    chosen: Arc<[bool]>,
    /// In numbers.
    pub(crate) told: FleetChosen,
}

impl Members {
    /// Whether each device is chosen, by its number.
    pub(crate) fn all(&self) -> &[bool] {
        &self.chosen
    }
}

impl Choice {
    /// Chooses nobody.
    pub(crate) fn clear(&mut self) {
        self.begin(None);
    }

    /// Chooses all that a view shows, and nobody else.
    pub(crate) fn all(&mut self, view: FleetView, now_ms: i64) {
        let search = searched(&view, now_ms);
        self.begin(Some((view, search)));
    }

    fn begin(&mut self, rule: Option<(FleetView, Search)>) {
        (self.rule, self.by_hand) = (rule, HashMap::new());
        self.changes += 1;
    }

    /// Turns one round.
    pub(crate) fn toggle(&mut self, of: &Knowledge, revision: u32, device: &DeviceId) {
        let Some(number) = of.find(device) else { return };
        let to = !self.members(of, revision).chosen[number as usize];
        self.by_hand.insert(device.clone(), to);
        self.changes += 1;
    }

    /// Chooses these, too.
    pub(crate) fn add(&mut self, of: &Knowledge, devices: &[u32]) {
        let ids = devices.iter().map(|number| of.devices[*number as usize].id.clone());
        self.by_hand.extend(ids.map(|id| (id, true)));
        self.changes += 1;
    }

    /// The view that is the rule.
    pub(crate) fn rule(&self) -> Option<&FleetView> {
        self.rule.as_ref().map(|(view, _)| view)
    }

    /// Who is chosen of a fleet, of which what is known has this revision.
    pub(crate) fn members(&mut self, of: &Knowledge, revision: u32) -> Members {
        if let Some(known) = &self.members
            && (known.revision, known.changes) == (revision, self.changes)
        {
            return known.clone();
        }
        let filter = self.rule.as_ref().map(|(view, search)| Filter::new(of, view, search));
        let mut chosen: Vec<bool> = match filter {
            None => vec![false; of.devices.len()],
            Some(filter) => of.devices.iter().map(|device| filter.fits(device)).collect(),
        };
        for (id, by_hand) in &self.by_hand {
            if let Some(number) = of.find(id) {
                chosen[number as usize] = *by_hand;
            }
        }
        let total = chosen.iter().filter(|chosen| **chosen).count() as u32;
        let told = FleetChosen { total, rule: self.rule.is_some() };
        let members = Members { revision, changes: self.changes, chosen: chosen.into(), told };
        self.members = Some(members.clone());
        members
    }
}
