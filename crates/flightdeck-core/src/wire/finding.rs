//! Finding things by name: what the palette shows.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Counts, DeploymentId, DeviceId, DeviceState, LaunchState, Moment, Standing};

/// A stretch of a text, in units of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Stretch {
    /// Its first unit.
    pub from: u32,
    /// The first that is not in it any more.
    pub to: u32,
}

/// One of the texts that were ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Ranked {
    /// Its place among those that were sent.
    pub place: u32,
    /// Where in it the typed text was found.
    pub marks: Vec<Stretch>,
}

/// A text with what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// The text.
    pub text: String,
    /// Where in it the typed text was found.
    pub marks: Vec<Stretch>,
}

/// What was found by name in one fleet, of each kind the best few; what moves or needs attention where nothing was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Deployments, as far as they were listed or watched here.
    pub deployments: Vec<FoundDeployment>,
    /// Devices, as far as the fleet is known.
    pub devices: Vec<FoundDevice>,
    /// Launches from here that became no deployment, or not yet.
    pub launches: Vec<FoundLaunch>,
}

/// A deployment that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundDeployment {
    /// Which.
    pub id: DeploymentId,
    /// Its comment; none where it has none.
    pub comment: Option<Marked>,
    /// Where in its id the typed text was found.
    pub id_marks: Vec<Stretch>,
    /// When it was created.
    pub created: Moment,
    /// Where it stands, as far as its devices were counted.
    pub standing: Option<Standing>,
    /// Its devices by state, as far as they were counted.
    pub counts: Option<Counts>,
}

/// A device that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundDevice {
    /// Which.
    pub id: DeviceId,
    /// Its name; none where none is known.
    pub name: Option<Marked>,
    /// Where in its id the typed text was found.
    pub id_marks: Vec<Stretch>,
    /// What it did in the deployment that last did something there, as far as that was watched here.
    pub state: Option<DeviceState>,
}

/// A launch that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundLaunch {
    /// Which.
    pub request_id: String,
    /// Its comment.
    pub comment: Marked,
    /// What became of it.
    pub state: LaunchState,
    /// When it was sent, milliseconds since 1970.
    pub sent_ms: i64,
}
