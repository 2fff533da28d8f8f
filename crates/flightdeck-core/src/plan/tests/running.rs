//! A plan that runs: what is sent and when, what is looked at, what is held back.

use connect_api::Shortfall;

use super::*;
use crate::wire::{GateFailed, GateHolds, GateHours};

#[tokio::test(start_paused = true)]
async fn one_wave_after_another_is_sent_when_the_one_before_has_ended_for_good() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    desk.looks("dp-2", "Success");
    let id = desk.start(2, Gate::default());
    desk.plans.start(&id, None, Vec::new()).unwrap();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(desk.sent(&id), ["0/0"], "a start that is repeated is the first one");
    let bell = desk.plans.book().entries[&id].bell.clone();
    assert_eq!(Arc::strong_count(&bell), 3, "the plan's, this one, and that of its only task");
    assert_eq!(desk.computer.fleet.count("devices"), 1, "what was sent is looked at, at once");
    seconds(60).await;
    assert_eq!(desk.sent(&id), ["0/0"], "the first is still under way");
    assert_eq!(desk.plans.running(), ["Gateway"], "which closing would keep from going on");
    let wave = desk.view(&id).waves.remove(0);
    assert_eq!(wave.counts.map(|counts| (counts.in_progress, counts.total())), Some((3, 3)), "as it is seen");
    assert_eq!(wave.blind, None);
    assert_eq!(wave.gate.iter().map(|line| line.holds).collect::<Vec<_>>(), [GateHolds::No], "not all have ended");
    let next = desk.view(&id).waves.remove(1);
    assert_eq!(
        next.gate.iter().map(|line| line.holds).collect::<Vec<_>>(),
        [GateHolds::Later],
        "which is not asked yet"
    );
    assert_eq!((wave.launch, wave.batch), (Some(format!("plan/{id}/0/0")), None), "its launch can be looked up");
    assert_eq!((next.launch, next.batch), (None, None), "and of the next there is none");
    desk.looks("dp-1", "Success");
    seconds(600).await;
    assert_eq!(desk.sent(&id), ["0/0", "1/0"], "each once");
    assert!(matches!(desk.view(&id).stage, PlanStage::Done { .. }), "{:?}", desk.last(&id));
    assert_eq!(desk.plans.running(), Vec::<String>::new());
    let comments: Vec<String> = desk.sent.all.lock().unwrap().iter().map(|(_, draft)| draft.comment.clone()).collect();
    assert_eq!(comments, ["Gateway (wave 1 of 2)", "Gateway (wave 2 of 2)"], "the list tells them apart");
    assert!(!desk.plans.book().entries[&id].driven, "nobody turns for it any more");
    let looked = desk.computer.fleet.count("devices");
    seconds(600).await;
    assert_eq!(desk.computer.fleet.count("devices"), looked, "what has ended is not looked at any more");
}

#[tokio::test(start_paused = true)]
async fn what_was_looked_at_before_two_looks_opens_nothing() {
    let desk = desk();
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 60);
    let utc = |_: i64| 0;
    let now = desk.plans.now(&utc);
    assert_eq!(now.ms - now.oldest_ms, 120_000, "two looks of a minute");
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 5);
    let now = desk.plans.now(&utc);
    assert_eq!(now.ms - now.oldest_ms, 10_000);
}

#[tokio::test(start_paused = true)]
async fn a_wave_that_may_not_be_sent_now_is_tried_again_every_fifteen_seconds() {
    let desk = desk();
    for _ in 0..2 {
        desk.answers(Err(error(ErrorCode::RuleForbids)));
    }
    desk.looks("dp-3", "In Progress");
    let id = desk.start(1, Gate::default());
    seconds(1).await;
    assert_eq!((desk.sent(&id).len(), desk.view(&id).held.as_deref()), (1, Some("Not now.")), "it says what keeps it");
    seconds(13).await;
    assert_eq!(desk.sent(&id).len(), 1, "nobody is asked without end");
    seconds(4).await;
    assert_eq!(desk.sent(&id).len(), 2, "and then again");
    seconds(17).await;
    assert_eq!(desk.sent(&id), ["0/0", "0/0", "0/0"], "of what was never written down the number stays");
    assert_eq!((desk.stages(&id), desk.view(&id).held), (vec![WaveStage::Out], None), "now it may");
    seconds(60).await;
    assert_eq!(desk.sent(&id).len(), 3, "and once it is out it is out");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_done() {
    let desk = desk();
    desk.looks("dp-1", "Success");
    desk.looks("dp-2", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(1).await;
    desk.is_full(true);
    seconds(600).await;
    assert_eq!(desk.sent(&id), ["0/0"], "else the next run would send it again");
    assert_eq!(desk.view(&id).unwritten.map(|error| error.code), Some(ErrorCode::Storage), "and it says why");
    let refused = desk.plans.act(&id, &PlanAct::Stop { abort: true }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Storage, "nor does what a person asks for happen");
    assert!(!matches!(desk.view(&id).stage, PlanStage::Stopped { .. }), "{:?}", desk.view(&id).stage);
    desk.is_full(false);
    seconds(5).await;
    assert_eq!(desk.sent(&id), ["0/0", "1/0"], "with room it goes on");
    assert_eq!(desk.view(&id).unwritten, None);
}

#[tokio::test(start_paused = true)]
async fn it_aborts_what_is_out_once_and_tells_what_came_of_it() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(1).await;
    desk.is_full(true);
    assert!(desk.plans.act(&id, &PlanAct::Stop { abort: true }).is_err(), "nothing happens that is not written down");
    desk.is_full(false);
    desk.act(&id, PlanAct::Stop { abort: true });
    desk.is_full(true);
    seconds(10).await;
    assert_eq!(desk.computer.fleet.count("abort"), 0, "that it is asked for is written down before");
    desk.is_full(false);
    seconds(30).await;
    assert_eq!(desk.computer.fleet.count("abort dp-1"), 1, "once");
    assert_eq!(desk.stages(&id), [WaveStage::Out, WaveStage::Waiting], "and no further wave is sent");
    let texts: Vec<String> = desk.view(&id).happened.into_iter().map(|event| event.text).collect();
    assert!(texts.iter().any(|text| text.starts_with("Wave 1: ") && text.contains("abort")), "{texts:?}");
    desk.looks("dp-1", "Aborted");
    seconds(600).await;
    let counts = desk.view(&id).waves[0].counts;
    assert_eq!(counts.map(|counts| counts.aborted), Some(3), "and they are watched until they have ended");
    let desk = desk.restart();
    seconds(60).await;
    assert_eq!(desk.computer.fleet.count("abort dp-1"), 1, "a later run does not ask again");
}

#[tokio::test(start_paused = true)]
async fn it_sends_nowhere_but_where_it_was_started() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(5).await;
    desk.leads.lead_to("https://elsewhere.test");
    desk.looks("dp-1", "Success");
    seconds(600).await;
    assert_eq!(halted_for(&desk.view(&id)), Some(HaltReason::Elsewhere), "{:?}", desk.view(&id).stage);
    assert_eq!(desk.sent(&id), ["0/0"], "another fleet gets nothing");
}

#[tokio::test(start_paused = true)]
async fn a_guard_that_fired_halts_it_and_is_acknowledged_when_it_is_resumed() {
    for (act, fired) in [(PlanAct::Resume, false), (PlanAct::SendNext { wave: 1 }, true)] {
        let desk = desk();
        let id = desk.start(2, Gate { failed: Some(GateFailed { percent: 99, least: 1 }), ..Gate::default() });
        let rule = GuardRule { limits: vec![GuardLimit::FailedShare { percent: 5, least: 1 }], abort: false };
        let launch = format!("plan/{id}/0/0");
        desk.guards.expect(&launch, &"c".into(), None, rule).unwrap();
        let mut rows = many(3, "Pending");
        rows[0].1 = "Failed".into();
        desk.computer.fleet.looks(&"dp-1".into(), [look_of(&rows)]);
        seconds(1).await;
        desk.guards.launch_ended(&launch, &LaunchOutcome::Created { deployment: "dp-1".into() });
        seconds(40).await;
        assert_eq!(halted_for(&desk.view(&id)), Some(HaltReason::Guard), "{:?}", desk.view(&id).happened);
        desk.act(&id, act.clone());
        assert_eq!(desk.guards.fired(&launch).is_some(), fired, "{act:?}: who resumes has seen what it fired for");
        seconds(40).await;
        assert_eq!(desk.view(&id).stage, PlanStage::Running, "{act:?}: and one firing halts it once");
    }
}

#[tokio::test(start_paused = true)]
async fn what_it_cannot_see_is_said_of_its_wave() {
    let desk = desk();
    let refused = Look::Fail(crate::fakes::status(500));
    desk.computer.fleet.looks(&"dp-1".into(), [seen("In Progress"), refused]);
    let id = desk.start(1, Gate::default());
    seconds(60).await;
    assert!(desk.view(&id).waves[0].blind.is_some(), "the service fails");
    assert_eq!(desk.view(&id).waves[0].counts.map(|counts| counts.total()), Some(3), "what was seen last stays");
}

#[tokio::test(start_paused = true)]
async fn what_was_not_read_whole_opens_no_gate() {
    let desk = desk();
    let Look::Pages(pages, None) = seen("Success") else { panic!("one page, whole") };
    desk.computer.fleet.looks(&"dp-1".into(), [Look::Pages(pages, Some(Shortfall { loaded: 3, expected: 4 }))]);
    let id = desk.start(2, Gate { finished_percent: 50, ..Gate::default() });
    seconds(120).await;
    assert_eq!(desk.stages(&id), [WaveStage::Out, WaveStage::Waiting], "the one that is missing may have failed");
}

#[tokio::test(start_paused = true)]
async fn hours_are_those_of_both_clocks() {
    // From the hour in which it is started on, for two hours.
    let from = u16::try_from(START_MS / 60_000 % 1_440 / 60 * 60).unwrap();
    for (offset_ms, passes) in [(None, true), (Some(60_000), true), (Some(5 * 60 * 60_000), false)] {
        let desk = desk();
        *desk.computer.fleet.clock_offset_ms.lock().unwrap() = offset_ms;
        desk.looks("dp-1", "Success");
        let hours = Some(GateHours { days: (1..=7).collect(), from, to: (from + 120).min(1_440) });
        let id = desk.start(2, Gate { hours, ..Gate::default() });
        seconds(600).await;
        let stage = if passes { WaveStage::Passed } else { WaveStage::Out };
        assert_eq!(desk.stages(&id)[0], stage, "the service's clock is {offset_ms:?} ms ahead");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_told_by_its_batch_and_begun_before_it_is_sent() {
    let desk = desk();
    let mut of = plan(2, Gate::default());
    of.waves[0].target = WaveTarget::Devices { devices: vec!["d-1".into()] };
    let id = desk.plans.save(&"c".into(), None, of).unwrap().id;
    desk.plans.start(&id, None, Vec::new()).unwrap();
    desk.is_full(true);
    seconds(30).await;
    assert!(
        desk.view(&id).happened.len() == 1,
        "what cannot be written down is not begun: {:?}",
        desk.view(&id).happened
    );
    desk.is_full(false);
    seconds(5).await;
    let view = desk.view(&id);
    assert_eq!(
        halted_for(&view),
        Some(HaltReason::Refused),
        "no connection is there to send it to: {:?}",
        view.happened
    );
    let wave = &view.waves[0];
    assert_eq!(
        (&wave.launch, wave.batch.clone()),
        (&None, Some(format!("plan-{id}-0"))),
        "each device has its own launch"
    );
    assert_eq!((&view.waves[1].launch, &view.waves[1].batch), (&None, &None));
    assert!(desk.sent.all.lock().unwrap().is_empty(), "and a list is never launched as one");
    desk.act(&id, PlanAct::Stop { abort: true });
    seconds(10).await;
    let view = desk.view(&id);
    assert!(view.happened[0].text.contains("could not be aborted"), "there is no such batch: {:?}", view.happened);
    assert_eq!(view.waves[0].counts, None, "and what cannot be read is not said to have ended");
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_looked_at_once_more_before_its_gate_opens() {
    let desk = desk();
    desk.looks("dp-1", "Success");
    let id = desk.start(2, Gate { wait_minutes: 60, ..Gate::default() });
    seconds(1_200).await;
    let looked = desk.computer.fleet.count("devices");
    seconds(2_000).await;
    assert_eq!(desk.computer.fleet.count("devices"), looked, "it has ended, and waits");
    seconds(1_000).await;
    assert_eq!(desk.stages(&id)[0], WaveStage::Passed, "the hour is over: {}", desk.last(&id));
    assert_eq!(desk.sent(&id), ["0/0", "1/0"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_passed_and_ended_is_not_looked_at_any_more() {
    let desk = desk();
    desk.looks("dp-1", "Success");
    desk.looks("dp-2", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(600).await;
    assert_eq!(desk.stages(&id), [WaveStage::Passed, WaveStage::Out]);
    let looked = desk.computer.fleet.count("devices dp-1");
    assert!(looked > 0, "it was looked at before");
    seconds(600).await;
    assert_eq!(desk.computer.fleet.count("devices dp-1"), looked, "nor anew with every other turn");
}

#[tokio::test(start_paused = true)]
async fn what_is_called_off_before_it_leaves_is_not_sent() {
    for act in [PlanAct::Stop { abort: false }, PlanAct::Pause] {
        let desk = desk();
        *desk.sent.takes.lock().unwrap() = Some(Duration::from_secs(2));
        let id = desk.start(1, Gate::default());
        seconds(1).await;
        desk.act(&id, act.clone());
        seconds(60).await;
        assert_eq!(desk.sent(&id), Vec::<String>::new(), "{act:?}: no wave is sent, it said");
        assert_eq!(desk.stages(&id), [WaveStage::Waiting], "{act:?}: {:?}", desk.view(&id).happened);
        assert!(desk.view(&id).happened.iter().all(|event| !event.bad), "{act:?}: {:?}", desk.view(&id).happened);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_waits_for_no_answer_of_another_wave_and_is_not_lost_with_the_plan() {
    let desk = desk();
    desk.looks("dp-1", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(1).await;
    *desk.sent.takes.lock().unwrap() = Some(Duration::from_secs(120));
    desk.act(&id, PlanAct::SendNext { wave: 1 });
    seconds(5).await;
    desk.act(&id, PlanAct::Stop { abort: true });
    let removed = desk.plans.remove(&id).unwrap_err();
    assert!(removed.message.contains("still to be aborted"), "the abort would be gone with it: {}", removed.message);
    assert_eq!(desk.plans.aborting(), 1, "closing would cut it");
    seconds(5).await;
    assert_eq!(desk.computer.fleet.count("abort dp-1"), 1, "the other wave's answer takes minutes");
    assert_eq!(desk.plans.aborting(), 0);
    desk.looks("dp-1", "Aborted");
    seconds(200).await;
    assert_eq!(desk.stages(&id), [WaveStage::Passed, WaveStage::Waiting], "{:?}", desk.view(&id).happened);
    desk.plans.remove(&id).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_program_that_ends_sends_nothing_more_and_aborts_what_it_has_to() {
    let desk = desk();
    desk.looks("dp-1", "Success");
    desk.looks("dp-2", "In Progress");
    let id = desk.start(3, Gate::default());
    seconds(1).await;
    desk.plans.hold();
    seconds(600).await;
    assert_eq!(desk.sent(&id), ["0/0"], "the next run goes on");
    let desk = super::desk();
    desk.looks("dp-1", "In Progress");
    let id = desk.start(2, Gate::default());
    seconds(60).await;
    desk.plans.hold();
    desk.act(&id, PlanAct::Stop { abort: true });
    assert_eq!(desk.plans.aborting(), 1, "it is still to be asked for");
    desk.plans.aborted().await;
    assert_eq!((desk.plans.aborting(), desk.computer.fleet.count("abort dp-1")), (0, 1), "and was waited for");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_go_back_at_all_is_not_tried_without_end() {
    for (code, tries) in [(ErrorCode::NotFound, 2), (ErrorCode::RuleForbids, 3)] {
        let desk = desk();
        desk.looks("dp-1", "Success");
        let mut of = plan(2, Gate { word: Some("go".into()), ..Gate::default() });
        of.back = Some(crate::wire::PlanBack { succeeded: true, ..crate::wire::PlanBack::default() });
        let id = desk.plans.save(&"c".into(), None, of).unwrap().id;
        desk.plans.start(&id, None, Vec::new()).unwrap();
        seconds(60).await;
        desk.act(&id, PlanAct::Stop { abort: false });
        desk.answers(Err(error(code)));
        desk.act(&id, PlanAct::Back { word: "Gateway".into() });
        seconds(60).await;
        assert_eq!(desk.sent(&id).len(), tries, "{code:?}: what may pass is tried again: {:?}", desk.sent(&id));
        assert_eq!(desk.view(&id).back[0].deployment.is_some(), tries == 3, "{code:?}: {}", desk.last(&id));
    }
}

#[tokio::test(start_paused = true)]
async fn a_gate_by_cause_asks_again_after_all_have_ended() {
    let desk = desk();
    desk.computer.fleet.failed_of("no space left");
    *desk.computer.fleet.details_fail.lock().unwrap() = Some(crate::fakes::status(500));
    desk.looks("dp-1", "Failed");
    let id = desk.start(2, Gate { one_cause: Some(20), ..Gate::default() });
    seconds(600).await;
    assert_eq!(desk.stages(&id), [WaveStage::Out, WaveStage::Waiting], "nobody knows yet why they failed");
    let looks = desk.computer.fleet.count("devices dp-1");
    assert!((15..45).contains(&looks), "it is looked at again, and not with every turn: {looks} times in ten minutes");
    *desk.computer.fleet.details_fail.lock().unwrap() = None;
    desk.looks("dp-2", "In Progress");
    seconds(60).await;
    assert_eq!(desk.stages(&id), [WaveStage::Passed, WaveStage::Out], "three of one cause are not too many");
}
