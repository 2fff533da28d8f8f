//! Looking for one device in everything that is kept, without reading everything.

use rusqlite::{Connection, params};

use super::sum;
use crate::outside::Pieces;

/// The deployments of a connection, the latest looked at first: its number here, its id, when it was looked at.
pub(super) fn deployments(database: &Connection, connection: &str) -> rusqlite::Result<Vec<(i64, String, i64)>> {
    database
        .prepare_cached("SELECT id, deployment, at_ms FROM deployments WHERE connection = ?1 ORDER BY at_ms DESC, id")?
        .query_map([connection], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// The blobs of a deployment that may name the device, and the changes kept after the first of them; none where no blob does, or one of
/// them is not what was written.
pub(super) fn of(
    database: &Connection,
    (id, deployment, at_ms): &(i64, String, i64),
    may_name: &dyn Fn(&[u8]) -> bool,
) -> rusqlite::Result<Option<Pieces>> {
    let mut blobs = database.prepare_cached(
        "SELECT blobs.number, blobs.of_whole, names.body FROM blobs
         LEFT JOIN names ON names.of = blobs.of AND names.number = blobs.number
         WHERE blobs.of = ?1 ORDER BY blobs.number",
    )?;
    let mut rows = blobs.query([id])?;
    let mut wanted: Vec<i64> = Vec::new();
    while let Some(row) = rows.next()? {
        // An earlier Flightdeck did not keep the names.
        let named = row.get_ref(2)?.as_blob_or_null()?.is_none_or(may_name);
        let change = !row.get::<_, bool>(1)?;
        if named || (change && !wanted.is_empty()) {
            wanted.push(row.get(0)?);
        }
    }
    let mut found = Pieces { deployment: deployment.as_str().into(), at_ms: *at_ms, blobs: Vec::new() };
    let mut one = database.prepare_cached("SELECT sum, body FROM blobs WHERE of = ?1 AND number = ?2")?;
    for number in wanted {
        let (written, body): (i64, Vec<u8>) =
            one.query_row(params![id, number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if sum(&body) != written {
            return Ok(None);
        }
        found.blobs.push(body);
    }
    Ok((!found.blobs.is_empty()).then_some(found))
}
