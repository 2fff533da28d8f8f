//! Taking the known fleet away: which of its devices, as which file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, FleetView};

/// What the known fleet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FleetFormat {
    /// A row for each device, for spreadsheets.
    Csv,
    /// One JSON value: what it is, where it is known from and when, and the devices.
    Json,
}

/// What of the known fleet is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetExport {
    /// Made by the page for this press of the button; names it when it is to stop.
    pub request_id: String,
    /// Whose fleet.
    pub connection: ConnectionId,
    /// Which devices, in which order.
    pub view: FleetView,
    /// Instead of those that the view shows, those that are chosen, in its order.
    pub chosen: bool,
    /// As what.
    pub format: FleetFormat,
}
