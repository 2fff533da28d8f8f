//! What a person does, and what goes wrong at the service: picked by the seed.

use std::time::Duration;

use connect_simulator::{Fault, Operation, RetryAfter};
use flightdeck_core::wire::{AskKind, Draft, Gate, GateFailed, GuardLimit, GuardRule, Plan, PlanWave, WaveTarget};
use flightdeck_tests::ground::FLOW;
use flightdeck_tests::random::Random;

/// Whatever is asked before a launch, this person says yes.
pub(crate) const YES: [AskKind; 3] = [AskKind::Twin, AskKind::Production, AskKind::Many];

/// Where a launch goes.
const GROUPS: [&str; 3] = ["Lab", "Test", "Production"];

/// What every request may meet.
pub(crate) fn fault(random: &mut Random) -> Fault {
    let status = |status| Fault::Status { status, body: "no".into() };
    match random.below(13) {
        0 => status(500),
        1 => status(503),
        2 => status(502),
        3 => Fault::TooMany { retry_after: RetryAfter::Seconds(1 + random.below(90)) },
        4 => Fault::TooMany { retry_after: RetryAfter::Absent },
        5 => Fault::Delay(Duration::from_millis(random.below(40))),
        6 => Fault::Cut,
        7 => Fault::CutAfter(random.below(20_000) as usize),
        8 => Fault::Truncate,
        9 => Fault::Never,
        10 => Fault::Redirect { to: "https://elsewhere.test/".into() },
        11 => Fault::TooMany { retry_after: RetryAfter::DateIn(random.below(60)) },
        _ => Fault::Html { status: 200, json_content_type: random.below(2) == 0 },
    }
}

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

pub(crate) fn draft(comment: &str, random: &mut Random) -> Draft {
    let groups = vec![random.one(&GROUPS).to_owned()];
    Draft { flow_uuid: FLOW.into(), groups, comment: comment.to_owned(), ..Draft::default() }
}

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
