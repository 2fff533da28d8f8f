//! When a fleet is read by itself: while somebody looks, no sooner than it is old, later and later while it fails, and of no fleet that
//! is gone.

use std::sync::Arc;
use std::time::Duration;

use connect_api::{FleetDevice, FleetDevicesPage};

use super::super::evaluate::States;
use super::super::kept::Parts;
use super::super::state::{OLD_MS, State};
use super::room::{Answer, Bench, run_on, unreachable};
use super::{NOW, told};
use crate::error::{Context, explain};
use crate::outside::{FleetBook, FleetSource};
use crate::store::Store;
use crate::wire::{Draft, FleetReads, FleetView};

const MINUTE_MS: i64 = 60_000;

fn page(devices: Vec<FleetDevice>) -> Answer {
    Ok(FleetDevicesPage { devices, ..FleetDevicesPage::default() })
}

fn trouble() -> FleetReads {
    let Err(error) = unreachable() else { panic!("it cannot be reached") };
    FleetReads::Trouble { error: explain(&error, &Context::List), at_ms: None }
}

#[test]
fn after_a_failure_it_waits_longer_and_longer_and_not_after_a_good_answer() {
    let mut state = State::default();
    let mut now = NOW;
    assert!(state.due(now), "it was never read");
    for minutes in [1, 2, 4, 8, 16, 30, 30] {
        state.failed(trouble(), now);
        assert!(!state.due(now + minutes * MINUTE_MS), "{minutes} minutes are not over");
        now += minutes * MINUTE_MS + 1;
        assert!(state.due(now), "after {minutes} minutes it is tried again");
    }
    state.read(now, true);
    assert!(!state.due(now + OLD_MS) && state.due(now + OLD_MS + 1), "ten minutes after a good answer");
    assert!(state.due(now - MINUTE_MS), "a clock that was set back makes nothing fresh");
    state.failed(trouble(), now);
    assert!(state.due(now + MINUTE_MS + 1), "and the first failure after it is the first again");
}

/// Lets tasks run, and so many minutes pass.
async fn pass(bench: &Bench, minutes: i64) {
    for _ in 0..minutes {
        bench.clock.advance(MINUTE_MS);
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn while_a_page_looks_it_is_read_again_when_it_is_old_and_never_while_nobody_does() {
    let bench =
        run_on((0..9).map(|_| page(vec![told("a", "Test", &[], 5)])).collect(), Arc::new(Store::in_memory().unwrap()));
    let first = bench.watch();
    let second = bench.watch();
    pass(&bench, 1).await;
    assert_eq!(bench.asked(), 1, "once, however many look");
    pass(&bench, 9).await;
    assert_eq!(bench.asked(), 1, "no oftener than every ten minutes");
    pass(&bench, 2).await;
    assert_eq!(bench.asked(), 2, "then again, without anybody asking");
    bench.fleets.unwatch(first);
    pass(&bench, 12).await;
    assert_eq!(bench.asked(), 3, "one still looks");
    bench.fleets.set_visible(false);
    pass(&bench, 30).await;
    assert_eq!(bench.asked(), 3, "a window that is not seen shows nothing");
    bench.fleets.set_visible(true);
    pass(&bench, 1).await;
    assert_eq!(bench.asked(), 4, "and is fresh soon after it is seen again");
    bench.fleets.unwatch(second);
    pass(&bench, 60).await;
    assert_eq!(bench.asked(), 4, "nobody looks");
    bench.watch();
    pass(&bench, 1).await;
    assert_eq!(bench.asked(), 5, "until somebody does");
}

#[tokio::test]
async fn what_is_read_of_a_fleet_that_is_gone_is_not_kept() {
    let store = Arc::new(Store::in_memory().unwrap());
    let bench = run_on(vec![page(vec![told("a", "Test", &[], 5)])], store.clone());
    bench.hold_answers();
    bench.watch();
    bench.rest().await;
    // The connection is removed while its fleet is being read.
    bench.fleets.forget(&"c".into(), || store.forget_rows(&"c".into())).unwrap();
    bench.give_answers();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(bench.asked(), 1, "it was answered all the same");
    assert_eq!(store.sources(&"c".into()), [], "and what it said is of a connection that is not there");
}

#[tokio::test]
async fn a_fleet_that_begins_anew_has_nothing_of_the_one_before() {
    let store = Arc::new(Store::in_memory().unwrap());
    let bench = run_on(vec![page(vec![told("a", "Test", &[], 5)])], store);
    bench.watch();
    bench.rest().await;
    bench.fleets.begin_anew(&"c".into());
    let last = bench.notices.lock().unwrap().last().cloned().unwrap();
    assert_eq!((last.devices, last.service), (0, FleetReads::NotAsked), "its devices had the same ids, and are others");
}

#[tokio::test]
async fn what_was_kept_is_answered_from_before_the_service_is_and_a_part_of_it_is_no_answer() {
    let store = Arc::new(Store::in_memory().unwrap());
    let mut parts = Parts::default();
    parts.add((0..9_000).map(|n| told(&format!("{n:04}"), if n < 8_990 { "Test" } else { "Lab" }, &[], 5)));
    let kept = FleetSource { at_ms: NOW, devices: 9_000, whole: true, parts: parts.done(), ..FleetSource::default() };
    store.keep_source(&"c".into(), &kept).unwrap();
    let bench = run_on(vec![], store);
    let lab = Draft { groups: vec!["Lab".into()], ..Draft::default() };
    let reach = bench.fleets.reach(&"c".into(), &lab).await;
    assert_eq!((reach.known, reach.yes), (9_000, 10), "the first question of a run is answered of all that is kept");
    assert_eq!(bench.asked(), 0, "it is fresh: nobody is asked");
    bench.watch();
    assert!(matches!(bench.rest().await, FleetReads::Read { devices: 9_000, whole: true, .. }));
    assert_eq!(bench.fleets.rows(&"c".into(), &FleetView::all(), 0, 3).total, 9_000);
}

#[test]
fn while_what_was_kept_is_taken_in_that_is_said_and_names_are_not_yet_known_to_be_wrong() {
    let mut state = State::default();
    state.opening(2);
    let from = super::super::knowledge::Source::Service;
    state.kept(&[told("a", "Test", &[], 5)], from, NOW, NOW);
    assert_eq!(state.notice().service, FleetReads::Opening { loaded: 1, of: 2 });
    let mut problems = Vec::new();
    state.name_problems(&Draft { groups: vec!["Lab".into()], ..Draft::default() }, &mut problems);
    assert!(problems[0].message.starts_with("The one known device"), "{problems:?}");
    state.kept(&[told("b", "Lab", &[], 5)], from, NOW, NOW);
    state.opened(Some((NOW, true)));
    assert_eq!(state.notice().service, FleetReads::Read { at_ms: NOW, devices: 2, whole: true });
    assert_eq!(state.reach(&Draft::default(), &States::new()).yes, 2);
}
