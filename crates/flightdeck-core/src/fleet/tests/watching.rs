//! What watched deployments see of the known fleet, and hear of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use super::room::{Bench, page, run_beside, run_on};
use crate::live::fakes::{FakeComputer, look};
use crate::live::watch::Watches;
use crate::store::Store;
use crate::wire::{Notice, RowsView};

/// A deployment of a device that the service tells of, and of one that it does not.
fn computer() -> FakeComputer {
    let computer = FakeComputer::new();
    computer.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("z", "Success")])]);
    computer
}

fn watch(watches: &Watches) -> (u32, Arc<Mutex<Vec<Notice>>>) {
    let notices: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let kept = notices.clone();
    let keep = move |notice| {
        kept.lock().unwrap().push(notice);
        true
    };
    (watches.watch(0, &"c".into(), &"dp".into(), keep).unwrap(), notices)
}

fn name(watches: &Watches, id: u32) -> Option<String> {
    watches.row_of(id, &"a".into()).unwrap().unwrap().name
}

fn revisions(notices: &Mutex<Vec<Notice>>) -> Vec<u32> {
    let mut all: Vec<u32> = notices.lock().unwrap().iter().map(|notice| notice.revision).collect();
    all.dedup();
    all
}

#[tokio::test(start_paused = true)]
async fn what_is_read_names_the_rows_that_are_watched_and_is_told_once() {
    let computer = computer();
    let watches = computer.watches();
    let bench = run_beside(vec![page()], Arc::new(Store::in_memory().unwrap()), Some(watches.clone()));
    let (id, notices) = watch(&watches);
    sleep(Duration::from_secs(1)).await;
    assert_eq!((name(&watches, id), bench.asked()), (None, 0), "watching asks the service for no fleet");
    let before = revisions(&notices).len();
    bench.watch();
    bench.rest().await;
    assert_eq!(name(&watches, id).as_deref(), Some("turbine a"), "what is read then names it");
    let row = watches.row_of(id, &"a".into()).unwrap().unwrap();
    let told = row.known.unwrap();
    assert_eq!((told.name_ms, told.group_ms), (Some(super::NOW), Some(super::NOW)), "with when it was told");
    assert_eq!(revisions(&notices).len(), before + 1, "in one notice, however many pages came");
    let found = |text: &str| {
        let view = RowsView { text: text.into(), ..RowsView::default() };
        watches.rows(id, &view, 0, 9).unwrap().total
    };
    assert_eq!((found("group:test"), found("-group:test")), (1, 1), "and it is found by its group");
    bench.fleets.forget(&"c".into(), || ());
    sleep(Duration::from_secs(1)).await;
    assert_eq!(name(&watches, id), None, "of a fleet that the connection does not lead to any more nothing is told");
    assert_eq!(revisions(&notices).len(), before + 2, "which is told as well");
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_run_kept_names_them_without_a_request() {
    let store = Arc::new(Store::in_memory().unwrap());
    let earlier: Bench = run_on(vec![page()], store.clone());
    earlier.watch();
    earlier.rest().await;

    let computer = computer();
    let watches = computer.watches();
    let bench = run_beside(Vec::new(), store, Some(watches.clone()));
    let (id, _) = watch(&watches);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(name(&watches, id).as_deref(), Some("turbine a"), "what was kept is taken in when a page looks");
    assert_eq!(bench.asked(), 0, "and nothing was asked of the service");
}

#[tokio::test(start_paused = true)]
async fn a_fleet_of_which_nothing_is_kept_is_no_news() {
    let computer = computer();
    let watches = computer.watches();
    let _bench = run_beside(Vec::new(), Arc::new(Store::in_memory().unwrap()), Some(watches.clone()));
    let alone = self::computer();
    let without = alone.watches();
    let ((_, with), (_, without)) = (watch(&watches), watch(&without));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(revisions(&with), revisions(&without), "the page is told what it would be told without it");
}
