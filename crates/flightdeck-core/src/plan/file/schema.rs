//! The published schema against what is written and what is read: one never promises what the other does not keep.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::tests::{plan, tame};
use super::{SCHEMA, read, written};
use crate::plan::check::problems;

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("and a schema")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_written_is_what_the_schema_says(one in plan()) {
        let file: Value = serde_json::from_str(&written(&tame(one))).unwrap();
        let errors: Vec<String> = schema().iter_errors(&file).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:?} in {}", errors, file);
    }
}

/// A file of one wave, with something in the place of one of its values.
fn with(path: &str, value: Value) -> Value {
    let mut file = json!({
        "format": "flightdeck.plan",
        "format_version": 1,
        "name": "Gateway 2",
        "request": {
            "flow_uuid": "f-1",
            "parameters": [{"name": "channel", "value": "stable"}],
            "app": {"name": "gateway", "version": "2"},
            "comment": "Nightly",
        },
        "waves": [{
            "name": "Lab",
            "target": {"groups": ["Lab"]},
            "gate": {
                "finished_percent": 95,
                "failed": {"percent": 5, "least": 50},
                "one_cause": 20,
                "wait_minutes": 60,
                "hours": {"days": [1, 5], "from": 480, "to": 1080},
                "word": "go",
            },
            "guard": {"limits": [{"type": "one_cause", "more_than": 3}], "abort": true},
        }],
        "back": {"request": {"flow_uuid": "f-0", "comment": "Back"}, "succeeded": true},
    });
    let (parent, last) = path.rsplit_once('/').unwrap();
    let parent = file.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(fields), Value::Null) => drop(fields.remove(last)),
        (Value::Object(fields), value) => drop(fields.insert(last.to_owned(), value)),
        (other, value) => other[last.parse::<usize>().unwrap()] = value,
    }
    file
}

#[test]
fn what_the_schema_refuses_is_not_taken_and_what_it_takes_is() {
    let filter = |filter: Value| with("/waves/0/target", json!({"filters": [filter]}));
    let limit = |limit: Value| with("/waves/0/guard/limits/0", limit);
    let gate = "/waves/0/gate";
    let gate = |field: &str, value: Value| with(&format!("{gate}/{field}"), value);
    let parameter = |parameter: Value| with("/request/parameters/0", parameter);
    // Null is an absent field.
    for (value, right) in [
        (with("/name", json!("Gateway 2")), true),
        (with("/name", json!("é".repeat(80))), true),
        (with("/back", Value::Null), true),
        (with("/request/app", Value::Null), true),
        (with("/request/comment", Value::Null), true),
        (with("/waves/0/name", Value::Null), true),
        (with("/waves/0/guard", Value::Null), true),
        (with("/waves/0/gate", json!({"finished_percent": 0})), true),
        (gate("finished_percent", json!(95.0)), true),
        (with("/waves/0/target", json!({"groups": []})), true),
        (with("/waves/0/target", json!({"filters": [], "rest": true})), true),
        (filter(json!({"type": "app", "operand": "is_not", "value": "x", "app_version": "1"})), true),
        (filter(json!({"type": "deployment", "operand": "is", "value": "any", "deployment_id": "dp-1"})), true),
        (filter(json!({"type": "device_state", "operand": "is", "value": "online"})), true),
        (parameter(json!({"name": "x", "value": "", "secret": false})), true),
        (limit(json!({"type": "failed_share", "percent": 0, "least": 1})), true),
        (limit(json!({"type": "no_progress", "minutes": 1440})), true),
        (json!({}), false),
        (json!([]), false),
        (with("/format", json!("flightdeck.templates")), false),
        (with("/format", Value::Null), false),
        (with("/format_version", json!(2)), false),
        (with("/format_version", json!("1")), false),
        (with("/note", json!("x")), false),
        (with("/name", json!("")), false),
        (with("/name", json!("  ")), false),
        (with("/name", json!("a\nb")), false),
        (with("/name", json!("x".repeat(81))), false),
        (with("/name", Value::Null), false),
        (with("/request", json!("f-1")), false),
        (with("/request/flow_uuid", Value::Null), false),
        (with("/request/flow_uuid", json!("")), false),
        (with("/request/groups", json!(["Lab"])), false),
        (with("/request/app/version", Value::Null), false),
        (parameter(json!({"name": "x"})), false),
        (parameter(json!({"name": "x", "secret": false})), false),
        (parameter(json!({"name": "x", "secret": true, "value": "y"})), false),
        (parameter(json!({"name": "x", "value": 1})), false),
        (with("/waves", json!([])), false),
        (with("/waves", json!({})), false),
        (with("/waves/0/target", Value::Null), false),
        (with("/waves/0/target", json!({})), false),
        (with("/waves/0/target", json!({"groups": "Lab"})), false),
        (with("/waves/0/target", json!({"groups": ["Lab"], "devices": ["d-1"]})), false),
        (with("/waves/0/target", json!({"groups": ["Lab"], "rest": 1})), false),
        (with("/waves/0/gate", Value::Null), false),
        (with("/waves/0/gate", json!({})), false),
        (with("/waves/0/gates", json!({})), false),
        (gate("finished_percent", json!(101)), false),
        (gate("finished_percent", json!(-1)), false),
        (gate("finished_percent", json!(9.5)), false),
        (gate("finished_percent", json!("95")), false),
        (gate("failed/percent", json!(100)), false),
        (gate("failed/least", json!(0)), false),
        (gate("failed/least", Value::Null), false),
        (gate("one_cause", json!(0)), false),
        (gate("wait_minutes", json!(43_201)), false),
        (gate("hours/days", json!([])), false),
        (gate("hours/days", json!([0])), false),
        (gate("hours/from", json!(1_440)), false),
        (gate("hours/to", json!(0)), false),
        (gate("hours/to", Value::Null), false),
        (gate("word", json!(" ")), false),
        (gate("word", json!("x".repeat(41))), false),
        (filter(json!({"type": "moon", "operand": "is", "value": "x"})), false),
        (filter(json!({"type": "tag", "operand": "like", "value": "x"})), false),
        (filter(json!({"type": "tag", "operand": "is"})), false),
        (filter(json!({"type": "tag", "operand": "is", "value": ""})), false),
        (filter(json!({"type": "tag", "operand": "is", "value": "x", "app_version": "1"})), false),
        (filter(json!({"type": "app", "operand": "is", "value": "x", "deployment_id": "dp-1"})), false),
        (filter(json!({"type": "deployment", "operand": "is", "value": "any"})), false),
        (filter(json!({"type": "deployment", "operand": "is", "value": "won", "deployment_id": "dp-1"})), false),
        (filter(json!({"type": "device_state", "operand": "is_not", "value": "online"})), false),
        (with("/waves/0/guard/limits", json!([])), false),
        (with("/waves/0/guard/abort", Value::Null), false),
        (limit(json!({"type": "one_cause"})), false),
        (limit(json!({"type": "one_cause", "more_than": 3, "least": 1})), false),
        (limit(json!({"type": "one_cause", "more_than": 1_001})), false),
        (limit(json!({"type": "moon", "more_than": 3})), false),
        (with("/back/request", Value::Null), false),
        (with("/back/succeeded", json!(false)), false),
        (with("/back/succeeded", json!("yes")), false),
    ] {
        assert_eq!(schema().is_valid(&value), right, "the schema about {value}");
        let taken = read(&value.to_string()).is_ok_and(|plan| problems(&plan).iter().all(|problem| !problem.stops));
        assert_eq!(taken, right, "and what is read of it, and may be started");
    }
}

#[test]
fn a_list_of_devices_is_one_to_a_thousand_ids() {
    for (devices, right) in [
        (json!(["d-1", "d-2"]), true),
        (json!((0..1_000).map(|number| format!("d-{number}")).collect::<Vec<_>>()), true),
        (json!((0..1_001).map(|number| format!("d-{number}")).collect::<Vec<_>>()), false),
        (json!([]), false),
        (json!(["d-1", "d-1"]), false),
        (json!(["d 1"]), false),
        (json!([""]), false),
        (json!([1]), false),
    ] {
        let mut value = with("/waves/0/guard", Value::Null);
        value["waves"][0]["target"] = json!({ "devices": devices });
        assert_eq!(schema().is_valid(&value), right, "the schema about {value}");
        let taken = read(&value.to_string()).is_ok_and(|plan| problems(&plan).iter().all(|problem| !problem.stops));
        assert_eq!(taken, right, "and what is read of it, and may be started");
    }
}

#[test]
fn every_field_of_the_schema_is_described() {
    fn silent(place: &str, value: &Value, found: &mut Vec<String>) {
        for (name, field) in value["properties"].as_object().into_iter().flatten() {
            let told = field.get("description").or(field.get("$ref")).is_some();
            if !told {
                found.push(format!("{place}.{name}"));
            }
            silent(&format!("{place}.{name}"), field, found);
        }
        for (index, branch) in value["oneOf"].as_array().into_iter().flatten().enumerate() {
            silent(&format!("{place}.{index}"), branch, found);
        }
    }
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut found = Vec::new();
    silent("", &schema, &mut found);
    for (name, value) in schema["$defs"].as_object().unwrap() {
        silent(name, value, &mut found);
    }
    assert!(found.is_empty(), "a person who writes a plan by hand reads these: {found:?}");
}
