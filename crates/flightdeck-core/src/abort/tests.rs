//! Aborting: sentences as a table, requests against a scripted fleet.

mod several;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_api::Accepted;
use tokio::time::sleep;

use super::*;
use crate::fakes::{cut, status};
use crate::live::fakes::{FakeComputer, FakeFleet, OneFleet, START_MS, look};
use crate::wire::{ErrorCode, Notice};

const NONE: Counts = Counts { pending: 0, in_progress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };

#[test]
fn a_plan_says_with_numbers_what_will_happen() {
    for (counts, sentences, anything) in [
        (
            Counts { pending: 1_004, in_progress: 311, succeeded: 8_412, failed: 273, ..NONE },
            vec![
                "1,004 pending devices stop at once.",
                "311 running devices are asked to stop; some may still finish.",
                "8,412 succeeded and 273 failed devices are left as they are.",
            ],
            true,
        ),
        (
            Counts { pending: 1, in_progress: 1, succeeded: 1, aborted: 1, unknown: 1, ..NONE },
            vec![
                "1 pending device stops at once.",
                "1 running device is asked to stop; it may still finish.",
                "1 succeeded device is left as it is.",
                "1 device is aborted already.",
                "1 device is in a state Flightdeck does not know; the service decides.",
            ],
            true,
        ),
        (
            Counts { failed: 1_000_000, aborted: 12, ..NONE },
            vec![
                "1,000,000 failed devices are left as they are.",
                "12 devices are aborted already.",
                "Nothing is left to stop.",
            ],
            false,
        ),
        (NONE, vec!["No device has been seen yet; those that are pending or running by then are asked to stop."], true),
    ] {
        let plan = plan(counts, 0, Some(7), &AbortScope::Deployment);
        assert_eq!(plan.sentences, sentences, "{counts:?}");
        assert_eq!((plan.anything, plan.as_of_ms, plan.counts), (anything, Some(7), counts), "{counts:?}");
    }
}

#[test]
fn a_plan_for_one_device_speaks_of_it() {
    for (counts, part, anything) in [
        (Counts { pending: 1, ..NONE }, "stops at once", true),
        (Counts { in_progress: 1, ..NONE }, "may still finish", true),
        (Counts { succeeded: 1, ..NONE }, "has succeeded and is left", false),
        (Counts { failed: 1, ..NONE }, "has failed and is left", false),
        (Counts { aborted: 1, ..NONE }, "aborted already", false),
        (Counts { unknown: 1, ..NONE }, "does not know", true),
    ] {
        let plan = plan(counts, 0, Some(7), &AbortScope::Device { device: "d".into() });
        assert!(plan.sentences.len() == 1 && plan.sentences[0].contains(part), "{:?}", plan.sentences);
        assert_eq!(plan.anything, anything, "{counts:?}");
    }
}

struct Desk {
    fleet: Arc<FakeFleet>,
    watches: Arc<Watches>,
    aborts: Aborts,
    notices: Arc<Mutex<Vec<Notice>>>,
    _computer: FakeComputer,
}

fn desk() -> Desk {
    let computer = FakeComputer::new();
    let (fleet, watches) = (computer.fleet.clone(), computer.watches());
    let aborts = Aborts::new(Arc::new(OneFleet(fleet.clone())), watches.clone(), computer.clock.clone());
    Desk { fleet, watches, aborts, notices: Arc::default(), _computer: computer }
}

impl Desk {
    fn answer(&self, answer: Result<Accepted, connect_api::Error>) {
        self.fleet.aborts.lock().unwrap().push_back(answer);
    }

    fn watch(&self) -> u32 {
        let notices = self.notices.clone();
        let keep = move |notice| {
            notices.lock().unwrap().push(notice);
            true
        };
        self.watches.watch(0, &"c".into(), &"dp".into(), keep).unwrap()
    }

    fn requested(&self) -> u32 {
        self.notices.lock().unwrap().last().unwrap().abort_requested
    }
}

fn accepted() -> Result<Accepted, connect_api::Error> {
    Ok(Accepted { message: Some("abort\u{1b}[31m accepted\0".into()), status: 201 })
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_id_aborts_once() {
    let desk = desk();
    desk.answer(accepted());
    let scope = AbortScope::Deployment;
    let (connection, deployment) = ("c".into(), "dp".into());
    let once = || desk.aborts.abort("r", &connection, &deployment, &scope);
    let (a, b) = tokio::join!(once(), once());
    let expected = AbortOutcome::Accepted { message: Some("abort accepted␀".into()) };
    assert_eq!(
        (a.unwrap(), b.unwrap()),
        (expected.clone(), expected.clone()),
        "both callers hear the first outcome, made safe"
    );
    assert_eq!(
        desk.aborts.abort("r", &"c".into(), &"dp".into(), &scope).await.unwrap(),
        expected,
        "so does a later repeat"
    );
    assert_eq!(desk.fleet.count("abort"), 1, "and the service was asked once");
}

#[tokio::test(start_paused = true)]
async fn requested_shows_until_the_devices_have_ended() {
    let desk = desk();
    let moving = || look(&[("a", "Running"), ("b", "Pending"), ("c", "Success")]);
    let later = look(&[("a", "Running"), ("b", "Aborted"), ("c", "Success"), ("late", "Pending")]);
    let end = look(&[("a", "Success"), ("b", "Aborted"), ("c", "Success"), ("late", "Aborted")]);
    desk.fleet.looks(&"dp".into(), [moving(), moving(), later, end]);
    desk.answer(accepted());
    let id = desk.watch();
    seconds(5).await;
    desk.aborts.abort("r", &"c".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    seconds(1).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 5], "it looks at once after an abort");
    assert_eq!(desk.requested(), 2, "running and pending devices were asked to stop; a refresh does not forget it");
    assert!(desk.watches.row_at(id, 0, None).unwrap().abort_requested, "the row says so");
    assert!(!desk.watches.row_at(id, 2, None).unwrap().abort_requested, "an ended device was not asked");
    seconds(15).await;
    assert_eq!(desk.requested(), 2, "one ended; one that appeared later is covered too");
    desk.watches.unwatch(id);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.requested(), 0, "all ended");
    assert!(
        desk.watches.abort_requested(&"c".into(), &"dp".into(), &"a".into()),
        "that it was requested is still known for the drawer"
    );
}

#[tokio::test(start_paused = true)]
async fn a_deployment_opened_again_still_says_requested() {
    let desk = desk();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Running"), ("b", "Running")])]);
    desk.answer(Err(cut()));
    let outcome =
        desk.aborts.abort("r", &"c".into(), &"dp".into(), &AbortScope::Device { device: "b".into() }).await.unwrap();
    assert!(matches!(outcome, AbortOutcome::Unknown { .. }), "a lost answer is no refusal: {outcome:?}");
    let id = desk.watch();
    seconds(1).await;
    assert_eq!(desk.requested(), 1, "it may have arrived, so it shows");
    assert!(desk.watches.row_at(id, 1, None).unwrap().abort_requested, "on the device it was for");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_marks_nothing() {
    let desk = desk();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Running")])]);
    desk.answer(Err(status(403)));
    desk.watch();
    seconds(1).await;
    let outcome = desk.aborts.abort("r", &"c".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    assert!(
        matches!(&outcome, AbortOutcome::Refused { error } if error.code == ErrorCode::Forbidden),
        "a token may be limited to reading: {outcome:?}"
    );
    let missing = desk.aborts.abort("s", &"none".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    assert!(matches!(missing, AbortOutcome::Refused { .. }), "never sent is refused: {missing:?}");
    seconds(1).await;
    assert_eq!(desk.requested(), 0, "nothing was stopped");
}

#[tokio::test(start_paused = true)]
async fn the_plan_takes_what_was_seen_or_looks() {
    let desk = desk();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Running"), ("b", "Pending"), ("b", "Pending")])]);
    let planned = desk.aborts.plan(&"c".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    assert_eq!(
        planned.counts,
        Counts { pending: 1, in_progress: 1, ..NONE },
        "nobody watches, so it looks; twice named is one"
    );
    assert_eq!(desk.fleet.count("devices"), 1, "one look");
    desk.watch();
    seconds(3).await;
    let planned = desk.aborts.plan(&"c".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    assert_eq!(desk.fleet.count("devices"), 2, "the watch's own look is enough");
    assert_eq!((planned.counts.total(), planned.as_of_ms), (2, Some(START_MS)), "with its age");
    let device = desk.aborts.plan(&"c".into(), &"dp".into(), &AbortScope::Device { device: "b".into() }).await.unwrap();
    assert_eq!(device.counts, Counts { pending: 1, ..NONE }, "one device's state");
    let unknown =
        desk.aborts.plan(&"c".into(), &"dp".into(), &AbortScope::Device { device: "x".into() }).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound, "a device nobody saw is asked for, and there is none");
}
