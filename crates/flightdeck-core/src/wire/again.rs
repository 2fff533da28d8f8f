//! Deploying again: what can be made of a launch or of a deployment, and the draft that comes of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeploymentId, Draft};

/// Of what something is deployed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum AgainOf {
    /// A launch from here, whatever became of it.
    #[serde(rename_all = "camelCase")]
    Launch {
        /// Which.
        request_id: String,
    },
    /// A deployment, launched here or elsewhere.
    Deployment {
        /// Which.
        deployment: DeploymentId,
    },
}

/// The states whose devices are retried as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AgainState {
    /// Those that failed.
    Failed,
    /// Those that were aborted.
    Aborted,
    /// Those still pending.
    Pending,
}

/// What is to be deployed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Again {
    /// The same request.
    Same,
    /// The same flow, parameters and release; the target is to be chosen.
    Others,
    /// The devices in one state.
    Retry {
        /// Which state.
        state: AgainState,
    },
    /// The devices that failed for one cause, as far as looked at.
    Cause {
        /// The page's watch of the deployment.
        watch: u32,
        /// Which cause.
        cause: u32,
    },
    /// The devices that the page has chosen.
    Chosen {
        /// The page's watch of the deployment.
        watch: u32,
    },
    /// The launch before it of the same flow to the same target that ended well.
    RollBack,
}

/// Something that can be deployed again, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgainOffer {
    /// What.
    pub again: Again,
    /// As it is called.
    pub label: String,
    /// What it does, in a sentence.
    pub detail: String,
    /// Why it cannot be; none where it can.
    pub why_not: Option<String>,
}

/// A draft made from a launch, a deployment or a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftAgain {
    /// The draft; not saved yet.
    pub draft: Draft,
    /// Flow, parameters and app are known, since it was launched here; else they have to be typed.
    pub known: bool,
    /// What the draft does not say exactly, in sentences: to be read before it is used.
    pub notes: Vec<String>,
}
