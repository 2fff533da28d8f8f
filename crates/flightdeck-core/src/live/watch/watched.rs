//! One watched deployment: rows, schedule, causes, what is kept. Synchronous: jobs out, news in; notices and windows for pages.

mod causes;
mod judging;
mod looker;
mod moment;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use connect_api::{DeviceDetail, DeviceState, DevicesPage, Since, Step};

use super::asks::{Failure, Job, Restored};
use super::belief::Belief;
use super::course::{Looks, Then};
use super::head::Head;
use super::judged::Judged;
use super::keeping::Keeping;
use super::known::KnownRows;
use super::rows::{Brought, Rows};
use super::triage::Triage;
use crate::live::schedule::Schedule;
use crate::live::settling::Settling;
use crate::live::sight::Sight;
use crate::wire::{AbortScope, Counts, DeviceId, DeviceState as State, Notice, Phase, Shortfall};
use looker::Looker;

pub(crate) use looker::Stoppable;

/// While the first look is under way, notices are no nearer to each other than this, milliseconds.
const SYNC_NOTICE_MS: i64 = 200;
/// Details fetched at the same time, for the causes of failure.
const DETAILS: usize = 2;
/// A deployment launched here so long ago is one the service may not show yet.
const VISIBLE_AFTER_MS: i64 = 600_000;
/// Opened again after this long, one that does not look by itself any more is looked at again.
const FRESH_MS: i64 = 5_000;

/// Everything known of one watched deployment.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) rows: Rows,
    lookers: HashMap<u32, Looker>,
    pub(crate) schedule: Schedule,
    pub(crate) triage: Triage,
    pub(crate) judged: Judged,
    /// What is known of its devices besides.
    pub(super) known: KnownRows,
    settling: Settling,
    belief: Belief,
    revision: u32,
    changed: u32,
    changed_in_look: u32,
    unreadable_in_look: u32,
    unreadable: u32,
    shortfall: Option<Shortfall>,
    last_good_ms: Option<i64>,
    /// What the last good look of this run saw.
    sight: Option<Sight>,
    /// When it was first seen here, in this run or an earlier one.
    first_seen_ms: i64,
    /// When it was launched here, if it was.
    launched_ms: Option<i64>,
    /// When it was made, by its record or the launch from here.
    born_ms: Option<i64>,
    /// When somebody looked, and what was counted.
    looks: Looks,
    /// The moment that a page looks at.
    then: Then,
    /// When the last look ended, or the watch began.
    rested_ms: i64,
    told_ms: i64,
    looking: Looking,
    /// Asked to look at once while a look was under way: that look may have read what was before the action.
    again: bool,
    /// Steps being fetched, and whether more may be.
    details: usize,
    fetch_more: bool,
    keeping: Keeping,
}

/// Where its looks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looking {
    /// What an earlier run kept is to be read first.
    Unread,
    Reading,
    Resting,
    Due,
    Under,
}

impl Watched {
    pub(crate) fn new(now_ms: i64) -> Self {
        Self {
            rows: Rows::default(),
            lookers: HashMap::new(),
            schedule: Schedule::new(),
            triage: Triage::default(),
            judged: Judged::default(),
            known: KnownRows::default(),
            settling: Settling::default(),
            belief: Belief::default(),
            revision: 0,
            changed: 0,
            changed_in_look: 0,
            unreadable_in_look: 0,
            unreadable: 0,
            shortfall: None,
            last_good_ms: None,
            sight: None,
            first_seen_ms: now_ms,
            launched_ms: None,
            born_ms: None,
            looks: Looks::default(),
            then: Then::default(),
            rested_ms: now_ms,
            told_ms: i64::MIN,
            looking: Looking::Unread,
            again: false,
            details: 0,
            fetch_more: false,
            keeping: Keeping::default(),
        }
    }

    /// A page opened it: one that does not look by itself any more looks again, unless it found the end a moment ago.
    pub(crate) fn opened(&mut self, now_ms: i64) {
        let resting = self.looking == Looking::Resting && self.schedule.wait().is_none();
        let finished = self.schedule.phase() == Phase::Finished;
        if resting && (!finished || now_ms.saturating_sub(self.rested_ms) >= FRESH_MS) {
            self.poke();
        }
    }

    /// The wait is over.
    pub(crate) fn due(&mut self) {
        self.looking = Looking::Due;
    }

    /// What is to be asked now.
    pub(crate) fn jobs(&mut self) -> Vec<Job> {
        let mut jobs = Vec::new();
        match self.looking {
            Looking::Unread => {
                self.looking = Looking::Reading;
                jobs.push(Job::Restore);
            }
            Looking::Due => {
                self.looking = Looking::Under;
                jobs.push(Job::Look);
            }
            Looking::Reading | Looking::Resting | Looking::Under => {}
        }
        if self.fetch_more {
            let wanted = self.wanted_steps(DETAILS.saturating_sub(self.details));
            self.details += wanted.len();
            jobs.extend(wanted.into_iter().map(|(row, device)| Job::Steps { row, device }));
        }
        let head = |sight: &Sight, rows: &Rows| Head {
            first_seen_ms: self.first_seen_ms,
            last_good_ms: sight.at_ms,
            shortfall: sight.shortfall,
            unreadable: sight.unreadable,
            ended: self.settling.ended(),
            rows: rows.len(),
            causes: self.triage.kept(),
            born_ms: self.born_ms,
            looks: self.looks.clone(),
        };
        jobs.extend(self.keeping.wanted(&mut self.rows, head).map(Job::Keep));
        jobs
    }

    /// A look begins. Returns what it is compared with.
    pub(crate) fn began(&mut self, now_ms: i64) -> Since {
        self.changed_in_look = 0;
        self.unreadable_in_look = 0;
        self.rows.begin(now_ms);
        let conditional = self.belief.begins(now_ms, self.rows.counts().all_terminal());
        Since { known: self.rows.known(), conditional }
    }

    /// What an earlier run kept was read, or there was nothing. The first look is due now.
    pub(crate) fn restored(&mut self, restored: Restored) {
        self.looking = Looking::Resting;
        self.launched_ms = restored.launched_ms;
        self.born_ms = restored.launched_ms;
        let Some((rows, head, bytes)) = restored.kept else { return };
        let before = std::mem::replace(&mut self.rows, rows);
        self.rows.inherit_aborts(&before);
        self.known.rows_replaced();
        self.triage = Triage::remembered(head.causes);
        self.settling = Settling::remembered(head.ended);
        self.first_seen_ms = self.first_seen_ms.min(head.first_seen_ms);
        self.last_good_ms = Some(head.last_good_ms);
        self.shortfall = head.shortfall;
        self.unreadable = head.unreadable;
        self.born_ms = self.born_ms.into_iter().chain(head.born_ms).min();
        self.looks = head.looks;
        self.keeping.restored(bytes);
        self.changed = self.rows.len();
        self.touch();
    }

    /// A page of a look came. Returns how many of its devices had not come before in this look, and whether the pages on screen
    /// should hear of it now: during the first look, now and then.
    pub(crate) fn page(&mut self, page: &DevicesPage, now_ms: i64) -> (usize, bool) {
        let Brought { changed, fresh } = self.rows.take_page(page, now_ms);
        self.belief.heard(page.unmodified);
        self.unreadable_in_look = self.unreadable_in_look.saturating_add(page.batch.unreadable());
        self.changed_in_look += changed;
        for (device, steps) in page.batch.failed_with_steps() {
            if self.triage.is_full() {
                break;
            }
            if let Some(row) = self.rows.find(device.uuid) {
                self.steps(row, steps);
            }
        }
        if changed > 0 {
            // Rows changed already, so a window cached for the old revision would show a mixture.
            self.touch();
            self.changed = changed;
        }
        let due = self.schedule.phase() == Phase::Syncing && now_ms.saturating_sub(self.told_ms) >= SYNC_NOTICE_MS;
        if due {
            self.told_ms = now_ms;
        }
        (fresh, due)
    }

    /// A look was good. `created_ms`: when the deployment was made, where its record was read.
    pub(crate) fn end(&mut self, shortfall: Option<Shortfall>, created_ms: Option<i64>, now_ms: i64) {
        self.unreadable = self.unreadable_in_look.saturating_add(self.rows.refused());
        self.shortfall = shortfall;
        let whole = shortfall.is_none() && self.unreadable == 0;
        let went = self.rows.end(whole);
        if went > 0 {
            self.changed_in_look += went;
            self.touch();
        }
        if self.last_good_ms.is_none() {
            // Pages draw the picture once more: it has its order from now on.
            self.touch();
        }
        self.belief.ended(now_ms);
        self.changed = self.changed_in_look;
        self.last_good_ms = Some(now_ms);
        self.born_ms = [self.born_ms, self.launched_ms, created_ms].into_iter().flatten().min();
        self.looks.saw(now_ms, self.rows.counts(), self.rows.gone());
        let there_ms = self.born_ms.map_or(self.first_seen_ms, |born| born.min(self.first_seen_ms));
        let ended = whole && self.rows.counts().all_terminal();
        let progress = self.settling.looked(ended, self.changed_in_look == 0, now_ms.saturating_sub(there_ms));
        self.schedule.succeeded(self.changed_in_look > 0, progress);
        let counts = self.rows.counts();
        let sight = Sight { counts, shortfall, unreadable: self.unreadable, progress, at_ms: now_ms };
        self.sight = Some(sight);
        self.keeping.looked(sight);
        self.rested(now_ms);
    }

    /// A look failed; the rows stay.
    pub(crate) fn fail(&mut self, failure: Failure, now_ms: i64, dice: f64) {
        self.rows.abandon();
        self.changed = self.changed_in_look;
        self.launched_ms = failure.launched_ms.or(self.launched_ms);
        let young = self.launched_ms.is_some_and(|at| now_ms.saturating_sub(at) < VISIBLE_AFTER_MS);
        if failure.unknown_there && young && self.last_good_ms.is_none() {
            self.schedule.not_visible(now_ms);
        } else {
            self.schedule.failed(failure.error, failure.retry_after, now_ms, dice);
        }
        self.rested(now_ms);
    }

    fn rested(&mut self, now_ms: i64) {
        self.looking = Looking::Resting;
        self.rested_ms = now_ms;
        self.fetch_more = true;
        if !self.triage.is_full() {
            // Where nobody has failed any more, nobody is lined up, nor is anybody who was before; which takes no walk through the rows.
            let rows = if self.rows.counts().failed > 0 { 0..self.rows.len() } else { 0..0 };
            let failed = rows.filter(|row| self.rows.is_in(*row, DeviceState::Failed));
            self.triage.line_up(failed.map(|row| (self.rows.since_ms(row).unwrap_or(i64::MIN), row)));
        }
        if std::mem::take(&mut self.again) {
            self.schedule.poke();
        }
    }

    /// Something was done, or the user asks: look at once, and once more if a look is under way.
    pub(crate) fn poke(&mut self) {
        self.again = self.looking == Looking::Under;
        self.belief.poke();
        self.schedule.poke();
    }

    /// What there is to keep was kept, or could not be.
    pub(crate) fn kept(&mut self, well: bool) {
        self.keeping.kept(well);
    }

    /// Steps that were asked for came, or did not.
    pub(crate) fn detail(&mut self, row: u32, detail: Result<DeviceDetail, connect_api::Error>) {
        self.details = self.details.saturating_sub(1);
        match detail {
            Ok(detail) => self.triage.found(row, &detail.steps),
            // This device is unknown there and stays so; the others may tell more.
            Err(error) if error.status() == Some(404) => {}
            // Any other failure ends it until the next look: a service in trouble is not asked again and again.
            Err(_) => {
                self.triage.put_back(row);
                self.fetch_more = false;
            }
        }
    }

    /// The failed rows whose steps are wanted now, with their devices' ids.
    fn wanted_steps(&mut self, most: usize) -> Vec<(u32, DeviceId)> {
        let chosen = self.triage.choose(most);
        chosen.into_iter().map(|row| (row, self.rows.id(row).into())).collect()
    }

    fn steps(&mut self, row: u32, steps: &[Step]) {
        if self.triage.welcomes(row) {
            self.triage.found(row, steps);
        }
    }

    /// How long after the last look ended the next is due; none while one is under way or when it does not look.
    pub(crate) fn wait(&self) -> Option<Duration> {
        if self.looking == Looking::Resting { self.schedule.wait() } else { None }
    }

    /// What the page behind a hold is told.
    pub(crate) fn notice(&self, hold: u32) -> Notice {
        let counts = self.rows.counts();
        let phase = self.schedule.phase();
        // A look that is under way was due when it began: saying so anew for each would make the page draw for nothing.
        let next = if phase == Phase::Syncing { None } else { self.schedule.wait() };
        Notice {
            watch: hold,
            revision: self.revision,
            counts,
            total: counts.total(),
            gone: self.rows.gone(),
            changed: self.changed,
            last_good_ms: self.last_good_ms,
            next_look_ms: next.map(|wait| self.rested_ms.saturating_add(wait.as_millis() as i64)),
            shortfall: self.shortfall,
            unreadable: self.unreadable,
            abort_requested: self.rows.abort_requested(),
            // A cause names one of its devices, which may be called otherwise now.
            causes_revision: self.triage.revision().wrapping_add(self.known.changes()),
            judged: self.judged.told(),
            phase,
        }
    }

    /// What the last good look of this run saw, as it was then.
    pub(crate) fn sight(&self) -> Option<Sight> {
        self.sight
    }

    /// What this run last saw of all devices, how many are gone, and when. What an earlier run saw is too old to act on.
    pub(crate) fn last_counts(&self) -> Option<(Counts, u32, i64)> {
        self.sight.map(|sight| (self.rows.counts(), self.rows.gone(), sight.at_ms))
    }

    /// What this run last saw of one device, and when; nothing of one that is gone.
    pub(crate) fn last_state(&self, device: &str) -> Option<(State, i64)> {
        let row = self.rows.find(device).filter(|row| !self.rows.is_gone(*row))?;
        self.sight.map(|sight| (self.rows.state(row).into(), sight.at_ms))
    }

    /// An abort was requested.
    pub(crate) fn request_abort(&mut self, scope: &AbortScope) {
        let before = self.rows.abort_requested();
        match scope {
            AbortScope::Deployment => self.rows.request_abort_of_all(),
            AbortScope::Device { device } => self.rows.request_abort(device),
        }
        if self.rows.abort_requested() != before {
            self.touch();
            self.changed = self.rows.abort_requested().abs_diff(before);
        }
    }

    fn touch(&mut self) {
        // 0 is that of no picture.
        self.revision = self.revision.wrapping_add(1).max(1);
    }
}
