//! A plan that is run, as the page sees it: where each wave stands, what its gate still asks for, what happened.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, ConnectionId, Counts, DeploymentId, Plan};

/// Where a plan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum PlanStage {
    /// It is being written; nothing was sent.
    Written,
    /// Its waves are sent as their gates open.
    Running,
    /// The user paused it: no wave is sent.
    #[serde(rename_all = "camelCase")]
    Paused {
        /// Since when, milliseconds since 1970.
        at_ms: i64,
    },
    /// It stopped by itself: no wave is sent until a person resumes it.
    #[serde(rename_all = "camelCase")]
    Halted {
        /// Since when, milliseconds since 1970.
        at_ms: i64,
        /// Why.
        why: PlanHalt,
    },
    /// The user stopped it, for good.
    #[serde(rename_all = "camelCase")]
    Stopped {
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// Its last wave has ended and passed.
    #[serde(rename_all = "camelCase")]
    Done {
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
}

/// Why a plan halted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanHalt {
    /// The wave, from 0.
    pub wave: u32,
    /// What made it.
    pub reason: HaltReason,
    /// In a sentence, with the figures of that moment.
    pub text: String,
}

/// What makes a plan halt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HaltReason {
    /// More failed than the gate lets pass.
    Failed,
    /// More failed by one cause than the gate lets pass.
    OneCause,
    /// The wave has ended, and too few succeeded or failed to judge it by.
    TooFew,
    /// It reached nobody.
    Nobody,
    /// The wave's guard fired.
    Guard,
    /// The service refused the wave.
    Refused,
    /// Nobody knows what became of the wave's launch.
    Unresolved,
    /// Something that has to be confirmed was not, when the plan was started.
    NotConfirmed,
    /// The connection leads elsewhere than when the plan was started, or is gone.
    Elsewhere,
    /// Devices of it were aborted.
    Aborted,
}

/// Where one wave stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WaveStage {
    /// It waits for the ones before.
    Waiting,
    /// It is being sent.
    Sending,
    /// Nobody knows what became of its launch.
    Unresolved,
    /// It was refused; nothing of it was sent.
    Refused,
    /// Its launch was set aside without knowing. It is not sent again.
    SetAside,
    /// It is out; its gate is not passed yet.
    Out,
    /// Its gate was passed.
    Passed,
}

/// What a gate asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GateKind {
    /// So much has ended.
    Finished,
    /// No more failed.
    Failed,
    /// No cause has more.
    OneCause,
    /// Then a time.
    Wait,
    /// Hours.
    Hours,
    /// A person's word.
    Word,
}

/// Whether what a gate asks for holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GateHolds {
    /// It is not its turn yet.
    Later,
    /// Not yet.
    No,
    /// Yes.
    Yes,
    /// It was passed over by a person.
    Skipped,
    /// Too much failed.
    Broken,
    /// It cannot be told just now.
    Unknown,
}

/// One of the things a gate asks for, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GateLine {
    /// What.
    pub kind: GateKind,
    /// Whether it holds.
    pub holds: GateHolds,
    /// What is asked for, in words.
    pub asks: String,
    /// How far it is, in words; empty where nothing is known yet.
    pub figure: String,
    /// Until when it will not hold, milliseconds since 1970, where that can be told.
    pub until_ms: Option<i64>,
}

/// One wave of a plan that is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaveView {
    /// Where it stands.
    pub stage: WaveStage,
    /// The request id of its launch; none before it, and for a batch.
    pub launch: Option<String>,
    /// Its deployment, where known; none for a batch.
    pub deployment: Option<DeploymentId>,
    /// Its batch, where it is one.
    pub batch: Option<String>,
    /// Its devices as last seen; none before that.
    pub counts: Option<Counts>,
    /// When that was, milliseconds since 1970.
    pub seen_ms: Option<i64>,
    /// When it was sent, milliseconds since 1970.
    pub sent_ms: Option<i64>,
    /// When its gate was passed, milliseconds since 1970.
    pub passed_ms: Option<i64>,
    /// Why it is not seen just now; none while it is, or need not be.
    pub blind: Option<String>,
    /// Stopping the plan can abort it: it is out or may come to be, as a whole or in part, and has not ended.
    pub abortable: bool,
    /// What its gate asks for.
    pub gate: Vec<GateLine>,
}

/// Something that happened to a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanEvent {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The wave, from 0; none where it is of the whole.
    pub wave: Option<u32>,
    /// In a sentence.
    pub text: String,
    /// The deployment that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deployment: Option<DeploymentId>,
    /// Something went wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bad: bool,
}

/// What is sent back of a stopped plan, one deployment after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackView {
    /// The wave, from 0.
    pub wave: u32,
    /// To those that succeeded there; else to those that failed.
    pub succeeded: bool,
    /// Its deployment, where known.
    pub deployment: Option<DeploymentId>,
    /// Why it was not sent, or why nobody knows.
    pub why: Option<String>,
}

/// A plan, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Its id.
    pub id: String,
    /// Its connection.
    pub connection: ConnectionId,
    /// The plan as it is written, or as it was when it was started.
    pub plan: Plan,
    /// The flow's name, where known.
    pub flow_name: Option<String>,
    /// When it was saved or started, milliseconds since 1970.
    pub at_ms: i64,
    /// Where it stands.
    pub stage: PlanStage,
    /// Its waves; none before it was started.
    pub waves: Vec<WaveView>,
    /// What happened, newest first.
    pub happened: Vec<PlanEvent>,
    /// What was sent back.
    pub back: Vec<BackView>,
    /// What keeps the next wave from being sent besides its gate: the connection's own hours, usually.
    pub held: Option<String>,
    /// Something was due and could not be written down first: it was not done, and is tried again.
    pub unwritten: Option<AppError>,
}

/// A plan in the list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanRow {
    /// Its id.
    pub id: String,
    /// Its connection.
    pub connection: ConnectionId,
    /// What it is called.
    pub name: String,
    /// The flow's name, else its uuid.
    pub flow: String,
    /// When it was saved or started, milliseconds since 1970.
    pub at_ms: i64,
    /// Where it stands.
    pub stage: PlanStage,
    /// Its waves by where they stand, in their order.
    pub waves: Vec<WaveStage>,
    /// Devices of all waves that were sent, as last seen.
    pub counts: Counts,
}

/// The plans of all connections, newest first; sent whole whenever something about one of them changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlansNotice {
    /// Goes up with every change: the page asks again for the plan it shows.
    pub revision: u32,
    /// The plans.
    pub plans: Vec<PlanRow>,
}

/// What a person does to a plan that is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum PlanAct {
    /// No further wave is sent until it is resumed.
    Pause,
    /// It goes on. Failures seen so far count no more: only new ones do.
    Resume,
    /// The wait of the wave that is out is taken as over.
    SkipWait,
    /// The next wave is sent now, whatever the gate before it says; refused where that is another one by now.
    #[serde(rename_all = "camelCase")]
    SendNext {
        /// The wave that the person was asked about, from 0.
        wave: u32,
    },
    /// A person says yes at the gate of the wave that is out.
    #[serde(rename_all = "camelCase")]
    SayYes {
        /// The word that the gate asks for.
        word: String,
    },
    /// No further wave is sent, for good.
    #[serde(rename_all = "camelCase")]
    Stop {
        /// The deployments that are out are aborted besides.
        abort: bool,
    },
    /// What the plan names to be sent back is sent, once.
    #[serde(rename_all = "camelCase")]
    Back {
        /// The plan's name, typed.
        word: String,
    },
}
