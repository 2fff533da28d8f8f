//! What the user allows in a connection, and what is asked before a launch.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Hours of the week, in this computer's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WeekHours {
    /// The days on which they begin: 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// The minute of the day from which on, 0 to 1439.
    pub from: u16,
    /// The minute of the day until which, 1 to 1440; one that is not after `from` is on the next day.
    pub to: u16,
}

/// What the user allows in a connection. Nothing is forbidden unless it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionRules {
    /// Other people depend on it: it is marked, and every launch is confirmed.
    pub production: bool,
    /// Nothing is launched or aborted from here.
    pub read_only: bool,
    /// A launch that may reach more devices is confirmed.
    pub ask_above: Option<u32>,
    /// When nothing is launched.
    pub forbidden: Vec<WeekHours>,
}

/// What is asked before a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AskKind {
    /// The same was sent within a day.
    Twin,
    /// The connection is production.
    Production,
    /// It may reach more devices than the user's rule says.
    Many,
}

/// Something that has to be confirmed before a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchAsk {
    /// What.
    pub kind: AskKind,
    /// Why it is asked.
    pub why: String,
    /// What is said yes to.
    pub yes: String,
}

/// Why nothing can be launched now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// In a sentence.
    pub why: String,
    /// Until when, milliseconds since 1970; none where no time ends it.
    pub until_ms: Option<i64>,
}
