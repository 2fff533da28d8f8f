//! Settings and what is stored on this computer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// In which zone times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TimeZone {
    /// This computer's.
    #[default]
    Local,
    /// UTC.
    Utc,
}

/// What the user can set. Values out of range are refused, never silently changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Seconds between two looks at a moving deployment, 5 to 600. Devices report in every 15 s by default (F).
    pub poll_seconds: u32,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Text size in per cent, 80 to 200.
    pub text_percent: u32,
    /// In which zone times are shown.
    pub zone: TimeZone,
    /// Days for which what was last seen of a deployment is kept, 1 to 3650. Launches are kept for good.
    pub keep_days: u32,
    /// Megabytes that what was last seen may take, 50 to 100000.
    pub keep_megabytes: u32,
    /// Stop looking at failed devices when their causes no longer change.
    pub settle_causes: bool,
    /// Keys that the user gave to actions, by the actions' names: as many as it has, none where it has none any more. Actions that are not
    /// named here have their own.
    pub shortcuts: BTreeMap<String, Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            poll_seconds: 15,
            theme: Theme::System,
            text_percent: 100,
            zone: TimeZone::Local,
            keep_days: 90,
            keep_megabytes: 1_000,
            settle_causes: false,
            shortcuts: BTreeMap::new(),
        }
    }
}

/// Where the user was, and what was done last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Remembered {
    /// The screen, as the page's address names it; none at the first start.
    pub place: Option<String>,
    /// What was done from the palette, the last first, by names that the page gave.
    pub recent: Vec<String>,
}

/// What is stored where on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StorageView {
    /// The settings file.
    pub settings_path: String,
    /// The database of launches, drafts and last-seen results.
    pub database_path: String,
    /// Its size in bytes.
    pub database_bytes: u64,
    /// Launches written in the journal.
    pub launches: u32,
    /// Deployments whose last-seen counts are kept.
    pub seen: u32,
    /// Bytes that what was last seen takes.
    pub seen_bytes: u64,
}
