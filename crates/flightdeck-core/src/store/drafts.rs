//! Drafts: what was typed survives a closed window.

use rusqlite::{OptionalExtension, params};

use super::{Store, cannot_read, cannot_write, not_json};
use crate::outside::{Drafts, StorageError};
use crate::wire::{ConnectionId, Draft};

impl Drafts for Store {
    fn load(&self, connection: &ConnectionId) -> Result<Option<(Draft, i64)>, StorageError> {
        let found: Option<(String, i64)> = self
            .lock()
            .query_row("SELECT draft, saved_ms FROM drafts WHERE connection = ?1", [connection.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(cannot_read)?;
        found.map(|(text, saved_ms)| Ok((serde_json::from_str(&text).map_err(not_json)?, saved_ms))).transpose()
    }

    fn save(&self, connection: &ConnectionId, draft: &Draft, at_ms: i64) -> Result<(), StorageError> {
        let text = serde_json::to_string(draft).map_err(not_json)?;
        self.lock()
            .execute(
                "INSERT OR REPLACE INTO drafts (connection, draft, saved_ms) VALUES (?1, ?2, ?3)",
                params![connection.as_str(), text, at_ms],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn discard(&self, connection: &ConnectionId) -> Result<(), StorageError> {
        self.lock()
            .execute("DELETE FROM drafts WHERE connection = ?1", [connection.as_str()])
            .map(drop)
            .map_err(cannot_write)
    }
}
