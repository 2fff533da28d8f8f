//! What is kept of plans, whose they are, and how a later run goes on with them.

use connect_api::{DeployRequest, DeploymentConfiguration, DeviceFilter};

use super::*;
use crate::outside::{Journal, JournalEntry};

pub(super) fn entry(launch: &str, outcome: Option<LaunchOutcome>) -> JournalEntry {
    JournalEntry {
        request_id: launch.to_owned(),
        connection: "c".into(),
        destination: "https://here.test f".into(),
        sent_ms: START_MS,
        clock_offset_ms: None,
        before: None,
        request: DeployRequest {
            device_filter: DeviceFilter { groups: Vec::new(), filters: Vec::new() },
            deployment_configuration: DeploymentConfiguration {
                flow_uuid: "f-1".into(),
                comment: None,
                app: None,
                parameters_mapping: None,
            },
        },
        target: "Everybody.".into(),
        outcome,
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_is_written_is_its_connections_and_can_be_changed_until_it_is_started() {
    let desk = desk();
    let (here, there) = ("c".into(), "d".into());
    let id = desk.plans.save(&here, None, plan(1, Gate::default())).unwrap().id;
    let other = desk.plans.save(&there, None, plan(2, Gate::default())).unwrap().id;
    assert_eq!(desk.plans.save(&there, Some(&id), plan(3, Gate::default())).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(desk.plans.save(&here, Some("none"), plan(3, Gate::default())).unwrap_err().code, ErrorCode::NotFound);
    let changed = desk.plans.save(&here, Some(&id), plan(3, Gate::default())).unwrap();
    assert_eq!((changed.id.as_str(), changed.plan.waves.len()), (id.as_str(), 3), "it is the same one");
    assert_eq!(changed.flow_name.as_deref(), Some("Flow f-1"), "and tells the name of its flow");
    assert_eq!(desk.plans.ids(), [id.clone(), other.clone()], "in the order in which they were first kept");
    desk.plans.start(&id, None, Vec::new()).unwrap();
    let refused = desk.plans.save(&here, Some(&id), plan(1, Gate::default())).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput, "what was started does not change any more");
    assert_eq!(
        desk.plans.act(&other, &PlanAct::Pause).unwrap_err().code,
        ErrorCode::InvalidInput,
        "it was not started"
    );
    desk.is_full(true);
    let refused = desk.plans.start(&other, None, Vec::new()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Storage);
    assert_eq!(desk.view(&other).stage, PlanStage::Written, "what cannot be written down is not started");
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_may_go_on_is_not_deleted_and_others_are_for_good() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    let written = desk.plans.save(&"c".into(), None, plan(1, Gate::default())).unwrap().id;
    let id = desk.start(2, Gate::default());
    seconds(1).await;
    assert_eq!(desk.plans.remove(&id).unwrap_err().message, "Stop the plan first.");
    desk.plans.remove(&written).unwrap();
    assert_eq!(desk.plans.ids(), std::slice::from_ref(&id), "the other stays");
    assert_eq!(desk.plans.remove(&written).unwrap_err().code, ErrorCode::NotFound, "it is gone");
    desk.act(&id, PlanAct::Stop { abort: false });
    desk.plans.remove(&id).unwrap();
    assert!(desk.plans.ids().is_empty() && desk.disk.plans().unwrap().is_empty(), "and on disk");
    let looked = desk.computer.fleet.count("devices");
    seconds(600).await;
    assert_eq!(desk.computer.fleet.count("devices"), looked, "and nobody watches what it sent any more");
}

#[tokio::test(start_paused = true)]
async fn with_its_connection_goes_a_plan() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    let id = desk.start(2, Gate::default());
    let other = desk.plans.save(&"d".into(), None, plan(1, Gate::default())).unwrap().id;
    seconds(1).await;
    desk.plans.forget_connection(&"c".into());
    assert_eq!(desk.plans.ids(), std::slice::from_ref(&other), "that of another stays");
    assert!(desk.plans.view(&id).is_err());
    let kept: Vec<String> = desk.disk.plans().unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!(kept, [other], "on disk, too");
    let looked = desk.computer.fleet.count("devices");
    seconds(600).await;
    assert_eq!(desk.computer.fleet.count("devices"), looked, "its task has ended");
    assert_eq!(desk.sent(&id), ["0/0"]);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_told_of_every_change_and_of_nothing_else() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    desk.plans.reset(1);
    let heard: Arc<StdMutex<Vec<PlansNotice>>> = Arc::default();
    let sink = heard.clone();
    desk.plans
        .watch(1, move |notice| {
            sink.lock().unwrap().push(notice);
            true
        })
        .unwrap();
    assert_eq!(heard.lock().unwrap().last().map(|notice| notice.plans.len()), Some(0), "at once, of none");
    let id = desk.start(1, Gate::default());
    seconds(60).await;
    let row = heard.lock().unwrap().last().unwrap().plans[0].clone();
    assert_eq!((row.id.as_str(), row.flow.as_str(), row.counts.in_progress), (id.as_str(), "Flow f-1", 3));
    let told = heard.lock().unwrap().len();
    desk.plans.tell();
    assert_eq!(heard.lock().unwrap().len(), told, "what is as it was is not told again");
    desk.plans.reset(2);
    desk.act(&id, PlanAct::Pause);
    assert_eq!(heard.lock().unwrap().len(), told, "a page that was left is told nothing");
    assert_eq!(desk.plans.watch(1, |_| true).unwrap_err().code, ErrorCode::WatchGone, "nor can it ask");
}

#[tokio::test(start_paused = true)]
async fn a_later_run_asks_the_journal_what_became_of_a_launch() {
    for (kept, sent, stage) in [
        (Some(Some(LaunchOutcome::Created { deployment: "dp-9".into() })), 1, WaveStage::Out),
        (Some(None), 1, WaveStage::Sending),
        (None, 2, WaveStage::Out),
    ] {
        let desk = desk();
        desk.looks("dp-2", "In Progress");
        desk.looks("dp-9", "In Progress");
        // Its answer is still to come when the program ends.
        let id = desk.plans.save(&"c".into(), None, plan(1, Gate::default())).unwrap().id;
        desk.plans.start(&id, None, Vec::new()).unwrap();
        if let Some(outcome) = kept.clone() {
            desk.store.begin(&entry(&format!("plan/{id}/0/0"), outcome)).unwrap();
        }
        desk.sent.all.lock().unwrap().push((format!("plan/{id}/0/0"), Draft::default()));
        let desk = desk.restart();
        if sent == 2 {
            seconds(5).await;
        }
        assert_eq!(desk.sent(&id).len(), sent, "{kept:?}: what may have been sent is never sent anew");
        assert_eq!(desk.stages(&id), [stage], "{kept:?}");
        assert!(desk.view(&id).happened.iter().any(|event| event.text.contains("was closed")), "{kept:?}: it says so");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_learns_what_became_of_a_launch_its_plan_hears_of_it() {
    let desk = desk();
    desk.looks("dp-7", "In Progress");
    desk.answers(Ok(unknown_outcome()));
    let id = desk.start(2, Gate::default());
    seconds(5).await;
    assert_eq!(halted_for(&desk.view(&id)), Some(HaltReason::Unresolved), "{:?}", desk.view(&id).stage);
    let created = LaunchOutcome::Created { deployment: "dp-7".into() };
    desk.plans.launch_ended(&format!("plan/{id}/back/0"), &created);
    desk.plans.launch_ended("plan/none/0/0", &created);
    assert_eq!(desk.stages(&id)[0], WaveStage::Unresolved, "of others it is no news");
    desk.plans.launch_ended(&format!("plan/{id}/0/0"), &created);
    assert_eq!(desk.stages(&id)[0], WaveStage::Out, "it was found among the launches");
    seconds(20).await;
    assert_eq!(desk.view(&id).waves[0].counts.map(|counts| counts.in_progress), Some(3), "and is watched");
    let kept = desk.disk.plans().unwrap().remove(0).plan;
    assert!(kept.contains("dp-7"), "which is written down: {kept}");
}
