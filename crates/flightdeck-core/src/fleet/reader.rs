//! The known fleet as watched deployments see it, and what they hear of it.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Fleets;
use super::knowledge::Fact;
use super::state::State;
use crate::live::known::{self, KnownDevices, KnownFleets, Mark};
use crate::live::watch::Watches;
use crate::wire::{ConnectionId, FleetNotice, FleetReads};

/// Shows what is known to who watches. It does not keep the fleets: they keep the watches.
pub(super) struct Reader(Weak<Fleets>);

impl Reader {
    pub(super) fn of(fleets: &Arc<Fleets>) -> Self {
        Self(Arc::downgrade(fleets))
    }
}

impl KnownFleets for Reader {
    fn wanted(&self, connection: &ConnectionId) {
        if let Some(fleets) = self.0.upgrade() {
            fleets.take_in(connection);
        }
    }

    fn show(&self, connection: &ConnectionId, look: &mut dyn FnMut(&dyn KnownDevices)) {
        let Some(fleets) = self.0.upgrade() else { return };
        // Nothing is begun for who only looks.
        let known = fleets.all().get(connection).cloned();
        if let Some(known) = known {
            look(&*known.state());
        }
    }
}

impl Fleets {
    /// Takes in what was kept of a fleet, the first time somebody wants to know. Nothing is asked of the service. Must
    /// be called inside a tokio runtime.
    pub(crate) fn take_in(self: &Arc<Self>, connection: &ConnectionId) {
        let known = self.of(connection);
        if known.restored.initialized() {
            return;
        }
        let (this, connection) = (self.clone(), connection.clone());
        tokio::spawn(async move {
            let _sources = known.sources.lock().await;
            this.restore_once(&connection, &known).await;
        });
    }
}

impl KnownDevices for State {
    fn len(&self) -> u32 {
        self.knowledge.devices.len() as u32
    }

    fn mark(&self) -> Mark {
        Mark { numbering: self.knowledge.numbering.0, revision: self.revision }
    }

    fn find(&self, id: &str) -> Option<u32> {
        self.knowledge.find(id)
    }

    fn id(&self, number: u32) -> &str {
        self.knowledge.devices.get(number as usize).map_or("", |device| device.id.as_str())
    }

    fn name(&self, number: u32) -> Option<&str> {
        self.knowledge.devices.get(number as usize)?.name.as_deref()
    }

    fn group(&self, number: u32) -> Option<(u32, &str)> {
        match &*self.knowledge.devices.get(number as usize)?.groups {
            [one] => Some((*one, self.knowledge.texts.get(*one))),
            _ => None,
        }
    }

    fn name_told_ms(&self, number: u32) -> Option<i64> {
        self.knowledge.told_ms(self.knowledge.devices.get(number as usize)?, Fact::Name)
    }

    fn group_told_ms(&self, number: u32) -> Option<i64> {
        self.knowledge.told_ms(self.knowledge.devices.get(number as usize)?, Fact::Groups)
    }

    fn seen_ms(&self, number: u32) -> Option<(i64, i64)> {
        let device = self.knowledge.devices.get(number as usize)?;
        device.seen_ms.zip(self.knowledge.told_ms(device, Fact::Seen))
    }

    fn trigger_on_told_ms(&self, number: u32) -> Option<i64> {
        let device = self.knowledge.devices.get(number as usize)?;
        device.told_ms.filter(|_| device.trigger == Some(true))
    }

    fn each_name(&self, tell: &mut dyn FnMut(u32, &str)) {
        if !self.laid.each_name(self.revision, tell) {
            known::each_name(self, tell);
        }
    }

    fn each_group(&self, tell: &mut dyn FnMut(u32, u32, &str)) {
        if !self.laid.each_group(self.revision, &self.knowledge.texts, tell) {
            known::each_group(self, tell);
        }
    }

    fn are_laid_out(&self) -> bool {
        self.laid.is_of(self.revision)
    }

    fn lay_out(&self) {
        self.laid.lay(self.revision, self);
    }
}

/// The watched deployments of a connection, which hear when something else is known of its devices.
pub(super) struct Hearing {
    connection: ConnectionId,
    watches: Weak<Watches>,
    /// The revision they heard of last, and how many devices were known then.
    heard: Mutex<(u32, u32)>,
}

impl Hearing {
    pub(super) fn new(connection: &ConnectionId, watches: &Arc<Watches>) -> Self {
        Self { connection: connection.clone(), watches: Arc::downgrade(watches), heard: Mutex::default() }
    }

    /// Something may be known otherwise. While a fleet is being read, or what was kept of it opened, they hear nothing: it comes in
    /// a thousand parts, and they hear of its end.
    pub(super) fn hear(&self, notice: &FleetNotice) {
        if matches!(notice.service, FleetReads::Reading { .. } | FleetReads::Opening { .. }) {
            return;
        }
        let now = (notice.revision, notice.devices);
        let (revision, devices) =
            std::mem::replace(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner), now);
        if revision != notice.revision
            && (devices, notice.devices) != (0, 0)
            && let Some(watches) = self.watches.upgrade()
        {
            watches.known_changed(&self.connection);
        }
    }
}
