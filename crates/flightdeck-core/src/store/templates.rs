//! Templates, kept by connection.

use rusqlite::{Connection, Row, params};

use super::{Store, cannot_read, cannot_write, not_json, readable, sums};
use crate::outside::{KeptTemplate, StorageError, Templates};
use crate::wire::ConnectionId;

pub(super) const COLUMNS: &str = "id, connection, name, draft, asks, saved_ms, sum";

impl Templates for Store {
    fn templates(&self, connection: &ConnectionId) -> Result<Vec<KeptTemplate>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM templates WHERE connection = ?1 ORDER BY name COLLATE NOCASE, name"
            ))
            .map_err(cannot_read)?;
        let rows = statement.query_map([connection.as_str()], raw).map_err(cannot_read)?;
        let mut templates = Vec::new();
        for raw in readable(rows, "template")? {
            let id = raw.id.clone();
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

/// A row as stored, its JSON not read yet.
pub(super) struct Raw {
    id: String,
    pub(super) connection: ConnectionId,
    name: String,
    draft: String,
    asks: String,
    saved_ms: i64,
}

impl Raw {
    fn sum(&self) -> i64 {
        let Self { id, connection, name, draft, asks, saved_ms } = self;
        sums::of(&[id, connection.as_str(), name, draft, asks, &saved_ms.to_string()])
    }
}

/// A row, if it is as it was written.
pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let connection: String = row.get(1)?;
    let raw = Raw {
        id: row.get(0)?,
        connection: connection.into(),
        name: row.get(2)?,
        draft: row.get(3)?,
        asks: row.get(4)?,
        saved_ms: row.get(5)?,
    };
    sums::holds(row, 6, raw.sum())?;
    Ok(raw)
}

pub(super) fn kept(Raw { id, name, draft, asks, saved_ms, .. }: Raw) -> Result<KeptTemplate, StorageError> {
    let draft = serde_json::from_str(&draft).map_err(not_json)?;
    let asks = serde_json::from_str(&asks).map_err(not_json)?;
    Ok(KeptTemplate { id, name, draft, asks, saved_ms })
}

/// Writes one, in the place of the one with its id or its name.
pub(super) fn write(database: &Connection, connection: &ConnectionId, one: &KeptTemplate) -> Result<(), StorageError> {
    let raw = Raw {
        id: one.id.clone(),
        connection: connection.clone(),
        name: one.name.clone(),
        draft: serde_json::to_string(&one.draft).map_err(not_json)?,
        asks: serde_json::to_string(&one.asks).map_err(not_json)?,
        saved_ms: one.saved_ms,
    };
    database
        .execute(
            "INSERT OR REPLACE INTO templates (id, connection, name, draft, asks, saved_ms, sum)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![raw.id, raw.connection.as_str(), raw.name, raw.draft, raw.asks, raw.saved_ms, raw.sum()],
        )
        .map(drop)
        .map_err(cannot_write)
}
