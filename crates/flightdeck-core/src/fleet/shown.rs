//! What is shown of a known fleet: the windows of a view, who is chosen, and what a draft reaches. Synchronous.

use super::choice::Members;
use super::evaluate::{Evaluated, States, evaluate};
use super::knowledge::Device;
use super::made::Made;
use super::search::searched;
use super::state::State;
use super::target;
use super::view;
use crate::wire::{
    AppError, DeviceId, Draft, ErrorCode, FleetChoose, FleetChosen, FleetDeviceRow, FleetFacets, FleetLast,
    FleetTarget, FleetView, FleetWindow, Reach, ReachWindow, ReachedDevice,
};

/// Devices told first of what a draft reaches.
const FIRST: usize = 5;

impl State {
    pub(crate) fn window(&mut self, view: &FleetView, start: u32, len: u32, now_ms: i64) -> FleetWindow {
        self.make(view, now_ms);
        let members = self.members();
        let made = &self.made;
        let rows = made.order.iter().enumerate().skip(start as usize).take(len as usize);
        FleetWindow {
            revision: self.revision,
            start,
            total: made.order.len() as u32,
            rows: rows.map(|(at, number)| self.row(at as u32, *number, members.all()[*number as usize])).collect(),
            facets: made.facets.clone(),
            chosen: members.told,
            search: made.search.clone(),
        }
    }

    /// The counts beside the whole fleet; the view that a page has made stays made.
    pub(crate) fn facets(&self) -> FleetFacets {
        let all = FleetView::all();
        view::fitting(&self.knowledge, &all, &searched(&all, 0)).1
    }

    pub(super) fn make(&mut self, view: &FleetView, now_ms: i64) {
        let known = &self.made;
        if !known.moves && known.revision == self.revision && known.view.as_ref() == Some(view) {
            return;
        }
        let search = searched(view, now_ms);
        let order = self.order.of(&self.knowledge, self.revision, view);
        let (order, facets) = view::made(&self.knowledge, view, &search, order);
        let (told, moves) = (search.told(), search.moves);
        self.made = Made { view: Some(view.clone()), revision: self.revision, order, facets, search: told, moves };
    }

    fn row(&self, index: u32, number: u32, chosen: bool) -> FleetDeviceRow {
        let of = &self.knowledge;
        let device = &of.devices[number as usize];
        FleetDeviceRow {
            index,
            id: device.id.clone(),
            name: device.name.as_deref().map(str::to_owned),
            group: of.group(device).map(str::to_owned),
            tags: of.tags(device).map(str::to_owned).collect(),
            seen_ms: device.seen_ms,
            seen: device.seen.0,
            trigger: device.trigger,
            last: self.last(device),
            chosen,
        }
    }

    fn last(&self, device: &Device) -> Option<FleetLast> {
        let last = device.last?;
        let named = self.knowledge.deployments.get(last.deployment as usize)?;
        Some(FleetLast {
            deployment: named.id.clone(),
            comment: named.comment.clone(),
            state: last.state,
            at_ms: last.at_ms,
        })
    }

    pub(crate) fn choose(&mut self, change: FleetChoose, now_ms: i64) -> Result<FleetChosen, AppError> {
        match change {
            FleetChoose::Nobody => self.choice.clear(),
            FleetChoose::All { view } => self.choice.all(view, now_ms),
            FleetChoose::Toggle { device } => self.choice.toggle(&self.knowledge, self.revision, &device),
            FleetChoose::Range { view, from, to } => {
                self.make(&view, now_ms);
                let order = self.made.order.as_slice();
                let place = |id: &str| {
                    let number = self.knowledge.find(id)?;
                    order.iter().position(|one| *one == number)
                };
                let (Some(from), Some(to)) = (place(&from), place(&to)) else {
                    return Err(AppError::new(ErrorCode::NotFound, "These devices are not shown any more."));
                };
                self.choice.add(&self.knowledge, &order[from.min(to)..=from.max(to)]);
            }
        }
        Ok(self.members().told)
    }

    /// The ids of those chosen, one a line.
    pub(crate) fn chosen_ids(&mut self) -> String {
        let members = self.members();
        let chosen = self.knowledge.devices.iter().zip(members.all()).filter(|(_, chosen)| **chosen);
        chosen.map(|(device, _)| device.id.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The deployment whose outcome may tell those chosen apart.
    pub(crate) fn target_asks(&mut self) -> Option<String> {
        let members = self.members();
        target::asked(&self.knowledge, members.all())
    }

    pub(crate) fn target(&mut self, states: &States) -> FleetTarget {
        let members = self.members();
        target::target(&self.knowledge, members.all(), self.choice.rule(), states)
    }

    /// Who is chosen.
    pub(super) fn members(&mut self) -> Members {
        self.choice.members(&self.knowledge, self.revision)
    }

    pub(crate) fn reach(&self, draft: &Draft, states: &States) -> Reach {
        let Evaluated { yes, perhaps, taken, groups, reasons } = evaluate(&self.knowledge, draft, states);
        let first = yes.iter().map(|number| (number, true)).chain(perhaps.iter().map(|number| (number, false)));
        Reach {
            known: self.knowledge.devices.len() as u32,
            yes: yes.len() as u32,
            perhaps: perhaps.len() as u32,
            taken,
            groups,
            first: first.take(FIRST).map(|(number, certain)| self.reached(*number, certain)).collect(),
            at_ms: self.known_ms(),
            reasons,
        }
    }

    /// The ids of the devices of which it cannot be told whether a draft reaches them.
    pub(super) fn perhaps(&self, draft: &Draft, states: &States) -> Vec<DeviceId> {
        let numbers = evaluate(&self.knowledge, draft, states).perhaps;
        numbers.into_iter().map(|number| self.knowledge.devices[number as usize].id.clone()).collect()
    }

    pub(crate) fn reach_rows(&self, draft: &Draft, states: &States, start: u32, len: u32) -> ReachWindow {
        let Evaluated { yes, perhaps, .. } = evaluate(&self.knowledge, draft, states);
        let all = yes.iter().map(|number| (number, true)).chain(perhaps.iter().map(|number| (number, false)));
        let rows = all.skip(start as usize).take(len as usize);
        ReachWindow {
            start,
            total: (yes.len() + perhaps.len()) as u32,
            rows: rows.map(|(number, certain)| self.reached(*number, certain)).collect(),
        }
    }

    pub(super) fn reached(&self, number: u32, certain: bool) -> ReachedDevice {
        let device = &self.knowledge.devices[number as usize];
        ReachedDevice {
            id: device.id.clone(),
            name: device.name.as_deref().map(str::to_owned),
            group: self.knowledge.group(device).map(str::to_owned),
            seen: device.seen.0,
            seen_ms: device.seen_ms,
            certain,
        }
    }
}
