//! A small database of every version that ever landed, each written by the code of its time (`tests/versions`): this code opens a copy, finds
//! everything that was kept then, and goes on with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

use flightdeck_core::client::RealDial;
use flightdeck_core::outside::{
    Batchbook, Clock, Drafts, FleetBook, Flows, Guardbook, Journal, JournalEntry, Kept, Landingbook, LastSeen,
    Planbook, Preferences, Seen, Templates,
};
use flightdeck_core::secrets::MemorySecrets;
use flightdeck_core::store::{self, Store};
use flightdeck_core::wire::{BatchItemState, ConnectionId, DeskNotice, GuardStage, LaunchOutcome, PlanStage};
use flightdeck_tests::ground::limits;
use flightdeck_tests::program::{MemoryPreferences, Program};
use serde_json::json;

use crate::kept_then::*;

/// A folder of each, and the versions of its files: the main one, what was last seen, what is known of the fleets. Where a file is not named,
/// another folder has one of the same version.
const FOLDERS: [(&str, usize, usize, usize); 12] = [
    ("1", 1, 0, 0),
    ("2", 2, 1, 0),
    ("3", 3, 2, 0),
    ("3-with-counts", 3, 3, 0),
    ("4", 4, 4, 1),
    ("5", 5, 0, 0),
    ("6", 6, 0, 0),
    ("7", 7, 0, 0),
    ("8", 8, 4, 1),
    ("9", 9, 0, 0),
    ("10", 10, 0, 0),
    ("11", 11, 0, 0),
];
const FILES: [&str; 3] = ["flightdeck.db", "seen.db", "fleet.db"];

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("versions")
}

/// A copy of a folder, to be opened.
pub(crate) fn copied(folder: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in FILES.iter().filter(|file| place().join(folder).join(file).is_file()) {
        std::fs::copy(place().join(folder).join(file), copy.path().join(file)).unwrap();
    }
    copy
}

/// The version that a file says it is; 0 where there is none.
fn version(file: &Path) -> usize {
    if !file.is_file() {
        return 0;
    }
    let database = rusqlite::Connection::open(file).unwrap();
    database.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).unwrap() as usize
}

#[test]
fn there_is_a_database_of_every_version_that_ever_landed() {
    let new = tempfile::tempdir().unwrap();
    drop(store::open(new.path(), 0).unwrap_or_else(|refusal| panic!("{refusal}")));
    for (at, file) in FILES.iter().enumerate() {
        let current = version(&new.path().join(file));
        let mut there: Vec<usize> =
            FOLDERS.iter().map(|(folder, ..)| version(&copied(folder).path().join(file))).collect();
        let named: Vec<usize> = FOLDERS.iter().map(|(_, main, seen, fleet)| [*main, *seen, *fleet][at]).collect();
        assert_eq!(there, named, "{file}: each folder has what is said of it");
        there.sort_unstable();
        there.dedup();
        let versions: Vec<usize> = there.into_iter().filter(|version| *version > 0).collect();
        let all: Vec<usize> = (1..=current).collect();
        assert_eq!(versions, all, "{file}: a step needs the database that it leads to, see tests/versions/README.md");
    }
}

#[test]
fn what_every_version_kept_is_there_and_gone_on_with() {
    for (folder, main, seen, fleet) in FOLDERS {
        let copy = copied(folder);
        let opened = store::open(copy.path(), 0).unwrap_or_else(|refusal| panic!("{folder}: {refusal}"));
        assert!(opened.notes.is_empty(), "{folder}: nothing is damaged by being old: {:?}", opened.notes);
        let store = opened.store;
        the_journal(&store, folder, main);
        what_is_typed(&store, folder, main);
        what_was_seen(&store, folder, seen);
        let sources = if fleet == 0 { Vec::new() } else { sources() };
        assert_eq!(store.sources(&HERE.into()), sources, "{folder}: a list that was imported is nowhere else");
        goes_on(&store, folder);
        drop(store);
        let again = store::open(copy.path(), 0).unwrap_or_else(|refusal| panic!("{folder}: {refusal}"));
        assert!(again.notes.is_empty(), "{folder}: the next start finds it sound");
        assert!(again.store.find("new").unwrap().is_some(), "{folder}: and what was kept since");
    }
}

fn the_journal(store: &Store, folder: &str, version: usize) {
    let mut ids = vec!["r-on-its-way"];
    for (number, (id, outcome)) in (1..).zip(outcomes()) {
        let then = launch(version, id, number * 10, outcome);
        assert_eq!(store.find(id).unwrap(), Some(then), "{folder}: {id} as it was sent, and what became of it");
        ids.push(id);
    }
    let found = store.of_deployment(&HERE.into(), &"dp-2".into()).unwrap().map(|entry| entry.request_id);
    assert_eq!(found.as_deref(), Some("r-adopted"), "{folder}: a deployment finds its launch");
    let all: Vec<String> = store.all(&HERE.into()).unwrap().into_iter().map(|entry| entry.request_id).collect();
    let batch = of_batch(version).into_iter().flatten().rev().map(str::to_owned);
    let expected: Vec<String> = batch.chain(ids.into_iter().skip(1).rev().map(str::to_owned)).collect();
    assert_eq!(all, expected, "{folder}: the newest first, and not one is missing");
    assert_eq!(store.all(&THERE.into()).unwrap().len(), 1, "{folder}: the other fleet has its own");
    assert_eq!(store.counts(&HERE.into(), &"dp-1".into()), Some((COUNTS, 7)), "{folder}: as it was last seen");
}

fn what_is_typed(store: &Store, folder: &str, version: usize) {
    for (connection, mut then) in [HERE, THERE].into_iter().zip(drafts(version)) {
        let now = store.drafts(&connection.into()).unwrap();
        for (then, now) in then.iter_mut().zip(&now).filter(|_| version < 6) {
            then.id.clone_from(&now.id);
        }
        assert_eq!(now, then, "{folder}: what was typed for {connection} is there");
    }
    let here: ConnectionId = HERE.into();
    let name = (version >= 2).then_some("Gateway firmware");
    assert_eq!(store.name(&here, "f-1").unwrap().as_deref(), name, "{folder}: what a flow was called");
    let templates = if version >= 4 { vec![template(version)] } else { vec![] };
    assert_eq!(store.templates(&here).unwrap(), templates, "{folder}: a template by its name");
    let marks = store.marks(&here, "f-1").unwrap();
    let said = ["SITE", "API_KEY"].map(|name| marks.of_name(name));
    assert_eq!(said, if version >= 6 { [Some(true), Some(false)] } else { [None; 2] }, "{folder}: what is secret");
    let devices = if version >= 5 { devices() } else { vec![] };
    assert_eq!(store.batch_devices("b-1").unwrap(), devices, "{folder}: the devices of a batch, in their order");
    let launches: Vec<(String, bool)> =
        store.batch_launches("b-1").unwrap().into_iter().map(|one| (one.request_id, one.outcome.is_some())).collect();
    let sent: Vec<(String, bool)> = of_batch(version)
        .into_iter()
        .flat_map(|[first, second]| [(first.to_owned(), true), (second.to_owned(), false)])
        .collect();
    assert_eq!(launches, sent, "{folder}: and which of them were sent to");
}

fn what_was_seen(store: &Store, folder: &str, version: usize) {
    let (here, deployment) = (HERE.into(), "dp-1".into());
    let odd = vec![0, 255, 10, 13];
    let kept = Kept {
        head: b"head of change".to_vec(),
        blobs: vec![b"whole".to_vec(), odd.clone(), b"change".to_vec(), odd],
        of_whole: 2,
    };
    assert_eq!(store.load(&here, &deployment), (version >= 1).then_some(kept), "{folder}: rows, byte by byte");
    let list = (version >= 2).then(|| (b"the list".to_vec(), 12));
    assert_eq!(store.load_list(&here), list, "{folder}: the list, and when it was good");
    assert_eq!(store.last_counts(&here, &deployment), (version >= 3).then(last_counts), "{folder}: as a whole");
    let mut looked = Vec::new();
    let may_name = |names: &[u8]| names.starts_with(b"names of change");
    store.pieces(&here, &may_name, &mut |pieces| looked.push(pieces.blobs.len()));
    // Without names it may be anywhere; with them it is in what changed.
    let expected: &[usize] = match version {
        0 => &[],
        1..=3 => &[4],
        _ => &[2],
    };
    assert_eq!(looked, expected, "{folder}: a device is looked for where it may be");
}

/// What was there before can be changed, and new things stand beside it.
fn goes_on(store: &Store, folder: &str) {
    let here: ConnectionId = HERE.into();
    store.begin(&launch(8, "new", 1_000, None)).unwrap();
    store.settle("r-on-its-way", &LaunchOutcome::Created { deployment: "dp-9".into() }).unwrap();
    let now = store.find("r-on-its-way").unwrap().and_then(|entry| entry.outcome);
    assert!(matches!(now, Some(LaunchOutcome::Created { .. })), "{folder}: a launch of then has its outcome now");
    for mut draft in store.drafts(&here).unwrap() {
        draft.draft.comment = "typed on".into();
        store.keep_draft(&here, &draft).unwrap();
        assert_eq!(store.draft(&here, &draft.id).unwrap().as_ref(), Some(&draft), "{folder}: typed on");
    }
    store.keep_templates(&here, &[template(8)]).unwrap();
    store.set_marks(&here, "f-1", &[("SITE", false)]).unwrap();
    store.keep_source(&here, &sources()[0]).unwrap();
    for guard in store.guards().unwrap() {
        store.keep_guard(&guard).unwrap_or_else(|error| panic!("{folder}: {error}"));
    }
}

/// A clock that stands where everything was kept: what is a week old is let go.
struct Then;

impl Clock for Then {
    fn now_ms(&self) -> i64 {
        200
    }
}

/// Guards, batches, plans and what is watched in the background are read by their rooms: the whole program takes them up.
#[test]
fn the_program_takes_up_what_every_version_was_in_the_middle_of() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (folder, main, ..) in FOLDERS {
        let copy = copied(folder);
        let preferences = Arc::new(MemoryPreferences::default());
        let connection = json!({
            "id": HERE, "name": "North", "baseUrl": ADDRESS, "fleetKey": FLEET_KEY, "keep": "session",
        });
        preferences.set("connections", json!([connection])).unwrap();
        let _inside = runtime.enter();
        let (dial, secrets) = (Arc::new(RealDial { limits: limits() }), Arc::new(MemorySecrets::default()));
        let program = Program::start_on(copy.path(), preferences, dial, Arc::new(Then), secrets, None);
        guards(&program, folder, main);
        batches(&program, folder, main);
        plans(&program, folder, main);
        landings(&program, folder, main);
    }
}

fn guards(program: &Program, folder: &str, version: usize) {
    let (sender, heard) = channel();
    program.app.guards.watch(1, move |notice| sender.send(notice).is_ok()).unwrap();
    let mut guards = heard.try_iter().last().map(|notice| notice.guards).unwrap_or_default();
    guards.sort_by(|a, b| a.id.cmp(&b.id));
    let ids: Vec<&str> = guards.iter().map(|guard| guard.id.as_str()).collect();
    let expected: &[&str] = if version >= 3 { &["g-armed", "g-fired", "g-waits"] } else { &[] };
    assert_eq!(ids, expected, "{folder}: every guard is taken up");
    for guard in &guards {
        assert_eq!(guard.rule, rule(), "{folder}: {} guards by the rule it was given", guard.id);
    }
    if let [armed, fired, waits] = guards.as_slice() {
        assert_eq!((&armed.stage, armed.armed_ms), (&GuardStage::Armed, 50), "{folder}: it goes on");
        assert_eq!(fired.stage, GuardStage::Fired, "{folder}: what happened is told");
        let firing = &fired.firings[0];
        assert_eq!((firing.at_ms, firing.tally.failed), (61, 4), "{folder}: with when and why");
        assert_eq!(waits.stage, GuardStage::Waiting { launch: "r-on-its-way".into() }, "{folder}: for its launch");
    }
    let kept = program.store.guards().unwrap().len();
    assert_eq!(kept, expected.len(), "{folder}: and none was let go of");
}

fn batches(program: &Program, folder: &str, version: usize) {
    let Ok(view) = program.app.batches.view("b-1") else {
        assert!(version < 5, "{folder}: a batch is taken up");
        return;
    };
    assert_eq!((view.why.as_deref(), view.at_ms), (Some("Stopped by hand."), 90), "{folder}: as it was stopped");
    let window = program.app.batches.rows("b-1", None, 0, 10).unwrap();
    let states: Vec<BatchItemState> = window.rows.into_iter().map(|item| item.state).collect();
    // What waits is sent when the batch is resumed.
    let sent = [BatchItemState::Sent, BatchItemState::Unresolved];
    assert_eq!(states[..2], sent, "{folder}: what was sent then, or may have been, is not sent again");
    assert_eq!(states[2..], [BatchItemState::Waiting], "{folder}: and nobody was sent to the last");
}

fn plans(program: &Program, folder: &str, version: usize) {
    let expected = if version >= 7 { vec!["p-running", "p-written"] } else { vec![] };
    let mut ids = program.app.plans.ids();
    ids.sort();
    assert_eq!(ids, expected, "{folder}: every plan is taken up");
    for id in ids {
        let view = program.app.plans.view(&id).unwrap();
        assert_eq!(view.plan.name, "North first", "{folder}: {id}");
        let draft = draft(version, "plan");
        assert_eq!((view.plan.waves.len(), &view.plan.request), (2, &draft), "{folder}: {id} as it was written");
        assert_eq!(view.plan.waves[0].guard, Some(rule()), "{folder}: {id} with the guards of its waves");
        assert_eq!(
            view.stage == PlanStage::Written,
            id == "p-written",
            "{folder}: {id} where it was: {:?}",
            view.stage
        );
    }
}

fn landings(program: &Program, folder: &str, version: usize) {
    let kept = program.store.landings().unwrap();
    assert_eq!(kept.len(), if version >= 8 { 2 } else { 0 }, "{folder}: what is watched goes on being watched");
    let (sender, heard) = channel();
    program.app.desktop.watch(1, move |notice| sender.send(notice).is_ok()).unwrap();
    let told = heard.try_iter().find_map(|notice| match notice {
        DeskNotice::Landings { landings, .. } => Some(landings),
        _ => None,
    });
    let mut told: Vec<(String, bool, i64)> = told
        .unwrap_or_default()
        .into_iter()
        .map(|one| (one.deployment.to_string(), one.launched, one.since_ms))
        .collect();
    told.sort();
    let expected = [("dp-1".to_owned(), true, 110), ("dp-2".to_owned(), false, 111)];
    assert_eq!(told, if version >= 8 { &expected[..] } else { &[] }, "{folder}: and told of");
}

/// Not a test: writes the database of this version, once a step was added. What a room keeps in its own words is taken from the last one.
#[test]
#[ignore = "writes a new folder, see tests/versions/README.md"]
fn a_database_of_this_version_is_written() {
    let (last, ..) = FOLDERS.into_iter().rfind(|(folder, ..)| place().join(folder).is_dir()).unwrap();
    let (folder, earlier) = (tempfile::tempdir().unwrap(), copied(last));
    let [new, old] = [folder.path(), earlier.path()]
        .map(|folder| store::open(folder, 0).unwrap_or_else(|refusal| panic!("{refusal}")).store);
    let version = version(&folder.path().join(FILES[0]));
    let (here, there): (ConnectionId, ConnectionId) = (HERE.into(), THERE.into());
    for (number, (id, outcome)) in (1..).zip(outcomes()) {
        new.begin(&launch(version, id, number * 10, None)).unwrap();
        outcome.iter().for_each(|outcome| new.settle(id, outcome).unwrap());
    }
    new.begin(&JournalEntry { connection: there.clone(), ..launch(version, "r-there", 5, None) }).unwrap();
    let [first, second] = of_batch(version).unwrap();
    for (id, sent_ms) in [(first, 91), (second, 92)] {
        new.begin(&launch(version, id, sent_ms, None)).unwrap();
    }
    new.settle(first, &LaunchOutcome::Created { deployment: "dp-b0".into() }).unwrap();
    new.remember(&here, &"dp-1".into(), COUNTS, 7);
    for (connection, drafts) in [&here, &there].into_iter().zip(drafts(version)) {
        drafts.iter().for_each(|draft| new.keep_draft(connection, draft).unwrap());
    }
    new.set_name(&here, "f-1", Some("Gateway firmware")).unwrap();
    new.set_marks(&here, "f-1", &[("SITE", true), ("API_KEY", false)]).unwrap();
    new.keep_templates(&here, &[template(version)]).unwrap();
    old.guards().unwrap().iter().for_each(|guard| new.keep_guard(guard).unwrap());
    old.batches().unwrap().iter().for_each(|batch| new.add_batch(batch, &devices()).unwrap());
    old.plans().unwrap().iter().for_each(|plan| new.keep_plan(plan).unwrap());
    old.landings().unwrap().iter().for_each(|landing| new.keep_landing(landing).unwrap());
    drop(new);
    let into = place().join(version.to_string());
    std::fs::create_dir(&into).expect("a folder is never written again");
    std::fs::copy(folder.path().join(FILES[0]), into.join(FILES[0])).unwrap();
}
