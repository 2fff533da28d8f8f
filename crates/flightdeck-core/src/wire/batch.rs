//! One deployment for each of several devices, as the page sees it: how far it is, and what became of each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, DeploymentId, DeviceId};

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchStage {
    /// Its devices are noted; nothing was sent.
    Prepared,
    /// One after another is sent.
    Sending,
    /// The user stopped it, or Flightdeck ended.
    Stopped,
    /// It stopped by itself.
    Trouble,
    /// Nothing of it is left to be sent.
    Done,
}

/// Where one device of a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchItemState {
    /// Not sent.
    Waiting,
    /// Being sent.
    Sending,
    /// Nobody knows what became of its launch.
    Unresolved,
    /// The service refused it.
    Refused,
    /// Its launch was set aside without knowing. It is not sent again.
    SetAside,
    /// It has its deployment.
    Sent,
}

/// The devices of a batch by where they stand; one that is being sent is in none but `devices`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchCounts {
    /// All.
    pub devices: u32,
    /// Not sent.
    pub waiting: u32,
    /// Nobody knows.
    pub unresolved: u32,
    /// Refused.
    pub refused: u32,
    /// Set aside.
    pub set_aside: u32,
    /// Sent.
    pub sent: u32,
}

/// A batch as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// Its id, made by the page.
    pub id: String,
    /// Its connection.
    pub connection: ConnectionId,
    /// The comment of its deployments.
    pub comment: Option<String>,
    /// Their flow.
    pub flow_uuid: String,
    /// The flow's name, where known.
    pub flow_name: Option<String>,
    /// Where it stands.
    pub stage: BatchStage,
    /// Why it stopped, where the user did not stop it.
    pub why: Option<String>,
    /// Its devices.
    pub counts: BatchCounts,
    /// The device that is being sent to.
    pub now: Option<String>,
    /// When it was begun, milliseconds since 1970; before that, when it was prepared.
    pub at_ms: i64,
    /// When it stopped or was done.
    pub ended_ms: Option<i64>,
    /// Until when it waits before the same device is tried again.
    pub waits_until_ms: Option<i64>,
}

/// One device of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchItem {
    /// Its place in the batch.
    pub place: u32,
    /// The device.
    pub device: DeviceId,
    /// Its name, where it was known when the batch was prepared.
    pub name: Option<String>,
    /// Where it stands.
    pub state: BatchItemState,
    /// Why it is not simply sent.
    pub why: Option<String>,
    /// Its last launch in the journal, where there is one.
    pub launch: Option<String>,
    /// Its deployment, where known.
    pub deployment: Option<DeploymentId>,
    /// When it was sent, milliseconds since 1970.
    pub sent_ms: Option<i64>,
}

/// The devices of a batch that are on screen, in the order in which they are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchWindow {
    /// That of the last notice.
    pub revision: u32,
    /// The first row's place in the view.
    pub start: u32,
    /// How many rows the view holds.
    pub total: u32,
    /// The rows.
    pub rows: Vec<BatchItem>,
}

/// The batches that were begun, newest first. The page asks for windows again when this comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchesNotice {
    /// Goes up with every change.
    pub revision: u32,
    /// The batches.
    pub batches: Vec<BatchView>,
}
