//! Batches and their devices. Which of these were sent, and what became of it, is told by the journal alone: two records could disagree.

use rusqlite::params;

use super::{Store, cannot_read, cannot_write, not_json, readable};
use crate::outside::{BatchLaunch, Batchbook, KeptBatch, NamedDevice, StorageError};

impl Batchbook for Store {
    fn batches(&self) -> Result<Vec<KeptBatch>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached("SELECT id, connection, batch FROM batches ORDER BY number")
            .map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| {
            let connection: String = row.get(1)?;
            Ok(KeptBatch { id: row.get(0)?, connection: connection.into(), batch: row.get(2)? })
        };
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "batch")
    }

    fn add_batch(&self, batch: &KeptBatch, devices: &[NamedDevice]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().and_then(|all| {
            all.execute(
                "INSERT INTO batches (id, connection, batch) VALUES (?1, ?2, ?3)",
                params![batch.id, batch.connection.as_str(), batch.batch],
            )?;
            for (place, (device, name)) in devices.iter().enumerate() {
                all.prepare_cached("INSERT INTO batch_devices (batch, place, device, name) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![batch.id, place as i64, device.as_str(), name])?;
            }
            all.commit()
        });
        all.map_err(cannot_write)
    }

    fn keep_batch(&self, batch: &KeptBatch) -> Result<(), StorageError> {
        self.lock()
            .execute("UPDATE batches SET batch = ?2 WHERE id = ?1", params![batch.id, batch.batch])
            .map(drop)
            .map_err(cannot_write)
    }

    fn batch_devices(&self, id: &str) -> Result<Vec<NamedDevice>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached("SELECT device, name FROM batch_devices WHERE batch = ?1 ORDER BY place")
            .map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| {
            let device: String = row.get(0)?;
            Ok((device.into(), row.get(1)?))
        };
        let rows = statement.query_map([id], read).map_err(cannot_read)?;
        rows.collect::<Result<_, _>>().map_err(cannot_read)
    }

    fn batch_launches(&self, id: &str) -> Result<Vec<BatchLaunch>, StorageError> {
        let database = self.lock();
        // A slash comes right after the full stop: the index of the ids finds them.
        let mut statement = database
            .prepare_cached(
                "SELECT request_id, sent_ms, outcome FROM launches WHERE request_id > ?1 AND request_id < ?2",
            )
            .map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?));
        let rows = statement.query_map([format!("{id}."), format!("{id}/")], read).map_err(cannot_read)?;
        let launches = rows.map(|row| {
            let (request_id, sent_ms, outcome) = row.map_err(cannot_read)?;
            let outcome = outcome.as_deref().map(serde_json::from_str).transpose().map_err(not_json)?;
            Ok(BatchLaunch { request_id, sent_ms, outcome })
        });
        launches.collect()
    }

    fn drop_batch(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM batches WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}
