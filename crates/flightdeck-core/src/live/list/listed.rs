//! The list of one connection: entries, pages still to be had, what is on screen and therefore looked at. Synchronous.

mod past;
mod shown;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use connect_api::{Deployment, DeploymentsPage};

use super::asks::{Job, PageOf, Sought};
use super::budget::{ASIDE_AFTER, Budget, Pause};
use super::entry::{Counted, Entry, Status};
use super::kept::Keeping;
use super::search::Search;
use crate::live::schedule::{Progress, Schedule};
use crate::live::sight::Sight;
use crate::wire::{AppError, ConnectionId, Counts, DeploymentId, ListView, Phase};
use past::{Past, Reading};

/// Deployments whose devices are counted at the same time.
const STATUSES: usize = 3;
/// Rows handed out at once, at most.
pub(super) const WINDOW_LIMIT: u32 = 500;
/// A window this near to the end of what is loaded asks for the next page.
const NEAR: u32 = 50;
/// Pages in a row that may bring nothing new (the list shifts while it is paged) before the end is believed.
const BARREN: u32 = 3;

/// The list of one connection.
#[derive(Debug)]
pub(crate) struct Listed {
    connection: ConnectionId,
    pub(crate) schedule: Schedule,
    /// The page to be asked for next, and whether one is on its way.
    asked: Option<PageOf>,
    loading: bool,
    /// Finished for good, and not remembered yet.
    finished: Vec<(DeploymentId, Counts, i64)>,
    entries: Vec<Entry>,
    numbers: HashMap<DeploymentId, u32>,
    order: Vec<u32>,
    order_of: Option<(ListView, u32)>,
    search: Search,
    revision: u32,
    announced: Option<u64>,
    /// The token of the next deeper page.
    deeper: Option<String>,
    /// Whether pages below the first were loaded.
    deep: bool,
    tokens: HashSet<String>,
    barren: u32,
    /// All of it is read again: the announced total grew though nothing new was on top (so the list is not newest first), or
    /// paging lost its place.
    walk: bool,
    /// A page failed: no deeper one is asked for before the next good look.
    held: bool,
    /// A deeper page failed, so its token may have lost its meaning: paging begins again at the top.
    lost: bool,
    unreadable: u32,
    wanted_to: Option<u32>,
    on_screen: Vec<u32>,
    /// Rows are shown, or would be if there were any.
    shown: bool,
    in_flight: HashSet<u32>,
    round: u32,
    /// What is left of this round's looks at deployments already counted.
    budget: Budget,
    changed: bool,
    last_good_ms: Option<i64>,
    rested_ms: i64,
    kept: Reading,
    /// The entries are what was last seen: no page has come yet.
    past: Option<Past>,
    keeping: Keeping,
}

impl Listed {
    pub(crate) fn new(connection: ConnectionId, now_ms: i64) -> Self {
        Self {
            connection,
            schedule: Schedule::new(),
            asked: None,
            loading: false,
            finished: Vec::new(),
            entries: Vec::new(),
            numbers: HashMap::new(),
            order: Vec::new(),
            order_of: None,
            search: Search::default(),
            revision: 0,
            announced: None,
            deeper: None,
            deep: false,
            tokens: HashSet::new(),
            barren: 0,
            walk: false,
            held: false,
            lost: false,
            unreadable: 0,
            wanted_to: Some(0),
            on_screen: Vec::new(),
            shown: false,
            in_flight: HashSet::new(),
            round: 0,
            budget: Budget::round(),
            changed: false,
            last_good_ms: None,
            rested_ms: now_ms,
            kept: Reading::Unasked,
            past: None,
            keeping: Keeping::default(),
        }
    }

    /// A page came. `enrich` adds what this computer remembers: it is called for new entries, and again for entries on the first
    /// page of which nothing is remembered yet. Returns whether this look has ended: where it has not, the next page is asked for.
    pub(crate) fn page(
        &mut self,
        of: &PageOf,
        page: DeploymentsPage,
        now_ms: i64,
        enrich: &mut dyn FnMut(&mut Entry),
    ) -> bool {
        self.loading = false;
        let mut past = self.leave_past();
        let count = page.deployments.len();
        let known_before = self.entries.len();
        let mut changed = false;
        for deployment in page.deployments {
            let seen_before = past.remove(deployment.uuid.as_str());
            changed |= self.take(deployment, seen_before, enrich);
        }
        let new = self.entries.len() - known_before;
        if changed {
            self.changed = true;
            self.keeping.changed();
            self.touch();
        }
        let announced_before = self.announced;
        self.announced = page.total.or(announced_before);
        match of {
            PageOf::Top(after) => {
                if after.is_none() {
                    self.unreadable = page.unreadable;
                }
                if !self.deep {
                    self.deeper = page.after.clone();
                }
                self.held = false;
                // Everything here is new and this is not the first load: the gap to what was known must be closed.
                let gap = known_before > 0 && count > 0 && new == count;
                if let (true, Some(next)) = (gap, page.after.clone()) {
                    self.asked = Some(PageOf::Top(Some(next)));
                    return false;
                }
                let grew = announced_before.is_some() && self.announced > announced_before;
                let hidden = new == 0 && grew && self.deeper.is_none();
                if self.deep && (hidden || self.lost) && page.after.is_some() {
                    self.walk = true;
                    self.tokens.clear();
                    self.barren = 0;
                    self.deeper = page.after;
                }
                self.lost = false;
                self.rest(now_ms);
            }
            PageOf::Deep(token) => {
                self.deep = true;
                self.tokens.insert(token.clone());
                self.unreadable = self.unreadable.saturating_add(page.unreadable);
                self.barren = if new == 0 { self.barren + 1 } else { 0 };
                // A walk passes over what is known; a page holds one entry at least, which bounds it.
                let patience = if self.walk { self.entries.len() as u32 } else { BARREN };
                let goes_on = count > 0 && self.barren < patience;
                self.deeper = page.after.filter(|token| goes_on && !self.tokens.contains(token));
                self.walk &= self.deeper.is_some();
            }
        }
        true
    }

    /// A page could not be had.
    pub(crate) fn fail(&mut self, of: &PageOf, error: AppError, retry_after: Option<Duration>, now_ms: i64, dice: f64) {
        self.loading = false;
        self.held = true;
        self.lost |= matches!(of, PageOf::Deep(_));
        self.rested_ms = now_ms;
        self.schedule.failed(error, retry_after, now_ms, dice);
    }

    /// The wait is over.
    pub(crate) fn due(&mut self) {
        self.asked = Some(PageOf::Top(None));
    }

    /// What is to be asked now.
    pub(crate) fn jobs(&mut self) -> Vec<Job> {
        if self.kept != Reading::Done {
            let first = std::mem::replace(&mut self.kept, Reading::Asked) == Reading::Unasked;
            return first.then_some(Job::Restore).into_iter().collect();
        }
        let mut jobs: Vec<Job> =
            self.finished.drain(..).map(|(uuid, counts, at_ms)| Job::Remember(uuid, counts, at_ms)).collect();
        jobs.extend(self.keep());
        if !self.loading
            && let Some(of) = self.asked.take().or_else(|| self.wanted_page())
        {
            self.loading = true;
            jobs.push(Job::Page(of));
        }
        let wanted = self.wanted_statuses(STATUSES.saturating_sub(self.in_flight.len()));
        jobs.extend(wanted.into_iter().map(|uuid| Job::Count(uuid, Sought::InSight)));
        jobs.extend(self.wanted_aside().map(|uuid| Job::Count(uuid, Sought::Aside)));
        jobs
    }

    /// The deeper page that is wanted now, if any.
    fn wanted_page(&self) -> Option<PageOf> {
        let token = self.deeper.as_ref().filter(|_| !self.held)?;
        let near = match self.wanted_to {
            None => true,
            Some(to) => to.saturating_add(NEAR) > self.entries.len() as u32,
        };
        (self.walk || (near && self.wanted_to != Some(0))).then(|| PageOf::Deep(token.clone()))
    }

    /// The deployments on screen whose devices are to be counted now, at most `most`; they count as being looked at.
    fn wanted_statuses(&mut self, most: usize) -> Vec<DeploymentId> {
        if !matches!(self.schedule.phase(), Phase::Live | Phase::Stale { .. }) {
            return Vec::new();
        }
        let due = |number: &u32| {
            let entry = &self.entries[*number as usize];
            !entry.settled
                && !self.in_flight.contains(number)
                && (entry.status == Status::NotLooked || entry.pause.is_over(self.round.wrapping_sub(entry.round)))
        };
        let mut waiting: Vec<u32> = self.on_screen.iter().copied().filter(due).collect();
        // What was never counted goes first, then what waited longest; the place on screen decides among equals.
        waiting.sort_by_key(|number| {
            let entry = &self.entries[*number as usize];
            (entry.counts().is_some(), entry.round)
        });
        let mut budget = self.budget;
        let affordable = |number: &u32| match self.entries[*number as usize].counts() {
            Some(counts) => budget.take(counts.total()),
            None => true,
        };
        let chosen: Vec<u32> = waiting.into_iter().filter(affordable).take(most).collect();
        self.budget = budget;
        chosen.into_iter().map(|number| self.count(number)).collect()
    }

    /// A deployment out of sight that is to be counted now, while nothing in sight is: the counts over the list would never be complete
    /// without. One at a time, the newest first, and again only now and then.
    fn wanted_aside(&mut self) -> Option<DeploymentId> {
        if !self.shown || !self.in_flight.is_empty() || self.schedule.phase() != Phase::Live {
            return None;
        }
        let due = |entry: &&Entry| {
            let rounds = self.round.wrapping_sub(entry.round);
            !entry.settled
                && (entry.status == Status::NotLooked || (rounds >= ASIDE_AFTER && entry.pause.is_over(rounds)))
        };
        let urgency = |entry: &&Entry| (entry.counts().is_some(), entry.round, Reverse(entry.created_ms()));
        let next = self.entries.iter().filter(due).min_by_key(urgency)?;
        let number = *self.numbers.get(&next.uuid)?;
        let counted = next.counts().map(|counts| counts.total());
        self.budget.take_aside(counted).then(|| self.count(number))
    }

    /// A deployment is being counted from now on.
    fn count(&mut self, number: u32) -> DeploymentId {
        let entry = &mut self.entries[number as usize];
        entry.round = self.round;
        if entry.counts().is_none() {
            entry.status = Status::Looking;
        }
        let uuid = entry.uuid.clone();
        self.in_flight.insert(number);
        self.touch();
        uuid
    }

    /// Devices were counted, or why not.
    pub(crate) fn counted(&mut self, uuid: &str, result: Result<Counted, AppError>, now_ms: i64) {
        let Some(number) = self.numbers.get(uuid).copied() else { return };
        self.in_flight.remove(&number);
        let entry = &mut self.entries[number as usize];
        let before = entry.counts();
        match result {
            Ok(counted) => {
                if entry.counted(counted, now_ms) {
                    self.finished.push((entry.uuid.clone(), counted.tally.counts, now_ms));
                }
            }
            Err(error) => {
                entry.pause = entry.pause.longer();
                // Counts once known stay: old counts with their time say more than an error.
                if before.is_none() {
                    entry.status = Status::Failed(error.message);
                }
            }
        }
        if entry.counts() != before {
            self.changed = true;
            self.keeping.changed();
        }
        if self.in_flight.is_empty() {
            self.keeping.rested(false);
        }
        self.touch();
    }

    /// A watch saw a deployment's devices. It need not be counted in this round, and what it says holds.
    pub(crate) fn saw(&mut self, uuid: &str, sight: &Sight) {
        let Some(number) = self.numbers.get(uuid).copied() else { return };
        let entry = &mut self.entries[number as usize];
        let before = entry.counts();
        entry.saw(sight);
        entry.round = self.round;
        if entry.counts() != before {
            self.keeping.changed();
        }
        self.touch();
    }

    /// Something else is said of flows now; `retell` says it to an entry, and whether that differs.
    pub(crate) fn retell(&mut self, retell: &dyn Fn(&mut Entry) -> bool) {
        let mut changed = false;
        for entry in &mut self.entries {
            changed |= retell(entry);
        }
        if changed {
            self.touch();
        }
    }

    /// The user asks: looks at once, and counts what is on screen again, however long nothing changed there.
    pub(crate) fn poke(&mut self) {
        self.schedule.poke();
        for number in &self.on_screen {
            self.entries[*number as usize].pause = Pause::NONE;
        }
    }

    /// How long after the last look the next is due; none while a page is on its way.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let busy = self.loading || self.asked.is_some() || self.kept != Reading::Done;
        if busy { None } else { self.schedule.wait() }
    }

    /// A deployment by its uuid.
    pub(crate) fn find(&mut self, uuid: &str) -> Option<&mut Entry> {
        let number = *self.numbers.get(uuid)?;
        self.entries.get_mut(number as usize)
    }

    /// Takes over a record; `seen_before` is the entry it had when it was last seen. Returns whether anything differs.
    fn take(&mut self, deployment: Deployment, seen_before: Option<Entry>, enrich: &mut dyn FnMut(&mut Entry)) -> bool {
        if let Some(number) = self.numbers.get(deployment.uuid.as_str()) {
            let entry = &mut self.entries[*number as usize];
            let changed = entry.update(deployment);
            if entry.launched.is_some() {
                return changed;
            }
            // A deployment launched here can be listed before the journal knows its uuid.
            enrich(entry);
            return changed || entry.launched.is_some();
        }
        let mut entry = Entry::new(deployment);
        enrich(&mut entry);
        if let Some(before) = seen_before {
            entry.seen_before(before.status);
        }
        self.push(entry);
        true
    }

    fn push(&mut self, entry: Entry) {
        self.numbers.insert(entry.uuid.clone(), self.entries.len() as u32);
        self.entries.push(entry);
    }

    fn rest(&mut self, now_ms: i64) {
        self.last_good_ms = Some(now_ms);
        self.rested_ms = now_ms;
        self.round = self.round.wrapping_add(1);
        self.budget = Budget::round();
        self.keeping.rested(true);
        let changed = std::mem::take(&mut self.changed);
        self.schedule.succeeded(changed, Progress::Moving);
    }

    fn touch(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }
}
