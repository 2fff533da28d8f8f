//! What the wizard can offer: the API lists no flows, groups, tags or apps \[S\], so it is what was launched from here.

use std::collections::BTreeMap;

use connect_api::{Filter, Operand};

use crate::outside::JournalEntry;
use crate::parameters::secrets::Marks;
use crate::wire::{AppSuggestion, Draft, FlowSuggestion, ParameterDraft, ParameterSuggestion, Suggestions};

/// From the journal, newest first: the latest used comes first, and a flow has its latest parameters.
pub fn from_journal(entries: &[JournalEntry]) -> Suggestions {
    let mut found = Suggestions::default();
    for entry in entries {
        let configuration = &entry.request.deployment_configuration;
        if !found.flows.iter().any(|flow| flow.uuid == configuration.flow_uuid) {
            let parameters = configuration.parameters_mapping.iter().flatten();
            found.flows.push(FlowSuggestion {
                uuid: configuration.flow_uuid.clone(),
                name: None,
                parameters: parameters
                    .map(|(name, value)| ParameterSuggestion { name: name.clone(), value: value.clone(), note: None })
                    .collect(),
                steps: Vec::new(),
            });
        }
        for group in &entry.request.device_filter.groups {
            once(&mut found.groups, &group.name);
        }
        for filter in &entry.request.device_filter.filters {
            match filter {
                Filter::Tag { value, .. } => once(&mut found.tags, value),
                Filter::App { operand: Operand::Is | Operand::IsNot, value, app_version } => {
                    app(&mut found.apps, value, app_version.as_deref());
                }
                Filter::SpecificDevice { .. } | Filter::DeviceState { .. } | Filter::Deployment { .. } => {}
            }
        }
        if let Some(set) = &configuration.app {
            app(&mut found.apps, &set.name, Some(&set.version));
        }
    }
    found
}

fn once(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

fn app(apps: &mut Vec<AppSuggestion>, name: &str, version: Option<&str>) {
    let index = match apps.iter().position(|app| app.name == name) {
        Some(index) => index,
        None => {
            apps.push(AppSuggestion { name: name.to_owned(), versions: Vec::new() });
            apps.len() - 1
        }
    };
    if let Some(version) = version {
        once(&mut apps[index].versions, version);
    }
}

/// The same without the values that are secret: that there is one is remembered, what it was is not.
pub fn without_secrets(offered: Suggestions, marks: impl Fn(&str) -> Marks) -> Suggestions {
    let mut offered = offered;
    for flow in &mut offered.flows {
        let marks = marks(&flow.uuid);
        for parameter in &mut flow.parameters {
            if marks.hide(&parameter.name, &parameter.value) {
                parameter.value.clear();
                parameter.note = Some("Secret: its last value is not remembered.".to_owned());
            }
        }
    }
    offered
}

/// The same with the names that the user gave. A flow that has a name and was never launched is offered too.
pub fn named(offered: Suggestions, names: &BTreeMap<String, String>) -> Suggestions {
    let mut offered = offered;
    for (uuid, name) in names {
        let name = Some(name.clone());
        match offered.flows.iter_mut().find(|flow| flow.uuid == *uuid) {
            Some(flow) => flow.name = name,
            None => offered.flows.push(FlowSuggestion {
                uuid: uuid.clone(),
                name,
                parameters: Vec::new(),
                steps: Vec::new(),
            }),
        }
    }
    offered
}

/// A draft that is ready to be reviewed: the first flow with its own parameters, to the first group. For the demo, where a
/// wrong click updates nobody's machines and a new user wants to see a deployment land.
pub fn first_draft(offered: &Suggestions) -> Draft {
    let Some(flow) = offered.flows.first() else { return Draft::default() };
    let parameters = flow.parameters.iter();
    Draft {
        flow_uuid: flow.uuid.clone(),
        groups: offered.groups.first().cloned().into_iter().collect(),
        parameters: parameters
            .map(|parameter| ParameterDraft {
                name: parameter.name.clone(),
                value: parameter.value.clone(),
                ..ParameterDraft::default()
            })
            .collect(),
        comment: format!("{}, first try", flow.name.as_deref().unwrap_or("Demo")),
        ..Draft::default()
    }
}

#[cfg(test)]
mod tests {
    use connect_api::{App, DeployRequest, DeploymentConfiguration, DeviceFilter, Group};

    use super::*;

    fn entry(parameter: &str, version: &str) -> JournalEntry {
        JournalEntry {
            request_id: parameter.into(),
            connection: "c".into(),
            destination: "d".into(),
            sent_ms: 0,
            clock_offset_ms: None,
            before: None,
            request: DeployRequest {
                device_filter: DeviceFilter {
                    groups: vec![Group { name: "Production".into() }],
                    filters: vec![
                        Filter::Tag { operand: Operand::IsNot, value: "gateway".into() },
                        Filter::App { operand: Operand::Is, value: "gw".into(), app_version: None },
                    ],
                },
                deployment_configuration: DeploymentConfiguration {
                    flow_uuid: "f-1".into(),
                    comment: None,
                    app: Some(App { name: "gw".into(), version: version.into() }),
                    parameters_mapping: Some(BTreeMap::from([("channel".into(), parameter.into())])),
                },
            },
            target: String::new(),
            outcome: None,
        }
    }

    #[test]
    fn the_latest_launch_comes_first_and_nothing_twice() {
        let found = from_journal(&[entry("stable", "2.0"), entry("beta", "1.9")]);
        assert_eq!(found.flows.len(), 1, "one flow, launched twice");
        assert_eq!(found.flows[0].parameters[0].value, "stable", "its parameters are those of the latest launch");
        assert_eq!(
            (found.groups, found.tags),
            (vec!["Production".to_owned()], vec!["gateway".to_owned()]),
            "once each"
        );
        assert_eq!(
            found.apps,
            [AppSuggestion { name: "gw".into(), versions: vec!["2.0".into(), "1.9".into()] }],
            "one app with the versions it was set to"
        );
        assert!(!found.demo, "these are the user's own");
    }

    #[test]
    fn a_secret_value_is_not_offered_again() {
        let offered = from_journal(&[entry("stable", "2.0")]);
        let marked = |flow: &str| Marks::of([("channel".to_owned(), flow == "f-1")].into());
        let parameter = without_secrets(offered.clone(), marked).flows[0].parameters[0].clone();
        assert_eq!(
            (parameter.name.as_str(), parameter.value.as_str()),
            ("channel", ""),
            "the parameter, not its value"
        );
        assert_eq!(
            without_secrets(offered.clone(), |_| Marks::default()),
            offered,
            "of the others the last value stays"
        );
    }

    /// B27: a flow is called by the name it was given, wherever it is offered.
    #[test]
    fn given_names_are_offered_launched_or_not() {
        let names = BTreeMap::from([("f-1".into(), "Gateway".into()), ("f-2".into(), "Turbine".into())]);
        let offered = named(from_journal(&[entry("stable", "2.0")]), &names);
        let flows: Vec<_> = offered.flows.iter().map(|flow| (flow.uuid.as_str(), flow.name.as_deref())).collect();
        assert_eq!(flows, [("f-1", Some("Gateway")), ("f-2", Some("Turbine"))], "both can be chosen by name");
        assert_eq!(offered.flows[0].parameters.len(), 1, "a name takes nothing away");
    }

    #[test]
    fn a_first_draft_never_reaches_a_whole_fleet() {
        let offered = from_journal(&[entry("stable", "4.12.0")]);
        let draft = first_draft(&offered);
        assert_eq!(draft.flow_uuid, "f-1", "it must be ready to be reviewed");
        assert_eq!(draft.groups, ["Production"], "an empty target would be the whole fleet");
        assert_eq!(draft.parameters.len(), 1, "the flow's own parameters are filled in");
        assert_eq!(first_draft(&Suggestions::default()), Draft::default(), "nothing to offer is an empty draft");
    }
}
