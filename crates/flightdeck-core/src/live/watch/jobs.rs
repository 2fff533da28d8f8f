//! Doing what a watch asks for: reading what was kept, looking, fetching steps of failed devices, keeping what was seen.

use std::sync::{Arc, OnceLock};

use connect_api::{DeviceDetail, DevicesPage, Priority};
use tokio::sync::watch;

use super::asks::{Failure, Job, Looked, News, Restored};
use super::head;
use super::keeping::Save;
use super::requested::AbortRequests;
use super::rows::names;
use super::watched::Watched;
use super::watching::Watching;
use crate::error::{Context, explain};
use crate::live::births::Births;
use crate::live::known::KnownFleets;
use crate::live::schedule::Progress;
use crate::live::sight::Sight;
use crate::live::subject::Live;
use crate::live::tally;
use crate::outside::{Apis, Clock, Journal, LastSeen, Seen};
use crate::wire::Settings;

/// What watching needs of the outside.
#[derive(Clone)]
pub(crate) struct Around {
    pub(crate) apis: Arc<dyn Apis>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) seen: Arc<dyn Seen>,
    pub(crate) last_seen: Arc<dyn LastSeen>,
    pub(crate) births: Arc<Births>,
    pub(crate) requests: Arc<AbortRequests>,
    pub(crate) settings: watch::Receiver<Settings>,
    /// Who knows the fleets' devices besides.
    pub(crate) known: Arc<OnceLock<Arc<dyn KnownFleets>>>,
    /// Who else wants to hear what was seen: the list.
    pub(crate) told: Arc<OnceLock<Told>>,
}

/// Hears what a watch saw.
pub(crate) type Told = Box<dyn Fn(&Watching, &Sight) + Send + Sync>;

impl Around {
    /// When a deployment was launched here, if it was.
    fn launched_ms(&self, of: &Watching) -> Option<i64> {
        match self.journal.of_deployment(&of.connection, &of.deployment) {
            Ok(entry) => entry.map(|entry| entry.sent_ms),
            Err(error) => {
                tracing::warn!(%error, "the journal could not be read");
                None
            }
        }
    }
}

pub(super) async fn run(job: Job, live: Arc<Live<Watched>>, around: Around) -> News {
    match job {
        Job::Restore => News::Restored(restore(live.key.clone(), around).await),
        Job::Look => News::Looked(look(&live, &around).await),
        Job::Steps { row, device } => News::Steps { row, detail: detail(&live.key, &around, &device).await },
        Job::Keep(save) => News::Kept(keep(live.key.clone(), around, save).await),
    }
}

/// Reading takes the disk and, for a large fleet, some time: it is done beside everything else.
async fn restore(key: Watching, around: Around) -> Box<Restored> {
    let read = tokio::task::spawn_blocking(move || {
        let found = around.last_seen.load(&key.connection, &key.deployment);
        let kept = found.as_ref().and_then(head::read);
        if found.is_some() && kept.is_none() {
            tracing::warn!(deployment = %key.deployment, "what was last seen cannot be read and is let go");
            around.last_seen.drop_rows(&key.connection, &key.deployment);
        }
        Box::new(Restored { launched_ms: around.launched_ms(&key), kept })
    });
    read.await.unwrap_or_default()
}

async fn look(live: &Live<Watched>, around: &Around) -> Result<Looked, Failure> {
    let since = live.state().began(around.clock.now_ms());
    let of_here = |error| Failure { error, retry_after: None, unknown_there: false, launched_ms: None };
    let api = around.apis.api(&live.key.connection).await.map_err(of_here)?.at(Priority::Watch);
    let mut heard = true;
    let mut page = |page: DevicesPage| {
        let (fresh, due) = live.state().page(&page, around.clock.now_ms());
        if due && heard {
            heard = live.tell();
        }
        fresh
    };
    match api.look(&live.key.deployment, since, &mut page).await {
        Ok(shortfall) => {
            Ok(Looked { shortfall: shortfall.map(tally::crossing), clock_offset_ms: api.clock_offset_ms() })
        }
        Err(error) => {
            let unknown_there = error.status() == Some(404);
            Err(Failure {
                error: explain(&error, &Context::Devices(live.key.deployment.clone())),
                retry_after: error.retry_after(),
                unknown_there,
                launched_ms: if unknown_there { around.launched_ms(&live.key) } else { None },
            })
        }
    }
}

async fn detail(key: &Watching, around: &Around, device: &str) -> Result<DeviceDetail, connect_api::Error> {
    match around.apis.api(&key.connection).await {
        Ok(api) => api.at(Priority::Causes).device(&key.deployment, device).await,
        Err(_) => Err(connect_api::Error::NotSent {
            reason: connect_api::NotSent::BadRequest,
            detail: "the connection cannot be used".to_owned(),
        }),
    }
}

/// Tells the list, and writes what is to be kept beside everything else; whether that went well.
async fn keep(key: Watching, around: Around, mut save: Box<Save>) -> bool {
    if let Some(told) = around.told.get() {
        told(&key, &save.sight);
    }
    let (keep_days, keep_megabytes) = {
        let settings = around.settings.borrow();
        (settings.keep_days, settings.keep_megabytes)
    };
    let written = tokio::task::spawn_blocking(move || {
        let blobs = &save.parcel.blobs;
        // Told only of all or none: they belong to the blobs by their number.
        save.parcel.names = blobs.iter().map(|blob| names(blob)).collect::<Option<_>>().unwrap_or_default();
        if save.news {
            remember(&key, &*around.seen, &save.sight);
        }
        let kept = around.last_seen.keep(&key.connection, &key.deployment, &save.parcel);
        if save.parcel.whole && kept.is_ok() {
            around.last_seen.let_go(save.sight.at_ms, keep_days, keep_megabytes);
        }
        kept
    });
    match written.await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "what was last seen could not be kept");
            false
        }
        Err(_) => false,
    }
}

/// What is finished for good is remembered, and what was remembered is forgotten where this look contradicts it.
fn remember(key: &Watching, seen: &dyn Seen, sight: &Sight) {
    let Watching { connection, deployment } = key;
    let contradicted = match sight.progress {
        Progress::Finished => return seen.remember(connection, deployment, sight.counts, sight.at_ms),
        Progress::Moving => true,
        Progress::Settling => seen.counts(connection, deployment).is_some_and(|(counts, _)| counts != sight.counts),
    };
    if contradicted {
        seen.forget(connection, deployment);
    }
}
