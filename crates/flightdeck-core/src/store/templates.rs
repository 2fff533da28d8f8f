//! Templates, kept by connection.

use rusqlite::{Connection, Row, params};

use super::{Store, cannot_read, cannot_write, not_json, readable};
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
        let rows = statement.query_map([connection.as_str()], raw).map_err(cannot_read)?;
        let mut templates = Vec::new();
        for raw in readable(rows, "template")? {
            let id = raw.0.clone();
            match kept(raw) {
                Ok(template) => templates.push(template),
                // One unreadable template must not hide the others.
                Err(error) => tracing::warn!(%id, %error, "a template cannot be read"),
            }
        }
        Ok(templates)
    }

    fn keep_templates(&self, connection: &ConnectionId, templates: &[KeptTemplate]) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().map_err(cannot_write)?;
        for one in templates {
            write(&all, connection, one)?;
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

pub(super) type Raw = (String, String, String, String, i64);

pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

pub(super) fn kept((id, name, draft, asks, saved_ms): Raw) -> Result<KeptTemplate, StorageError> {
    let draft = serde_json::from_str(&draft).map_err(not_json)?;
    let asks = serde_json::from_str(&asks).map_err(not_json)?;
    Ok(KeptTemplate { id, name, draft, asks, saved_ms })
}

/// Writes one, in the place of the one with its id or its name.
pub(super) fn write(database: &Connection, connection: &ConnectionId, one: &KeptTemplate) -> Result<(), StorageError> {
    let draft = serde_json::to_string(&one.draft).map_err(not_json)?;
    let asks = serde_json::to_string(&one.asks).map_err(not_json)?;
    database
        .execute(
            "INSERT OR REPLACE INTO templates (id, connection, name, draft, asks, saved_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![one.id, connection.as_str(), one.name, draft, asks, one.saved_ms],
        )
        .map(drop)
        .map_err(cannot_write)
}
