//! Deployments watched in the background: what was told of each is written before it is told.

use rusqlite::params;

use super::{Store, cannot_write, sums};
use crate::outside::{KeptLanding, Landingbook, StorageError};
use crate::wire::{ConnectionId, DeploymentId};

pub(super) const COLUMNS: &str = "connection, deployment, landing, sum";

impl Landingbook for Store {
    fn landings(&self) -> Result<Vec<KeptLanding>, StorageError> {
        let kept = self.records("landings", COLUMNS, "landing")?;
        let landing = |[connection, deployment, landing]: [String; 3]| KeptLanding {
            connection: connection.into(),
            deployment: deployment.into(),
            landing,
        };
        Ok(kept.into_iter().map(landing).collect())
    }

    fn keep_landing(&self, landing: &KeptLanding) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO landings (connection, deployment, landing, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (connection, deployment) DO UPDATE SET landing = excluded.landing, sum = excluded.sum",
                params![
                    landing.connection.as_str(),
                    landing.deployment.as_str(),
                    landing.landing,
                    sums::of(&[landing.connection.as_str(), landing.deployment.as_str(), &landing.landing])
                ],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_landing(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "DELETE FROM landings WHERE connection = ?1 AND deployment = ?2",
                [connection.as_str(), deployment.as_str()],
            )
            .map(drop)
            .map_err(cannot_write)
    }
}
