//! Guards: limits on a deployment that Flightdeck watches over while it runs, and what it does when one is passed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AbortOutcome, AppError, ConnectionId, Counts, DeploymentId, Shortfall};

/// One limit of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum GuardLimit {
    /// More than so many per cent of the finished devices (succeeded or failed) have failed.
    #[serde(rename_all = "camelCase")]
    FailedShare {
        /// Per cent; passed only above it.
        percent: u32,
        /// Nothing is judged before so many have finished.
        least: u32,
    },
    /// More than so many devices failed for one cause, among those looked at.
    #[serde(rename_all = "camelCase")]
    OneCause {
        /// Devices; passed only above it.
        more_than: u32,
    },
    /// No device has changed its state for so long, though some have not ended.
    #[serde(rename_all = "camelCase")]
    NoProgress {
        /// Minutes.
        minutes: u32,
    },
}

/// What a guard watches for, and what it does then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardRule {
    /// The limits, one of a kind at most; the first one passed fires the guard.
    pub limits: Vec<GuardLimit>,
    /// Aborts the deployment, besides telling.
    pub abort: bool,
}

/// What a guard counted at its last look. Failures that were acknowledged are in none of these numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardTally {
    /// When the devices were looked at, milliseconds since 1970.
    pub at_ms: i64,
    /// Devices that succeeded or failed.
    pub finished: u32,
    /// Devices that failed.
    pub failed: u32,
    /// Failures that do not count, because they were acknowledged.
    pub excused: u32,
    /// The most frequent cause.
    pub cause: Option<GuardCause>,
    /// Failed devices whose cause was looked for, acknowledged ones included.
    pub looked_at: u32,
    /// Since when no device was seen to change its state, milliseconds since 1970; time in which nobody looked is left out of it.
    pub unchanged_since_ms: i64,
    /// Fewer rows came than announced: the numbers are of those that came.
    pub shortfall: Option<Shortfall>,
    /// Records that could not be read: they are in none of the numbers.
    pub unreadable: u32,
}

/// The most frequent cause of failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardCause {
    /// Its telling line.
    pub text: String,
    /// How many failed so.
    pub count: u32,
}

/// What became of the abort of a guard that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum GuardAbort {
    /// It only tells.
    NotWanted,
    /// Every device had ended: there was nothing to abort.
    NothingLeft,
    /// Written down, and being asked for.
    #[serde(rename_all = "camelCase")]
    UnderWay {
        /// The request's id. It is never asked for under another one.
        request_id: String,
    },
    /// Asked for, once.
    #[serde(rename_all = "camelCase")]
    Asked {
        /// The request's id.
        request_id: String,
        /// When the outcome was known, milliseconds since 1970.
        at_ms: i64,
        /// What came of it.
        outcome: AbortOutcome,
    },
}

/// A guard fired: what it saw and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardFiring {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The limit that was passed.
    pub limit: GuardLimit,
    /// What it counted.
    pub tally: GuardTally,
    /// All devices at that look.
    pub counts: Counts,
    /// The abort.
    pub abort: GuardAbort,
    /// When the user acknowledged it, milliseconds since 1970.
    pub acknowledged_ms: Option<i64>,
}

/// Where a guard is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum GuardStage {
    /// Its launch has no known outcome: it is armed when the deployment is found or adopted. Nothing is guarded yet.
    #[serde(rename_all = "camelCase")]
    Waiting {
        /// The launch's request id.
        launch: String,
    },
    /// It watches.
    Armed,
    /// It fired, and is not acknowledged: the newest firing is the open one.
    Fired,
    /// It watches no more.
    #[serde(rename_all = "camelCase")]
    Disarmed {
        /// When, milliseconds since 1970.
        at_ms: i64,
        /// Why, where it was not the user's wish.
        why: Option<String>,
    },
    /// Its deployment has finished for good.
    #[serde(rename_all = "camelCase")]
    Over {
        /// When that was seen, milliseconds since 1970.
        at_ms: i64,
    },
}

/// Why a guard sees nothing just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardBlind {
    /// Since when, milliseconds since 1970; none if it has not seen anything in this run.
    pub since_ms: Option<i64>,
    /// Why.
    pub why: String,
    /// It goes on only when the user helps (a token, usually).
    pub needs_user: bool,
}

/// A time in which Flightdeck was closed, so that nothing was guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardGap {
    /// The last look before it, milliseconds since 1970.
    pub from_ms: i64,
    /// The first look after it; none yet.
    pub to_ms: Option<i64>,
}

/// A guard, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardView {
    /// Its id.
    pub id: String,
    /// The connection.
    pub connection: ConnectionId,
    /// The deployment; none while its launch has no known outcome.
    pub deployment: Option<DeploymentId>,
    /// The deployment's comment, to name it by.
    pub comment: Option<String>,
    /// What it watches for.
    pub rule: GuardRule,
    /// Where it is.
    pub stage: GuardStage,
    /// Since when it is armed, milliseconds since 1970.
    pub armed_ms: i64,
    /// What it counted at its last look; none before one.
    pub tally: Option<GuardTally>,
    /// What it saw and did, newest first.
    pub firings: Vec<GuardFiring>,
    /// Why it sees nothing just now; none while it sees.
    pub blind: Option<GuardBlind>,
    /// The last time in which nothing was guarded, because Flightdeck was closed.
    pub gap: Option<GuardGap>,
    /// It should fire, and could not write that down: it has done nothing, and tries again with the next look.
    pub unwritten: Option<AppError>,
}

/// All guards; sent whole whenever something about one of them changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuardsNotice {
    /// The guards, oldest first.
    pub guards: Vec<GuardView>,
}
