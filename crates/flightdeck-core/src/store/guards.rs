//! Guards: written before they act, so that the next run knows what was done.

use rusqlite::params;

use super::{Store, cannot_write, sums};
use crate::outside::{Guardbook, KeptGuard, StorageError};

pub(super) const COLUMNS: &str = "id, connection, guard, sum";

impl Guardbook for Store {
    fn guards(&self) -> Result<Vec<KeptGuard>, StorageError> {
        let kept = self.records("guards", COLUMNS, "guard")?;
        let guard = |[id, connection, guard]: [String; 3]| KeptGuard { id, connection: connection.into(), guard };
        Ok(kept.into_iter().map(guard).collect())
    }

    fn keep_guard(&self, guard: &KeptGuard) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO guards (id, connection, guard, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE
                 SET connection = excluded.connection, guard = excluded.guard, sum = excluded.sum",
                params![
                    guard.id,
                    guard.connection.as_str(),
                    guard.guard,
                    sums::of(&[&guard.id, guard.connection.as_str(), &guard.guard])
                ],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_guard(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM guards WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}
