//! What a history is about: a plan of any kind, and what is known of its gates without asking them.

use rand::Rng;
use rand::rngs::SmallRng;

use crate::wire::{Counts, Gate, GateFailed, GateHours, Plan, PlanWave};

/// What the history knows of a wave's gate, from what was looked at.
#[derive(Clone, Default)]
pub(super) struct Oracle {
    pub(super) looked_ms: i64,
    pub(super) counts: Counts,
    pub(super) whole: bool,
    pub(super) excused: Counts,
    pub(super) holds_since: Option<i64>,
    pub(super) skipped: bool,
    pub(super) said: bool,
}

pub(super) fn plan_of(random: &mut SmallRng) -> Plan {
    let waves = (0..random.random_range(1..=4))
        .map(|_| {
            let gate = Gate {
                finished_percent: [0, 50, 95, 100][random.random_range(0..4)],
                failed: random.random_bool(0.7).then(|| GateFailed {
                    percent: [0, 5, 50][random.random_range(0..3)],
                    least: random.random_range(1..6),
                }),
                one_cause: None,
                wait_minutes: [0, 0, 1, 5][random.random_range(0..4)],
                hours: random.random_bool(0.3).then(|| GateHours {
                    days: vec![1, 2, 3, 4, 5, 6, 7],
                    from: random.random_range(0..1440),
                    to: random.random_range(1..=1440),
                }),
                word: random.random_bool(0.2).then(|| "go".to_owned()),
            };
            PlanWave { gate, ..PlanWave::default() }
        })
        .collect();
    Plan { name: "P".into(), waves, ..Plan::default() }
}

/// What a gate counts, said once more from its own words.
pub(super) fn counted_holds(gate: &Gate, of: &Oracle) -> bool {
    let Counts { succeeded, failed, aborted, pending, .. } = of.counts;
    let total = succeeded + failed + aborted + pending;
    let ended = f64::from(succeeded + failed + aborted) / f64::from(total.max(1));
    let fresh = failed.saturating_sub(of.excused.failed);
    let share = f64::from(fresh) / f64::from((succeeded + fresh).max(1));
    of.whole
        && total > 0
        && ended * 100.0 >= f64::from(gate.finished_percent) - 1e-9
        && gate.failed.is_none_or(|limit| share * 100.0 <= f64::from(limit.percent) + 1e-9)
}
