//! Templates, kept by connection.

use rusqlite::params;

use super::{Store, cannot_read, cannot_write, not_json};
use crate::outside::{KeptTemplate, StorageError, Templates};
use crate::wire::ConnectionId;

impl Templates for Store {
    fn templates(&self, connection: &ConnectionId) -> Result<Vec<KeptTemplate>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached(
                "SELECT id, name, draft, asks, saved_ms FROM templates WHERE connection = ?1 ORDER BY name COLLATE NOCASE, name",
            )
            .map_err(cannot_read)?;
        let rows = statement
            .query_map([connection.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?, row.get(4)?))
            })
            .map_err(cannot_read)?;
        rows.map(|row| {
            let (id, name, draft, asks, saved_ms) = row.map_err(cannot_read)?;
            let draft = serde_json::from_str(&draft).map_err(not_json)?;
            let asks = serde_json::from_str(&asks).map_err(not_json)?;
            Ok(KeptTemplate { id, name, draft, asks, saved_ms })
        })
        .collect()
    }

    fn keep_templates(&self, connection: &ConnectionId, templates: &[KeptTemplate]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().map_err(cannot_write)?;
        for one in templates {
            let draft = serde_json::to_string(&one.draft).map_err(not_json)?;
            let asks = serde_json::to_string(&one.asks).map_err(not_json)?;
            all.execute(
                "INSERT OR REPLACE INTO templates (id, connection, name, draft, asks, saved_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![one.id, connection.as_str(), one.name, draft, asks, one.saved_ms],
            )
            .map_err(cannot_write)?;
        }
        all.commit().map_err(cannot_write)
    }

    fn drop_template(&self, connection: &ConnectionId, id: Option<&str>) -> Result<(), StorageError> {
        let database = self.lock();
        let dropped = match id {
            Some(id) => {
                database.execute("DELETE FROM templates WHERE connection = ?1 AND id = ?2", [connection.as_str(), id])
            }
            None => database.execute("DELETE FROM templates WHERE connection = ?1", [connection.as_str()]),
        };
        dropped.map(drop).map_err(cannot_write)
    }
}
