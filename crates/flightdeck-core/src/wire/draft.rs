//! What the wizard holds while it is typed, and what Rust reads from it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BatchView, Blocked, GuardRule, LaunchAsk, SentBefore};

/// The five filter types of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FilterKind {
    /// One device by id.
    SpecificDevice,
    /// A tag.
    Tag,
    /// An app (deployment tag); `extra` is the version, optional.
    App,
    /// `online` or `offline`.
    DeviceState,
    /// An earlier deployment's outcome; `extra` is that deployment's uuid, required.
    Deployment,
}

/// `is` or `is not`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OperandDraft {
    /// `is`.
    Is,
    /// `is not`.
    IsNot,
}

/// One filter as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilterDraft {
    /// Its type.
    pub kind: FilterKind,
    /// `is` or `is not`.
    pub operand: OperandDraft,
    /// Its value as typed.
    pub value: String,
    /// The extra field as typed: the app's version, or the deployment's uuid.
    pub extra: String,
}

/// One parameter as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ParameterDraft {
    /// Its name.
    pub name: String,
    /// Its value; always a string (S).
    pub value: String,
    /// Whether the user says that its value is secret; nothing said, and the flow's mark holds, or how it looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub secret: Option<bool>,
}

/// A deployment as typed so far. Everything is text, so that nothing typed can be lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Draft {
    /// The update flow's uuid.
    pub flow_uuid: String,
    /// Group names; a device in any of them.
    pub groups: Vec<String>,
    /// Filters; matching all of them.
    pub filters: Vec<FilterDraft>,
    /// Parameters.
    pub parameters: Vec<ParameterDraft>,
    /// The app (deployment tag) to set on success.
    pub app_name: String,
    /// Its version.
    pub app_version: String,
    /// The comment.
    pub comment: String,
    /// The wizard's step, 0 to 4, so that a closed window opens where it was.
    pub step: u32,
    /// The guard that is armed with the launch; not part of what is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub guard: Option<GuardRule>,
    /// The batch whose devices are the target, one deployment for each; groups and filters are empty then. Not part of what is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub batch: Option<String>,
}

/// A draft, and when it was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedDraft {
    /// By this it is saved and found.
    pub id: String,
    /// The draft.
    pub draft: Draft,
    /// When it was saved, milliseconds since 1970; none for a new one.
    pub saved_ms: Option<i64>,
}

/// A draft that is open, as the list of them shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftRow {
    /// By this it is loaded.
    pub id: String,
    /// The comment; empty where there is none yet.
    pub comment: String,
    /// The flow's name, else its uuid; empty where none is chosen yet.
    pub flow: String,
    /// The target as a sentence; none where nobody was chosen yet.
    pub target: Option<String>,
    /// When it was saved, milliseconds since 1970.
    pub saved_ms: i64,
}

/// A piece of the sentence that says what will be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// Its text.
    pub text: String,
    /// The user's own value, to stand out.
    pub value: bool,
    /// An id, to be monospaced.
    pub mono: bool,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Stops the launch.
    Error,
    /// Is named, and does not stop it.
    Warning,
}

/// Something to say about the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The field: `flowUuid`, `groups.N`, `filters.N.value`, `filters.N.extra`, `filters`, `parameters.N.name`, `parameters.N.value`, `appName`, `appVersion`, `comment`, `target`, `guard`.
    pub field: String,
    /// The wizard's step that owns the field, 0 to 4.
    pub step: u32,
    /// How bad.
    pub severity: Severity,
    /// A short line.
    pub title: String,
    /// The whole sentence.
    pub message: String,
    /// What most likely is meant to stand in the field, to be taken over with one press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub instead: Option<String>,
}

/// How much of the fleet a target reaches, as far as its form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Breadth {
    /// A group or an `is` filter restricts it.
    Restricted,
    /// Only `is not` filters: practically the whole fleet.
    Almost,
    /// No group and no filter: most probably the whole fleet (I).
    Whole,
}

/// A request, and what sends it from elsewhere, with a mask in the place of each secret value: for the screen alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MaskedRequest {
    /// The body, pretty.
    pub json: String,
    /// The curl line; none where the address cannot be read.
    pub curl: Option<String>,
    /// The script for a POSIX shell.
    pub script: Option<String>,
    /// The step of a GitHub Actions job.
    pub action: Option<String>,
}

/// What Rust reads from a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftReading {
    /// The target as a sentence.
    pub sentence: Vec<Segment>,
    /// How much of the fleet it reaches, as far as its form tells.
    pub breadth: Breadth,
    /// What is wrong or worth knowing.
    pub problems: Vec<Problem>,
    /// The exact request body, pretty; none while there are errors.
    pub json: Option<String>,
    /// A curl line that sends it, token as `$CONNECT_TOKEN`; none while there are errors.
    pub curl: Option<String>,
    /// The same as a script for a POSIX shell.
    pub script: Option<String>,
    /// The same as a step of a GitHub Actions job, token from the secret `CONNECT_TOKEN`.
    pub action: Option<String>,
    /// The same with a mask in the place of each secret value, for the screen; none where nothing is secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub masked: Option<MaskedRequest>,
    /// The names of the parameters that are secret, by the user's word or by how they look; their values are masked on screen.
    pub secrets: Vec<String>,
    /// What must be typed before it is launched: the fleet key, where the whole fleet is reached, or almost.
    pub confirm_phrase: Option<String>,
    /// What was sent from here before; none while there are errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<SentBefore>,
    /// What has to be confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<LaunchAsk>>")]
    pub asks: Vec<LaunchAsk>,
    /// Why it cannot be launched now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub blocked: Option<Blocked>,
    /// The batch that is the target. The request is the one to its first device, then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub batch: Option<BatchView>,
}

/// A flow that can be suggested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlowSuggestion {
    /// Its uuid.
    pub uuid: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// Its parameters, where known.
    pub parameters: Vec<ParameterSuggestion>,
    /// Its steps, where known.
    pub steps: Vec<String>,
}

/// A flow's parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ParameterSuggestion {
    /// Its name.
    pub name: String,
    /// Its value last time, or the flow's own.
    pub value: String,
    /// What it is for.
    pub note: Option<String>,
}

/// An app (deployment tag) that can be suggested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppSuggestion {
    /// Its name.
    pub name: String,
    /// Known versions.
    pub versions: Vec<String>,
}

/// What can be offered while typing. The API lists none of it (S): it is what was launched from here before, or the demo's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// Flows.
    pub flows: Vec<FlowSuggestion>,
    /// Groups.
    pub groups: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Apps.
    pub apps: Vec<AppSuggestion>,
    /// From the demo fleet (true) or from earlier launches on this computer.
    pub demo: bool,
}
