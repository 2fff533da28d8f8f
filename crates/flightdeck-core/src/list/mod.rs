//! The list of a fleet's deployments: pages loaded as far as they are looked at, devices counted only for the rows on screen.
//!
//! A connection has one list at a time. A deployment whose devices have all ended is remembered and never asked for again.

mod budget;
mod driver;
mod entry;
mod listed;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use driver::{Around, List, drive};
use entry::Entry;
use listed::Listed;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::error::{Context, explain};
use crate::live::room::gone;
use crate::outside::{Apis, Clock, Journal, Seen};
use crate::wire::{AppError, ConnectionId, DeploymentHead, DeploymentId, ListNotice, ListView, ListWindow, Settings};

/// The lists of all connections.
pub struct Lists {
    around: Around,
    visible: watch::Sender<bool>,
    open: Mutex<Open>,
    this: Weak<Lists>,
}

#[derive(Default)]
struct Open {
    epoch: u32,
    last_id: u32,
    lists: HashMap<ConnectionId, Running>,
}

struct Running {
    id: u32,
    list: Arc<List>,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Lists {
    /// No list yet. `settings` brings changes of the polling interval.
    pub fn new(
        apis: Arc<dyn Apis>,
        journal: Arc<dyn Journal>,
        seen: Arc<dyn Seen>,
        clock: Arc<dyn Clock>,
        settings: watch::Receiver<Settings>,
    ) -> Arc<Self> {
        let visible = watch::Sender::new(true);
        let around = Around { apis, journal, seen, clock, settings, visible: visible.subscribe() };
        Arc::new_cyclic(|this| Self { around, visible, open: Mutex::default(), this: this.clone() })
    }

    /// Watches the list of a connection, instead of who watched it before. `sink` is given each notice and says whether anybody
    /// still listens; the first comes before this returns. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn list_watch(
        &self,
        epoch: u32,
        connection: &ConnectionId,
        sink: impl Fn(ListNotice) -> bool + Send + Sync + 'static,
    ) -> Result<(), AppError> {
        if epoch < self.open().epoch {
            return Err(gone());
        }
        let mut around = self.around.clone();
        let demand = around.demand();
        let state = Listed::new(connection.to_owned(), demand, around.clock.now_ms());
        // Sent before the loop runs and outside of any lock: the sink belongs to somebody else.
        if !sink(state.notice(false)) {
            return Err(gone());
        }
        let list = Arc::new(List::new(connection.to_owned(), state));
        let (driven, this) = (list.clone(), self.this.clone());
        let mut open = self.open();
        if epoch < open.epoch {
            return Err(gone());
        }
        open.last_id += 1;
        let id = open.last_id;
        let task = tokio::spawn(async move {
            let connection = driven.connection.clone();
            drive(driven, around, Box::new(sink)).await;
            if let Some(lists) = this.upgrade() {
                let mut open = lists.open();
                if open.lists.get(&connection).is_some_and(|running| running.id == id) {
                    open.lists.remove(&connection);
                }
            }
        });
        open.lists.insert(connection.to_owned(), Running { id, list, task: task.abort_handle() });
        Ok(())
    }

    /// The rows on screen. What is asked for here is what gets its devices counted.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn list_rows(
        &self,
        connection: &ConnectionId,
        view: &ListView,
        start: u32,
        len: u32,
    ) -> Result<ListWindow, AppError> {
        let list = self.find(connection)?;
        let window = list.state().window(view, start, len);
        list.bell.notify_one();
        Ok(window)
    }

    /// Looks at once.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn list_refresh(&self, connection: &ConnectionId) -> Result<(), AppError> {
        let list = self.find(connection)?;
        list.state().poke();
        list.bell.notify_one();
        Ok(())
    }

    /// Ends the watch of a list and forgets its rows; no error if it ended already.
    pub fn list_unwatch(&self, connection: &ConnectionId) {
        self.open().lists.remove(connection);
    }

    /// The window was shown or hidden: hidden, it looks less often.
    pub fn set_visible(&self, visible: bool) {
        self.visible.send_if_modified(|was| std::mem::replace(was, visible) != visible);
    }

    /// A page was loaded: ends all lists; calls with an older number are refused from now on.
    pub fn reset(&self, epoch: u32) {
        let ended = {
            let mut open = self.open();
            open.epoch = open.epoch.max(epoch);
            std::mem::take(&mut open.lists)
        };
        drop(ended);
    }

    /// A deployment's row and its record as received: from the list if it is loaded, else from the service.
    ///
    /// # Errors
    /// Why the service could not be asked.
    pub async fn head(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<DeploymentHead, AppError> {
        if let Ok(list) = self.find(connection)
            && let Some(entry) = list.state().find(deployment)
        {
            if entry.launched.is_none() {
                self.around.enrich(connection, entry);
            }
            return Ok(DeploymentHead { row: entry.row(), raw: entry.raw() });
        }
        let api = self.around.apis.api(connection).await?;
        let context = Context::Deployment(deployment.to_owned());
        let mut entry = Entry::new(api.deployment(deployment).await.map_err(|error| explain(&error, &context))?);
        self.around.enrich(connection, &mut entry);
        Ok(DeploymentHead { row: entry.row(), raw: entry.raw() })
    }

    fn find(&self, connection: &ConnectionId) -> Result<Arc<List>, AppError> {
        self.open().lists.get(connection).map(|running| running.list.clone()).ok_or_else(gone)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
