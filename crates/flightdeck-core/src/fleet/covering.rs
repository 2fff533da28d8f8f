//! Whom several targets reach one after the other: how many devices each, how many more than one, how many none. Pure, over what is known.

use super::Fleets;
use super::evaluate::{Evaluated, States, asked_of, evaluate};
use super::knowledge::Knowledge;
use super::state::State;
use crate::wire::{ConnectionId, Draft, PlanDevices, PlanDevicesWindow, WaveTarget};

/// What one target reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CoveredWave {
    pub(crate) yes: u32,
    pub(crate) perhaps: u32,
    /// Of both, how many an earlier target reaches, too, or perhaps.
    pub(crate) twice: u32,
}

/// What several targets reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) waves: Vec<CoveredWave>,
    pub(crate) twice: u32,
    pub(crate) left_out: u32,
    pub(crate) known: u32,
    pub(crate) known_ms: Option<i64>,
}

/// The numbers of the devices that each target reaches: for certain, and perhaps.
type Reached = Vec<(Vec<u32>, Vec<u32>)>;

/// Evaluates targets. Of one that is only the rest, who an earlier one reaches is taken to have been reached, and nobody is certain: which
/// app a device has, no read tells.
fn reached(of: &Knowledge, targets: &[WaveTarget], states: &States) -> Reached {
    let mut all = Reached::new();
    for target in targets {
        let (mut yes, mut perhaps) = match target {
            WaveTarget::Filters { groups, filters, .. } => {
                let draft = Draft { groups: groups.clone(), filters: filters.clone(), ..Draft::default() };
                let Evaluated { yes, perhaps, .. } = evaluate(of, &draft, states);
                (yes, perhaps)
            }
            WaveTarget::Devices { devices } => {
                let mut yes: Vec<u32> = devices.iter().filter_map(|device| of.find(device.as_str())).collect();
                // Named twice, it is sent to once.
                yes.sort_unstable();
                yes.dedup();
                (yes, Vec::new())
            }
        };
        if matches!(target, WaveTarget::Filters { rest: true, .. }) {
            let mut earlier = vec![false; of.devices.len()];
            for number in all.iter().flat_map(|(yes, perhaps): &(Vec<u32>, Vec<u32>)| yes.iter().chain(perhaps)) {
                earlier[*number as usize] = true;
            }
            perhaps.append(&mut yes);
            perhaps.retain(|number| !earlier[*number as usize]);
            perhaps.sort_unstable();
        }
        all.push((yes, perhaps));
    }
    all
}

/// How many targets reach each device, or perhaps.
fn times(devices: usize, reached: &Reached) -> Vec<u32> {
    let mut times = vec![0; devices];
    for number in reached.iter().flat_map(|(yes, perhaps)| yes.iter().chain(perhaps)) {
        times[*number as usize] += 1;
    }
    times
}

/// Whether any target reaches a device for certain.
fn certain(devices: usize, reached: &Reached) -> Vec<bool> {
    let mut certain = vec![false; devices];
    for number in reached.iter().flat_map(|(yes, _)| yes) {
        certain[*number as usize] = true;
    }
    certain
}

fn covered(of: &Knowledge, targets: &[WaveTarget], states: &States) -> Covered {
    let reached = reached(of, targets, states);
    let devices = of.devices.len();
    let mut before = vec![false; devices];
    let mut waves = Vec::new();
    for (yes, perhaps) in &reached {
        let all = || yes.iter().chain(perhaps).map(|number| *number as usize);
        let twice = all().filter(|number| before[*number]).count() as u32;
        all().for_each(|number| before[number] = true);
        waves.push(CoveredWave { yes: yes.len() as u32, perhaps: perhaps.len() as u32, twice });
    }
    Covered {
        waves,
        twice: times(devices, &reached).into_iter().filter(|times| *times > 1).count() as u32,
        left_out: before.iter().filter(|reached| !**reached).count() as u32,
        known: devices as u32,
        known_ms: None,
    }
}

impl State {
    /// What several targets reach; none where nobody is known.
    pub(super) fn covered(&self, targets: &[WaveTarget], states: &States) -> Option<Covered> {
        let covered = covered(&self.knowledge, targets, states);
        (covered.known > 0).then(|| Covered { known_ms: self.known_ms(), ..covered })
    }

    pub(super) fn covered_rows(
        &self,
        targets: &[WaveTarget],
        states: &States,
        which: PlanDevices,
        (start, len): (u32, u32),
    ) -> PlanDevicesWindow {
        let of = &self.knowledge;
        let reached = reached(of, targets, states);
        let devices = of.devices.len();
        let sure = certain(devices, &reached);
        let numbers: Vec<u32> = match which {
            PlanDevices::OfWave { wave } => {
                reached.get(wave as usize).map(|(yes, perhaps)| [yes.as_slice(), perhaps].concat()).unwrap_or_default()
            }
            PlanDevices::Twice => numbers_where(&times(devices, &reached), |times| times > 1),
            PlanDevices::LeftOut => numbers_where(&times(devices, &reached), |times| times == 0),
        };
        let of_wave = matches!(which, PlanDevices::OfWave { .. });
        let yes = match which {
            PlanDevices::OfWave { wave } => reached.get(wave as usize).map_or(0, |(yes, _)| yes.len()),
            _ => 0,
        };
        let rows = numbers.iter().enumerate().skip(start as usize).take(len as usize).map(|(at, number)| {
            let certain = if of_wave { at < yes } else { sure[*number as usize] };
            self.reached(*number, certain)
        });
        PlanDevicesWindow { start, total: numbers.len() as u32, rows: rows.collect() }
    }
}

fn numbers_where(times: &[u32], holds: impl Fn(u32) -> bool) -> Vec<u32> {
    (0u32..).zip(times).filter(|(_, times)| holds(**times)).map(|(number, _)| number).collect()
}

impl Fleets {
    /// What several targets reach one after the other; none where nobody is known.
    pub(crate) async fn covered(&self, connection: &ConnectionId, targets: &[WaveTarget]) -> Option<Covered> {
        let known = self.of(connection);
        self.restore_once(connection, &known).await;
        let states = self.asked_states(connection, targets).await;
        known.state().covered(targets, &states)
    }

    /// Devices of that.
    pub(crate) async fn covered_rows(
        &self,
        connection: &ConnectionId,
        targets: &[WaveTarget],
        which: PlanDevices,
        start: u32,
        len: u32,
    ) -> PlanDevicesWindow {
        let states = self.asked_states(connection, targets).await;
        self.of(connection).state().covered_rows(targets, &states, which, (start, len))
    }

    async fn asked_states(&self, connection: &ConnectionId, targets: &[WaveTarget]) -> States {
        let filters = targets.iter().filter_map(|target| match target {
            WaveTarget::Filters { filters, .. } => Some(filters.clone()),
            WaveTarget::Devices { .. } => None,
        });
        let draft = Draft { filters: filters.flatten().collect(), ..Draft::default() };
        self.states(connection, asked_of(&draft)).await
    }
}
