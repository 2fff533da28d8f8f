//! Stopping those chosen: frozen, one request each, told, stopped, tried again.

use super::*;
use crate::wire::{BatchOutcome, BatchPlan, BatchProgress, Choose, DeviceSort, DeviceState, RowsView};

impl Desk {
    /// Watches a deployment with these devices, and chooses all pending ones.
    async fn choose_pending(&self, devices: &[(&str, &str)]) -> u32 {
        self.fleet.looks(&"dp".into(), [look(devices)]);
        let id = self.watch();
        seconds(1).await;
        let view = RowsView { states: vec![DeviceState::Pending], sort: DeviceSort::Device, ..RowsView::default() };
        self.watches.choose(id, Choose::All { view }).unwrap();
        id
    }

    async fn stop_them(&self, request: &str, plan: &BatchPlan) -> (BatchOutcome, Vec<BatchProgress>) {
        self.stop_plan(request, plan.plan).await
    }

    async fn stop_plan(&self, request: &str, plan: u32) -> (BatchOutcome, Vec<BatchProgress>) {
        let told: Arc<Mutex<Vec<BatchProgress>>> = Arc::default();
        let tell = told.clone();
        let keep = move |progress| {
            tell.lock().unwrap().push(progress);
            true
        };
        let outcome = self.aborts.abort_chosen(request, plan, keep).await.unwrap();
        let told = told.lock().unwrap().clone();
        (outcome, told)
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_done_is_what_was_said_whoever_comes_to_be_chosen_meanwhile() {
    let desk = desk();
    let id = desk.choose_pending(&[("a", "Pending"), ("b", "Running"), ("c", "Pending"), ("d", "Success")]).await;
    let plan = desk.aborts.plan_chosen(id).unwrap();
    assert_eq!((plan.devices, plan.everything, plan.as_of_ms), (2, false, START_MS), "two of four, as last seen");
    assert_eq!(plan.sentences, ["2 pending devices stop at once.", "The other 2 devices are not touched."], "in words");
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending"), ("b", "Pending"), ("c", "Pending"), ("d", "Success")])]);
    desk.watches.watch_now(id).unwrap();
    seconds(1).await;
    assert_eq!(desk.watches.rows(id, &any(), 0, 9).unwrap().chosen.total, 3, "one more is pending, and chosen");
    desk.answer(accepted());
    desk.answer(accepted());
    let (outcome, told) = desk.stop_them("r", &plan).await;
    assert_eq!((outcome.accepted, outcome.again), (2, None), "all that were said");
    let asked = ["abort a", "abort b", "abort c"].map(|what| desk.fleet.count(what));
    assert_eq!(asked, [1, 0, 1], "and nobody else: what came to match after that was not promised");
    assert_eq!(told.last().map(|last| (last.devices, last.accepted)), Some((2, 2)), "progress to the end");
    seconds(1).await;
    assert_eq!(desk.requested(), 2, "the rows say so");
}

#[tokio::test(start_paused = true)]
async fn all_that_can_be_stopped_is_said_to_be_everything() {
    let desk = desk();
    let id = desk.choose_pending(&[("a", "Pending"), ("b", "Success"), ("c", "Pending")]).await;
    assert!(desk.aborts.plan_chosen(id).unwrap().everything, "one request for the deployment would do the same");
    desk.watches.choose(id, Choose::Toggle { device: "a".into() }).unwrap();
    assert!(!desk.aborts.plan_chosen(id).unwrap().everything, "one of them is spared");
}

#[tokio::test(start_paused = true)]
async fn refusals_are_listed_and_only_they_are_tried_again() {
    let desk = desk();
    let id = desk.choose_pending(&[("a", "Pending"), ("b", "Pending"), ("c", "Pending")]).await;
    let plan = desk.aborts.plan_chosen(id).unwrap();
    desk.answer(accepted());
    desk.answer(Err(status(404)));
    desk.answer(Err(cut()));
    let (outcome, _) = desk.stop_them("r", &plan).await;
    assert_eq!((outcome.accepted, outcome.refused_count, outcome.unknown_count), (1, 1, 1), "each told apart");
    let again = outcome.again.expect("what was refused can be tried again");
    desk.answer(accepted());
    let (outcome, _) = desk.stop_plan("s", again).await;
    assert_eq!((outcome.accepted, outcome.again), (1, None), "the refused one alone");
    assert_eq!(desk.fleet.count("abort"), 4, "the accepted and the unknown were not asked twice");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_for_less_is_waited_for() {
    let desk = desk();
    let id = desk.choose_pending(&[("a", "Pending")]).await;
    let plan = desk.aborts.plan_chosen(id).unwrap();
    desk.answer(Err(status(429)));
    desk.answer(accepted());
    let (outcome, told) = desk.stop_them("r", &plan).await;
    assert_eq!(outcome.accepted, 1, "it was not carried out, so it is asked again");
    assert!(told.iter().any(|progress| progress.waits_until_ms.is_some()), "and meanwhile it says until when it waits");
}

#[tokio::test(start_paused = true)]
async fn it_can_be_stopped_itself_and_says_what_was_not_sent() {
    let desk = desk();
    let names: Vec<String> = (0..50).map(|n| format!("d-{n}")).collect();
    let devices: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "Pending")).collect();
    let id = desk.choose_pending(&devices).await;
    let plan = desk.aborts.plan_chosen(id).unwrap();
    for _ in 0..50 {
        desk.answer(accepted());
    }
    *desk.fleet.abort_takes.lock().unwrap() = Duration::from_secs(1);
    let stop = async {
        seconds(5).await;
        desk.aborts.stop_chosen("r");
    };
    let ((outcome, _), ()) = tokio::join!(desk.stop_them("r", &plan), stop);
    assert!((8..=14).contains(&outcome.accepted), "two a second for five seconds: {}", outcome.accepted);
    assert_eq!(outcome.accepted + outcome.unsent, 50, "the rest was never sent");
    assert_eq!(desk.fleet.count("abort") as u32, outcome.accepted, "as the service can tell");
    assert!(outcome.again.is_some() && outcome.gave_up.is_none(), "it can be taken up again, and gave up nothing");
}

#[tokio::test(start_paused = true)]
async fn the_same_press_never_runs_twice_and_an_old_plan_not_at_all() {
    let desk = desk();
    let id = desk.choose_pending(&[("a", "Pending")]).await;
    let plan = desk.aborts.plan_chosen(id).unwrap();
    desk.answer(accepted());
    let (one, other) = tokio::join!(desk.stop_them("r", &plan), desk.stop_them("r", &plan));
    assert_eq!((one.0.accepted, other.0.accepted), (1, 1), "both hear the same");
    assert_eq!(desk.fleet.count("abort"), 1, "of the same request");
    for _ in 0..20 {
        desk.aborts.plan_chosen(id).unwrap();
    }
    let old = desk.aborts.abort_chosen("t", plan.plan, |_| true).await;
    assert_eq!(old.unwrap_err().code, ErrorCode::NotFound, "a plan that is long gone is looked at again first");
}

fn any() -> RowsView {
    RowsView { sort: DeviceSort::Device, ..RowsView::default() }
}
