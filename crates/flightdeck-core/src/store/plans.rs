//! Plans. What became of their launches is in the journal, which outranks what a plan says of them.

use rusqlite::{Row, params};

use super::{Store, cannot_read, cannot_write, readable, sums};
use crate::outside::{KeptPlan, Planbook, StorageError};

pub(super) const COLUMNS: &str = "id, connection, plan, sum";

impl Planbook for Store {
    fn plans(&self) -> Result<Vec<KeptPlan>, StorageError> {
        let database = self.lock();
        let query = format!("SELECT {COLUMNS} FROM plans ORDER BY number");
        let mut statement = database.prepare_cached(&query).map_err(cannot_read)?;
        let rows = statement.query_map([], read).map_err(cannot_read)?;
        readable(rows, "plan")
    }

    fn keep_plan(&self, plan: &KeptPlan) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO plans (id, connection, plan, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE
                 SET connection = excluded.connection, plan = excluded.plan, sum = excluded.sum",
                params![plan.id, plan.connection.as_str(), plan.plan, sum_of(plan)],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_plan(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM plans WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}

/// One of them, if it is as it was written.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<KeptPlan> {
    let connection: String = row.get(1)?;
    let kept = KeptPlan { id: row.get(0)?, connection: connection.into(), plan: row.get(2)? };
    sums::holds(row, 3, sum_of(&kept))?;
    Ok(kept)
}

fn sum_of(kept: &KeptPlan) -> i64 {
    sums::of(&[&kept.id, kept.connection.as_str(), &kept.plan])
}
