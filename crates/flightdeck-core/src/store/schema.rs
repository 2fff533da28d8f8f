//! Making a database and bringing it up to date, for every file alike: step by step, by one program at a time, and never one that is not what its number
//! says it is.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::folder::private_file;

/// Each step brings a database one version up; a step that was released is never changed.
pub(super) type Steps = &'static [&'static str];

/// So long another program may have the file for itself.
const PATIENCE: Duration = Duration::from_secs(10);
/// And so long until it is tried again, where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It is not what was written.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// A newer Flightdeck wrote it; its version.
    #[error("a newer Flightdeck wrote it: its version is {0}")]
    Newer(u32),
    #[error("{0}")]
    Other(rusqlite::Error),
}

impl Trouble {
    /// The error of SQLite, where there is no other.
    pub(super) fn into_error(self) -> rusqlite::Error {
        match self {
            Self::Other(error) => error,
            Self::Damaged(_) | Self::Newer(_) => rusqlite::Error::InvalidQuery,
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) { Self::Damaged(error.to_string()) } else { Self::Other(error) }
    }
}

pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Opens a database's file, and makes it where it is not there: SQLite would let everybody read what it makes, and gives what it lays beside it
/// the rights that the file has.
pub(super) fn made(path: &Path) -> Result<Connection, Trouble> {
    // One that is there is left to SQLite alone: to close a file takes its locks away from the whole program.
    if !path.exists() {
        // What keeps it from being made keeps SQLite from it too, which says so in words that are understood here.
        private_file(path).inspect_err(|error| tracing::debug!(%error, "a database cannot be made")).ok();
    }
    Ok(Connection::open(path)?)
}

/// Writes go to a log beside the file. Two programs that begin with the same file at once both get there: the second waits.
pub(super) fn keep_a_log(database: &Connection) -> rusqlite::Result<()> {
    database.busy_timeout(PATIENCE)?;
    let begun = Instant::now();
    loop {
        // SQLite asks for the file alone to change how it is written, and does not wait for that.
        match database.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
}

/// Whether SQLite finds its own order in a file, by a check of it.
pub(super) fn sound(database: &Connection, check: &str) -> Result<(), Trouble> {
    let found: String = database.query_row(&format!("PRAGMA {check}(1)"), [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(Trouble::Damaged(found)) }
}

/// Takes the steps that a database lacks, and looks whether it is then what it has to be.
pub(super) fn bring_up(database: &mut Connection, steps: Steps) -> Result<(), Trouble> {
    while lacks(database, steps)?.is_some() {
        // Step and number in one transaction: a step half done would be done again on the next start. And the number is read once more with
        // the file locked, or two programs that begin at once would both take the same step.
        let whole = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some((step, reached)) = lacks(&whole, steps)? else { break };
        whole.execute_batch(step).map_err(|error| not_as_numbered(error, reached))?;
        whole.pragma_update(None, "user_version", reached)?;
        whole.commit()?;
    }
    let missing = missing(database, steps)?;
    if missing.is_empty() { Ok(()) } else { Err(Trouble::Damaged(format!("it lacks {missing:?}"))) }
}

/// The next step, and the version that it leads to.
fn lacks(database: &Connection, steps: Steps) -> Result<Option<(&'static str, u32)>, Trouble> {
    let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let version = u32::try_from(version).map_err(|_| Trouble::Damaged(format!("its version is {version}")))?;
    let left = steps.get(version as usize..).ok_or(Trouble::Newer(version))?;
    Ok(left.first().map(|step| (*step, version + 1)))
}

/// A step that does not fit what is there: the number is not that of the tables.
fn not_as_numbered(error: rusqlite::Error, reached: u32) -> Trouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::Unknown) => {
            Trouble::Damaged(format!("it is not of the version before {reached}, which it says it is: {error}"))
        }
        _ => error.into(),
    }
}

/// What a database of these steps has and this one has not: where a bit of its description is another, every question to it would fail later.
fn missing(database: &Connection, steps: Steps) -> rusqlite::Result<Vec<String>> {
    let whole = Connection::open_in_memory()?;
    for step in steps {
        whole.execute_batch(step)?;
    }
    let there = shape(database)?;
    Ok(shape(&whole)?.into_iter().filter(|part| !there.contains(part)).collect())
}

/// Columns, indexes and references, each as a line.
fn shape(database: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut parts = database.prepare(
        "WITH tables AS (SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%')
         SELECT concat_ws(' ', 'column', tables.name, of.name, of.type, of.\"notnull\", of.pk)
             FROM tables, pragma_table_info(tables.name) AS of
         UNION ALL SELECT concat_ws(' ', 'index', tables.name, of.\"unique\", at.seqno, at.name)
             FROM tables, pragma_index_list(tables.name) AS of, pragma_index_info(of.name) AS at
         UNION ALL SELECT concat_ws(' ', 'reference', tables.name, of.\"from\", of.\"table\", of.\"to\", of.on_delete)
             FROM tables, pragma_foreign_key_list(tables.name) AS of",
    )?;
    parts.query_map([], |row| row.get(0))?.collect()
}
