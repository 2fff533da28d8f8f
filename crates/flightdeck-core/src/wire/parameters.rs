//! Parameters pasted as text, and what was found in them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a pasted text was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PastedFormat {
    /// JSON: a map, a list of records with name and value, or a whole deploy request.
    Json,
    /// `NAME=value`, a line each.
    Env,
    /// Two columns with a comma, a semicolon or a bar between them.
    Csv,
    /// Two columns with a tab between them.
    Tsv,
    /// `name: value`, a line each.
    Yaml,
}

/// What was found about a pasted parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ParameterFindingKind {
    /// The name stands there more than once, or once more in other letters.
    Duplicate,
    /// The value is empty.
    Empty,
    /// A character that is not seen.
    Invisible,
    /// A blank at an end.
    Blanks,
    /// Likely a secret, by its name or its form.
    Secret,
}

/// One finding, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ParameterFinding {
    /// What it is.
    pub kind: ParameterFindingKind,
    /// The sentence the user reads; it quotes no value.
    pub message: String,
    /// Which character of name or value is meant, from 1; none where all of it is.
    pub place: Option<u32>,
}

/// One parameter of a pasted text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PastedParameter {
    /// Its name.
    pub name: String,
    /// Its value, exactly as it will be sent.
    pub value: String,
    /// The line it begins in.
    pub line: u32,
    /// Whether it is likely a secret, and masked.
    pub secret: bool,
    /// What was found about it.
    pub findings: Vec<ParameterFinding>,
}

/// A line that gives no parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusedLine {
    /// The line.
    pub line: u32,
    /// Why, as a sentence; it quotes no value.
    pub reason: String,
}

/// What a pasted text gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PastedParameters {
    /// What it was read as.
    pub format: PastedFormat,
    /// The parameters in the order of the text, each name once: where one stood twice, the last.
    pub parameters: Vec<PastedParameter>,
    /// What could not be read, by line.
    pub refused: Vec<RefusedLine>,
}
