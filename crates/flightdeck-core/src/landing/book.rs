//! What is watched in the background in this run: read at its start, written before its news are told, one task for each.

use std::collections::HashSet;

use tokio::task::AbortHandle;

use super::Landings;
use super::state::{Happened, Landing, Sighting};
use crate::outside::KeptLanding;
use crate::wire::{AppError, ConnectionId, ConnectionsView, DeploymentId, ErrorCode, LandingView};

/// All of it, oldest first.
#[derive(Default)]
pub(super) struct Book {
    pub(super) entries: Vec<Entry>,
    /// Launches that were heard of: what the user ended is not begun again.
    launches: HashSet<String>,
    resumed: bool,
}

/// One deployment, and what is known of it in this run alone.
pub(super) struct Entry {
    pub(super) landing: Landing,
    pub(super) blind: Option<String>,
    /// The look that was judged last.
    pub(super) judged_ms: Option<i64>,
    task: Option<AbortHandle>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Book {
    pub(super) fn entry(&mut self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.is_of(connection, deployment))
    }

    /// Takes one out; its task ends when it is dropped.
    pub(super) fn remove(&mut self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.is_of(connection, deployment))?;
        Some(self.entries.remove(at))
    }

    pub(super) fn of_connection(&self, connection: &ConnectionId) -> Vec<DeploymentId> {
        let of = self.entries.iter().filter(|entry| entry.landing.connection == *connection);
        of.map(|entry| entry.landing.deployment.clone()).collect()
    }

    /// Whether a launch is heard of for the first time.
    pub(super) fn first(&mut self, launch: &str) -> bool {
        self.launches.insert(launch.to_owned())
    }

    pub(super) fn put(&mut self, landing: Landing, task: AbortHandle) {
        self.entries.push(Entry { landing, blind: None, judged_ms: None, task: Some(task) });
    }
}

impl Entry {
    fn is_of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> bool {
        self.landing.connection == *connection && self.landing.deployment == *deployment
    }

    /// Takes in what was seen: its news, and whether it is watched no more. News is written down before it holds, by `write`, which is told
    /// whether it is over; where that fails nothing has happened, and will with the next look.
    pub(super) fn saw(
        &mut self,
        sighting: &Sighting,
        write: impl Fn(&Landing, bool) -> Result<(), AppError>,
    ) -> (Vec<Happened>, bool) {
        self.judged_ms = Some(sighting.at_ms);
        let mut next = self.landing.clone();
        let saw = next.saw(sighting);
        let matters = saw.over || next.tells_otherwise(&self.landing);
        // That devices moved matters to the next run only in that they did.
        if matters || next != self.landing {
            match write(&next, saw.over) {
                Ok(()) => {}
                Err(error) if matters => {
                    tracing::error!(error = %error.message, "news of a deployment could not be written down");
                    return (Vec::new(), false);
                }
                Err(error) => tracing::warn!(error = %error.message, "what was seen could not be written down"),
            }
        }
        self.landing = next;
        (saw.news, saw.over)
    }

    pub(super) fn view(&self) -> LandingView {
        let landing = &self.landing;
        LandingView {
            connection: landing.connection.clone(),
            deployment: landing.deployment.clone(),
            comment: landing.comment.clone(),
            launched: landing.launched,
            since_ms: landing.since_ms,
            counts: landing.counts,
            ends_ms: landing.ends_ms(),
            blind: self.blind.clone(),
        }
    }
}

/// One as it is written.
pub(super) fn kept(landing: &Landing) -> Result<KeptLanding, AppError> {
    let text = serde_json::to_string(landing).map_err(|error| {
        AppError::new(ErrorCode::Internal, format!("A watched deployment could not be written ({error})."))
    })?;
    Ok(KeptLanding { connection: landing.connection.clone(), deployment: landing.deployment.clone(), landing: text })
}

impl Landings {
    /// Takes up what earlier runs watched, once. What is of fleets that are gone, and of demos of earlier runs, is forgotten. Must be called
    /// inside a tokio runtime.
    pub(crate) fn resume(&self, connections: &ConnectionsView) {
        if std::mem::replace(&mut self.book().resumed, true) {
            return;
        }
        let all = self.outside.book.landings().unwrap_or_else(|error| {
            tracing::error!(%error, "what earlier runs watched in the background could not be read");
            Vec::new()
        });
        for kept in all {
            let connected = connections.connections.iter().any(|one| one.id == kept.connection && !one.demo);
            match serde_json::from_str::<Landing>(&kept.landing) {
                Ok(landing) if connected => {
                    let mut book = self.book();
                    // A launch of this run may have come before.
                    if book.entry(&kept.connection, &kept.deployment).is_none() {
                        self.run(&mut book, landing);
                    }
                }
                Ok(_) => self.end(&kept.connection, &kept.deployment),
                Err(error) => tracing::warn!(%error, "what an earlier run watched cannot be read and is left alone"),
            }
        }
        self.tell();
    }
}
