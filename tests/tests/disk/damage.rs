//! Damage of every kind, by chance and from a seed: bits that flip, files cut short, stretches of zeros or of noise, and folders where files should
//! be, in every file that a running or a killed Flightdeck leaves. It starts all the same; what it shows of a launch is what was written; what is
//! missing is told; and what somebody gave is kept beside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use flightdeck_core::outside::{
    Drafts, FleetBook, FleetSource, Flows, Guardbook, Journal, JournalEntry, KeptDraft, LastSeen, Seen,
};
use flightdeck_core::store::{self, Refusal, Store};
use flightdeck_core::wire::StartNote;
use flightdeck_tests::random::Random;

use crate::child;
use crate::kept_then::{self, HERE};

/// So often the folder is damaged.
const TIMES: usize = 240;
/// Where SQLite keeps the number of the version, in its first page.
const NUMBER: std::ops::Range<usize> = 60..64;

/// The files of a folder, by their names.
type Files = BTreeMap<String, Vec<u8>>;

/// What was kept, and how the files stand after it was closed, and when it was killed.
struct Ground {
    launches: BTreeMap<String, JournalEntry>,
    drafts: Vec<KeptDraft>,
    sources: Vec<FleetSource>,
    folders: [Files; 2],
}

fn files(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|one| (one.file_name().into_string().unwrap(), std::fs::read(one.path()).unwrap())).collect()
}

fn ground() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let opened = store::open(folder.path(), 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    let store = opened.store;
    let fill = |from: usize| {
        for number in from..from + 40 {
            let id = format!("r-{number}");
            let (_, outcome) = kept_then::outcomes().swap_remove(number % 7);
            store.begin(&kept_then::launch(9, &id, number as i64, None)).unwrap();
            outcome.iter().for_each(|outcome| store.settle(&id, outcome).unwrap());
            store.keep_draft(&HERE.into(), &draft(number)).unwrap();
        }
        store.keep_guard(&child::guard(from)).unwrap();
        kept_then::sources().iter().for_each(|one| store.keep_source(&HERE.into(), one).unwrap());
        store.keep(&HERE.into(), &child::SEEN.into(), &child::parcel(1)).unwrap();
        store.keep_list(&HERE.into(), Some(b"the list"), 12).unwrap();
        store.set_name(&HERE.into(), "f-1", Some("Gateway firmware")).unwrap();
        store.set_marks(&HERE.into(), "f-1", &[("SITE", true)]).unwrap();
        store.remember(&HERE.into(), &"dp-1".into(), kept_then::COUNTS, 7);
    };
    fill(0);
    // What is in the files, and the rest in the logs beside them: so a killed program leaves it.
    for file in ["flightdeck.db", "seen.db", "fleet.db"] {
        let beside = rusqlite::Connection::open(folder.path().join(file)).unwrap();
        beside.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }
    fill(40);
    let killed = files(folder.path());
    assert!(killed.contains_key("flightdeck.db-wal"), "what a kill leaves is not all in one file: {:?}", killed.keys());
    let launches = store.all(&HERE.into()).unwrap().into_iter().map(|one| (one.request_id.clone(), one)).collect();
    let (drafts, sources) = (store.drafts(&HERE.into()).unwrap(), store.sources(&HERE.into()));
    drop(store);
    Ground { launches, drafts, sources, folders: [files(folder.path()), killed] }
}

fn draft(number: usize) -> KeptDraft {
    KeptDraft { id: format!("draft-{number}"), draft: child::draft(number), saved_ms: number as i64 }
}

/// What was done to a file.
struct Done {
    what: String,
    /// The number of the version may be another by it.
    number: bool,
    /// What is missing by it cannot be known to have been there: a log may end anywhere.
    quiet: bool,
}

/// The last entry of a log, which may have been interrupted: a page and its head.
const LAST: usize = 4_096 + 24;

/// Damages one file.
fn damage(random: &mut Random, folder: &Path, name: &str, bytes: &[u8]) -> Done {
    let path = folder.join(name);
    let mut damaged = bytes.to_vec();
    let within = |random: &mut Random| random.below(bytes.len() as u64) as usize;
    let from = within(random);
    let until = (from + 1 + within(random) / 4).min(bytes.len());
    let what = match random.below(9) {
        0..=3 => {
            damaged[from] ^= 1 << random.below(8);
            format!("the byte {from} is another")
        }
        4 => {
            damaged[from..until].fill(0);
            format!("zeros from {from} until {until}")
        }
        5 => {
            damaged[from..until].iter_mut().for_each(|byte| *byte = random.below(256) as u8);
            format!("noise from {from} until {until}")
        }
        6 => {
            damaged.truncate(from);
            format!("cut short at {from}")
        }
        7 => {
            damaged.clear();
            "emptied".to_owned()
        }
        _ => {
            std::fs::remove_file(&path).unwrap();
            std::fs::create_dir(&path).unwrap();
            std::fs::write(path.join("mine"), "somebody's").unwrap();
            let what = format!("{name}: a folder in its place");
            return Done { what, number: false, quiet: name.ends_with("-wal") };
        }
    };
    std::fs::write(&path, &damaged).unwrap();
    let number = name == "flightdeck.db" && damaged.get(NUMBER) != bytes.get(NUMBER);
    let same = bytes.iter().zip(&damaged).rev().take_while(|(a, b)| a == b).count();
    // An empty file is what is there before anything was kept.
    let quiet = damaged.is_empty() || name.ends_with("-wal") && (damaged.len() < bytes.len() || same < LAST);
    // In the log the first page may stand anywhere.
    Done { what: format!("{name}: {what}"), number: number || name == "flightdeck.db-wal", quiet }
}

#[test]
fn no_damage_keeps_it_from_starting_or_passes_for_what_was_written() {
    let ground = ground();
    let mut random = Random::new(5);
    let (mut aside, mut told, mut sound) = (0, 0, 0);
    for time in 0..TIMES {
        let folder = tempfile::tempdir().unwrap();
        let of = &ground.folders[time % 2];
        of.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
        let names: Vec<&String> = of.iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(name, _)| name).collect();
        let name = random.one(&names);
        let Done { what, number, quiet } = damage(&mut random, folder.path(), name, &of[name]);
        let what = format!("{time}, {what}");
        let before = files_or_folders(folder.path());
        let opened = match store::open(folder.path(), 7) {
            Ok(opened) => opened,
            Err(Refusal::Newer { .. }) if number => {
                assert_eq!(files_or_folders(folder.path()), before, "{what}: what may be newer is left as it is");
                continue;
            }
            Err(refusal) => panic!("{what}: it starts all the same: {refusal}"),
        };
        aside += usize::from(opened.notes.iter().any(|note| note.message.contains("damaged-7")));
        told += usize::from(!opened.notes.is_empty());
        sound += usize::from(opened.notes.is_empty());
        holds(&ground, &opened.store, quiet || !opened.notes.is_empty(), &what);
        kept_beside(folder.path(), &opened.notes, &what);
        opened.store.begin(&kept_then::launch(9, "new", 1, None)).unwrap_or_else(|error| panic!("{what}: {error}"));
        drop(opened.store);
        let again = store::open(folder.path(), 8).unwrap_or_else(|refusal| panic!("{what}, once more: {refusal}"));
        assert!(again.store.find("new").unwrap().is_some(), "{what}: it goes on, and the next start has it");
        let aside_again = again.notes.iter().any(|note| note.message.contains("damaged-8"));
        assert!(!aside_again, "{what}: damage is found once: {:?}", again.notes);
    }
    eprintln!("{TIMES} times damaged: {aside} set aside, {told} told, {sound} of no consequence");
    assert!(
        aside * 8 > TIMES && told >= aside && sound * 10 > TIMES,
        "of each there was some: {aside}, {told}, {sound}"
    );
}

/// Everything in a folder, with what is in folders in it.
fn files_or_folders(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut all: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = path.is_file().then(|| std::fs::read(&path).unwrap());
        // SQLite makes its index of the log anew wherever it looks.
        if !path.ends_with("flightdeck.db-shm") {
            all.push((path, bytes));
        }
    }
    all.sort();
    all
}

/// What is shown is what was written, and what is missing is told.
fn holds(ground: &Ground, store: &Store, told: bool, what: &str) {
    let all = store.all(&HERE.into()).unwrap_or_else(|error| panic!("{what}: the rest can be read: {error}"));
    for entry in &all {
        // Without the end of its log a launch may stand as it was before its outcome; that is told, and it is looked for again.
        let begun = kept_then::launch(9, &entry.request_id, entry.sent_ms, None);
        let written = Some(entry) == ground.launches.get(&entry.request_id) || (told && *entry == begun);
        assert!(written, "{what}: a launch is as it was written: {entry:?}");
        assert_eq!(store.find(&entry.request_id).unwrap().as_ref(), Some(entry), "{what}: and found by its id");
    }
    let drafts = store.drafts(&HERE.into()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let guards = store.guards().unwrap_or_else(|error| panic!("{what}: {error}"));
    for draft in &drafts {
        assert!(ground.drafts.contains(draft), "{what}: a draft is as it was written: {draft:?}");
    }
    for guard in &guards {
        assert!([0, 40].map(child::guard).contains(guard), "{what}: so is a guard: {guard:?}");
    }
    let missing = all.len() < ground.launches.len() || drafts.len() < ground.drafts.len() || guards.is_empty();
    assert!(
        !missing || told,
        "{what}: {} of {} launches and {} of {} drafts are there, and nothing is said of the rest",
        all.len(),
        ground.launches.len(),
        drafts.len(),
        ground.drafts.len()
    );
    let name = store.name(&HERE.into(), "f-1").unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(name.is_none_or(|name| name == "Gateway firmware"), "{what}: a flow is called as it was, or not");
    let marks = store.marks(&HERE.into(), "f-1").unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_ne!(marks.of_name("SITE"), Some(false), "{what}: what was called secret is never said to be open");
    let counts = store.counts(&HERE.into(), &"dp-1".into());
    assert!(counts.is_none_or(|counts| counts == (kept_then::COUNTS, 7)), "{what}: counts are as seen: {counts:?}");
    let sources = store.sources(&HERE.into());
    assert!(sources.len() == ground.sources.len() || told, "{what}: a list that is gone is told");
    for source in sources {
        let then = ground.sources.iter().find(|then| then.id == source.id);
        let parts = |then: &FleetSource| source.parts.iter().all(|part| then.parts.contains(part));
        assert!(then.is_none_or(parts), "{what}: of a list, what is shown is what was written");
        let whole = then.is_none_or(|then| source.parts.len() == then.parts.len() || !source.whole);
        assert!(whole, "{what}: and a part is not told as the whole");
    }
    if let Some(kept) = store.load(&HERE.into(), &child::SEEN.into()).filter(|kept| !kept.head.is_empty()) {
        let then = child::parcel(1);
        assert_eq!((kept.head, kept.blobs), (then.head, then.blobs), "{what}: rows are what was seen, or none");
    }
    if let Some((list, _)) = store.load_list(&HERE.into()) {
        assert_eq!(list, b"the list", "{what}: so is the list");
    }
}

/// What a note says was kept is there.
fn kept_beside(folder: &Path, notes: &[StartNote], what: &str) {
    for note in notes.iter().filter(|note| note.message.contains("damaged-7")) {
        let (_, rest) =
            note.message.split_once("kept as ").unwrap_or_else(|| panic!("{what}: it says where: {note:?}"));
        let place = &rest[..rest.find("damaged-7").unwrap() + "damaged-7".len()];
        assert!(Path::new(place).starts_with(folder) && Path::new(place).exists(), "{what}: it is there: {place}");
    }
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let mine = std::fs::read_to_string(entry.join("mine")).unwrap_or_default();
        assert_eq!(mine, "somebody's", "{what}: nothing is taken out of somebody's folder");
    }
}
