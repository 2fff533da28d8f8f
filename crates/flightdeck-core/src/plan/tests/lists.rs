//! A wave that is a list, by the batch it is sent as; and whom a plan asks for the service's clock.

use serde_json::json;

use super::*;
use crate::batched::launch_of;
use crate::outside::{Batchbook, KeptBatch};
use crate::wire::{BatchStage, GateHours};

/// A desk whose plan has a list as its first wave, which an earlier run sent to the first of its three devices, and a group as its second.
/// What became of the others is what that run knew last; nothing of one that was not sent to.
fn listed(stage: BatchStage, others: &[LaunchOutcome], gate: Gate) -> (Desk, String) {
    let desk = desk();
    desk.computer.fleet.looks(&"dp-1".into(), [look_of(&many(1, "Success"))]);
    let devices = ["d-1", "d-2", "d-3"];
    let mut of = plan(2, gate);
    of.waves[0].target = WaveTarget::Devices { devices: devices.map(Into::into).to_vec() };
    let id = desk.plans.save(&"c".into(), None, of).unwrap().id;
    let batch = ids::batch(&id, 0);
    let header = json!({
        "draft": Draft::default(), "destination": "https://here.test", "stage": stage, "why": null, "at_ms": START_MS, "ended_ms": null,
        "counts": crate::wire::BatchCounts::default(),
    });
    let kept = KeptBatch { id: batch.clone(), connection: "c".into(), batch: header.to_string() };
    desk.store.add_batch(&kept, &devices.map(|device| (device.into(), None))).unwrap();
    let first = created("dp-1");
    for (place, outcome) in std::iter::once(&first).chain(others).enumerate() {
        desk.store.begin(&keeping::entry(&launch_of(&batch, place, 0), Some(outcome.clone()))).unwrap();
    }
    let desk = desk.restart();
    desk.plans.start(&id, None, Vec::new()).unwrap();
    (desk, id)
}

fn refused() -> LaunchOutcome {
    LaunchOutcome::Refused { error: error(ErrorCode::InvalidInput) }
}

#[tokio::test(start_paused = true)]
async fn a_list_of_which_some_were_refused_has_ended_with_those_that_were_not() {
    let (desk, id) = listed(BatchStage::Done, &[refused(), refused()], Gate::default());
    seconds(120).await;
    assert_eq!(desk.view(&id).waves[0].counts.map(|counts| (counts.succeeded, counts.total())), Some((1, 1)));
    assert_eq!(desk.sent(&id), ["1/0"], "its gate does not wait for who was never sent to: {}", desk.last(&id));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_stopped_for_good_comes_to_whom_it_was_sent_to() {
    let (desk, id) = listed(BatchStage::Stopped, &[], Gate::default());
    seconds(30).await;
    assert_eq!(halted_for(&desk.view(&id)), Some(HaltReason::Refused), "it has no connection to go on with");
    assert_eq!(desk.view(&id).waves[0].counts, None, "and while it may go on it is not seen as a whole");
    desk.act(&id, PlanAct::Stop { abort: false });
    seconds(30).await;
    assert_eq!(desk.view(&id).waves[0].counts.map(|counts| (counts.succeeded, counts.total())), Some((1, 1)));
    assert_eq!(desk.sent(&id), Vec::<String>::new(), "and nothing is sent any more");
}

fn created(deployment: &str) -> LaunchOutcome {
    LaunchOutcome::Created { deployment: deployment.into() }
}

#[tokio::test(start_paused = true)]
async fn failures_of_a_list_are_counted_by_cause_as_those_of_any_wave() {
    for (most, halted, sent) in [(2, Some(HaltReason::OneCause), &[][..]), (3, None, &["1/0"])] {
        let gate = Gate { one_cause: Some(most), ..Gate::default() };
        let (desk, id) = listed(BatchStage::Done, &[created("dp-2"), created("dp-3")], gate);
        for deployment in ["dp-1", "dp-2", "dp-3"] {
            desk.computer.fleet.looks(&deployment.into(), [look_of(&many(1, "Failed"))]);
        }
        desk.computer.fleet.failed_of("no space left");
        *desk.computer.fleet.details_fail.lock().unwrap() = Some(crate::fakes::status(500));
        seconds(300).await;
        assert_eq!(desk.view(&id).waves[0].counts.map(|counts| counts.failed), Some(3), "all of them have ended");
        assert_eq!(desk.stages(&id), [WaveStage::Out, WaveStage::Waiting], "{}", desk.last(&id));
        let looks = desk.computer.fleet.count("devices dp-1");
        assert!(
            (10..=18).contains(&looks),
            "what has ended is looked at again every other look: {looks} times in five minutes"
        );
        *desk.computer.fleet.details_fail.lock().unwrap() = None;
        seconds(90).await;
        assert_eq!(halted_for(&desk.view(&id)), halted, "three of one cause, where {most} may: {}", desk.last(&id));
        assert_eq!(desk.sent(&id), sent);
        let looks = desk.computer.fleet.count("devices dp-1");
        seconds(300).await;
        assert_eq!(desk.computer.fleet.count("devices dp-1"), looks, "what is known is not looked at any more");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_in_trouble_is_not_asked_why_with_every_turn() {
    let gate = Gate { one_cause: Some(2), ..Gate::default() };
    let (desk, id) = listed(BatchStage::Done, &[refused(), refused()], gate);
    let trouble = crate::fakes::status(500);
    desk.computer.fleet.looks(&"dp-1".into(), [look_of(&many(1, "Failed")), Look::Fail(trouble.clone())]);
    *desk.computer.fleet.details_fail.lock().unwrap() = Some(trouble);
    seconds(300).await;
    assert_eq!(desk.stages(&id)[0], WaveStage::Out, "it has failed, and nobody knows why");
    let looks = desk.computer.fleet.count("devices dp-1");
    assert!(looks <= 14, "it is asked once, and then left to the pace of a service in trouble: {looks} times");
}

/// A plan whose gates have hours, or none, on a connection whose keyring is locked, or not.
async fn asked(hours: bool, locked: bool) -> (Desk, String) {
    let desk = desk();
    desk.keyring.locked.store(locked, Ordering::Relaxed);
    desk.looks("dp-1", "In Progress");
    let hours = hours.then(|| GateHours { days: (1..=7).collect(), from: 0, to: 1_440 });
    let id = desk.start(2, Gate { hours, ..Gate::default() });
    seconds(600).await;
    (desk, id)
}

#[tokio::test(start_paused = true)]
async fn the_services_clock_is_asked_for_where_hours_are_judged_and_nowhere_else() {
    let many = |desk: &Desk| desk.keyring.asked.load(Ordering::Relaxed);
    let (desk, _) = asked(false, false).await;
    assert_eq!(many(&desk), 0, "no gate has hours: its keyring is let alone");
    let (desk, id) = asked(true, false).await;
    assert!(many(&desk) > 0, "hours are those of both clocks");
    desk.act(&id, PlanAct::Stop { abort: false });
    let before = many(&desk);
    seconds(600).await;
    assert_eq!(many(&desk), before, "what has ended is watched, and not judged");
}

/// A person would be asked to unlock it with every turn.
#[tokio::test(start_paused = true)]
async fn a_locked_keyring_is_asked_again_when_the_service_has_answered_and_not_before() {
    let (desk, _) = asked(true, true).await;
    let (asked, looks) = (desk.keyring.asked.load(Ordering::Relaxed), desk.computer.fleet.count("devices dp-1") as u32);
    assert!(asked > 1, "it may be open by then");
    assert!(asked <= looks + 1, "{asked} times, with {looks} answers");
}
