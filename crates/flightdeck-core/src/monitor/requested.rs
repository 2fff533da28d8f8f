//! Which aborts were requested from here: kept apart from the watches, so that a deployment opened again still says so.

use std::collections::{HashMap, HashSet};

/// What was asked to stop in one deployment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requested {
    pub(crate) all: bool,
    pub(crate) devices: HashSet<String>,
}

/// All requests of this run, by connection and deployment.
#[derive(Debug, Default)]
pub(crate) struct AbortRequests(HashMap<(String, String), Requested>);

impl AbortRequests {
    /// Remembers a request for the whole deployment (none) or one device.
    pub(crate) fn remember(&mut self, connection: &str, deployment: &str, device: Option<&str>) {
        let requested = self.0.entry((connection.to_owned(), deployment.to_owned())).or_default();
        match device {
            None => requested.all = true,
            Some(device) => {
                requested.devices.insert(device.to_owned());
            }
        }
    }

    /// What was requested in a deployment.
    pub(crate) fn of(&self, connection: &str, deployment: &str) -> Option<&Requested> {
        self.0.get(&(connection.to_owned(), deployment.to_owned()))
    }

    /// Whether this device was asked to stop, alone or with all others.
    pub(crate) fn covers(&self, connection: &str, deployment: &str, device: &str) -> bool {
        self.of(connection, deployment).is_some_and(|requested| requested.all || requested.devices.contains(device))
    }
}
