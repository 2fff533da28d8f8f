//! The list of a fleet's deployments: a watch like the device one, at its scale.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, Counts, DeploymentId, Moment, Phase, SearchReading, Shortfall};

/// Known vulnerabilities, as the service recorded them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Cve {
    /// No record: never to be read as "none found".
    NotScanned,
    /// Scanned; all levels zero.
    NoneFound,
    /// Scanned; some were found.
    Found {
        /// Levels with at least one, most severe first.
        levels: Vec<CveLevel>,
    },
}

/// How many of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CveLevel {
    /// The level's word, as it came.
    pub level: String,
    /// How many.
    pub count: u32,
}

/// When a deployment needs attention: the one place where it is said, for the page too. What decides is tested beside its code.
pub const ATTENTION_RULE: &str = "At least one in twenty devices failed or is in an unknown state. While devices move: at least three, and one in \
     twenty of all or one in four of those that ended.";

/// Where a deployment stands, in one word. Each deployment whose devices were looked at stands in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// The service named no device (yet).
    NoDevice,
    /// Some device is not in a terminal state, and it needs no attention.
    Moving,
    /// It needs eyes, by [`ATTENTION_RULE`].
    Attention,
    /// All terminal, some were aborted, and it needs no attention.
    Aborted,
    /// All terminal.
    Finished,
}

/// Deployments per standing. Their sum is how many were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StandingCounts {
    /// [`Standing::NoDevice`].
    pub no_device: u32,
    /// [`Standing::Moving`].
    pub moving: u32,
    /// [`Standing::Attention`].
    pub attention: u32,
    /// [`Standing::Aborted`].
    pub aborted: u32,
    /// [`Standing::Finished`].
    pub finished: u32,
}

/// What is known of a deployment's devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum RowStatus {
    /// Not looked at yet; looked at when on screen.
    NotLooked,
    /// Being looked at.
    Looking,
    /// Known.
    #[serde(rename_all = "camelCase")]
    Known {
        /// Devices per state.
        counts: Counts,
        /// In one word.
        standing: Standing,
        /// When, milliseconds since 1970.
        seen_ms: i64,
        /// Fewer devices than announced.
        shortfall: Option<Shortfall>,
        /// Finished for good: never asked for again by itself.
        settled: bool,
    },
    /// Looking failed.
    Failed {
        /// Why, in a sentence.
        message: String,
    },
}

/// What this computer remembers of having launched it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchedHere {
    /// The update flow.
    pub flow_uuid: String,
    /// The flow's name, where known.
    pub flow_name: Option<String>,
    /// The target as a sentence.
    pub target: String,
    /// `name → version` of the app (deployment tag).
    pub app: Option<String>,
    /// When it was sent, milliseconds since 1970.
    pub sent_ms: i64,
    /// The request as it was sent, pretty JSON; values that are likely secret are masked.
    pub json: String,
}

/// One deployment in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentRow {
    /// Its uuid.
    pub uuid: DeploymentId,
    /// Its comment.
    pub comment: Option<String>,
    /// When it was created.
    pub created: Moment,
    /// The service's `type`.
    pub kind: Option<String>,
    /// Known vulnerabilities.
    pub cve: Cve,
    /// What this computer remembers of having launched it.
    pub launched: Option<LaunchedHere>,
    /// What is known of its devices.
    pub status: RowStatus,
}

/// A deployment's head: its row and its record as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentHead {
    /// The row.
    pub row: DeploymentRow,
    /// The service's record, as received, pretty JSON.
    pub raw: String,
}

/// Which deployments are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ListFilter {
    /// All.
    #[default]
    All,
    /// [`Standing::NoDevice`].
    NoDevice,
    /// [`Standing::Moving`].
    Moving,
    /// [`Standing::Attention`].
    Attention,
    /// [`Standing::Aborted`].
    Aborted,
    /// [`Standing::Finished`].
    Finished,
}

/// The columns of the list that can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ListSort {
    /// By creation; unreadable times last.
    #[default]
    Created,
    /// By comment.
    Comment,
    /// By number of devices, as far as known.
    Devices,
    /// By known vulnerabilities.
    Cve,
    /// By the service's `type`.
    Kind,
}

/// What of the list the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListView {
    /// Only these.
    pub filter: ListFilter,
    /// Only rows this search finds; empty means all. A word without a field is looked for in comment, uuid, flow and type.
    pub text: String,
    /// Minutes that the zone in which the page shows times is ahead of UTC. None is UTC.
    #[serde(default)]
    #[ts(optional)]
    pub zone_minutes: Option<i32>,
    /// The order.
    pub sort: ListSort,
    /// Reversed.
    pub descending: bool,
}

/// The rows on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListWindow {
    /// The revision these rows belong to.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<DeploymentRow>,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// One deployment in the list of all fleets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetRow {
    /// Whose it is.
    pub connection: ConnectionId,
    /// The row.
    #[serde(flatten)]
    pub row: DeploymentRow,
}

/// The rows on screen of several lists as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetsWindow {
    /// Changes with each of the lists.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<FleetRow>,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// Something changed in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListNotice {
    /// Which connection.
    pub connection: ConnectionId,
    /// Grows with every change.
    pub revision: u32,
    /// What the list is doing.
    pub phase: Phase,
    /// Deployments loaded so far.
    pub loaded: u32,
    /// What the service says there are; advisory.
    pub announced: Option<u32>,
    /// Whether further pages are to be had; where `remembered`, whether there were more than are kept.
    pub more: bool,
    /// The rows are those last seen, by an earlier run or visit: no page has come since.
    pub remembered: bool,
    /// Loaded deployments by where they stand, as far as looked at.
    pub standings: StandingCounts,
    /// Loaded deployments not looked at yet.
    pub not_looked: u32,
    /// Records that could not be read at all.
    pub unreadable: u32,
    /// When data was last good, milliseconds since 1970.
    pub last_good_ms: Option<i64>,
    /// When the next look is due, milliseconds since 1970.
    pub next_look_ms: Option<i64>,
}
