//! Launches nobody knows the outcome of: listed, looked for again, adopted by hand, or set aside.
//!
//! One that could not be looked for is open: it is looked for by itself as soon as the service answers anything. One that was
//! looked for in vain is before the user.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use connect_api::Priority;
use tokio::time::Instant;

use super::Launches;
use super::search::{ENDED, Lost, ONCE};
use crate::outside::JournalEntry;
use crate::wire::{AppError, ConnectionId, DeploymentId, ErrorCode, LaunchOutcome, LaunchRecord};

/// A service that answers one thing may still fail at another: so long until the next try.
const PAUSE: Duration = Duration::from_secs(15);

/// What is to be looked for in a connection by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing is open.
    Nothing,
    /// Somebody looks just now.
    Running,
    /// Something is open, and is looked for at the first good answer from then on.
    From(Instant),
}

impl Launches {
    /// The launches of a connection that nobody knows the outcome of, newest first; without those being sent. What is open
    /// is looked for first: this is called when a connection comes into use, so its token is needed anyway.
    ///
    /// # Errors
    /// `Storage`. A failed look is none: those launches say why.
    pub async fn unresolved(&self, connection: &ConnectionId) -> Result<Vec<LaunchRecord>, AppError> {
        let answers = if self.looks().get(connection) == Some(&Look::Nothing) {
            HashMap::new()
        } else {
            self.look_for_open(connection).await?
        };
        // Asked on both sides of the reading: one that begins or ends in between is in neither list alone.
        let mut sending = self.repeats.all_running();
        let all = self.journal.all(connection)?;
        sending.extend(self.repeats.all_running());
        let unresolved = all
            .into_iter()
            .filter(|entry| entry.outcome.as_ref().is_none_or(LaunchOutcome::is_unresolved))
            .filter(|entry| !sending.contains(&entry.request_id))
            .map(|entry| {
                let answer = answers.get(&entry.request_id).cloned();
                self.record(JournalEntry { outcome: answer.or(entry.outcome.clone()), ..entry })
            });
        // A search may end with an outcome that could not be written down.
        Ok(unresolved.filter(|record| record.outcome.as_ref().is_none_or(LaunchOutcome::is_unresolved)).collect())
    }

    /// The service answered something: what is open is looked for now. Cheap where nothing is; call it after every answer.
    /// Must be called inside a tokio runtime.
    pub fn answered(self: &Arc<Self>, connection: &ConnectionId) {
        {
            let mut looks = self.looks();
            match looks.get(connection) {
                Some(Look::Nothing | Look::Running) => return,
                Some(Look::From(at)) if Instant::now() < *at => return,
                Some(Look::From(_)) | None => {}
            }
            looks.insert(connection.clone(), Look::Running);
        }
        let (this, connection) = (self.clone(), connection.clone());
        tokio::spawn(async move {
            if let Err(error) = this.look_for_open(&connection).await {
                tracing::warn!(%error, "open launches could not be looked for");
            }
        });
    }

    /// Looks for everything that is open, and says what came of each.
    async fn look_for_open(&self, connection: &ConnectionId) -> Result<HashMap<String, LaunchOutcome>, AppError> {
        self.looks().insert(connection.clone(), Look::Running);
        let looked = self.look_for_each(connection).await;
        let open = looked.as_ref().map_or(true, |answers| answers.values().any(LaunchOutcome::is_open));
        let mut looks = self.looks();
        // Something else may have come open meanwhile.
        let more = looks.get(connection) != Some(&Look::Running);
        if open {
            looks.insert(connection.clone(), Look::From(Instant::now() + PAUSE));
        } else if !more {
            looks.insert(connection.clone(), Look::Nothing);
        }
        looked
    }

    async fn look_for_each(&self, connection: &ConnectionId) -> Result<HashMap<String, LaunchOutcome>, AppError> {
        let sending: HashSet<String> = self.repeats.all_running();
        let mut answers = HashMap::new();
        for entry in self.journal.all(connection)? {
            // One that is being sent right now has its own search.
            let open = entry.outcome.as_ref().is_none_or(LaunchOutcome::is_open);
            if !open || sending.contains(&entry.request_id) || self.repeats.running(&entry.request_id) {
                continue;
            }
            let outcome = match self.resolve(&entry).await {
                Ok(outcome) => outcome,
                Err(trouble) => self.not_found(&entry, Lost::earlier(&entry), None, Some(trouble)),
            };
            answers.insert(entry.request_id, outcome);
        }
        Ok(answers)
    }

    /// Something of this connection is open from now on.
    pub(super) fn look_later(&self, connection: &ConnectionId) {
        self.looks().insert(connection.clone(), Look::From(Instant::now()));
    }

    /// Looks once more for a launch of unknown outcome.
    ///
    /// # Errors
    /// `NotFound` for an unknown request id, the token's codes, `Storage`.
    pub async fn look_again(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        let entry = self.entry(request_id)?;
        match entry.outcome {
            None | Some(LaunchOutcome::Unknown { .. }) => self.resolve(&entry).await,
            Some(outcome) => Ok(outcome),
        }
    }

    /// Takes a deployment for the launch, by the user's word.
    ///
    /// # Errors
    /// `InvalidInput` if it is known to be another launch's, was there before this one was sent, or the outcome is known
    /// already; `NotFound`, `Storage`.
    pub async fn adopt(&self, request_id: &str, deployment: &DeploymentId) -> Result<LaunchOutcome, AppError> {
        let _one_at_a_time = self.searching.lock().await;
        let entry = self.entry(request_id)?;
        let why = match entry.outcome {
            Some(LaunchOutcome::Unknown { why, .. }) => why,
            None | Some(LaunchOutcome::Dismissed) => ENDED.to_owned(),
            Some(LaunchOutcome::Adopted { deployment: known, why }) if known == *deployment => {
                return Ok(LaunchOutcome::Adopted { deployment: known, why });
            }
            Some(_) => return Err(AppError::new(ErrorCode::InvalidInput, "The outcome of this launch is known.")),
        };
        if entry.before.is_some_and(|before| before.same.contains(deployment)) {
            return Err(AppError::new(
                ErrorCode::InvalidInput,
                "This deployment was there before the launch was sent.",
            ));
        }
        let _not_overwritten = self.settling();
        if self.journal.of_deployment(&entry.connection, deployment)?.is_some() {
            return Err(AppError::new(ErrorCode::InvalidInput, "This deployment belongs to another launch."));
        }
        let outcome = LaunchOutcome::Adopted { deployment: deployment.clone(), why };
        self.journal.settle(request_id, &outcome)?;
        self.told(request_id, &outcome);
        Ok(outcome)
    }

    /// Sets a launch of unknown outcome aside.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `InvalidInput` while it is being sent.
    pub fn dismiss(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        let _not_overwritten = self.settling();
        let entry = self.entry(request_id)?;
        match entry.outcome {
            None | Some(LaunchOutcome::Unknown { .. }) => {
                self.journal.settle(request_id, &LaunchOutcome::Dismissed)?;
                self.told(request_id, &LaunchOutcome::Dismissed);
                Ok(LaunchOutcome::Dismissed)
            }
            Some(outcome) => Ok(outcome),
        }
    }

    /// Looks once for an entry without a definite outcome.
    pub(super) async fn resolve(&self, entry: &JournalEntry) -> Result<LaunchOutcome, AppError> {
        let lost = Lost::earlier(entry);
        if self.destinations.destination(&entry.connection)?.line() != entry.destination {
            let trouble = AppError::new(
                ErrorCode::NotFound,
                "The connection leads elsewhere now than when it was sent, so it cannot be looked for.",
            );
            return Ok(self.not_found(entry, lost, None, Some(trouble)));
        }
        let api = self.apis.api(&entry.connection).await?.at(Priority::Act);
        Ok(self.search(api.as_ref(), entry, lost, ONCE).await)
    }

    fn entry(&self, request_id: &str) -> Result<JournalEntry, AppError> {
        if self.repeats.running(request_id) {
            return Err(AppError::new(ErrorCode::InvalidInput, "This launch is still being sent.").retryable());
        }
        self.journal
            .find(request_id)?
            .ok_or_else(|| AppError::new(ErrorCode::NotFound, "This launch is not in the journal."))
    }

    fn looks(&self) -> MutexGuard<'_, HashMap<ConnectionId, Look>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
