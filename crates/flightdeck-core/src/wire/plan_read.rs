//! A plan before it is started: whom its waves reach as far as the fleet is known, and where it would stop.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Blocked, LaunchAsk, PlanEvent, PlanProblem, PlanStage, ReachedDevice, Segment};

/// A wave before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaveReading {
    /// Its target as a sentence.
    pub sentence: Vec<Segment>,
    /// Devices it reaches for certain, as far as the fleet is known; none where nothing is.
    pub certain: Option<u32>,
    /// Devices of which it cannot be told.
    pub perhaps: u32,
    /// Of those it reaches, or perhaps, how many an earlier wave does, too.
    pub twice: u32,
    /// What its gate asks for, in words.
    pub gate: Vec<String>,
}

/// What Rust reads from a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanReading {
    /// What is wrong or worth knowing.
    pub problems: Vec<PlanProblem>,
    /// Its waves.
    pub waves: Vec<WaveReading>,
    /// Devices that more than one wave reaches, or perhaps; none where nothing is known of the fleet.
    pub twice: Option<u32>,
    /// Known devices that no wave reaches, nor perhaps; none where nothing is known.
    pub left_out: Option<u32>,
    /// Known devices.
    pub known: u32,
    /// When the fleet was last read or a list imported, milliseconds since 1970.
    pub known_ms: Option<i64>,
    /// What has to be confirmed before it is started.
    pub asks: Vec<LaunchAsk>,
    /// What must be typed before it is started: the fleet key, where a wave reaches the whole fleet, or almost.
    pub confirm_phrase: Option<String>,
    /// Why nothing can be launched now.
    pub blocked: Option<Blocked>,
}

/// Devices that a plan's reading counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum PlanDevices {
    /// Those of a wave, or perhaps.
    #[serde(rename_all = "camelCase")]
    OfWave {
        /// From 0.
        wave: u32,
    },
    /// Those of more than one.
    Twice,
    /// Those of none.
    LeftOut,
}

/// Devices that a plan's reading counts, as many as are on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanDevicesWindow {
    /// The first row's place.
    pub start: u32,
    /// All of them.
    pub total: u32,
    /// The rows.
    pub rows: Vec<ReachedDevice>,
}

/// How a plan is played without sending anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    /// The same number plays the same run.
    pub seed: u32,
    /// How many of each wave fail, in per cent.
    pub failed_percent: Vec<u32>,
    /// How many devices each wave has; one that is not said has as many as it reaches over the known fleet.
    pub devices: Vec<Option<u32>>,
    /// How long a device takes, in the middle, seconds.
    pub device_seconds: u32,
}

/// One wave of a dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryWave {
    /// How many devices it was played with.
    pub devices: u32,
    /// That number is the user's, or what the wave reaches over the known fleet; else it is made up.
    pub grounded: bool,
    /// How many succeeded before the plan ended.
    pub succeeded: u32,
    /// How many failed.
    pub failed: u32,
    /// When it was sent, seconds since the start; none where the plan did not come so far.
    pub sent_s: Option<u32>,
    /// When its gate was passed, seconds since the start.
    pub passed_s: Option<u32>,
}

/// Where a plan would stop. Played with invented devices by the same rules that run it; persons say yes at once, and hours count from the
/// moment it was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryReading {
    /// Where it ended.
    pub stage: PlanStage,
    /// How long that took, seconds.
    pub took_s: u32,
    /// Its waves.
    pub waves: Vec<DryWave>,
    /// What happened, in its order; times count from 0.
    pub happened: Vec<PlanEvent>,
}
