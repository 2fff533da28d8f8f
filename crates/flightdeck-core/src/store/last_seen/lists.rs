//! The lists of deployments as they were last seen.

use rusqlite::{Connection, OptionalExtension, params};

use super::sum;

/// The list of a connection, and when it was last good.
pub(super) fn load(database: &Connection, connection: &str) -> rusqlite::Result<Option<(Vec<u8>, i64)>> {
    let found: Option<(Vec<u8>, i64, i64)> = database
        .prepare_cached("SELECT body, sum, at_ms FROM lists WHERE connection = ?1")?
        .query_row([connection], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.filter(|(body, kept, _)| sum(body) == *kept).map(|(body, _, at_ms)| (body, at_ms)))
}

/// Keeps a list, or only that it was still so.
pub(super) fn keep(database: &Connection, connection: &str, list: Option<&[u8]>, at_ms: i64) -> rusqlite::Result<()> {
    let written = match list {
        Some(body) => database
            .prepare_cached("INSERT OR REPLACE INTO lists (connection, at_ms, sum, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![connection, at_ms, sum(body), body])?,
        None => database
            .prepare_cached("UPDATE lists SET at_ms = ?2 WHERE connection = ?1")?
            .execute(params![connection, at_ms])?,
    };
    if written == 0 { Err(rusqlite::Error::QueryReturnedNoRows) } else { Ok(()) }
}
