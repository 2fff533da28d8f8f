//! What was last seen on disk: kept, let go, survived.

use super::*;
use crate::outside::Seen;
use crate::store::open;
use crate::wire::Counts;

fn parcel(whole: bool, text: &str, at_ms: i64) -> Parcel {
    let counts = LastCounts { counts: Counts { failed: 2, ..Counts::default() }, shortfall: None, at_ms };
    Parcel {
        head: format!("head {text}").into(),
        whole,
        blobs: vec![text.into(), format!("{text} too").into()],
        counts,
    }
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
    let megabyte = |at_ms| Parcel { head: vec![1], blobs: vec![vec![7; 1_000_000]], ..parcel(true, "", at_ms) };
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
    store.rows.lock().execute("UPDATE blobs SET body = x'00' WHERE of = 1 AND number = 1", []).unwrap();
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
        store.rows.lock().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let store = if damage == "before the start" {
            drop(store);
            std::fs::write(&file, [0xA5; 20_000]).unwrap();
            let opened = open(directory.path(), 0).unwrap();
            assert!(opened.notes.is_empty(), "nothing precious was lost");
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
    store.rows.lock().execute("UPDATE lists SET body = x'00'", []).unwrap();
    assert_eq!(store.load_list(&c), None, "a damaged list is no list");
}
