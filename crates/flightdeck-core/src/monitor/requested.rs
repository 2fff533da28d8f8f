//! Which aborts were requested from here: kept apart from the watches, so that a deployment opened again still says so.

use crate::wire::{AbortScope, ConnectionId, DeploymentId, DeviceId};
use std::collections::{HashMap, HashSet};

/// What was asked to stop in one deployment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requested {
    pub(crate) all: bool,
    pub(crate) devices: HashSet<DeviceId>,
}

impl Requested {
    /// The same, one request after the other.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = AbortScope> {
        let all = self.all.then_some(AbortScope::Deployment);
        all.into_iter().chain(self.devices.iter().map(|device| AbortScope::Device { device: device.clone() }))
    }
}

/// All requests of this run, by connection and deployment.
#[derive(Debug, Default)]
pub(crate) struct AbortRequests(HashMap<(ConnectionId, DeploymentId), Requested>);

impl AbortRequests {
    /// Remembers a request.
    pub(crate) fn remember(&mut self, connection: &ConnectionId, deployment: &DeploymentId, scope: &AbortScope) {
        let requested = self.0.entry((connection.to_owned(), deployment.to_owned())).or_default();
        match scope {
            AbortScope::Deployment => requested.all = true,
            AbortScope::Device { device } => {
                requested.devices.insert(device.clone());
            }
        }
    }

    /// What was requested in a deployment.
    pub(crate) fn of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<&Requested> {
        self.0.get(&(connection.to_owned(), deployment.to_owned()))
    }

    /// Whether this device was asked to stop, alone or with all others.
    pub(crate) fn covers(&self, connection: &ConnectionId, deployment: &DeploymentId, device: &DeviceId) -> bool {
        self.of(connection, deployment).is_some_and(|requested| requested.all || requested.devices.contains(device))
    }
}
