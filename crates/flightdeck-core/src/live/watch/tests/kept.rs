//! What was last seen is kept: after a restart a deployment opens with its rows and their age, service or not.

use std::sync::atomic::Ordering;

use super::*;
use crate::live::fakes::OneFleet;
use crate::live::watch::WatchOutside;
use crate::outside::{LastSeen, Parcel};
use crate::store;
use crate::wire::{DeviceState, Elsewhere};

#[tokio::test(start_paused = true)]
async fn after_a_restart_without_a_network_it_opens_with_rows_and_their_age() {
    let directory = tempfile::tempdir().unwrap();
    let computer = FakeComputer::new();
    let run = |store: store::Store| {
        let store = Arc::new(store);
        Watches::new(WatchOutside {
            apis: Arc::new(OneFleet(computer.fleet.clone())),
            clock: computer.clock.clone(),
            journal: store.clone(),
            seen: store.clone(),
            last_seen: store,
            settings: computer.settings.subscribe(),
        })
    };
    let offline = || Look::Fail(Error::NotSent { reason: connect_api::NotSent::Connect, detail: "no route".into() });
    computer.fleet.details.lock().unwrap().insert("c".into(), detail("no space"));
    computer.fleet.looks(
        &"dp".into(),
        [
            look(&[("a", "Pending"), ("b", "Running"), ("c", "Failed"), ("d", "Odd")]),
            look(&[("a", "Running"), ("b", "Success"), ("c", "Failed")]),
            offline(),
        ],
    );
    let watches = run(store::open(directory.path(), 0).unwrap().store);
    let id = watches.watch(0, &"c".into(), &"dp".into(), |_| true).unwrap();
    seconds(20).await;
    let before = watches.rows(id, &all(), 0, 9).unwrap().rows;
    let causes = watches.causes(id).unwrap();
    drop(watches);
    seconds(3_600).await;

    let desk_notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let notices = desk_notices.clone();
    let watches = run(store::open(directory.path(), 0).unwrap().store);
    let keep = move |notice| {
        notices.lock().unwrap().push(notice);
        true
    };
    let id = watches.watch(0, &"c".into(), &"dp".into(), keep).unwrap();
    seconds(1).await;
    let notice = desk_notices.lock().unwrap().last().unwrap().clone();
    assert!(matches!(notice.phase, Phase::Stale { .. }), "the service cannot be reached: {:?}", notice.phase);
    assert_eq!((notice.total, notice.gone), (3, 1), "what was last seen is there, what was gone is gone");
    assert_eq!(notice.last_good_ms, Some(START_MS + 15_000), "with its age");
    assert_eq!(watches.rows(id, &all(), 0, 9).unwrap().rows, before, "row by row");
    assert_eq!(watches.causes(id).unwrap(), causes, "and why they failed");
    assert_eq!(computer.fleet.count("device c"), 1, "which was not asked for again");
}

#[tokio::test(start_paused = true)]
async fn rows_are_there_before_the_first_answer_and_are_then_corrected() {
    let mut desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending"), ("b", "Running")])]);
    desk.watch();
    seconds(5).await;
    desk = desk.restart();
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(3);
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("c", "Pending")])]);
    let id = desk.watch();
    seconds(1).await;
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Syncing, 2), "at once, while it asks");
    assert_eq!(desk.last().last_good_ms, Some(START_MS), "they are as old as they are");
    assert!(desk.computer.last_seen.kept.lock().unwrap().contains_key("dp"), "and stay kept");
    seconds(4).await;
    let notice = desk.last();
    assert_eq!((notice.phase, notice.total, notice.gone), (Phase::Live, 2, 1), "then what is true now");
    let gone = desk.watches.row_of(id, &"b".into()).unwrap().unwrap();
    assert_eq!((gone.state, gone.gone_ms), (DeviceState::InProgress, Some(START_MS)), "last named in the run before");
}

#[tokio::test(start_paused = true)]
async fn what_was_finished_needs_one_look_to_be_finished_again() {
    let mut desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success")])]);
    desk.watch();
    seconds(600).await;
    assert_eq!(desk.last().phase, Phase::Finished, "after some looks");
    let asked = desk.fleet.count("devices");
    desk = desk.restart();
    desk.watch();
    seconds(600).await;
    assert_eq!(
        (desk.last().phase, desk.fleet.count("devices") - asked),
        (Phase::Finished, 1),
        "the last run's look agrees"
    );
}

#[tokio::test(start_paused = true)]
async fn only_what_changed_is_written_and_now_and_then_the_whole() {
    let desk = Desk::new();
    let looks = (0..60).map(|n| {
        let mut rows = many(1_000, "Pending");
        rows[n * 10].1 = "Running".into();
        look_of(&rows)
    });
    desk.fleet.looks(&"dp".into(), looks);
    desk.watch();
    seconds(59 * 15 + 1).await;
    let parcels = desk.computer.last_seen.parcels.lock().unwrap().clone();
    let whole: Vec<usize> = parcels.iter().filter(|(whole, _)| *whole).map(|(_, bytes)| *bytes).collect();
    assert!(parcels.len() == 60 && whole.len() < 4, "a whole is rare: {} of {}", whole.len(), parcels.len());
    assert!(parcels[1..].iter().all(|(whole, bytes)| *whole || *bytes < 200), "two rows of a thousand are few bytes");
    let let_go = desk.computer.last_seen.let_go.load(Ordering::SeqCst);
    assert_eq!(let_go, whole.len(), "with each whole, and no more often, there is a look at what is too much");
    let kept = desk.computer.last_seen.kept.lock().unwrap()["dp"].clone();
    let size: usize = kept.blobs.iter().map(Vec::len).sum();
    assert!(size < whole[0] * 2, "what is on disk stays near its smallest: {size} of {}", whole[0]);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_loses_nothing_but_the_past() {
    let mut desk = Desk::new();
    let busy = (0..100).map(|n| look(&[("a", if n % 2 == 0 { "Pending" } else { "Running" }), ("b", "Pending")]));
    desk.fleet.looks(&"dp".into(), busy);
    desk.computer.last_seen.full.store(true, Ordering::SeqCst);
    desk.watch();
    seconds(20).await;
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Live, 2), "watching does not need the disk");
    let let_go = desk.computer.last_seen.let_go.load(Ordering::SeqCst);
    assert_eq!(let_go, 0, "and nothing else is let go for what was not kept");
    desk.computer.last_seen.full.store(false, Ordering::SeqCst);
    seconds(15).await;
    desk = desk.restart();
    desk.fleet.looks(&"dp".into(), [Look::Fail(status(503))]);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().total, 2, "as soon as there is room, all of it is kept");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_as_if_never_seen() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")])]);
    let damaged = Parcel { head: b"{}".to_vec(), whole: true, blobs: vec![vec![1, 2, 3]], ..Parcel::default() };
    desk.computer.last_seen.keep(&"c".into(), &"dp".into(), &damaged).unwrap();
    desk.watch();
    seconds(1).await;
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Live, 1), "it is looked at like a new one");
    let kept = desk.computer.last_seen.kept.lock().unwrap()["dp"].clone();
    assert_ne!(kept.head, damaged.head, "and kept anew");
}

#[tokio::test(start_paused = true)]
async fn a_device_is_found_in_every_deployment_that_was_seen_with_it() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("b", "Failed")])]);
    desk.fleet.looks(&"other".into(), [look(&[("a", "Pending")]), look(&[("a", "Pending"), ("b", "Odd")])]);
    desk.fleet.looks(&"third".into(), [look(&[("c", "Success")])]);
    for deployment in ["dp", "other", "third"] {
        desk.watches.watch(0, &"c".into(), &deployment.into(), |_| true).unwrap();
    }
    seconds(20).await;
    let found = |device: &'static str, but: &'static str| {
        let watches = desk.watches.clone();
        async move { watches.elsewhere(&"c".into(), &but.into(), &device.into()).await }
    };
    let told = |found: Vec<Elsewhere>| -> Vec<_> {
        let told = found.into_iter().map(|one| (one.deployment.to_string(), one.state, one.raw_status));
        told.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let odd = Some("Odd".to_owned());
    assert_eq!(
        told(found("b", "dp").await),
        [("other".to_owned(), DeviceState::Unknown, odd)],
        "it came with a later look"
    );
    assert_eq!(
        told(found("a", "third").await),
        [("dp".to_owned(), DeviceState::Succeeded, None), ("other".to_owned(), DeviceState::Pending, None)],
        "in all but the one it is looked at in"
    );
    assert_eq!(found("nobody", "dp").await, [], "and in none that never named it");
}
