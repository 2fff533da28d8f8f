//! When a guard fires, against a model that knows every device.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::wire::DeviceState;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// Devices (by number) go on to their next state, these into failure, and then somebody looks.
    Look {
        moved: Vec<(u8, bool)>,
        whole: bool,
    },
    /// The same, and the next run looks first.
    Restart,
    Acknowledge,
    /// The page asks for another rule.
    Rule {
        percent: u32,
        least: u32,
    },
    Disarm,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => (prop::collection::vec((any::<u8>(), prop::bool::weighted(0.3)), 0..40), prop::bool::weighted(0.8))
            .prop_map(|(moved, whole)| Step::Look { moved, whole }),
        2 => Just(Step::Restart),
        3 => Just(Step::Acknowledge),
        1 => (0..40_u32, 1..120_u32).prop_map(|(percent, least)| Step::Rule { percent, least }),
        1 => Just(Step::Disarm),
    ];
    prop::collection::vec(step, 1..60)
}

/// A fleet of which every device is known, and what a person with a pencil would say of it.
struct Model {
    devices: Vec<DeviceState>,
    /// The failures that were seen when a firing was acknowledged.
    acknowledged: HashSet<usize>,
    seen_failed: HashSet<usize>,
    percent: u32,
    least: u32,
    armed: bool,
    fired: bool,
}

impl Model {
    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for state in &self.devices {
            crate::live::tally::count(&mut counts, *state);
        }
        counts
    }

    fn look(&mut self, moved: &[(u8, bool)]) {
        for (device, fails) in moved {
            let at = usize::from(*device) % self.devices.len();
            self.devices[at] = match (self.devices[at], fails) {
                (DeviceState::Pending, _) => DeviceState::InProgress,
                (DeviceState::InProgress, true) => DeviceState::Failed,
                (DeviceState::InProgress, false) if device % 7 == 0 => DeviceState::Aborted,
                (DeviceState::InProgress, false) => DeviceState::Succeeded,
                (ended, _) => ended,
            };
        }
        self.seen_failed = (0..self.devices.len()).filter(|at| self.devices[*at] == DeviceState::Failed).collect();
    }

    /// Failures that count, and the finished they are among.
    fn counted(&self) -> (usize, usize) {
        let failed = self.seen_failed.difference(&self.acknowledged).count();
        (failed, failed + self.devices.iter().filter(|state| **state == DeviceState::Succeeded).count())
    }

    fn passed(&self) -> bool {
        let (failed, finished) = self.counted();
        finished >= self.least as usize
            && failed as f64 / finished.max(1) as f64 > f64::from(self.percent) / 100.0 + 1e-12
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever happens in whatever order: a guard fires exactly at the first look that is above its limit and not below its
    /// minimum, counting nothing that was acknowledged, in every run.
    #[test]
    fn it_fires_exactly_when_a_person_with_a_pencil_would(size in 1..200_usize, percent in 0..40_u32, least in 1..120_u32, steps in steps()) {
        let mut model = Model {
            devices: vec![DeviceState::Pending; size],
            acknowledged: HashSet::new(),
            seen_failed: HashSet::new(),
            percent,
            least,
            armed: true,
            fired: false,
        };
        let mut guard = guard(&[GuardLimit::FailedShare { percent, least }], true);
        let mut firings = 0;
        for (now, step) in steps.iter().enumerate() {
            let now_ms = now as i64 + 1;
            match step {
                Step::Look { moved, whole } => {
                    model.look(moved);
                    let seen = Sighting { unreadable: u32::from(!whole), ..sighting(now_ms, model.counts()) };
                    let fired = look(&mut guard, &seen).is_some();
                    let expected = model.armed && !model.fired && model.passed();
                    prop_assert_eq!(fired, expected, "at step {}: {:?} of {:?}", now, model.counted(), model.counts());
                    if fired {
                        firings += 1;
                        model.fired = true;
                        let (failed, finished) = model.counted();
                        let told = &guard.firings[0];
                        prop_assert_eq!((told.tally.failed as usize, told.tally.finished as usize), (failed, finished));
                        prop_assert_eq!(told.tally.unreadable, u32::from(!whole), "incomplete data is said to be so");
                    }
                }
                Step::Restart => guard = restarted(&guard),
                Step::Acknowledge => {
                    guard.acknowledge(now_ms);
                    if model.fired {
                        model.acknowledged.clone_from(&model.seen_failed);
                        model.fired = false;
                    }
                }
                Step::Rule { percent, least } if !model.fired => {
                    guard.rearm(GuardRule { limits: vec![GuardLimit::FailedShare { percent: *percent, least: *least }], abort: true }, now_ms);
                    (model.percent, model.least) = (*percent, *least);
                    if !model.armed {
                        model.acknowledged.clear();
                        model.armed = true;
                    }
                }
                Step::Rule { .. } => {}
                Step::Disarm => {
                    guard.disarm(None, now_ms);
                    (model.armed, model.fired) = (false, false);
                }
            }
            prop_assert!(guard.firings.len() <= REMEMBERED && guard.firings.len() == firings.min(REMEMBERED), "each is written once");
            prop_assert_eq!(guard.stage == GuardStage::Fired, model.fired);
        }
    }

    /// The same law for a standstill: no sooner than its minutes after the last device moved, and at the first whole look then.
    #[test]
    fn a_standstill_is_told_at_the_first_whole_look_after_its_time(minutes in 1..30_u32, looks in prop::collection::vec((1..20_i64, 0..3_u8, any::<bool>(), any::<bool>()), 1..80)) {
        let limit = GuardLimit::NoProgress { minutes };
        let mut guard = guard(&[limit], false);
        let (mut now_ms, mut moved_ms, mut seen) = (0, None, counts(0, 0, 40));
        for (pass, moves, whole, restart) in looks {
            now_ms += pass * MINUTE;
            if restart {
                guard = restarted(&guard);
                // Nobody looked since the look before.
                moved_ms = moved_ms.map(|moved_ms| moved_ms + pass * MINUTE);
            }
            if moves == 0 && seen.pending > 0 {
                seen = counts(seen.succeeded + 1, 0, seen.pending - 1);
                moved_ms = Some(now_ms);
            }
            let since_ms = *moved_ms.get_or_insert(now_ms);
            let due = whole && seen.pending > 0 && now_ms - since_ms >= i64::from(minutes) * MINUTE;
            let fired = look(&mut guard, &Sighting { unreadable: u32::from(!whole), ..sighting(now_ms, seen) }).is_some();
            prop_assert_eq!(fired, due, "{} min after the last one moved", (now_ms - since_ms) / MINUTE);
            if fired {
                guard.acknowledge(now_ms);
                moved_ms = Some(now_ms);
            }
        }
    }
}
