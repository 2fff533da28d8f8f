//! What the database must keep, and what it must never do with a file it cannot read.

mod records;

use connect_api::{DeployRequest, DeploymentConfiguration, DeviceFilter, Filter, Operand};

use super::*;
use crate::outside::{Before, Drafts, Flows, Guardbook, Journal, JournalEntry, KeptDraft, KeptGuard, Seen};
use crate::parameters::secrets::Marks;
use crate::wire::{Counts, Draft, LaunchOutcome};

fn entry(request_id: &str, sent_ms: i64) -> JournalEntry {
    JournalEntry {
        request_id: request_id.into(),
        connection: "c".into(),
        destination: "https://api.test key".into(),
        sent_ms,
        clock_offset_ms: Some(-3_000),
        before: Some(Before { same: vec!["dp-0".into()], read_back_to_ms: Some(1) }),
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

#[cfg(unix)]
#[test]
fn the_folder_is_its_users_alone_and_one_that_is_there_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let around = tempfile::tempdir().unwrap();
    let rights = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let made = around.path().join("made/here");
    open(&made, 1).unwrap();
    assert_eq!(rights(&made), 0o700, "another user of this computer must not read what was sent");
    for file in ["flightdeck.db", "seen.db", "fleet.db"] {
        assert_eq!(rights(&made.join(file)), 0o600, "nor where somebody opened the folder to others: {file}");
    }
    let own = around.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o750)).unwrap();
    open(&own, 1).unwrap();
    assert_eq!(rights(&own), 0o750, "whoever made the folder has said who may read it");
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

/// What acts by itself is not taken out of a file in which a bit may be another.
#[test]
fn what_can_be_read_of_a_damaged_file_is_taken_over_and_what_acts_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("flightdeck.db");
    let draft = KeptDraft { id: "d".into(), draft: Draft { comment: "typed".into(), ..Draft::default() }, saved_ms: 3 };
    let created = LaunchOutcome::Created { deployment: "dp".into() };
    {
        let store = open(directory.path(), 0).unwrap().store;
        store.keep_draft(&"c".into(), &draft).unwrap();
        store.set_name(&"c".into(), "f-1", Some("Gateway")).unwrap();
        store.set_name(&"d".into(), "f-1", Some("Turbine")).unwrap();
        store.set_marks(&"c".into(), "f-1", &[("SITE", true), ("ZONE", false)]).unwrap();
        store.keep_guard(&KeptGuard { id: "g".into(), connection: "c".into(), guard: "{}".into() }).unwrap();
        for index in 0..400 {
            store.begin(&entry(&format!("r-{index}"), index)).unwrap();
            store.settle(&format!("r-{index}"), &created).unwrap();
        }
    }
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4_096;
    assert!(pages > 30, "launches stand on many pages, or this shows nothing: {pages}");
    bytes[(pages - 9) * 4_096..(pages - 7) * 4_096].fill(0xA5);
    std::fs::write(&path, &bytes).unwrap();

    let opened = open(directory.path(), 77).unwrap();
    let store = opened.store;
    let all = store.all(&"c".into()).unwrap();
    assert!(
        all.len() > 100 && all.len() < 400,
        "most are there, and those on the damaged pages are not: {}",
        all.len()
    );
    for one in &all {
        let then = JournalEntry { outcome: Some(created.clone()), before: None, ..entry(&one.request_id, one.sent_ms) };
        assert_eq!(one, &then, "each as it was written");
    }
    let told = &opened.notes[0].message;
    assert!(told.contains(&format!("{} launches, 1 drafts", all.len())), "and how many is told: {told}");
    assert_eq!(store.drafts(&"c".into()).unwrap(), [draft], "what was typed is looked at before it is sent");
    assert_eq!(store.name(&"c".into(), "f-1").unwrap().as_deref(), Some("Gateway"), "a name is a name");
    assert_eq!(store.name(&"d".into(), "f-1").unwrap().as_deref(), Some("Turbine"), "each fleet has its own");
    let marks = store.marks(&"c".into(), "f-1").unwrap();
    let said = ["SITE", "ZONE"].map(|name| marks.of_name(name));
    assert_eq!(said, [Some(true), Some(false)], "what was called secret is hidden as before");
    assert_eq!(store.guards().unwrap(), [], "and nothing aborts by a rule that may be another");
    let left: Vec<String> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("being-read"))
        .collect();
    assert!(left.is_empty(), "nothing is left of reading it: {left:?}");
}

#[test]
fn what_is_not_as_it_was_written_is_not_shown_and_told() {
    let directory = tempfile::tempdir().unwrap();
    {
        let store = open(directory.path(), 0).unwrap().store;
        for id in ["a", "b", "c", "d"] {
            store.begin(&entry(id, 1)).unwrap();
        }
        store.settle("d", &LaunchOutcome::Created { deployment: "dp-1".into() }).unwrap();
        store.keep_guard(&KeptGuard { id: "g".into(), connection: "c".into(), guard: "{}".into() }).unwrap();
        store.keep_guard(&KeptGuard { id: "h".into(), connection: "c".into(), guard: "{}".into() }).unwrap();
        let database = store.lock();
        for change in [
            "UPDATE launches SET request = replace(request, '\"1\"', '\"2\"') WHERE request_id = 'a'",
            "UPDATE launches SET target = CAST(x'ff' AS TEXT) WHERE request_id = 'b'",
            "UPDATE launches SET outcome = replace(outcome, 'dp-1', 'dp-2') WHERE request_id = 'd'",
            "UPDATE guards SET guard = CAST(x'7bff' AS TEXT) WHERE id = 'g'",
        ] {
            assert_eq!(database.execute(change, []).unwrap(), 1, "it is damaged: {change}");
        }
    }
    let opened = open(directory.path(), 0).unwrap();
    let shown: Vec<String> = opened.store.all(&"c".into()).unwrap().into_iter().map(|one| one.request_id).collect();
    assert_eq!(shown, ["c"], "what can be read is there, and nothing that is another now");
    for id in ["a", "b", "d"] {
        assert!(
            opened.store.find(id).is_err(),
            "{id} is not taken for one that was never begun: it would be sent again"
        );
    }
    assert_eq!(opened.store.guards().unwrap().len(), 1, "one guard does not take the others with it");
    let [note] = opened.notes.as_slice() else { panic!("it is told, once: {:?}", opened.notes) };
    assert!(note.message.contains("3 launches, 1 guard."), "and how much: {}", note.message);
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
    let kept = |id: &str, saved_ms| KeptDraft { id: id.into(), draft: draft.clone(), saved_ms };
    for one in [kept("a", 9), kept("b", 8), kept("a", 10)] {
        store.keep_draft(&"c".into(), &one).unwrap();
    }
    assert_eq!(
        store.drafts(&"c".into()).unwrap(),
        [kept("a", 10), kept("b", 8)],
        "nothing typed is lost, or twice there"
    );
    assert_eq!(store.draft(&"c".into(), "b").unwrap(), Some(kept("b", 8)), "each is found by its id");
    assert_eq!(store.draft(&"other".into(), "b").unwrap(), None, "in its own fleet");
    store.drop_draft(&"c".into(), Some("a")).unwrap();
    assert_eq!(store.drafts(&"c".into()).unwrap(), [kept("b", 8)], "discarded is gone, and nothing else is");
    store.drop_draft(&"c".into(), None).unwrap();
    assert!(store.drafts(&"c".into()).unwrap().is_empty(), "or all of them");
}

/// Earlier versions kept one draft for each connection.
#[test]
fn an_earlier_database_keeps_its_drafts_and_can_keep_more() {
    let directory = tempfile::tempdir().unwrap();
    let old = Connection::open(directory.path().join("flightdeck.db")).unwrap();
    for step in &steps::STEPS[..4] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", 4).unwrap();
    let text = r#"{"flowUuid":"f-1","parameters":[{"name":"token","value":"x"}],"comment":"Begun"}"#;
    for connection in ["c", "d"] {
        old.execute("INSERT INTO drafts (connection, draft, saved_ms) VALUES (?1, ?2, 7)", [connection, text]).unwrap();
    }
    drop(old);
    let store = open(directory.path(), 0).unwrap().store;
    let of = |connection: &str| store.drafts(&connection.into()).unwrap();
    let first = of("c").remove(0);
    assert_eq!((first.draft.comment.as_str(), first.saved_ms), ("Begun", 7), "what was typed is there, and its age");
    assert_eq!(first.draft.parameters[0].secret, None, "of its parameters nothing was said");
    assert_ne!(first.id, of("d")[0].id, "and each can be told from the others");
    store.keep_draft(&"c".into(), &KeptDraft { id: "new".into(), saved_ms: 8, ..first.clone() }).unwrap();
    assert_eq!(of("c").len(), 2, "a second one stands beside it");
}

#[test]
fn what_is_said_of_parameters_is_kept_with_their_flow() {
    let store = Store::in_memory().unwrap();
    store.set_marks(&"c".into(), "f-1", &[("pin", true), ("token", false)]).unwrap();
    store.set_marks(&"c".into(), "f-1", &[("pin", false), ("site", true)]).unwrap();
    let marks = store.marks(&"c".into(), "f-1").unwrap();
    let said = ["pin", "token", "site", "other"].map(|name| marks.of_name(name));
    assert_eq!(said, [Some(false), Some(false), Some(true), None], "what was said last holds");
    assert_eq!(store.marks(&"c".into(), "f-2").unwrap(), Marks::default(), "of another flow nothing was said");
    assert_eq!(store.marks(&"d".into(), "f-1").unwrap(), Marks::default(), "nor in another fleet");
}

/// B2: what was there before a launch is known after a restart too, and no longer than it is of use.
#[test]
fn what_was_there_before_is_kept_while_it_may_matter() {
    let store = Store::in_memory().unwrap();
    store.begin(&entry("r", 1)).unwrap();
    let unknown =
        LaunchOutcome::Unknown { why: "w".into(), trouble: None, created: false, searched: None, candidates: vec![] };
    store.settle("r", &unknown).unwrap();
    assert_eq!(store.find("r").unwrap().unwrap().before, entry("r", 1).before, "the next look still needs it");
    store.settle("r", &LaunchOutcome::Created { deployment: "dp".into() }).unwrap();
    assert_eq!(store.find("r").unwrap().unwrap().before, None, "its own is known");
}

/// A database of the first version, with a launch in it, is brought up to date.
#[test]
fn an_earlier_database_keeps_its_launches() {
    let directory = tempfile::tempdir().unwrap();
    let old = Connection::open(directory.path().join("flightdeck.db")).unwrap();
    old.execute_batch(steps::STEPS[0]).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    let request = serde_json::to_string(&entry("r", 1).request).unwrap();
    old.execute(
        "INSERT INTO launches (request_id, connection, destination, sent_ms, request, target, outcome) VALUES \
         ('r', 'c', 'd', 5, ?1, 't', '{\"type\":\"unknown\",\"why\":\"w\",\"created\":false,\"candidates\":[]}')",
        [request],
    )
    .unwrap();
    drop(old);
    let store = open(directory.path(), 0).unwrap().store;
    let found = store.find("r").unwrap().expect("a launch must survive an update of the program");
    assert_eq!((found.clock_offset_ms, found.before), (None, None), "what was not known then is not known now");
    assert!(found.outcome.is_some_and(|outcome| outcome.is_unresolved()), "and its outcome is read as it was written");
}

/// B27
#[test]
fn flow_names_are_kept_per_connection_and_can_be_taken_away() {
    let store = Store::in_memory().unwrap();
    let (here, there) = ("c".into(), "d".into());
    store.set_name(&here, "f-1", Some("Gateway")).unwrap();
    store.set_name(&here, "f-1", Some("Gateway firmware")).unwrap();
    store.set_name(&here, "f-2", Some("Turbine")).unwrap();
    assert_eq!(store.name(&here, "f-1").unwrap().as_deref(), Some("Gateway firmware"), "the last name counts");
    assert_eq!(store.name(&there, "f-1").unwrap(), None, "another fleet's flow is another flow");
    store.set_name(&here, "f-2", None).unwrap();
    assert_eq!(store.names(&here).unwrap().len(), 1, "and the other has none again");
    store.forget_fleet(&here).unwrap();
    assert!(store.names(&here).unwrap().is_empty(), "a demo that vanished leaves no names");
}

#[test]
fn guards_are_kept_in_their_order_and_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let guard = |id: &str, text: &str| KeptGuard { id: id.into(), connection: "c".into(), guard: text.into() };
    {
        let store = open(directory.path(), 0).unwrap().store;
        for kept in [guard("b", "1"), guard("a", "2"), guard("b", "3")] {
            store.keep_guard(&kept).unwrap();
        }
        store.drop_guard("nobody").unwrap();
    }
    let store = open(directory.path(), 0).unwrap().store;
    assert_eq!(store.guards().unwrap(), [guard("b", "3"), guard("a", "2")], "the last words of each, the oldest first");
    store.drop_guard("b").unwrap();
    store.forget_fleet(&"other".into()).unwrap();
    assert_eq!(store.guards().unwrap(), [guard("a", "2")], "another fleet's end is none of its own");
    store.forget_fleet(&"c".into()).unwrap();
    assert!(store.guards().unwrap().is_empty(), "a demo that vanished leaves no guards");
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
