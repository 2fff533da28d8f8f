//! Draft to request and back. Nothing typed is trimmed: names are case-sensitive and mean what they say.

use std::collections::BTreeMap;

use connect_api::{
    App, Connectivity, DeployRequest, DeploymentConfiguration, DeploymentOutcome, DeviceFilter, Filter, Group, Operand,
};

use crate::wire::{Draft, FilterDraft, FilterKind, OperandDraft, ParameterDraft};

/// The values of a `device_state` filter [F].
pub(super) const CONNECTIVITY: &[(&str, Connectivity)] =
    &[("online", Connectivity::Online), ("offline", Connectivity::Offline)];

/// The values of a `deployment` filter [F].
pub(super) const OUTCOMES: &[(&str, DeploymentOutcome)] = &[
    ("pending", DeploymentOutcome::Pending),
    ("in_progress", DeploymentOutcome::InProgress),
    ("success", DeploymentOutcome::Success),
    ("failed", DeploymentOutcome::Failed),
    ("aborted", DeploymentOutcome::Aborted),
    ("any", DeploymentOutcome::Any),
];

pub(super) fn value_of<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

fn word_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

/// The request; none where a filter's value is not one of its words (which is a problem of its own).
pub(super) fn of(draft: &Draft) -> Option<DeployRequest> {
    let filters = draft.filters.iter().map(filter).collect::<Option<Vec<_>>>()?;
    let parameters: BTreeMap<String, String> =
        named(draft).map(|(_, parameter)| (parameter.name.clone(), parameter.value.clone())).collect();
    Some(DeployRequest {
        device_filter: DeviceFilter {
            groups: draft.groups.iter().map(|name| Group { name: name.clone() }).collect(),
            filters,
        },
        deployment_configuration: DeploymentConfiguration {
            flow_uuid: draft.flow_uuid.clone(),
            comment: (!draft.comment.trim().is_empty()).then(|| draft.comment.clone()),
            app: (!draft.app_name.is_empty())
                .then(|| App { name: draft.app_name.clone(), version: draft.app_version.clone() }),
            parameters_mapping: (!parameters.is_empty()).then_some(parameters),
        },
    })
}

/// The parameters with their row numbers, without the empty rows the form keeps for typing.
pub(super) fn named(draft: &Draft) -> impl Iterator<Item = (usize, &ParameterDraft)> {
    draft
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| !(parameter.name.is_empty() && parameter.value.is_empty()))
}

fn filter(typed: &FilterDraft) -> Option<Filter> {
    let operand = match typed.operand {
        OperandDraft::Is => Operand::Is,
        OperandDraft::IsNot => Operand::IsNot,
    };
    let value = typed.value.clone();
    Some(match typed.kind {
        FilterKind::SpecificDevice => Filter::SpecificDevice { operand, value },
        FilterKind::Tag => Filter::Tag { operand, value },
        FilterKind::App => {
            Filter::App { operand, value, app_version: (!typed.extra.is_empty()).then(|| typed.extra.clone()) }
        }
        FilterKind::DeviceState => Filter::DeviceState { operand, value: value_of(CONNECTIVITY, &value)? },
        FilterKind::Deployment => {
            Filter::Deployment { operand, value: value_of(OUTCOMES, &value)?, deployment_id: typed.extra.clone() }
        }
    })
}

/// The draft that makes this request: to launch again, or to change one thing.
pub fn draft_of(request: &DeployRequest) -> Draft {
    let configuration = &request.deployment_configuration;
    let (app_name, app_version) =
        configuration.app.as_ref().map(|app| (app.name.clone(), app.version.clone())).unwrap_or_default();
    Draft {
        flow_uuid: configuration.flow_uuid.clone(),
        groups: request.device_filter.groups.iter().map(|group| group.name.clone()).collect(),
        filters: request.device_filter.filters.iter().map(typed).collect(),
        parameters: configuration
            .parameters_mapping
            .iter()
            .flatten()
            .map(|(name, value)| ParameterDraft { name: name.clone(), value: value.clone(), secret: None })
            .collect(),
        app_name,
        app_version,
        comment: configuration.comment.clone().unwrap_or_default(),
        ..Draft::default()
    }
}

fn typed(filter: &Filter) -> FilterDraft {
    let (kind, operand, value, extra) = match filter {
        Filter::SpecificDevice { operand, value } => {
            (FilterKind::SpecificDevice, operand, value.clone(), String::new())
        }
        Filter::Tag { operand, value } => (FilterKind::Tag, operand, value.clone(), String::new()),
        Filter::App { operand, value, app_version } => {
            (FilterKind::App, operand, value.clone(), app_version.clone().unwrap_or_default())
        }
        Filter::DeviceState { operand, value } => {
            (FilterKind::DeviceState, operand, word_of(CONNECTIVITY, value).to_owned(), String::new())
        }
        Filter::Deployment { operand, value, deployment_id } => {
            (FilterKind::Deployment, operand, word_of(OUTCOMES, value).to_owned(), deployment_id.clone())
        }
    };
    let operand = match operand {
        Operand::Is => OperandDraft::Is,
        Operand::IsNot => OperandDraft::IsNot,
    };
    FilterDraft { kind, operand, value, extra }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::tests::{draft, filter};
    use FilterKind::{App, Deployment, DeviceState};
    use OperandDraft::Is;

    #[test]
    fn every_word_goes_out_and_comes_back_as_it_is() {
        let states = CONNECTIVITY.iter().map(|(word, _)| filter(DeviceState, Is, word, ""));
        let outcomes = OUTCOMES.iter().map(|(word, _)| filter(Deployment, Is, word, "dp-1"));
        let apps = ["", "2"].map(|version| filter(App, Is, "fw", version));
        for typed in states.chain(outcomes).chain(apps) {
            let request = of(&draft(&[], std::slice::from_ref(&typed))).unwrap();
            assert_eq!(draft_of(&request).filters.first(), Some(&typed), "nothing of it is lost");
            let sent = serde_json::to_value(&request.device_filter.filters[0]).unwrap();
            assert_eq!(sent["value"].as_str(), Some(typed.value.as_str()), "it is the service's own word");
        }
        assert!(of(&draft(&[], &[filter(DeviceState, Is, "sleeping", "")])).is_none(), "no other word is sent");
    }

    #[test]
    fn an_app_without_a_version_is_sent_without_one() {
        for (version, expected) in [("", None), ("2", Some("2"))] {
            let request = of(&draft(&[], &[filter(App, Is, "fw", version)])).unwrap();
            let Filter::App { app_version, .. } = &request.device_filter.filters[0] else { panic!("it is an app") };
            assert_eq!(app_version.as_deref(), expected, "an empty version is another than any: {version:?}");
        }
    }

    #[test]
    fn rows_of_parameters_keep_their_numbers_and_empty_ones_are_not_sent() {
        let row = |name: &str, value: &str| ParameterDraft { name: name.into(), value: value.into(), secret: None };
        let draft = Draft { parameters: vec![row("a", ""), row("", ""), row("b", "2")], ..draft(&["A"], &[]) };
        let rows: Vec<_> = named(&draft).map(|(index, row)| (index, row.name.as_str())).collect();
        assert_eq!(rows, [(0, "a"), (2, "b")], "what is said of a row is said at its place");
        let sent = of(&draft).and_then(|request| request.deployment_configuration.parameters_mapping).unwrap();
        let expected = BTreeMap::from([("a".to_owned(), String::new()), ("b".to_owned(), "2".to_owned())]);
        assert_eq!(sent, expected, "an empty value is a value");
    }
}
