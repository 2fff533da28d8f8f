//! Doing what a list asks for: pages of deployments, devices counted, results remembered. It decides nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use connect_api::{DeploymentsPage, Priority};

use super::asks::{Job, News, PageOf, Sought};
use super::entry::{self, Counted, Entry, Status};
use super::kept::{self, KeptList};
use crate::error::{Context, explain};
use crate::live::births::Births;
use crate::live::tally::tally;
use crate::outside::{Apis, Clock, FlowNames, Journal, JournalEntry, LastCounts, LastSeen, Seen};
use crate::wire::{AppError, ConnectionId, DeploymentId, LaunchedHere};

/// Deployments asked for at once.
const PAGE: u16 = 100;

/// What a list needs of the outside.
#[derive(Clone)]
pub(crate) struct Around {
    pub(crate) apis: Arc<dyn Apis>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) seen: Arc<dyn Seen>,
    pub(crate) last_seen: Arc<dyn LastSeen>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) names: Arc<dyn FlowNames>,
    pub(crate) births: Arc<Births>,
}

impl Around {
    /// Adds what this computer remembers of a deployment.
    pub(crate) fn enrich(&self, connection: &ConnectionId, entry: &mut Entry) {
        if let Some(created_ms) = entry.created_ms() {
            self.births.note(connection, &entry.uuid, created_ms);
        }
        match self.journal.of_deployment(connection, &entry.uuid) {
            Ok(found) => {
                entry.take_launched(found.map(|found| self.told(connection, &found)));
            }
            Err(error) => tracing::warn!(%error, "the journal could not be read"),
        }
        if entry.counts().is_none()
            && let Some((counts, at_ms)) = self.seen.counts(connection, &entry.uuid)
        {
            entry.remembered(counts, at_ms);
        }
        // A watch may have seen its devices while no list was open.
        if entry.counts().is_none()
            && let Some(LastCounts { counts, shortfall, at_ms }) = self.last_seen.last_counts(connection, &entry.uuid)
        {
            entry.seen_before(Status::Known { counts, seen_ms: at_ms, shortfall });
        }
    }

    /// What is told of a launch, with what its flow is called and which of its parameters are secret.
    fn told(&self, connection: &ConnectionId, found: &JournalEntry) -> LaunchedHere {
        let flow = &found.request.deployment_configuration.flow_uuid;
        entry::launched(found, self.names.flow_name(connection, flow), &self.names.marks(connection, flow))
    }

    /// The same told anew, since something else is said of flows; whether it differs.
    pub(crate) fn retell(&self, connection: &ConnectionId, entry: &mut Entry) -> bool {
        if entry.launched.is_none() {
            return false;
        }
        let Ok(Some(found)) = self.journal.of_deployment(connection, &entry.uuid) else { return false };
        entry.take_launched(Some(self.told(connection, &found)))
    }

    /// What these deployments are called by their launches here, or by the list as it was last seen.
    pub(crate) fn remembered_comments(
        &self,
        connection: &ConnectionId,
        of: &[DeploymentId],
    ) -> HashMap<DeploymentId, String> {
        let entries = self.kept(connection).map(|kept| kept.entries).unwrap_or_default();
        let listed = entries.into_iter().filter(|entry| of.contains(&entry.uuid));
        let mut known: HashMap<_, _> = listed.filter_map(|entry| Some((entry.uuid, entry.comment?))).collect();
        for deployment in of.iter().filter(|deployment| !known.contains_key(*deployment)).collect::<Vec<_>>() {
            let launched = self.journal.of_deployment(connection, deployment).ok().flatten();
            let comment = launched.and_then(|entry| entry.request.deployment_configuration.comment);
            known
                .extend(comment.as_deref().and_then(entry::shown_comment).map(|comment| (deployment.clone(), comment)));
        }
        known
    }

    /// The list as it was last seen.
    pub(crate) fn kept(&self, connection: &ConnectionId) -> Option<KeptList> {
        let (body, at_ms) = self.last_seen.load_list(connection)?;
        let kept = kept::read(&body, at_ms);
        if kept.is_none() {
            tracing::warn!("the list last seen cannot be read and is begun anew");
        }
        kept
    }
}

pub(super) async fn run(job: Job, connection: ConnectionId, around: Around) -> News {
    match job {
        Job::Restore => {
            let restored = tokio::task::spawn_blocking(move || around.kept(&connection));
            News::Restored(restored.await.unwrap_or_default())
        }
        Job::Page(of) => {
            let page = page(&of, &connection, &around).await;
            News::Page(of, page)
        }
        Job::Count(uuid, sought) => {
            let priority = match sought {
                Sought::InSight => Priority::List,
                Sought::Aside => Priority::Causes,
            };
            let counted = count(&uuid, &connection, &around, priority).await;
            News::Counted(uuid, counted)
        }
        Job::Remember(uuid, counts, at_ms) => {
            let written = tokio::task::spawn_blocking(move || around.seen.remember(&connection, &uuid, counts, at_ms));
            if let Err(error) = written.await {
                tracing::warn!(%error, "what was seen could not be remembered");
            }
            News::Remembered
        }
        Job::Keep(list, at_ms) => {
            let keep = move || around.last_seen.keep_list(&connection, list.as_deref(), at_ms);
            match tokio::task::spawn_blocking(keep).await {
                Ok(Ok(())) => News::Kept(true),
                Ok(Err(error)) => {
                    tracing::debug!(%error, "the list could not be kept");
                    News::Kept(false)
                }
                Err(error) => {
                    tracing::warn!(%error, "the list could not be kept");
                    News::Kept(false)
                }
            }
        }
    }
}

async fn page(
    of: &PageOf,
    connection: &ConnectionId,
    around: &Around,
) -> Result<DeploymentsPage, (AppError, Option<Duration>)> {
    let after = match of {
        PageOf::Top(after) => after.as_deref(),
        PageOf::Deep(token) => Some(token.as_str()),
    };
    let api = around.apis.api(connection).await.map_err(|error| (error, None))?.at(Priority::List);
    let page = api.deployments_page(after, PAGE).await;
    page.map_err(|error| (explain(&error, &Context::List), error.retry_after()))
}

async fn count(
    uuid: &DeploymentId,
    connection: &ConnectionId,
    around: &Around,
    priority: Priority,
) -> Result<Counted, AppError> {
    let api = around.apis.api(connection).await?.at(priority);
    match tally(&*api, uuid).await {
        Ok(tally) => Ok(Counted { tally, clock_offset_ms: api.clock_offset_ms() }),
        Err(error) => Err(explain(&error, &Context::Devices(uuid.clone()))),
    }
}
