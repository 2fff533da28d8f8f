//! One wave of a plan that is run: what is kept of it, and what is known of it in this run alone.

use serde::{Deserialize, Serialize};

use crate::plan::gate::{Excused, Seen};
use crate::wire::{DeploymentId, WaveStage};

/// What became of the abort of a wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Aborted {
    /// Being asked for.
    UnderWay,
    /// Asked for, once.
    Asked,
}

/// One wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wave {
    pub(crate) stage: WaveStage,
    /// Launches that certainly sent nothing; the next one has this number.
    pub(crate) tries: u32,
    pub(crate) deployment: Option<DeploymentId>,
    pub(crate) sent_ms: Option<i64>,
    pub(crate) passed_ms: Option<i64>,
    pub(crate) seen: Option<Seen>,
    pub(super) excused: Excused,
    pub(super) waited_ms: i64,
    pub(super) skipped: bool,
    pub(super) said_ms: Option<i64>,
    /// A person sent the next wave whatever this one's gate said: it is judged no more.
    pub(super) passed_over: bool,
    /// The look before the last saw as many devices.
    pub(super) steady: bool,
    /// The firing of its guard that was acknowledged, or halted the plan: its moment.
    pub(super) guard_ms: Option<i64>,
    pub(super) aborted: Option<Aborted>,
    /// Its batch was begun: some of its devices may have been sent to, whatever its stage.
    #[serde(default)]
    pub(crate) begun: bool,
    /// A person was told what is asked before it is sent, and said yes.
    #[serde(default)]
    pub(crate) confirmed: bool,
    /// Why it is not seen just now.
    #[serde(skip)]
    pub(crate) blind: Option<String>,
    /// It was seen in this run: what an earlier one saw opens nothing.
    #[serde(skip)]
    pub(super) looked: bool,
    /// Time is waited since the last turn.
    #[serde(skip)]
    pub(super) counting: bool,
    /// When the wait ends if nothing changes.
    #[serde(skip)]
    pub(super) until_ms: Option<i64>,
    /// Its launch was begun, in this run or as the journal knows, and is not answered.
    #[serde(skip)]
    pub(crate) in_flight: bool,
    /// It is being sent just now: nobody else begins that.
    #[serde(skip)]
    pub(super) performed: bool,
    /// Its batch was set going in this run.
    #[serde(skip)]
    pub(super) going: bool,
}

impl Wave {
    pub(super) fn new() -> Self {
        Self {
            stage: WaveStage::Waiting,
            tries: 0,
            deployment: None,
            sent_ms: None,
            passed_ms: None,
            seen: None,
            excused: Excused::default(),
            waited_ms: 0,
            skipped: false,
            said_ms: None,
            passed_over: false,
            steady: false,
            guard_ms: None,
            aborted: None,
            begun: false,
            confirmed: false,
            blind: None,
            looked: false,
            counting: false,
            until_ms: None,
            in_flight: false,
            performed: false,
            going: false,
        }
    }

    /// Whether it is out, passed or not.
    pub(crate) fn is_out(&self) -> bool {
        matches!(self.stage, WaveStage::Out | WaveStage::Passed)
    }

    /// Whether its launch has no known outcome.
    pub(super) fn is_unanswered(&self) -> bool {
        matches!(self.stage, WaveStage::Sending | WaveStage::Unresolved)
    }

    /// Whether a stop of the plan can have any of it aborted, now or once it is found.
    pub(crate) fn is_abortable(&self) -> bool {
        let on_its_way = self.stage == WaveStage::Unresolved || self.is_unanswered() && self.in_flight;
        self.may_be_aborted() || on_its_way || self.begun && !self.is_out()
    }

    /// Whether an abort would reach any of it.
    pub(crate) fn may_be_aborted(&self) -> bool {
        self.is_out() && !self.ended()
    }

    pub(super) fn ended(&self) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.finished)
    }
}
