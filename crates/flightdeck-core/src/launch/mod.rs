//! Launching exactly once: journal first, send once, and find out what became of it when the answer is lost.
//!
//! The order is the whole point. What is there is looked at, the entry is on disk, and only then the request leaves; a
//! repeated request id gets the first outcome; a create is never sent again by itself; and what nobody knows is looked for
//! and otherwise said to be unknown. A launch of unknown outcome is *unresolved*.

mod back;
mod before;
mod evidence;
mod history;
mod overheard;
mod reading;
mod search;
#[cfg(test)]
mod tests;
mod unresolved;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use connect_api::{Created, Priority};

use crate::connections::Destinations;
use crate::error::{Context, explain};
use crate::outside::{Api, Apis, Clock, FlowNames, Journal, JournalEntry};
use crate::repeats::Repeats;
use crate::target;
use crate::wire::{AppError, ConnectionId, Draft, ErrorCode, LaunchOutcome, LaunchRecord};
use search::Lost;
use unresolved::Look;

pub(crate) use back::Back;
pub use overheard::Overheard;

/// Launches and what became of them.
pub struct Launches {
    apis: Arc<dyn Apis>,
    destinations: Arc<dyn Destinations>,
    journal: Arc<dyn Journal>,
    names: Arc<dyn FlowNames>,
    clock: Arc<dyn Clock>,
    repeats: Repeats<LaunchOutcome>,
    /// Whether a connection has launches that are still to be looked for; not known for those that are not in it.
    looks: Mutex<HashMap<ConnectionId, Look>>,
    /// One search at a time: two could adopt the same deployment for two launches.
    searching: tokio::sync::Mutex<()>,
    /// One outcome at a time: what the user decided must not be overwritten by a search that began before.
    settling: Mutex<()>,
    /// Who else hears of outcomes.
    told: OnceLock<Told>,
    /// The journal as it was read last.
    past: history::Past,
}

/// Asked right before a launch is written down, and never while something is locked: whether it is still to be sent.
pub(crate) type Wanted = Arc<dyn Fn() -> bool + Send + Sync>;

/// Hears, by its request id, what became of a launch.
type Told = Box<dyn Fn(&str, &LaunchOutcome) + Send + Sync>;

impl Launches {
    /// Launches through these.
    pub fn new(
        apis: Arc<dyn Apis>,
        destinations: Arc<dyn Destinations>,
        journal: Arc<dyn Journal>,
        names: Arc<dyn FlowNames>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Arc::new(Self {
            apis,
            destinations,
            journal,
            names,
            clock,
            repeats: Repeats::new(),
            looks: Mutex::default(),
            searching: tokio::sync::Mutex::default(),
            settling: Mutex::default(),
            told: OnceLock::new(),
            past: history::Past::default(),
        })
    }

    /// Who else hears what became of each launch, once it is written down; a launch may be told of more than once. Only the first
    /// is heard.
    pub(crate) fn tell(&self, hears: impl Fn(&str, &LaunchOutcome) + Send + Sync + 'static) {
        if self.told.set(Box::new(hears)).is_err() {
            tracing::error!("what becomes of launches is told twice");
        }
    }

    /// Launches a draft, once per request id.
    ///
    /// # Errors
    /// Only where nothing was sent: `InvalidInput`, `ConfirmationNeeded`, `NotFound`, the token's and the keyring's codes,
    /// and `Storage` when the journal could not be written. Everything after that is an outcome.
    pub async fn launch(
        self: &Arc<Self>,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
    ) -> Result<LaunchOutcome, AppError> {
        self.launch_while(request_id, connection, draft, confirmation, Arc::new(|| true)).await
    }

    /// The same, if it is still `wanted` in the moment in which it would be written down.
    ///
    /// # Errors
    /// As [`Self::launch`]; `InvalidInput` where it is not wanted any more.
    pub(crate) async fn launch_while(
        self: &Arc<Self>,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        wanted: Wanted,
    ) -> Result<LaunchOutcome, AppError> {
        let this = self.clone();
        let (id, connection) = (request_id.to_owned(), connection.clone());
        self.repeats
            .once(request_id, || async move { this.launch_once(id, connection, draft, confirmation, wanted).await })
            .await
    }

    /// How many are being sent: their outcome is not written down yet.
    pub fn sending(&self) -> usize {
        self.repeats.count()
    }

    /// Waits until the outcome of everything that is being sent is written down.
    pub async fn sent(&self) {
        self.repeats.ended().await;
    }

    async fn launch_once(
        &self,
        request_id: String,
        connection: ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        wanted: Wanted,
    ) -> Result<LaunchOutcome, AppError> {
        if let Some(entry) = self.journal.find(&request_id)? {
            // From an earlier run of the program, or long ago in this one.
            return match entry.outcome {
                Some(outcome) => Ok(outcome),
                None => self.resolve(&entry).await,
            };
        }
        self.apis.may_act(&connection)?;
        let destination = self.destinations.destination(&connection)?;
        let checked = target::checked(&draft, &destination, confirmation.as_deref())?;
        // Before the journal: a token that is not there must not leave an entry of a launch that never was.
        let api = self.apis.api(&connection).await?.at(Priority::Act);
        let before = before::look(api.as_ref(), &checked.request).await;
        // Looking takes a while, and a computer that sleeps meanwhile wakes in other hours.
        self.apis.may_launch(&connection, self.clock.as_ref())?;
        if !wanted() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Nothing was sent: it was called off before."));
        }
        let entry = JournalEntry {
            request_id,
            connection,
            destination: destination.line(),
            sent_ms: self.clock.now_ms(),
            clock_offset_ms: api.clock_offset_ms(),
            before,
            request: checked.request,
            target: checked.sentence,
            outcome: None,
        };
        self.journal.begin(&entry).map_err(|error| {
            AppError::new(
                ErrorCode::Storage,
                format!("Nothing was sent: the launch could not be written down first. {error}"),
            )
        })?;
        Ok(self.send(api.as_ref(), &entry).await)
    }

    /// Sends what is written down, and finds out what became of it.
    async fn send(&self, api: &dyn Api, entry: &JournalEntry) -> LaunchOutcome {
        let lost = match api.create(&entry.request).await {
            Ok(Created { deployment_uuid: Some(deployment), .. }) => {
                return self.settle(entry, LaunchOutcome::Created { deployment: deployment.into() });
            }
            Ok(Created { deployment_uuid: None, .. }) => {
                Lost::now(true, "The service said “created”, but not which deployment.".to_owned())
            }
            Err(error) if error.may_have_been_sent() => Lost::now(false, explain(&error, &Context::Create).message),
            Err(error) => {
                let error = explain(&error, &Context::Create);
                return self.settle(entry, LaunchOutcome::Refused { error });
            }
        };
        self.search(api, entry, lost, search::PATIENTLY).await
    }

    /// Writes an outcome down, unless the launch has one that is definite. It is true even if it cannot be written: then the
    /// next start looks for it again.
    fn settle(&self, entry: &JournalEntry, outcome: LaunchOutcome) -> LaunchOutcome {
        let _one_at_a_time = self.settling();
        if let Ok(Some(JournalEntry { outcome: Some(known), .. })) = self.journal.find(&entry.request_id)
            && !known.is_unresolved()
        {
            return known;
        }
        if let Err(error) = self.journal.settle(&entry.request_id, &outcome) {
            tracing::error!(request_id = %entry.request_id, %error, "an outcome could not be written down");
        }
        self.told(&entry.request_id, &outcome);
        outcome
    }

    fn told(&self, request_id: &str, outcome: &LaunchOutcome) {
        if let Some(hears) = self.told.get() {
            hears(request_id, outcome);
        }
    }

    fn settling(&self) -> MutexGuard<'_, ()> {
        self.settling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A journal entry as the page sees it.
    fn record(&self, entry: JournalEntry) -> LaunchRecord {
        let configuration = entry.request.deployment_configuration;
        LaunchRecord {
            flow_name: self.names.flow_name(&entry.connection, &configuration.flow_uuid),
            request_id: entry.request_id,
            connection: entry.connection,
            sent_ms: entry.sent_ms,
            flow_uuid: configuration.flow_uuid,
            comment: configuration.comment,
            target: entry.target,
            outcome: entry.outcome,
        }
    }
}
