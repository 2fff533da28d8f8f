//! What happens on each device of a deployment, as a pure function of seed, deployment, device, time and aborts.

use std::collections::HashMap;

use crate::fleet::catalog::{Cause, Flow};
use crate::fleet::members::Members;
use crate::fleet::mix::{mix, pick};
use crate::fleet::model::Model;

const RAMP: u64 = 1;
const CHECK_IN: u64 = 2;
const LENGTH: u64 = 3;
const FAILS: u64 = 4;
const CAUSE: u64 = 5;
const BATCH: u64 = 6;
const STOPS: u64 = 7;
const STOP_AFTER: u64 = 8;

/// The state of a device in a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum State {
    Pending,
    InProgress,
    Success,
    Failed,
    Aborted,
}

/// Everything that decides how a deployment goes, fixed when it is created. Times are device time.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) model: Model,
    pub(crate) salt: u64,
    pub(crate) created_ms: i64,
    pub(crate) flow: &'static Flow,
    pub(crate) members: Members,
    /// How many of a million devices fail, before the batches are weighed in.
    pub(crate) fail_ppm: u64,
    /// History is not kept waiting by devices that were offline back then.
    pub(crate) ignore_absence: bool,
}

/// How it goes on one device if nobody aborts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) start: i64,
    pub(crate) finish: i64,
    pub(crate) failure: Option<Cause>,
    /// The time all steps together would take.
    length: i64,
}

/// When abort was asked for, for the whole deployment and for single devices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aborts {
    pub(crate) all: Vec<i64>,
    pub(crate) one: HashMap<u32, Vec<i64>>,
    /// Running devices that were asked to stop go on (a variant).
    pub(crate) running_go_on: bool,
}

/// What a device shows at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) state: State,
    pub(crate) started: Option<i64>,
    pub(crate) finished: Option<i64>,
}

/// One step that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StepRun {
    pub(crate) index: usize,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) failure: Option<Cause>,
}

impl Plan {
    fn draw(&self, label: u64, device: u32) -> u64 {
        mix(self.salt, label, u64::from(device))
    }

    /// The time within which all devices that are online have begun: longer for more devices, as they check in bit by bit.
    fn ramp_ms(&self) -> u64 {
        10_000 + (f64::from(self.members.len()).sqrt() * 1_800.0).min(80_000.0) as u64
    }

    /// Devices were built in batches of 64, and one batch in sixteen is worn out: failures are not spread evenly.
    fn fails(&self, device: u32) -> bool {
        let worn = pick(mix(self.model.seed, BATCH, u64::from(device / 64)), 16) == 0;
        let ppm = if worn { self.fail_ppm * 6 } else { self.fail_ppm * 2 / 3 };
        pick(self.draw(FAILS, device), 1_000_000) < ppm
    }

    pub(crate) fn life(&self, device: u32) -> Life {
        let due = self.created_ms + 1_000 + pick(self.draw(RAMP, device), self.ramp_ms()) as i64;
        let ready = if self.ignore_absence { due } else { self.model.next_online(device, due) };
        let start = if ready > due { ready + pick(self.draw(CHECK_IN, device), 15_000) as i64 } else { due };
        let bits = self.draw(LENGTH, device);
        // The smaller of two draws: most devices are quick, some take three times as long.
        let length = 18_000 + pick(bits, 48_000).min(pick(bits << 32, 60_000)) as i64;
        let failure = self.fails(device).then(|| Cause::at(pick(self.draw(CAUSE, device), 100)));
        let mut life = Life { start, finish: start + length, failure, length };
        if let Some(cause) = failure {
            life.finish = self.step_end(&life, self.flow.step_of(cause));
        }
        life
    }

    fn step_end(&self, life: &Life, index: usize) -> i64 {
        let all: i64 = self.flow.steps.iter().map(|step| step.weight).sum();
        let done: i64 = self.flow.steps.iter().take(index + 1).map(|step| step.weight).sum();
        life.start + life.length * done / all
    }

    /// The steps that have ended at `until`, in order; none follows a failed one.
    pub(crate) fn steps(&self, device: u32, until: i64) -> Vec<StepRun> {
        let life = self.life(device);
        let mut start = life.start;
        let mut runs = Vec::new();
        for index in 0..self.flow.steps.len() {
            let end = self.step_end(&life, index);
            if end > until {
                break;
            }
            let failure = life.failure.filter(|cause| self.flow.step_of(*cause) == index);
            runs.push(StepRun { index, start, end, failure });
            if failure.is_some() {
                break;
            }
            start = end;
        }
        runs
    }

    /// What the device shows at `now`.
    pub(crate) fn seen(&self, aborts: &Aborts, device: u32, now: i64) -> Seen {
        let life = self.life(device);
        if let Some(stop) = self.stop(aborts, &life, device, now) {
            return Seen {
                state: State::Aborted,
                started: (life.start < stop).then_some(life.start),
                finished: Some(stop),
            };
        }
        if now < life.start {
            Seen { state: State::Pending, started: None, finished: None }
        } else if now < life.finish {
            Seen { state: State::InProgress, started: Some(life.start), finished: None }
        } else {
            let state = if life.failure.is_some() { State::Failed } else { State::Success };
            Seen { state, started: Some(life.start), finished: Some(life.finish) }
        }
    }

    /// When an abort stopped the device, if one has: at once while it was pending; some seconds later, or not at all, while it ran.
    fn stop(&self, aborts: &Aborts, life: &Life, device: u32, now: i64) -> Option<i64> {
        let one = aborts.one.get(&device).map_or(&[][..], Vec::as_slice);
        let stops = aborts.all.iter().chain(one).filter_map(|&asked| {
            if asked < life.start {
                return Some(asked);
            }
            let bits = mix(self.draw(STOPS, device), STOP_AFTER, asked as u64);
            if aborts.running_go_on || pick(bits, 10) >= 7 {
                return None;
            }
            let stop = asked + 2_000 + pick(bits << 32, 10_000) as i64;
            (stop < life.finish).then_some(stop)
        });
        stops.min().filter(|&stop| stop <= now)
    }

    /// When the device succeeded, if it has by `now`.
    pub(crate) fn succeeded_at(&self, aborts: &Aborts, device: u32, now: i64) -> Option<i64> {
        let seen = self.seen(aborts, device, now);
        seen.finished.filter(|_| seen.state == State::Success)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FleetSpec;
    use crate::fleet::catalog::FLOWS;

    fn plan(devices: u32, fail_ppm: u64) -> Plan {
        let model = Model::new(&FleetSpec { devices, demo: true, ..FleetSpec::default() });
        let members = Members::select(devices, |_| true);
        Plan { model, salt: 9, created_ms: 1_000_000, flow: &FLOWS[0], members, fail_ppm, ignore_absence: false }
    }

    #[test]
    fn a_fleet_of_2000_lands_in_about_three_minutes_with_three_causes() {
        let plan = plan(2_000, 45_000);
        let lives: Vec<Life> = (0..2_000).map(|device| plan.life(device)).collect();
        let last = lives.iter().map(|life| life.finish - plan.created_ms).max().unwrap();
        assert!((140_000..230_000).contains(&last), "the demo is watched to its end: {last} ms");
        let failed = lives.iter().filter(|life| life.failure.is_some()).count();
        assert!((50..140).contains(&failed), "three to six of a hundred fail: {failed} of 2000");
        let causes: std::collections::HashSet<Cause> = lives.iter().filter_map(|life| life.failure).collect();
        assert_eq!(causes.len(), 3, "each of the three causes shows");
        let early = lives.iter().filter(|life| life.start - plan.created_ms < 20_000).count();
        assert!((200..800).contains(&early), "devices begin bit by bit: {early} in the first 20 s");
    }

    #[test]
    fn a_device_moves_forward_only() {
        let plan = plan(300, 300_000);
        for device in 0..300 {
            let mut last = State::Pending;
            for now in (1_000_000..1_300_000).step_by(500) {
                let state = plan.seen(&Aborts::default(), device, now).state;
                assert!(state >= last, "device {device} went from {last:?} back to {state:?}");
                last = state;
            }
            assert!(last > State::InProgress, "device {device} must have ended");
        }
    }

    #[test]
    fn abort_stops_pending_at_once_running_later_or_never_and_ended_not_at_all() {
        let plan = plan(2_000, 100_000);
        let asked = plan.created_ms + 60_000;
        let aborts = Aborts { all: vec![asked], ..Aborts::default() };
        let (mut stopped, mut went_on) = (0, 0);
        for device in 0..2_000 {
            let before = plan.seen(&Aborts::default(), device, asked);
            let at_once = plan.seen(&aborts, device, asked);
            let later = plan.seen(&aborts, device, asked + 1_000_000);
            match before.state {
                State::Pending => {
                    assert_eq!(
                        at_once,
                        Seen { state: State::Aborted, started: None, finished: Some(asked) },
                        "pending at once"
                    );
                }
                State::InProgress => {
                    assert_eq!(at_once.state, State::InProgress, "a running device answers to an abort only later");
                    if later.state == State::Aborted {
                        stopped += 1
                    } else {
                        went_on += 1
                    }
                    assert_eq!(later.started, before.started, "its start stays told");
                }
                _ => assert_eq!(later, before, "an ended device is left alone"),
            }
        }
        assert!(stopped > 50 && went_on > 20, "running devices are stopped or not: {stopped} were, {went_on} were not");
    }

    #[test]
    fn aborting_one_device_touches_no_other() {
        let plan = plan(200, 0);
        let aborts = Aborts { one: HashMap::from([(7, vec![plan.created_ms])]), ..Aborts::default() };
        for device in 0..200 {
            let state = plan.seen(&aborts, device, plan.created_ms + 900_000).state;
            let expected = if device == 7 { State::Aborted } else { State::Success };
            assert_eq!(state, expected, "device {device}");
        }
    }

    #[test]
    fn steps_end_where_the_device_ends() {
        let plan = plan(400, 300_000);
        for device in 0..400 {
            let life = plan.life(device);
            let runs = plan.steps(device, life.finish);
            assert_eq!(runs.last().map(|run| run.end), Some(life.finish), "the last step ends with the device");
            assert_eq!(runs.last().and_then(|run| run.failure), life.failure, "and tells its failure");
            assert!(plan.steps(device, life.start).is_empty(), "nothing has ended when it begins");
        }
    }
}
