//! What a person does, and what goes wrong at the service: picked by the seed.

use connect_simulator::{Fault, Operation};
use flightdeck_core::wire::{Draft, Gate, GateFailed, GuardLimit, GuardRule, Plan, PlanWave, WaveTarget};
use flightdeck_tests::ground::FLOW;
use flightdeck_tests::person::GROUPS;
pub(crate) use flightdeck_tests::person::{YES, draft, fault};
use flightdeck_tests::random::Random;

/// Whether it asks to be left alone for a while.
pub(crate) fn asks_to_wait(fault: &Fault) -> bool {
    matches!(fault, Fault::TooMany { .. } | Fault::Status { status: 503, .. } | Fault::Never)
}

/// What a create may meet besides.
pub(crate) fn create_fault(random: &mut Random) -> Option<Fault> {
    let status = |status| Fault::Status { status, body: r#"{"error":"no"}"#.into() };
    Some(match random.below(12) {
        0 => Fault::Cut,
        1 => Fault::CommitThenDrop,
        2 => Fault::CommitThenStatus(random.one(&[500, 502, 504])),
        3 => status(422),
        4 => status(500),
        5 => Fault::Truncate,
        6 => Fault::Never,
        _ => return None,
    })
}

pub(crate) const CREATE: Operation = Operation::Create;

pub(crate) fn rule(random: &mut Random) -> GuardRule {
    let percent = random.below(12) as u32;
    let limits = vec![GuardLimit::FailedShare { percent, least: 1 + random.below(20) as u32 }];
    GuardRule { limits, abort: random.below(2) == 0 }
}

/// So much of a wave has to have ended before the next.
pub(crate) const FINISHED_PERCENT: u32 = 60;

pub(crate) fn plan(name: &str, random: &mut Random) -> Plan {
    let failed = (random.below(2) == 0).then_some(GateFailed { percent: 30, least: 10 });
    let gate =
        Gate { finished_percent: FINISHED_PERCENT, failed, wait_minutes: random.below(3) as u32, ..Gate::default() };
    let wave = |group: &str| PlanWave {
        name: group.to_owned(),
        target: WaveTarget::Filters { groups: vec![group.to_owned()], filters: Vec::new(), rest: false },
        gate: gate.clone(),
        guard: None,
    };
    let request = Draft { flow_uuid: FLOW.into(), ..Draft::default() };
    Plan { name: name.to_owned(), request, waves: GROUPS.map(wave).into(), back: None }
}
