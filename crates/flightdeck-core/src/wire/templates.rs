//! Templates: named drafts, with values that are asked each time one is used.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Draft;

/// A value that is asked each time a template is used; the template itself has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum TemplateAsk {
    /// The value of a parameter.
    Parameter {
        /// Its name.
        name: String,
    },
    /// The version of the app (deployment tag).
    AppVersion,
    /// The comment.
    Comment,
    /// The groups, one a line.
    Groups,
}

/// A value for something that is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateAnswer {
    /// What was asked.
    pub ask: TemplateAsk,
    /// What was answered.
    pub value: String,
}

/// A template: a draft by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Made here.
    pub id: String,
    /// What the user calls it; each name once in a connection.
    pub name: String,
    /// The draft; what is asked is empty in it.
    pub draft: Draft,
    /// What is asked each time.
    pub asks: Vec<TemplateAsk>,
    /// The target as a sentence.
    pub target: String,
    /// What its flow is called, where that is known.
    pub flow_name: Option<String>,
    /// When it was saved, milliseconds since 1970.
    pub saved_ms: i64,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplatesImported {
    /// The names of those that were added; one that was taken already got a number.
    pub added: Vec<String>,
    /// All templates then.
    pub templates: Vec<Template>,
}
