//! What looks tell a gate: how often, how many, and when.

use super::*;
use crate::wire::{GateFailed, GateHours};

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

#[test]
fn failures_that_were_not_asked_why_are_looked_at_once_more_where_a_gate_waits_for_it() {
    let alike = Gate { one_cause: Some(2), ..Gate::default() };
    let failed = |looked_at| Seen { looked_at, ..seen_of(Counts { failed: 7, ..Counts::default() }, NOW) };
    let later = NOW + 30_001;
    for (why, gate, seen, now_ms, asks) in [
        ("one was not asked", &alike, failed(6), later, Some(0)),
        ("it was looked at just now", &alike, failed(6), later - 1, None),
        ("all were asked", &alike, failed(7), later, None),
        ("no gate wants to know", &Gate::default(), failed(6), later, None),
        ("it is looked at anyway", &alike, Seen { finished: false, ..failed(6) }, later, None),
    ] {
        let mut run = gated(&[gate.clone(), Gate::default()]);
        assert_eq!(run.asks_why(&at(later)), None, "{why}: of what was never seen nobody asks");
        run.saw(0, seen);
        assert_eq!(run.asks_why(&at(now_ms)), asks, "{why}");
        run.waves[0].stage = WaveStage::Passed;
        assert_eq!(run.asks_why(&at(now_ms)), None, "{why}: what has passed is asked nothing");
        run.waves[0].stage = WaveStage::Out;
        run.act(&PlanAct::Stop { abort: false }, &at(now_ms)).unwrap();
        assert_eq!(run.asks_why(&at(now_ms)), None, "{why}: nor what was stopped");
    }
}
