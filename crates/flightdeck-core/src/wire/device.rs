//! One device in one deployment: times, steps, exit codes, output.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeploymentId, DeviceId, DeviceState, Moment};

/// The palette of coloured output: hues, which the page shows so that they can be read on its surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Ink {
    /// Red.
    Red,
    /// Green.
    Green,
    /// Yellow.
    Yellow,
    /// Blue.
    Blue,
    /// Magenta.
    Magenta,
    /// Cyan.
    Cyan,
    /// Quieter than the rest.
    Grey,
}

/// A part of an output that looks otherwise than the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextRun {
    /// Where it begins in the text, in units of UTF-16.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Its hue, where it has one.
    pub ink: Option<Ink>,
    /// Heavier than the rest.
    pub bold: bool,
    /// Underlined.
    pub underline: bool,
}

/// Output made safe for the screen and capped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// Safe text: no control, bidi or escape characters. Its end, where it is too long for the screen.
    pub text: String,
    /// Its coloured parts, in order; nowhere do two lie over each other.
    pub runs: Vec<TextRun>,
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

/// What another deployment last saw of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Elsewhere {
    /// Which deployment.
    pub deployment: DeploymentId,
    /// Its comment, where that is known here.
    pub comment: Option<String>,
    /// The device's state in it.
    pub state: DeviceState,
    /// The status as it came, where it is none this version knows.
    pub raw_status: Option<String>,
    /// When it was last named, where it is gone from that deployment.
    pub gone_ms: Option<i64>,
    /// Since when it is in that state, or was first seen so here, milliseconds since 1970.
    pub since_ms: i64,
    /// It may be so for longer: no time of the service tells.
    pub since_least: bool,
    /// When the deployment was last looked at: what was seen of a device that had not ended is as old as that.
    pub seen_ms: i64,
}
