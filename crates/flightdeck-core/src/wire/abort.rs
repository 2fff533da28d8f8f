//! Aborting: what it will do is said first, what it did afterwards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, Counts, DeviceId};

/// What to stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum AbortScope {
    /// The whole deployment.
    Deployment,
    /// One device.
    Device {
        /// Its id.
        device: DeviceId,
    },
}

/// What an abort would do, by the last look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AbortPlan {
    /// Devices in scope, per state.
    pub counts: Counts,
    /// When that was seen, milliseconds since 1970; none if never.
    pub as_of_ms: Option<i64>,
    /// Sentences, in order: what happens to pending, to running, to ended devices, to unknown ones.
    pub sentences: Vec<String>,
    /// Whether there is anything left to stop, as far as known.
    pub anything: bool,
}

/// What became of an abort request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum AbortOutcome {
    /// The service accepted it; devices stop when they stop.
    Accepted {
        /// The service's words, made safe.
        message: Option<String>,
    },
    /// The answer was lost; the next looks will tell.
    Unknown {
        /// What happened.
        why: String,
    },
    /// Refused, or never sent.
    Refused {
        /// Why.
        error: AppError,
    },
}
