//! What this person guards and plans, picked by the seed, and the desktop around the window.

use std::sync::atomic::{AtomicUsize, Ordering};

use flightdeck_core::outside::{Desk, Moving, Notification};
use flightdeck_core::wire::{Draft, Gate, GateFailed, GuardLimit, GuardRule, MenuBar, Plan, PlanWave, WaveTarget};
use flightdeck_tests::ground::FLOW;
use flightdeck_tests::person::GROUPS;
pub(crate) use flightdeck_tests::person::{YES, draft, fault};
use flightdeck_tests::random::Random;

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
