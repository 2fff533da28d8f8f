//! Which aborts were requested from here: kept apart from the watches, so that a deployment opened again still says so.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::watching::Watching;
use crate::wire::{AbortScope, DeviceId};

/// What was asked to stop in one deployment.
#[derive(Clone, Debug, Default)]
struct Requested {
    all: bool,
    devices: HashSet<DeviceId>,
}

/// All requests of this run.
#[derive(Debug, Default)]
pub(crate) struct AbortRequests(Mutex<HashMap<Watching, Requested>>);

impl AbortRequests {
    /// Remembers a request.
    pub(crate) fn remember(&self, of: &Watching, scope: &AbortScope) {
        let mut all = self.lock();
        let requested = all.entry(of.clone()).or_default();
        match scope {
            AbortScope::Deployment => requested.all = true,
            AbortScope::Device { device } => {
                requested.devices.insert(device.clone());
            }
        }
    }

    /// What was requested in a deployment, one request after the other.
    pub(crate) fn of(&self, of: &Watching) -> Vec<AbortScope> {
        let Some(requested) = self.lock().get(of).cloned() else { return Vec::new() };
        let all = requested.all.then_some(AbortScope::Deployment);
        all.into_iter().chain(requested.devices.into_iter().map(|device| AbortScope::Device { device })).collect()
    }

    /// Whether this device was asked to stop, alone or with all others.
    pub(crate) fn covers(&self, of: &Watching, device: &DeviceId) -> bool {
        self.lock().get(of).is_some_and(|requested| requested.all || requested.devices.contains(device))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Watching, Requested>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_covers_its_device_or_all_of_its_deployment() {
        let requests = AbortRequests::default();
        let of = |connection: &str, deployment: &str| Watching::new(&connection.into(), &deployment.into());
        let covers = |of: &Watching, device: &str| requests.covers(of, &device.into());
        let (one, all) = (of("c", "one"), of("c", "all"));
        requests.remember(&one, &AbortScope::Device { device: "a".into() });
        requests.remember(&all, &AbortScope::Deployment);
        assert!(covers(&one, "a") && !covers(&one, "b"), "one device is one device");
        assert!(covers(&all, "a") && covers(&all, "b"), "all are all");
        assert!(
            !covers(&of("c", "other"), "a") && !covers(&of("d", "all"), "a"),
            "of one deployment of one connection"
        );
    }
}
