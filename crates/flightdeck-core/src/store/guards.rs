//! Guards: written before they act, so that the next run knows what was done.

use rusqlite::params;

use super::{Store, cannot_read, cannot_write, readable};
use crate::outside::{Guardbook, KeptGuard, StorageError};

impl Guardbook for Store {
    fn guards(&self) -> Result<Vec<KeptGuard>, StorageError> {
        let database = self.lock();
        let mut statement =
            database.prepare_cached("SELECT id, connection, guard FROM guards ORDER BY number").map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| {
            let connection: String = row.get(1)?;
            Ok(KeptGuard { id: row.get(0)?, connection: connection.into(), guard: row.get(2)? })
        };
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "guard")
    }

    fn keep_guard(&self, guard: &KeptGuard) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO guards (id, connection, guard) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET guard = excluded.guard",
                params![guard.id, guard.connection.as_str(), guard.guard],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_guard(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM guards WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}
