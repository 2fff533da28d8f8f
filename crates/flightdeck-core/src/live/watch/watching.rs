//! Which deployment is watched.

use crate::wire::{ConnectionId, DeploymentId};

/// Which deployment is watched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Watching {
    pub(crate) connection: ConnectionId,
    pub(crate) deployment: DeploymentId,
}

impl Watching {
    pub(crate) fn new(connection: &ConnectionId, deployment: &DeploymentId) -> Self {
        Self { connection: connection.clone(), deployment: deployment.clone() }
    }
}
