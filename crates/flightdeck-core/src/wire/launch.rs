//! Launching, as the page sees it: one outcome per request id, and what is known where nobody knows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, ConnectionId, DeploymentId, Moment};

/// A deployment that may be the one looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Its uuid.
    pub uuid: DeploymentId,
    /// Its comment.
    pub comment: Option<String>,
    /// When it was created.
    pub created: Moment,
    /// Its time lies outside the window in which it was sent, or cannot be read: only the comment fits.
    #[serde(default)]
    pub perhaps: bool,
}

/// How far a lost launch was looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Searched {
    /// Deployments read.
    pub deployments: u32,
    /// Whether that was the whole list.
    pub whole: bool,
    /// The oldest creation time read, milliseconds since 1970.
    pub back_to_ms: Option<i64>,
}

/// What became of a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum LaunchOutcome {
    /// Created, and the service said which.
    Created {
        /// The deployment.
        deployment: DeploymentId,
    },
    /// The answer was lost or named no id, and exactly one new deployment fits: adopted.
    Adopted {
        /// The deployment.
        deployment: DeploymentId,
        /// Why it had to be looked for.
        why: String,
    },
    /// Nobody knows. Never sent again by itself.
    Unknown {
        /// What happened.
        why: String,
        /// Why looking for it failed, where it did; then it is looked for again by itself.
        #[serde(default)]
        trouble: Option<AppError>,
        /// Whether the service said "created" (only the id is unknown).
        created: bool,
        /// How far it was looked for; none where nobody could look.
        #[serde(default)]
        searched: Option<Searched>,
        /// New deployments that may be it; empty when none fits.
        candidates: Vec<Candidate>,
    },
    /// The service refused it, or it was never sent: nothing was launched.
    Refused {
        /// Why.
        error: AppError,
    },
    /// The user set it aside without knowing.
    Dismissed,
}

impl LaunchOutcome {
    /// The deployment it led to.
    pub fn deployment(&self) -> Option<&DeploymentId> {
        match self {
            Self::Created { deployment } | Self::Adopted { deployment, .. } => Some(deployment),
            Self::Unknown { .. } | Self::Refused { .. } | Self::Dismissed => None,
        }
    }

    /// Whether nobody knows what became of it.
    pub fn is_unresolved(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// Whether it is unresolved only because nobody could look: then it is looked for by itself.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Unknown { trouble: Some(_), .. })
    }
}

/// A launch in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchRecord {
    /// Made by the page when Deploy was pressed.
    pub request_id: String,
    /// The connection.
    pub connection: ConnectionId,
    /// When it was written, milliseconds since 1970.
    pub sent_ms: i64,
    /// The flow.
    pub flow_uuid: String,
    /// The flow's name, where known.
    pub flow_name: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// The target as a sentence.
    pub target: String,
    /// What became of it; none while it is open: Flightdeck ended before the answer, and could not look for it yet.
    pub outcome: Option<LaunchOutcome>,
}
