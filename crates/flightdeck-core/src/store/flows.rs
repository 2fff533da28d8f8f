//! What the user says of update flows: names, and which parameters are secret.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use super::{Store, cannot_read, cannot_write, is_of_one_row, readable, sums};
use crate::outside::{Flows, StorageError};
use crate::parameters::secrets::Marks;
use crate::wire::ConnectionId;

/// What a record of a name is called.
pub(super) const NAME: &str = "name of a flow";
pub(super) const NAMES: &str = "connection, flow, name, sum";
pub(super) const MARKS: &str = "connection, flow, name, secret, sum";

/// A row of [`MARKS`]: what was said of which parameter, if it is as it was written.
pub(super) fn marked(row: &Row<'_>) -> rusqlite::Result<([String; 3], bool)> {
    let of: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
    let secret = row.get(3)?;
    sums::holds(row, 4, sum_of_mark(&of.each_ref().map(String::as_str), secret))?;
    Ok((of, secret))
}

/// Keeps what is said of one parameter.
pub(super) fn mark(
    database: &Connection,
    connection: &ConnectionId,
    flow: &str,
    (name, secret): (&str, bool),
) -> rusqlite::Result<()> {
    let sum = sum_of_mark(&[connection.as_str(), flow, name], secret);
    let written = database.execute(
        "INSERT OR REPLACE INTO secret_marks (connection, flow, name, secret, sum) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![connection.as_str(), flow, name, secret, sum],
    );
    written.map(drop)
}

fn sum_of_mark([connection, flow, name]: &[&str; 3], secret: bool) -> i64 {
    sums::of(&[connection, flow, name, if secret { "secret" } else { "open" }])
}

impl Flows for Store {
    fn name(&self, connection: &ConnectionId, flow: &str) -> Result<Option<String>, StorageError> {
        let query = format!("SELECT {NAMES} FROM flows WHERE connection = ?1 AND flow = ?2");
        let found = self.found(&query, [connection.as_str(), flow], NAME)?;
        Ok(found.into_iter().next().map(|[_, _, name]| name))
    }

    fn names(&self, connection: &ConnectionId) -> Result<BTreeMap<String, String>, StorageError> {
        let query = format!("SELECT {NAMES} FROM flows WHERE connection = ?1");
        let found = self.found(&query, [connection.as_str()], NAME)?;
        Ok(found.into_iter().map(|[_, flow, name]| (flow, name)).collect())
    }

    fn set_name(&self, connection: &ConnectionId, flow: &str, name: Option<&str>) -> Result<(), StorageError> {
        let database = self.lock();
        let written = match name {
            Some(name) => database.execute(
                "INSERT OR REPLACE INTO flows (connection, flow, name, sum) VALUES (?1, ?2, ?3, ?4)",
                params![connection.as_str(), flow, name, sums::of(&[connection.as_str(), flow, name])],
            ),
            None => {
                database.execute("DELETE FROM flows WHERE connection = ?1 AND flow = ?2", [connection.as_str(), flow])
            }
        };
        written.map(drop).map_err(cannot_write)
    }

    fn marks(&self, connection: &ConnectionId, flow: &str) -> Result<Marks, StorageError> {
        let database = self.lock();
        let query = format!("SELECT {MARKS} FROM secret_marks WHERE connection = ?1 AND flow = ?2");
        let mut statement = database.prepare_cached(&query).map_err(cannot_read)?;
        let said = |row: &Row<'_>| match marked(row) {
            Ok(([_, _, name], secret)) => Ok((name, secret)),
            // Rather hidden than shown.
            Err(error) if is_of_one_row(&error) => Ok((row.get(2)?, true)),
            Err(error) => Err(error),
        };
        let rows = statement.query_map([connection.as_str(), flow], said).map_err(cannot_read)?;
        Ok(Marks::of(readable(rows, "mark of a parameter")?.into_iter().collect()))
    }

    fn set_marks(&self, connection: &ConnectionId, flow: &str, marks: &[(&str, bool)]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().map_err(cannot_write)?;
        marks.iter().try_for_each(|said| mark(&all, connection, flow, *said)).map_err(cannot_write)?;
        all.commit().map_err(cannot_write)
    }
}
