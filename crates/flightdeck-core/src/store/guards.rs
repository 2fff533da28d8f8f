//! Guards: written before they act, so that the next run knows what was done.

use rusqlite::{Row, params};

use super::{Store, cannot_read, cannot_write, readable, sums};
use crate::outside::{Guardbook, KeptGuard, StorageError};

pub(super) const COLUMNS: &str = "id, connection, guard, sum";

impl Guardbook for Store {
    fn guards(&self) -> Result<Vec<KeptGuard>, StorageError> {
        let database = self.lock();
        let query = format!("SELECT {COLUMNS} FROM guards ORDER BY number");
        let mut statement = database.prepare_cached(&query).map_err(cannot_read)?;
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "guard")
    }

    fn keep_guard(&self, guard: &KeptGuard) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO guards (id, connection, guard, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE
                 SET connection = excluded.connection, guard = excluded.guard, sum = excluded.sum",
                params![guard.id, guard.connection.as_str(), guard.guard, sum_of(guard)],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_guard(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM guards WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}

/// One of them, if it is as it was written.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<KeptGuard> {
    let connection: String = row.get(1)?;
    let kept = KeptGuard { id: row.get(0)?, connection: connection.into(), guard: row.get(2)? };
    sums::holds(row, 3, sum_of(&kept))?;
    Ok(kept)
}

fn sum_of(kept: &KeptGuard) -> i64 {
    sums::of(&[&kept.id, kept.connection.as_str(), &kept.guard])
}
