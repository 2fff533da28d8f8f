//! What is known of one connection's fleet, who is chosen of it, and when it is to be read again. Synchronous: it decides, and asks nobody.

use std::collections::HashMap;
use std::sync::Arc;

use connect_api::FleetDevice;

use super::choice::Choice;
use super::grouping::Found;
use super::knowledge::{Knowledge, List, Named, SeenThere, Source};
use super::laid::LaidOut;
use super::made::Made;
use super::names::{Names, NamesOf};
use super::order::Order;
use crate::target::known;
use crate::wire::{Draft, FleetNotice, FleetReads, ImportedList, Problem};

/// What was read longer ago is read again while somebody looks.
pub(super) const OLD_MS: i64 = 10 * 60_000;
/// So long after the first failure it is tried again; twice as long after each further one.
const AGAIN_MS: i64 = 60_000;
/// But never later than this.
const AGAIN_MOST_MS: i64 = 30 * 60_000;

/// One connection's fleet, as it is known.
pub(crate) struct State {
    /// Held by a file that is being written, too, which has it as it was then.
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) service: FleetReads,
    /// When the service was last read to its end.
    pub(crate) read_ms: Option<i64>,
    /// That brought all of its devices.
    whole: bool,
    /// Readings that failed since the last that did not, and when the last of them did.
    failures: u32,
    failed_ms: i64,
    pub(crate) revision: u32,
    pub(super) choice: Choice,
    pub(super) order: Order,
    pub(super) made: Made,
    pub(super) laid: LaidOut,
    /// The names of its devices, and of which revision.
    names: Option<(u32, Names)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            knowledge: Arc::default(),
            service: FleetReads::NotAsked,
            read_ms: None,
            whole: false,
            failures: 0,
            failed_ms: 0,
            revision: 1,
            choice: Choice::default(),
            order: Order::default(),
            made: Made::default(),
            laid: LaidOut::default(),
            names: None,
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

    /// What is known, to be changed. Whoever holds it as it was keeps it so.
    fn known(&mut self) -> &mut Knowledge {
        self.revision += 1;
        Arc::make_mut(&mut self.knowledge)
    }

    /// Whether the service is to be asked without anybody wishing it: it was not yet, or long ago; after a failure later and later. What it
    /// does not offer is asked for by hand only.
    pub(crate) fn due(&self, now_ms: i64) -> bool {
        // A clock that was set back makes nothing fresh.
        let old = |since_ms: i64, within_ms: i64| !(0..=within_ms).contains(&now_ms.saturating_sub(since_ms));
        match &self.service {
            FleetReads::NotAsked | FleetReads::Opening { .. } => true,
            FleetReads::Read { at_ms, .. } => old(*at_ms, OLD_MS),
            FleetReads::Trouble { .. } => {
                let doubled = AGAIN_MS << self.failures.saturating_sub(1).min(8);
                old(self.failed_ms, doubled.min(AGAIN_MOST_MS))
            }
            FleetReads::Reading { .. } | FleetReads::NotAvailable { .. } => false,
        }
    }

    /// A page of devices came.
    pub(crate) fn page(&mut self, devices: &[FleetDevice], at_ms: i64, now_ms: i64) {
        let known = self.known();
        for device in devices {
            known.told(device, at_ms, now_ms);
        }
        if let FleetReads::Reading { loaded } = &mut self.service {
            *loaded += devices.len() as u32;
        }
    }

    /// Reading ended well.
    pub(crate) fn read(&mut self, at_ms: i64, whole: bool) {
        if whole {
            self.known().keep_told_since(at_ms);
        }
        let devices = self.knowledge.told_count();
        self.service = FleetReads::Read { at_ms, devices, whole };
        (self.read_ms, self.whole, self.failures) = (Some(at_ms), whole, 0);
        self.revision += 1;
    }

    /// Who is in which groups was asked for, since the records do not tell; none where they do.
    pub(crate) fn grouped(&mut self, found: Option<&Found>) {
        match found {
            Some(found) => self.known().grouped(found),
            None if self.knowledge.asked_groups.is_some() => self.known().asked_groups = None,
            None => {}
        }
    }

    /// Reading came to nothing: what is known is as old as it is.
    pub(crate) fn failed(&mut self, service: FleetReads, now_ms: i64) {
        self.service = service;
        (self.failures, self.failed_ms) = (self.failures.saturating_add(1), now_ms);
        self.known().judge(now_ms);
    }

    /// What was kept is taken in from now on, so many devices as its sources told.
    pub(crate) fn opening(&mut self, of: u32) {
        if self.service == FleetReads::NotAsked {
            self.service = FleetReads::Opening { loaded: 0, of };
        }
        self.revision += 1;
    }

    /// A list that was kept follows.
    pub(crate) fn kept_list(&mut self, list: List) -> Source {
        self.known().list(list)
    }

    /// Some devices that were kept.
    pub(crate) fn kept(&mut self, devices: &[FleetDevice], from: Source, at_ms: i64, now_ms: i64) {
        let known = self.known();
        for device in devices {
            known.kept(device, from, at_ms, now_ms);
        }
        if let FleetReads::Opening { loaded, of } = &mut self.service {
            // A device whose groups were asked for is kept a second time, with them.
            *loaded = (*loaded + devices.len() as u32).min(*of);
        }
    }

    /// What was kept is taken in. `read` is when the service was read, and whether that was the whole.
    pub(crate) fn opened(&mut self, read: Option<(i64, bool)>) {
        if matches!(self.service, FleetReads::Opening { .. } | FleetReads::NotAsked) {
            self.service = match read {
                Some((at_ms, whole)) => FleetReads::Read { at_ms, devices: self.knowledge.told_count(), whole },
                None => FleetReads::NotAsked,
            };
        }
        if let Some((at_ms, whole)) = read {
            (self.read_ms, self.whole) = (Some(at_ms), whole);
        }
        self.revision += 1;
    }

    /// What is left takes the place of what is known.
    pub(crate) fn replaced(&mut self, knowledge: Knowledge) {
        self.knowledge = Arc::new(knowledge);
        self.revision += 1;
    }

    /// What was known is of a fleet that is no more.
    pub(crate) fn begin_anew(&mut self) {
        (self.knowledge, self.read_ms, self.whole) = (Arc::default(), None, false);
        if !matches!(self.service, FleetReads::Reading { .. }) {
            self.service = FleetReads::NotAsked;
        }
        self.choice.clear();
        self.revision += 1;
    }

    /// A list was imported.
    pub(crate) fn import(&mut self, list: List, devices: &[FleetDevice]) {
        let at_ms = list.at_ms;
        let known = self.known();
        let from = known.list(list);
        for device in devices {
            known.listed(device, from, at_ms);
        }
    }

    /// What deployments that were watched here tell. Whether anything is another.
    pub(crate) fn seen(&mut self, deployments: Vec<Named>, there: HashMap<String, SeenThere>) -> bool {
        let changed = Arc::make_mut(&mut self.knowledge).seen(deployments, there);
        self.revision += u32::from(changed);
        changed
    }

    /// Adds to what was found in a draft what the known fleet tells of the names in it.
    pub(crate) fn name_problems(&mut self, draft: &Draft, problems: &mut Vec<Problem>) {
        let (revision, of) = (self.revision, self.knowledge.as_ref());
        if self.names.as_ref().is_none_or(|(made, _)| *made != revision) {
            self.names = Some((revision, Names::of(of)));
        }
        if let Some((_, names)) = &self.names {
            known::add(draft, &NamesOf { of, names, whole: self.whole }, problems);
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
    pub(super) fn known_ms(&self) -> Option<i64> {
        self.knowledge.lists.iter().map(|list| list.at_ms).chain(self.read_ms).max()
    }
}

/// A list as the page sees it.
pub(crate) fn imported(list: &List) -> ImportedList {
    ImportedList { id: list.id.clone(), name: list.name.clone(), devices: list.devices, at_ms: list.at_ms }
}
