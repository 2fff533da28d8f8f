//! What is pressed twice or too late, what could not be sent, and a connection that leads elsewhere.

use super::*;
use crate::wire::ErrorCode::{ConfirmationNeeded, Forbidden, InvalidInput, NotFound, RuleForbids, Storage};
use crate::wire::GateHours;

fn error(code: ErrorCode) -> AppError {
    AppError::new(code, "Not now.")
}

fn unknown() -> LaunchOutcome {
    let (trouble, searched, candidates) = (None, None, Vec::new());
    LaunchOutcome::Unknown { why: "Cut.".into(), trouble, created: false, searched, candidates }
}

/// The first of three waves has passed, the second is to be sent.
fn second_due() -> Run {
    let mut run = out();
    look(&mut run, NOW);
    run.step(&at(NOW));
    assert_eq!(run.due(), Some(Due::Launch { wave: 1, tries: 0 }));
    run
}

fn halted_for(run: &Run) -> Option<HaltReason> {
    match &run.stage {
        PlanStage::Halted { why, .. } => Some(why.reason),
        _ => None,
    }
}

#[test]
fn what_is_pressed_twice_happens_once() {
    let mut run = out();
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    assert_eq!(told(&run).len(), 2, "one that runs is not resumed: {:?}", told(&run));
    for _ in 0..2 {
        run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    }
    assert_eq!(told(&run)[0].0, "Paused: no wave is sent until it is resumed.");
    assert_eq!(told(&run).len(), 3, "and paused once");
    for _ in 0..2 {
        run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    }
    assert_eq!(told(&run).len(), 4, "and resumed once");
}

#[test]
fn what_is_on_its_way_is_not_taken_back() {
    for act in [PlanAct::Pause, PlanAct::Stop { abort: true }] {
        let mut unsent = second_due();
        unsent.act(&act, &at(NOW)).unwrap();
        assert_eq!(unsent.waves[1].stage, WaveStage::Waiting, "{act:?}: nothing was written down of it");
        let mut sent = second_due();
        sent.sending(1);
        sent.act(&act, &at(NOW)).unwrap();
        assert_eq!(sent.waves[1].stage, WaveStage::Sending, "{act:?}: it may have left");
        sent.launched(1, 0, &created("dp-2"), NOW);
        assert_eq!(sent.waves[1].stage, WaveStage::Out, "{act:?}: and it is known when it is answered");
    }
}

#[test]
fn what_keeps_a_wave_from_being_sent_halts_it_or_holds_it() {
    for (code, halts) in [
        (ConfirmationNeeded, Some(HaltReason::NotConfirmed)),
        (InvalidInput, Some(HaltReason::Refused)),
        (NotFound, Some(HaltReason::Refused)),
        (RuleForbids, None),
        (Storage, None),
    ] {
        let mut run = second_due();
        run.not_launched(1, &error(code), false, NOW);
        assert_eq!(halted_for(&run), halts, "{code:?}");
        let held = run.held.as_deref();
        assert_eq!(held, if halts.is_some() { None } else { Some("Not now.") }, "{code:?}: what keeps it is said");
        let stage = if halts.is_some() { WaveStage::Refused } else { WaveStage::Waiting };
        assert_eq!(run.waves[1].stage, stage, "{code:?}");
        run.step(&at(NOW));
        let due = halts.is_none().then_some(Due::Launch { wave: 1, tries: 0 });
        assert_eq!(run.due(), due, "{code:?}: nothing was written of it: it is due under the same id");
        run.not_launched(2, &error(InvalidInput), false, NOW);
        assert_eq!(run.waves[2].stage, WaveStage::Waiting, "{code:?}: of a wave that is not sent that means nothing");
    }
}

#[test]
fn who_resumes_what_was_not_confirmed_has_confirmed_that_wave() {
    let mut run = second_due();
    run.not_launched(1, &error(ConfirmationNeeded), false, NOW);
    assert!(!run.waves[1].confirmed, "nobody said yes yet");
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    let confirmed: Vec<_> = run.waves.iter().map(|wave| wave.confirmed).collect();
    assert_eq!(
        confirmed,
        [false, true, false],
        "the person was told what was asked of it; of the next it is asked anew"
    );
    let mut refused = second_due();
    refused.not_launched(1, &error(InvalidInput), false, NOW);
    refused.act(&PlanAct::Resume, &at(NOW)).unwrap();
    assert!(refused.waves.iter().all(|wave| !wave.confirmed), "where nothing was asked, nothing was confirmed");
}

#[test]
fn what_the_journal_knows_is_not_taken_back_by_a_later_run() {
    let later = |run: &Run| {
        let mut later: Run = serde_json::from_str(&serde_json::to_string(run).unwrap()).unwrap();
        later.resumed(&|_, _| true, NOW);
        later
    };
    for act in [PlanAct::Pause, PlanAct::Stop { abort: true }] {
        let mut run = later(&second_due());
        run.act(&act, &at(NOW)).unwrap();
        assert_eq!(run.waves[1].stage, WaveStage::Sending, "{act:?}: it may have been sent");
        run.launched(1, 0, &created("dp-2"), NOW);
        assert_eq!(run.waves[1].stage, WaveStage::Out, "{act:?}: and is found");
        let aborts = matches!(act, PlanAct::Stop { .. });
        run.saw(0, all_succeeded(NOW));
        assert_eq!(run.due(), aborts.then_some(Due::Abort { wave: 1 }), "{act:?}: what is out is aborted");
    }
    for code in [ErrorCode::KeyringLocked, Storage, NotFound, ConfirmationNeeded] {
        let mut run = later(&second_due());
        run.sending(1);
        run.not_launched(1, &error(code), true, NOW);
        assert_eq!((run.waves[1].stage, run.waves[0].stage), (WaveStage::Sending, WaveStage::Passed), "{code:?}");
        assert_eq!(run.held.as_deref(), Some("Not now."), "{code:?}: what keeps it from being looked for is said");
        assert_eq!(run.due(), Some(Due::Launch { wave: 1, tries: 0 }), "{code:?}: and that is tried again");
    }
}

#[test]
fn what_was_called_off_before_it_left_is_not_sent_and_halts_nothing() {
    for act in [PlanAct::Pause, PlanAct::Stop { abort: false }] {
        let mut run = second_due();
        run.sending(1);
        assert_eq!(run.due(), None, "it is being sent: nobody else begins that");
        run.act(&act, &at(NOW)).unwrap();
        run.not_launched(1, &error(InvalidInput), false, NOW);
        assert_eq!((run.waves[1].stage, halted_for(&run)), (WaveStage::Waiting, None), "{act:?}");
        assert!(run.happened.iter().all(|event| !event.bad), "{act:?}: it is no failure: {:?}", told(&run));
    }
}

#[test]
fn the_next_wave_is_the_one_that_was_asked_about() {
    let mut run = out();
    for other in [0, 2, 9] {
        let refused = run.act(&PlanAct::SendNext { wave: other }, &at(NOW)).unwrap_err();
        assert!(refused.message.contains("Another wave is the next"), "{other}: {}", refused.message);
    }
    run.act(&PlanAct::SendNext { wave: 1 }, &at(NOW)).unwrap();
    run.launched(1, 0, &created("dp-2"), NOW);
    let late = run.act(&PlanAct::SendNext { wave: 1 }, &at(NOW)).unwrap_err();
    assert!(late.message.contains("Another wave is the next"), "it went out meanwhile: {}", late.message);
    assert_eq!(run.waves[2].stage, WaveStage::Waiting, "and the one after it was not agreed to");
}

#[test]
fn what_was_set_aside_and_found_after_all_is_out() {
    let mut run = second_due();
    run.launched(1, 0, &unknown(), NOW);
    run.launched(1, 0, &LaunchOutcome::Dismissed, NOW);
    run.act(&PlanAct::Stop { abort: true }, &at(NOW)).unwrap();
    run.launched(1, 0, &refused(Forbidden), NOW);
    assert_eq!(run.waves[1].stage, WaveStage::SetAside, "what was not sent is not out");
    run.launched(1, 0, &created("dp-2"), NOW);
    run.saw(0, all_succeeded(NOW));
    assert_eq!((run.waves[1].stage, run.due()), (WaveStage::Out, Some(Due::Abort { wave: 1 })), "it is aborted, too");
}

#[test]
fn a_batch_that_a_person_stopped_pauses_its_plan_and_one_that_stood_before_does_not() {
    let list = WaveTarget::Devices { devices: vec!["d-1".into(), "d-2".into()] };
    let waves = vec![PlanWave { target: list, ..PlanWave::default() }, PlanWave::default()];
    let mut run = Run::new(Plan { waves, ..Plan::default() }, String::new(), Vec::new(), None, NOW);
    run.batch_stands(0, NOW);
    assert_eq!(run.stage, PlanStage::Running, "this run has not set it going yet");
    run.goes(0);
    run.batch_stands(0, NOW + 1);
    assert_eq!(run.stage, PlanStage::Paused { at_ms: NOW + 1 }, "else it would be undone within seconds");
    assert!(told(&run)[0].0.starts_with("Paused: the batch of this wave was stopped"), "{:?}", told(&run));
    run.act(&PlanAct::Resume, &at(NOW + 2)).unwrap();
    run.step(&at(NOW + 2));
    run.batch_stands(0, NOW + 2);
    assert_eq!(run.due(), Some(Due::Batch { wave: 0 }), "resumed, it goes on with it");
    run.not_launched(0, &error(RuleForbids), false, NOW + 3);
    run.step(&at(NOW + 3));
    run.batched(0, Some("Three were refused.".into()), NOW + 3);
    assert_eq!(halted_for(&run), None, "why it stopped before is past: something else keeps it now");
    run.goes(0);
    assert_eq!(run.held, None, "and nothing does once it goes");
    run.batched(0, Some("Three were refused.".into()), NOW + 4);
    assert_eq!(halted_for(&run), Some(HaltReason::Refused), "then it is news");
}

#[test]
fn a_stopped_plan_has_work_until_its_aborts_are_answered() {
    let mut run = out();
    assert!(!run.has_work(), "nothing is to be aborted");
    run.act(&PlanAct::Stop { abort: true }, &at(NOW)).unwrap();
    assert_eq!((run.has_work(), run.aborting_waves()), (true, 1), "it is due");
    assert!(run.aborting(0) && !run.aborting(0), "asked for once");
    assert_eq!((run.has_work(), run.aborting_waves()), (true, 1), "and not answered");
    run.aborted(0, &Ok(AbortOutcome::Accepted { message: None }), NOW);
    assert_eq!((run.has_work(), run.aborting_waves()), (false, 0));
    let mut lost = second_due();
    lost.launched(1, 0, &unknown(), NOW);
    lost.act(&PlanAct::Stop { abort: true }, &at(NOW)).unwrap();
    assert_eq!(
        (lost.has_work(), lost.aborting_waves()),
        (true, 0),
        "what may be found would be aborted: nobody waits for it"
    );
}

#[test]
fn a_launch_nobody_knows_of_is_settled_before_it_goes_on() {
    let mut run = second_due();
    run.launched(1, 0, &unknown(), NOW);
    assert_eq!(told(&run)[0], ("Halted. Nobody knows whether it was sent. Cut.", true));
    let happened = run.happened.len();
    run.launched(1, 0, &unknown(), NOW);
    assert_eq!(run.happened.len(), happened, "said again it is no news");
    let why = run.act(&PlanAct::Resume, &at(NOW)).unwrap_err().message;
    assert!(why.contains("Settle that first"), "{why}");
    assert_eq!(run.unanswered(), [(1, 0)], "that one, by its wave and try");
    run.launched(1, 0, &LaunchOutcome::Dismissed, NOW);
    assert_eq!(run.waves[1].stage, WaveStage::SetAside);
    let why = run.act(&PlanAct::Resume, &at(NOW)).unwrap_err().message;
    assert!(why.contains("set aside without knowing"), "it may have been sent, and is not sent again: {why}");
    run.act(&PlanAct::SendNext { wave: 2 }, &at(NOW)).unwrap();
    assert_eq!(told(&run)[0], ("Left out by hand.", false));
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    assert_eq!(run.stage, PlanStage::Running, "one that was left out stands in no way any more");
    let mut found = second_due();
    found.launched(1, 0, &unknown(), NOW);
    found.launched(1, 0, &created("dp-2"), NOW + 9);
    assert_eq!((found.waves[1].stage, found.waves[1].sent_ms), (WaveStage::Out, Some(NOW + 9)), "or it is found");
    assert_eq!(halted_for(&found), Some(HaltReason::Unresolved), "and a person lets it go on");
}

#[test]
fn every_launch_without_an_outcome_is_unanswered() {
    let mut run = second_due();
    assert_eq!(run.unanswered(), [(1, 0)], "it is being sent");
    run.launched(1, 0, &LaunchOutcome::Refused { error: error(ErrorCode::Unreachable) }, NOW);
    assert_eq!(run.unanswered(), [], "that one sent nothing");
    run.step(&at(NOW));
    assert_eq!(run.unanswered(), [(1, 1)], "and the next has another number");
    run.launched(1, 1, &created("dp-2"), NOW);
    assert_eq!(run.unanswered(), []);
}

#[test]
fn a_connection_that_leads_elsewhere_halts_at_the_wave_it_has_come_to() {
    let mut run = second_due();
    run.elsewhere("It leads elsewhere.", NOW);
    let PlanStage::Halted { why, .. } = &run.stage else { panic!("{:?}", run.stage) };
    assert_eq!((why.wave, why.reason), (1, HaltReason::Elsewhere), "the one that was to be sent");
    assert_eq!(told(&run)[0], ("Halted. It leads elsewhere.", true));
    let happened = run.happened.len();
    run.elsewhere("It leads elsewhere.", NOW);
    assert_eq!(run.happened.len(), happened, "and says so once");
    let mut first = out();
    first.elsewhere("It leads elsewhere.", NOW);
    assert!(matches!(&first.stage, PlanStage::Halted { why, .. } if why.wave == 0), "or the one that is out");
}

#[test]
fn a_run_of_one_wave_arrives_with_its_counts_and_wait_and_asks_no_more() {
    let hours = Some(GateHours { days: vec![], from: 0, to: 1 });
    let gate = Gate { wait_minutes: 1, hours, word: Some("go".into()), ..Gate::default() };
    let mut run = gated(&[gate, Gate::default()]);
    run.go_until(0);
    look(&mut run, NOW);
    run.waited(0, &at(NOW));
    assert_eq!((run.step(&at(NOW)), run.has_arrived()), (None, false), "it waits");
    run.waited(60_000, &at(NOW));
    assert_eq!(run.step(&at(NOW + 31_000)), Some(0), "what it was seen by is too old");
    assert!(!run.has_arrived());
    look(&mut run, NOW + 31_000);
    assert_eq!((run.step(&at(NOW + 31_000)), run.has_arrived()), (None, true), "hours and a word are the next run's");
    assert_eq!((run.waves[0].stage, run.waves[1].stage), (WaveStage::Out, WaveStage::Waiting), "its gate stays shut");
}

#[test]
fn it_goes_back_to_those_that_there_are_and_that_were_chosen() {
    for (chosen, succeeded, failed, due) in [
        ((true, true), 2, 1, vec![(0, true), (0, false)]),
        ((true, true), 2, 0, vec![(0, true)]),
        ((true, true), 0, 1, vec![(0, false)]),
        ((true, false), 2, 1, vec![(0, true)]),
        ((false, true), 2, 1, vec![(0, false)]),
        ((false, true), 2, 0, vec![]),
    ] {
        let mut run = out();
        run.plan.back = Some(PlanBack { succeeded: chosen.0, failed: chosen.1, ..PlanBack::default() });
        run.saw(0, seen_of(Counts { succeeded, failed, pending: 1, ..Counts::default() }, NOW));
        run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
        let asked = run.act(&PlanAct::Back { word: "P".into() }, &at(NOW));
        let told: Vec<_> = run.back.iter().map(|back| (back.wave, back.succeeded)).collect();
        assert_eq!((asked.is_ok(), told), (!due.is_empty(), due), "{chosen:?} of {succeeded} and {failed}");
    }
    let mut forbidden = second_due();
    forbidden.launched(1, 0, &LaunchOutcome::Refused { error: error(Forbidden) }, NOW);
    forbidden.plan.back = Some(PlanBack { succeeded: true, ..PlanBack::default() });
    forbidden.act(&PlanAct::Back { word: "P".into() }, &at(NOW + 2)).unwrap();
    assert_eq!(forbidden.stage, PlanStage::Stopped { at_ms: NOW + 2 }, "a halted plan stops by it");
    assert_eq!(told(&forbidden)[1], ("Stopped, to be sent back.", false));
}

#[test]
fn the_lists_of_a_plan_that_sends_nothing_are_stopped() {
    let list = WaveTarget::Devices { devices: vec!["d-1".into()] };
    let waves = vec![PlanWave { target: list, ..PlanWave::default() }, PlanWave::default()];
    let mut run = Run::new(Plan { waves, ..Plan::default() }, String::new(), Vec::new(), None, NOW);
    run.begins(0);
    assert_eq!(run.lists_to_stop(), [0_usize; 0], "it runs");
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    assert_eq!(run.lists_to_stop(), [0], "what was begun, and no other wave");
}

#[test]
fn what_is_taken_back_takes_no_other_word_with_it() {
    let mut run = second_due();
    run.happened(NOW, Some(0), "Something else of it.".to_owned());
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    let texts: Vec<_> = told(&run).into_iter().map(|(text, _)| text).collect();
    assert!(texts.contains(&"Something else of it."), "{texts:?}");
    assert!(!texts.iter().any(|text| text.starts_with(PASSED)), "only that its gate was passed: {texts:?}");
}

#[test]
fn a_guard_that_a_person_has_seen_halts_nothing() {
    let mut run = out();
    run.guard_seen(0, NOW);
    run.guard_fired(0, NOW, "5 % failed.", NOW + 1);
    assert_eq!(run.stage, PlanStage::Running, "that firing was acknowledged with the plan");
    run.guard_fired(0, NOW + 2, "5 % failed.", NOW + 3);
    assert_eq!(halted_for(&run), Some(HaltReason::Guard), "a later one is news");
}

#[test]
fn few_are_excused_of_the_wave_that_halted_for_it() {
    let mut run = second_due();
    run.launched(1, 0, &created("dp-2"), NOW);
    run.saw(1, seen_of(Counts::default(), NOW + NOBODY_MS));
    run.step(&at(NOW + NOBODY_MS));
    assert_eq!(halted_for(&run), Some(HaltReason::Nobody));
    run.act(&PlanAct::Resume, &at(NOW + NOBODY_MS)).unwrap();
    assert_eq!([0, 1].map(|wave| run.waves[wave].excused.few), [false, true], "a person was told of that one");
    let mut failed = out();
    failed.guard_fired(0, NOW, "5 % failed.", NOW);
    failed.saw(0, all_succeeded(NOW));
    failed.act(&PlanAct::Resume, &at(NOW)).unwrap();
    assert!(!failed.waves[0].excused.few, "of few nobody was told");
}

#[test]
fn what_a_stop_can_abort_is_offered() {
    let wave = |stage, in_flight, begun, ended: bool| Wave {
        stage,
        in_flight,
        begun,
        seen: ended.then(|| all_succeeded(NOW)),
        ..gated(&[Gate::default()]).waves.remove(0)
    };
    use WaveStage::{Out, Passed, Refused, Sending, Unresolved, Waiting};
    for (stage, in_flight, begun, ended, offered) in [
        (Waiting, false, false, false, false),
        (Sending, false, false, false, false),
        (Sending, true, false, false, true),
        (Unresolved, false, false, false, true),
        (Out, false, false, false, true),
        (Out, false, true, true, false),
        (Passed, false, false, false, true),
        (Passed, false, false, true, false),
        (Refused, false, false, false, false),
        (Refused, false, true, false, true),
        (Waiting, false, true, false, true),
    ] {
        let one = wave(stage, in_flight, begun, ended);
        assert_eq!(one.is_abortable(), offered, "{stage:?}, in flight {in_flight}, begun {begun}, ended {ended}");
    }
}
