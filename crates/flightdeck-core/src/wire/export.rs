//! Taking results away: as which file, how far it is, and what came of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, DeploymentId, ListView, RowsView};

/// What a deployment is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// A row for each device, for spreadsheets.
    Csv,
    /// One JSON value: what it is, when it was seen, and the devices.
    Json,
    /// A JSON value a line, one for each device.
    Ndjson,
    /// A page to print: request, outcome, picture, causes; always of the whole deployment.
    Report,
}

/// What of a deployment is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DevicesExport {
    /// Made by the page for this press of the button; names it when it is to stop.
    pub request_id: String,
    /// Whose fleet.
    pub connection: ConnectionId,
    /// Which deployment.
    pub deployment: DeploymentId,
    /// The watch that knows its devices.
    pub watch: u32,
    /// Which devices, in which order.
    pub view: RowsView,
    /// Of those only the ones that the page has chosen.
    pub chosen: bool,
    /// As what.
    pub format: ExportFormat,
}

/// What of the lists of one or several fleets is to be written, as one CSV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListExport {
    /// Made by the page for this press of the button; names it when it is to stop.
    pub request_id: String,
    /// Whose lists.
    pub connections: Vec<ConnectionId>,
    /// Which deployments, in which order.
    pub view: ListView,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    /// Rows written.
    pub written: u32,
    /// Rows to be written.
    pub total: u32,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Exported {
    /// The dialog was closed: nothing was written.
    NoPlace,
    /// It was stopped: nothing was left behind.
    Cancelled,
    /// It is all there.
    Written {
        /// The file.
        path: String,
        /// Rows in it.
        rows: u32,
        /// Its size.
        bytes: u64,
    },
}
