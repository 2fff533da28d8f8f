//! The database of launches, drafts and last-seen results: one SQLite file, opened carefully.

mod drafts;
mod flows;
mod journal;
mod open;
mod refusal;
mod seen;
#[cfg(test)]
mod tests;

use crate::wire::ConnectionId;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::outside::StorageError;

pub use open::{Opened, open};
pub use refusal::Refusal;

/// The open database.
///
/// Calls block for as long as the disk takes, a few milliseconds: what is written is small, and a launch has to wait for
/// its entry to be on disk anyway.
pub struct Store {
    database: Mutex<Connection>,
    path: Option<PathBuf>,
}

/// What the database holds, for the settings screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Size of its files in bytes.
    pub bytes: u64,
    /// Launches in the journal.
    pub launches: u32,
    /// Deployments whose last-seen counts are kept.
    pub seen: u32,
    /// Bytes that what was last seen takes.
    pub seen_bytes: u64,
}

impl Store {
    /// Where the file is; empty for one in memory.
    pub fn path(&self) -> String {
        self.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    }

    /// What it holds.
    ///
    /// # Errors
    /// The database could not be read.
    pub fn holdings(&self) -> Result<Holdings, StorageError> {
        let count = |table: &str| -> rusqlite::Result<u32> {
            self.lock().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
        };
        let bytes = self.path.iter().flat_map(|path| {
            ["", "-wal", "-shm"].map(|end| std::fs::metadata(open::beside(path, end)).map_or(0, |file| file.len()))
        });
        Ok(Holdings {
            bytes: bytes.sum(),
            launches: count("launches").map_err(cannot_read)?,
            seen: count("seen").map_err(cannot_read)?,
            seen_bytes: self.seen_bytes().map_err(cannot_read)?,
        })
    }

    /// What the counts take, by SQLite's own reckoning of the table's pages.
    fn seen_bytes(&self) -> rusqlite::Result<u64> {
        self.lock()
            .query_row("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = 'seen'", [], |row| {
                row.get::<_, i64>(0)
            })
            .map(i64::unsigned_abs)
    }

    /// Forgets all last-seen results; they are looked up again when on screen.
    ///
    /// # Errors
    /// The database could not be written.
    pub fn forget_seen(&self) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM seen", []).map(drop).map_err(cannot_write)
    }

    /// Forgets what is known of a connection whose fleet exists no more: the demo fleet starts afresh with every process,
    /// with the same ids, and what was true of the last one would be shown as true of this one.
    ///
    /// # Errors
    /// The database could not be written.
    pub fn forget_fleet(&self, connection: &ConnectionId) -> Result<(), StorageError> {
        let mut database = self.lock();
        let all = database.transaction().and_then(|all| {
            all.execute("DELETE FROM seen WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM launches WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM flows WHERE connection = ?1", [connection.as_str()])?;
            all.commit()
        });
        all.map_err(cannot_write)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held leaves no half-done work behind: SQLite rolls it back.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cannot_read(error: rusqlite::Error) -> StorageError {
    StorageError(format!("Flightdeck's database could not be read ({error})."))
}

fn cannot_write(error: rusqlite::Error) -> StorageError {
    StorageError(format!("Flightdeck's database could not be written ({error})."))
}

fn not_json(error: serde_json::Error) -> StorageError {
    StorageError(format!("A record of Flightdeck's database could not be written or read ({error})."))
}
