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
