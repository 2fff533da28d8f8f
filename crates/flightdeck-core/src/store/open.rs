//! Opening the database: checks it, brings it up to date, and sets a damaged file aside instead of losing it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::files::{private_folder, set_aside};
use super::known_fleet::FleetStore;
use super::last_seen::RowStore;
use super::{Refusal, Store};
use crate::outside::StorageError;
use crate::wire::StartNote;

const FILE: &str = "flightdeck.db";

/// Each step brings the database one version up; a step that was released is never changed.
pub(super) const STEPS: &[&str] = &[
    "
    CREATE TABLE launches (
        request_id  TEXT PRIMARY KEY,
        connection  TEXT NOT NULL,
        destination TEXT NOT NULL,
        sent_ms     INTEGER NOT NULL,
        request     TEXT NOT NULL,
        target      TEXT NOT NULL,
        outcome     TEXT,
        deployment  TEXT
    );
    CREATE INDEX launches_of_connection ON launches (connection, sent_ms);
    CREATE INDEX launches_of_deployment ON launches (connection, deployment);
    CREATE TABLE seen (
        connection  TEXT NOT NULL,
        deployment  TEXT NOT NULL,
        pending     INTEGER NOT NULL,
        in_progress INTEGER NOT NULL,
        succeeded   INTEGER NOT NULL,
        failed      INTEGER NOT NULL,
        aborted     INTEGER NOT NULL,
        unknown     INTEGER NOT NULL,
        at_ms       INTEGER NOT NULL,
        PRIMARY KEY (connection, deployment)
    ) WITHOUT ROWID;
    CREATE TABLE drafts (
        connection TEXT PRIMARY KEY,
        draft      TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL
    );
",
    "
    ALTER TABLE launches ADD COLUMN clock_offset_ms INTEGER;
    ALTER TABLE launches ADD COLUMN before TEXT;
    CREATE TABLE flows (
        connection TEXT NOT NULL,
        flow       TEXT NOT NULL,
        name       TEXT NOT NULL,
        PRIMARY KEY (connection, flow)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE guards (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        guard      TEXT NOT NULL
    );
",
    "
    CREATE TABLE templates (
        id         TEXT PRIMARY KEY,
        connection TEXT NOT NULL,
        name       TEXT NOT NULL,
        draft      TEXT NOT NULL,
        asks       TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL,
        UNIQUE (connection, name)
    );
",
    "
    CREATE TABLE batches (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        batch      TEXT NOT NULL
    );
    CREATE TABLE batch_devices (
        batch  TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
        place  INTEGER NOT NULL,
        device TEXT NOT NULL,
        name   TEXT,
        PRIMARY KEY (batch, place)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE secret_marks (
        connection TEXT NOT NULL,
        flow       TEXT NOT NULL,
        name       TEXT NOT NULL,
        secret     INTEGER NOT NULL,
        PRIMARY KEY (connection, flow, name)
    ) WITHOUT ROWID;
    CREATE TABLE several_drafts (
        id         TEXT PRIMARY KEY,
        connection TEXT NOT NULL,
        draft      TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL
    );
    INSERT INTO several_drafts (id, connection, draft, saved_ms)
        SELECT lower(hex(randomblob(16))), connection, draft, saved_ms FROM drafts;
    DROP TABLE drafts;
    ALTER TABLE several_drafts RENAME TO drafts;
    CREATE INDEX drafts_of_connection ON drafts (connection, saved_ms);
",
    "
    CREATE TABLE plans (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        plan       TEXT NOT NULL
    );
",
    "
    CREATE TABLE landings (
        number     INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        deployment TEXT NOT NULL,
        landing    TEXT NOT NULL,
        UNIQUE (connection, deployment)
    );
",
];

/// An open database and what happened while it was opened.
pub struct Opened {
    /// The database.
    pub store: Store,
    /// What the user should know.
    pub notes: Vec<StartNote>,
}

/// Opens the database in a directory, making both where needed. `now_ms` names a damaged file that is set aside.
///
/// # Errors
/// The directory cannot be written, the file was made by a newer Flightdeck, or something else keeps it from being opened.
/// A damaged file is no error: it is set aside and a new one begun.
pub fn open(directory: &Path, now_ms: i64) -> Result<Opened, Refusal> {
    private_folder(directory).map_err(|error| Refusal::of_io(&error))?;
    begin(directory, now_ms).map_err(|refusal| refusal.seen_in(directory))
}

fn begin(directory: &Path, now_ms: i64) -> Result<Opened, Refusal> {
    let path = directory.join(FILE);
    match attempt(&path, now_ms) {
        Ok((store, notes)) => Ok(Opened { store, notes }),
        Err(Trouble::Other(refusal)) => Err(refusal),
        Err(Trouble::Damaged(why)) => {
            let aside = set_aside(&path, now_ms).map_err(|error| Refusal::of_io(&error))?;
            tracing::warn!(%why, aside = %aside.display(), "the database was damaged and set aside");
            match attempt(&path, now_ms) {
                Ok((store, mut notes)) => {
                    notes.insert(0, note(&aside));
                    Ok(Opened { store, notes })
                }
                Err(Trouble::Other(refusal)) => Err(refusal),
                Err(Trouble::Damaged(why)) => {
                    Err(Refusal::Other(format!("a new one at {} is damaged at once: {why}", path.display())))
                }
            }
        }
    }
}

impl Store {
    /// A database in memory, gone with it.
    ///
    /// # Errors
    /// SQLite could not make one.
    pub fn in_memory() -> Result<Self, StorageError> {
        let database = Connection::open_in_memory().map_err(super::cannot_write)?;
        prepare(database, None, 0).map(|(store, _)| store).map_err(|trouble| match trouble {
            Trouble::Other(refusal) => StorageError(refusal.to_string()),
            Trouble::Damaged(why) => StorageError(why),
        })
    }
}

enum Trouble {
    Damaged(String),
    Other(Refusal),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Other(Refusal::of_sqlite(&error)),
        }
    }
}

type Prepared = (Store, Vec<StartNote>);

fn attempt(path: &Path, now_ms: i64) -> Result<Prepared, Trouble> {
    prepare(Connection::open(path)?, Some(path.to_owned()), now_ms)
}

fn prepare(mut database: Connection, path: Option<PathBuf>, now_ms: i64) -> Result<Prepared, Trouble> {
    database.busy_timeout(Duration::from_secs(5))?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    // With NORMAL a power cut may take the last launch back although it was sent; then nobody would look for it.
    database.pragma_update(None, "synchronous", "FULL")?;
    database.pragma_update(None, "foreign_keys", true)?;
    let health: String = database.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if health != "ok" {
        return Err(Trouble::Damaged(health));
    }
    let version: u32 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let Some(steps) = STEPS.get(version as usize..) else {
        return Err(Trouble::Other(Refusal::Newer { found: version, known: STEPS.len() }));
    };
    for (step, reached) in steps.iter().zip(version + 1..) {
        // Step and number in one transaction: a step half done would be done again on the next start.
        let whole = database.transaction()?;
        whole.execute_batch(step)?;
        whole.pragma_update(None, "user_version", reached)?;
        whole.commit()?;
    }
    let directory = path.as_deref().and_then(Path::parent);
    let (rows, (fleets, aside)) = (RowStore::open(directory)?, FleetStore::open(directory, now_ms)?);
    let store = Store { database: Mutex::new(database), path, journal_revision: AtomicU64::new(0), rows, fleets };
    Ok((store, aside.as_deref().map(fleet_note).into_iter().collect()))
}

fn note(aside: &Path) -> StartNote {
    StartNote {
        title: "The database was damaged and set aside".to_owned(),
        message: format!(
            "Earlier launches, drafts and last-seen results are not shown. The damaged file was kept as {}; a new one was \
             begun. The deployments themselves are at the service and are not affected.",
            aside.display()
        ),
    }
}

fn fleet_note(aside: &Path) -> StartNote {
    StartNote {
        title: "What was known of the fleets was damaged and set aside".to_owned(),
        message: format!(
            "The service is asked again where it tells its devices; lists have to be imported again. The damaged file was kept as {}. \
             Launches, drafts and templates are not affected.",
            aside.display()
        ),
    }
}
