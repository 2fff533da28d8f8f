//! Who of the known fleet is chosen: all that a view shows, with exceptions, or devices one by one. Pure.
//!
//! A rule keeps its meaning while more becomes known: a device that comes to match it later is chosen, too.

use std::collections::HashMap;

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
}

impl Choice {
    /// Chooses nobody.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Chooses all that a view shows, and nobody else.
    pub(crate) fn all(&mut self, view: FleetView, now_ms: i64) {
        let search = searched(&view, now_ms);
        *self = Self { rule: Some((view, search)), by_hand: HashMap::new() };
    }

    /// Turns one round.
    pub(crate) fn toggle(&mut self, of: &Knowledge, device: &DeviceId) {
        let Some(number) = of.find(device) else { return };
        let to = !self.members(of)[number as usize];
        self.by_hand.insert(device.clone(), to);
    }

    /// Chooses these, too.
    pub(crate) fn add(&mut self, of: &Knowledge, devices: &[u32]) {
        let ids = devices.iter().map(|number| of.devices[*number as usize].id.clone());
        self.by_hand.extend(ids.map(|id| (id, true)));
    }

    /// The view that is the rule.
    pub(crate) fn rule(&self) -> Option<&FleetView> {
        self.rule.as_ref().map(|(view, _)| view)
    }

    /// Whether each device is chosen, by its number.
    pub(crate) fn members(&self, of: &Knowledge) -> Vec<bool> {
        let filter = self.rule.as_ref().map(|(view, search)| Filter::new(of, view, search));
        let mut members: Vec<bool> = match filter {
            None => vec![false; of.devices.len()],
            Some(filter) => of.devices.iter().map(|device| filter.fits(of, device)).collect(),
        };
        for (id, chosen) in &self.by_hand {
            if let Some(number) = of.find(id) {
                members[number as usize] = *chosen;
            }
        }
        members
    }

    /// In numbers.
    pub(crate) fn told(&self, members: &[bool]) -> FleetChosen {
        FleetChosen { total: members.iter().filter(|chosen| **chosen).count() as u32, rule: self.rule.is_some() }
    }
}
