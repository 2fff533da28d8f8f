//! Why devices failed: a bounded sample of the failed ones, grouped by what went wrong.
//!
//! Pure: it says which devices it wants, is handed their steps, and keeps the groups.

mod line;

use std::collections::{HashMap, HashSet};

use connect_api::Step;
pub(crate) use line::Reason;
use line::reason;
use serde::{Deserialize, Serialize};

use crate::wire::{Cause, Causes, DeviceId};

/// Devices looked at in one watch, at most: enough to see the causes, few enough for the service.
pub(crate) const SAMPLE: usize = 60;

/// Devices that failed alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Group {
    id: u32,
    /// Their rows, the first one first.
    rows: Vec<u32>,
}

/// The causes found so far.
#[derive(Debug, Default)]
pub(crate) struct Triage {
    groups: HashMap<Reason, Group>,
    /// Rows looked at, being looked at, or given up.
    taken: HashSet<u32>,
    looked_at: u32,
    revision: u32,
}

/// The causes found so far, as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptCauses(Vec<(Reason, Group)>);

impl Triage {
    /// What an earlier run found.
    pub(crate) fn remembered(kept: KeptCauses) -> Self {
        let taken: HashSet<u32> = kept.0.iter().flat_map(|(_, group)| group.rows.iter().copied()).collect();
        let looked_at = taken.len() as u32;
        Self { groups: kept.0.into_iter().collect(), taken, looked_at, revision: looked_at }
    }

    /// What was found, for a later run. Devices that could not be looked at are not in it: they are tried again.
    pub(crate) fn kept(&self) -> KeptCauses {
        let mut groups: Vec<_> = self.groups.iter().map(|(reason, group)| (reason.clone(), group.clone())).collect();
        groups.sort_by_key(|(_, group)| group.id);
        KeptCauses(groups)
    }

    /// Grows when the causes changed.
    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether steps of a failed row that came along unasked are welcome.
    pub(crate) fn welcomes(&self, row: u32) -> bool {
        self.taken.len() < SAMPLE && !self.taken.contains(&row)
    }

    /// Whether the sample is complete.
    pub(crate) fn is_full(&self) -> bool {
        self.taken.len() >= SAMPLE
    }

    /// Chooses from the failed rows those to fetch now, spread evenly so that the sample is not all of one corner, and takes them.
    pub(crate) fn choose(&mut self, failed: &[u32], most: usize) -> Vec<u32> {
        let open: Vec<u32> = failed.iter().copied().filter(|row| !self.taken.contains(row)).collect();
        let count = open.len().min(most).min(SAMPLE - self.taken.len().min(SAMPLE));
        let chosen: Vec<u32> = (0..count).map(|n| open[n * open.len() / count]).collect();
        self.taken.extend(&chosen);
        chosen
    }

    /// A device's steps are known.
    pub(crate) fn found(&mut self, row: u32, steps: &[Step]) {
        self.taken.insert(row);
        self.looked_at += 1;
        self.revision += 1;
        let id = self.groups.len() as u32;
        self.groups.entry(reason(steps)).or_insert_with(|| Group { id, rows: Vec::new() }).rows.push(row);
    }

    /// A device could not be looked at, and may be tried again after a later look.
    pub(crate) fn put_back(&mut self, row: u32) {
        self.taken.remove(&row);
    }

    /// The rows known to have failed for a cause.
    pub(crate) fn rows_of(&self, cause: u32) -> &[u32] {
        self.groups.values().find(|group| group.id == cause).map_or(&[], |group| &group.rows)
    }

    /// Every cause found so far, with the rows it was found on.
    pub(crate) fn known(&self) -> impl Iterator<Item = (&Reason, &[u32])> {
        self.groups.iter().map(|(reason, group)| (reason, group.rows.as_slice()))
    }

    /// The causes, most frequent first. `id` names a row's device.
    pub(crate) fn causes(&self, failed: u32, id: impl Fn(u32) -> DeviceId) -> Causes {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(_, group)| (std::cmp::Reverse(group.rows.len()), group.id));
        let causes = groups
            .into_iter()
            .map(|(reason, group)| Cause {
                id: group.id,
                text: reason.text.clone(),
                step: reason.step.clone(),
                exit_code: reason.exit_code,
                count: group.rows.len() as u32,
                example: group.rows.first().map(|row| id(*row)).unwrap_or_default(),
            })
            .collect();
        Causes { failed, looked_at: self.looked_at, causes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(line: &str) -> Vec<Step> {
        vec![Step { name: "install".into(), exit_code: Some(1), stdout: String::new(), stderr: line.into() }]
    }

    #[test]
    fn devices_that_failed_alike_are_one_cause() {
        let mut triage = Triage::default();
        for (row, line) in [(4, "disk full: 12 MB"), (9, "no network"), (2, "disk full: 9 MB")] {
            triage.found(row, &steps(line));
        }
        let name = |row| format!("d-{row}").into();
        let causes = triage.causes(50, name);
        let told: Vec<_> = causes.causes.iter().map(|c| (c.text.as_str(), c.count, c.example.as_str())).collect();
        assert_eq!(told, [("disk full: # MB", 2, "d-4"), ("no network", 1, "d-9")], "most frequent first");
        assert_eq!((causes.failed, causes.looked_at, triage.revision()), (50, 3, 3), "a sample says its size");
        let network = causes.causes[1].id;
        for row in 20..23 {
            triage.found(row, &steps("no network"));
        }
        let first = &triage.causes(50, name).causes[0];
        assert_eq!((first.id, first.count), (network, 4), "a cause keeps its number when the order changes");
        assert_eq!(triage.rows_of(network), [9, 20, 21, 22], "and names the devices it was seen on");
        let again = Triage::remembered(triage.kept());
        assert_eq!(again.causes(50, name), triage.causes(50, name), "a later run knows all of it");
        assert!(!again.welcomes(9) && again.welcomes(5), "and asks for no device twice");
    }

    #[test]
    fn the_sample_is_bounded_spread_and_takes_nobody_twice() {
        let mut triage = Triage::default();
        let failed: Vec<u32> = (0..1_000).collect();
        let first = triage.choose(&failed, 10);
        assert_eq!(first, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900], "spread over all failed devices");
        let second = triage.choose(&failed, 1_000);
        assert_eq!(second.len(), 50, "60 in all");
        assert!(second.iter().all(|row| !first.contains(row)), "nobody twice");
        assert!(triage.is_full() && triage.choose(&failed, 10).is_empty(), "then no more");
        triage.put_back(0);
        assert_eq!(triage.choose(&[0, 1], 10), [0], "what could not be fetched may be tried again");
        assert!(!triage.welcomes(5_000), "a full sample takes no unasked steps");
        assert!(Triage::default().choose(&[], 10).is_empty(), "nothing failed, nothing to fetch");
    }
}
