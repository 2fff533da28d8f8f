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
mod tests;
