//! What watched deployments are told by whoever knows the fleets, and ask of them.

use std::sync::Arc;

use super::Watches;
use super::watching::Watching;
use crate::live::known::KnownFleets;
use crate::wire::{ConnectionId, DeploymentId, DeviceId};

impl Watches {
    /// Who knows the fleets' devices. Only the first is asked.
    pub(crate) fn know(&self, fleets: Arc<dyn KnownFleets>) {
        if self.room.outside.known.set(fleets).is_err() {
            tracing::error!("what is known of fleets is told twice");
        }
    }

    /// A page looks at a deployment of this connection.
    pub(super) fn want_known(&self, connection: &ConnectionId) {
        if let Some(fleets) = self.room.outside.known.get() {
            fleets.wanted(connection);
        }
    }

    /// Something else is known of a connection's devices than before: each of its watched deployments says so once.
    pub(crate) fn known_changed(&self, connection: &ConnectionId) {
        for live in self.room.all(|key| key.connection == *connection) {
            live.state().known_changed();
            live.bell.notify_one();
        }
    }

    /// What a device of a watched deployment is called; none where nothing tells, or nobody watches.
    pub(crate) fn name_of(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Option<String> {
        self.room.find(&Watching::new(connection, deployment))?.state().name_of(device)
    }
}
