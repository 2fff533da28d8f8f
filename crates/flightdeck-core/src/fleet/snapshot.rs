//! The known fleet as it stands at one moment, for a file: what becomes known later changes nothing of it, and until then it costs no copy.

use std::sync::Arc;

use super::knowledge::{Device, Knowledge, Named};
use super::state::State;
use crate::wire::{DeviceState, FleetReads, FleetView, SeenWhen};

/// Some devices of a fleet, in an order.
pub(crate) struct Snapshot {
    known: Arc<Knowledge>,
    order: Vec<u32>,
    pub(crate) service: FleetReads,
    /// When the service was last read.
    pub(crate) read_ms: Option<i64>,
}

/// What a device did last.
pub(crate) struct LastThere<'a> {
    pub(crate) deployment: &'a str,
    pub(crate) comment: Option<&'a str>,
    pub(crate) state: DeviceState,
    pub(crate) at_ms: i64,
}

/// A device, with what it is called in words.
pub(crate) struct SnapshotDevice<'a> {
    of: &'a Knowledge,
    pub(crate) device: &'a Device,
}

impl Snapshot {
    pub(crate) fn len(&self) -> u32 {
        self.order.len() as u32
    }

    /// Devices that are known in all.
    pub(crate) fn known(&self) -> u32 {
        self.known.devices.len() as u32
    }

    /// The names of the lists that were imported.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &str> {
        self.known.lists.iter().map(|list| list.name.as_str())
    }

    pub(crate) fn devices(&self) -> impl Iterator<Item = SnapshotDevice<'_>> {
        let of = &*self.known;
        self.order.iter().map(move |number| SnapshotDevice { of, device: &of.devices[*number as usize] })
    }
}

impl<'a> SnapshotDevice<'a> {
    /// All groups it was told to be in; none where none was told.
    pub(crate) fn groups(&self) -> Option<String> {
        let groups: Vec<&str> = self.device.groups.iter().map(|group| self.of.texts.get(*group)).collect();
        (!groups.is_empty()).then(|| groups.join("; "))
    }

    /// Its tags as far as told; none where they were not.
    pub(crate) fn tags(&self) -> Option<String> {
        self.device.tags.as_ref().map(|_| self.of.tags(self.device).collect::<Vec<_>>().join("; "))
    }

    pub(crate) fn agent(&self) -> Option<&'a str> {
        self.device.agent.map(|agent| self.of.texts.get(agent))
    }

    pub(crate) fn seen(&self) -> SeenWhen {
        self.device.seen.0
    }

    pub(crate) fn last(&self) -> Option<LastThere<'a>> {
        let last = self.device.last?;
        let Named { id, comment } = self.of.deployments.get(last.deployment as usize)?;
        Some(LastThere { deployment: id, comment: comment.as_deref(), state: last.state, at_ms: last.at_ms })
    }
}

impl State {
    /// The devices that a view shows, or those that are chosen, in its order.
    pub(crate) fn snapshot(&mut self, view: &FleetView, chosen: bool, now_ms: i64) -> Snapshot {
        let order = if chosen {
            let members = self.members();
            let order = self.order.of(&self.knowledge, self.revision, view);
            order.iter().copied().filter(|number| members.all()[*number as usize]).collect()
        } else {
            self.make(view, now_ms);
            self.made.order.clone()
        };
        Snapshot { known: self.knowledge.clone(), order, service: self.service.clone(), read_ms: self.read_ms }
    }
}
