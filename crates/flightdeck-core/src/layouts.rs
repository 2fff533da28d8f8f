//! How the user arranged tables, for each connection: which columns, in which order and width, and the order of the rows.
//!
//! Nothing depends on it: what is kept and cannot be read is as if that table had never been arranged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::outside::Preferences;
use crate::wire::{AppError, COLUMN_PIXELS, ConnectionId, ErrorCode, KeptLayout, TableLayout, TableName};

/// Under which name they are kept.
const NAME: &str = "tables";
/// More columns than any table has.
const MOST_COLUMNS: usize = 40;
/// Longest name of a column or a sort.
const LONGEST: usize = 40;

/// The arrangements in force.
pub(crate) struct Layouts {
    preferences: Arc<dyn Preferences>,
    kept: Mutex<Vec<KeptLayout>>,
}

impl Layouts {
    /// Reads what was kept, table by table.
    pub(crate) fn load(preferences: Arc<dyn Preferences>) -> Self {
        let kept = match preferences.get(NAME) {
            Some(Value::Array(all)) => all,
            _ => Vec::new(),
        };
        let kept = kept.into_iter().filter_map(|one| serde_json::from_value::<KeptLayout>(one).ok());
        let kept = kept.filter(|one| check(&one.layout).is_ok()).collect();
        Self { preferences, kept: Mutex::new(kept) }
    }

    /// All tables that are not as they come.
    pub(crate) fn all(&self) -> Vec<KeptLayout> {
        self.lock().clone()
    }

    /// Arranges a table, durably. An empty layout is the standard again.
    ///
    /// # Errors
    /// `InvalidInput` for what no page arranges; `Storage` if it could not be kept (then nothing changed).
    pub(crate) fn set(&self, connection: &ConnectionId, table: TableName, layout: TableLayout) -> Result<(), AppError> {
        check(&layout)?;
        self.change(|kept| {
            kept.retain(|one| one.connection != *connection || one.table != table);
            if layout != TableLayout::default() {
                kept.push(KeptLayout { connection: connection.clone(), table, layout });
            }
        })
    }

    /// Forgets the tables of a connection that was removed.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) fn forget(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.change(|kept| kept.retain(|one| one.connection != *connection))
    }

    fn change(&self, change: impl FnOnce(&mut Vec<KeptLayout>)) -> Result<(), AppError> {
        let mut kept = self.lock();
        let mut next = kept.clone();
        change(&mut next);
        if next != *kept {
            let value =
                serde_json::to_value(&next).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
            self.preferences.set(NAME, value)?;
            *kept = next;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<KeptLayout>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(layout: &TableLayout) -> Result<(), AppError> {
    let TableLayout { columns, order } = layout;
    let named = |name: &str| !name.is_empty() && name.len() <= LONGEST;
    let twice = || columns.iter().enumerate().any(|(at, one)| columns[..at].iter().any(|other| other.key == one.key));
    let well = columns.len() <= MOST_COLUMNS
        && !twice()
        && columns.iter().all(|one| named(&one.key) && one.width.is_none_or(|width| COLUMN_PIXELS.contains(&width)))
        && order.as_ref().is_none_or(|order| named(&order.by));
    match well {
        true => Ok(()),
        false => Err(AppError::invalid("layout", "No table can be arranged like that.")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fakes::FakePreferences;
    use crate::wire::{ColumnLayout, RowOrder};

    fn column(key: &str, width: Option<u32>) -> ColumnLayout {
        ColumnLayout { key: key.to_owned(), width, hidden: false }
    }

    fn arranged(columns: Vec<ColumnLayout>) -> TableLayout {
        TableLayout { columns, order: Some(RowOrder { by: "took".to_owned(), descending: true }) }
    }

    #[test]
    fn each_table_of_each_connection_is_remembered_until_it_is_standard_again() {
        let preferences = Arc::new(FakePreferences::default());
        let layouts = Layouts::load(preferences.clone());
        let (one, other) = (ConnectionId::from("c1"), ConnectionId::from("c2"));
        let layout = arranged(vec![column("why", Some(240)), column("id", None)]);
        layouts.set(&one, TableName::Devices, layout.clone()).unwrap();
        layouts.set(&one, TableName::Deployments, TableLayout { order: None, ..layout.clone() }).unwrap();
        layouts.set(&other, TableName::Devices, arranged(vec![column("id", None)])).unwrap();
        let next = Layouts::load(preferences.clone());
        assert_eq!(next.all(), layouts.all(), "the next run arranges them alike");
        assert_eq!(next.all().len(), 3, "one never stands for another");
        next.set(&one, TableName::Devices, TableLayout::default()).unwrap();
        assert!(next.all().iter().all(|kept| kept.connection == other || kept.table != TableName::Devices));
        next.forget(&one).unwrap();
        assert_eq!(Layouts::load(preferences).all().len(), 1, "a connection that is removed takes its tables along");
    }

    #[test]
    fn what_cannot_be_read_is_the_standard_and_harms_no_other_table() {
        let good = json!({ "connection": "c1", "table": "devices", "layout": { "columns": [{ "key": "why" }] } });
        for (what, value, left) in [
            ("no list", json!({ "c1": 1 }), 0),
            ("nonsense beside a good one", json!([1, null, "x", good]), 1),
            (
                "a table nobody knows",
                json!([{ "connection": "c1", "table": "plans", "layout": { "columns": [] } }, good]),
                1,
            ),
            (
                "a width nobody can see",
                json!([{ "connection": "c1", "table": "devices", "layout": { "columns": [{ "key": "id", "width": 3 }] } }]),
                0,
            ),
            (
                "a column twice",
                json!([{ "connection": "c1", "table": "devices", "layout": { "columns": [{ "key": "id" }, { "key": "id" }] } }]),
                0,
            ),
        ] {
            let preferences = Arc::new(FakePreferences::default());
            preferences.put(NAME, value);
            assert_eq!(Layouts::load(preferences).all().len(), left, "{what}");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_not_in_force() {
        let preferences = Arc::new(FakePreferences::default());
        let layouts = Layouts::load(preferences.clone());
        let wide = arranged(vec![column("why", Some(COLUMN_PIXELS.end() + 1))]);
        let refused = layouts.set(&"c1".into(), TableName::Devices, wide).unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidInput, "no page asks for that");
        preferences.fail(true);
        let failed = layouts.set(&"c1".into(), TableName::Devices, arranged(Vec::new())).unwrap_err();
        assert_eq!((failed.code, layouts.all()), (ErrorCode::Storage, Vec::new()), "the disk said no");
    }
}
