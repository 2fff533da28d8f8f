//! The list of a fleet's deployments: pages loaded as far as they are looked at, devices counted only for the rows on screen.
//!
//! A connection has one list, held by the page that shows it. A deployment finished for good is remembered and not asked for again.

mod asks;
mod budget;
mod comparable;
mod entry;
mod fleets;
mod jobs;
mod kept;
mod listed;
mod named;
mod search;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use asks::{Job, News};
use connect_api::Priority;
use entry::Entry;
pub(crate) use entry::standing;
use futures::FutureExt;
use futures::future::BoxFuture;
use jobs::Around;
pub(crate) use kept::{read as read_kept, write as write_kept};
use listed::Listed;
pub(crate) use named::NamedDeployment;
pub(crate) use search::search as read_search;
use tokio::sync::watch;

use super::births::Births;
use super::room::{Room, gone};
use super::schedule::Schedule;
use super::sight::Sight;
use super::subject::{Live, Subject};
use crate::error::{Context, explain};
use crate::outside::{Apis, Clock, FlowNames, Journal, LastSeen, Seen};
use crate::wire::{
    AppError, ConnectionId, DeploymentHead, DeploymentId, ErrorCode, ListNotice, ListView, ListWindow, Settings,
};

impl Subject for Listed {
    type Key = ConnectionId;
    type Outside = Around;
    type Notice = ListNotice;
    type Job = Job;
    type News = News;

    fn open(key: &ConnectionId, around: &Around) -> Self {
        Self::new(key.clone(), around.clock.now_ms())
    }

    fn opened(&mut self, _: &Around) {
        if self.schedule.wait().is_none() {
            self.schedule.poke();
        }
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
        jobs::run(job, live.key.clone(), around).boxed()
    }

    fn take(&mut self, news: News, key: &ConnectionId, around: &Around) -> bool {
        let now_ms = around.clock.now_ms();
        match news {
            News::Restored(kept) => {
                self.restored(kept, &mut |entry| around.enrich(key, entry));
                false
            }
            News::Page(of, Ok(page)) => self.page(&of, page, now_ms, &mut |entry| around.enrich(key, entry)),
            News::Page(of, Err((error, retry_after))) => {
                self.fail(&of, error, retry_after, now_ms, rand::random());
                true
            }
            News::Counted(uuid, result) => {
                self.counted(&uuid, result, now_ms);
                false
            }
            News::Remembered => false,
            News::Kept(well) => {
                self.kept(well);
                false
            }
        }
    }

    fn notice(&self, _: u32) -> ListNotice {
        self.notice()
    }

    fn left(&mut self, _: u32) {}
}

/// The outside world as listing needs it.
pub struct ListOutside {
    /// The fleets' APIs.
    pub apis: Arc<dyn Apis>,
    /// Says what was launched here, and when.
    pub journal: Arc<dyn Journal>,
    /// Remembers what is finished for good.
    pub seen: Arc<dyn Seen>,
    /// Keeps the list as it was last seen.
    pub last_seen: Arc<dyn LastSeen>,
    /// What update flows are called.
    pub names: Arc<dyn FlowNames>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Brings changes of the settings.
    pub settings: watch::Receiver<Settings>,
}

/// The lists of all connections.
pub struct Lists {
    room: Arc<Room<Listed>>,
    /// The page's hold of each connection's list.
    pages: Mutex<HashMap<ConnectionId, u32>>,
}

impl Lists {
    /// No list yet.
    pub fn new(outside: ListOutside) -> Arc<Self> {
        let ListOutside { apis, journal, seen, last_seen, names, clock, settings } = outside;
        let around = Around { apis, journal, seen, last_seen, names, clock, births: Arc::default() };
        Arc::new(Self { room: Room::new(around, settings), pages: Mutex::default() })
    }

    /// When deployments were made, as far as their records were read.
    pub(crate) fn births(&self) -> Arc<Births> {
        self.room.outside.births.clone()
    }

    /// A watch saw a deployment's devices: its row says so, and what was taken for finished may not be.
    pub(crate) fn saw(&self, connection: &ConnectionId, deployment: &DeploymentId, sight: &Sight) {
        if let Some(live) = self.room.find(connection) {
            live.state().saw(deployment, sight);
            live.bell.notify_one();
        }
    }

    /// A flow of this connection has another name now, or other secrets.
    pub(crate) fn flows_told(&self, connection: &ConnectionId) {
        if let Some(live) = self.room.find(connection) {
            live.state().retell(&|entry| self.room.outside.retell(connection, entry));
            live.bell.notify_one();
        }
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
        let hold = self.room.page(epoch, connection.clone(), sink)?;
        let before = self.pages().insert(connection.clone(), hold);
        if let Some(before) = before {
            self.room.let_go(before);
        }
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
        let live = self.held(connection)?;
        let window = live.state().window(view, start, len, self.room.outside.clock.now_ms());
        live.bell.notify_one();
        Ok(window)
    }

    /// Looks at once.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`].
    pub fn list_refresh(&self, connection: &ConnectionId) -> Result<(), AppError> {
        let live = self.held(connection)?;
        live.state().poke();
        live.bell.notify_one();
        Ok(())
    }

    /// Ends the page's hold of a list; what was seen of it stays kept. No error if it ended already.
    pub fn list_unwatch(&self, connection: &ConnectionId) {
        let hold = self.pages().remove(connection);
        if let Some(hold) = hold {
            self.room.let_go(hold);
        }
    }

    /// The window was shown or hidden: hidden, it looks less often.
    pub fn set_visible(&self, visible: bool) {
        self.room.set_visible(visible);
    }

    /// A page was loaded: the holds of earlier pages end; calls with an older number are refused from now on.
    pub fn reset(&self, epoch: u32) {
        self.room.reset(epoch);
    }

    /// A deployment's row and its record as received: from the list if it is loaded, else from the service, else as it was last seen
    /// in the list.
    ///
    /// # Errors
    /// Why the service could not be asked.
    pub async fn head(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<DeploymentHead, AppError> {
        let around = &self.room.outside;
        if let Some(live) = self.room.find(connection)
            && let Some(entry) = live.state().find(deployment)
        {
            if entry.launched.is_none() {
                around.enrich(connection, entry);
            }
            return Ok(DeploymentHead { row: entry.row(), raw: entry.raw() });
        }
        let mut entry = match self.asked_alone(connection, deployment).await {
            Ok(entry) => entry,
            // Whether it is there at all is the service's to say; anything else does not change what it is called.
            Err(error) if error.code == ErrorCode::NotFound => return Err(error),
            Err(error) => {
                let (here, fleet) = (around.clone(), connection.clone());
                let kept = tokio::task::spawn_blocking(move || here.kept(&fleet)).await.unwrap_or_default();
                let found = kept.and_then(|kept| kept.entries.into_iter().find(|entry| entry.uuid == *deployment));
                found.ok_or(error)?
            }
        };
        around.enrich(connection, &mut entry);
        Ok(DeploymentHead { row: entry.row(), raw: entry.raw() })
    }

    /// The comments of these deployments, as far as they are known here: from the list as it is loaded, what was launched here, or the list
    /// as it was last seen. Nothing is asked of the service.
    pub(crate) async fn comments(
        &self,
        connection: &ConnectionId,
        mut of: Vec<DeploymentId>,
    ) -> HashMap<DeploymentId, String> {
        let mut known = HashMap::new();
        if let Some(live) = self.room.find(connection) {
            let mut state = live.state();
            of.retain(|deployment| match state.find(deployment) {
                Some(entry) => {
                    known.extend(entry.comment.clone().map(|comment| (deployment.clone(), comment)));
                    false
                }
                None => true,
            });
        }
        if of.is_empty() {
            return known;
        }
        let (here, fleet) = (self.room.outside.clone(), connection.clone());
        let remembered = tokio::task::spawn_blocking(move || here.remembered_comments(&fleet, &of)).await;
        known.extend(remembered.unwrap_or_default());
        known
    }

    async fn asked_alone(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<Entry, AppError> {
        let api = self.room.outside.apis.api(connection).await?.at(Priority::Watch);
        let context = Context::Deployment(deployment.clone());
        Ok(Entry::new(api.deployment(deployment).await.map_err(|error| explain(&error, &context))?))
    }

    fn held(&self, connection: &ConnectionId) -> Result<Arc<Live<Listed>>, AppError> {
        let hold = self.pages().get(connection).copied();
        self.room.held_by(hold.ok_or_else(gone)?)
    }

    fn pages(&self) -> MutexGuard<'_, HashMap<ConnectionId, u32>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
