//! Launching exactly once: journal first, send once, and find out what became of it when the answer is lost.
//!
//! The order is the whole point. The entry is on disk before the request leaves; a repeated request id gets the first
//! outcome; a create is never sent again by itself; and what nobody knows is looked for and otherwise said to be unknown.

mod look;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use connect_api::Created;

use crate::connections::Destinations;
use crate::error::{Context, explain};
use crate::outside::{Apis, Clock, Journal, JournalEntry};
use crate::repeats::Repeats;
use crate::target;
use crate::wire::{AppError, ConnectionId, Draft, ErrorCode, LaunchOutcome, LaunchRecord};
use look::Lost;

/// Launches and what became of them.
pub struct Launches {
    apis: Arc<dyn Apis>,
    destinations: Arc<dyn Destinations>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    repeats: Repeats<LaunchOutcome>,
    /// Connections whose entries from an earlier run were looked for.
    resolved: Mutex<HashSet<ConnectionId>>,
    /// One search at a time: two could adopt the same deployment for two launches.
    searching: tokio::sync::Mutex<()>,
}

impl Launches {
    /// Launches through these.
    pub fn new(
        apis: Arc<dyn Apis>,
        destinations: Arc<dyn Destinations>,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        Arc::new(Self {
            apis,
            destinations,
            journal,
            clock,
            repeats: Repeats::new(),
            resolved: Mutex::default(),
            searching: tokio::sync::Mutex::default(),
        })
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
        let this = self.clone();
        let (id, connection) = (request_id.to_owned(), connection.to_owned());
        self.repeats
            .once(request_id, || async move { this.launch_once(id, connection, draft, confirmation).await })
            .await
    }

    async fn launch_once(
        &self,
        request_id: String,
        connection: ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
    ) -> Result<LaunchOutcome, AppError> {
        if let Some(entry) = self.journal.find(&request_id)? {
            // From an earlier run of the program, or long ago in this one.
            return match entry.outcome {
                Some(outcome) => Ok(outcome),
                None => self.resolve(&entry, look::ONCE).await,
            };
        }
        let destination = self.destinations.destination(&connection)?;
        let checked = target::checked(&draft, &destination, confirmation.as_deref())?;
        // Before the journal: a token that is not there must not leave an entry of a launch that never was.
        let api = self.apis.api(&connection).await?;
        let entry = JournalEntry {
            request_id,
            connection,
            destination: destination.line(),
            sent_ms: self.clock.now_ms(),
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
        let lost = match api.create(&entry.request).await {
            Ok(Created { deployment_uuid: Some(deployment), .. }) => {
                return Ok(self.settle(&entry, LaunchOutcome::Created { deployment: deployment.into() }));
            }
            Ok(Created { deployment_uuid: None, .. }) => {
                Lost { created: true, why: "The service said “created”, but not which deployment.".to_owned() }
            }
            Err(error) if error.may_have_been_sent() => {
                Lost { created: false, why: explain(&error, &Context::Create).message }
            }
            Err(error) => {
                let error = explain(&error, &Context::Create);
                return Ok(self.settle(&entry, LaunchOutcome::Refused { error }));
            }
        };
        let outcome = self.search(api.as_ref(), &entry, lost, look::PATIENTLY).await;
        Ok(self.settle(&entry, outcome))
    }

    /// Writes an outcome down. It is true even if it cannot be written: then the next start looks for it again.
    fn settle(&self, entry: &JournalEntry, outcome: LaunchOutcome) -> LaunchOutcome {
        if let Err(error) = self.journal.settle(&entry.request_id, &outcome) {
            tracing::error!(request_id = %entry.request_id, %error, "an outcome could not be written down");
        }
        outcome
    }
}

/// A journal entry as the page sees it.
fn record(entry: JournalEntry) -> LaunchRecord {
    let configuration = entry.request.deployment_configuration;
    LaunchRecord {
        request_id: entry.request_id,
        connection: entry.connection,
        sent_ms: entry.sent_ms,
        flow_uuid: configuration.flow_uuid,
        flow_name: None,
        comment: configuration.comment,
        target: entry.target,
        outcome: entry.outcome,
    }
}
