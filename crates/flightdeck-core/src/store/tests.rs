//! What the database must keep, and what it must never do with a file it cannot read.

use connect_api::{DeployRequest, DeploymentConfiguration, DeviceFilter, Filter, Operand};

use super::*;
use crate::outside::{Drafts, Journal, JournalEntry, Seen};
use crate::wire::{Counts, Draft, LaunchOutcome};

fn entry(request_id: &str, sent_ms: i64) -> JournalEntry {
    JournalEntry {
        request_id: request_id.into(),
        connection: "c".into(),
        destination: "https://api.test key".into(),
        sent_ms,
        request: DeployRequest {
            device_filter: DeviceFilter {
                groups: vec![],
                filters: vec![Filter::App { operand: Operand::Is, value: "gw".into(), app_version: Some("1".into()) }],
            },
            deployment_configuration: DeploymentConfiguration { flow_uuid: "f-1".into(), ..Default::default() },
        },
        target: "Devices running gw 1.".into(),
        outcome: None,
    }
}

#[test]
fn a_launch_comes_back_as_written_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let first = entry("r-1", 10);
    {
        let opened = open(directory.path(), 0).unwrap();
        assert!(opened.notes.is_empty(), "a first start has nothing to report");
        opened.store.begin(&first).unwrap();
        opened.store.begin(&entry("r-2", 20)).unwrap();
        opened.store.settle("r-2", &LaunchOutcome::Created { deployment: "dp-2".into() }).unwrap();
    }
    let store = open(directory.path(), 0).unwrap().store;
    assert_eq!(store.find("r-1").unwrap(), Some(first), "the exact request is what a lookup compares with");
    let all: Vec<String> = store.all(&"c".into()).unwrap().into_iter().map(|entry| entry.request_id).collect();
    assert_eq!(all, ["r-2", "r-1"], "newest first");
    let found = store.of_deployment(&"c".into(), &"dp-2".into()).unwrap().map(|entry| entry.request_id);
    assert_eq!(found.as_deref(), Some("r-2"), "a deployment finds its launch");
    assert_eq!(store.of_deployment(&"other".into(), &"dp-2".into()).unwrap(), None, "but only in its own fleet");
    assert!(store.holdings().unwrap().bytes > 0, "the settings screen shows the size");
}

#[test]
fn a_request_id_is_taken_once() {
    let store = Store::in_memory().unwrap();
    store.begin(&entry("r", 1)).unwrap();
    assert!(store.begin(&entry("r", 2)).is_err(), "a second entry would allow a second send");
    assert!(store.settle("nobody", &LaunchOutcome::Dismissed).is_err(), "settling nothing must not look like success");
}

#[test]
fn a_launch_is_flushed_before_begin_returns() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), 0).unwrap().store;
    let synchronous: i64 = store.lock().query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
    let mode: String = store.lock().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!((synchronous, mode.as_str()), (2, "wal"), "only FULL survives a power cut in WAL mode");
}

#[test]
fn a_damaged_file_is_set_aside_and_kept() {
    for damage in ["zeros at the head", "bytes in the middle"] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("flightdeck.db");
        {
            let store = open(directory.path(), 0).unwrap().store;
            for index in 0..200 {
                store.begin(&entry(&format!("r-{index}"), index)).unwrap();
            }
        }
        let mut bytes = std::fs::read(&path).unwrap();
        let range = if damage.starts_with("zeros") { 0..100 } else { 4096..bytes.len() };
        bytes[range].fill(0xA5);
        std::fs::write(&path, &bytes).unwrap();

        let opened = open(directory.path(), 77).unwrap();
        assert_eq!(opened.notes.len(), 1, "{damage}: the user must hear of it");
        let aside = directory.path().join("flightdeck.db.damaged-77");
        assert_eq!(std::fs::read(&aside).unwrap(), bytes, "{damage}: the damaged file is evidence, kept as it was");
        assert!(opened.notes[0].message.contains("damaged-77"), "{damage}: and its place is named");
        opened.store.begin(&entry("new", 1)).unwrap();
    }
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path(), 0).unwrap());
    let raw = Connection::open(directory.path().join("flightdeck.db")).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let error = open(directory.path(), 0).err().expect("an old program must not write into a new database");
    assert!(matches!(error, Refusal::Newer { found: 99, .. }), "only a newer Flightdeck may go on with it: {error}");
    assert_eq!(
        std::fs::read_dir(directory.path())
            .unwrap()
            .filter(|file| { file.as_ref().unwrap().file_name().to_string_lossy().contains("damaged") })
            .count(),
        0,
        "newer is not damaged"
    );
}

#[test]
fn seen_and_drafts_are_kept_per_connection() {
    let store = Store::in_memory().unwrap();
    let counts = Counts { succeeded: 3, failed: 1, ..Counts::default() };
    store.remember(&"c".into(), &"dp".into(), counts, 5);
    store.remember(&"c".into(), &"dp".into(), Counts { aborted: 1, ..counts }, 6);
    assert_eq!(
        store.counts(&"c".into(), &"dp".into()),
        Some((Counts { aborted: 1, ..counts }, 6)),
        "the last look counts"
    );
    assert_eq!(store.counts(&"d".into(), &"dp".into()), None, "another fleet's deployment is another deployment");
    store.forget_seen().unwrap();
    assert_eq!(store.counts(&"c".into(), &"dp".into()), None, "forgotten on request");

    let draft = Draft { comment: "  kept as typed ".into(), step: 3, ..Draft::default() };
    store.save(&"c".into(), &draft, 9).unwrap();
    assert_eq!(store.load(&"c".into()).unwrap(), Some((draft, 9)), "nothing typed is lost");
    store.discard(&"c".into()).unwrap();
    assert_eq!(store.load(&"c".into()).unwrap(), None, "discarded is gone");
}

#[test]
fn a_vanished_demo_leaves_nothing_behind() {
    let store = Store::in_memory().unwrap();
    store.begin(&entry("r", 1)).unwrap();
    store.remember(&"c".into(), &"dp".into(), Counts::default(), 1);
    store.begin(&JournalEntry { connection: "real".into(), ..entry("s", 1) }).unwrap();
    store.forget_fleet(&"c".into()).unwrap();
    assert_eq!(
        (store.all(&"c".into()).unwrap().len(), store.counts(&"c".into(), &"dp".into())),
        (0, None),
        "ids repeat in the next demo"
    );
    assert_eq!(store.all(&"real".into()).unwrap().len(), 1, "a real fleet's journal is never touched");
}
