//! What a person launches, guards and plans, and what goes wrong at the service meanwhile: picked by the seed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connect_simulator::{Fault, RetryAfter};
use flightdeck_core::outside::{Desk, Moving, Notification};
use flightdeck_core::wire::{
    AskKind, Draft, Gate, GateFailed, GuardLimit, GuardRule, MenuBar, Plan, PlanWave, WaveTarget,
};
use flightdeck_tests::ground::FLOW;
use flightdeck_tests::random::Random;

/// Whatever is asked before a launch, this person says yes.
pub(crate) const YES: [AskKind; 3] = [AskKind::Twin, AskKind::Production, AskKind::Many];

/// Where a launch goes.
const GROUPS: [&str; 3] = ["Lab", "Test", "Production"];

/// What every request may meet.
pub(crate) fn fault(random: &mut Random) -> Fault {
    let status = |status| Fault::Status { status, body: "no".into() };
    match random.below(11) {
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
        _ => Fault::Html { status: 200, json_content_type: random.below(2) == 0 },
    }
}

pub(crate) fn draft(comment: &str, random: &mut Random) -> Draft {
    let groups = vec![random.one(&GROUPS).to_owned()];
    Draft { flow_uuid: FLOW.into(), groups, comment: comment.to_owned(), ..Draft::default() }
}

pub(crate) fn rule(random: &mut Random) -> GuardRule {
    let percent = 2 + random.below(30) as u32;
    GuardRule { limits: vec![GuardLimit::FailedShare { percent, least: 10 }], abort: random.below(4) == 0 }
}

pub(crate) fn plan(name: &str) -> Plan {
    let failed = Some(GateFailed { percent: 60, least: 10 });
    let gate = Gate { finished_percent: 60, failed, wait_minutes: 1, ..Gate::default() };
    let limits = vec![GuardLimit::FailedShare { percent: 70, least: 10 }];
    let wave = |group: &str| PlanWave {
        name: group.to_owned(),
        target: WaveTarget::Filters { groups: vec![group.to_owned()], filters: Vec::new(), rest: false },
        gate: gate.clone(),
        guard: Some(GuardRule { limits: limits.clone(), abort: false }),
    };
    let request = Draft { flow_uuid: FLOW.into(), ..Draft::default() };
    Plan { name: name.to_owned(), request, waves: GROUPS.map(wave).into(), back: None }
}

/// The desktop around the window, with a tray that somebody shows: what is launched is watched in the background, too.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) notifications: AtomicUsize,
}

impl Desk for Around {
    fn notify(&self, _: &Notification) {
        self.notifications.fetch_add(1, Ordering::Relaxed);
    }

    fn show(&self, _: &Moving) {}

    fn has_tray(&self) -> bool {
        true
    }

    fn has_menu_bar(&self) -> bool {
        false
    }

    fn show_menu(&self, _: &MenuBar) {}

    fn starts_at_login(&self) -> Option<bool> {
        None
    }

    fn start_at_login(&self, _: bool) -> Result<(), String> {
        Ok(())
    }
}
