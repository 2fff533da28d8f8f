//! One device in one deployment: times, steps, exit codes, output.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeviceId, DeviceState, Moment};

/// Output made safe for the screen and capped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// Safe text: no control, bidi or escape characters. At most 64 KiB: its end, where it was longer.
    pub text: String,
    /// Its whole size in bytes.
    pub bytes: u64,
    /// Only the end is here; saving writes the whole.
    pub cut: bool,
    /// Characters were made visible or removed.
    pub cleaned: bool,
}

/// One step on one device. Names repeat; the index tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// Its place, from 0.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its exit code, where one was given.
    pub exit_code: Option<i64>,
    /// What that code means by convention, where it has one.
    pub exit_means: Option<String>,
    /// What it printed.
    pub stdout: Output,
    /// What it printed as errors.
    pub stderr: Output,
    /// Said beside it where it needs explaining (failed inside a device that Succeeded: continue on failure).
    pub note: Option<String>,
}

/// One device in one deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// The device's id.
    pub id: DeviceId,
    /// Its state.
    pub state: DeviceState,
    /// The status as it came.
    pub raw_status: String,
    /// When it started.
    pub started: Moment,
    /// When it finished.
    pub finished: Moment,
    /// How long it took, milliseconds.
    pub took_ms: Option<i64>,
    /// Its steps, in order; empty where the service sent none.
    pub steps: Vec<StepView>,
    /// Said where the state needs explaining (why it may still be Pending).
    pub note: Option<String>,
    /// Its abort was requested here and it has not reached a terminal state.
    pub abort_requested: bool,
    /// The service's record as received, made safe, capped at 64 KiB.
    pub raw: String,
    /// When this was read, milliseconds since 1970.
    pub read_ms: i64,
}

/// Where a file was written; none when the dialog was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    /// Its path.
    pub path: Option<String>,
}
