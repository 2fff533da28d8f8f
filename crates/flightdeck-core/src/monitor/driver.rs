//! The loop around one watched deployment: waits, looks, fetches steps of failed devices, tells the page. It decides nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use connect_api::{DeviceDetail, DevicesPage};
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::watched::Watched;
use crate::error::{Context, explain};
use crate::outside::{Api, Apis, Clock};
use crate::tally;
use crate::wire::{AppError, ConnectionId, DeploymentId, DeviceId, Notice, Settings, Shortfall};

/// Details fetched at the same time, for the causes of failure.
const DETAILS: usize = 2;

/// Where notices go; false when nobody listens any more.
pub(super) type Sink = Box<dyn Fn(Notice) -> bool + Send + Sync>;

/// One watch: whom it watches, its state, and a bell for its loop.
pub(super) struct Watch {
    pub(super) connection: ConnectionId,
    pub(super) deployment: DeploymentId,
    pub(super) bell: Notify,
    state: Mutex<Watched>,
}

impl Watch {
    pub(super) fn new(connection: ConnectionId, deployment: DeploymentId, state: Watched) -> Self {
        Self { connection, deployment, bell: Notify::new(), state: Mutex::new(state) }
    }

    /// The state. A panic elsewhere leaves it readable: rows a moment old are better than none.
    pub(super) fn state(&self) -> MutexGuard<'_, Watched> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the loop needs of the outside.
pub(super) struct Around {
    pub(super) apis: Arc<dyn Apis>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: watch::Receiver<Settings>,
    pub(super) visible: watch::Receiver<bool>,
}

/// Why a look failed, and how long the service asks to wait.
type Failure = (AppError, Option<Duration>);
type Detail = (u32, Result<DeviceDetail, connect_api::Error>);

/// Runs until the sink says that nobody listens, or the task is ended from outside.
pub(super) async fn drive(watch: Arc<Watch>, mut around: Around, sink: Sink) {
    let sink: Arc<Sink> = Arc::new(sink);
    let mut rested = Instant::now();
    let mut look: Option<BoxFuture<'static, bool>> = None;
    let mut details: FuturesUnordered<BoxFuture<'static, Detail>> = FuturesUnordered::new();
    let mut fetch_more = false;
    let mut settings_live = true;
    let mut visible_live = true;
    loop {
        let due = if look.is_some() { None } else { watch.state().wait().map(|wait| rested + wait) };
        let heard = tokio::select! {
            heard = ended(&mut look) => {
                look = None;
                rested = Instant::now();
                fetch_more = true;
                heard && tell(&watch, &sink)
            }
            Some((row, detail)) = details.next() => {
                match detail {
                    Ok(detail) => watch.state().triage.found(row, &detail.steps),
                    // This device is unknown there and stays so; the others may tell more.
                    Err(error) if error.status() == Some(404) => {}
                    // Any other failure ends it until the next look: a service in trouble is not asked sixty times.
                    Err(_) => {
                        watch.state().triage.put_back(row);
                        fetch_more = false;
                    }
                }
                tell(&watch, &sink)
            }
            () = sleep_until(due.unwrap_or(rested)), if due.is_some() => {
                watch.state().begin();
                look = Some(Box::pin(look_once(watch.clone(), around.apis.clone(), around.clock.clone(), sink.clone())));
                true
            }
            () = watch.bell.notified() => tell(&watch, &sink),
            changed = around.settings.changed(), if settings_live => {
                settings_live = changed.is_ok();
                let seconds = around.settings.borrow_and_update().poll_seconds;
                watch.state().schedule.set_poll_seconds(seconds);
                tell(&watch, &sink)
            }
            changed = around.visible.changed(), if visible_live => {
                visible_live = changed.is_ok();
                let visible = *around.visible.borrow_and_update();
                watch.state().schedule.set_visible(visible);
                tell(&watch, &sink)
            }
        };
        if !heard {
            return;
        }
        if fetch_more {
            let wanted = watch.state().wanted_steps(DETAILS.saturating_sub(details.len()));
            for (row, device) in wanted {
                details.push(Box::pin(detail(watch.clone(), around.apis.clone(), row, device)));
            }
        }
    }
}

/// Waits for the running look; for ever where none runs.
async fn ended(look: &mut Option<BoxFuture<'static, bool>>) -> bool {
    match look {
        Some(look) => look.await,
        None => std::future::pending().await,
    }
}

fn tell(watch: &Watch, sink: &Sink) -> bool {
    let notice = watch.state().notice();
    sink(notice)
}

/// One look. False when the sink said meanwhile that nobody listens.
async fn look_once(watch: Arc<Watch>, apis: Arc<dyn Apis>, clock: Arc<dyn Clock>, sink: Arc<Sink>) -> bool {
    let mut heard = true;
    let mut page = |page: DevicesPage| {
        let due = watch.state().page(&page, clock.now_ms());
        if due && heard {
            heard = tell(&watch, &sink);
        }
    };
    let result = devices(&watch, &*apis, &mut page).await;
    let now_ms = clock.now_ms();
    match result {
        Ok(shortfall) => watch.state().end(shortfall, now_ms),
        Err((error, retry_after)) => watch.state().fail(error, retry_after, now_ms, rand::random()),
    }
    heard
}

async fn devices(
    watch: &Watch,
    apis: &dyn Apis,
    page: &mut (dyn FnMut(DevicesPage) + Send),
) -> Result<Option<Shortfall>, Failure> {
    let api = apis.api(&watch.connection).await.map_err(|error| (error, None))?;
    let looked = api.devices(&watch.deployment, page).await;
    let told =
        |error: connect_api::Error| (explain(&error, &Context::Devices(watch.deployment.clone())), error.retry_after());
    looked.map(|shortfall| shortfall.map(tally::crossing)).map_err(told)
}

async fn detail(watch: Arc<Watch>, apis: Arc<dyn Apis>, row: u32, device: DeviceId) -> Detail {
    let api: Result<Arc<dyn Api>, AppError> = apis.api(&watch.connection).await;
    let detail = match api {
        Ok(api) => api.device(&watch.deployment, &device).await,
        Err(_) => Err(connect_api::Error::NotSent {
            reason: connect_api::NotSent::BadRequest,
            detail: "the connection cannot be used".to_owned(),
        }),
    };
    (row, detail)
}
