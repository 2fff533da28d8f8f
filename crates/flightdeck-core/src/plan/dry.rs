//! A plan played with invented devices, at speed, by the same rules that run it: where it would stop. Nothing is sent. Pure.
//!
//! Persons say yes at once. All failures of a wave are taken to have one cause, which is the worst that can be. Hours are those of the moment
//! at which it is played.

use std::collections::BTreeMap;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::gate::Seen;
use super::run::{Due, Now, Run};
use super::words;
use crate::numbers::is_over;
use crate::wire::{
    Counts, DryReading, DryRun, DryWave, GuardLimit, LaunchOutcome, Plan, PlanAct, PlanEvent, WaveStage,
};

/// Between two looks, as the standard setting has it.
const LOOK_MS: i64 = 15_000;
/// Between two looks at what has ended.
const REST_MS: i64 = 60_000;
/// So long nothing is final after a launch, and after the last change.
const SETTLES_MS: (i64, i64) = (180_000, 30_000);
/// Looks after which it is taken to go on for ever.
const MOST_LOOKS: u32 = 300_000;
/// Devices of a wave of which nobody knows how many it has.
const MADE_UP: u32 = 100;
/// Devices that one wave is played with, at most: it is about shares.
const MOST_DEVICES: u32 = 1_000_000;

/// The devices of one wave: when each ends, milliseconds after it was sent, in order, and whether it fails.
struct Devices {
    ends: Vec<(i64, bool)>,
    sent_ms: Option<i64>,
    grounded: bool,
}

impl Devices {
    fn invent(random: &mut SmallRng, how_many: Option<u32>, failed_percent: u32, device_seconds: u32) -> Self {
        let share = f64::from(failed_percent.min(100)) / 100.0;
        let middle_ms = f64::from(device_seconds.max(1)) * 1_000.0;
        let count = how_many.unwrap_or(MADE_UP).min(MOST_DEVICES);
        let mut ends: Vec<(i64, bool)> = (0..count)
            .map(|_| {
                // Most take about as long as the middle; few take several times as long.
                let long: f64 = -(1.0 - random.random_range(0.0..1.0_f64)).ln();
                let takes_ms = middle_ms * (0.5 + 0.72 * long);
                (takes_ms as i64 + random.random_range(0..LOOK_MS), random.random_bool(share))
            })
            .collect();
        ends.sort_unstable();
        Self { ends, sent_ms: None, grounded: how_many.is_some() }
    }

    fn seen(&self, now_ms: i64) -> Option<Seen> {
        let after_ms = now_ms - self.sent_ms?;
        let ended = self.ends.partition_point(|(end_ms, _)| *end_ms <= after_ms);
        let failed = self.ends[..ended].iter().filter(|(_, failed)| *failed).count() as u32;
        let counts = Counts {
            succeeded: ended as u32 - failed,
            failed,
            in_progress: (self.ends.len() - ended) as u32,
            ..Counts::default()
        };
        let last_ms = self.ends.last().map_or(0, |(end_ms, _)| *end_ms);
        let settled = after_ms >= SETTLES_MS.0 && after_ms >= last_ms + SETTLES_MS.1;
        Some(Seen {
            counts,
            at_ms: now_ms,
            service_ms: None,
            whole: true,
            finished: counts.all_terminal() && settled,
            causes: BTreeMap::from([("\u{1f}\u{1f}one cause for all".to_owned(), failed)]),
            looked_at: failed,
        })
    }

    fn moving(&self, now_ms: i64) -> bool {
        self.seen(now_ms).is_some_and(|seen| !seen.finished)
    }
}

/// Plays a plan. `reached` is how many devices each wave reaches over the known fleet, `start_ms` and `zone` the moment at which it is played.
pub(crate) fn play(
    plan: &Plan,
    how: &DryRun,
    reached: &[Option<u32>],
    start_ms: i64,
    zone: &dyn Fn(i64) -> i32,
) -> DryReading {
    let mut random = SmallRng::seed_from_u64(u64::from(how.seed));
    let mut waves: Vec<Devices> = (0..plan.waves.len())
        .map(|at| {
            let said = how.devices.get(at).copied().flatten().or_else(|| reached.get(at).copied().flatten());
            let failed = how.failed_percent.get(at).copied().unwrap_or_default();
            Devices::invent(&mut random, said, failed, how.device_seconds)
        })
        .collect();
    let mut run = Run::new(plan.clone(), String::new(), Vec::new(), None, start_ms);
    let mut now_ms = start_ms;
    let mut passed_ms = 0;
    for _ in 0..MOST_LOOKS {
        let now = Now { ms: now_ms, oldest_ms: now_ms, zone };
        for (at, wave) in waves.iter().enumerate() {
            if let Some(seen) = wave.seen(now_ms) {
                guard(&mut run, plan, at, &seen.counts, now_ms);
                run.saw(at, seen);
            }
        }
        run.waited(passed_ms, &now);
        run.step(&now);
        for at in 0..waves.len() {
            if let Some(word) = plan.waves[at].gate.word.clone().filter(|_| run.waves[at].stage == WaveStage::Out) {
                // Refused before its turn; then it is said at a later look.
                let _ = run.act(&PlanAct::SayYes { word }, &now);
            }
        }
        match run.due() {
            Some(Due::Launch { wave, tries }) => {
                waves[wave].sent_ms = Some(now_ms);
                let deployment = format!("wave {}", wave + 1).into();
                run.launched(wave, tries, &LaunchOutcome::Created { deployment }, now_ms);
            }
            Some(Due::Batch { wave }) => {
                waves[wave].sent_ms = Some(now_ms);
                run.batched(wave, None, now_ms);
            }
            Some(Due::Abort { .. } | Due::Back { .. }) | None => {}
        }
        if !run.is_running() {
            break;
        }
        passed_ms = if waves.iter().any(|wave| wave.moving(now_ms)) { LOOK_MS } else { REST_MS };
        now_ms += passed_ms;
    }
    told(run, &waves, start_ms, now_ms)
}

/// The guard of a wave, as far as it counts what is invented here.
fn guard(run: &mut Run, plan: &Plan, wave: usize, counts: &Counts, now_ms: i64) {
    let Some(rule) = &plan.waves[wave].guard else { return };
    let finished = counts.succeeded + counts.failed;
    let fired = rule.limits.iter().find(|limit| match **limit {
        GuardLimit::FailedShare { percent, least } => finished >= least && is_over(counts.failed, percent, finished),
        GuardLimit::OneCause { more_than } => counts.failed > more_than,
        GuardLimit::NoProgress { .. } => false,
    });
    if let Some(limit) = fired {
        run.guard_fired(wave, now_ms, &words::limit(limit), now_ms);
    }
}

fn told(run: Run, waves: &[Devices], start_ms: i64, now_ms: i64) -> DryReading {
    let seconds = |at_ms: i64| u32::try_from((at_ms - start_ms) / 1_000).unwrap_or_default();
    let of = |(at, devices): (usize, &Devices)| {
        let counts = devices.seen(now_ms).map(|seen| seen.counts).unwrap_or_default();
        DryWave {
            devices: devices.ends.len() as u32,
            grounded: devices.grounded,
            succeeded: counts.succeeded,
            failed: counts.failed,
            sent_s: devices.sent_ms.map(seconds),
            passed_s: run.waves[at].passed_ms.map(seconds),
        }
    };
    let mut happened: Vec<PlanEvent> = run.happened.iter().map(words::event).collect();
    happened.reverse();
    for event in &mut happened {
        event.at_ms -= start_ms;
        // Nothing was sent as anything.
        if event.deployment.take().is_some() {
            event.text = format!("Wave {}: sent.", event.wave.map_or(0, |wave| wave + 1));
        }
    }
    DryReading {
        waves: waves.iter().enumerate().map(of).collect(),
        stage: run.stage,
        took_s: seconds(now_ms),
        happened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Gate, GateFailed, HaltReason, PlanStage, PlanWave};

    fn plan(gates: Vec<Gate>) -> Plan {
        let waves = gates.into_iter().map(|gate| PlanWave { gate, ..PlanWave::default() }).collect();
        Plan { name: "P".into(), waves, ..Plan::default() }
    }

    fn how(failed_percent: &[u32]) -> DryRun {
        DryRun { seed: 7, failed_percent: failed_percent.to_vec(), devices: Vec::new(), device_seconds: 60 }
    }

    fn limited() -> Gate {
        let failed = Some(GateFailed { percent: 5, least: 20 });
        Gate { finished_percent: 95, failed, wait_minutes: 30, word: Some("go".into()), ..Gate::default() }
    }

    fn utc(_: i64) -> i32 {
        0
    }

    #[test]
    fn a_plan_whose_devices_succeed_is_done_after_its_waits() {
        let plan = plan(vec![limited(), limited(), Gate::default()]);
        let played = play(&plan, &how(&[0, 0, 0]), &[Some(400), None, Some(50)], 1_000, &utc);
        assert!(matches!(played.stage, PlanStage::Done { .. }), "{:?}", played.happened);
        assert!((3_600..7_200).contains(&played.took_s), "two waits of half an hour: {} s", played.took_s);
        let devices: Vec<_> = played.waves.iter().map(|wave| (wave.devices, wave.grounded)).collect();
        assert_eq!(
            devices,
            [(400, true), (MADE_UP, false), (50, true)],
            "it says with how many, and whether they are made up"
        );
        assert!(played.waves.iter().all(|wave| wave.failed == 0 && wave.sent_s.is_some()));
        assert_eq!(played.happened[0].at_ms, 0, "its times count from its start");
    }

    #[test]
    fn it_halts_in_the_wave_that_fails_and_sends_none_after_it() {
        let plan = plan(vec![limited(), limited(), limited()]);
        let played = play(&plan, &how(&[0, 30, 0]), &[Some(400), Some(400), Some(400)], 0, &utc);
        let PlanStage::Halted { why, .. } = &played.stage else { panic!("{:?}", played.stage) };
        assert_eq!((why.wave, why.reason), (1, HaltReason::Failed));
        assert_eq!(played.waves[2].sent_s, None, "the third is never sent");
        let again = play(&plan, &how(&[0, 30, 0]), &[Some(400), Some(400), Some(400)], 0, &utc);
        assert_eq!(played, again, "the same number plays the same run");
    }

    #[test]
    fn a_guard_halts_it_too_and_nobody_is_not_played_for_ever() {
        let mut guarded = plan(vec![Gate::default(), Gate::default()]);
        let limits = vec![GuardLimit::FailedShare { percent: 10, least: 50 }];
        guarded.waves[0].guard = Some(crate::wire::GuardRule { limits, abort: true });
        let played = play(&guarded, &how(&[40]), &[Some(500)], 0, &utc);
        assert!(matches!(&played.stage, PlanStage::Halted { why, .. } if why.reason == HaltReason::Guard));
        let nobody = play(&plan(vec![Gate::default()]), &how(&[0]), &[Some(0)], 0, &utc);
        assert!(matches!(&nobody.stage, PlanStage::Halted { why, .. } if why.reason == HaltReason::Nobody));
    }

    #[test]
    fn invented_devices_take_about_as_long_as_was_said() {
        let mut random = SmallRng::seed_from_u64(1);
        let devices = Devices::invent(&mut random, Some(20_000), 25, 600);
        assert!(devices.ends.is_sorted() && devices.grounded, "in the order in which they end");
        let part = |share: usize| devices.ends[devices.ends.len() * share / 100].0 as f64 / 1_000.0;
        for (share, seconds) in [(10, 353.0), (50, 607.0), (90, 1_302.0)] {
            let off = (part(share) - seconds).abs() / seconds;
            assert!(off < 0.03, "{share} % have ended after about {seconds} s: {}", part(share));
        }
        assert!(devices.ends[0].0 >= 300_000, "nobody takes less than half of it: {} ms", devices.ends[0].0);
        let failed = devices.ends.iter().filter(|(_, failed)| *failed).count();
        assert!((4_700..5_300).contains(&failed), "a quarter of 20,000 fails: {failed}");
        let all = Devices::invent(&mut random, None, 100, 0);
        assert!(all.ends.iter().all(|(_, failed)| *failed) && !all.grounded, "all fail, of as many as are made up");
        let most = Devices::invent(&mut random, Some(MOST_DEVICES + 1), 0, 1);
        assert_eq!(most.ends.len(), MOST_DEVICES as usize, "and no more than shares can be told of");
    }

    #[test]
    fn devices_are_seen_as_they_stand_and_end_for_good_a_while_later() {
        let of = |ends: &[(i64, bool)], sent_ms| Devices { ends: ends.to_vec(), sent_ms, grounded: true };
        let quick = of(&[(10_000, false), (20_000, true), (21_000, false)], Some(5_000));
        let slow = of(&[(10_000, false), (200_000, false)], Some(5_000));
        // Succeeded, failed, on their way; whether that is for good.
        for (devices, after_ms, counts, finished) in [
            (&quick, 9_999, (0, 0, 3), false),
            (&quick, 10_000, (1, 0, 2), false),
            (&quick, 20_000, (1, 1, 1), false),
            (&quick, 21_000, (2, 1, 0), false),
            (&quick, SETTLES_MS.0 - 1, (2, 1, 0), false),
            (&quick, SETTLES_MS.0, (2, 1, 0), true),
            (&slow, SETTLES_MS.0, (1, 0, 1), false),
            (&slow, 200_000 + SETTLES_MS.1 - 1, (2, 0, 0), false),
            (&slow, 200_000 + SETTLES_MS.1, (2, 0, 0), true),
        ] {
            let seen = devices.seen(5_000 + after_ms).unwrap();
            let Counts { succeeded, failed, in_progress, .. } = seen.counts;
            assert_eq!(((succeeded, failed, in_progress), seen.finished), (counts, finished), "after {after_ms} ms");
            assert_eq!((seen.at_ms, seen.looked_at), (5_000 + after_ms, failed), "each failure was looked at");
            assert_eq!(seen.causes.values().sum::<u32>(), failed, "and has the one cause");
            assert_eq!(devices.moving(5_000 + after_ms), !finished, "what has not ended for good moves");
        }
        let unsent = of(&[(1, false)], None);
        assert!(unsent.seen(9_000).is_none() && !unsent.moving(9_000), "what was not sent is not there");
    }

    #[test]
    fn a_guard_counts_as_its_rule_says() {
        let fires = |limits: Vec<GuardLimit>, succeeded, failed| {
            let mut plan = plan(vec![Gate::default()]);
            plan.waves[0].guard = Some(crate::wire::GuardRule { limits, abort: true });
            let mut run = Run::new(plan.clone(), String::new(), Vec::new(), None, 0);
            guard(&mut run, &plan, 0, &Counts { succeeded, failed, aborted: 500, ..Counts::default() }, 1);
            matches!(run.stage, PlanStage::Halted { .. })
        };
        let share = || vec![GuardLimit::FailedShare { percent: 10, least: 50 }];
        assert!(fires(share(), 44, 6), "6 of 50");
        assert!(!fires(share(), 43, 6), "of 49 it does not judge");
        assert!(!fires(share(), 45, 5), "5 of 50 are not over 10 %");
        let cause = || vec![GuardLimit::OneCause { more_than: 10 }];
        assert!(fires(cause(), 0, 11) && !fires(cause(), 0, 10), "more than ten, and not ten");
        assert!(!fires(vec![GuardLimit::NoProgress { minutes: 1 }], 0, 900), "nothing stands still here");
    }

    #[test]
    fn it_is_played_the_same_at_any_moment() {
        let plan = plan(vec![limited(), Gate::default()]);
        let of = |start_ms| play(&plan, &how(&[0, 40]), &[Some(400), Some(60)], start_ms, &utc);
        let (first, later) = (of(0), of(1_700_000_000_123));
        assert_eq!((first.took_s, &first.waves), (later.took_s, &later.waves), "its times count from its start");
        assert_eq!(first.happened, later.happened, "and so do those of what happened");
        assert!(first.waves[1].sent_s.is_some_and(|sent_s| sent_s > 1_800), "half an hour is waited before the second");
        assert_eq!(first.waves[0].passed_s, first.waves[1].sent_s, "which is sent as soon as the first has passed");
        let texts: Vec<&str> = first.happened.iter().map(|event| event.text.as_str()).collect();
        assert!(texts.contains(&"Wave 1: sent.") && texts.contains(&"Wave 1: a person said yes here."), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains("sent as")), "nothing was sent as anything: {texts:?}");
    }
}
