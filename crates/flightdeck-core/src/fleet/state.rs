//! What is known of one connection's fleet, who is chosen of it, and the pages that are told. Synchronous: it decides, and asks nobody.

use std::collections::HashMap;

use connect_api::FleetDevice;

use super::choice::Choice;
use super::evaluate::{Evaluated, States, evaluate};
use super::knowledge::{Device, Knowledge, List, Named, SeenThere};
use super::search::searched;
use super::target;
use super::view;
use crate::wire::{
    AppError, Draft, ErrorCode, FleetChoose, FleetChosen, FleetDeviceRow, FleetFacets, FleetLast, FleetNotice,
    FleetReads, FleetTarget, FleetView, FleetWindow, ImportedList, Reach, ReachWindow, ReachedDevice, SearchReading,
};

/// What was read longer ago is read again when somebody looks.
pub(super) const OLD_MS: i64 = 10 * 60_000;
/// Devices told first of what a draft reaches.
const FIRST: usize = 5;

/// One connection's fleet, as it is known.
pub(crate) struct State {
    pub(crate) knowledge: Knowledge,
    pub(crate) service: FleetReads,
    /// When the service was last read to its end.
    pub(crate) read_ms: Option<i64>,
    pub(crate) revision: u32,
    choice: Choice,
    made: Made,
}

/// A view as it was made last, for the windows of one scroll.
#[derive(Default)]
struct Made {
    view: Option<FleetView>,
    revision: u32,
    order: Vec<u32>,
    facets: FleetFacets,
    search: Option<SearchReading>,
    /// It holds for other devices a moment later.
    moves: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            knowledge: Knowledge::default(),
            service: FleetReads::NotAsked,
            read_ms: None,
            revision: 1,
            choice: Choice::default(),
            made: Made::default(),
        }
    }
}

impl State {
    pub(crate) fn notice(&self) -> FleetNotice {
        FleetNotice {
            revision: self.revision,
            devices: self.knowledge.devices.len() as u32,
            service: self.service.clone(),
            imported: self.knowledge.lists.iter().map(imported).collect(),
            seen_only: self.knowledge.seen_only(),
        }
    }

    /// Whether the service is to be asked without anybody wishing it: it was not yet, or long ago. What it does not offer is asked for by
    /// hand only.
    pub(crate) fn due(&self, now_ms: i64) -> bool {
        let old = |at_ms: i64| now_ms.saturating_sub(at_ms) > OLD_MS;
        match &self.service {
            FleetReads::NotAsked => true,
            FleetReads::Read { at_ms, .. } => old(*at_ms),
            FleetReads::Trouble { at_ms, .. } => at_ms.is_none_or(old),
            FleetReads::Reading { .. } | FleetReads::NotAvailable { .. } => false,
        }
    }

    /// A page of devices came.
    pub(crate) fn page(&mut self, devices: &[FleetDevice], at_ms: i64, now_ms: i64) {
        for device in devices {
            self.knowledge.told(device, at_ms, now_ms);
        }
        if let FleetReads::Reading { loaded } = &mut self.service {
            *loaded += devices.len() as u32;
        }
        self.revision += 1;
    }

    /// Reading ended well.
    pub(crate) fn read(&mut self, at_ms: i64, whole: bool) {
        if whole {
            self.knowledge.keep_told_since(at_ms);
        }
        let devices = self.knowledge.told_count();
        self.service = FleetReads::Read { at_ms, devices, whole };
        self.read_ms = Some(at_ms);
        self.revision += 1;
    }

    /// Reading came to nothing: what is known is as old as it is.
    pub(crate) fn failed(&mut self, service: FleetReads, now_ms: i64) {
        self.service = service;
        self.knowledge.judge(now_ms);
        self.revision += 1;
    }

    /// What was kept takes the place of what is known. `read` is when the service was read, and whether that was the whole.
    pub(crate) fn restored(&mut self, knowledge: Knowledge, read: Option<(i64, bool)>) {
        self.knowledge = knowledge;
        if let Some((at_ms, whole)) = read
            && self.service == FleetReads::NotAsked
        {
            self.service = FleetReads::Read { at_ms, devices: self.knowledge.told_count(), whole };
            self.read_ms = Some(at_ms);
        }
        self.revision += 1;
    }

    /// A list was imported.
    pub(crate) fn import(&mut self, list: List, devices: &[FleetDevice]) {
        let at_ms = list.at_ms;
        let from = self.knowledge.list(list);
        for device in devices {
            self.knowledge.listed(device, from, at_ms);
        }
        self.revision += 1;
    }

    /// What deployments that were watched here tell. Whether anything is another.
    pub(crate) fn seen(&mut self, deployments: Vec<Named>, there: HashMap<String, SeenThere>) -> bool {
        let changed = self.knowledge.seen(deployments, there);
        self.revision += u32::from(changed);
        changed
    }

    pub(crate) fn window(&mut self, view: &FleetView, start: u32, len: u32, now_ms: i64) -> FleetWindow {
        self.make(view, now_ms);
        let members = self.choice.members(&self.knowledge);
        let made = &self.made;
        let rows = made.order.iter().enumerate().skip(start as usize).take(len as usize);
        FleetWindow {
            revision: self.revision,
            start,
            total: made.order.len() as u32,
            rows: rows.map(|(at, number)| self.row(at as u32, *number, members[*number as usize])).collect(),
            facets: made.facets.clone(),
            chosen: self.choice.told(&members),
            search: made.search.clone(),
        }
    }

    /// The counts beside the whole fleet; the view that a page has made stays made.
    pub(crate) fn facets(&self) -> FleetFacets {
        let all = FleetView::all();
        view::fitting(&self.knowledge, &all, &searched(&all, 0)).1
    }

    fn make(&mut self, view: &FleetView, now_ms: i64) {
        let known = &self.made;
        if !known.moves && known.revision == self.revision && known.view.as_ref() == Some(view) {
            return;
        }
        let search = searched(view, now_ms);
        let (order, facets) = view::made(&self.knowledge, view, &search);
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
            FleetChoose::Toggle { device } => self.choice.toggle(&self.knowledge, &device),
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
        Ok(self.choice.told(&self.choice.members(&self.knowledge)))
    }

    /// The ids of those chosen, one a line.
    pub(crate) fn chosen_ids(&self) -> String {
        let members = self.choice.members(&self.knowledge);
        let chosen = self.knowledge.devices.iter().zip(members).filter(|(_, chosen)| *chosen);
        chosen.map(|(device, _)| device.id.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The deployment whose outcome may tell those chosen apart.
    pub(crate) fn target_asks(&self) -> Option<String> {
        target::asked(&self.knowledge, &self.choice.members(&self.knowledge))
    }

    pub(crate) fn target(&self, states: &States) -> FleetTarget {
        target::target(&self.knowledge, &self.choice.members(&self.knowledge), self.choice.rule(), states)
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

    fn reached(&self, number: u32, certain: bool) -> ReachedDevice {
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

    /// When the service told of the whole fleet, where it did so last.
    pub(crate) fn whole_ms(&self) -> Option<i64> {
        match self.service {
            FleetReads::Read { at_ms, whole: true, .. } => Some(at_ms),
            _ => None,
        }
    }

    /// When the fleet was last read, or a list imported.
    fn known_ms(&self) -> Option<i64> {
        self.knowledge.lists.iter().map(|list| list.at_ms).chain(self.read_ms).max()
    }
}

/// A list as the page sees it.
pub(crate) fn imported(list: &List) -> ImportedList {
    ImportedList { id: list.id.clone(), name: list.name.clone(), devices: list.devices, at_ms: list.at_ms }
}
