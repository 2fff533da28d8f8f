//! Two deployments of one fleet side by side, called A and B: what became of each device from one to the other.
//!
//! Both are watched by the page; it asks again with each notice of either.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, DeploymentId, DeploymentRow, DeviceId, DeviceRow, SearchReading};

/// What became of a device from A to B. Each device that either of them names is in exactly one of these; a device that a deployment
/// does not name any more is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Succeeded in A, failed in B.
    Broke,
    /// Failed in both.
    StillFails,
    /// Failed in A, succeeded in B.
    Fixed,
    /// Ended in both, unlike, and aborted in one of them: it flipped neither way.
    Otherwise,
    /// In both, and not ended in one of them: nobody knows yet what becomes of it.
    Open,
    /// Only A names it.
    OnlyA,
    /// Only B names it.
    OnlyB,
    /// Succeeded in both, or aborted in both.
    Same,
}

impl Change {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 8] =
        [Self::Broke, Self::StillFails, Self::Fixed, Self::Otherwise, Self::Open, Self::OnlyA, Self::OnlyB, Self::Same];
}

/// Devices per change. Their sum is the number of devices that A or B names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeCounts {
    /// [`Change::Broke`].
    pub broke: u32,
    /// [`Change::StillFails`].
    pub still_fails: u32,
    /// [`Change::Fixed`].
    pub fixed: u32,
    /// [`Change::Otherwise`].
    pub otherwise: u32,
    /// [`Change::Open`].
    pub open: u32,
    /// [`Change::OnlyA`].
    pub only_a: u32,
    /// [`Change::OnlyB`].
    pub only_b: u32,
    /// [`Change::Same`].
    pub same: u32,
}

/// One of the two deployments in a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedSide {
    /// Devices it names.
    pub devices: u32,
    /// Devices it named once and does not name any more: not in it.
    pub gone: u32,
    /// Devices it names that have not ended.
    pub moving: u32,
    /// Devices that failed.
    pub failed: u32,
    /// Of those, the ones whose cause is known.
    pub causes_known: u32,
    /// Devices that succeeded or failed and whose both times are known.
    pub timed: u32,
    /// Half of the timed ones took no longer, milliseconds.
    pub median_ms: Option<i64>,
    /// 95 of 100 of the timed ones took no longer.
    pub p95_ms: Option<i64>,
    /// From the making of the deployment, or the first that is known of it, to its last device's end; while devices move, to the last look.
    pub whole_ms: Option<i64>,
}

/// A cause of failure, and how many devices failed so in either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedCause {
    /// Stable while the comparison is open.
    pub id: u32,
    /// The telling line, with what differs between devices replaced by `#`.
    pub text: String,
    /// The step that failed.
    pub step: Option<String>,
    /// Its exit code.
    pub exit_code: Option<i64>,
    /// Devices known to have failed so in A.
    pub a: u32,
    /// Devices known to have failed so in B.
    pub b: u32,
}

/// Two deployments, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Devices that A or B names.
    pub devices: u32,
    /// What became of them.
    pub changes: ChangeCounts,
    /// The first.
    pub a: ComparedSide,
    /// The second.
    pub b: ComparedSide,
    /// The causes known in either, most frequent first; at most 200.
    pub causes: Vec<ComparedCause>,
    /// How many rarer ones there are besides.
    pub more_causes: u32,
}

/// The columns of a comparison that can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ComparedSort {
    /// By what became of it, the most urgent first.
    #[default]
    Change,
    /// By device id.
    Device,
    /// By what it is in A.
    A,
    /// By what it is in B.
    B,
    /// By how long it took in A.
    TookA,
    /// By how long it took in B.
    TookB,
    /// By how much longer it took in B than in A.
    Longer,
}

/// What of a comparison the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedView {
    /// Only these; empty means all.
    pub changes: Vec<Change>,
    /// Only devices known to have failed for this cause ([`ComparedCause::id`]), in A or in B.
    pub cause: Option<u32>,
    /// Only devices this search finds: a term fits where it fits in A or in B.
    pub text: String,
    /// Minutes that the zone in which the page shows times is ahead of UTC. None is UTC.
    #[serde(default)]
    #[ts(optional)]
    pub zone_minutes: Option<i32>,
    /// The order.
    pub sort: ComparedSort,
    /// Reversed.
    pub descending: bool,
}

/// One device in two deployments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedRow {
    /// The device's id.
    pub id: DeviceId,
    /// What became of it.
    pub change: Change,
    /// What it is in A; none where A never named it.
    pub a: Option<DeviceRow>,
    /// What it is in B.
    pub b: Option<DeviceRow>,
    /// Why it failed in A, where that is known.
    pub cause_a: Option<String>,
    /// Why it failed in B, where that is known.
    pub cause_b: Option<String>,
}

/// The rows on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparedWindow {
    /// Changes with the rows of either.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ComparedRow>,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// What of a comparison is to be written; as CSV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonExport {
    /// Made by the page for this press of the button; names it when it is to stop.
    pub request_id: String,
    /// Whose fleet.
    pub connection: ConnectionId,
    /// The first deployment, and the watch that knows its devices.
    pub a: DeploymentId,
    /// Its watch.
    pub watch_a: u32,
    /// The second.
    pub b: DeploymentId,
    /// Its watch.
    pub watch_b: u32,
    /// Which devices, in which order.
    pub view: ComparedView,
}

/// What a deployment can be compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparable {
    /// The one before it with the same update flow, where that is known here.
    pub previous: Option<DeploymentRow>,
    /// The newest others, newest first; at most 100.
    pub recent: Vec<DeploymentRow>,
    /// There are more than these.
    pub more: bool,
    /// They are those last seen at this time, milliseconds since 1970: the service could not be asked. None where they are of now.
    pub seen_ms: Option<i64>,
}
