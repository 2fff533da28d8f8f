//! Opening the database: checks it, brings it up to date, and sets a damaged file aside instead of losing it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use rusqlite::{Connection, ffi};

use super::files::{copy_broken_log, is_of_no_sqlite, move_folders, set_aside};
use super::known_fleet::{self, FleetStore};
use super::last_seen::{self, RowStore};
use super::schema::{Trouble, bring_up, keep_a_log, made, sound};
use super::side_file::Found;
use super::steps::STEPS;
use super::taken_over::TakenOver;
use super::unreadable::Unreadable;
use super::{Refusal, Store};
use crate::folder::private_folder;
use crate::outside::StorageError;
use crate::wire::StartNote;

const FILE: &str = "flightdeck.db";

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
    let mut aside = move_folders(&path, now_ms).map_err(|error| Refusal::of_io(&error))?;
    let broken: Vec<PathBuf> =
        [FILE, known_fleet::FILE].iter().filter_map(|file| copy_broken_log(&directory.join(file), now_ms)).collect();
    let mut opened = attempt(&path, now_ms);
    if let Err(Trouble::Damaged(why)) = &opened {
        let put = set_aside(&path, now_ms).map_err(|error| Refusal::of_io(&error))?;
        tracing::warn!(%why, aside = %put.display(), "the database was damaged and set aside");
        aside = Some(put);
        opened = attempt(&path, now_ms);
    }
    let (store, mut notes) = opened.map_err(refusal)?;
    let damaged = aside.as_deref().map(|aside| note(aside, store.take_over(aside)));
    notes.splice(0..0, damaged.into_iter().chain(broken.iter().map(|log| log_note(log))));
    Ok(Opened { store, notes })
}

impl Store {
    /// A database in memory, gone with it.
    ///
    /// # Errors
    /// SQLite could not make one.
    pub fn in_memory() -> Result<Self, StorageError> {
        let database = Connection::open_in_memory().map_err(super::cannot_write)?;
        prepare(database, None, 0).map(|(store, _)| store).map_err(|trouble| StorageError(refusal(trouble).to_string()))
    }
}

type Prepared = (Store, Vec<StartNote>);

fn attempt(path: &Path, now_ms: i64) -> Result<Prepared, Trouble> {
    let opened = made(path);
    opened.and_then(|database| prepare(database, Some(path.to_owned()), now_ms)).map_err(|trouble| match trouble {
        // SQLite writes to no file that asks for a newer SQLite; here nobody ever wrote such a one.
        Trouble::Other(error) if is_of_no_sqlite(path) => Trouble::Damaged(error.to_string()),
        other => other,
    })
}

fn prepare(mut database: Connection, path: Option<PathBuf>, now_ms: i64) -> Result<Prepared, Trouble> {
    keep_a_log(&database)?;
    // With NORMAL a power cut may take the last launch back although it was sent; then nobody would look for it.
    database.pragma_update(None, "synchronous", "FULL")?;
    database.pragma_update(None, "foreign_keys", true)?;
    // With its indexes: a launch that is not found by its id could be sent again.
    sound(&database, "integrity_check")?;
    bring_up(&mut database, STEPS)?;
    // SQLite opens what it may only read without a word; the first launch would find out.
    if database.is_readonly(rusqlite::MAIN_DB)? {
        return Err(Trouble::Other(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY), None)));
    }
    let directory = path.as_deref().and_then(Path::parent);
    let ((rows, seen), (fleets, known)) = (RowStore::open(directory, now_ms)?, FleetStore::open(directory, now_ms)?);
    let store = Store { database: Mutex::new(database), path, journal_revision: AtomicU64::new(0), rows, fleets };
    let unreadable = store.unreadable()?;
    let notes = [fleet_note(&known), seen_note(&seen), unreadable_note(&unreadable)].into_iter().flatten().collect();
    Ok((store, notes))
}

/// Why it cannot be opened, for a person.
fn refusal(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::Newer(found) => Refusal::Newer { found, known: STEPS.len() },
        Trouble::Other(error) => Refusal::of_sqlite(&error),
        Trouble::Damaged(why) => Refusal::Other(format!("a new one is damaged at once: {why}")),
    }
}

fn note(aside: &Path, taken: TakenOver) -> StartNote {
    let TakenOver { launches, drafts, templates } = taken;
    let what = if taken == TakenOver::default() {
        "Earlier launches, drafts and last-seen results are not shown.".to_owned()
    } else {
        format!(
            "What could be read of it was taken over: {launches} launches, {drafts} drafts and {templates} templates. Others may be missing; guards, \
             batches and plans are never taken out of a damaged file."
        )
    };
    StartNote {
        title: "The database was damaged and set aside".to_owned(),
        message: format!(
            "{what} The damaged file was kept as {}; a new one was begun. The deployments themselves are at the service and are \
             not affected.",
            aside.display()
        ),
    }
}

/// Of the lists that were imported there is no other copy.
fn fleet_note(found: &Found) -> Option<StartNote> {
    let kept = found.aside.as_deref().map(|aside| format!(" The damaged file was kept as {}.", aside.display()));
    let kept = kept.unwrap_or_default();
    if let Some(why) = &found.lent {
        let message = format!(
            "{} cannot be used: {why}. Imported lists are not shown, and none can be imported; the service is asked again where it tells its \
             devices.{kept}",
            known_fleet::FILE
        );
        return Some(note_of("What is known of the fleets cannot be read or kept", &message));
    }
    (found.damaged || found.aside.is_some()).then(|| {
        let message =
            format!("The service is asked again where it tells its devices; lists have to be imported again.{kept}");
        note_of("What was known of the fleets was damaged and set aside", &message)
    })
}

/// All of it is looked up again.
fn seen_note(found: &Found) -> Option<StartNote> {
    if let Some(why) = &found.lent {
        let message = format!(
            "{} cannot be used: {why}. What deployments looked like is known for this run only, and looked up again in the next.",
            last_seen::FILE
        );
        return Some(note_of("What is seen is not kept", &message));
    }
    let kept = found.aside.as_deref().map(|aside| format!(" What stood in its place was kept as {}.", aside.display()));
    (found.damaged || kept.is_some()).then(|| {
        let what = "Deployments and their devices are looked up again, and open without what was seen of them before.";
        note_of("What was last seen was damaged", &format!("{what}{}", kept.unwrap_or_default()))
    })
}

fn note_of(title: &str, message: &str) -> StartNote {
    let message = format!("{message} Launches, drafts and templates are not affected.");
    StartNote { title: title.to_owned(), message }
}

fn log_note(log: &Path) -> StartNote {
    StartNote {
        title: "What was written last was damaged".to_owned(),
        message: format!(
            "What Flightdeck wrote shortly before it ended last may be missing: launches, drafts, or lists of devices. What cannot be read was kept as \
             {}. Look at the list of deployments before you launch again.",
            log.display()
        ),
    }
}

/// Of what was kept, a part may be unreadable though the file as a whole is sound.
fn unreadable_note(unreadable: &[Unreadable]) -> Option<StartNote> {
    let told: Vec<String> = unreadable.iter().map(ToString::to_string).collect();
    (!told.is_empty()).then(|| StartNote {
        title: "A part of the database cannot be read".to_owned(),
        message: format!(
            "Not shown, and left where it is: {}. Everything else is as it was. The deployments themselves are at the service and are not \
             affected.",
            told.join(", ")
        ),
    })
}
