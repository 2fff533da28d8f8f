//! Watching deployments live: rows in memory, a small notice whenever they change, windows of rows on request.
//!
//! A watch is opened with a sink for notices; the first notice is sent whole before `watch` returns. Rows are never sent: the page
//! asks for the window it shows. When the page is loaded anew, [`Watches::reset`] ends all watches and refuses calls of older pages.

mod driver;
mod intern;
mod remaining;
mod requested;
mod rows;
pub(crate) mod schedule;
mod view;
mod watched;

#[cfg(test)]
pub(crate) mod fakes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use driver::{Around, Watch, drive};
use requested::AbortRequests;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use watched::Watched;

use crate::outside::{Apis, Clock};
use crate::wire::{
    AbortScope, AppError, Causes, ConnectionId, Counts, DeploymentId, DeviceId, DeviceRow, DeviceState, ErrorCode,
    Notice, RowsView, RowsWindow, Settings,
};

/// All watched deployments.
pub struct Watches {
    apis: Arc<dyn Apis>,
    clock: Arc<dyn Clock>,
    settings: watch::Receiver<Settings>,
    visible: watch::Sender<bool>,
    open: Mutex<Open>,
    requests: Mutex<AbortRequests>,
    this: Weak<Watches>,
}

#[derive(Default)]
struct Open {
    epoch: u32,
    /// Never given out twice, so that a late call cannot reach another watch.
    last_id: u32,
    watches: HashMap<u32, Running>,
}

struct Running {
    watch: Arc<Watch>,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Watches {
    /// No watches yet. `settings` brings changes of the polling interval.
    pub fn new(apis: Arc<dyn Apis>, clock: Arc<dyn Clock>, settings: watch::Receiver<Settings>) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            apis,
            clock,
            settings,
            visible: watch::Sender::new(true),
            open: Mutex::default(),
            requests: Mutex::default(),
            this: this.clone(),
        })
    }

    /// Watches a deployment and returns the watch's number. `sink` is given each notice, in order, and says whether anybody still
    /// listens. Must be called inside a tokio runtime.
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
        let id = {
            let mut open = self.open();
            if epoch < open.epoch {
                return Err(gone());
            }
            open.last_id += 1;
            open.last_id
        };
        let mut settings = self.settings.clone();
        let mut visible = self.visible.subscribe();
        let seconds = settings.borrow_and_update().poll_seconds;
        let shown = *visible.borrow_and_update();
        let mut state = Watched::new(id, seconds, shown, self.clock.now_ms());
        if let Some(requested) = self.requests().of(connection, deployment) {
            for scope in requested.scopes() {
                state.request_abort(&scope);
            }
        }
        // Sent before the loop runs and outside of any lock: the sink belongs to somebody else.
        if !sink(state.notice()) {
            return Err(gone());
        }
        let watch = Arc::new(Watch::new(connection.to_owned(), deployment.to_owned(), state));
        let around = Around { apis: self.apis.clone(), clock: self.clock.clone(), settings, visible };
        let (driven, this) = (watch.clone(), self.this.clone());
        let mut open = self.open();
        if epoch < open.epoch {
            return Err(gone());
        }
        let task = tokio::spawn(async move {
            drive(driven, around, Box::new(sink)).await;
            if let Some(watches) = this.upgrade() {
                watches.open().watches.remove(&id);
            }
        });
        open.watches.insert(id, Running { watch, task: task.abort_handle() });
        Ok(id)
    }

    /// Ends a watch; no error if it ended already.
    pub fn unwatch(&self, watch: u32) {
        self.open().watches.remove(&watch);
    }

    /// Looks at once.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn watch_now(&self, watch: u32) -> Result<(), AppError> {
        let watch = self.find(watch)?;
        watch.state().poke();
        watch.bell.notify_one();
        Ok(())
    }

    /// The rows on screen.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn rows(&self, watch: u32, view: &RowsView, start: u32, len: u32) -> Result<RowsWindow, AppError> {
        Ok(self.find(watch)?.state().window(view, start, len))
    }

    /// One row by its place in the fleet picture.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`], or [`ErrorCode::NotFound`] for a place that no device has.
    pub fn row_at(&self, watch: u32, index: u32) -> Result<DeviceRow, AppError> {
        let row = self.find(watch)?.state().row(index);
        row.ok_or_else(|| AppError::new(ErrorCode::NotFound, "There is no device at this place of the picture."))
    }

    /// Why devices failed, as far as looked at.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn causes(&self, watch: u32) -> Result<Causes, AppError> {
        Ok(self.find(watch)?.state().causes())
    }

    /// The fleet picture: one byte a device, by row: the number of its state.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`].
    pub fn picture(&self, watch: u32) -> Result<Vec<u8>, AppError> {
        Ok(self.find(watch)?.state().rows.picture())
    }

    /// The window was shown or hidden: hidden, it looks less often.
    pub fn set_visible(&self, visible: bool) {
        self.visible.send_if_modified(|was| std::mem::replace(was, visible) != visible);
    }

    /// A page was loaded: ends all watches; calls with an older number are refused from now on.
    pub fn reset(&self, epoch: u32) {
        let ended = {
            let mut open = self.open();
            open.epoch = open.epoch.max(epoch);
            std::mem::take(&mut open.watches)
        };
        drop(ended);
    }

    /// Something was done to a deployment: all its watches look at once.
    pub fn poke(&self, connection: &ConnectionId, deployment: &DeploymentId) {
        for watch in self.of(connection, deployment) {
            watch.state().poke();
            watch.bell.notify_one();
        }
    }

    /// Whether the abort of this device (alone or with all others) was requested from here in this run.
    pub fn abort_requested(&self, connection: &ConnectionId, deployment: &DeploymentId, device: &DeviceId) -> bool {
        self.requests().covers(connection, deployment, device)
    }

    /// An abort was requested: the rows in its scope say so until they end.
    pub(crate) fn request_abort(&self, connection: &ConnectionId, deployment: &DeploymentId, scope: &AbortScope) {
        self.requests().remember(connection, deployment, scope);
        for watch in self.of(connection, deployment) {
            watch.state().request_abort(scope);
            watch.bell.notify_one();
        }
    }

    /// What a watch last saw of a deployment, and when; none if nobody watches or nothing was seen yet.
    pub(crate) fn last_counts(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<(Counts, i64)> {
        let seen = self.of(connection, deployment).into_iter().filter_map(|watch| {
            let state = watch.state();
            state.last_good_ms().map(|at| (state.rows.counts(), at))
        });
        seen.max_by_key(|(_, at)| *at)
    }

    /// What a watch last saw of one device, and when.
    pub(crate) fn last_state(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        device: &DeviceId,
    ) -> Option<(DeviceState, i64)> {
        let seen = self.of(connection, deployment).into_iter().filter_map(|watch| {
            let state = watch.state();
            let row = state.rows.find(device)?;
            state.last_good_ms().map(|at| (state.rows.state(row).into(), at))
        });
        seen.max_by_key(|(_, at)| *at)
    }

    fn find(&self, watch: u32) -> Result<Arc<Watch>, AppError> {
        self.open().watches.get(&watch).map(|running| running.watch.clone()).ok_or_else(gone)
    }

    fn of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Vec<Arc<Watch>> {
        let open = self.open();
        let watches = open.watches.values().map(|running| &running.watch);
        watches.filter(|watch| watch.connection == *connection && watch.deployment == *deployment).cloned().collect()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn requests(&self) -> MutexGuard<'_, AbortRequests> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call reached a watch that is no more; the page starts it again.
pub(crate) fn gone() -> AppError {
    AppError::new(ErrorCode::WatchGone, "This watch has ended; it is started again.")
}
