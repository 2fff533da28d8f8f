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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_are_remembered_up_to_a_limit() {
        let births = Births::default();
        let of = |n: usize| births.of(&"c".into(), &format!("dp-{n}").as_str().into());
        for n in 0..MOST {
            births.note(&"c".into(), &format!("dp-{n}").as_str().into(), n as i64);
        }
        assert_eq!((of(0), of(7), of(MOST - 1)), (Some(0), Some(7), Some(MOST as i64 - 1)), "as many as may be");
        assert_eq!(births.of(&"d".into(), &"dp-0".into()), None, "another connection has its own");
        births.note(&"c".into(), &"one more".into(), 5);
        assert_eq!(births.of(&"c".into(), &"one more".into()), Some(5), "a newer one is known");
        assert_eq!(of(0), None, "and the older ones are forgotten instead of growing without end");
    }
}
