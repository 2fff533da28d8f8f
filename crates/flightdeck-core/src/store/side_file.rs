//! A database beside the main one, so that its size and its accidents never touch the journal of launches. What cannot be read is begun
//! anew; the damaged file is removed where all of it can be looked up again, and set aside where somebody gave it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::files::{is_of_no_sqlite, move_folders, newest_aside, remove, set_aside, size};
use super::refusal;
use super::schema::{Steps, Trouble, bring_up, is_damage, keep_a_log, made, sound};

/// Bytes that are read through at a start without anybody noticing.
const SOON_READ: u64 = 64_000_000;

/// In the head of a file that took the place of a damaged one while Flightdeck ran: the next start tells it, since nobody was told then.
const BEGUN_ANEW: i32 = 0x464c_4e57;

/// The open database.
pub(super) struct SideFile {
    database: Mutex<Connection>,
    path: Option<PathBuf>,
    /// Why it is in memory though it has a file, where it is.
    lent: Mutex<Option<String>>,
    steps: Steps,
    damage: Damage,
}

/// What becomes of a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// All of it can be looked up again.
    Remove,
    /// Somebody gave what is in it. It is set aside under the time of the start.
    SetAside(i64),
}

/// What a start found of a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether it was damaged, now or while Flightdeck ran last, and begun anew.
    pub(super) damaged: bool,
    /// Where what stood in its place is kept.
    pub(super) aside: Option<PathBuf>,
    /// Why it cannot be had, and nothing is kept in it.
    pub(super) lent: Option<String>,
}

impl SideFile {
    /// Opens a file in a directory, or a database in memory. A file that cannot be read is begun anew; where none can be had, or it is of
    /// a newer Flightdeck, it is left alone and what it would keep is known for this run only.
    /// What was found stands beside it.
    pub(super) fn open(
        directory: Option<&Path>,
        file: &str,
        steps: Steps,
        damage: Damage,
        now_ms: i64,
    ) -> rusqlite::Result<(Self, Found)> {
        let mut found = Found::default();
        let path = directory.map(|directory| directory.join(file));
        let opened = match &path {
            None => in_memory(steps),
            Some(path) => look_for(path, steps, damage, now_ms, &mut found),
        };
        let database = match opened {
            Ok(database) => database,
            Err(trouble) => {
                tracing::warn!(why = %trouble, file, "cannot be had: nothing is kept in it");
                found.lent = Some(words(&trouble));
                in_memory(steps).map_err(Trouble::into_error)?
            }
        };
        let lent = Mutex::new(found.lent.clone());
        Ok((Self { database: Mutex::new(database), path, lent, steps, damage }, found))
    }

    /// Why what it takes is known for this run only, where it is.
    pub(super) fn lent(&self) -> Option<String> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of its files.
    pub(super) fn bytes(&self) -> u64 {
        self.path.as_deref().map_or(0, size)
    }

    /// Damage found on the way: the file is begun anew, since whatever is written to it may be lost.
    pub(super) fn survive(&self, database: &mut Connection, error: &rusqlite::Error) {
        let Some(path) = self.path.as_ref().filter(|_| is_damage(error)) else { return };
        tracing::warn!(%error, path = %path.display(), "is damaged and is begun anew");
        // The file must be closed before it is removed, where a file in use cannot be.
        if let Ok(nothing) = Connection::open_in_memory() {
            *database = nothing;
        }
        let begun = begin_anew(path, self.steps, self.damage).0.and_then(|new| {
            if self.damage != Damage::Remove {
                new.pragma_update(None, "application_id", BEGUN_ANEW)?;
            }
            Ok(new)
        });
        match begun {
            Ok(new) => *database = new,
            Err(trouble) => {
                tracing::warn!(why = %trouble, "what is seen is not kept any more");
                *self.lent.lock().unwrap_or_else(PoisonError::into_inner) = Some(words(&trouble));
                if let Ok(lent) = in_memory(self.steps) {
                    *database = lent;
                }
            }
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a file, or begins it anew where it is damaged.
fn look_for(path: &Path, steps: Steps, damage: Damage, now_ms: i64, found: &mut Found) -> Result<Connection, Trouble> {
    // What a folder keeps from being there is no more there than what is damaged.
    found.aside = move_folders(path, now_ms).unwrap_or_else(|error| {
        tracing::warn!(%error, path = %path.display(), "a folder stands in its place and cannot be moved");
        None
    });
    let was_there = path.exists();
    match prepare(path, steps, damage) {
        Ok(database) => {
            if found.aside.is_none() && damage != Damage::Remove {
                found.aside = newest_aside(path).filter(|_| !was_there);
                found.damaged = found.aside.is_some();
                if take_mark(&database)? {
                    *found = Found { damaged: true, aside: newest_aside(path), lent: None };
                }
            }
            Ok(database)
        }
        Err(Trouble::Damaged(why)) => {
            tracing::warn!(%why, path = %path.display(), "cannot be read and is begun anew");
            found.damaged = true;
            let (new, put) = begin_anew(path, steps, damage);
            found.aside = put.or(found.aside.take());
            new
        }
        Err(other) => Err(other),
    }
}

/// Whether it was begun anew while Flightdeck ran; once.
fn take_mark(database: &Connection) -> rusqlite::Result<bool> {
    let mark: i32 = database.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if mark == BEGUN_ANEW {
        database.pragma_update(None, "application_id", 0)?;
    }
    Ok(mark == BEGUN_ANEW)
}

/// Why a file cannot be had, for a person.
fn words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Damaged(why) => format!("it is damaged, and no new one can be begun ({why})"),
        Trouble::Newer(version) => format!("a newer Flightdeck wrote it (its version is {version})"),
        Trouble::Other(error) => refusal::why(error),
    }
}

/// Begins a damaged file anew; where the damaged one was put, if it was kept.
fn begin_anew(path: &Path, steps: Steps, damage: Damage) -> (Result<Connection, Trouble>, Option<PathBuf>) {
    let cleared = match damage {
        Damage::Remove => remove(path).map(|()| None),
        Damage::SetAside(now_ms) => set_aside(path, now_ms).map(Some),
    };
    let aside = cleared.unwrap_or_else(|error| {
        tracing::warn!(%error, "a damaged file cannot be taken away");
        None
    });
    (prepare(path, steps, damage), aside)
}

fn in_memory(steps: Steps) -> Result<Connection, Trouble> {
    made_ready(Connection::open_in_memory()?, steps)
}

fn prepare(path: &Path, steps: Steps, damage: Damage) -> Result<Connection, Trouble> {
    let opened = made(path).and_then(|database| {
        // Found on the way it would be told to nobody, or be taken for a deployment of fewer devices. To read a large file through takes
        // longer than a start may, and then what is in it can only be looked up again.
        if damage != Damage::Remove || size(path) <= SOON_READ {
            sound(&database, "quick_check")?;
        }
        made_ready(database, steps)
    });
    opened.map_err(|trouble| match trouble {
        Trouble::Other(error) if is_of_no_sqlite(path) => Trouble::Damaged(error.to_string()),
        other => other,
    })
}

fn made_ready(mut database: Connection, steps: Steps) -> Result<Connection, Trouble> {
    database.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    keep_a_log(&database)?;
    // A power cut may take the last looks back, never the file: what is lost is looked up again.
    database.pragma_update(None, "synchronous", "NORMAL")?;
    database.pragma_update(None, "foreign_keys", true)?;
    bring_up(&mut database, steps)?;
    Ok(database)
}

/// Gives the room of what was deleted back to the disk.
pub(super) fn give_back(database: &Connection) -> rusqlite::Result<()> {
    database.execute_batch("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")
}

/// Tells whether bytes are those that were written: a disk that lies must not put a wrong state beside a device.
pub(super) fn sum(bytes: &[u8]) -> i64 {
    let mut sum = 0x9E37_79B9_7F4A_7C15u64 ^ bytes.len() as u64;
    for part in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word[..part.len()].copy_from_slice(part);
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        sum ^= sum >> 32;
    }
    sum as i64
}
