//! The course of a deployment and its past: the timeline, and what was at a moment.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Counts;

/// The timeline: how many devices were what, at up to 200 moments. Each list has one number a moment; the moments are the ends of equal parts
/// of the time from `fromMs` to `toMs`, so the last is `toMs`, and its numbers are the present ones. The numbers of a moment add up to `devices`,
/// except where a look here counted fewer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// The revision it belongs to.
    pub revision: u32,
    /// When the deployment was made, or the first that is known of it, milliseconds since 1970.
    pub from_ms: i64,
    /// The last look, or where every device has ended, the last change.
    pub to_ms: i64,
    /// All devices, those gone included.
    pub devices: u32,
    /// Pending, or not handed to the deployment yet: no time tells which.
    pub pending: Vec<u32>,
    /// Running.
    pub in_progress: Vec<u32>,
    /// Ended well.
    pub succeeded: Vec<u32>,
    /// Ended badly.
    pub failed: Vec<u32>,
    /// Stopped.
    pub aborted: Vec<u32>,
    /// In a state this version does not know.
    pub unknown: Vec<u32>,
    /// Not named any more.
    pub gone: Vec<u32>,
    /// Neither the devices' times nor a look here tell what these were.
    pub untold: Vec<u32>,
    /// Whether somebody looked here at that time.
    pub looked: Vec<bool>,
}

/// How many devices were in which state at a moment. The sum of `counts` and `gone` is the number of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CountsThen {
    /// The moment, milliseconds since 1970.
    pub at_ms: i64,
    /// Devices per state. Unknown ones include those of which nothing tells what they were.
    pub counts: Counts,
    /// Devices that were gone.
    pub gone: u32,
    /// Of the unknown ones, those of which nothing tells what they were.
    pub untold: u32,
}
