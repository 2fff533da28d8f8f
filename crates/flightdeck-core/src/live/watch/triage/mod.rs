//! Why devices failed: the failed ones looked at one after the other, the newest first, grouped by what went wrong.
//!
//! Pure: it says which devices it wants, is handed their steps, and keeps the groups.

mod line;

use std::collections::{HashMap, HashSet};

use connect_api::Step;
pub(crate) use line::Reason;
use line::reason;
use serde::{Deserialize, Serialize};

use crate::wire::{CAUSES_STEADY, Cause, Causes, DeviceId};

/// Of those that fail after that, so many are looked at with each look: the newest may tell something new.
const SAMPLE: usize = 10;
/// Devices looked at in one deployment, at most: each costs the service a request, and is kept with every look.
pub(crate) const MOST: usize = 5_000;

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
    /// Failed rows still to be looked at, the newest last.
    queue: Vec<u32>,
    looked_at: u32,
    /// How many had been looked at when the revision last grew.
    told: u32,
    revision: u32,
    /// The user wants no more than it takes to know the causes.
    sparing: bool,
    /// The user wants all of this deployment all the same.
    all: bool,
    /// Devices looked at since a cause was new.
    unchanged: u32,
    /// The latest failure that was lined up.
    lined_up_ms: i64,
    /// How many of the newest may be looked at although the causes are known.
    sample: usize,
}

/// The causes found so far, as they are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptCauses(Vec<(Reason, Group)>);

impl Triage {
    /// What an earlier run found.
    pub(crate) fn remembered(kept: KeptCauses) -> Self {
        let taken: HashSet<u32> = kept.0.iter().flat_map(|(_, group)| group.rows.iter().copied()).collect();
        let looked_at = taken.len() as u32;
        let (told, revision) = (looked_at, looked_at);
        Self { groups: kept.0.into_iter().collect(), taken, looked_at, told, revision, ..Self::default() }
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
        !self.is_full() && !self.taken.contains(&row)
    }

    /// Whether as many were looked at as ever are.
    pub(crate) fn is_full(&self) -> bool {
        self.taken.len() >= MOST
    }

    /// Whether to stop when the causes no longer change.
    pub(crate) fn spare(&mut self, sparing: bool) {
        let before = self.is_settled();
        self.sparing = sparing;
        self.revision += u32::from(self.is_settled() != before);
    }

    /// All are to be looked at, though the causes no longer change. Whether it had stopped.
    pub(crate) fn go_on(&mut self) -> bool {
        let settled = self.is_settled();
        self.revision += u32::from(settled);
        self.all = true;
        settled
    }

    /// Nobody else is looked at, since the last ones brought nothing new.
    fn is_settled(&self) -> bool {
        self.is_steady() && !self.queue.is_empty()
    }

    fn is_steady(&self) -> bool {
        self.sparing && !self.all && self.unchanged >= CAUSES_STEADY
    }

    /// The rows that have failed by the last look, each with since when: those not looked at yet are lined up.
    pub(crate) fn line_up(&mut self, failed: impl Iterator<Item = (i64, u32)>) {
        let mut open: Vec<(i64, u32)> = failed.filter(|(_, row)| !self.taken.contains(row)).collect();
        // Only the newest have room; the others need not be put in order.
        let old = open.len().saturating_sub(MOST.saturating_sub(self.taken.len()));
        if (1..open.len()).contains(&old) {
            open.select_nth_unstable(old);
        }
        open.drain(..old);
        open.sort_unstable();
        let new = open.iter().rev().take_while(|(since_ms, _)| *since_ms > self.lined_up_ms).count();
        self.sample = if self.is_steady() { new.min(SAMPLE) } else { 0 };
        self.lined_up_ms = open.last().map_or(self.lined_up_ms, |(since_ms, _)| self.lined_up_ms.max(*since_ms));
        let before = self.is_settled();
        self.queue = open.into_iter().map(|(_, row)| row).collect();
        self.revision += u32::from(self.is_settled() != before);
    }

    /// Takes so many of the rows that are lined up, the newest first: they are looked at now.
    pub(crate) fn choose(&mut self, most: usize) -> Vec<u32> {
        let mut chosen = Vec::new();
        while chosen.len() < most && !self.is_full() {
            if self.is_settled() {
                let Some(left) = self.sample.checked_sub(1) else { break };
                self.sample = left;
            }
            let Some(row) = self.queue.pop() else { break };
            if self.taken.insert(row) {
                chosen.push(row);
            }
        }
        chosen
    }

    /// A device's steps are known.
    pub(crate) fn found(&mut self, row: u32, steps: &[Step]) {
        self.taken.insert(row);
        self.looked_at += 1;
        let id = self.groups.len() as u32;
        self.groups.entry(reason(steps)).or_insert_with(|| Group { id, rows: Vec::new() }).rows.push(row);
        let new = self.groups.len() as u32 > id;
        let before = self.is_settled();
        self.unchanged = if new { 0 } else { self.unchanged.saturating_add(1) };
        if new {
            self.sample = 0;
        }
        // Of thousands, one more is no news: it is told with the next twentieth, and at the end.
        let step = (self.told / 20).max(1);
        if new || self.queue.is_empty() || self.is_settled() != before || self.looked_at - self.told >= step {
            self.told = self.looked_at;
            self.revision += 1;
        }
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
                example_name: None,
            })
            .collect();
        Causes { failed, looked_at: self.looked_at, settled: self.is_settled(), causes }
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

    fn failed(rows: impl IntoIterator<Item = u32>) -> impl Iterator<Item = (i64, u32)> {
        rows.into_iter().map(|row| (i64::from(row % 100), row))
    }

    #[test]
    fn all_are_looked_at_the_newest_first_and_nobody_twice() {
        let mut triage = Triage::default();
        triage.line_up(failed([7, 99, 3, 42]));
        assert_eq!(triage.choose(2), [99, 42], "what failed last tells most of now");
        triage.line_up(failed([7, 99, 3, 42, 50]));
        assert_eq!(triage.choose(9), [50, 7, 3], "with what failed since, and without those under way");
        assert!(triage.choose(9).is_empty(), "then no more");
        triage.put_back(42);
        triage.line_up(failed([7, 99, 3, 42, 50]));
        assert_eq!(triage.choose(9), [42], "what could not be fetched may be tried again");
        assert!(triage.welcomes(5) && !triage.welcomes(42), "steps that come along unasked are welcome once");
    }

    #[test]
    fn there_is_an_end_even_of_a_million_failures() {
        let mut triage = Triage::default();
        triage.line_up((0..1_000_000).map(|row| (i64::from(row), row)));
        assert_eq!(triage.choose(3), [999_999, 999_998, 999_997], "the newest");
        let rest = triage.choose(usize::MAX);
        assert_eq!(
            (rest.len(), rest.last().copied()),
            (MOST - 3, Some(1_000_000 - MOST as u32)),
            "and no more than that"
        );
        assert!(triage.is_full() && !triage.welcomes(5), "it takes no unasked steps then");
        triage.line_up(failed([5]));
        assert!(triage.choose(1).is_empty(), "nor asks for any");
    }

    #[test]
    fn it_stops_when_the_causes_no_longer_change_if_that_is_wished() {
        let at = |rows: std::ops::Range<u32>| rows.map(|row| (i64::from(row), row));
        let one_by_one = |triage: &mut Triage, cause: &dyn Fn(u32) -> &'static str| {
            let mut looked = 0;
            while let Some(row) = triage.choose(1).pop() {
                triage.found(row, &steps(cause(row)));
                looked += 1;
            }
            looked
        };
        let mut triage = Triage::default();
        triage.spare(true);
        triage.line_up(at(0..1_000));
        assert_eq!(
            one_by_one(&mut triage, &|row| if row > 900 { "disk full" } else { "no network" }),
            200,
            "100 after the last new one"
        );
        let settled = |triage: &Triage| triage.causes(1_000, |_| "d".into()).settled;
        let told = triage.revision();
        assert!(settled(&triage), "it says that it stopped");
        triage.line_up(at(0..1_000));
        assert_eq!(one_by_one(&mut triage, &|_| "no network"), 0, "another look brings nothing by itself");
        triage.line_up(at(0..1_050));
        assert_eq!(one_by_one(&mut triage, &|_| "no network"), 10, "of those that failed since, the newest few");
        triage.line_up(at(0..1_060));
        assert_eq!(
            one_by_one(&mut triage, &|row| if row == 1_055 { "new" } else { "no network" }),
            105,
            "and all, once one tells something new"
        );
        triage.go_on();
        assert!(!settled(&triage) && triage.revision() > told, "the user may go on");
        assert_eq!(one_by_one(&mut triage, &|_| "no network"), 1_060 - 315, "to the last one");
        let mut all = Triage::default();
        all.line_up(at(0..1_000));
        assert_eq!(one_by_one(&mut all, &|_| "no network"), 1_000, "unless it is wished, all are looked at");
        let mut late = Triage::default();
        late.line_up(at(0..1_000));
        late.choose(500).into_iter().for_each(|row| late.found(row, &steps("no network")));
        let before = late.revision();
        late.spare(true);
        assert!(settled(&late) && late.revision() > before, "wished for on the way, it stops at once and says so");
    }

    #[test]
    fn thousands_are_told_in_few_words_and_to_the_last_one() {
        let mut triage = Triage::default();
        triage.line_up(failed(0..4_000));
        for row in triage.choose(usize::MAX) {
            triage.queue = if row == 0 { Vec::new() } else { vec![row] };
            triage.found(row, &steps("no network"));
        }
        assert!(triage.revision() < 200, "a page asks again with each revision: {}", triage.revision());
        let told = triage.revision();
        triage.queue = vec![1];
        triage.found(5_000, &steps("disk full"));
        assert_eq!(triage.revision(), told + 1, "a new cause is told at once");
    }
}
