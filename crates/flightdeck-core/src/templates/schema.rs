//! The published schema against what is written and what is read: one never promises what the other does not keep.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::file::{read, written};
use super::{kept, possible};
use crate::wire::{Draft, FilterDraft, FilterKind, OperandDraft, ParameterDraft, Template, TemplateAsk};

const SCHEMA: &str = include_str!("../../../../docs/template.schema.json");

/// A template of any draft, and what is asked of it.
pub(super) fn template() -> impl Strategy<Value = Template> {
    let kinds = vec![
        FilterKind::SpecificDevice,
        FilterKind::Tag,
        FilterKind::App,
        FilterKind::DeviceState,
        FilterKind::Deployment,
    ];
    // Most have a word that their kind takes: a draft with another makes no request, and all of those are the same.
    let filter = (prop::sample::select(kinds), any::<bool>(), any::<String>(), any::<String>(), 0u8..8).prop_map(
        |(kind, is, value, extra, odd)| {
            let value = match kind {
                FilterKind::DeviceState if odd > 0 => ["online", "offline"][usize::from(is)].to_owned(),
                FilterKind::Deployment if odd > 0 => ["failed", "any"][usize::from(is)].to_owned(),
                _ => value,
            };
            FilterDraft { kind, operand: if is { OperandDraft::Is } else { OperandDraft::IsNot }, value, extra }
        },
    );
    let names = prop_oneof![3 => any::<String>(), 1 => Just("api_token".to_owned())];
    let parameter = (names, any::<String>()).prop_map(|(name, value)| ParameterDraft { name, value, secret: None });
    let parts = (
        any::<String>(),
        prop::collection::vec(any::<String>(), 0..4),
        prop::collection::vec(filter, 0..4),
        prop::collection::vec(parameter, 0..4),
        (any::<String>(), any::<String>(), any::<String>()),
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    );
    parts.prop_map(|(flow_uuid, groups, filters, parameters, (app_name, app_version, comment), asked)| {
        let draft =
            Draft { flow_uuid, groups, filters, parameters, app_name, app_version, comment, ..Draft::default() };
        let all = [
            (asked.0, TemplateAsk::Comment),
            (asked.1, TemplateAsk::AppVersion),
            (asked.2, TemplateAsk::Groups),
            (
                asked.3,
                TemplateAsk::Parameter {
                    name: draft.parameters.first().map(|one| one.name.clone()).unwrap_or_default(),
                },
            ),
        ];
        let asks = all.into_iter().filter(|(asked, _)| *asked).map(|(_, ask)| ask).collect();
        let asks = possible(&draft, asks);
        Template {
            id: "t".into(),
            name: "A name".into(),
            draft: kept(draft, &asks),
            asks,
            target: String::new(),
            flow_name: None,
            saved_ms: 0,
        }
    })
}

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("and a schema")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_written_is_what_the_schema_says(one in template()) {
        let file: Value = serde_json::from_str(&written(&[one])).unwrap();
        let errors: Vec<String> = schema().iter_errors(&file).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:?} in {}", errors, file);
    }
}

#[test]
fn what_the_schema_refuses_is_not_read_and_what_it_takes_is() {
    let file =
        |templates: Value| json!({"format": "flightdeck.templates", "format_version": 1, "templates": templates});
    let filter = |filter: Value| file(json!([{"name": "A", "filters": [filter]}]));
    for (value, right) in [
        (file(json!([])), true),
        (file(json!([{"name": "A"}])), true),
        (file(json!([{"name": "A", "parameters": [{"name": "x", "secret": true}]}])), true),
        (file(json!([{"name": "A", "parameters": [{"name": "x", "secret": "yes"}]}])), false),
        (file(json!([{"name": "A", "ask": ["comment", "parameter:x"], "parameters": [{"name": "x"}]}])), true),
        (filter(json!({"type": "app", "operand": "is", "value": "x", "app_version": "1"})), true),
        (filter(json!({"type": "deployment", "operand": "is", "value": "failed", "deployment_id": "dp-1"})), true),
        (json!({}), false),
        (json!({"format": "other", "format_version": 1, "templates": []}), false),
        (json!({"format": "flightdeck.templates", "format_version": 2, "templates": []}), false),
        (file(json!([{}])), false),
        (file(json!([{"name": ""}])), false),
        (file(json!([{"name": "A", "token": "x"}])), false),
        (file(json!([{"name": "A", "ask": ["sleep"]}])), false),
        (file(json!([{"name": "A", "groups": "North"}])), false),
        (file(json!([{"name": "A", "app": {"version": "1"}}])), false),
        (filter(json!({"type": "moon", "operand": "is", "value": "x"})), false),
        (filter(json!({"type": "tag", "operand": "like", "value": "x"})), false),
        (filter(json!({"type": "tag", "operand": "is"})), false),
        (filter(json!({"type": "tag", "operand": "is", "value": "x", "app_version": "1"})), false),
        (filter(json!({"type": "app", "operand": "is", "value": "x", "deployment_id": "dp-1"})), false),
    ] {
        assert_eq!(schema().is_valid(&value), right, "the schema about {value}");
        assert_eq!(read(&value.to_string()).is_ok(), right, "and what is read of it");
    }
}
