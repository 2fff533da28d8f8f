//! The course of a deployment and its past: the timeline, and what was at a moment.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Counts, DeviceId, DeviceState};

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
    /// When the last device may land; none where nothing moves, or devices do not land at a steady rate.
    pub forecast: Option<Forecast>,
    /// How long devices took; none where no device has both times.
    pub durations: Option<Durations>,
}

/// How long until the last device lands at the present rate, from `toMs` on, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// At the rate of the last third of the course.
    pub about_ms: i64,
    /// At the fastest rate in it.
    pub least_ms: i64,
    /// At the slowest rate in it, if the last device is a slow one.
    pub most_ms: i64,
}

/// How long devices took, of those that succeeded or failed and whose both times are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Durations {
    /// How many those are.
    pub counted: u32,
    /// Half of them took no longer.
    pub median_ms: i64,
    /// 95 of 100 took no longer.
    pub p95_ms: i64,
    /// The longest.
    pub most_ms: i64,
    /// The end of the last bar.
    pub up_to_ms: i64,
    /// How many took so long, in equal parts from 0 to `upToMs`; the last holds those that took longer, too.
    pub bars: Vec<u32>,
    /// The five slowest, longest first, those that still run among them.
    pub slowest: Vec<Slow>,
}

/// A device that took long, or has been running for long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Slow {
    /// The device.
    pub device: DeviceId,
    /// Its name, where the service sent one.
    pub name: Option<String>,
    /// In progress where it still runs.
    pub state: DeviceState,
    /// How long it took, or has been running, milliseconds.
    pub took_ms: i64,
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
