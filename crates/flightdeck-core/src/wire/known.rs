//! What is known of a device in a deployment besides the deployment's own answer. It is of another moment, and each fact tells which.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the known fleet tells of a device in a deployment. Where the deployment's own answer tells a name or a group, that one stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownOf {
    /// The row's name is from the known fleet: when it was told there, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name_ms: Option<i64>,
    /// The row's group is from the known fleet: when it was told there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group_ms: Option<i64>,
    /// The last sign of life of a device that is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seen: Option<KnownSeen>,
    /// The update trigger of a device that is pending is on: when that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub trigger_ms: Option<i64>,
}

/// A device's last sign of life. Since it was told the device may have given others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownSeen {
    /// When it was, milliseconds since 1970.
    pub at_ms: i64,
    /// When that was told.
    pub told_ms: i64,
}

impl KnownSeen {
    /// Not seen for so long, milliseconds, is not seen for long.
    pub const LONG_MS: i64 = 86_400_000;

    /// Whether the device had not been seen for a day when that was told.
    pub fn is_long(&self) -> bool {
        self.told_ms.saturating_sub(self.at_ms) > Self::LONG_MS
    }
}
