//! What the user says of update flows: names, and which parameters are secret.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};

use super::{Store, cannot_read, cannot_write, readable};
use crate::outside::{Flows, StorageError};
use crate::parameters::secrets::Marks;
use crate::wire::ConnectionId;

impl Flows for Store {
    fn name(&self, connection: &ConnectionId, flow: &str) -> Result<Option<String>, StorageError> {
        self.lock()
            .prepare_cached("SELECT name FROM flows WHERE connection = ?1 AND flow = ?2")
            .and_then(|mut statement| statement.query_row([connection.as_str(), flow], |row| row.get(0)).optional())
            .map_err(cannot_read)
    }

    fn names(&self, connection: &ConnectionId) -> Result<BTreeMap<String, String>, StorageError> {
        let database = self.lock();
        let mut statement =
            database.prepare_cached("SELECT flow, name FROM flows WHERE connection = ?1").map_err(cannot_read)?;
        let rows =
            statement.query_map([connection.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).map_err(cannot_read)?;
        Ok(readable(rows, "name of a flow")?.into_iter().collect())
    }

    fn set_name(&self, connection: &ConnectionId, flow: &str, name: Option<&str>) -> Result<(), StorageError> {
        let database = self.lock();
        let written = match name {
            Some(name) => database.execute(
                "INSERT OR REPLACE INTO flows (connection, flow, name) VALUES (?1, ?2, ?3)",
                params![connection.as_str(), flow, name],
            ),
            None => {
                database.execute("DELETE FROM flows WHERE connection = ?1 AND flow = ?2", [connection.as_str(), flow])
            }
        };
        written.map(drop).map_err(cannot_write)
    }

    fn marks(&self, connection: &ConnectionId, flow: &str) -> Result<Marks, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached("SELECT name, secret FROM secret_marks WHERE connection = ?1 AND flow = ?2")
            .map_err(cannot_read)?;
        let rows = statement
            .query_map([connection.as_str(), flow], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(cannot_read)?;
        Ok(Marks::of(readable(rows, "mark of a parameter")?.into_iter().collect()))
    }

    fn set_marks(&self, connection: &ConnectionId, flow: &str, marks: &[(&str, bool)]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().map_err(cannot_write)?;
        for (name, secret) in marks {
            all.execute(
                "INSERT OR REPLACE INTO secret_marks (connection, flow, name, secret) VALUES (?1, ?2, ?3, ?4)",
                params![connection.as_str(), flow, name, secret],
            )
            .map_err(cannot_write)?;
        }
        all.commit().map_err(cannot_write)
    }
}
