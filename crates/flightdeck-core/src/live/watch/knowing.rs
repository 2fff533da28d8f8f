//! What watched deployments are told by whoever knows the fleets, and ask of them.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::watched::Watched;
use super::watching::Watching;
use super::{Live, Watches};
use crate::live::known::KnownFleets;
use crate::wire::{ConnectionId, DeploymentId, DeviceId};

/// Finds the rows of a deployment among the known devices, while others may look at them, and says so.
async fn find_all(live: Arc<Live<Watched>>) {
    while !live.state().find_known() {
        tokio::task::yield_now().await;
    }
    say(&live);
}

/// Finds them in time, so that nobody waits for it who searches; once for all who ask.
pub(super) fn find_soon(live: &Arc<Live<Watched>>) {
    if let Ok(runtime) = Handle::try_current()
        && live.state().begins_to_find_known()
    {
        drop(runtime.spawn(find_all(live.clone())));
    }
}

fn say(live: &Live<Watched>) {
    live.state().known_changed();
    live.bell.notify_one();
}

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
            // Where there are many, it is said once they are found.
            let all = live.state().find_known();
            if all {
                say(&live);
            } else {
                find_soon(&live);
            }
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
