//! Watching deployments: every device's row in memory, a small notice whenever they change, windows of rows on request.
//!
//! A deployment is watched once, however many hold it, and as long as somebody does: a page's view, a guard, a plan. Rows are never
//! sent: the page asks for the window it shows. What was last seen is kept, so that the next run begins with it.

mod asks;
mod belief;
mod bits;
mod by_id;
mod choosing;
mod chosen;
pub(crate) mod compare;
mod comparing;
mod course;
mod elsewhere;
mod even;
mod explained;
mod head;
mod intern;
mod jobs;
mod judged;
mod keeping;
mod knowing;
pub(crate) mod known;
pub(crate) mod picked;
mod picture;
mod pictured;
mod replay;
mod requested;
mod rows;
mod search;
pub(crate) mod snapshot;
mod triage;
mod view;
mod watched;
mod watching;
mod why;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use asks::{Job, News};
use futures::FutureExt;
use futures::future::BoxFuture;
use jobs::Around;
use known::KnownRows;
use requested::AbortRequests;
pub(crate) use rows::{Rows as KeptRows, each, may_name, names};
pub(crate) use search::search as read_search;
use snapshot::Snapshot;
use tokio::sync::watch;
pub(crate) use triage::MOST as CAUSES_MOST;
use watched::Watched;
pub(crate) use watching::Watching;

use super::births::Births;
use super::known::Known;
use super::room::{self, Room};
use super::schedule::Schedule;
use super::sight::Sight;
use super::subject::{Live, Subject};
use crate::outside::{Apis, Clock, Journal, LastSeen, Seen};
use crate::waiting::changed;
use crate::wire::{
    AbortScope, AppError, ConnectionId, Counts, DeploymentId, DeviceId, DeviceRow, DeviceState, ErrorCode, Notice,
    RowsView, RowsWindow, Settings,
};

impl Subject for Watched {
    type Key = Watching;
    type Outside = Around;
    type Notice = Notice;
    type Job = Job;
    type News = News;

    fn open(key: &Watching, around: &Around) -> Self {
        let mut new = Self::new(around.clock.now_ms());
        new.known = KnownRows::new(Known::new(around.known.clone(), key.connection.clone()));
        for scope in around.requests.of(key) {
            new.request_abort(&scope);
        }
        new
    }

    fn opened(&mut self, around: &Around) {
        self.opened(around.clock.now_ms());
    }

    fn schedule(&mut self) -> &mut Schedule {
        &mut self.schedule
    }

    fn wait(&self) -> Option<Duration> {
        self.wait()
    }

    fn due(&mut self) {
        self.due();
    }

    fn jobs(&mut self) -> Vec<Job> {
        self.jobs()
    }

    fn run(job: Job, live: Arc<Live<Self>>, around: Around) -> BoxFuture<'static, News> {
        jobs::run(job, live, around).boxed()
    }

    fn take(&mut self, news: News, key: &Watching, around: &Around) -> bool {
        let now_ms = around.clock.now_ms();
        self.triage.spare(around.settings.borrow().settle_causes);
        match news {
            News::Restored(restored) => self.restored(*restored),
            News::Looked(Ok(looked)) => {
                let created_ms = around.births.of(&key.connection, &key.deployment);
                // The record's time is the service's; how old that makes it is told by the service's clock.
                let created_ms = created_ms.map(|at| at.saturating_sub(looked.clock_offset_ms.unwrap_or(0)));
                self.end(looked.shortfall, created_ms, now_ms);
                self.judge(looked.clock_offset_ms.unwrap_or(0), now_ms);
                return true;
            }
            News::Looked(Err(failure)) => {
                self.fail(failure, now_ms, rand::random());
                return true;
            }
            News::Steps { row, detail } => self.detail(row, detail),
            News::Kept(well) => self.kept(well),
        }
        false
    }

    fn notice(&self, hold: u32) -> Notice {
        self.notice(hold)
    }

    fn left(&mut self, hold: u32) {
        self.left(hold);
    }
}

/// All watched deployments.
pub struct Watches {
    room: Arc<Room<Watched>>,
    /// Two are held still at once in one place, and there by one call at a time: no two can wait for each other.
    comparing: Mutex<()>,
}

/// The outside world as watching needs it.
pub struct WatchOutside {
    /// The fleets' APIs.
    pub apis: Arc<dyn Apis>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Says what was launched here, and when.
    pub journal: Arc<dyn Journal>,
    /// Remembers what is finished for good.
    pub seen: Arc<dyn Seen>,
    /// Keeps what was last seen.
    pub last_seen: Arc<dyn LastSeen>,
    /// Brings changes of the settings.
    pub settings: watch::Receiver<Settings>,
}

impl Watches {
    /// No watches yet.
    pub fn new(outside: WatchOutside) -> Arc<Self> {
        Self::beside(outside, Arc::default())
    }

    /// The same, with what the list knows of when deployments were made.
    pub(crate) fn beside(outside: WatchOutside, births: Arc<Births>) -> Arc<Self> {
        let WatchOutside { apis, clock, journal, seen, last_seen, settings } = outside;
        let around = Around {
            apis,
            clock,
            journal,
            seen,
            last_seen,
            births,
            requests: Arc::new(AbortRequests::default()),
            settings: settings.clone(),
            known: Arc::new(OnceLock::new()),
            told: Arc::new(OnceLock::new()),
        };
        Arc::new(Self { room: Room::new(around, settings), comparing: Mutex::default() })
    }

    /// Who else hears what a watch saw. Only the first is heard.
    pub(crate) fn tell(&self, hears: impl Fn(&ConnectionId, &DeploymentId, &Sight) + Send + Sync + 'static) {
        let told = move |of: &Watching, sight: &Sight| hears(&of.connection, &of.deployment, sight);
        if self.room.outside.told.set(Box::new(told)).is_err() {
            tracing::error!("what watches see is told twice");
        }
    }

    /// Watches a deployment for a page and returns the number of its hold. `sink` is given each notice, in order, and says whether
    /// anybody still listens; the first comes before this returns. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn watch(
        &self,
        epoch: u32,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        sink: impl Fn(Notice) -> bool + Send + Sync + 'static,
    ) -> Result<u32, AppError> {
        let hold = self.room.page(epoch, Watching::new(connection, deployment), sink)?;
        self.want_known(connection);
        Ok(hold)
    }

    /// Watches a deployment whether a page looks or not, at least every `wish`, until the hold is dropped. Must be called inside a
    /// tokio runtime.
    pub fn hold(&self, connection: &ConnectionId, deployment: &DeploymentId, wish: Duration) -> Hold {
        let hold = self.room.hold(Watching::new(connection, deployment), wish);
        let turns = hold.live.turns();
        Hold { hold, turns }
    }

    /// Ends a page's hold; no error if it ended already.
    pub fn unwatch(&self, watch: u32) {
        self.room.let_go(watch);
    }

    /// Looks at once.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn watch_now(&self, watch: u32) -> Result<(), AppError> {
        poke(&*self.room.held_by(watch)?);
        Ok(())
    }

    /// The rows on screen.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn rows(&self, watch: u32, view: &RowsView, start: u32, len: u32) -> Result<RowsWindow, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        let live = self.room.held_by(watch)?;
        knowing::find_soon(&live);
        let window = live.state().window(watch, view, start, len, now_ms);
        Ok(window)
    }

    /// One row by its cell in the page's picture; as it was at a moment, where one is given.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`], or [`ErrorCode::NotFound`] for a place that no device has.
    pub fn row_at(&self, watch: u32, place: u32, at_ms: Option<i64>) -> Result<DeviceRow, AppError> {
        let row = self.room.held_by(watch)?.state().row_at(watch, place, at_ms);
        row.ok_or_else(|| AppError::new(ErrorCode::NotFound, "There is no device at this place of the picture."))
    }

    /// One row by its device, on screen or not; none where the deployment has no such device.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn row_of(&self, watch: u32, device: &DeviceId) -> Result<Option<DeviceRow>, AppError> {
        let live = self.room.held_by(watch)?;
        let state = live.state();
        Ok(state.rows.find(device).and_then(|index| state.row(index)))
    }

    /// The row `step` places after a device in a view (before it, where negative); none past the ends, the first row where the device
    /// is not in the view.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn neighbour(
        &self,
        watch: u32,
        view: &RowsView,
        device: &DeviceId,
        step: i32,
    ) -> Result<Option<DeviceRow>, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        Ok(self.room.held_by(watch)?.state().neighbour(watch, view, device, step, now_ms))
    }

    /// A deployment's devices as they stand now, in the order of a view, or of those only the ones that the page has `chosen`: to be
    /// written down while the watch goes on.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`], or [`ErrorCode::InvalidInput`] for a view of the past.
    pub(crate) fn snapshot(&self, watch: u32, view: &RowsView, chosen: bool) -> Result<Snapshot, AppError> {
        present(view)?;
        let now_ms = self.room.outside.clock.now_ms();
        Ok(self.room.held_by(watch)?.state().snapshot(watch, view, chosen, now_ms))
    }

    /// The window was shown or hidden: hidden, pages need less.
    pub fn set_visible(&self, visible: bool) {
        self.room.set_visible(visible);
    }

    /// A page was loaded: the holds of earlier pages end; calls with an older number are refused from now on.
    pub fn reset(&self, epoch: u32) {
        self.room.reset(epoch);
    }

    /// Something was done to a deployment: it is looked at at once, where it is watched.
    pub fn poke(&self, connection: &ConnectionId, deployment: &DeploymentId) {
        if let Some(live) = self.of(connection, deployment) {
            poke(&live);
        }
    }

    /// Whether the abort of this device (alone or with all others) was requested from here in this run.
    pub fn abort_requested(&self, connection: &ConnectionId, deployment: &DeploymentId, device: &DeviceId) -> bool {
        self.room.outside.requests.covers(&Watching::new(connection, deployment), device)
    }

    /// An abort was requested: the rows in its scope say so until they end.
    pub(crate) fn request_abort(&self, connection: &ConnectionId, deployment: &DeploymentId, scope: &AbortScope) {
        self.room.outside.requests.remember(&Watching::new(connection, deployment), scope);
        if let Some(live) = self.of(connection, deployment) {
            live.state().request_abort(scope);
            live.bell.notify_one();
        }
    }

    /// What a watch last saw of all devices, how many are gone, and when; none if nobody watches or nothing was seen in this run.
    pub(crate) fn last_counts(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
    ) -> Option<(Counts, u32, i64)> {
        self.of(connection, deployment)?.state().last_counts()
    }

    /// What a watch last saw of one device, and when; none if it is gone.
    pub(crate) fn last_state(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Option<(DeviceState, i64)> {
        self.of(connection, deployment)?.state().last_state(device)
    }

    fn of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<Arc<Live<Watched>>> {
        self.room.find(&Watching::new(connection, deployment))
    }
}

/// Refuses a view of the past.
fn present(view: &RowsView) -> Result<(), AppError> {
    match view.at_ms {
        None => Ok(()),
        Some(_) => Err(AppError::invalid("view.atMs", "This works on the present only. Go back to now first.")),
    }
}

fn poke(live: &Live<Watched>) {
    live.state().poke();
    live.bell.notify_one();
}

/// Keeps a deployment watched; dropping it ends the hold.
pub struct Hold {
    hold: room::Hold<Watched>,
    turns: watch::Receiver<u64>,
}

impl Hold {
    /// What a page would be told now.
    pub fn notice(&self) -> Notice {
        self.hold.notice()
    }

    /// What the last good look of this run saw.
    pub(crate) fn sight(&self) -> Option<Sight> {
        self.hold.live.state().sight()
    }

    /// It is to look at once, also at what has ended.
    pub(crate) fn poke(&self) {
        poke(&self.hold.live);
    }

    /// Waits until something may have happened since this was last called.
    pub(crate) async fn turned(&mut self) {
        // What is held lives as long as the hold; without it nothing happens any more.
        changed(&mut self.turns).await;
    }
}
