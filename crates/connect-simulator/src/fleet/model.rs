//! What a device is, derived from the fleet's seed and its number alone: id, name, group, tags, apps, and when it is online.

use crate::config::FleetSpec;
use crate::fleet::catalog::{APPS, ARM64, CANARY, GROUPS, LTE};
use crate::fleet::mix::{mix, parse_id, permute, pick, unpermute, write_id};

const SITES: [&str; 6] = ["north", "east", "hill", "coast", "harbour", "ridge"];

const GROUP: u64 = 1;
const KIND: u64 = 2;
const TAG: u64 = 3;
const SITE: u64 = 4;
const VERSION: u64 = 5;
const FLAKY: u64 = 6;
const PHASE: u64 = 7;
const IDS: u64 = 8;
const TRIGGER: u64 = 9;
const LOAD: u64 = 10;
const REPORT: u64 = 11;

/// How often a device reports in.
const CYCLE_MS: i64 = 15_000;

/// The devices of one fleet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    pub(crate) seed: u64,
    pub(crate) devices: u32,
    demo: bool,
}

/// When a device is away: for `away_ms` out of every `period_ms`, beginning at a moment of its own.
struct Absence {
    period_ms: i64,
    away_ms: i64,
    phase_ms: i64,
}

impl Model {
    pub(crate) fn new(spec: &FleetSpec) -> Self {
        Self { seed: spec.seed, devices: spec.devices, demo: spec.demo }
    }

    fn draw(&self, label: u64, device: u32) -> u64 {
        mix(self.seed, label, u64::from(device))
    }

    #[cfg(test)]
    pub(crate) fn uuid(&self, device: u32) -> String {
        crate::fleet::mix::id_text("d", permute(self.seed ^ IDS, device))
    }

    pub(crate) fn write_uuid(&self, out: &mut Vec<u8>, device: u32) {
        write_id(out, "d", permute(self.seed ^ IDS, device));
    }

    /// The device of this id, if the fleet has it.
    pub(crate) fn find(&self, uuid: &str) -> Option<u32> {
        let device = unpermute(self.seed ^ IDS, parse_id("d", uuid)?);
        (device < self.devices).then_some(device)
    }

    /// The index in [`GROUPS`].
    pub(crate) fn group(&self, device: u32) -> usize {
        let mut place = pick(self.draw(GROUP, device), 100);
        for (index, (_, share)) in GROUPS.iter().enumerate() {
            if place < *share {
                return index;
            }
            place -= share;
        }
        0
    }

    /// What the device is: the index of its first tag, and of the app it was delivered with.
    pub(crate) fn kind(&self, device: u32) -> usize {
        match pick(self.draw(KIND, device), 100) {
            0..50 => 0,
            50..75 => 1,
            _ => 2,
        }
    }

    /// One bit per tag of the catalogue.
    pub(crate) fn tags(&self, device: u32) -> u32 {
        let bits = self.draw(TAG, device);
        let mut tags = 1 << self.kind(device);
        for (tag, percent, shift) in [(CANARY, 5, 0), (LTE, 30, 20), (ARM64, 60, 40)] {
            if ((bits >> shift) & 0xf_ffff) * 100 < percent << 20 {
                tags |= 1 << tag;
            }
        }
        tags
    }

    pub(crate) fn name(&self, device: u32) -> String {
        let stem = ["turbine", "camera", "edge"][self.kind(device)];
        format!("{stem}-{}-{device:04}", self.site(device))
    }

    /// Where it stands.
    pub(crate) fn site(&self, device: u32) -> &'static str {
        SITES[pick(self.draw(SITE, device), SITES.len() as u64) as usize]
    }

    /// What somebody wrote about it; most devices have nothing.
    pub(crate) fn description(&self, device: u32) -> Option<String> {
        (device % 7 == 3).then(|| format!("Mast {}, cabinet {}", device / 7, device % 5 + 1))
    }

    pub(crate) fn agent_version(&self, device: u32) -> &'static str {
        ["6.4.1", "6.5.0", "6.5.2"][pick(self.draw(VERSION, device) << 8, 3) as usize]
    }

    /// How busy one of its parts is, in percent.
    pub(crate) fn load(&self, device: u32, part: u64) -> u64 {
        pick(mix(self.seed, LOAD + 16 * part, u64::from(device)), 90) + 3
    }

    /// Whether its update trigger is on: for some of those that are away, which stay pending anyway.
    pub(crate) fn trigger_set(&self, device: u32, at_ms: i64) -> bool {
        pick(self.draw(TRIGGER, device), 3) == 0 && !self.online(device, at_ms)
    }

    /// When it reported in last: every fifteen seconds while it is online, and just before it went away.
    pub(crate) fn last_online(&self, device: u32, at_ms: i64) -> i64 {
        let since_report = (at_ms + pick(self.draw(REPORT, device), CYCLE_MS as u64) as i64).rem_euclid(CYCLE_MS);
        let Some(absence) = self.absence(device) else { return at_ms - since_report };
        let into = (at_ms + absence.phase_ms).rem_euclid(absence.period_ms);
        if into < absence.away_ms { at_ms - into - 1 } else { at_ms - since_report.min(into - absence.away_ms) }
    }

    /// The version of an app that the device was delivered with; only the app of its kind was.
    pub(crate) fn first_version(&self, device: u32, app: usize) -> Option<&'static str> {
        let versions = APPS.get(app)?.versions;
        (self.kind(device) == app)
            .then(|| versions[pick(self.draw(VERSION, device), versions.len() as u64 - 1) as usize])
    }

    /// One device in five comes and goes; outside the demo two in a hundred are away for most of two days.
    fn absence(&self, device: u32) -> Option<Absence> {
        let bits = self.draw(FLAKY, device);
        let (period_ms, away_ms) = match pick(bits, 100) {
            0..2 if !self.demo => (172_800_000, 100_000_000),
            0..20 => (180_000, 20_000 + pick(bits << 32, 35_000) as i64),
            _ => return None,
        };
        Some(Absence { period_ms, away_ms, phase_ms: pick(self.draw(PHASE, device), period_ms as u64) as i64 })
    }

    pub(crate) fn online(&self, device: u32, at_ms: i64) -> bool {
        self.next_online(device, at_ms) == at_ms
    }

    /// The first moment, not before `at_ms`, at which the device is online.
    pub(crate) fn next_online(&self, device: u32, at_ms: i64) -> i64 {
        let Some(absence) = self.absence(device) else { return at_ms };
        let into = (at_ms + absence.phase_ms).rem_euclid(absence.period_ms);
        at_ms + (absence.away_ms - into).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(demo: bool) -> Model {
        Model::new(&FleetSpec { devices: 5_000, demo, ..FleetSpec::default() })
    }

    #[test]
    fn a_device_comes_back_when_it_is_said_to() {
        for demo in [true, false] {
            let model = model(demo);
            let at = 1_700_000_000_000;
            let away: Vec<u32> = (0..5_000).filter(|&device| !model.online(device, at)).collect();
            assert!(away.len() > 100 && away.len() < 700, "a few of a hundred are offline, not {} of 5000", away.len());
            for device in away {
                let back = model.next_online(device, at);
                assert!(model.online(device, back), "device {device} must be online when it is said to come back");
                assert!(!model.online(device, back - 1), "and not a moment earlier");
                assert!(!demo || back - at <= 55_000, "in the demo nobody waits longer than a minute");
            }
        }
    }

    #[test]
    fn the_last_report_agrees_with_being_online() {
        for demo in [true, false] {
            let model = model(demo);
            let at = 1_700_000_000_000;
            let (mut held, mut away) = (0, 0);
            for device in 0..5_000 {
                let seen = model.last_online(device, at);
                assert!(seen <= at, "device {device} reported in the future");
                assert!(model.online(device, seen), "device {device} reported while it was away");
                assert!(!model.online(device, at) || at - seen < CYCLE_MS, "device {device} is online and silent");
                away += u32::from(!model.online(device, at));
                held += u32::from(model.trigger_set(device, at));
            }
            assert!(held > 0 && held < away, "a few of those away are held: {held} of {away}");
        }
    }

    #[test]
    fn ids_lead_back_to_devices_of_this_fleet_only() {
        let model = model(true);
        assert_eq!(model.find(&model.uuid(4_999)), Some(4_999), "the last device is found");
        assert_eq!(model.find(&model.uuid(5_000)), None, "one past it is not of this fleet");
    }

    #[test]
    fn every_group_tag_and_kind_is_used() {
        let model = model(true);
        let groups: std::collections::HashSet<usize> = (0..5_000).map(|device| model.group(device)).collect();
        assert_eq!(groups.len(), GROUPS.len(), "a group without devices would be a dead end in the demo");
        let tags = (0..5_000).fold(0, |all, device| all | model.tags(device));
        assert_eq!(tags, (1 << crate::fleet::catalog::TAGS.len()) - 1, "and so would a tag");
    }
}
