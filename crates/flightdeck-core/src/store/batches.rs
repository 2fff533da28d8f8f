//! Batches and their devices. Which of these were sent, and what became of it, is told by the journal alone: two records could disagree.

use rusqlite::{OptionalExtension, Row, params};

use super::{Store, cannot_read, cannot_write, journal, sums};
use crate::outside::{BatchLaunch, Batchbook, JournalEntry, KeptBatch, NamedDevice, StorageError};

pub(super) const COLUMNS: &str = "id, connection, batch, sum";

impl Batchbook for Store {
    fn batches(&self) -> Result<Vec<KeptBatch>, StorageError> {
        let kept = self.records("batches", COLUMNS, "batch")?;
        let batch = |[id, connection, batch]: [String; 3]| KeptBatch { id, connection: connection.into(), batch };
        Ok(kept.into_iter().map(batch).collect())
    }

    fn add_batch(&self, batch: &KeptBatch, devices: &[NamedDevice]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().and_then(|all| {
            all.execute(
                "INSERT INTO batches (id, connection, batch, sum, devices_sum) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![batch.id, batch.connection.as_str(), batch.batch, sum_of(batch), sum_of_devices(devices)],
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
            .execute(
                "UPDATE batches SET connection = ?2, batch = ?3, sum = ?4 WHERE id = ?1",
                params![batch.id, batch.connection.as_str(), batch.batch, sum_of(batch)],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn batch_devices(&self, id: &str) -> Result<Vec<NamedDevice>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached("SELECT device, name FROM batch_devices WHERE batch = ?1 ORDER BY place")
            .map_err(cannot_read)?;
        let read = |row: &Row<'_>| {
            let device: String = row.get(0)?;
            Ok((device.into(), row.get(1)?))
        };
        let rows = statement.query_map([id], read).map_err(cannot_read)?;
        let devices: Vec<NamedDevice> = rows.collect::<Result<_, _>>().map_err(cannot_read)?;
        let written: Option<i64> = database
            .query_row("SELECT devices_sum FROM batches WHERE id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(cannot_read)?
            .flatten();
        match written {
            // An earlier version wrote none.
            Some(written) if written != sum_of_devices(&devices) => {
                Err(StorageError("The devices of this batch are not as they were written.".to_owned()))
            }
            _ => Ok(devices),
        }
    }

    fn batch_launches(&self, id: &str) -> Result<Vec<BatchLaunch>, StorageError> {
        let database = self.lock();
        // A slash comes right after the full stop: the index of the ids finds them.
        let query = format!("SELECT {} FROM launches WHERE request_id > ?1 AND request_id < ?2", journal::COLUMNS);
        let mut statement = database.prepare_cached(&query).map_err(cannot_read)?;
        let rows =
            statement.query_map([format!("{id}."), format!("{id}/")], journal::Raw::read).map_err(cannot_read)?;
        // One that cannot be read would be taken for one that was never sent.
        let launches = rows.map(|row| {
            let JournalEntry { request_id, sent_ms, outcome, .. } = row.map_err(cannot_read)?.entry()?;
            Ok(BatchLaunch { request_id, sent_ms, outcome })
        });
        launches.collect()
    }

    fn drop_batch(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM batches WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}

fn sum_of(kept: &KeptBatch) -> i64 {
    sums::of(&[&kept.id, kept.connection.as_str(), &kept.batch])
}

fn sum_of_devices(devices: &[NamedDevice]) -> i64 {
    // A name that is not there is not one that is empty.
    let texts = devices.iter().flat_map(|(device, name)| {
        [device.as_str(), if name.is_some() { "named" } else { "" }, name.as_deref().unwrap_or_default()]
    });
    sums::of(&texts.collect::<Vec<_>>())
}
