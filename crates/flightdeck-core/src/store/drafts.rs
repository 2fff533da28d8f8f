//! Drafts: what was typed survives a closed window.

use rusqlite::{OptionalExtension, Row, params};

use super::{Store, cannot_read, cannot_write, not_json, readable, sums};
use crate::outside::{Drafts, KeptDraft, StorageError};
use crate::wire::ConnectionId;

pub(super) const COLUMNS: &str = "id, connection, draft, saved_ms, sum";

impl Drafts for Store {
    fn drafts(&self, connection: &ConnectionId) -> Result<Vec<KeptDraft>, StorageError> {
        let database = self.lock();
        let mut statement = database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM drafts WHERE connection = ?1 ORDER BY saved_ms DESC, rowid DESC"
            ))
            .map_err(cannot_read)?;
        let rows = statement.query_map([connection.as_str()], raw).map_err(cannot_read)?;
        let mut drafts = Vec::new();
        for row in readable(rows, "draft")? {
            let id = row.id.clone();
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
                &format!("SELECT {COLUMNS} FROM drafts WHERE connection = ?1 AND id = ?2"),
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
                "INSERT INTO drafts (id, connection, draft, saved_ms, sum) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET connection = excluded.connection, draft = excluded.draft,
                                                saved_ms = excluded.saved_ms, sum = excluded.sum",
                params![
                    draft.id,
                    connection.as_str(),
                    text,
                    draft.saved_ms,
                    sum_of(&draft.id, connection, &text, draft.saved_ms)
                ],
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

/// A row as stored, its JSON not read yet.
pub(super) struct Raw {
    id: String,
    pub(super) connection: ConnectionId,
    draft: String,
    saved_ms: i64,
}

/// A row, if it is as it was written.
pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    let connection: String = row.get(1)?;
    let raw = Raw { id: row.get(0)?, connection: connection.into(), draft: row.get(2)?, saved_ms: row.get(3)? };
    sums::holds(row, 4, sum_of(&raw.id, &raw.connection, &raw.draft, raw.saved_ms))?;
    Ok(raw)
}

pub(super) fn kept(Raw { id, draft, saved_ms, .. }: Raw) -> Result<KeptDraft, StorageError> {
    Ok(KeptDraft { id, draft: serde_json::from_str(&draft).map_err(not_json)?, saved_ms })
}

fn sum_of(id: &str, connection: &ConnectionId, draft: &str, saved_ms: i64) -> i64 {
    sums::of(&[id, connection.as_str(), draft, &saved_ms.to_string()])
}
