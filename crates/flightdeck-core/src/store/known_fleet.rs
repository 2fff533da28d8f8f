//! What is known of the fleets' devices, source by source (what the service told, each imported list): a database of its own. The
//! store does not read what it keeps.

use std::path::Path;

use rusqlite::{Connection, params};

use super::schema::Steps;
use super::side_file::{Damage, Found, SideFile, give_back, sum};
use super::{Store, cannot_write};
use crate::outside::{FleetBook, FleetSource, StorageError};
use crate::wire::ConnectionId;

pub(super) const FILE: &str = "fleet.db";

pub(super) const STEPS: Steps = &["
    CREATE TABLE sources (
        id         INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        source     TEXT NOT NULL,
        name       TEXT NOT NULL,
        at_ms      INTEGER NOT NULL,
        devices    INTEGER NOT NULL,
        whole      INTEGER NOT NULL,
        UNIQUE (connection, source)
    );
    CREATE TABLE parts (
        of     INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sum    INTEGER NOT NULL,
        body   BLOB NOT NULL,
        PRIMARY KEY (of, number)
    );
"];

/// The open database.
pub(super) struct FleetStore {
    file: SideFile,
}

impl FleetStore {
    /// Opens the database in a directory, or one in memory. A damaged one is set aside: imported lists are nowhere else.
    pub(super) fn open(directory: Option<&Path>, now_ms: i64) -> rusqlite::Result<(Self, Found)> {
        let (file, found) = SideFile::open(directory, FILE, STEPS, Damage::SetAside(now_ms), now_ms)?;
        Ok((Self { file }, found))
    }

    /// Bytes of its files.
    pub(super) fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Forgets what is known of a connection's fleet.
    pub(super) fn forget(&self, connection: &str) -> Result<(), StorageError> {
        let database = self.file.lock();
        let forget = || {
            database.execute("DELETE FROM sources WHERE connection = ?1", [connection])?;
            give_back(&database)
        };
        forget().map_err(cannot_write)
    }
}

impl FleetBook for Store {
    fn sources(&self, connection: &ConnectionId) -> Vec<FleetSource> {
        let mut database = self.fleets.file.lock();
        match read(&database, connection) {
            Ok(sources) => sources,
            Err(error) => {
                tracing::warn!(%error, "what was known of a fleet cannot be read");
                self.fleets.file.survive(&mut database, &error);
                Vec::new()
            }
        }
    }

    fn keep_source(&self, connection: &ConnectionId, source: &FleetSource) -> Result<(), StorageError> {
        let mut database = self.fleets.file.lock();
        // The service tells its devices again; a list is nowhere else.
        if let Some(why) = self.fleets.file.lent().filter(|_| !source.id.is_empty()) {
            return Err(StorageError(format!("Lists of devices cannot be kept: {FILE} cannot be used: {why}.")));
        }
        let done = keep(&mut database, connection, source);
        done.map_err(|error| {
            self.fleets.file.survive(&mut database, &error);
            cannot_write(error)
        })
    }

    fn drop_source(&self, connection: &ConnectionId, id: &str) -> Result<(), StorageError> {
        let database = self.fleets.file.lock();
        let drop = || {
            database.execute("DELETE FROM sources WHERE connection = ?1 AND source = ?2", [&**connection, id])?;
            give_back(&database)
        };
        drop().map_err(cannot_write)
    }
}

fn read(database: &Connection, connection: &str) -> rusqlite::Result<Vec<FleetSource>> {
    let mut heads = database.prepare_cached(
        "SELECT id, source, name, at_ms, devices, whole FROM sources WHERE connection = ?1 ORDER BY at_ms, id",
    )?;
    let mut found = heads.query([connection])?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        let number: i64 = row.get(0)?;
        let source = FleetSource {
            id: row.get(1)?,
            name: row.get(2)?,
            at_ms: row.get(3)?,
            devices: row.get(4)?,
            whole: row.get(5)?,
            parts: Vec::new(),
        };
        all.push(parts(database, number, source)?);
    }
    Ok(all)
}

/// A source with its parts; those that are not what was written are left out, and then it is not whole.
fn parts(database: &Connection, number: i64, mut source: FleetSource) -> rusqlite::Result<FleetSource> {
    let mut statement = database.prepare_cached("SELECT sum, body FROM parts WHERE of = ?1 ORDER BY number")?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(1)?;
        if sum(&body) == row.get::<_, i64>(0)? {
            source.parts.push(body);
        } else {
            source.whole = false;
        }
    }
    Ok(source)
}

fn keep(database: &mut Connection, connection: &str, source: &FleetSource) -> rusqlite::Result<()> {
    let all = database.transaction()?;
    all.execute("DELETE FROM sources WHERE connection = ?1 AND source = ?2", [connection, source.id.as_str()])?;
    all.execute(
        "INSERT INTO sources (connection, source, name, at_ms, devices, whole) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![connection, source.id, source.name, source.at_ms, source.devices, source.whole],
    )?;
    let of = all.last_insert_rowid();
    for (number, body) in (0i64..).zip(&source.parts) {
        all.prepare_cached("INSERT INTO parts (of, number, sum, body) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            of,
            number,
            sum(body),
            body
        ])?;
    }
    all.commit()?;
    give_back(database)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open;

    fn source(id: &str, at_ms: i64, body: &[u8]) -> FleetSource {
        let parts = vec![body.to_vec(), b"second".to_vec()];
        FleetSource { id: id.into(), name: format!("{id}.csv"), at_ms, devices: 2, whole: true, parts }
    }

    #[test]
    fn sources_come_back_the_oldest_first_and_are_replaced_dropped_and_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        let (c, d): (ConnectionId, ConnectionId) = ("c".into(), "d".into());
        {
            let store = open(directory.path(), 0).unwrap().store;
            assert_eq!(store.sources(&c), [], "nothing was kept yet");
            store.keep_source(&c, &source("", 9, b"first")).unwrap();
            store.keep_source(&c, &source("list", 5, b"listed")).unwrap();
            store.keep_source(&d, &source("", 1, b"other")).unwrap();
            store.keep_source(&c, &source("", 10, b"again")).unwrap();
        }
        let store = open(directory.path(), 0).unwrap().store;
        assert_eq!(
            store.sources(&c),
            [source("list", 5, b"listed"), source("", 10, b"again")],
            "the next run has them, what was kept again in the place of what was kept before"
        );
        store.drop_source(&c, "list").unwrap();
        assert_eq!(store.sources(&c).len(), 1, "a list that was removed is gone");
        store.forget_rows(&c).unwrap();
        assert_eq!(store.sources(&c), [], "what belongs to a removed connection goes with it");
        assert_eq!(store.sources(&d).len(), 1, "and nothing else");
    }

    #[test]
    fn damage_costs_what_is_damaged_and_never_a_start() {
        let directory = tempfile::tempdir().unwrap();
        let c: ConnectionId = "c".into();
        let path = directory.path().join(FILE);
        {
            let store = open(directory.path(), 0).unwrap().store;
            store.keep_source(&c, &source("", 9, b"first")).unwrap();
            store.fleets.file.lock().execute("UPDATE parts SET body = x'00' WHERE number = 0", []).unwrap();
            let [left] = store.sources(&c).try_into().unwrap();
            assert_eq!(
                (left.parts.len(), left.whole),
                (1, false),
                "what is not as it was written is left out and said"
            );
        }
        std::fs::write(&path, b"this is no database, and long enough to be looked at as one".repeat(99)).unwrap();
        let opened = open(directory.path(), 7).unwrap();
        assert_eq!((opened.notes.len(), opened.store.sources(&c)), (1, vec![]), "begun anew, and told");
        let aside = directory.path().join("fleet.db.damaged-7");
        assert!(opened.notes[0].message.contains("damaged-7") && aside.is_file(), "and kept: lists are nowhere else");
        assert_eq!(open(directory.path(), 8).unwrap().notes.len(), 0, "once");
        opened.store.keep_source(&c, &source("", 9, b"first")).unwrap();
        assert_eq!(opened.store.sources(&c).len(), 1, "and it keeps again");
    }

    /// Puts into the place of a file what keeps it from being used.
    type Spoils = fn(&Path);

    fn newer(path: &Path) {
        let database = Connection::open(path).unwrap();
        database.pragma_update(None, "user_version", 9_999).unwrap();
    }

    #[cfg(unix)]
    fn leads_nowhere(path: &Path) {
        std::os::unix::fs::symlink("/nowhere/at/all", path).unwrap();
    }

    /// What was imported stays in the file that cannot be had, and nothing is said to be kept beside it.
    #[test]
    fn a_list_is_not_said_to_be_kept_where_there_is_no_file_to_keep_it_in() {
        let table: &[(&str, Spoils)] = &[
            ("a newer Flightdeck wrote it (its version is 9999)", newer),
            #[cfg(unix)]
            ("the disk does not do what it is asked for", leads_nowhere),
        ];
        for (why, spoil) in table {
            let directory = tempfile::tempdir().unwrap();
            let c: ConnectionId = "c".into();
            spoil(&directory.path().join(FILE));
            let opened = open(directory.path(), 7).unwrap();
            let [note] = opened.notes.as_slice() else { panic!("it is told: {:?}", opened.notes) };
            assert!(note.message.contains(why) && note.message.contains(FILE), "with what it is: {note:?}");
            let refused = opened.store.keep_source(&c, &source("list", 5, b"listed")).unwrap_err();
            assert!(refused.to_string().contains(why), "who imports a list must know that it is not kept: {refused}");
            assert_eq!(opened.store.sources(&c), [], "nor is it there until the end of this run");
            opened.store.keep_source(&c, &source("", 9, b"told")).unwrap();
            assert_eq!(opened.store.sources(&c).len(), 1, "what the service tells is known for this run");
            drop(opened);
            assert_eq!(open(directory.path(), 8).unwrap().store.sources(&c), [], "and the file is left alone");
        }
    }

    #[test]
    fn damage_that_is_found_while_it_runs_is_told_at_the_next_start() {
        let directory = tempfile::tempdir().unwrap();
        let c: ConnectionId = "c".into();
        let path = directory.path().join(FILE);
        let opened = open(directory.path(), 7).unwrap();
        for n in 0..50 {
            opened.store.keep_source(&c, &source(&format!("list-{n}"), 9, &[b'x'; 5_000])).unwrap();
        }
        std::fs::write(&path, [0xA5; 20_000]).unwrap();
        // The first calls find the damage.
        for _ in 0..3 {
            let _ = opened.store.keep_source(&c, &source("", 9, b"told"));
            opened.store.sources(&c);
        }
        opened.store.keep_source(&c, &source("list", 9, b"listed")).unwrap();
        drop(opened);
        let opened = open(directory.path(), 8).unwrap();
        let [note] = opened.notes.as_slice() else { panic!("nobody was told: {:?}", opened.notes) };
        assert!(note.message.contains("imported again"), "what it costs: {note:?}");
        assert!(note.message.contains("fleet.db.damaged-7"), "and where it is kept: {note:?}");
        assert!(opened.store.sources(&c).iter().any(|source| source.id == "list"), "what came afterwards is there");
        drop(opened);
        assert_eq!(open(directory.path(), 9).unwrap().notes, [], "once");
    }

    #[cfg(unix)]
    #[test]
    fn where_nothing_can_be_begun_anew_no_list_is_said_to_be_kept_any_more() {
        let around = tempfile::tempdir().unwrap();
        let (directory, elsewhere) = (around.path().join("data"), around.path().join("elsewhere"));
        let c: ConnectionId = "c".into();
        let opened = open(&directory, 7).unwrap();
        for n in 0..50 {
            opened.store.keep_source(&c, &source(&format!("list-{n}"), 9, &[b'x'; 5_000])).unwrap();
        }
        std::fs::rename(&directory, &elsewhere).unwrap();
        std::fs::write(elsewhere.join(FILE), [0xA5; 20_000]).unwrap();
        for _ in 0..3 {
            let _ = opened.store.keep_source(&c, &source("", 9, b"told"));
            opened.store.sources(&c);
        }
        let refused = opened.store.keep_source(&c, &source("list", 5, b"listed")).unwrap_err();
        assert!(refused.to_string().starts_with("Lists of devices cannot be kept"), "it is said in words: {refused}");
        opened.store.keep_source(&c, &source("", 9, b"told")).unwrap();
        let known: Vec<String> = opened.store.sources(&c).into_iter().map(|source| source.id).collect();
        assert_eq!(known, [""], "what the service tells is known for this run");
    }
}
