//! Looking for a launch whose answer was lost, and settling what is found. A look that fails settles nothing: the launch
//! stays open, and is looked for again when the service answers.

use std::collections::HashSet;
use std::time::Duration;

use connect_api::{Deployment, DeploymentsPage};

use super::Launches;
use super::before::PAGE;
use super::evidence::{Fit, Trace, adoptable, same_words};
use super::reading::Reading;
use crate::crossing::moment;
use crate::error::{Context, explain};
use crate::outside::{Api, JournalEntry};
use crate::wire::{AppError, Candidate, LaunchOutcome, Searched};

const CANDIDATES: usize = 20;
/// What is said of an entry the program left without an outcome.
pub(super) const ENDED: &str = "Flightdeck ended before the answer came.";

/// Waits before each look: a create may appear late.
pub(super) const PATIENTLY: &[Duration] =
    &[Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];
/// One look, now.
pub(super) const ONCE: &[Duration] = &[Duration::ZERO];

/// What is known of a launch without an answer.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The service said "created".
    created: bool,
    /// What happened.
    why: String,
    /// It is not in the journal yet, so that it must be written even where nothing else is known.
    news: bool,
}

impl Lost {
    /// What happened just now.
    pub(super) fn now(created: bool, why: String) -> Self {
        Self { created, why, news: true }
    }

    /// What the journal says happened.
    pub(super) fn earlier(entry: &JournalEntry) -> Self {
        match &entry.outcome {
            Some(LaunchOutcome::Unknown { why, created, .. }) => {
                Self { created: *created, why: why.clone(), news: false }
            }
            _ => Self { created: false, why: ENDED.to_owned(), news: false },
        }
    }
}

impl Launches {
    /// Looks until the launch is found or the waits are over, and settles it.
    pub(super) async fn search(
        &self,
        api: &dyn Api,
        entry: &JournalEntry,
        lost: Lost,
        waits: &[Duration],
    ) -> LaunchOutcome {
        let mut found = None;
        let mut trouble = None;
        for wait in waits {
            tokio::time::sleep(*wait).await;
            // Held from the look to the journal: the second of two searches must see what the first adopted.
            let _one_at_a_time = self.searching.lock().await;
            match self.fitting(api, entry, lost.news).await {
                Ok((fitting, searched)) => {
                    trouble = None;
                    let rivals = self.rivals(entry);
                    let telling = Trace::of(entry, None).telling(lost.created);
                    if let Some(found) = adoptable(&fitting, telling, rivals) {
                        let deployment = found.uuid.clone().into();
                        return self.settle(entry, LaunchOutcome::Adopted { deployment, why: lost.why });
                    }
                    let sure = fitting.iter().filter(|(fit, _)| *fit == Fit::Surely).count();
                    found = Some((shown(fitting), searched));
                    if sure > 1 && !rivals {
                        break;
                    }
                }
                Err(error) => trouble = Some(error),
            }
        }
        self.not_found(entry, lost, found, trouble)
    }

    /// Settles what was not found. Where the last look failed the launch stays open, and what is known stays known.
    pub(super) fn not_found(
        &self,
        entry: &JournalEntry,
        lost: Lost,
        found: Option<(Vec<Candidate>, Searched)>,
        trouble: Option<AppError>,
    ) -> LaunchOutcome {
        let (candidates, searched) = match (found, &entry.outcome) {
            (Some((candidates, searched)), _) => (candidates, Some(searched)),
            (None, Some(LaunchOutcome::Unknown { searched, candidates, .. })) => (candidates.clone(), *searched),
            (None, _) => (Vec::new(), None),
        };
        let open = trouble.is_some();
        if open {
            self.look_later(&entry.connection);
        }
        let Lost { created, why, news } = lost;
        let outcome = LaunchOutcome::Unknown { why, trouble, created, searched, candidates };
        // An entry without an outcome is open as it is.
        if open && !news && entry.outcome.is_none() { outcome } else { self.settle(entry, outcome) }
    }

    /// The deployments that may be the one.
    async fn fitting(
        &self,
        api: &dyn Api,
        entry: &JournalEntry,
        sent_by_this_run: bool,
    ) -> Result<(Vec<(Fit, Deployment)>, Searched), AppError> {
        let others = self.of_others(entry)?;
        let mut page = page_after(api, None).await?;
        // Asked after the first answer: it may be the first that told the time.
        let offset_ms = api.clock_offset_ms().filter(|_| sent_by_this_run);
        let mut reading = Reading::new(Trace::of(entry, offset_ms), others);
        while let Some(after) = reading.take(page) {
            page = page_after(api, Some(&after)).await?;
        }
        Ok(reading.result())
    }

    /// Deployments the journal knows to be of other launches.
    fn of_others(&self, entry: &JournalEntry) -> Result<HashSet<String>, AppError> {
        let all = self.journal.all(&entry.connection)?;
        let others = all.iter().filter(|other| other.request_id != entry.request_id);
        Ok(others.filter_map(|other| other.outcome.as_ref()?.deployment()).map(ToString::to_string).collect())
    }

    /// Whether another launch with the same comment waits for its deployment: whose it is nobody could tell.
    fn rivals(&self, entry: &JournalEntry) -> bool {
        // What cannot be read may be one.
        self.journal.whole(&entry.connection).map_or(true, |all| {
            all.iter().any(|other| {
                other.request_id != entry.request_id
                    && other.outcome.as_ref().is_none_or(LaunchOutcome::is_unresolved)
                    && same_words(entry, other.request.deployment_configuration.comment.as_deref())
            })
        })
    }
}

async fn page_after(api: &dyn Api, after: Option<&str>) -> Result<DeploymentsPage, AppError> {
    api.deployments_page(after, PAGE).await.map_err(|error| explain(&error, &Context::List))
}

fn shown(fitting: Vec<(Fit, Deployment)>) -> Vec<Candidate> {
    let candidates = fitting.into_iter().take(CANDIDATES).map(|(fit, deployment)| Candidate {
        uuid: deployment.uuid.into(),
        comment: deployment.comment,
        created: moment(&deployment.created),
        perhaps: fit != Fit::Surely,
    });
    candidates.collect()
}
