//! Newer versions of Flightdeck itself: what is known of them, and how far one is installed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A version that is newer than the one that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewVersion {
    /// Its number.
    pub version: String,
    /// What its makers say it brings: plain text, and foreign.
    pub notes: Option<String>,
}

/// How far looking for newer versions, or installing one, is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum UpdateStage {
    /// This build does not update itself: it was given no place to look at.
    Off,
    /// No newer version is known.
    Idle,
    /// It is being looked for one.
    Looking,
    /// There is one.
    #[serde(rename_all = "camelCase")]
    Found {
        /// Which.
        new: NewVersion,
    },
    /// The user wants it, and it is being fetched.
    #[serde(rename_all = "camelCase")]
    Fetching {
        /// Which.
        new: NewVersion,
        /// So many bytes are there.
        bytes: u64,
        /// Of so many; none where that is not known.
        of: Option<u64>,
    },
    /// It takes this version's place.
    #[serde(rename_all = "camelCase")]
    Installing {
        /// Which.
        new: NewVersion,
    },
    /// It has taken this version's place, and begins with the next start.
    #[serde(rename_all = "camelCase")]
    Installed {
        /// Which.
        new: NewVersion,
    },
}

/// All that is known of newer versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdatesView {
    /// How far it is.
    pub stage: UpdateStage,
    /// When it was last looked for one, milliseconds since 1970.
    pub looked_ms: Option<i64>,
    /// Why the last try came to nothing.
    pub failed: Option<String>,
    /// Why Flightdeck may not begin anew now, where there is something to begin anew with.
    pub not_now: Option<String>,
}
