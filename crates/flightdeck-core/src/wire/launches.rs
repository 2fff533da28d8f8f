//! Everything that was ever sent from a connection, as the page sees it: a window of rows, one of them whole, and two side by side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeploymentId, LaunchOutcome, SearchReading, Segment};

/// Where a launch stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchState {
    /// Being sent right now.
    Sending,
    /// Nobody knows what became of it.
    Unresolved,
    /// The service refused it: nothing was launched.
    Refused,
    /// Set aside without knowing.
    Dismissed,
    /// The answer was lost, and its deployment was found.
    Adopted,
    /// The service said which deployment it is.
    Created,
}

/// Which launches are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchFilter {
    /// All.
    #[default]
    All,
    /// Those whose deployment is known.
    Launched,
    /// Those being sent, and those nobody knows the outcome of.
    Unresolved,
    /// [`LaunchState::Refused`].
    Refused,
    /// [`LaunchState::Dismissed`].
    Dismissed,
}

/// The columns of launches that can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchSort {
    /// By when it was sent.
    #[default]
    Sent,
    /// By comment.
    Comment,
    /// By the flow's name or uuid.
    Flow,
    /// By where it stands; what needs eyes first.
    Outcome,
}

/// What of the launches the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchesView {
    /// Only these.
    pub filter: LaunchFilter,
    /// Only rows this search finds; empty means all.
    pub text: String,
    /// Minutes that the zone in which the page shows times is ahead of UTC. None is UTC.
    #[serde(default)]
    #[ts(optional)]
    pub zone_minutes: Option<i32>,
    /// The order; those that are equal stand newest first.
    pub sort: LaunchSort,
    /// Reversed.
    pub descending: bool,
}

/// One launch in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchRow {
    /// Made by the page when Deploy was pressed.
    pub request_id: String,
    /// When it was sent, milliseconds since 1970.
    pub sent_ms: i64,
    /// The flow.
    pub flow_uuid: String,
    /// The flow's name, where known.
    pub flow_name: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// The target as a sentence.
    pub target: String,
    /// `name → version` of the app (deployment tag).
    pub app: Option<String>,
    /// How many parameters it was sent with.
    pub parameters: u32,
    /// Where it stands.
    pub state: LaunchState,
    /// Why, where it is not simply created.
    pub why: Option<String>,
    /// Its deployment, where known.
    pub deployment: Option<DeploymentId>,
    /// The batch it is one of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub batch: Option<String>,
}

/// Launches by where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchCounts {
    /// All.
    pub all: u32,
    /// [`LaunchFilter::Launched`].
    pub launched: u32,
    /// [`LaunchFilter::Unresolved`].
    pub unresolved: u32,
    /// [`LaunchFilter::Refused`].
    pub refused: u32,
    /// [`LaunchFilter::Dismissed`].
    pub dismissed: u32,
}

/// The launches on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchesWindow {
    /// Changes with the journal.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<LaunchRow>,
    /// All of the connection, whatever the view. Those unresolved may change by themselves.
    pub counts: LaunchCounts,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// One launch, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchEntry {
    /// Its row.
    pub row: LaunchRow,
    /// What became of it; none while it is being sent, and where Flightdeck ended before the answer.
    pub outcome: Option<LaunchOutcome>,
    /// The target as a sentence.
    pub sentence: Vec<Segment>,
    /// The address it was sent to, as it was then.
    pub base_url: String,
    /// The fleet it was sent to.
    pub fleet_key: String,
    /// The connection leads elsewhere now.
    pub moved: bool,
    /// The request as it was sent, pretty JSON; values that are likely secret are masked.
    pub json: String,
    /// How many values are masked.
    pub masked: u32,
}

/// What of a request differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchPart {
    /// The update flow.
    Flow,
    /// Groups and filters.
    Target,
    /// The values of the flow's parameters.
    Parameters,
    /// The app (deployment tag) and its version.
    Release,
    /// The comment.
    Comment,
}

/// One thing that differs between two requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchChange {
    /// What of the request.
    pub part: LaunchPart,
    /// What exactly: a parameter's name, a kind of filter.
    pub name: String,
    /// What it was; none where it was not there.
    pub before: Option<String>,
    /// What it is; none where it is not there any more.
    pub now: Option<String>,
    /// The values are likely secret and masked: they differ, and are not shown.
    pub masked: bool,
}

/// A launch beside an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchDiff {
    /// The other one; none where there is none to compare with.
    pub other: Option<LaunchRow>,
    /// What differs, in the order of the wizard.
    pub changes: Vec<LaunchChange>,
    /// The same in a sentence.
    pub words: String,
    /// Flow, target, parameters and release are the same: it does the same to the same devices, whatever its comment.
    pub same: bool,
}

/// What was sent from here before a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentBefore {
    /// The draft beside the last launch of its flow that was not refused.
    pub diff: LaunchDiff,
    /// The last launch that did the same to the same devices, and was not refused.
    pub twin: Option<LaunchRow>,
}
