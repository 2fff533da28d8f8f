//! Deployments watched in the background: what was told of each is written before it is told.

use rusqlite::params;

use super::{Store, cannot_read, cannot_write, readable};
use crate::outside::{KeptLanding, Landingbook, StorageError};
use crate::wire::{ConnectionId, DeploymentId};

impl Landingbook for Store {
    fn landings(&self) -> Result<Vec<KeptLanding>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached("SELECT connection, deployment, landing FROM landings ORDER BY number")
            .map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| {
            let (connection, deployment): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(KeptLanding { connection: connection.into(), deployment: deployment.into(), landing: row.get(2)? })
        };
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "landing")
    }

    fn keep_landing(&self, landing: &KeptLanding) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO landings (connection, deployment, landing) VALUES (?1, ?2, ?3)
                 ON CONFLICT (connection, deployment) DO UPDATE SET landing = excluded.landing",
                params![landing.connection.as_str(), landing.deployment.as_str(), landing.landing],
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
