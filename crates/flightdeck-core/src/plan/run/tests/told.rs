//! What a run tells of itself, and the edges of its times.

use super::*;
use crate::wire::ErrorCode::{Forbidden, Unreachable};

#[test]
fn everything_that_happens_is_told_from_start_to_end() {
    let mut run = gated(&[Gate::default(), Gate::default()]);
    look(&mut run, NOW);
    run.step(&at(NOW));
    run.launched(1, 0, &created("dp-2"), NOW + 1);
    let counts = Counts { succeeded: 1_200, failed: 1, ..Counts::default() };
    for at_ms in [NOW + 1, NOW + 2] {
        run.saw(1, seen_of(counts, at_ms));
    }
    run.step(&at(NOW + 2));
    assert_eq!(
        told(&run),
        [
            ("Done: the last wave has ended and passed.", false),
            ("Gate passed: 1,200 succeeded, 1 failed.", false),
            ("Sent as dp-2.", false),
            ("Gate passed: 3 succeeded.", false),
            ("Sent as dp-1.", false),
            ("Started.", false),
        ]
    );
    let of: Vec<_> = run.happened.iter().map(|event| (event.at_ms - NOW, event.wave)).collect();
    assert_eq!(of, [(2, None), (2, Some(1)), (1, Some(1)), (0, Some(0)), (0, Some(0)), (0, None)], "when, and of what");
    assert_eq!(run.happened[2].deployment, Some("dp-2".into()), "what was sent can be opened");
    assert_eq!(run.stage, PlanStage::Done { at_ms: NOW + 2 });
    assert!(!run.goes_on() && !run.may_go_on() && run.due().is_none(), "nothing is left to do");
}

#[test]
fn figures_name_what_there_is() {
    for (counts, words) in [
        (Counts::default(), ""),
        (Counts { succeeded: 2, ..Counts::default() }, ": 2 succeeded"),
        (Counts { failed: 1, aborted: 1, ..Counts::default() }, ": 1 failed, 1 aborted"),
        (Counts { succeeded: 1, pending: 1, in_progress: 1, ..Counts::default() }, ": 1 succeeded, 2 not ended"),
    ] {
        assert_eq!(figures(counts), words, "{counts:?}");
    }
}

#[test]
fn what_was_sent_goes_on_until_it_has_ended_whatever_became_of_its_plan() {
    let mut run = out();
    run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
    assert!(run.goes_on() && !run.may_go_on(), "a wave is out, and is looked at");
    assert_eq!(run.due(), None, "which nobody wants aborted");
    assert_eq!(run.step(&at(NOW)), None, "and no gate is judged any more");
    look(&mut run, NOW);
    assert!(!run.goes_on(), "it has ended");
    assert_eq!(run.waves[1].stage, WaveStage::Waiting, "no further one was sent");
    for act in [
        PlanAct::Pause,
        PlanAct::Resume,
        PlanAct::SendNext { wave: 1 },
        PlanAct::Stop { abort: true },
        PlanAct::SkipWait,
    ] {
        assert_eq!(run.act(&act, &at(NOW)).unwrap_err().code, ErrorCode::InvalidInput, "{act:?} comes too late");
    }
}

#[test]
fn a_stopped_plan_aborts_what_is_out_once_and_tells_what_came_of_it() {
    let mut run = out();
    run.act(&PlanAct::Stop { abort: true }, &at(NOW)).unwrap();
    assert_eq!(run.due(), Some(Due::Abort { wave: 0 }), "what is out");
    run.aborting(0);
    assert_eq!(run.due(), None, "it is being asked for");
    let mut later = run.clone();
    later.resumed(&|_, _| true, NOW);
    assert_eq!(later.due(), None, "a later run does not ask again");
    assert!(later.happened[0].text.contains("not asked for again") && later.happened[0].bad, "and says so");
    assert_eq!(told(&later)[1].0, told(&run)[0].0, "that an ended plan goes on is not said");
    for (outcome, text, bad) in [
        (Ok(AbortOutcome::Accepted { message: None }), "Abort requested.", false),
        (Ok(AbortOutcome::Unknown { why: "Cut.".into() }), "Nobody knows whether it was aborted. Cut.", true),
        (Err(AppError::new(Forbidden, "No.")), "It could not be aborted. No.", true),
    ] {
        let mut run = run.clone();
        run.aborted(0, &outcome, NOW);
        assert_eq!(told(&run)[0], (text, bad));
    }
}

#[test]
fn a_plan_that_was_closed_says_that_it_goes_on_and_sends_what_nothing_was_written_of_by_its_gate_alone() {
    let mut sending = out();
    look(&mut sending, NOW);
    sending.step(&at(NOW));
    assert_eq!(sending.due(), Some(Due::Launch { wave: 1, tries: 0 }));
    let mut begun = sending.clone();
    begun.resumed(&|wave, tries| (wave, tries) == (1, 0), NOW + 5);
    assert_eq!(told(&begun)[0], ("Flightdeck was closed, and goes on from here.", false));
    assert_eq!(begun.waves[1].stage, WaveStage::Sending, "the journal knows of it: what became of it is asked there");
    let mut unsent = sending;
    unsent.resumed(&|_, _| false, NOW + 5);
    assert_eq!(
        (unsent.waves[0].stage, unsent.waves[1].stage),
        (WaveStage::Out, WaveStage::Waiting),
        "judged once more"
    );
    let passed = unsent.happened.iter().filter(|event| event.text.starts_with(PASSED)).count();
    assert_eq!(passed, 0, "it has not passed yet");
}

#[test]
fn a_list_is_sent_as_a_batch() {
    let wave = |target| PlanWave { target, ..PlanWave::default() };
    let list = WaveTarget::Devices { devices: vec!["d-1".into()] };
    let waves = vec![wave(list), PlanWave::default()];
    let mut run = Run::new(Plan { waves, ..Plan::default() }, String::new(), Vec::new(), None, NOW);
    assert_eq!([0, 1, 2].map(|wave| run.is_batch(wave)), [true, false, false]);
    assert_eq!(run.due(), Some(Due::Batch { wave: 0 }));
    let mut later = run.clone();
    later.resumed(&|_, _| false, NOW);
    assert_eq!(later.due(), Some(Due::Batch { wave: 0 }), "a batch knows itself what it sent");
    run.batched(0, None, NOW + 7);
    assert_eq!((run.waves[0].stage, run.waves[0].sent_ms), (WaveStage::Out, Some(NOW + 7)));
    assert_eq!(told(&run)[0], ("Sent, one deployment for each device.", false));
}

/// One list, which has begun to be sent, and a wave after it.
fn begun() -> Run {
    let list = WaveTarget::Devices { devices: vec!["d-1".into(), "d-2".into()] };
    let waves = vec![PlanWave { target: list, ..PlanWave::default() }, PlanWave::default()];
    let back = Some(PlanBack { succeeded: true, ..PlanBack::default() });
    let plan = Plan { name: "P".into(), waves, back, ..Plan::default() };
    let mut run = Run::new(plan, String::new(), Vec::new(), None, NOW);
    run.begins(0);
    run
}

#[test]
fn what_was_sent_of_a_list_is_out_when_its_plan_is_stopped() {
    let stop = PlanAct::Stop { abort: true };
    let mut paused = begun();
    paused.act(&PlanAct::Pause, &at(NOW)).unwrap();
    assert_eq!((paused.waves[0].stage, paused.due()), (WaveStage::Waiting, None), "no more of it is sent");
    let mut later: Run = serde_json::from_str(&serde_json::to_string(&paused).unwrap()).unwrap();
    later.resumed(&|_, _| false, NOW);
    for mut run in [begun(), paused, later] {
        run.act(&stop, &at(NOW + 3)).unwrap();
        assert_eq!((run.waves[0].stage, run.waves[0].sent_ms), (WaveStage::Out, Some(NOW + 3)), "some may have it");
        assert_eq!(run.due(), Some(Due::Abort { wave: 0 }), "and those are aborted");
        assert_eq!(run.waves[1].stage, WaveStage::Waiting, "of the next one nothing is out");
        run.none_to_abort(0, NOW + 4);
        assert_eq!((told(&run)[0], run.due()), (("Nothing of it had been sent.", false), None), "or nobody has it");
    }
    let mut refused = begun();
    refused.not_launched(0, &AppError::new(ErrorCode::InvalidInput, "One is not settled."), false, NOW);
    assert_eq!(refused.waves[0].stage, WaveStage::Refused, "it cannot go on just now");
    refused.act(&stop, &at(NOW)).unwrap();
    assert_eq!(refused.due(), Some(Due::Abort { wave: 0 }), "and yet some may have it");
    let mut whole = begun();
    whole.batched(0, None, NOW);
    whole.act(&stop, &at(NOW + 9)).unwrap();
    assert_eq!(whole.waves[0].sent_ms, Some(NOW), "one that was sent whole was sent when it was");
    let mut unbegun = begun();
    unbegun.waves[0].begun = false;
    unbegun.act(&stop, &at(NOW)).unwrap();
    assert_eq!((unbegun.waves[0].stage, unbegun.due()), (WaveStage::Waiting, None), "what was not begun is not out");
    let mut halted = begun();
    halted.batched(0, Some("Refused.".into()), NOW);
    assert_eq!(told(&halted)[0], ("Halted. Its batch stopped. Refused.", true));
    let back = PlanAct::Back { word: "P".into() };
    let as_it_was = halted.clone();
    assert!(halted.act(&back, &at(NOW)).is_err(), "there is nobody to send it back to, as last seen");
    assert_eq!(halted, as_it_was, "and nothing has changed by asking");
    halted.waves[1] = Wave { stage: WaveStage::Out, ..gated(&[Gate::default()]).waves.remove(0) };
    halted.saw(1, all_succeeded(NOW));
    halted.act(&back, &at(NOW)).unwrap();
    assert_eq!(halted.waves[0].stage, WaveStage::Out, "a halted plan that is sent back is stopped as well");
    let mut going = begun();
    going.act(&PlanAct::Pause, &at(NOW)).unwrap();
    going.act(&PlanAct::Resume, &at(NOW)).unwrap();
    going.step(&at(NOW));
    assert_eq!(going.due(), Some(Due::Batch { wave: 0 }), "and one that goes on goes on with its list");
}

#[test]
fn a_passing_refusal_is_tried_again_twice_and_then_halts() {
    let mut run = out();
    look(&mut run, NOW);
    for tries in 0..2 {
        run.step(&at(NOW));
        assert_eq!(run.due(), Some(Due::Launch { wave: 1, tries }));
        run.launched(1, tries, &refused(Unreachable), NOW);
        assert_eq!(run.held.as_deref(), Some("Not now."), "what keeps it is said");
        assert_eq!(
            (run.waves[0].stage, run.waves[1].stage),
            (WaveStage::Out, WaveStage::Waiting),
            "by its gate, again"
        );
    }
    run.step(&at(NOW));
    run.launched(1, 2, &refused(Unreachable), NOW);
    assert_eq!(run.waves[1].stage, WaveStage::Refused, "three in vain");
    assert_eq!(told(&run)[0], ("Halted. Not now.", true));
    let mut at_once = out();
    look(&mut at_once, NOW);
    at_once.step(&at(NOW));
    at_once.launched(1, 0, &refused(Forbidden), NOW);
    assert_eq!(at_once.waves[1].stage, WaveStage::Refused, "what will be refused again is not tried again");
    at_once.act(&PlanAct::Resume, &at(NOW)).unwrap();
    at_once.step(&at(NOW));
    assert_eq!(at_once.due(), Some(Due::Launch { wave: 1, tries: 1 }), "but where a person says so, under another id");
    let mut stale = out();
    stale.launched(0, 0, &refused(Forbidden), NOW);
    assert_eq!(stale.waves[0].stage, WaveStage::Out, "an answer that comes twice changes nothing");
}

const TEN_MINUTES_MS: i64 = 600_000;

#[test]
fn a_wave_that_reaches_nobody_halts_after_ten_minutes() {
    let nobody = |after_ms: i64, sent: Option<i64>| {
        let mut run = out();
        run.waves[0].sent_ms = sent;
        run.saw(0, seen_of(Counts::default(), NOW + after_ms));
        run.step(&at(NOW + after_ms));
        matches!(&run.stage, PlanStage::Halted { why, .. } if why.reason == HaltReason::Nobody)
    };
    assert!(!nobody(TEN_MINUTES_MS - 1, Some(NOW)), "the service may still be about to name them");
    assert!(nobody(TEN_MINUTES_MS, Some(NOW)), "and then there are none");
    assert!(!nobody(TEN_MINUTES_MS, None), "of one that nobody knows when it was sent that is not said");
    let mut somebody = out();
    somebody.saw(0, seen_of(Counts { pending: 1, ..Counts::default() }, NOW + TEN_MINUTES_MS));
    somebody.step(&at(NOW + TEN_MINUTES_MS));
    assert_eq!(somebody.stage, PlanStage::Running, "one that waits is somebody");
    let mut excused = out();
    excused.saw(0, seen_of(Counts::default(), NOW + TEN_MINUTES_MS));
    excused.step(&at(NOW + TEN_MINUTES_MS));
    excused.act(&PlanAct::Resume, &at(NOW + TEN_MINUTES_MS)).unwrap();
    excused.step(&at(NOW + TEN_MINUTES_MS));
    assert_eq!(excused.stage, PlanStage::Running, "who goes on has been told");
}

#[test]
fn a_wait_counts_while_everything_counted_holds_and_begins_anew_where_it_does_not() {
    let mut run = gated(&[Gate { wait_minutes: 10, finished_percent: 50, ..Gate::default() }, Gate::default()]);
    let waits = |run: &Run| (run.waves[0].waited_ms, run.waves[0].until_ms.map(|until| until - NOW));
    let half = |succeeded| Counts { succeeded, pending: 10 - succeeded, ..Counts::default() };
    let see = |run: &mut Run, succeeded, at_ms: i64| {
        for before_ms in [1, 0] {
            run.saw(0, seen_of(half(succeeded), NOW + at_ms - before_ms));
        }
    };
    run.waited(1_000, &at(NOW));
    assert_eq!(waits(&run), (0, None), "nothing was seen");
    see(&mut run, 5, 0);
    run.waited(1_000, &at(NOW));
    assert_eq!(waits(&run), (0, Some(600_000)), "it begins with the look that shows it");
    see(&mut run, 5, 15_000);
    run.waited(15_000, &at(NOW + 15_000));
    assert_eq!(waits(&run), (15_000, Some(600_000)), "and goes on");
    run.waited(-5, &at(NOW + 15_000));
    assert_eq!(waits(&run).0, 15_000, "no clock takes it back");
    see(&mut run, 5, 30_000);
    run.waited(12_001, &at(NOW + 30_000));
    assert_eq!(waits(&run), (27_001, Some(600_000)), "an end that moves by less than three seconds is the same");
    see(&mut run, 5, 45_000);
    run.waited(14_999, &at(NOW + 45_000));
    assert_eq!(waits(&run), (42_000, Some(603_000)), "by three it is another");
    run.waited(60_000, &at(NOW + 75_001));
    assert_eq!(waits(&run), (42_000, None), "what is too old to be judged stops the wait");
    see(&mut run, 4, 80_000);
    run.waited(5_000, &at(NOW + 80_000));
    assert_eq!(waits(&run), (0, None), "what does not hold any more begins it anew");
}

#[test]
fn the_last_gate_has_no_hours_and_one_before_it_has() {
    use crate::wire::GateHours;
    let never = Some(GateHours { days: vec![], from: 0, to: 1 });
    let gate = Gate { hours: never, ..Gate::default() };
    for (gates, stage) in [(vec![gate.clone()], WaveStage::Passed), (vec![gate, Gate::default()], WaveStage::Out)] {
        let mut run = gated(&gates);
        look(&mut run, NOW);
        run.step(&at(NOW));
        assert_eq!(run.waves[0].stage, stage, "of {} waves", gates.len());
    }
}

#[test]
fn what_failed_and_was_seen_is_acknowledged_in_words() {
    for (failed, text) in [
        (0, "Resumed."),
        (1, "Resumed. The failure seen so far counts no more."),
        (2_000, "Resumed. 2,000 failures seen so far count no more."),
    ] {
        let mut run = out();
        run.saw(0, seen_of(Counts { failed, succeeded: 1, ..Counts::default() }, NOW));
        run.act(&PlanAct::Pause, &at(NOW)).unwrap();
        run.act(&PlanAct::Resume, &at(NOW)).unwrap();
        assert_eq!(told(&run)[0], (text, false));
    }
}

#[test]
fn a_wait_is_skipped_and_a_word_said_where_the_gate_stands_at_it() {
    let gate = Gate { wait_minutes: 1, word: Some("go".into()), ..Gate::default() };
    let mut run = gated(&[gate, Gate::default()]);
    let (skip, yes) = (PlanAct::SkipWait, PlanAct::SayYes { word: "go".into() });
    assert!(run.act(&skip, &at(NOW)).is_err() && run.act(&yes, &at(NOW)).is_err(), "it has not come so far");
    look(&mut run, NOW);
    run.waited(0, &at(NOW));
    assert!(run.act(&yes, &at(NOW)).is_err(), "first the wait");
    run.act(&skip, &at(NOW)).unwrap();
    assert!(run.act(&skip, &at(NOW)).is_err(), "which is skipped once");
    let other = PlanAct::SayYes { word: "gone".into() };
    assert_eq!(run.act(&other, &at(NOW)).unwrap_err().field.as_deref(), Some("word"), "another word is no yes");
    run.act(&yes, &at(NOW)).unwrap();
    assert_eq!(
        told(&run)[..2],
        [("A person said yes here.", false), ("The wait was skipped by hand.", false)],
        "both are told"
    );
    run.step(&at(NOW));
    assert_eq!(run.waves[1].stage, WaveStage::Sending);
}

#[test]
fn a_wave_that_was_passed_over_is_judged_no_more() {
    let mut run = out();
    run.act(&PlanAct::SendNext { wave: 1 }, &at(NOW)).unwrap();
    assert_eq!(told(&run)[0], ("Passed over by hand.", false));
    run.saw(0, seen_of(Counts { aborted: 3, ..Counts::default() }, NOW));
    run.step(&at(NOW));
    assert_eq!((run.stage.clone(), run.due()), (PlanStage::Running, Some(Due::Launch { wave: 1, tries: 0 })));
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    assert_eq!(run.waves[0].stage, WaveStage::Passed, "a person passed it, and no pause takes that back");
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    run.step(&at(NOW));
    assert_eq!(run.due(), Some(Due::Launch { wave: 1, tries: 0 }), "the next one is sent without asking its gate");
}

#[test]
fn what_goes_back_is_told_by_whom_it_reaches() {
    let mut run = out();
    run.plan.back = Some(PlanBack { request: run.plan.request.clone(), succeeded: true, failed: true });
    run.saw(0, seen_of(Counts { succeeded: 2, failed: 1, ..Counts::default() }, NOW));
    let word = PlanAct::Back { word: "P".into() };
    assert!(run.act(&word, &at(NOW)).is_err(), "not while it runs");
    run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
    assert!(run.act(&PlanAct::Back { word: "Q".into() }, &at(NOW)).is_err(), "not by another name");
    run.act(&word, &at(NOW)).unwrap();
    assert_eq!(run.act(&word, &at(NOW)).unwrap_err().message, "It was sent back already.");
    let values = [0, 1].map(|place| run.draft_back(place).unwrap().filters[0].value.clone());
    assert_eq!((values, run.draft_back(2)), (["success".into(), "failed".into()], None), "both, each by itself");
    assert_eq!(run.due(), Some(Due::Back { place: 0 }));
    run.went_back(0, &Ok(created("dp-9")), false, NOW);
    assert_eq!(told(&run)[0], ("Sent back to those that succeeded as dp-9.", false));
    assert_eq!(run.due(), Some(Due::Back { place: 1 }), "one after the other");
    run.went_back(1, &Ok(refused(Forbidden)), false, NOW);
    assert_eq!(told(&run)[0], ("Not sent back to those that failed: Not now.", true));
    assert_eq!(run.due(), None, "and never again");
    let views: Vec<_> = run.back.iter().map(Back::view).map(|view| (view.deployment, view.why)).collect();
    assert_eq!(views, [(Some("dp-9".into()), None), (None, Some("Not now.".to_owned()))]);
}

#[test]
fn what_certainly_was_not_sent_back_is_tried_again_and_what_may_have_been_is_not() {
    let going_back = || {
        let mut run = out();
        run.plan.back = Some(PlanBack { request: run.plan.request.clone(), succeeded: true, failed: false });
        look(&mut run, NOW);
        run.act(&PlanAct::Stop { abort: false }, &at(NOW)).unwrap();
        run.act(&PlanAct::Back { word: "P".into() }, &at(NOW)).unwrap();
        run
    };
    let not_now = |code| Err(AppError::new(code, "Not now."));
    let mut run = going_back();
    for (code, begun) in
        [(ErrorCode::RuleForbids, false), (ErrorCode::KeyringLocked, true), (ErrorCode::NotFound, true)]
    {
        run.went_back(0, &not_now(code), begun, NOW);
        assert_eq!((run.due(), run.held.as_deref()), (Some(Due::Back { place: 0 }), Some("Not now.")), "{code:?}");
        assert_eq!(run.back[0].tries, 0, "{code:?}: under the same id");
    }
    for tries in 1..PATIENCE {
        run.went_back(0, &Ok(refused(Unreachable)), false, NOW);
        assert_eq!(
            (run.due(), run.back[0].tries),
            (Some(Due::Back { place: 0 }), tries),
            "it sent nothing: another id"
        );
    }
    run.went_back(0, &Ok(refused(Unreachable)), false, NOW);
    assert_eq!(run.due(), None, "three in vain");
    let cut = LaunchOutcome::Unknown {
        why: "Cut.".into(),
        trouble: None,
        created: false,
        searched: None,
        candidates: vec![],
    };
    let mut lost = going_back();
    lost.went_back(0, &Ok(cut), false, NOW);
    assert_eq!(lost.due(), None, "it may have been sent");
    lost.went_back(0, &not_now(ErrorCode::RuleForbids), false, NOW);
    assert!(
        told(&lost)[0].0.contains("Nobody knows whether it was sent"),
        "and nothing takes that back: {:?}",
        told(&lost)
    );
    lost.back_found(0, 1, &created("dp-8"), NOW);
    assert_eq!(lost.back[0].view().deployment, None, "another try is another launch");
    lost.back_found(0, 0, &created("dp-9"), NOW);
    assert_eq!(lost.back[0].view().deployment, Some("dp-9".into()), "what is found is known");
    assert_eq!(told(&lost)[0].0, "It was sent back to those that succeeded after all, as dp-9.");
    let happened = lost.happened.len();
    lost.back_found(0, 0, &created("dp-9"), NOW);
    assert_eq!(lost.happened.len(), happened, "once");
}

#[test]
fn one_look_is_one_look_however_often_it_is_brought() {
    let gate = Gate { finished_percent: 50, ..Gate::default() };
    let mut run = gated(&[gate, Gate::default()]);
    let half = |at_ms| seen_of(Counts { succeeded: 2, pending: 1, ..Counts::default() }, at_ms);
    for _ in 0..3 {
        run.saw(0, half(NOW));
        run.step(&at(NOW));
        assert_eq!(run.waves[0].stage, WaveStage::Out, "right after a launch the service may name some only");
    }
    run.saw(0, half(NOW + 1));
    run.saw(0, half(NOW + 1));
    run.step(&at(NOW + 1));
    assert_eq!(run.waves[0].stage, WaveStage::Passed, "the second look names as many");
}

#[test]
fn a_pause_excuses_nobody_from_being_few() {
    use crate::wire::GateFailed;
    let gate = Gate { finished_percent: 10, failed: Some(GateFailed { percent: 5, least: 50 }), ..Gate::default() };
    let mut run = gated(&[gate, Gate::default()]);
    run.saw(0, seen_of(Counts::default(), NOW));
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    for at_ms in [NOW + 1, NOW + 2] {
        run.saw(0, seen_of(Counts { succeeded: 10, pending: 90, ..Counts::default() }, at_ms));
        run.step(&at(at_ms));
    }
    assert_eq!(run.waves[0].stage, WaveStage::Out, "ten are fewer than fifty, and nobody was told so");
}

#[test]
fn hours_that_begin_after_a_wave_has_ended_are_come_to() {
    use crate::wire::GateHours;
    let minute = u16::try_from(NOW.div_euclid(60_000).rem_euclid(1_440)).unwrap();
    let hours = Some(GateHours { days: (1..=7).collect(), from: (minute + 120) % 1_440, to: (minute + 240) % 1_440 });
    let mut run = gated(&[Gate { hours, ..Gate::default() }, Gate::default()]);
    let ended = |at_ms| Seen { service_ms: Some(at_ms), ..all_succeeded(at_ms) };
    for at_ms in [NOW - 1, NOW] {
        run.saw(0, ended(at_ms));
    }
    assert_eq!((run.step(&at(NOW)), run.waves[0].stage), (None, WaveStage::Out), "not in these hours");
    let later = NOW + 3 * 60 * 60_000;
    assert_eq!(run.step(&at(later)), Some(0), "what has ended is looked at once more when they have begun");
    run.saw(0, Seen { service_ms: Some(NOW), ..ended(later) });
    run.step(&at(later));
    assert_eq!(run.waves[0].stage, WaveStage::Out, "by the service's clock they have not");
    run.saw(0, ended(later + 1));
    run.step(&at(later + 1));
    assert_eq!(run.waves[0].stage, WaveStage::Passed, "by both they have");
}
