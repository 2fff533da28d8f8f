//! What is known of each device, merged from the service, from imported lists and from deployments that were watched here. Pure.
//!
//! The rule, fact by fact: service and lists are taken in as they told, and what was told last stands; so the service outranks an older
//! list. Of two signs of life the later one stands. What deployments told of name and group stands only where nobody else told. What
//! somebody does not tell takes nothing away from what others told, and what nobody told stays unknown: it is never "no".

use std::collections::HashMap;

use connect_api::FleetDevice;

use super::numbering::Numbering;
use super::texts::Texts;
use crate::wire::{DeploymentId, DeviceId, DeviceState, SeenWhen};

/// Three reporting cycles: who reported within them is probably online. \[F\]
const ONLINE_MS: i64 = 45_000;
const DAY_MS: i64 = 86_400_000;

/// What a device did in the deployment that last did something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Last {
    /// The deployment's number in [`Knowledge::deployments`].
    pub(crate) deployment: u32,
    pub(crate) state: DeviceState,
    pub(crate) at_ms: i64,
}

/// A device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    /// When the service told it, milliseconds since 1970; none where only deployments did.
    pub(crate) told_ms: Option<i64>,
    pub(crate) name: Option<Box<str>>,
    /// Numbers of groups in [`Knowledge::texts`]; empty where none was told.
    pub(crate) groups: Box<[u32]>,
    /// Numbers of tags; none where they were not told.
    pub(crate) tags: Option<Box<[u32]>>,
    /// There may be more tags.
    pub(crate) tags_cut: bool,
    pub(crate) seen_ms: Option<i64>,
    pub(crate) seen: Seen,
    pub(crate) trigger: Option<bool>,
    pub(crate) agent: Option<u32>,
    pub(crate) ip: Option<Box<str>>,
    pub(crate) address: Option<Box<str>>,
    pub(crate) description: Option<Box<str>>,
    pub(crate) last: Option<Last>,
    /// The deployment that told what is from a deployment, and when.
    pub(crate) by: Option<(u32, i64)>,
    /// Whom each [`Fact`] is from.
    from: [Source; 5],
    /// A list names it.
    pub(crate) listed: bool,
}

/// The facts that more than one can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    Name,
    Groups,
    Tags,
    Seen,
    Description,
}

impl Fact {
    pub(crate) const ALL: [Self; 5] = [Self::Name, Self::Groups, Self::Tags, Self::Seen, Self::Description];
}

/// Who told a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Source {
    #[default]
    Service,
    Deployment,
    /// By its number in [`Knowledge::lists`].
    List(u16),
}

impl Device {
    /// Who told a fact that is there.
    pub(crate) fn source(&self, fact: Fact) -> Source {
        self.from[fact as usize]
    }

    /// The service says that it is in these groups.
    pub(crate) fn is_in(&mut self, groups: Box<[u32]>) {
        self.groups = groups;
        self.from[Fact::Groups as usize] = Source::Service;
    }

    fn has(&self, fact: Fact) -> bool {
        match fact {
            Fact::Name => self.name.is_some(),
            Fact::Groups => !self.groups.is_empty(),
            Fact::Tags => self.tags.is_some(),
            Fact::Seen => self.seen_ms.is_some(),
            Fact::Description => self.description.is_some(),
        }
    }

    fn clear(&mut self, fact: Fact) {
        match fact {
            Fact::Name => self.name = None,
            Fact::Groups => self.groups = Box::default(),
            Fact::Tags => (self.tags, self.tags_cut) = (None, false),
            Fact::Seen => (self.seen_ms, self.seen) = (None, Seen::default()),
            Fact::Description => self.description = None,
        }
    }

    /// Takes away the facts that are from this one.
    fn clear_from(&mut self, from: Source) {
        for fact in Fact::ALL {
            if self.source(fact) == from {
                self.clear(fact);
            }
        }
    }

    /// Takes away what only the service told.
    fn forget_service(&mut self) {
        self.clear_from(Source::Service);
        (self.told_ms, self.trigger, self.agent) = (None, None, None);
        (self.ip, self.address) = (None, None);
    }
}

/// [`SeenWhen`], unknown at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) SeenWhen);

impl Default for Seen {
    fn default() -> Self {
        Self(SeenWhen::Unknown)
    }
}

/// A deployment that named devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: DeploymentId,
    pub(crate) comment: Option<String>,
}

/// What deployments that were watched here tell of a device.
#[derive(Clone, Debug)]
pub(crate) struct SeenThere {
    pub(crate) name: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) last: Last,
    /// When the deployment that says so was last looked at.
    pub(crate) looked_ms: i64,
}

/// An imported list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) at_ms: i64,
    pub(crate) devices: u32,
}

/// All that is known of a fleet's devices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Knowledge {
    pub(crate) lists: Vec<List>,
    pub(crate) devices: Vec<Device>,
    by_id: HashMap<DeviceId, u32>,
    pub(crate) numbering: Numbering,
    pub(crate) texts: Texts,
    pub(crate) deployments: Vec<Named>,
    /// Where the records of devices tell no groups: those of which the service told every device that is in them.
    pub(crate) asked_groups: Option<Box<[u32]>>,
}

impl Knowledge {
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The group of a device, where exactly one was told.
    pub(crate) fn group(&self, device: &Device) -> Option<&str> {
        match &*device.groups {
            [one] => Some(self.texts.get(*one)),
            _ => None,
        }
    }

    /// When a fact that is there was told; none where nobody can be named who did.
    pub(crate) fn told_ms(&self, device: &Device, fact: Fact) -> Option<i64> {
        match device.source(fact) {
            Source::Service => device.told_ms,
            Source::Deployment => device.by.map(|(_, at_ms)| at_ms),
            Source::List(number) => self.lists.get(usize::from(number)).map(|list| list.at_ms),
        }
    }

    /// The tags of a device, as far as told.
    pub(crate) fn tags<'a>(&'a self, device: &'a Device) -> impl Iterator<Item = &'a str> {
        device.tags.iter().flatten().map(|tag| self.texts.get(*tag))
    }

    fn device(&mut self, id: &str) -> &mut Device {
        let number = match self.by_id.get(id) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.devices.len()).unwrap_or(u32::MAX);
                let id = DeviceId::from(id);
                self.by_id.insert(id.clone(), number);
                self.devices.push(Device { id, ..Device::default() });
                number
            }
        };
        &mut self.devices[number as usize]
    }

    /// The service told this of a device. `now_ms` is by the service's clock: that is what its times are compared with.
    pub(crate) fn told(&mut self, told: &FleetDevice, at_ms: i64, now_ms: i64) {
        let agent = told.agent_version.as_deref().map(|version| self.texts.number(version));
        let device = self.take(told, Source::Service, now_ms);
        let text = |text: &Option<String>| text.as_deref().map(Box::from);
        device.told_ms = Some(at_ms);
        device.trigger = told.update_trigger;
        device.agent = agent;
        device.ip = text(&told.ip);
        device.address = text(&told.address);
    }

    /// A list that is imported begins, behind all others; [`Knowledge::listed`] tells its devices.
    pub(crate) fn list(&mut self, list: List) -> Source {
        let number = u16::try_from(self.lists.len()).unwrap_or(u16::MAX);
        self.lists.push(list);
        Source::List(number)
    }

    /// A list told this of a device.
    pub(crate) fn listed(&mut self, told: &FleetDevice, list: Source, now_ms: i64) {
        self.take(told, list, now_ms).listed = true;
    }

    /// What a source told of a device at that time, as it was kept.
    pub(crate) fn kept(&mut self, told: &FleetDevice, from: Source, at_ms: i64, now_ms: i64) {
        match from {
            Source::Service => self.told(told, at_ms, now_ms),
            list => self.listed(told, list, now_ms),
        }
    }

    /// Takes in the facts that more than one can tell.
    fn take(&mut self, told: &FleetDevice, from: Source, now_ms: i64) -> &mut Device {
        let groups: Box<[u32]> = told.groups.iter().map(|group| self.texts.number(group)).collect();
        let tags = told.tags.as_ref().map(|tags| tags.iter().map(|tag| self.texts.number(tag)).collect());
        let beside = from == Source::Service && groups.is_empty() && self.asked_groups.is_some();
        let device = self.device(&told.uuid);
        // Groups that are asked for beside the records stay until they are asked for again.
        let kept = (beside && device.source(Fact::Groups) == from).then(|| std::mem::take(&mut device.groups));
        // What it told before and does not tell any more is not told.
        device.clear_from(from);
        device.groups = kept.unwrap_or_else(|| std::mem::take(&mut device.groups));
        if let Some(name) = told.name.as_deref() {
            device.from[Fact::Name as usize] = from;
            device.name = Some(name.into());
        }
        if !groups.is_empty() {
            device.from[Fact::Groups as usize] = from;
            device.groups = groups;
        }
        if tags.is_some() {
            device.from[Fact::Tags as usize] = from;
            (device.tags, device.tags_cut) = (tags, told.tags_cut);
        }
        if let Some(seen_ms) = told.last_keepalive.unix_ms().filter(|at| device.seen_ms.is_none_or(|seen| seen <= *at))
        {
            device.from[Fact::Seen as usize] = from;
            (device.seen_ms, device.seen) = (Some(seen_ms), Seen(seen_when(Some(seen_ms), now_ms)));
        }
        if let Some(description) = told.description.as_deref() {
            device.from[Fact::Description as usize] = from;
            device.description = Some(description.into());
        }
        device
    }

    /// Lets go of what the service told once and does not name any more, unless somebody else names it: the whole was read.
    pub(crate) fn keep_told_since(&mut self, at_ms: i64) {
        let gone = |device: &Device| device.told_ms.is_some_and(|told| told < at_ms);
        if !self.devices.iter().any(gone) {
            return;
        }
        self.devices.iter_mut().filter(|device| gone(device)).for_each(Device::forget_service);
        self.keep_named();
    }

    /// Lets go of devices that nobody names any more.
    fn keep_named(&mut self) {
        let before = self.devices.len();
        self.devices.retain(|device| device.told_ms.is_some() || device.listed || device.last.is_some());
        if self.devices.len() < before {
            self.numbering = Numbering::default();
            self.by_id = (0u32..).zip(&self.devices).map(|(number, device)| (device.id.clone(), number)).collect();
        }
    }

    /// What deployments that were watched here tell takes the place of what they told before. Whether anything is another.
    pub(crate) fn seen(&mut self, deployments: Vec<Named>, there: HashMap<String, SeenThere>) -> bool {
        let mut changed = self.deployments != deployments;
        self.deployments = deployments;
        let mut nameless = false;
        // What is not kept of any deployment any more is not known of it: the numbers are those of the deployments that are.
        for device in self.devices.iter_mut().filter(|device| device.last.is_some() && !there.contains_key(&*device.id))
        {
            device.clear_from(Source::Deployment);
            (device.last, device.by) = (None, None);
            (changed, nameless) = (true, true);
        }
        if nameless {
            self.keep_named();
        }
        for (id, seen) in there {
            let group = seen.group.as_deref().map(|group| self.texts.number(group));
            let device = self.device(&id);
            let before = device.clone();
            device.clear_from(Source::Deployment);
            (device.last, device.by) = (Some(seen.last), None);
            if let Some(name) = seen.name.filter(|_| !device.has(Fact::Name)) {
                device.name = Some(name.into());
                device.from[Fact::Name as usize] = Source::Deployment;
                device.by = Some((seen.last.deployment, seen.looked_ms));
            }
            if let Some(group) = group.filter(|_| !device.has(Fact::Groups)) {
                device.groups = [group].into();
                device.from[Fact::Groups as usize] = Source::Deployment;
                device.by = Some((seen.last.deployment, seen.looked_ms));
            }
            changed |= before != *device;
        }
        changed
    }

    /// Judges anew how long ago the signs of life were: what was read long ago says nothing of who is online.
    pub(crate) fn judge(&mut self, now_ms: i64) {
        for device in &mut self.devices {
            device.seen = Seen(seen_when(device.seen_ms, now_ms));
        }
    }

    /// Devices that only deployments named.
    pub(crate) fn seen_only(&self) -> u32 {
        self.devices.iter().filter(|device| device.told_ms.is_none() && !device.listed).count() as u32
    }

    /// Devices that the service told.
    pub(crate) fn told_count(&self) -> u32 {
        self.devices.iter().filter(|device| device.told_ms.is_some()).count() as u32
    }
}

fn seen_when(seen_ms: Option<i64>, now_ms: i64) -> SeenWhen {
    match seen_ms.map(|seen| now_ms.saturating_sub(seen)) {
        None => SeenWhen::Unknown,
        Some(ago) if ago <= ONLINE_MS => SeenWhen::Online,
        Some(ago) if ago <= DAY_MS => SeenWhen::WithinDay,
        Some(_) => SeenWhen::Longer,
    }
}
