//! Why a device is in its state: the cause of its failure, or what is judged of one that has not ended.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is judged of a device that has not ended, from how the others fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Judgement {
    /// In progress for much longer than others took.
    Stuck,
    /// Pending long after the others started.
    Unreached,
}

/// Why a device is in its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Why {
    /// It failed, and was looked at.
    Cause {
        /// The cause's telling line ([`super::Cause::text`]).
        text: String,
    },
    /// [`Judgement::Stuck`].
    Stuck,
    /// [`Judgement::Unreached`].
    Unreached,
}

impl From<Judgement> for Why {
    fn from(judgement: Judgement) -> Self {
        match judgement {
            Judgement::Stuck => Self::Stuck,
            Judgement::Unreached => Self::Unreached,
        }
    }
}

/// How many devices are judged to be what, and by what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Judgements {
    /// Stuck devices.
    pub stuck: u32,
    /// In progress for longer than this is stuck, milliseconds: at least twice the median, and longer than 99 % took.
    pub stuck_after_ms: Option<i64>,
    /// The devices that ended, by which that is judged.
    pub ended: u32,
    /// Devices that were not reached.
    pub unreached: u32,
    /// Pending for at least this long, milliseconds, in which at most 1 % of those that started did so; none while that is not so.
    pub unreached_after_ms: Option<i64>,
    /// Those not reached that had not been seen for a day, as the fleet is known.
    pub unseen: u32,
    /// Those not reached whose update trigger is on, as the fleet is known.
    pub triggered: u32,
    /// The devices that started.
    pub started: u32,
}
