//! A view of the known fleet: which devices, in which order, and the counts beside them. Pure.

use std::cmp::Reverse;

use super::knowledge::{Device, Knowledge};
use super::search::{Ready, Search};
use crate::wire::{FacetCount, FleetFacets, FleetView, LastCount, STATE_ORDER, SeenCount, SeenWhen};

/// The facets a view can be restricted by.
const FACETS: usize = 5;
const GROUPS: usize = 0;
const SEEN: usize = 1;
const TAGS: usize = 2;
const LAST: usize = 3;
const TRIGGER: usize = 4;

const SEEN_ORDER: [SeenWhen; 4] = [SeenWhen::Online, SeenWhen::WithinDay, SeenWhen::Longer, SeenWhen::Unknown];

/// A view, made ready to be asked of many devices.
pub(crate) struct Filter<'a> {
    view: &'a FleetView,
    search: Ready<'a>,
    /// Numbers of the groups that some device has.
    groups: Vec<u32>,
    /// Those of which no group was told, too.
    ungrouped: bool,
    tags: Vec<u32>,
}

impl<'a> Filter<'a> {
    pub(crate) fn new(of: &Knowledge, view: &'a FleetView, search: &'a Search) -> Self {
        let numbers = |texts: &[String]| texts.iter().filter_map(|text| of.texts.find(text)).collect();
        Self {
            view,
            search: search.ready(of),
            groups: numbers(&view.groups),
            ungrouped: view.groups.iter().any(String::is_empty),
            tags: numbers(&view.tags),
        }
    }

    /// Whether a device is shown.
    pub(crate) fn fits(&self, device: &Device) -> bool {
        self.facets(device).iter().all(|holds| *holds) && self.search.fits(device)
    }

    /// Which facets hold.
    fn facets(&self, device: &Device) -> [bool; FACETS] {
        let view = self.view;
        let grouped = device.groups.iter().any(|group| self.groups.contains(group));
        let tagged = device.tags.iter().flatten().any(|tag| self.tags.contains(tag));
        [
            view.groups.is_empty() || grouped || (self.ungrouped && device.groups.is_empty()),
            view.seen.is_empty() || view.seen.contains(&device.seen.0),
            view.tags.is_empty() || tagged,
            view.last.is_empty() || device.last.is_some_and(|last| view.last.contains(&last.state)),
            !view.trigger || device.trigger == Some(true),
        ]
    }
}

/// The devices of a view, told first those that stand first in `order`, and the counts beside them.
pub(crate) fn made(of: &Knowledge, view: &FleetView, search: &Search, order: &[u32]) -> (Vec<u32>, FleetFacets) {
    let (fitting, facets) = fitting(of, view, search);
    if fitting.len() == of.devices.len() {
        return (order.to_vec(), facets);
    }
    let mut shown = vec![false; of.devices.len()];
    for number in &fitting {
        shown[*number as usize] = true;
    }
    (order.iter().copied().filter(|number| shown[*number as usize]).collect(), facets)
}

/// The devices of a view in no order, and the counts beside them: each facet under the others, not under itself.
pub(super) fn fitting(of: &Knowledge, view: &FleetView, search: &Search) -> (Vec<u32>, FleetFacets) {
    let filter = Filter::new(of, view, search);
    let mut order = Vec::new();
    let mut counts = Counting { texts: vec![[0; 2]; of.texts.len()], ..Counting::default() };
    for (number, device) in (0u32..).zip(&of.devices) {
        let facets = filter.facets(device);
        let missed = facets.iter().filter(|holds| !**holds).count();
        if missed > 1 || !filter.search.fits(device) {
            continue;
        }
        if missed == 0 {
            order.push(number);
        }
        for facet in (0..FACETS).filter(|facet| missed == 0 || !facets[*facet]) {
            counts.add(facet, device);
        }
    }
    (order, counts.told(of))
}

#[derive(Default)]
struct Counting {
    /// Of each text: devices in the group of that name, devices with the tag.
    texts: Vec<[u32; 2]>,
    ungrouped: u32,
    seen: [u32; 4],
    last: [u32; 6],
    trigger: u32,
}

impl Counting {
    fn add(&mut self, facet: usize, device: &Device) {
        match facet {
            GROUPS if device.groups.is_empty() => self.ungrouped += 1,
            GROUPS => device.groups.iter().for_each(|group| self.texts[*group as usize][0] += 1),
            TAGS => device.tags.iter().flatten().for_each(|tag| self.texts[*tag as usize][1] += 1),
            SEEN => self.seen[SEEN_ORDER.iter().position(|one| *one == device.seen.0).unwrap_or(3)] += 1,
            LAST => {
                if let Some(at) = device.last.and_then(|last| STATE_ORDER.iter().position(|one| *one == last.state)) {
                    self.last[at] += 1;
                }
            }
            TRIGGER => self.trigger += u32::from(device.trigger == Some(true)),
            _ => {}
        }
    }

    fn told(self, of: &Knowledge) -> FleetFacets {
        let list = |kind: usize, besides: u32| {
            let named = (0u32..).zip(&self.texts).filter(|(_, counts)| counts[kind] > 0);
            let mut all: Vec<FacetCount> = named
                .map(|(number, counts)| FacetCount { value: of.texts.get(number).to_owned(), devices: counts[kind] })
                .collect();
            all.sort_by(|a, b| (Reverse(a.devices), &a.value).cmp(&(Reverse(b.devices), &b.value)));
            let more = all.len().saturating_sub(FleetFacets::LISTED);
            all.truncate(FleetFacets::LISTED);
            if besides > 0 {
                all.push(FacetCount { value: String::new(), devices: besides });
            }
            (all, more as u32)
        };
        let (groups, more_groups) = list(0, self.ungrouped);
        let (tags, more_tags) = list(1, 0);
        let seen = SEEN_ORDER.iter().zip(self.seen).filter(|(_, devices)| *devices > 0);
        let last = STATE_ORDER.iter().zip(self.last).filter(|(_, devices)| *devices > 0);
        FleetFacets {
            groups,
            more_groups,
            tags,
            more_tags,
            seen: seen.map(|(value, devices)| SeenCount { value: *value, devices }).collect(),
            last: last.map(|(value, devices)| LastCount { value: *value, devices }).collect(),
            trigger: self.trigger,
        }
    }
}
