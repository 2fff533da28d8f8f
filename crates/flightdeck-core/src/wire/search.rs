//! Searching: how a text was understood, and the fields it can name. The language is parsed in Rust only.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One term of a search text, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchTerm {
    /// As it is written, shortened.
    pub text: String,
    /// It excludes what it finds.
    pub negated: bool,
    /// What it asks for ("group holds “test”"), the minus not counted in; none where it is left out.
    pub words: Option<String>,
    /// What of it was not understood, and what became of it.
    pub problem: Option<String>,
}

/// How a search text was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchReading {
    /// Its terms; all of them must hold.
    pub terms: Vec<SearchTerm>,
    /// What its answer leaves open, in sentences.
    pub notes: Vec<String>,
}

/// A field a search can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchField {
    /// Its name before the colon.
    pub name: &'static str,
    /// A term with it.
    pub example: &'static str,
    /// What it looks at.
    pub meaning: &'static str,
}

/// What a search can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchGuide {
    /// Without a field, and around all fields; `name` is what the form is called.
    pub forms: &'static [SearchField],
    /// The fields.
    pub fields: &'static [SearchField],
}

const fn field(name: &'static str, example: &'static str, meaning: &'static str) -> SearchField {
    SearchField { name, example, meaning }
}

const DEVICE_FIELDS: &[SearchField] = &[
    field("state", "state:failed", "pending, in-progress, succeeded, failed, aborted, unknown, gone; or moving, ended"),
    field(
        "is",
        "is:stuck",
        "stuck: in progress for much longer than others took; unreached: pending long after others started",
    ),
    field("group", "-group:test", "its group, where the service sent one"),
    field("name", "name:turbine", "its name, where the service sent one"),
    field("id", "id:4cfe", "its id"),
    field("cause", "cause:\"No space\"", "why it failed, as far as looked at"),
    field("step", "step:install", "the step that failed, as far as looked at"),
    field("exit", "exit:28", "that step's exit code, as far as looked at"),
    field("took", "took:>5m", "how long it took, where it has ended"),
    field("in-state", "in-state:>1h30m", "how long it is in its state"),
    field("started", "started:<2h", "when it started: how long ago, or since when (>=14:05)"),
    field("finished", "finished:>=14:05", "when it ended, in the same ways"),
    field("status", "status:reboot", "the status in the service's own word"),
];

const DEPLOYMENT_FIELDS: &[SearchField] = &[
    field("state", "-state:finished", "moving, attention, finished, aborted, no-device; as far as looked at"),
    field("comment", "comment:hotfix", "its comment"),
    field("flow", "-flow:nightly", "the update flow's name or id, where launched here"),
    field("target", "target:production", "its target in words, where launched here"),
    field("app", "app:gateway", "the app (deployment tag) it sets, where launched here"),
    field("launched", "launched:here", "here, or elsewhere"),
    field("created", "created:<2d", "when it was created: how long ago, or a day (2026-11-28)"),
    field("type", "type:api", "the service's type"),
    field("id", "id:e6a5", "its id"),
    field("devices", "devices:>1000", "how many devices, as far as looked at"),
    field("failed", "failed:>0", "how many of them failed, as far as looked at"),
    field("cve", "cve:critical", "a level that was found; or none, not-scanned"),
];

const LAUNCH_FIELDS: &[SearchField] = &[
    field("flow", "-flow:nightly", "the update flow's name or id"),
    field("target", "target:production", "its target in words"),
    field("comment", "comment:hotfix", "its comment"),
    field("outcome", "outcome:refused", "launched, created, adopted, refused, unresolved, dismissed, sending"),
    field("parameter", "parameter:channel=beta", "a parameter's name or value; secret values are not searched"),
    field("parameters", "parameters:>0", "how many parameters it had"),
    field("app", "app:gateway", "the app (deployment tag) it sets"),
    field("sent", "sent:<2d", "when it was sent: how long ago, or a day (2026-11-28)"),
    field("id", "id:e6a5", "its deployment's id"),
];

const WORDS: SearchField = field("words", "gate north", "all of them, anywhere, in any order; capitals do not matter");
const PHRASE: SearchField = field("a phrase", "\"gate north\"", "just so");
const NOT: SearchField = field("not", "-gate", "excludes what it finds; in front of a field, too");

const FLEET_FIELDS: &[SearchField] = &[
    field("name", "name:turbine", "its name, where told"),
    field("id", "id:4cfe", "its id"),
    field("group", "-group:test", "its group, where told"),
    field("tag", "tag:gateway", "one of its tags, as far as told"),
    field("is", "is:online", "online (probably), offline, or refusing: its update trigger is on"),
    field("seen", "seen:>2d", "its last sign of life: how long ago, or since when (>=2026-11-28)"),
    field("state", "state:failed", "what the last deployment there did, as far as it was watched here"),
    field("agent", "agent:7.4", "the version of its agent, where told"),
    field("about", "about:mast", "its address or description, where told"),
];

/// What a search of the known fleet can write.
pub const FLEET_SEARCH: SearchGuide = SearchGuide { forms: FLEET_FORMS, fields: FLEET_FIELDS };
/// What a search of devices can write.
pub const DEVICE_SEARCH: SearchGuide = SearchGuide { forms: DEVICE_FORMS, fields: DEVICE_FIELDS };
/// What a search of deployments can write.
pub const DEPLOYMENT_SEARCH: SearchGuide = SearchGuide { forms: DEPLOYMENT_FORMS, fields: DEPLOYMENT_FIELDS };

/// What a search of launches can write.
pub const LAUNCH_SEARCH: SearchGuide = SearchGuide { forms: LAUNCH_FORMS, fields: LAUNCH_FIELDS };

const LAUNCH_FORMS: &[SearchField] = &[
    WORDS,
    PHRASE,
    NOT,
    field("exactly", "comment:=hotfix", "the whole text, not a part of it"),
    field("compare", "sent:>=14:05", "> >= < <= with numbers and times"),
];

const DEVICE_FORMS: &[SearchField] = &[
    WORDS,
    PHRASE,
    NOT,
    field("exactly", "group:=lab", "the whole text, not a part of it"),
    field("compare", "took:>=90s", "> >= < <= with numbers, lengths of time (90s, 5m, 2h, 3d) and times"),
];

const FLEET_FORMS: &[SearchField] = &[
    WORDS,
    PHRASE,
    NOT,
    field("exactly", "group:=lab", "the whole text, not a part of it"),
    field("compare", "seen:<2h", "> >= < <= with lengths of time (90s, 5m, 2h, 3d) and times"),
];

const DEPLOYMENT_FORMS: &[SearchField] = &[
    WORDS,
    PHRASE,
    NOT,
    field("exactly", "comment:=hotfix", "the whole text, not a part of it"),
    field("compare", "devices:>=100", "> >= < <= with numbers and times"),
];
