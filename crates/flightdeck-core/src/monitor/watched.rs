//! One watched deployment: rows, view, schedule, causes. Synchronous: looks and actions in, notices and windows out.

use std::time::Duration;

use connect_api::{DeviceState, DevicesPage, Step};

use super::remaining::Pace;
use super::rows::Rows;
use super::schedule::Schedule;
use super::view::SortedView;
use crate::triage::Triage;
use crate::wire::{AbortScope, AppError, Causes, DeviceId, DeviceRow, Notice, Phase, RowsView, RowsWindow, Shortfall};

/// While the first look is under way, notices are no nearer to each other than this, milliseconds.
const SYNC_NOTICE_MS: i64 = 200;

/// Everything known of one watched deployment.
#[derive(Debug)]
pub(crate) struct Watched {
    watch: u32,
    pub(crate) rows: Rows,
    view: SortedView,
    pub(crate) schedule: Schedule,
    pub(crate) triage: Triage,
    pace: Pace,
    revision: u32,
    changed: u32,
    changed_in_look: u32,
    unreadable_in_look: u32,
    unreadable: u32,
    shortfall: Option<Shortfall>,
    last_good_ms: Option<i64>,
    /// When the last look ended, or the watch began.
    rested_ms: i64,
    looking: bool,
    /// Asked to look at once while a look was under way: that look may have read what was before the action.
    again: bool,
    told_ms: i64,
}

impl Watched {
    pub(crate) fn new(watch: u32, poll_seconds: u32, visible: bool, now_ms: i64) -> Self {
        Self {
            watch,
            rows: Rows::default(),
            view: SortedView::default(),
            schedule: Schedule::new(poll_seconds, visible),
            triage: Triage::default(),
            pace: Pace::default(),
            revision: 0,
            changed: 0,
            changed_in_look: 0,
            unreadable_in_look: 0,
            unreadable: 0,
            shortfall: None,
            last_good_ms: None,
            rested_ms: now_ms,
            looking: false,
            again: false,
            told_ms: i64::MIN,
        }
    }

    /// A look begins.
    pub(crate) fn begin(&mut self) {
        self.looking = true;
        self.changed_in_look = 0;
        self.unreadable_in_look = 0;
        self.rows.begin();
    }

    /// A page of a look came. Returns whether the page on screen should hear of it now: during the first look, now and then.
    pub(crate) fn page(&mut self, page: &DevicesPage, now_ms: i64) -> bool {
        let changed = self.rows.apply(page.batch.iter(), now_ms);
        self.unreadable_in_look = self.unreadable_in_look.saturating_add(page.batch.unreadable());
        self.changed_in_look += changed;
        for device in page.batch.iter().filter(|device| device.state == DeviceState::Failed) {
            if self.triage.is_full() {
                break;
            }
            if let (Some(steps), Some(row)) = (device.steps, self.rows.find(device.uuid)) {
                self.steps(row, steps);
            }
        }
        if changed > 0 {
            // Rows changed already, so a window cached for the old revision would show a mixture.
            self.revision = self.revision.wrapping_add(1);
            self.changed = changed;
        }
        let due = self.schedule.phase() == Phase::Syncing && now_ms.saturating_sub(self.told_ms) >= SYNC_NOTICE_MS;
        if due {
            self.told_ms = now_ms;
        }
        due
    }

    /// A look was good.
    pub(crate) fn end(&mut self, shortfall: Option<Shortfall>, now_ms: i64) {
        let missing = self.rows.end();
        let total = self.rows.len();
        self.looking = false;
        // A device that a whole answer no longer names keeps its row; the page says that fewer came than there are.
        self.shortfall =
            shortfall.or_else(|| (missing > 0).then(|| Shortfall { loaded: total - missing, expected: total }));
        self.unreadable = self.unreadable_in_look.saturating_add(self.rows.refused());
        self.changed = self.changed_in_look;
        self.last_good_ms = Some(now_ms);
        self.rested_ms = now_ms;
        let done = self.rows.counts().all_terminal() && self.shortfall.is_none() && self.unreadable == 0;
        self.schedule.succeeded(self.changed_in_look > 0, done);
        self.look_again();
        if self.shortfall.is_none() {
            self.pace.looked(now_ms, self.rows.terminal());
        }
    }

    /// A look failed; the rows stay.
    pub(crate) fn fail(&mut self, error: AppError, retry_after: Option<Duration>, now_ms: i64, dice: f64) {
        self.looking = false;
        self.changed = self.changed_in_look;
        self.rested_ms = now_ms;
        self.schedule.failed(error, retry_after, now_ms, dice);
        self.look_again();
    }

    /// Something was done, or the user asks: look at once, and once more if a look is under way.
    pub(crate) fn poke(&mut self) {
        self.again = self.looking;
        self.schedule.poke();
    }

    fn look_again(&mut self) {
        if std::mem::take(&mut self.again) {
            self.schedule.poke();
        }
    }

    /// The failed rows whose steps are wanted now, with their devices' ids.
    pub(crate) fn wanted_steps(&mut self, most: usize) -> Vec<(u32, DeviceId)> {
        if most == 0 || self.triage.is_full() || self.rows.counts().failed == 0 {
            return Vec::new();
        }
        let failed: Vec<u32> =
            (0..self.rows.len()).filter(|row| self.rows.state(*row) == DeviceState::Failed).collect();
        let chosen = self.triage.choose(&failed, most);
        chosen.into_iter().map(|row| (row, self.rows.id(row).into())).collect()
    }

    fn steps(&mut self, row: u32, steps: &[Step]) {
        if self.triage.welcomes(row) {
            self.triage.found(row, steps);
        }
    }

    /// How long after the last look ended the next is due; none while one is under way or when it does not look.
    pub(crate) fn wait(&self) -> Option<Duration> {
        if self.looking { None } else { self.schedule.wait() }
    }

    /// When data was last good.
    pub(crate) fn last_good_ms(&self) -> Option<i64> {
        self.last_good_ms
    }

    /// What the page is told.
    pub(crate) fn notice(&self) -> Notice {
        let counts = self.rows.counts();
        let phase = self.schedule.phase();
        let moving = matches!(phase, Phase::Live | Phase::Stale { .. });
        Notice {
            watch: self.watch,
            revision: self.revision,
            counts,
            total: self.rows.len(),
            gone: 0,
            changed: self.changed,
            last_good_ms: self.last_good_ms,
            next_look_ms: self.wait().map(|wait| self.rested_ms.saturating_add(wait.as_millis() as i64)),
            shortfall: self.shortfall,
            unreadable: self.unreadable,
            abort_requested: self.rows.abort_requested(),
            remaining_ms: if moving { self.pace.remaining_ms(counts.moving()) } else { None },
            causes_revision: self.triage.revision(),
            phase,
        }
    }

    /// The rows on screen.
    pub(crate) fn window(&mut self, view: &RowsView, start: u32, len: u32) -> RowsWindow {
        self.view.window(&self.rows, self.revision, view, start, len)
    }

    /// One row by its place in the fleet picture.
    pub(crate) fn row(&self, index: u32) -> Option<DeviceRow> {
        self.rows.view(index)
    }

    /// Why devices failed, as far as looked at.
    pub(crate) fn causes(&self) -> Causes {
        self.triage.causes(self.rows.counts().failed, |row| self.rows.id(row).into())
    }

    /// An abort was requested.
    pub(crate) fn request_abort(&mut self, scope: &AbortScope) {
        let before = self.rows.abort_requested();
        match scope {
            AbortScope::Deployment => self.rows.request_abort_of_all(),
            AbortScope::Device { device } => self.rows.request_abort(device),
        }
        if self.rows.abort_requested() != before {
            self.revision = self.revision.wrapping_add(1);
            self.changed = self.rows.abort_requested().abs_diff(before);
        }
    }
}
