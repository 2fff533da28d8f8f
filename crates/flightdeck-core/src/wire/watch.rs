//! The live protocol: `watch` opens it, a [`Notice`] says that something changed, `rows` brings the rows on screen.
//!
//! Rust owns all rows. A notice is small (under 8 KB) and never carries rows; the page answers it by asking for its window again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, Chosen, DeviceId, Judgement, Judgements, KnownOf, SearchReading, Why};

/// A device's state in one deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceState {
    /// Not started (waiting for its turn, offline, or waiting for its trigger).
    Pending,
    /// Running.
    InProgress,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Stopped.
    Aborted,
    /// A status this version does not know; shown verbatim, not terminal.
    Unknown,
}

/// A point in time as the service gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Moment {
    /// Not given.
    Absent,
    /// Understood.
    #[serde(rename_all = "camelCase")]
    At {
        /// Milliseconds since 1970, UTC.
        ms: i64,
        /// The text named no zone; UTC was assumed and the page says so.
        zone_assumed: bool,
    },
    /// Given, not understood; shown as it came.
    Unreadable {
        /// As it came, shortened.
        raw: String,
    },
}

/// Devices per state. The sum is the number of rows, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Pending devices.
    pub pending: u32,
    /// Running devices.
    pub in_progress: u32,
    /// Devices that ended well.
    pub succeeded: u32,
    /// Devices that ended badly.
    pub failed: u32,
    /// Stopped devices.
    pub aborted: u32,
    /// Devices in a state this version does not know.
    pub unknown: u32,
}

/// What the watch is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Phase {
    /// The first look is under way.
    Syncing,
    /// Looking regularly; the last look was good.
    Live,
    /// The last look failed; the rows are the last good ones, and it goes on trying.
    #[serde(rename_all = "camelCase")]
    Stale {
        /// Since when, milliseconds since 1970.
        since_ms: i64,
        /// Why.
        error: AppError,
    },
    /// The service does not show it yet: it was launched from here a moment ago. It goes on looking.
    #[serde(rename_all = "camelCase")]
    NotVisible {
        /// Since when, milliseconds since 1970.
        since_ms: i64,
    },
    /// Every device is in a terminal state; it looks again, to be sure.
    Settling,
    /// Every device is in a terminal state, for good; it no longer looks.
    Finished,
    /// It stopped looking and needs the user (a token, usually).
    Stopped {
        /// Why.
        error: AppError,
    },
}

/// Fewer rows came than the service said there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// Rows that came.
    pub loaded: u32,
    /// Rows the service announced.
    pub expected: u32,
}

/// Something changed in a watched deployment. Small; carries no rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Which watch.
    pub watch: u32,
    /// Grows with every change of the rows.
    pub revision: u32,
    /// What the watch is doing.
    pub phase: Phase,
    /// Devices per state.
    pub counts: Counts,
    /// All devices the service names: the sum of `counts`.
    pub total: u32,
    /// Devices an earlier answer named and the last whole one does not. Outside `counts`; cells of the picture all the same.
    pub gone: u32,
    /// Rows that changed with this revision.
    pub changed: u32,
    /// When data was last good, milliseconds since 1970.
    pub last_good_ms: Option<i64>,
    /// When the next look is due, milliseconds since 1970.
    pub next_look_ms: Option<i64>,
    /// Fewer rows than announced.
    pub shortfall: Option<Shortfall>,
    /// Records that could not be read at all.
    pub unreadable: u32,
    /// Devices whose abort was requested here and that have not reached a terminal state.
    pub abort_requested: u32,
    /// Grows when the causes of failure changed; then ask for `causes`.
    pub causes_revision: u32,
    /// Who seems to need eyes though no state says so, as of the last good look; none where too few devices tell anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub judged: Option<Judgements>,
}

/// The columns of the device table that can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceSort {
    /// What needs eyes first: Failed, Unknown, In progress, Pending, Aborted, Succeeded; the longest in that state first.
    #[default]
    Attention,
    /// By state.
    State,
    /// By device id.
    Device,
    /// By how long it has been in its state.
    InState,
    /// By start.
    Started,
    /// By duration.
    Took,
}

/// What of a deployment's devices the page shows: a state set, a text, an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowsView {
    /// Only these states; empty means all, gone devices included (unless `gone`).
    pub states: Vec<DeviceState>,
    /// Those gone, too; with no states: only those gone.
    pub gone: bool,
    /// Those judged so, too; with no states: only those. None is of the past.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Judgement>>")]
    pub judged: Vec<Judgement>,
    /// Only devices known to have failed for this cause ([`Cause::id`]).
    pub cause: Option<u32>,
    /// Only rows this search finds; empty means all. A word without a field is looked for in id, name, group and raw status.
    pub text: String,
    /// Minutes that the zone in which the page shows times is ahead of UTC: `>14:05` means what is read there. None is UTC.
    #[serde(default)]
    #[ts(optional)]
    pub zone_minutes: Option<i32>,
    /// The order.
    pub sort: DeviceSort,
    /// Reversed.
    pub descending: bool,
    /// As it was at this moment, milliseconds since 1970; none is as it is.
    pub at_ms: Option<i64>,
}

/// One device in a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRow {
    /// The device's id.
    pub id: DeviceId,
    /// Its number among the deployment's devices; stable during a watch.
    pub index: u32,
    /// Its name: the deployment's own answer's, else the known fleet's (`known` tells).
    pub name: Option<String>,
    /// Its group, likewise.
    pub group: Option<String>,
    /// Its state.
    pub state: DeviceState,
    /// The status as it came; only for Unknown.
    pub raw_status: Option<String>,
    /// When it started.
    pub started: Moment,
    /// When it finished.
    pub finished: Moment,
    /// How long it took, milliseconds; only where both times are known.
    pub took_ms: Option<i64>,
    /// Since when it is in its state, milliseconds since 1970: by the service's times, else since it was first seen so here.
    pub since_ms: Option<i64>,
    /// `since_ms` is only when it was first seen so here: it may be in its state for longer.
    pub since_least: bool,
    /// When the service last named it, milliseconds since 1970; only for a device it does not name any more.
    pub gone_ms: Option<i64>,
    /// Its abort was requested here and it has not reached a terminal state.
    pub abort_requested: bool,
    /// The page that asks has chosen it.
    pub chosen: bool,
    /// Why it is in its state, where that is known or judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<Why>,
    /// What the known fleet tells of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub known: Option<KnownOf>,
}

/// How the fleet picture is ordered: by group where groups are known, then by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureOrder {
    /// Cells that stand in this order; those behind them came later. 0 until all devices were seen.
    pub ordered: u32,
    /// How many groups have a name.
    pub group_count: u32,
    /// The groups in their order, where any has a name and they are not too many to tell.
    pub groups: Vec<PictureGroup>,
}

/// The cells of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureGroup {
    /// Its name; none for devices without a group.
    pub name: Option<String>,
    /// How many cells it has.
    pub devices: u32,
}

/// The rows on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowsWindow {
    /// The revision these rows belong to.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<DeviceRow>,
    /// Who is chosen, on screen or not.
    pub chosen: Chosen,
    /// How the view's text was understood; none where there is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// One cause of failure: the same step, exit code and first line of error, numbers set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// Stable during a watch.
    pub id: u32,
    /// The telling line, with what differs between devices replaced by `#`.
    pub text: String,
    /// The step that failed.
    pub step: Option<String>,
    /// Its exit code.
    pub exit_code: Option<i64>,
    /// How many of the devices looked at failed so.
    pub count: u32,
    /// One of them.
    pub example: DeviceId,
    /// What that one is called, by the deployment's own answer or as the fleet is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub example_name: Option<String>,
}

/// Why devices failed, as far as they were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Causes {
    /// Failed devices.
    pub failed: u32,
    /// How many of them were looked at; at most 5,000 in one deployment.
    pub looked_at: u32,
    /// The others are not looked at, since the causes no longer changed and the settings want no more.
    pub settled: bool,
    /// The causes, most frequent first.
    pub causes: Vec<Cause>,
}
