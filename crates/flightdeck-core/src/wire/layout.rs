//! How the user arranged a table.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ConnectionId;

/// A table that can be arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TableName {
    /// The devices of a deployment.
    Devices,
    /// The deployments of a fleet.
    Deployments,
    /// The devices of the fleet, as far as they are known.
    Fleet,
    /// What was launched from here.
    Launches,
    /// The devices of two deployments side by side.
    Comparison,
}

/// A column, where it was arranged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnLayout {
    /// Which. One that a page does not know is passed over.
    pub key: String,
    /// Its width in pixels at 100 % text; none is the standard one.
    #[serde(default)]
    pub width: Option<u32>,
    /// It is not shown.
    #[serde(default)]
    pub hidden: bool,
}

/// The order of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowOrder {
    /// By which column's sort. One that a page does not know is as none.
    pub by: String,
    /// Reversed.
    pub descending: bool,
}

/// How a table is arranged; empty is the standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TableLayout {
    /// The columns in their order. Those that are not named stand where they stand in the standard.
    pub columns: Vec<ColumnLayout>,
    /// The order of the rows; none is the standard one.
    #[serde(default)]
    pub order: Option<RowOrder>,
}

/// A table of a connection, as it is arranged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptLayout {
    /// Of this connection.
    pub connection: ConnectionId,
    /// This table.
    pub table: TableName,
    /// Is arranged so.
    pub layout: TableLayout,
}
