//! What is known of each device, merged from the service and from deployments that were watched here. Pure.
//!
//! What the service tells goes before what deployments told; what neither told stays unknown and is never filled in.

use std::collections::HashMap;

use connect_api::FleetDevice;

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
    /// Name and group are from this deployment, which told them at this time.
    pub(crate) by: Option<(u32, i64)>,
}

/// [`SeenWhen`], unknown at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) SeenWhen);

impl Default for Seen {
    fn default() -> Self {
        Self(SeenWhen::Unknown)
    }
}

/// Texts that many devices share, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Texts {
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The number of a text that some device has.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", |text| text)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
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

/// All that is known of a fleet's devices.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub(crate) devices: Vec<Device>,
    by_id: HashMap<DeviceId, u32>,
    pub(crate) texts: Texts,
    pub(crate) deployments: Vec<Named>,
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
        let groups: Box<[u32]> = told.groups.iter().map(|group| self.texts.number(group)).collect();
        let tags = told.tags.as_ref().map(|tags| tags.iter().map(|tag| self.texts.number(tag)).collect());
        let agent = told.agent_version.as_deref().map(|version| self.texts.number(version));
        let device = self.device(&told.uuid);
        let text = |text: &Option<String>| text.as_deref().map(Box::from);
        device.told_ms = Some(at_ms);
        // What the service does not tell, a deployment may have told.
        if told.name.is_some() {
            device.name = text(&told.name);
        }
        if !groups.is_empty() {
            device.groups = groups;
        }
        device.tags = tags;
        device.tags_cut = told.tags_cut;
        device.seen_ms = told.last_keepalive.unix_ms();
        device.seen = Seen(seen_when(device.seen_ms, now_ms));
        device.trigger = told.update_trigger;
        device.agent = agent;
        device.ip = text(&told.ip);
        device.address = text(&told.address);
        device.description = text(&told.description);
    }

    /// Lets go of what the service told once and does not name any more, unless a deployment names it: the whole was read.
    pub(crate) fn keep_told_since(&mut self, at_ms: i64) {
        let gone = |device: &Device| device.told_ms.is_some_and(|told| told < at_ms);
        if !self.devices.iter().any(gone) {
            return;
        }
        for device in self.devices.iter_mut().filter(|device| gone(device)) {
            let Device { id, name, groups, last, by, .. } = std::mem::take(device);
            *device = Device { id, name, groups, last, by, ..Device::default() };
        }
        self.devices.retain(|device| device.told_ms.is_some() || device.last.is_some());
        self.by_id = (0u32..).zip(&self.devices).map(|(number, device)| (device.id.clone(), number)).collect();
    }

    /// What deployments that were watched here tell takes the place of what they told before. Whether anything is another.
    pub(crate) fn seen(&mut self, deployments: Vec<Named>, there: HashMap<String, SeenThere>) -> bool {
        let mut changed = self.deployments != deployments;
        self.deployments = deployments;
        for (id, seen) in there {
            let group = seen.group.as_deref().map(|group| self.texts.number(group));
            let device = self.device(&id);
            let before = device.clone();
            device.last = Some(seen.last);
            if device.told_ms.is_none() || device.name.is_none() {
                device.name = seen.name.as_deref().map(Box::from).or(device.name.take());
                device.by = Some((seen.last.deployment, seen.looked_ms));
            }
            if device.told_ms.is_none() || device.groups.is_empty() {
                device.groups = group.map_or_else(|| std::mem::take(&mut device.groups), |group| [group].into());
                device.by = Some((seen.last.deployment, seen.looked_ms));
            }
            changed |= before != *device;
        }
        changed
    }

    /// Devices that only deployments named.
    pub(crate) fn seen_only(&self) -> u32 {
        self.devices.iter().filter(|device| device.told_ms.is_none()).count() as u32
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
