//! What was last seen on disk: kept, let go, survived.

use super::*;
use crate::outside::Seen;
use crate::store::open;
use crate::wire::Counts;

fn parcel(whole: bool, text: &str, at_ms: i64) -> Parcel {
    let counts = LastCounts { counts: Counts { failed: 2, ..Counts::default() }, shortfall: None, at_ms };
    let blobs = vec![text.into(), format!("{text} too").into()];
    Parcel { head: format!("head {text}").into(), whole, names: blobs.clone(), blobs, counts }
}

fn named(deployment: &str) -> (ConnectionId, DeploymentId) {
    ("c".into(), deployment.into())
}

fn texts(kept: &Kept) -> Vec<&str> {
    kept.blobs.iter().map(|blob| std::str::from_utf8(blob).unwrap()).collect()
}

#[test]
fn changes_are_added_and_a_whole_takes_their_place_after_a_restart_too() {
    let directory = tempfile::tempdir().unwrap();
    let (c, dp) = named("dp");
    {
        let store = open(directory.path(), 0).unwrap().store;
        assert_eq!(store.load(&c, &dp), None, "nothing was seen yet");
        assert!(store.keep(&c, &dp, &parcel(false, "lost", 1)).is_err(), "changes of nothing are not kept");
        store.keep(&c, &dp, &parcel(true, "all", 1)).unwrap();
        store.keep(&c, &dp, &parcel(false, "more", 2)).unwrap();
        assert_eq!(store.load(&"d".into(), &dp), None, "another fleet's deployment is another deployment");
    }
    let store = open(directory.path(), 0).unwrap().store;
    let kept = store.load(&c, &dp).unwrap();
    assert_eq!(texts(&kept), ["all", "all too", "more", "more too"], "in the order they were kept");
    assert_eq!((kept.of_whole, kept.head.as_slice()), (2, b"head more".as_slice()), "with the last head");
    let counts = store.last_counts(&c, &dp).unwrap();
    assert_eq!((counts.counts.failed, counts.at_ms), (2, 2), "the devices as a whole, as they were kept last");
    assert_eq!(store.last_counts(&c, &"other".into()), None, "nothing was seen of another");
    let holdings = store.holdings().unwrap();
    assert_eq!((holdings.seen, holdings.seen_bytes > 0), (1, true), "the settings screen shows it");
    store.keep(&c, &dp, &parcel(true, "new", 3)).unwrap();
    assert_eq!(texts(&store.load(&c, &dp).unwrap()), ["new", "new too"], "a whole needs nothing before it");
    store.drop_rows(&c, &dp);
    assert_eq!(store.load(&c, &dp), None, "let go");
}

#[test]
fn what_is_old_and_what_is_too_much_is_let_go_and_launches_are_not() {
    let store = Store::in_memory().unwrap();
    let c: ConnectionId = "c".into();
    let megabyte =
        |at_ms| Parcel { head: vec![1], blobs: vec![vec![7; 1_000_000]], names: Vec::new(), ..parcel(true, "", at_ms) };
    for n in 0..4 {
        store.keep(&c, &format!("dp-{n}").into(), &megabyte(i64::from(n) * DAY_MS)).unwrap();
    }
    store.remember(&c, &"old".into(), Counts::default(), 0);
    let left =
        |store: &Store| (0..4).filter(|n| store.load(&c, &format!("dp-{n}").into()).is_some()).collect::<Vec<_>>();
    store.let_go(4 * DAY_MS, 3, 50);
    assert_eq!(left(&store), [1, 2, 3], "older than three days");
    assert_eq!(store.counts(&c, &"old".into()), None, "its counts too");
    store.let_go(4 * DAY_MS, 90, 3);
    assert_eq!(left(&store), [2, 3], "the oldest until the rest fits");
    store.let_go(4 * DAY_MS, 90, 0);
    assert_eq!(left(&store), [3], "never the newest: it is being looked at");
}

#[test]
fn damage_of_a_blob_loses_that_deployment_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (c, one) = named("one");
    let other: DeploymentId = "other".into();
    let store = open(directory.path(), 0).unwrap().store;
    store.keep(&c, &one, &parcel(true, "x", 1)).unwrap();
    store.keep(&c, &other, &parcel(true, "y", 1)).unwrap();
    store.rows.file.lock().execute("UPDATE blobs SET body = x'00' WHERE of = 1 AND number = 1", []).unwrap();
    assert_eq!(store.load(&c, &one).unwrap().head, b"", "a damaged blob shows as an unreadable head");
    assert_eq!(texts(&store.load(&c, &other).unwrap()), ["y", "y too"], "the others are whole");
}

#[test]
fn a_damaged_file_is_begun_anew_and_the_journal_does_not_notice() {
    for damage in ["before the start", "while it is open"] {
        let directory = tempfile::tempdir().unwrap();
        let (c, dp) = named("dp");
        let file = directory.path().join("seen.db");
        let store = open(directory.path(), 0).unwrap().store;
        for n in 0..50 {
            store.keep(&c, &format!("dp-{n}").into(), &parcel(true, &"x".repeat(5_000), 1)).unwrap();
        }
        store.rows.file.lock().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let store = if damage == "before the start" {
            drop(store);
            std::fs::write(&file, [0xA5; 20_000]).unwrap();
            let opened = open(directory.path(), 0).unwrap();
            let [note] = opened.notes.as_slice() else {
                panic!("it is told, or what is gone looks unseen: {:?}", opened.notes)
            };
            assert!(note.message.contains("looked up again"), "nothing precious was lost: {note:?}");
            opened.store
        } else {
            std::fs::write(&file, [0xA5; 20_000]).unwrap();
            store
        };
        // The first calls may find the damage; then it is mended.
        for _ in 0..3 {
            let _ = store.keep(&c, &dp, &parcel(true, "again", 1));
            store.load(&c, &dp);
        }
        store.keep(&c, &dp, &parcel(true, "again", 1)).unwrap();
        assert_eq!(texts(&store.load(&c, &dp).unwrap()), ["again", "again too"], "{damage}: it goes on");
    }
}

#[test]
fn forgotten_on_request_and_with_its_fleet() {
    let store = Store::in_memory().unwrap();
    let (c, dp) = named("dp");
    let keep = || store.keep(&c, &dp, &parcel(true, "x", 1)).unwrap();
    keep();
    store.forget_fleet(&"another".into()).unwrap();
    assert!(store.load(&c, &dp).is_some(), "another fleet's end is not this one's");
    store.forget_fleet(&c).unwrap();
    assert_eq!(store.load(&c, &dp), None, "ids repeat in the next demo");
    keep();
    store.forget_rows(&c).unwrap();
    assert_eq!(store.load(&c, &dp), None, "a removed connection leaves no rows");
    keep();
    store.forget_seen().unwrap();
    assert_eq!(store.load(&c, &dp), None, "on request");
}

#[test]
fn a_list_is_kept_beside_the_rows_and_goes_as_they_go() {
    let directory = tempfile::tempdir().unwrap();
    let c: ConnectionId = "c".into();
    let store = open(directory.path(), 0).unwrap().store;
    assert!(store.keep_list(&c, None, 1).is_err(), "what was never kept cannot still be so");
    store.keep_list(&c, Some(b"one"), 1).unwrap();
    store.keep_list(&c, None, DAY_MS).unwrap();
    drop(store);
    let store = open(directory.path(), 0).unwrap().store;
    assert_eq!(store.load_list(&c), Some((b"one".to_vec(), DAY_MS)), "after a restart, as good as it last was");
    assert_eq!(store.load_list(&"d".into()), None, "another fleet's list is another list");
    store.let_go(3 * DAY_MS, 2, 50);
    assert!(store.load_list(&c).is_some(), "two days old, two days are kept");
    store.let_go(4 * DAY_MS, 2, 50);
    assert_eq!(store.load_list(&c), None, "older");
    for forget in
        [Store::forget_rows as fn(&Store, &ConnectionId) -> _, Store::forget_fleet, |store, _| store.forget_seen()]
    {
        store.keep_list(&c, Some(b"two"), 1).unwrap();
        forget(&store, &c).unwrap();
        assert_eq!(store.load_list(&c), None, "forgotten with the rows");
    }
    store.keep_list(&c, Some(b"three"), 1).unwrap();
    store.rows.file.lock().execute("UPDATE lists SET body = x'00'", []).unwrap();
    assert_eq!(store.load_list(&c), None, "a damaged list is no list");
}

/// The texts of the pieces that may name something, by deployment.
fn pieces(store: &Store, sought: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let may_name = |names: &[u8]| String::from_utf8_lossy(names).contains(sought);
    store.pieces(&"c".into(), &may_name, &mut |pieces| {
        let blobs = pieces.blobs.into_iter().map(|blob| String::from_utf8(blob).unwrap()).collect();
        found.push((pieces.deployment.to_string(), blobs));
    });
    found
}

#[test]
fn what_may_name_a_device_is_found_without_reading_the_rest() {
    let store = Store::in_memory().unwrap();
    let c: ConnectionId = "c".into();
    let keep = |deployment: &str, parcel: &Parcel| store.keep(&c, &deployment.into(), parcel).unwrap();
    keep("dp-1", &parcel(true, "ab", 1));
    keep("dp-1", &parcel(false, "x", 2));
    keep("dp-1", &parcel(false, "y", 3));
    keep("dp-2", &parcel(true, "cd", 9));
    let named =
        |deployment: &str, blobs: &[&str]| (deployment.to_owned(), blobs.iter().map(|b| (*b).to_owned()).collect());
    assert_eq!(
        pieces(&store, "too"),
        [named("dp-2", &["cd too"]), named("dp-1", &["ab too", "x", "x too", "y", "y too"])],
        "the latest looked at first, with what changed since"
    );
    assert_eq!(pieces(&store, "x too"), [named("dp-1", &["x too", "y", "y too"])], "a device that came later");
    assert_eq!(pieces(&store, "nobody"), [], "nothing else is read");
    store.rows.file.lock().execute("UPDATE blobs SET body = x'00' WHERE number = 1", []).unwrap();
    assert_eq!(pieces(&store, "too"), [], "nothing is said by what is damaged");
    store.drop_rows(&c, &"dp-1".into());
    store.drop_rows(&c, &"dp-2".into());
    let left: u32 = store.rows.file.lock().query_row("SELECT count(*) FROM names", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "names go with their rows");
}

#[test]
fn what_an_earlier_flightdeck_kept_is_searched_whole() {
    let directory = tempfile::tempdir().unwrap();
    {
        let old = Connection::open(directory.path().join(FILE)).unwrap();
        for step in &STEPS[..2] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", 2).unwrap();
        let insert = "INSERT INTO deployments VALUES (1, 'c', 'dp', 5, 9, 0, x''); INSERT INTO blobs VALUES (1, 0, 1, 0, x'6162')";
        old.execute_batch(insert).unwrap();
        old.execute("UPDATE blobs SET sum = ?1", [sum(b"ab")]).unwrap();
    }
    let store = open(directory.path(), 0).unwrap().store;
    assert_eq!(pieces(&store, "anybody"), [("dp".to_owned(), vec!["ab".to_owned()])], "no names: it may name anybody");
    let (c, dp) = named("dp");
    store.keep(&c, &dp, &parcel(true, "new", 6)).unwrap();
    assert_eq!(pieces(&store, "anybody"), [], "with the next look it has them");
}

#[test]
fn a_newer_file_is_left_alone_and_told() {
    let directory = tempfile::tempdir().unwrap();
    let (c, dp) = named("dp");
    let newer = Connection::open(directory.path().join(FILE)).unwrap();
    newer.pragma_update(None, "user_version", 9_999).unwrap();
    let opened = open(directory.path(), 0).unwrap();
    let [note] = opened.notes.as_slice() else { panic!("it is told: {:?}", opened.notes) };
    assert!(note.message.contains("its version is 9999"), "with why: {note:?}");
    opened.store.keep(&c, &dp, &parcel(true, "x", 1)).unwrap();
    assert!(opened.store.load(&c, &dp).is_some(), "it is known for this run");
    let left: u32 = newer.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "and nothing of it is in the newer one's file");
}
