//! A checksum beside each record: a disk that lies must not make another guard, plan or draft of what was written.

use rusqlite::types::Type;
use rusqlite::{Params, Row};

use super::side_file::sum;
use super::{Store, cannot_read, readable};
use crate::outside::StorageError;

/// Of the texts of a record. Each with its length: what stands in one is never taken for the beginning of the next.
pub(super) fn of(texts: &[&str]) -> i64 {
    let all: String = texts.iter().map(|text| format!("{}:{text}\n", text.len())).collect();
    sum(all.as_bytes())
}

/// An error of this row alone, where the checksum in a column is not `now`, that of what the row holds. What an earlier version wrote has
/// none.
pub(super) fn holds(row: &Row<'_>, column: usize, now: i64) -> rusqlite::Result<()> {
    match row.get::<_, Option<i64>>(column)? {
        Some(written) if written != now => {
            let why = "it is not as it was written".into();
            Err(rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, why))
        }
        _ => Ok(()),
    }
}

/// Three texts, the ids that something is kept by and itself: a row of these and their checksum, if it is as it was written.
pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<[String; 3]> {
    let record: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
    holds(row, 3, of(&record.each_ref().map(String::as_str)))?;
    Ok(record)
}

impl Store {
    /// All such records of a table, in the order in which they were first kept.
    pub(super) fn records(
        &self,
        table: &str,
        columns: &str,
        what: &'static str,
    ) -> Result<Vec<[String; 3]>, StorageError> {
        self.found(&format!("SELECT {columns} FROM {table} ORDER BY number"), [], what)
    }

    /// Those that a query finds.
    pub(super) fn found(
        &self,
        query: &str,
        values: impl Params,
        what: &'static str,
    ) -> Result<Vec<[String; 3]>, StorageError> {
        let database = self.lock();
        let mut statement = database.prepare_cached(query).map_err(cannot_read)?;
        readable(statement.query_map(values, record).map_err(cannot_read)?, what)
    }
}
