//! A checksum beside each record: a disk that lies must not make another guard, plan or draft of what was written.

use rusqlite::Row;
use rusqlite::types::Type;

use super::side_file::sum;

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
