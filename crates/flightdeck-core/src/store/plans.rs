//! Plans. What became of their launches is in the journal, which outranks what a plan says of them.

use rusqlite::params;

use super::{Store, cannot_write, sums};
use crate::outside::{KeptPlan, Planbook, StorageError};

pub(super) const COLUMNS: &str = "id, connection, plan, sum";

impl Planbook for Store {
    fn plans(&self) -> Result<Vec<KeptPlan>, StorageError> {
        let kept = self.records("plans", COLUMNS, "plan")?;
        let plan = |[id, connection, plan]: [String; 3]| KeptPlan { id, connection: connection.into(), plan };
        Ok(kept.into_iter().map(plan).collect())
    }

    fn keep_plan(&self, plan: &KeptPlan) -> Result<(), StorageError> {
        self.lock()
            .execute(
                "INSERT INTO plans (id, connection, plan, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE
                 SET connection = excluded.connection, plan = excluded.plan, sum = excluded.sum",
                params![
                    plan.id,
                    plan.connection.as_str(),
                    plan.plan,
                    sums::of(&[&plan.id, plan.connection.as_str(), &plan.plan])
                ],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_plan(&self, id: &str) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM plans WHERE id = ?1", [id]).map(drop).map_err(cannot_write)
    }
}
