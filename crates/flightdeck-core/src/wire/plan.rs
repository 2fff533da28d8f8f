//! A rollout plan as it is written: one request in waves, with a gate after each. The service has none of this \[S\]: each wave is a deployment
//! of its own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeviceId, Draft, FilterDraft, GuardRule};

/// A plan as it is written. Everything of its request is text, as in a draft, so that nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// What each wave sends: flow, parameters, app, comment. Its groups, filters, guard and batch stay empty.
    pub request: Draft,
    /// The waves, in their order.
    pub waves: Vec<PlanWave>,
    /// What may be sent back where the plan stops, after a yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub back: Option<PlanBack>,
}

/// One wave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanWave {
    /// What it is called; may be empty.
    pub name: String,
    /// Whom it reaches.
    pub target: WaveTarget,
    /// What must hold before the next wave is sent; after the last, before the plan is done.
    pub gate: Gate,
    /// The guard of its deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub guard: Option<GuardRule>,
}

/// Whom a wave reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum WaveTarget {
    /// Groups and filters, in one deployment.
    #[serde(rename_all = "camelCase")]
    Filters {
        /// Group names; a device in any of them.
        groups: Vec<String>,
        /// Filters; matching all of them.
        filters: Vec<FilterDraft>,
        /// Only the rest of these: who has the plan's app in its version already is left out. The API has a word for that only where the
        /// request sets an app \[S\].
        rest: bool,
    },
    /// Each of these, in a deployment of its own.
    #[serde(rename_all = "camelCase")]
    Devices {
        /// Their ids, in the order in which they are sent to.
        devices: Vec<DeviceId>,
    },
}

impl Default for WaveTarget {
    fn default() -> Self {
        Self::Filters { groups: Vec::new(), filters: Vec::new(), rest: false }
    }
}

/// What must hold before the next wave is sent. Of nothing that is unknown it is ever said that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Gate {
    /// So much of the wave's devices has ended: succeeded, failed or aborted, in per cent.
    pub finished_percent: u32,
    /// No more than so many failed; more halt the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub failed: Option<GateFailed>,
    /// No cause has more failures than this; more halt the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub one_cause: Option<u32>,
    /// Minutes that all of the above has to hold, then.
    pub wait_minutes: u32,
    /// When the next wave may begin; none is at any hour. After the last nothing begins: there they mean nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hours: Option<GateHours>,
    /// A person has to type this word; none where nobody is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub word: Option<String>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { finished_percent: 100, failed: None, one_cause: None, wait_minutes: 0, hours: None, word: None }
    }
}

/// How many of those that succeeded or failed may have failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GateFailed {
    /// In per cent of those that succeeded or failed.
    pub percent: u32,
    /// So many must have succeeded or failed before the share is judged, and before the gate opens.
    pub least: u32,
}

/// Hours of the week, on this computer's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GateHours {
    /// The days on which they begin: 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// The minute of the day from which on, 0 to 1439.
    pub from: u16,
    /// The minute of the day until which, 1 to 1440; one that is not after `from` is on the next day.
    pub to: u16,
}

/// What is sent where a plan stops, to devices that took part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PlanBack {
    /// Flow, parameters, app, comment; nothing else of it is used.
    pub request: Draft,
    /// To those that succeeded.
    pub succeeded: bool,
    /// To those that failed.
    pub failed: bool,
}

/// Something wrong with a plan, or worth knowing, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanProblem {
    /// Where: `name`, `request.…` and `back.request.…` with a draft's field, `waves`, `waves.N.groups.M`, `waves.N.filters.M.value`,
    /// `waves.N.target`, `waves.N.devices.M`, `waves.N.rest`, `waves.N.guard`, `waves.N.gate.finishedPercent` and its other fields.
    pub place: String,
    /// It keeps the plan from being started; else it is named, and does not.
    pub stops: bool,
    /// A short line.
    pub title: String,
    /// The whole sentence.
    pub message: String,
}
