//! Choosing devices of a watched deployment, and stopping those chosen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Counts, DeviceId, RowsView};

/// Who a page has chosen, in numbers. The rows say which: [`super::DeviceRow::chosen`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// How many.
    pub total: u32,
    /// Those the service still names, per state.
    pub counts: Counts,
    /// Those it does not name any more.
    pub gone: u32,
    /// Chosen is what matches a view (and what was added by hand): who comes to match it is chosen, too.
    pub rule: bool,
}

/// A change of who is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Choose {
    /// Nobody.
    Nobody,
    /// All that a view shows now and later, and nobody else.
    All {
        /// The view.
        view: RowsView,
    },
    /// This one, or not any more.
    Toggle {
        /// Its id.
        device: DeviceId,
    },
    /// These, too: all rows of a view from one device to another.
    Range {
        /// The view.
        view: RowsView,
        /// One end.
        from: DeviceId,
        /// The other end.
        to: DeviceId,
    },
}

/// What stopping those chosen would do. It is frozen: what is done is what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchPlan {
    /// Names this plan.
    pub plan: u32,
    /// Devices that will be asked to stop, one request each.
    pub devices: u32,
    /// All chosen devices the service still names, per state.
    pub counts: Counts,
    /// When that was seen, milliseconds since 1970.
    pub as_of_ms: i64,
    /// What happens, in order.
    pub sentences: Vec<String>,
    /// These are all devices of the deployment that can still be stopped: one request for the deployment does the same at once.
    pub everything: bool,
}

/// How far stopping several devices has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchProgress {
    /// Devices in the plan.
    pub devices: u32,
    /// The service accepted the request.
    pub accepted: u32,
    /// Nobody knows whether the request arrived.
    pub unknown: u32,
    /// The service refused, or it was never sent.
    pub refused: u32,
    /// Until when the service asked to wait, milliseconds since 1970.
    pub waits_until_ms: Option<i64>,
}

/// What became of one device's request, where it was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotAccepted {
    /// The device.
    pub device: DeviceId,
    /// What it is called, by the deployment's own answer or as the fleet is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Why, in a sentence.
    pub why: String,
}

/// What became of stopping several devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BatchOutcome {
    /// Requests the service accepted.
    pub accepted: u32,
    /// Nobody knows whether these arrived; the next looks will tell. At most [`BatchOutcome::LISTED`] are listed.
    pub unknown: Vec<NotAccepted>,
    /// How many there are.
    pub unknown_count: u32,
    /// Refused, or never sent. At most [`BatchOutcome::LISTED`] are listed.
    pub refused: Vec<NotAccepted>,
    /// How many there are.
    pub refused_count: u32,
    /// Not sent, since it was stopped before.
    pub unsent: u32,
    /// Why it stopped by itself, in a sentence, where it did.
    pub gave_up: Option<String>,
    /// The plan of those refused or not sent, to be tried again.
    pub again: Option<u32>,
}

impl BatchOutcome {
    /// Devices listed by name, at most.
    pub const LISTED: usize = 500;
}
