//! The database of launches, drafts and last-seen results: one SQLite file, opened carefully.

mod batches;
mod drafts;
mod files;
mod flows;
mod guards;
mod journal;
mod known_fleet;
mod landings;
mod last_seen;
mod log;
mod open;
mod plans;
mod refusal;
mod schema;
mod seen;
mod side_file;
mod steps;
mod sums;
mod taken_over;
mod templates;
#[cfg(test)]
mod tests;
mod unreadable;

use crate::wire::ConnectionId;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use known_fleet::FleetStore;
use last_seen::RowStore;
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
    /// Goes up with each change of the journal.
    journal_revision: AtomicU64,
    /// What was last seen, row by row.
    rows: RowStore,
    /// What is known of the fleets' devices.
    fleets: FleetStore,
}

/// What the database holds, for the settings screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Size of its files in bytes.
    pub bytes: u64,
    /// Launches in the journal.
    pub launches: u32,
    /// Deployments of which something last seen is kept.
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
        Ok(Holdings {
            bytes: self.path.as_deref().map_or(0, files::size) + self.fleets.bytes(),
            launches: count("launches").map_err(cannot_read)?,
            seen: self.known()?,
            seen_bytes: self.rows.bytes(),
        })
    }

    /// How many deployments something is known of: by their rows, or by their counts alone.
    fn known(&self) -> Result<u32, StorageError> {
        let mut known = self.rows.known()?;
        let database = self.lock();
        let mut statement = database.prepare_cached("SELECT connection, deployment FROM seen").map_err(cannot_read)?;
        let counted = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(cannot_read)?;
        for key in counted {
            known.insert(key.map_err(cannot_read)?);
        }
        Ok(u32::try_from(known.len()).unwrap_or(u32::MAX))
    }

    /// Forgets all last-seen results; they are looked up again when on screen.
    ///
    /// # Errors
    /// The database could not be written.
    pub fn forget_seen(&self) -> Result<(), StorageError> {
        self.lock().execute("DELETE FROM seen", []).map_err(cannot_write)?;
        self.rows.forget(None)
    }

    /// Forgets the last-seen rows of a connection that was removed or leads elsewhere, and what is known of its fleet: nobody can ask for
    /// them any more.
    ///
    /// # Errors
    /// The database could not be written.
    pub fn forget_rows(&self, connection: &ConnectionId) -> Result<(), StorageError> {
        self.rows.forget(Some(connection))?;
        self.fleets.forget(connection)
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
            all.execute("DELETE FROM secret_marks WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM templates WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM guards WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM landings WHERE connection = ?1", [connection.as_str()])?;
            all.execute("DELETE FROM batches WHERE connection = ?1", [connection.as_str()])?;
            all.commit()
        });
        drop(database);
        self.journal_changed();
        all.map_err(cannot_write)?;
        self.forget_rows(connection)
    }

    /// Told after the change: who reads before it sees what was there before, and asks again.
    fn journal_changed(&self) {
        self.journal_revision.fetch_add(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held leaves no half-done work behind: SQLite rolls it back.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What can be read of rows: one that cannot be must not hide the others.
fn readable<T>(rows: impl Iterator<Item = rusqlite::Result<T>>, what: &'static str) -> Result<Vec<T>, StorageError> {
    let mut all = Vec::new();
    for row in rows {
        match row {
            Ok(row) => all.push(row),
            Err(error) if is_of_one_row(&error) => tracing::warn!(what, %error, "one that was kept cannot be read"),
            Err(error) => return Err(cannot_read(error)),
        }
    }
    Ok(all)
}

/// Whether an error is that of what stands in one row, such as a text that is none.
fn is_of_one_row(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(error, FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..))
}

fn cannot_read(error: rusqlite::Error) -> StorageError {
    StorageError(format!("Flightdeck's database could not be read: {}.", refusal::why(&error)))
}

fn cannot_write(error: rusqlite::Error) -> StorageError {
    StorageError(format!("Flightdeck's database could not be written: {}.", refusal::why(&error)))
}

fn not_json(error: serde_json::Error) -> StorageError {
    StorageError(format!("A record of Flightdeck's database could not be written or read ({error})."))
}
