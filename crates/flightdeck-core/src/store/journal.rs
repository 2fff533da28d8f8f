//! The journal of launches: written before a request is sent, settled when its outcome is known.

use std::sync::atomic::Ordering;

use connect_api::DeployRequest;
use rusqlite::{OptionalExtension, Row, params};

use super::side_file::sum;
use super::{Store, cannot_read, cannot_write, is_of_one_row, not_json, sums};
use crate::outside::{Journal, JournalEntry, StorageError};
use crate::wire::{ConnectionId, DeploymentId, LaunchOutcome};

pub(super) const COLUMNS: &str = "request_id, connection, destination, sent_ms, request, target, outcome, clock_offset_ms, before, sum, \
     outcome_sum, before_sum";

impl Journal for Store {
    fn begin(&self, entry: &JournalEntry) -> Result<(), StorageError> {
        let request = serde_json::to_string(&entry.request).map_err(not_json)?;
        let outcome = entry.outcome.as_ref().map(serde_json::to_string).transpose().map_err(not_json)?;
        let before = entry.before.as_ref().map(serde_json::to_string).transpose().map_err(not_json)?;
        let written = self
            .lock()
            .execute(
                "INSERT INTO launches (request_id, connection, destination, sent_ms, request, target, outcome, deployment,
                                       clock_offset_ms, before, sum, outcome_sum, before_sum)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                params![
                    entry.request_id,
                    entry.connection.as_str(),
                    entry.destination,
                    entry.sent_ms,
                    request,
                    entry.target,
                    outcome,
                    entry.outcome.as_ref().and_then(deployment),
                    entry.clock_offset_ms,
                    before,
                    sum_of_sent(entry, &request),
                    sum_of_outcome(&entry.request_id, outcome.as_deref()),
                    before.as_deref().map(|before| sums::of(&[&entry.request_id, before]))
                ],
            )
            .map(drop)
            .map_err(cannot_write);
        self.journal_changed();
        written
    }

    fn settle(&self, request_id: &str, outcome: &LaunchOutcome) -> Result<(), StorageError> {
        let text = serde_json::to_string(outcome).map_err(not_json)?;
        let written = self
            .lock()
            .execute(
                "UPDATE launches SET outcome = ?2, deployment = ?3, before = iif(?4, before, NULL), outcome_sum = ?5
                 WHERE request_id = ?1",
                // What was there before is of no more use once its own is known.
                params![
                    request_id,
                    text,
                    deployment(outcome),
                    outcome.is_unresolved(),
                    sum_of_outcome(request_id, Some(&text))
                ],
            )
            .map_err(cannot_write);
        self.journal_changed();
        if written? == 1 {
            Ok(())
        } else {
            Err(StorageError(format!("The launch {request_id} is not in the journal.")))
        }
    }

    fn revision(&self) -> Option<u64> {
        Some(self.journal_revision.load(Ordering::SeqCst))
    }

    fn find(&self, request_id: &str) -> Result<Option<JournalEntry>, StorageError> {
        self.first(&format!("SELECT {COLUMNS} FROM launches WHERE request_id = ?1"), &[request_id])
    }

    fn of_deployment(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
    ) -> Result<Option<JournalEntry>, StorageError> {
        let found = self.first(
            &format!(
                "SELECT {COLUMNS} FROM launches WHERE connection = ?1 AND deployment = ?2 ORDER BY sent_ms DESC LIMIT 1"
            ),
            &[connection.as_str(), deployment.as_str()],
        )?;
        // The column is there to find it by; of which deployment it is, its outcome says.
        Ok(found.filter(|entry| entry.outcome.as_ref().and_then(LaunchOutcome::deployment) == Some(deployment)))
    }

    fn all(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        // One unreadable record must not take the whole history away.
        Ok(self.entries(connection)?.into_iter().filter_map(Result::ok).collect())
    }

    fn whole(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        self.entries(connection)?.into_iter().collect()
    }
}

impl Store {
    /// Each launch of a connection, the newest first, or why it cannot be read.
    fn entries(&self, connection: &ConnectionId) -> Result<Vec<Result<JournalEntry, StorageError>>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM launches WHERE connection = ?1 ORDER BY sent_ms DESC, rowid DESC"
            ))
            .map_err(cannot_read)?;
        let rows = statement.query_map([connection.as_str()], Raw::read).map_err(cannot_read)?;
        let mut entries = Vec::new();
        for row in rows {
            let entry = match row {
                Ok(row) => {
                    let request_id = row.request_id.clone();
                    row.entry().inspect_err(
                        |error| tracing::warn!(%request_id, %error, "a launch in the journal cannot be read"),
                    )
                }
                Err(error) if is_of_one_row(&error) => {
                    tracing::warn!(%error, "a launch in the journal cannot be read");
                    Err(cannot_read(error))
                }
                Err(error) => return Err(cannot_read(error)),
            };
            entries.push(entry);
        }
        Ok(entries)
    }

    fn first(&self, query: &str, values: &[&str]) -> Result<Option<JournalEntry>, StorageError> {
        let database = self.lock();
        let row = database
            .prepare_cached(query)
            .and_then(|mut statement| statement.query_row(rusqlite::params_from_iter(values), Raw::read).optional())
            .map_err(cannot_read)?;
        row.map(Raw::entry).transpose()
    }
}

/// A row as stored, its JSON not read yet.
pub(super) struct Raw {
    request_id: String,
    connection: ConnectionId,
    destination: String,
    sent_ms: i64,
    request: String,
    target: String,
    outcome: Option<String>,
    clock_offset_ms: Option<i64>,
    before: Option<String>,
    /// None in what an earlier version wrote.
    sum: Option<i64>,
    outcome_sum: Option<i64>,
    before_sum: Option<i64>,
}

impl Raw {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            request_id: row.get(0)?,
            connection: row.get::<_, String>(1)?.into(),
            destination: row.get(2)?,
            sent_ms: row.get(3)?,
            request: row.get(4)?,
            target: row.get(5)?,
            outcome: row.get(6)?,
            clock_offset_ms: row.get(7)?,
            before: row.get(8)?,
            sum: row.get(9)?,
            outcome_sum: row.get(10)?,
            before_sum: row.get(11)?,
        })
    }

    pub(super) fn entry(self) -> Result<JournalEntry, StorageError> {
        let request: DeployRequest = serde_json::from_str(&self.request).map_err(not_json)?;
        let outcome = self.outcome.as_deref().map(serde_json::from_str).transpose().map_err(not_json)?;
        // Another record of what was there is worth less than none: by that, somebody's deployment would be taken for ours.
        let before = self
            .before
            .as_deref()
            .filter(|before| self.before_sum.is_none_or(|sum| sum == sums::of(&[&self.request_id, before])));
        let before = before.map(serde_json::from_str).transpose().map_err(not_json)?;
        let outcome_sum = sum_of_outcome(&self.request_id, self.outcome.as_deref());
        let entry = JournalEntry {
            request_id: self.request_id,
            connection: self.connection,
            destination: self.destination,
            sent_ms: self.sent_ms,
            clock_offset_ms: self.clock_offset_ms,
            before,
            request,
            target: self.target,
            outcome,
        };
        let as_written = self.sum.is_none_or(|sum| sum == sum_of_sent(&entry, &self.request))
            && self.outcome_sum.is_none_or(|sum| sum == outcome_sum);
        if !as_written {
            return Err(StorageError(format!("The launch {} is not as it was written.", entry.request_id)));
        }
        Ok(entry)
    }
}

/// Of what was sent, and where and when: a disk that lies must not make another request of it.
fn sum_of_sent(entry: &JournalEntry, request: &str) -> i64 {
    let JournalEntry { request_id, connection, destination, sent_ms, clock_offset_ms, target, .. } = entry;
    sum(format!("{request_id}\n{connection}\n{destination}\n{sent_ms}\n{clock_offset_ms:?}\n{target}\n{request}")
        .as_bytes())
}

/// Of what became of it.
fn sum_of_outcome(request_id: &str, outcome: Option<&str>) -> i64 {
    sum(format!("{request_id}\n{}", outcome.unwrap_or_default()).as_bytes())
}

fn deployment(outcome: &LaunchOutcome) -> Option<&str> {
    outcome.deployment().map(DeploymentId::as_str)
}
