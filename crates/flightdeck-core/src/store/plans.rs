//! Plans. What became of their launches is in the journal, which outranks what a plan says of them.

use rusqlite::params;

use super::{Store, cannot_read, cannot_write, readable};
use crate::outside::{KeptPlan, Planbook, StorageError};

impl Planbook for Store {
    fn plans(&self) -> Result<Vec<KeptPlan>, StorageError> {
        let database = self.lock();
        let mut statement =
            database.prepare_cached("SELECT id, connection, plan FROM plans ORDER BY number").map_err(cannot_read)?;
        let read = |row: &rusqlite::Row<'_>| {
            let connection: String = row.get(1)?;
            Ok(KeptPlan { id: row.get(0)?, connection: connection.into(), plan: row.get(2)? })
        };
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "plan")
    }

    fn keep_plan(&self, plan: &KeptPlan) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO plans (id, connection, plan) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (id) DO UPDATE SET plan = excluded.plan",
                params![plan.id, plan.connection.as_str(), plan.plan],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_plan(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM plans WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}
