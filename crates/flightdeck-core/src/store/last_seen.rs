//! What was last seen of watched deployments, row by row: a database of its own, so that its size and its accidents never touch the
//! journal of launches. Nothing in it is precious: what is lost is looked up again.

mod lists;
mod pieces;

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::schema::Steps;
use super::side_file::{Damage, Found, SideFile, give_back, sum};
use super::{Store, cannot_read, cannot_write};
use crate::outside::{Kept, LastCounts, LastSeen, Parcel, Pieces, StorageError};
use crate::wire::{ConnectionId, DeploymentId};

pub(super) const FILE: &str = "seen.db";
/// What a deployment takes beside its blobs, about.
const OVERHEAD: usize = 200;
const DAY_MS: i64 = 86_400_000;
const MEGABYTE: u64 = 1_000_000;

pub(super) const STEPS: Steps = &[
    "
    CREATE TABLE deployments (
        id         INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        deployment TEXT NOT NULL,
        at_ms      INTEGER NOT NULL,
        bytes      INTEGER NOT NULL,
        sum        INTEGER NOT NULL,
        head       BLOB NOT NULL,
        UNIQUE (connection, deployment)
    );
    CREATE INDEX deployments_by_age ON deployments (at_ms);
    CREATE TABLE blobs (
        of       INTEGER NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        of_whole INTEGER NOT NULL,
        sum      INTEGER NOT NULL,
        body     BLOB NOT NULL,
        PRIMARY KEY (of, number)
    );
",
    "
    CREATE TABLE lists (
        connection TEXT PRIMARY KEY,
        at_ms      INTEGER NOT NULL,
        sum        INTEGER NOT NULL,
        body       BLOB NOT NULL
    );
",
    "ALTER TABLE deployments ADD COLUMN counts TEXT;",
    "
    CREATE TABLE names (
        of     INTEGER NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        body   BLOB NOT NULL,
        PRIMARY KEY (of, number)
    );
",
];

/// The open database.
pub(super) struct RowStore {
    file: SideFile,
}

impl RowStore {
    /// Opens the database in a directory, or one in memory.
    pub(super) fn open(directory: Option<&Path>, now_ms: i64) -> rusqlite::Result<(Self, Found)> {
        let (file, found) = SideFile::open(directory, FILE, STEPS, Damage::Remove, now_ms)?;
        Ok((Self { file }, found))
    }

    /// Bytes of its files.
    pub(super) fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Of which deployments it has rows: connection and deployment.
    pub(super) fn known(&self) -> Result<HashSet<(String, String)>, StorageError> {
        let database = self.file.lock();
        let read = || -> rusqlite::Result<HashSet<(String, String)>> {
            let mut statement = database.prepare_cached("SELECT connection, deployment FROM deployments")?;
            let known = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            known.collect()
        };
        read().map_err(cannot_read)
    }

    /// Forgets everything, or what belongs to one connection.
    pub(super) fn forget(&self, connection: Option<&str>) -> Result<(), StorageError> {
        let database = self.file.lock();
        let forget = || {
            for table in ["deployments", "lists"] {
                match connection {
                    None => database.execute(&format!("DELETE FROM {table}"), []),
                    Some(connection) => {
                        database.execute(&format!("DELETE FROM {table} WHERE connection = ?1"), [connection])
                    }
                }?;
            }
            give_back(&database)
        };
        forget().map_err(cannot_write)
    }
}

impl LastSeen for Store {
    fn load(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<Kept> {
        let mut database = self.rows.file.lock();
        match load(&database, connection, deployment) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "what was last seen cannot be read");
                self.rows.file.survive(&mut database, &error);
                None
            }
        }
    }

    fn keep(&self, connection: &ConnectionId, deployment: &DeploymentId, parcel: &Parcel) -> Result<(), StorageError> {
        let mut database = self.rows.file.lock();
        let done = keep(&mut database, connection, deployment, parcel);
        done.map_err(|error| {
            self.rows.file.survive(&mut database, &error);
            cannot_write(error)
        })
    }

    fn pieces(&self, connection: &ConnectionId, may_name: &dyn Fn(&[u8]) -> bool, piece: &mut dyn FnMut(Pieces)) {
        let deployments = pieces::deployments(&self.rows.file.lock(), connection);
        let read = deployments.and_then(|deployments| {
            for deployment in &deployments {
                // Locked for one at a time: who keeps a look does not wait for all of them.
                let found = pieces::of(&self.rows.file.lock(), deployment, may_name)?;
                if let Some(found) = found {
                    piece(found);
                }
            }
            Ok(())
        });
        if let Err(error) = read {
            tracing::warn!(%error, "what was last seen cannot be searched");
            self.rows.file.survive(&mut self.rows.file.lock(), &error);
        }
    }

    fn last_counts(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<LastCounts> {
        let mut database = self.rows.file.lock();
        match last_counts(&database, connection, deployment) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "what was last seen cannot be read");
                self.rows.file.survive(&mut database, &error);
                None
            }
        }
    }

    fn load_list(&self, connection: &ConnectionId) -> Option<(Vec<u8>, i64)> {
        let mut database = self.rows.file.lock();
        match lists::load(&database, connection) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "the list last seen cannot be read");
                self.rows.file.survive(&mut database, &error);
                None
            }
        }
    }

    fn keep_list(&self, connection: &ConnectionId, list: Option<&[u8]>, at_ms: i64) -> Result<(), StorageError> {
        let mut database = self.rows.file.lock();
        let done = lists::keep(&database, connection, list, at_ms);
        done.map_err(|error| {
            self.rows.file.survive(&mut database, &error);
            cannot_write(error)
        })
    }

    fn drop_rows(&self, connection: &ConnectionId, deployment: &DeploymentId) {
        let done = self.rows.file.lock().execute(
            "DELETE FROM deployments WHERE connection = ?1 AND deployment = ?2",
            [&**connection, &**deployment],
        );
        if let Err(error) = done {
            tracing::warn!(%error, "what was last seen cannot be forgotten");
        }
    }

    fn let_go(&self, now_ms: i64, keep_days: u32, keep_megabytes: u32) {
        let before_ms = now_ms.saturating_sub(i64::from(keep_days) * DAY_MS);
        let counts = self.lock().execute("DELETE FROM seen WHERE at_ms < ?1", [before_ms]);
        let rows = let_go(&self.rows.file.lock(), before_ms, u64::from(keep_megabytes) * MEGABYTE);
        if let Err(error) = counts.and(rows) {
            tracing::warn!(%error, "what was seen long ago cannot be let go");
        }
    }
}

fn load(database: &Connection, connection: &str, deployment: &str) -> rusqlite::Result<Option<Kept>> {
    let found: Option<(i64, i64, Vec<u8>)> = database
        .prepare_cached("SELECT id, sum, head FROM deployments WHERE connection = ?1 AND deployment = ?2")?
        .query_row([connection, deployment], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, head_sum, head)) = found else { return Ok(None) };
    let mut kept =
        Kept { of_whole: 0, blobs: Vec::new(), head: if sum(&head) == head_sum { head } else { Vec::new() } };
    let mut statement =
        database.prepare_cached("SELECT of_whole, sum, body FROM blobs WHERE of = ?1 ORDER BY number")?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(2)?;
        if sum(&body) != row.get::<_, i64>(1)? {
            // An empty head is one that cannot be read.
            kept.head.clear();
        }
        kept.of_whole += usize::from(row.get::<_, bool>(0)?);
        kept.blobs.push(body);
    }
    Ok(Some(kept))
}

fn keep(database: &mut Connection, connection: &str, deployment: &str, parcel: &Parcel) -> rusqlite::Result<()> {
    let all = database.transaction()?;
    let bytes: usize = parcel.blobs.iter().chain(&parcel.names).map(|blob| blob.len() + OVERHEAD).sum();
    let (bytes, head_bytes) = (bytes as i64, (parcel.head.len() + OVERHEAD) as i64);
    let head_sum = sum(&parcel.head);
    // Plain numbers, which JSON can always hold; nothing would be read back as nothing seen.
    let counts = serde_json::to_string(&parcel.counts).unwrap_or_default();
    let (id, first): (i64, i64) = if parcel.whole {
        all.execute("DELETE FROM deployments WHERE connection = ?1 AND deployment = ?2", [connection, deployment])?;
        all.execute(
            "INSERT INTO deployments (connection, deployment, at_ms, bytes, sum, head, counts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![connection, deployment, parcel.counts.at_ms, bytes + head_bytes, head_sum, parcel.head, counts],
        )?;
        (all.last_insert_rowid(), 0)
    } else {
        // No row comes back where the whole that this adds to was let go meanwhile.
        all.query_row(
            "UPDATE deployments SET at_ms = ?3, bytes = bytes + ?4, sum = ?5, head = ?6, counts = ?7
             WHERE connection = ?1 AND deployment = ?2
             RETURNING id, (SELECT coalesce(max(number) + 1, 0) FROM blobs WHERE of = id)",
            params![connection, deployment, parcel.counts.at_ms, bytes, head_sum, parcel.head, counts],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
    };
    for (number, blob) in (first..).zip(&parcel.blobs) {
        all.prepare_cached("INSERT INTO blobs (of, number, of_whole, sum, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![id, number, parcel.whole, sum(blob), blob])?;
    }
    for (number, names) in (first..).zip(&parcel.names) {
        all.prepare_cached("INSERT INTO names (of, number, body) VALUES (?1, ?2, ?3)")?
            .execute(params![id, number, names])?;
    }
    all.commit()
}

/// What an earlier Flightdeck kept has no counts.
fn last_counts(database: &Connection, connection: &str, deployment: &str) -> rusqlite::Result<Option<LastCounts>> {
    let found: Option<Option<String>> = database
        .prepare_cached("SELECT counts FROM deployments WHERE connection = ?1 AND deployment = ?2")?
        .query_row([connection, deployment], |row| row.get(0))
        .optional()?;
    Ok(found.flatten().and_then(|counts| serde_json::from_str(&counts).ok()))
}

/// Lets go what was last looked at before `before_ms`, and the oldest until `most` bytes are left; never the newest.
fn let_go(database: &Connection, before_ms: i64, most: u64) -> rusqlite::Result<usize> {
    let mut gone = database.execute("DELETE FROM deployments WHERE at_ms < ?1", [before_ms])?;
    gone += database.execute("DELETE FROM lists WHERE at_ms < ?1", [before_ms])?;
    loop {
        let (count, bytes): (u32, u64) =
            database.query_row("SELECT count(*), coalesce(sum(bytes), 0) FROM deployments", [], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
        if count <= 1 || bytes <= most {
            break;
        }
        gone += database.execute(
            "DELETE FROM deployments WHERE id = (SELECT id FROM deployments ORDER BY at_ms, id LIMIT 1)",
            [],
        )?;
    }
    if gone > 0 {
        give_back(database)?;
    }
    Ok(gone)
}

#[cfg(test)]
mod tests;
