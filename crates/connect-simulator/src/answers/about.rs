//! What a person or a test needs to know of a fleet before the first request: names and ids the API does not list.

use serde::{Deserialize, Serialize};

use crate::fleet::catalog::{APPS, FLOWS, GROUPS, TAGS};

/// One fleet with all its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetAbout {
    /// The base URL, without a path.
    pub url: String,
    /// The `project_key`.
    pub fleet_key: String,
    /// The name for people.
    pub name: String,
    /// A token that may do everything in this fleet, or the best there is.
    pub token: String,
    /// The update flows.
    pub flows: Vec<FlowAbout>,
    /// The groups.
    pub groups: Vec<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The apps.
    pub apps: Vec<AppAbout>,
    /// How many devices.
    pub devices: u32,
}

/// One update flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowAbout {
    /// The `flow_uuid`.
    pub uuid: String,
    /// The name for people.
    pub name: String,
    /// Its update parameters.
    pub parameters: Vec<ParameterAbout>,
    /// The names of its steps, in order.
    pub steps: Vec<String>,
}

/// One update parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterAbout {
    /// The key in `parameters_mapping`.
    pub name: String,
    /// The value when none is sent; may be empty.
    pub default: String,
    /// What it means.
    pub note: String,
}

/// One app (deployment tag).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppAbout {
    /// The name.
    pub name: String,
    /// The versions devices run or ran, oldest first.
    pub versions: Vec<String>,
}

pub(crate) fn about(url: String, fleet_key: &str, name: &str, token: String, devices: u32) -> FleetAbout {
    let text = |text: &&str| (*text).to_owned();
    let flows = FLOWS.iter().map(|flow| FlowAbout {
        uuid: flow.uuid.into(),
        name: flow.name.into(),
        parameters: flow
            .parameters
            .iter()
            .map(|given| ParameterAbout {
                name: given.name.into(),
                default: given.default.into(),
                note: given.note.into(),
            })
            .collect(),
        steps: flow.steps.iter().map(|step| step.name.into()).collect(),
    });
    FleetAbout {
        url,
        fleet_key: fleet_key.into(),
        name: name.into(),
        token,
        flows: flows.collect(),
        groups: GROUPS.iter().map(|(name, _)| text(name)).collect(),
        tags: TAGS.iter().map(text).collect(),
        apps: APPS
            .iter()
            .map(|app| AppAbout { name: app.name.into(), versions: app.versions.iter().map(text).collect() })
            .collect(),
        devices,
    }
}
