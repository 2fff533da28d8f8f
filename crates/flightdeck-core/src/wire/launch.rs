//! Launching, as the page sees it: one outcome per request id, and what is known where nobody knows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, Moment};

/// A deployment that may be the one looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Its uuid.
    pub uuid: String,
    /// Its comment.
    pub comment: Option<String>,
    /// When it was created.
    pub created: Moment,
}

/// What became of a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum LaunchOutcome {
    /// Created, and the service said which.
    Created {
        /// The deployment.
        deployment: String,
    },
    /// The answer was lost or named no id, and exactly one new deployment fits: adopted.
    Adopted {
        /// The deployment.
        deployment: String,
        /// Why it had to be looked for.
        why: String,
    },
    /// Nobody knows. Never sent again by itself.
    Unknown {
        /// What happened.
        why: String,
        /// Whether the service said "created" (only the id is unknown).
        created: bool,
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

/// A launch in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchRecord {
    /// Made by the page when Deploy was pressed.
    pub request_id: String,
    /// The connection.
    pub connection: String,
    /// When it was written, milliseconds since 1970.
    pub sent_ms: i64,
    /// The flow.
    pub flow_uuid: String,
    /// The comment.
    pub comment: Option<String>,
    /// The target as a sentence.
    pub target: String,
    /// What became of it; none while it is not known because it is being sent or Flightdeck ended meanwhile.
    pub outcome: Option<LaunchOutcome>,
}
