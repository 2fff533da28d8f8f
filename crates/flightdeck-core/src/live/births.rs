//! When deployments were made, as far as their records were read here: a young one is never finished for good.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::wire::{ConnectionId, DeploymentId};

/// Deployments remembered. Each costs a hundred bytes; what is forgotten costs a few looks more.
const MOST: usize = 20_000;

/// Creation times by the service's clock, milliseconds since 1970.
#[derive(Debug, Default)]
pub(crate) struct Births(Mutex<HashMap<(ConnectionId, DeploymentId), i64>>);

impl Births {
    /// A record was read.
    pub(crate) fn note(&self, connection: &ConnectionId, deployment: &DeploymentId, created_ms: i64) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((connection.clone(), deployment.clone()), created_ms);
    }

    /// When it was made, where its record was read.
    pub(crate) fn of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<i64> {
        self.known().get(&(connection.clone(), deployment.clone())).copied()
    }

    fn known(&self) -> MutexGuard<'_, HashMap<(ConnectionId, DeploymentId), i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
