//! Launches nobody knows the outcome of: listed, looked for again, adopted by hand, or set aside.

use std::sync::PoisonError;
use std::time::Duration;

use super::look::{self, Lost};
use super::{Launches, record};
use crate::outside::JournalEntry;
use crate::wire::{AppError, ConnectionId, DeploymentId, ErrorCode, LaunchOutcome, LaunchRecord};

/// What is said of an entry the program left without an outcome.
const ENDED: &str = "Flightdeck ended before the answer came.";

impl Launches {
    /// The launches of a connection that nobody knows the outcome of, newest first. Entries an earlier run left open are
    /// looked for first, once a run: this is called when a connection comes into use, so its token is needed anyway.
    ///
    /// # Errors
    /// `Storage`. A failed look is none: those entries stay as they are.
    pub async fn unresolved(&self, connection: &ConnectionId) -> Result<Vec<LaunchRecord>, AppError> {
        self.resolve_unfinished(connection).await?;
        let all = self.journal.all(connection)?;
        Ok(all
            .into_iter()
            .filter(|entry| matches!(entry.outcome, None | Some(LaunchOutcome::Unknown { .. })))
            .map(record)
            .collect())
    }

    /// Looks for the entries an earlier run left without an outcome.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn resolve_unfinished(&self, connection: &ConnectionId) -> Result<(), AppError> {
        let done = |resolved: &std::sync::Mutex<std::collections::HashSet<ConnectionId>>| {
            resolved.lock().unwrap_or_else(PoisonError::into_inner).contains(connection)
        };
        if done(&self.resolved) {
            return Ok(());
        }
        let mut complete = true;
        for entry in self.journal.all(connection)?.into_iter().filter(|entry| entry.outcome.is_none()) {
            // One that is being sent right now has its own search.
            if !self.repeats.running(&entry.request_id)
                && let Err(error) = self.resolve(&entry, look::ONCE).await
            {
                tracing::info!(request_id = %entry.request_id, %error, "an unfinished launch could not be looked for yet");
                complete = false;
            }
        }
        if complete {
            self.resolved.lock().unwrap_or_else(PoisonError::into_inner).insert(connection.to_owned());
        }
        Ok(())
    }

    /// Looks once more for a launch of unknown outcome.
    ///
    /// # Errors
    /// `NotFound` for an unknown request id, the token's codes, `Storage`.
    pub async fn look_again(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        let entry = self.open_entry(request_id)?;
        match entry.outcome {
            None | Some(LaunchOutcome::Unknown { .. }) => self.resolve(&entry, look::ONCE).await,
            Some(outcome) => Ok(outcome),
        }
    }

    /// Takes a deployment for the launch, by the user's word.
    ///
    /// # Errors
    /// `InvalidInput` if it is known to be another launch's or the outcome is known already; `NotFound`, `Storage`.
    pub async fn adopt(&self, request_id: &str, deployment: &DeploymentId) -> Result<LaunchOutcome, AppError> {
        let entry = self.open_entry(request_id)?;
        let why = match entry.outcome {
            Some(LaunchOutcome::Unknown { why, .. }) => why,
            None | Some(LaunchOutcome::Dismissed) => ENDED.to_owned(),
            Some(LaunchOutcome::Adopted { deployment: known, why }) if known == *deployment => {
                return Ok(LaunchOutcome::Adopted { deployment: known, why });
            }
            Some(_) => return Err(AppError::new(ErrorCode::InvalidInput, "The outcome of this launch is known.")),
        };
        let _one_at_a_time = self.searching.lock().await;
        if self.journal.of_deployment(&entry.connection, deployment)?.is_some() {
            return Err(AppError::new(ErrorCode::InvalidInput, "This deployment belongs to another launch."));
        }
        let outcome = LaunchOutcome::Adopted { deployment: deployment.to_owned(), why };
        self.journal.settle(request_id, &outcome)?;
        Ok(outcome)
    }

    /// Sets a launch of unknown outcome aside.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `InvalidInput` while it is being sent.
    pub async fn dismiss(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        let entry = self.open_entry(request_id)?;
        match entry.outcome {
            None | Some(LaunchOutcome::Unknown { .. }) => {
                self.journal.settle(request_id, &LaunchOutcome::Dismissed)?;
                Ok(LaunchOutcome::Dismissed)
            }
            Some(outcome) => Ok(outcome),
        }
    }

    /// Looks for an entry without a definite outcome and writes down what was found.
    pub(super) async fn resolve(&self, entry: &JournalEntry, waits: &[Duration]) -> Result<LaunchOutcome, AppError> {
        let lost = match &entry.outcome {
            Some(LaunchOutcome::Unknown { why, created, .. }) => Lost { created: *created, why: first_sentences(why) },
            _ => Lost { created: false, why: ENDED.to_owned() },
        };
        if self.destinations.destination(&entry.connection)?.line() != entry.destination {
            let why = format!("{} The connection leads elsewhere now, so it cannot be looked for.", lost.why);
            let outcome = LaunchOutcome::Unknown {
                why,
                trouble: None,
                created: lost.created,
                searched: None,
                candidates: Vec::new(),
            };
            return Ok(self.settle(entry, outcome));
        }
        let api = self.apis.api(&entry.connection).await?;
        let outcome = self.search(api.as_ref(), entry, lost, waits).await;
        Ok(self.settle(entry, outcome))
    }

    fn open_entry(&self, request_id: &str) -> Result<JournalEntry, AppError> {
        if self.repeats.running(request_id) {
            return Err(AppError::new(ErrorCode::InvalidInput, "This launch is still being sent.").retryable());
        }
        self.journal
            .find(request_id)?
            .ok_or_else(|| AppError::new(ErrorCode::NotFound, "This launch is not in the journal."))
    }
}

/// Without what an earlier look added: it would be said again with every look.
fn first_sentences(why: &str) -> String {
    let end = [" Looking for it failed too:", " The connection leads elsewhere now"]
        .iter()
        .filter_map(|added| why.find(added))
        .min()
        .unwrap_or(why.len());
    why[..end].to_owned()
}
