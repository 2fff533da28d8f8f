//! The loop around one list: waits, loads pages, counts devices of what is on screen, tells the page. It decides nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use connect_api::DeploymentsPage;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::entry::{self, Entry};
use super::listed::{Listed, PageOf};
use crate::error::{Context, explain};
use crate::live::holders::Wishes;
use crate::live::schedule::Demand;
use crate::live::tally::{Tally, tally};
use crate::outside::{Apis, Clock, Journal, Seen};
use crate::wire::{AppError, ConnectionId, DeploymentId, ListNotice, Settings};

/// Deployments asked for at once.
const PAGE: u16 = 100;
/// Deployments whose devices are counted at the same time.
const STATUSES: usize = 3;

/// Where notices go; false when nobody listens any more.
pub(super) type Sink = Box<dyn Fn(ListNotice) -> bool + Send + Sync>;

/// One list: its state and a bell for its loop.
pub(super) struct List {
    pub(super) connection: ConnectionId,
    pub(super) bell: Notify,
    state: Mutex<Listed>,
}

impl List {
    pub(super) fn new(connection: ConnectionId, state: Listed) -> Self {
        Self { connection, bell: Notify::new(), state: Mutex::new(state) }
    }

    /// The state. A panic elsewhere leaves it readable: rows a moment old are better than none.
    pub(super) fn state(&self) -> MutexGuard<'_, Listed> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the loop needs of the outside.
#[derive(Clone)]
pub(super) struct Around {
    pub(super) apis: Arc<dyn Apis>,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) seen: Arc<dyn Seen>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: watch::Receiver<Settings>,
    pub(super) visible: watch::Receiver<bool>,
}

impl Around {
    /// How often a list needs a look now.
    pub(super) fn demand(&mut self) -> Demand {
        let seconds = self.settings.borrow_and_update().poll_seconds;
        Demand::new(seconds, *self.visible.borrow_and_update(), Wishes { page: true, every: None })
    }

    /// Adds what this computer remembers of a deployment.
    pub(super) fn enrich(&self, connection: &ConnectionId, entry: &mut Entry) {
        match self.journal.of_deployment(connection, &entry.uuid) {
            Ok(found) => entry.launched = found.as_ref().map(entry::launched),
            Err(error) => tracing::warn!(%error, "the journal could not be read"),
        }
        if entry.counts().is_none()
            && let Some((counts, at_ms)) = self.seen.counts(connection, &entry.uuid)
        {
            entry.remembered(counts, at_ms);
        }
    }
}

type Loaded = (PageOf, Result<DeploymentsPage, (AppError, Option<Duration>)>);
type Counted = (DeploymentId, Result<Tally, AppError>);

/// Runs until the sink says that nobody listens, or the task is ended from outside.
pub(super) async fn drive(list: Arc<List>, mut around: Around, sink: Sink) {
    let mut rested = Instant::now();
    let mut load: Option<BoxFuture<'static, Loaded>> = None;
    let mut counting: FuturesUnordered<BoxFuture<'static, Counted>> = FuturesUnordered::new();
    let mut settings_live = true;
    let mut visible_live = true;
    loop {
        let due = if load.is_some() { None } else { list.state().wait().map(|wait| rested + wait) };
        tokio::select! {
            (of, loaded) = ended(&mut load) => {
                load = take_page(&list, &around, of, loaded).map(|of| ask(&list, &around, of));
                if load.is_none() {
                    rested = Instant::now();
                }
            }
            Some((uuid, result)) = counting.next() => take_count(&list, &around, &uuid, result),
            () = sleep_until(due.unwrap_or(rested)), if due.is_some() => {
                load = Some(ask(&list, &around, PageOf::Top(None)));
            }
            () = list.bell.notified() => {}
            changed = around.settings.changed(), if settings_live => {
                settings_live = changed.is_ok();
                let demand = around.demand();
                list.state().schedule.set_demand(demand);
            }
            changed = around.visible.changed(), if visible_live => {
                visible_live = changed.is_ok();
                let demand = around.demand();
                list.state().schedule.set_demand(demand);
            }
        }
        if load.is_none() {
            let wanted = list.state().wanted_page();
            load = wanted.map(|of| ask(&list, &around, of));
        }
        let wanted = list.state().wanted_statuses(STATUSES.saturating_sub(counting.len()));
        for uuid in wanted {
            counting.push(Box::pin(count(list.clone(), around.apis.clone(), uuid)));
        }
        let notice = list.state().notice(load.is_some());
        if !sink(notice) {
            return;
        }
    }
}

/// Waits for the page being loaded; for ever where none is.
async fn ended(load: &mut Option<BoxFuture<'static, Loaded>>) -> Loaded {
    match load {
        Some(load) => load.await,
        None => std::future::pending().await,
    }
}

fn take_page(
    list: &List,
    around: &Around,
    of: PageOf,
    loaded: Result<DeploymentsPage, (AppError, Option<Duration>)>,
) -> Option<PageOf> {
    let now_ms = around.clock.now_ms();
    match loaded {
        Ok(page) => list.state().page(&of, page, now_ms, &mut |entry| around.enrich(&list.connection, entry)),
        Err((error, retry_after)) => {
            list.state().fail(&of, error, retry_after, now_ms, rand::random());
            None
        }
    }
}

fn take_count(list: &List, around: &Around, uuid: &DeploymentId, result: Result<Tally, AppError>) {
    let now_ms = around.clock.now_ms();
    let counts = result.as_ref().ok().map(|tally| tally.counts);
    let settled = list.state().counted(uuid, result, now_ms);
    if let (true, Some(counts)) = (settled, counts) {
        around.seen.remember(&list.connection, uuid, counts, now_ms);
    }
}

fn ask(list: &Arc<List>, around: &Around, of: PageOf) -> BoxFuture<'static, Loaded> {
    let (list, apis) = (list.clone(), around.apis.clone());
    Box::pin(async move {
        let after = match &of {
            PageOf::Top(after) => after.clone(),
            PageOf::Deep(token) => Some(token.clone()),
        };
        let result = match apis.api(&list.connection).await {
            Err(error) => Err((error, None)),
            Ok(api) => {
                let page = api.deployments_page(after.as_deref(), PAGE).await;
                page.map_err(|error| (explain(&error, &Context::List), error.retry_after()))
            }
        };
        (of, result)
    })
}

async fn count(list: Arc<List>, apis: Arc<dyn Apis>, uuid: DeploymentId) -> Counted {
    let result = match apis.api(&list.connection).await {
        Err(error) => Err(error),
        Ok(api) => tally(&*api, &uuid).await.map_err(|error| explain(&error, &Context::Devices(uuid.clone()))),
    };
    (uuid, result)
}
