//! Last-seen counts: a deployment whose devices have all ended is never looked at twice.

use rusqlite::{OptionalExtension, params};

use super::{Store, sums};
use crate::outside::Seen;
use crate::wire::{ConnectionId, Counts, DeploymentId};

fn sum(connection: &ConnectionId, deployment: &DeploymentId, counts: Counts, at_ms: i64) -> i64 {
    let Counts { pending, in_progress, succeeded, failed, aborted, unknown } = counts;
    let numbers = format!("{pending} {in_progress} {succeeded} {failed} {aborted} {unknown} {at_ms}");
    sums::of(&[connection.as_str(), deployment.as_str(), &numbers])
}

impl Seen for Store {
    fn counts(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<(Counts, i64)> {
        let database = self.lock();
        let found = database
            .prepare_cached(
                "SELECT pending, in_progress, succeeded, failed, aborted, unknown, at_ms, sum FROM seen
                 WHERE connection = ?1 AND deployment = ?2",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([connection.as_str(), deployment.as_str()], |row| {
                        let counts = Counts {
                            pending: row.get(0)?,
                            in_progress: row.get(1)?,
                            succeeded: row.get(2)?,
                            failed: row.get(3)?,
                            aborted: row.get(4)?,
                            unknown: row.get(5)?,
                        };
                        let at_ms = row.get(6)?;
                        sums::holds(row, 7, sum(connection, deployment, counts, at_ms))?;
                        Ok((counts, at_ms))
                    })
                    .optional()
            });
        // What cannot be read is as good as not seen: it costs one more look.
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "last-seen counts cannot be read");
            None
        })
    }

    fn remember(&self, connection: &ConnectionId, deployment: &DeploymentId, counts: Counts, at_ms: i64) {
        let written = self.lock().execute(
            "INSERT OR REPLACE INTO seen (connection, deployment, pending, in_progress, succeeded, failed, aborted, unknown, at_ms, sum)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                connection.as_str(),
                deployment.as_str(),
                counts.pending,
                counts.in_progress,
                counts.succeeded,
                counts.failed,
                counts.aborted,
                counts.unknown,
                at_ms,
                sum(connection, deployment, counts, at_ms)
            ],
        );
        if let Err(error) = written {
            tracing::warn!(%error, "last-seen counts cannot be kept");
        }
    }

    fn forget(&self, connection: &ConnectionId, deployment: &DeploymentId) {
        let done = self.lock().execute(
            "DELETE FROM seen WHERE connection = ?1 AND deployment = ?2",
            [connection.as_str(), deployment.as_str()],
        );
        if let Err(error) = done {
            tracing::warn!(%error, "last-seen counts cannot be forgotten");
        }
    }
}
