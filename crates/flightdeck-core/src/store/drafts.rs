//! Drafts: what was typed survives a closed window.

use rusqlite::{OptionalExtension, Row, params};

use super::{Store, cannot_read, cannot_write, not_json, readable};
use crate::outside::{Drafts, KeptDraft, StorageError};
use crate::wire::ConnectionId;

impl Drafts for Store {
    fn drafts(&self, connection: &ConnectionId) -> Result<Vec<KeptDraft>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached(
                "SELECT id, draft, saved_ms FROM drafts WHERE connection = ?1 ORDER BY saved_ms DESC, rowid DESC",
            )
            .map_err(cannot_read)?;
        let rows = statement.query_map([connection.as_str()], raw).map_err(cannot_read)?;
        let mut drafts = Vec::new();
        for row in readable(rows, "draft")? {
            let id = row.0.clone();
            match kept(row) {
                Ok(draft) => drafts.push(draft),
                // One unreadable draft must not hide the others.
                Err(error) => tracing::warn!(%id, %error, "a draft cannot be read"),
            }
        }
        Ok(drafts)
    }

    fn draft(&self, connection: &ConnectionId, id: &str) -> Result<Option<KeptDraft>, StorageError> {
        let found = self
            .lock()
            .query_row(
                "SELECT id, draft, saved_ms FROM drafts WHERE connection = ?1 AND id = ?2",
                [connection.as_str(), id],
                raw,
            )
            .optional()
            .map_err(cannot_read)?;
        found.map(kept).transpose()
    }

    fn keep_draft(&self, connection: &ConnectionId, draft: &KeptDraft) -> Result<(), StorageError> {
        let text = serde_json::to_string(&draft.draft).map_err(not_json)?;
        self.lock()
            .execute(
                "INSERT INTO drafts (id, connection, draft, saved_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET draft = excluded.draft, saved_ms = excluded.saved_ms",
                params![draft.id, connection.as_str(), text, draft.saved_ms],
            )
            .map(drop)
            .map_err(cannot_write)
    }

    fn drop_draft(&self, connection: &ConnectionId, id: Option<&str>) -> Result<(), StorageError> {
        let database = self.lock();
        let dropped = match id {
            Some(id) => {
                database.execute("DELETE FROM drafts WHERE connection = ?1 AND id = ?2", [connection.as_str(), id])
            }
            None => database.execute("DELETE FROM drafts WHERE connection = ?1", [connection.as_str()]),
        };
        dropped.map(drop).map_err(cannot_write)
    }
}

pub(super) type Raw = (String, String, i64);

pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

pub(super) fn kept((id, draft, saved_ms): Raw) -> Result<KeptDraft, StorageError> {
    Ok(KeptDraft { id, draft: serde_json::from_str(&draft).map_err(not_json)?, saved_ms })
}
