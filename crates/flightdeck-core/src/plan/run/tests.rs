//! What the law's histories come to only now and then, each by itself.

use std::collections::BTreeMap;

use super::*;
use crate::wire::{ErrorCode, Gate, LaunchOutcome, PlanBack, PlanWave};

mod acts;
mod going_back;
mod looks;
mod told;

const NOW: i64 = 1_800_000_000_000;

fn utc(_: i64) -> i32 {
    0
}

fn at(ms: i64) -> Now<'static> {
    Now { ms, oldest_ms: ms - 30_000, zone: &utc }
}

fn created(deployment: &str) -> LaunchOutcome {
    LaunchOutcome::Created { deployment: deployment.into() }
}

/// Three waves, the first of them out.
fn out() -> Run {
    let wave = PlanWave { gate: Gate::default(), ..PlanWave::default() };
    let plan = Plan { name: "P".into(), waves: vec![wave.clone(), wave.clone(), wave], ..Plan::default() };
    let mut run = Run::new(plan, String::new(), Vec::new(), None, NOW);
    run.launched(0, 0, &created("dp-1"), NOW);
    run
}

fn all_succeeded(at_ms: i64) -> Seen {
    Seen {
        counts: Counts { succeeded: 3, ..Counts::default() },
        at_ms,
        service_ms: None,
        whole: true,
        finished: true,
        causes: BTreeMap::new(),
        looked_at: 0,
    }
}

/// One gate for each of these waves, the first of them out.
fn gated(gates: &[Gate]) -> Run {
    let waves = gates.iter().map(|gate| PlanWave { gate: gate.clone(), ..PlanWave::default() }).collect();
    let plan = Plan { name: "P".into(), waves, ..Plan::default() };
    let mut run = Run::new(plan, String::new(), Vec::new(), None, NOW);
    run.launched(0, 0, &created("dp-1"), NOW);
    run
}

fn seen_of(counts: Counts, at_ms: i64) -> Seen {
    Seen { counts, finished: counts.all_terminal(), looked_at: counts.failed, ..all_succeeded(at_ms) }
}

/// What happened, the newest first, with whether it is bad.
fn told(run: &Run) -> Vec<(&str, bool)> {
    run.happened.iter().map(|event| (event.text.as_str(), event.bad)).collect()
}

fn refused(code: ErrorCode) -> LaunchOutcome {
    LaunchOutcome::Refused { error: AppError::new(code, "Not now.") }
}

/// Two looks, so that the number of devices is known to stand.
fn look(run: &mut Run, at_ms: i64) {
    run.saw(0, all_succeeded(at_ms - 1));
    run.saw(0, all_succeeded(at_ms));
}

#[test]
fn what_an_earlier_run_saw_opens_no_gate() {
    let mut run = out();
    look(&mut run, NOW);
    let mut later: Run = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
    later.resumed(&|_, _| true, NOW);
    assert_eq!(later.step(&at(NOW)), None);
    assert_eq!(later.waves[1].stage, WaveStage::Waiting, "not before this run has looked");
    look(&mut later, NOW);
    later.step(&at(NOW));
    assert_eq!(later.waves[1].stage, WaveStage::Sending);
}

#[test]
fn what_was_seen_before_the_clock_was_set_back_is_looked_at_again() {
    let mut run = out();
    look(&mut run, NOW);
    assert_eq!(run.step(&at(NOW - 60_000)), Some(0), "nobody knows how old that is");
    assert_eq!(run.step(&at(NOW + 31_000)), Some(0), "and that is too old");
    assert_eq!(run.waves[1].stage, WaveStage::Waiting);
}

#[test]
fn a_pause_leaves_an_open_gate_unpassed_and_it_is_judged_when_resumed() {
    let mut run = out();
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    look(&mut run, NOW);
    run.step(&at(NOW));
    assert_eq!((run.waves[0].stage, run.waves[1].stage), (WaveStage::Out, WaveStage::Waiting));
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    run.step(&at(NOW));
    assert_eq!((run.waves[0].stage, run.waves[1].stage), (WaveStage::Passed, WaveStage::Sending));
}

#[test]
fn a_wave_that_was_left_out_by_hand_is_not_sent_by_a_later_resume() {
    let mut run = out();
    look(&mut run, NOW);
    run.step(&at(NOW));
    let refused = LaunchOutcome::Refused { error: AppError::new(ErrorCode::Forbidden, "Not here.") };
    run.launched(1, 0, &refused, NOW);
    assert!(matches!(run.stage, PlanStage::Halted { .. }));
    run.act(&PlanAct::SendNext { wave: 2 }, &at(NOW)).unwrap();
    run.launched(2, 0, &created("dp-3"), NOW);
    run.act(&PlanAct::Pause, &at(NOW)).unwrap();
    run.act(&PlanAct::Resume, &at(NOW)).unwrap();
    assert_eq!(run.waves[1].stage, WaveStage::Refused, "it stays out");
    assert_eq!(run.due(), None, "and nothing is due");
}
