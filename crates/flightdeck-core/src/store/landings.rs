//! Deployments watched in the background: what was told of each is written before it is told.

use rusqlite::{Row, params};

use super::{Store, cannot_read, cannot_write, readable, sums};
use crate::outside::{KeptLanding, Landingbook, StorageError};
use crate::wire::{ConnectionId, DeploymentId};

pub(super) const COLUMNS: &str = "connection, deployment, landing, sum";

impl Landingbook for Store {
    fn landings(&self) -> Result<Vec<KeptLanding>, StorageError> {
        let database = self.lock();
        let query = format!("SELECT {COLUMNS} FROM landings ORDER BY number");
        let mut statement = database.prepare_cached(&query).map_err(cannot_read)?;
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "landing")
    }

    fn keep_landing(&self, landing: &KeptLanding) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO landings (connection, deployment, landing, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (connection, deployment) DO UPDATE SET landing = excluded.landing, sum = excluded.sum",
                params![landing.connection.as_str(), landing.deployment.as_str(), landing.landing, sum_of(landing)],
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

/// One of them, if it is as it was written.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<KeptLanding> {
    let (connection, deployment): (String, String) = (row.get(0)?, row.get(1)?);
    let kept = KeptLanding { connection: connection.into(), deployment: deployment.into(), landing: row.get(2)? };
    sums::holds(row, 3, sum_of(&kept))?;
    Ok(kept)
}

fn sum_of(kept: &KeptLanding) -> i64 {
    sums::of(&[kept.connection.as_str(), kept.deployment.as_str(), &kept.landing])
}
