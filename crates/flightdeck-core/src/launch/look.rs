//! Looking for a launch whose answer was lost: among the newest deployments, by comment and time of creation.
//!
//! The service gives back neither a key of ours nor the request, so the comment and the time are all there is. The
//! service's clock is not known; [`SKEW_MS`] of difference is allowed for. What fits is adopted only when it is alone.

use std::collections::HashSet;
use std::time::Duration;

use connect_api::{ApiTime, Deployment};

use super::Launches;
use crate::device::moment;
use crate::error::{Context, explain};
use crate::outside::{Api, JournalEntry};
use crate::wire::{AppError, Candidate, DeploymentId, LaunchOutcome};

/// How far the service's clock may differ from this one.
const SKEW_MS: i64 = 2 * 60 * 1000;
/// How long after it was sent the service may still have carried it out: the client's own limit is 2 minutes, a queue in
/// between may add to it. Later deployments with the same comment are somebody's next ones.
const LATEST_MS: i64 = 15 * 60 * 1000;
/// Time zones reach from −12 to +14 hours: a time without zone may be so far off, and proves nothing.
const ZONES_MS: i64 = 14 * 60 * 60 * 1000;
const PAGE: u16 = 100;
const PAGES: usize = 5;
const CANDIDATES: usize = 20;

/// Waits before each look: a create may appear late.
pub(super) const PATIENTLY: &[Duration] =
    &[Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];
/// One look, now.
pub(super) const ONCE: &[Duration] = &[Duration::ZERO];

/// What is known of a launch without an answer.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The service said "created".
    pub(super) created: bool,
    /// What happened.
    pub(super) why: String,
}

/// How well a deployment fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// Same comment, created in the window.
    Surely,
    /// Same comment, and a time that does not exclude it.
    Perhaps,
}

impl Launches {
    /// Looks until something fits or the waits are over.
    pub(super) async fn search(
        &self,
        api: &dyn Api,
        entry: &JournalEntry,
        lost: Lost,
        waits: &[Duration],
    ) -> LaunchOutcome {
        let mut trouble = None;
        for wait in waits {
            tokio::time::sleep(*wait).await;
            // Held from the look to the journal: the second of two searches must see what the first adopted.
            let _one_at_a_time = self.searching.lock().await;
            match self.fitting(api, entry).await {
                Ok(fitting) => {
                    trouble = None;
                    if let Some(deployment) = adoptable(entry, &lost, &fitting) {
                        return self
                            .settle(entry, LaunchOutcome::Adopted { deployment: deployment.into(), why: lost.why });
                    }
                    if !fitting.is_empty() {
                        return unknown(lost, fitting);
                    }
                }
                Err(error) => trouble = Some(error),
            }
        }
        let why = match trouble {
            Some(error) => format!("{} Looking for it failed too: {}", lost.why, error.message),
            None => lost.why,
        };
        unknown(Lost { why, ..lost }, Vec::new())
    }

    /// The newest deployments that may be the one.
    async fn fitting(&self, api: &dyn Api, entry: &JournalEntry) -> Result<Vec<(Fit, Deployment)>, AppError> {
        let others = self.adopted_by_others(entry)?;
        let now_ms = self.clock.now_ms();
        let mut known = HashSet::new();
        let mut fitting = Vec::new();
        let mut after = None;
        for _ in 0..PAGES {
            let page =
                api.deployments_page(after.as_deref(), PAGE).await.map_err(|error| explain(&error, &Context::List))?;
            for deployment in page.deployments {
                if !others.contains(deployment.uuid.as_str())
                    && known.insert(deployment.uuid.clone())
                    && let Some(fit) = fit(entry, &deployment, now_ms)
                {
                    fitting.push((fit, deployment));
                }
            }
            if page.after.is_none() || page.after == after {
                break;
            }
            after = page.after;
        }
        Ok(fitting)
    }

    /// Deployments the journal knows to be of other launches.
    fn adopted_by_others(&self, entry: &JournalEntry) -> Result<HashSet<DeploymentId>, AppError> {
        let all = self.journal.all(&entry.connection)?;
        Ok(all
            .into_iter()
            .filter(|other| other.request_id != entry.request_id)
            .filter_map(|other| match other.outcome {
                Some(LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. }) => {
                    Some(deployment)
                }
                _ => None,
            })
            .collect())
    }
}

/// The one that may be taken for it. Without a comment a match is a mere coincidence in time, unless the service said
/// that it did create something then.
fn adoptable(entry: &JournalEntry, lost: &Lost, fitting: &[(Fit, Deployment)]) -> Option<String> {
    let telling = lost.created || !words(entry.request.deployment_configuration.comment.as_deref()).is_empty();
    match fitting {
        [(Fit::Surely, only)] if telling => Some(only.uuid.clone()),
        _ => None,
    }
}

fn unknown(lost: Lost, fitting: Vec<(Fit, Deployment)>) -> LaunchOutcome {
    let mut fitting = fitting;
    // The likeliest first; the sort is stable and keeps the service's order otherwise.
    fitting.sort_by_key(|(fit, _)| *fit == Fit::Perhaps);
    let candidates = fitting
        .into_iter()
        .take(CANDIDATES)
        .map(|(fit, deployment)| Candidate {
            uuid: deployment.uuid.into(),
            comment: deployment.comment,
            created: moment(&deployment.created),
            perhaps: fit == Fit::Perhaps,
        })
        .collect();
    LaunchOutcome::Unknown { why: lost.why, trouble: None, created: lost.created, searched: None, candidates }
}

fn fit(entry: &JournalEntry, deployment: &Deployment, now_ms: i64) -> Option<Fit> {
    let comment = entry.request.deployment_configuration.comment.as_deref();
    if words(comment) != words(deployment.comment.as_deref()) {
        return None;
    }
    let from = entry.sent_ms - SKEW_MS;
    let to = (entry.sent_ms + LATEST_MS).min(now_ms + SKEW_MS);
    match deployment.created {
        ApiTime::At { unix_ms, .. } if (from..=to).contains(&unix_ms) => Some(Fit::Surely),
        ApiTime::At { unix_ms, zone_assumed } => {
            (zone_assumed && (from - ZONES_MS..=to + ZONES_MS).contains(&unix_ms)).then_some(Fit::Perhaps)
        }
        ApiTime::Absent | ApiTime::Unreadable(_) => Some(Fit::Perhaps),
    }
}

/// A comment for comparing: services trim, and make nothing of blanks.
fn words(comment: Option<&str>) -> &str {
    comment.unwrap_or_default().trim()
}
