//! Settings and what is stored on this computer.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WeekHours;

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

/// What becomes of Flightdeck when its window is closed while something is watched, guarded or run from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhenClosed {
    /// The user is asked.
    #[default]
    Ask,
    /// It goes on in the tray, where there is one.
    Tray,
    /// It ends. While a plan runs or a guard is armed, the user is asked all the same.
    Quit,
}

/// What is told by the system's notifications, and when not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationSettings {
    /// A deployment has finished.
    pub finished: bool,
    /// A deployment begins to fail.
    pub failing: bool,
    /// Devices of a deployment are stuck.
    pub stuck: bool,
    /// A guard fired.
    pub guards: bool,
    /// A plan halted, stopped, waits for a person, or is done.
    pub plans: bool,
    /// What is launched here is watched in the background.
    pub launched: bool,
    /// When nothing is told: it is told when they end.
    pub quiet: Vec<WeekHours>,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self {
            finished: true,
            failing: true,
            stuck: true,
            guards: true,
            plans: true,
            launched: true,
            quiet: Vec::new(),
        }
    }
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
    /// What is told by the system's notifications.
    pub notifications: NotificationSettings,
    /// What becomes of Flightdeck when its window is closed.
    pub when_closed: WhenClosed,
    /// Flightdeck starts with the user's session.
    pub start_at_login: bool,
    /// It is looked for newer versions of Flightdeck once a day, where the build was given a place to look at.
    pub look_for_updates: bool,
}

impl Settings {
    /// How often a moving deployment is looked at.
    pub(crate) fn pace(&self) -> Duration {
        Duration::from_secs(u64::from(self.poll_seconds))
    }
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
            notifications: NotificationSettings::default(),
            when_closed: WhenClosed::Ask,
            start_at_login: false,
            look_for_updates: true,
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
