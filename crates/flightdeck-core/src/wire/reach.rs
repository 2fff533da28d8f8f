//! What a draft reaches as far as the fleet is known, in three values: yes, no, cannot be told. Never a fact: the service decides at launch.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeviceId, FacetCount, SeenWhen};

/// How many known devices a part of the target leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Taken {
    /// `groups`, or `filters.N`.
    pub field: String,
    /// Devices that certainly do not match it.
    pub devices: u32,
}

/// A device that is reached, or perhaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReachedDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its name, where told.
    pub name: Option<String>,
    /// Its group, where told.
    pub group: Option<String>,
    /// How long ago its last sign of life was when it was read.
    pub seen: SeenWhen,
    /// That sign of life, milliseconds since 1970.
    pub seen_ms: Option<i64>,
    /// For certain, as far as the fleet is known.
    pub certain: bool,
}

/// What a draft reaches as far as the fleet is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// Devices that are known; with none, nothing can be said.
    pub known: u32,
    /// Reached for certain.
    pub yes: u32,
    /// It cannot be told of these.
    pub perhaps: u32,
    /// What each part of the target leaves out.
    pub taken: Vec<Taken>,
    /// The draft's groups, with the known devices in each.
    pub groups: Vec<FacetCount>,
    /// The first devices.
    pub first: Vec<ReachedDevice>,
    /// When the fleet was last read or a list imported, milliseconds since 1970.
    pub at_ms: Option<i64>,
    /// What cannot be told, and why, in sentences.
    pub reasons: Vec<String>,
}

/// Devices that are reached: those for certain first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReachWindow {
    /// The first row's place.
    pub start: u32,
    /// All of them.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ReachedDevice>,
}
