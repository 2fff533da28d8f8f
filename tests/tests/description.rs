//! Our description of the seven operations itself: complete, marked where it goes beyond what is published, and able to refuse.

use std::collections::BTreeSet;

use flightdeck_tests::contract::{Contract, Request};
use flightdeck_tests::ground::deploy_body;
use serde_json::{Value, json};

const OPERATIONS: [(&str, &str, &str); 7] = [
    ("abortDeployment", "POST", "/api/v2/{project_key}/deployments/{deployment_uuid}/abort"),
    ("abortDevice", "POST", "/api/v2/{project_key}/deployments/{deployment_uuid}/devices/{device_uuid}/abort"),
    ("createDeployment", "POST", "/api/v2/{project_key}/deployments"),
    ("getDeployment", "GET", "/api/v2/{project_key}/deployments/{deployment_uuid}"),
    ("getDevice", "GET", "/api/v2/{project_key}/deployments/{deployment_uuid}/devices/{device_uuid}"),
    ("listDeployments", "GET", "/api/v2/{project_key}/deployments"),
    ("listDevices", "GET", "/api/v2/{project_key}/deployments/{deployment_uuid}/devices"),
];

#[test]
fn the_description_has_exactly_the_seven_operations() {
    let contract = Contract::load();
    let mut described: Vec<(String, String, String)> =
        contract.operations().iter().map(|o| (o.id.to_owned(), o.method.clone(), o.template.to_owned())).collect();
    described.sort();
    let wanted = OPERATIONS.map(|(id, method, path)| (id.to_owned(), method.to_owned(), path.to_owned()));
    assert_eq!(described, wanted, "the API has these seven operations on deployments and no others");
}

#[test]
fn what_is_not_published_is_marked() {
    let contract = Contract::load();
    for place in [
        "/components/schemas/AppFilter/properties/app_version",
        "/components/schemas/DeviceStateFilter/properties/value",
        "/components/schemas/DeploymentFilter/properties/value",
        "/components/schemas/DeploymentFilter/properties/deployment_id",
        "/components/schemas/DeviceFilter/properties/groups",
        "/components/schemas/Status",
        "/components/parameters/devices_after",
        "/components/parameters/devices_limit",
    ] {
        let source = contract.document().pointer(place).and_then(|part| part["x-source"].as_str());
        assert!(
            source.is_some_and(|source| !source.is_empty()),
            "{place} is not in the published documents and must say so"
        );
    }
}

/// Every reference leads somewhere; a misspelt one would otherwise be found by nobody until it is needed.
#[test]
fn every_reference_is_resolved() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let contract = Contract::load();
    let mut found = BTreeSet::new();
    references(contract.document(), &mut found);
    assert!(found.len() > 15, "the description is built from references");
    for reference in &found {
        let place = reference.trim_start_matches('#');
        assert!(contract.document().pointer(place).is_some(), "{reference} leads nowhere");
    }
    for schema in contract.document()["components"]["schemas"].as_object().unwrap().keys() {
        assert!(found.contains(&format!("#/components/schemas/{schema}")), "{schema} is described but used nowhere");
    }
}

fn check(contract: &Contract, method: &str, target: &str, body: &str) -> Result<String, String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    contract.check_request(Request { method, path, query, body: body.as_bytes() })
}

#[test]
fn the_check_of_requests_can_fail() {
    let contract = Contract::load();
    let base = "/api/v2/k/deployments";
    for (method, target, body) in [
        ("GET", "/api/v2/k/deployment", ""),
        ("GET", "/api/v2//deployments", ""),
        ("DELETE", base, ""),
        ("GET", "/api/v2/k/deployments/dp-1/abort", ""),
        ("GET", "/api/v2/k/deployments?limit=0", ""),
        ("GET", "/api/v2/k/deployments?limit=1001", ""),
        ("GET", "/api/v2/k/deployments?limit=ten", ""),
        ("GET", "/api/v2/k/deployments?page=2", ""),
        ("GET", "/api/v2/k/deployments?limit=1&limit=2", ""),
        ("GET", "/api/v2/k/deployments/dp-1?limit=1", ""),
        ("GET", base, "{}"),
        ("POST", base, ""),
        ("POST", base, "{}"),
        ("POST", "/api/v2/k/deployments/dp-1/abort", r#"{"force":true}"#),
        ("POST", base, r#"{"device_filter":{"filters":[]},"deployment_configuration":{"flow_uuid":"f"}}"#),
        ("POST", base, r#"{"device_filter":{"groups":[]},"deployment_configuration":{"flow_uuid":"f"}}"#),
        ("POST", base, r#"{"device_filter":{"groups":[],"filters":[]},"deployment_configuration":{}}"#),
        (
            "POST",
            base,
            r#"{"device_filter":{"groups":[],"filters":[]},"deployment_configuration":{"flow_uuid":"f","note":"x"}}"#,
        ),
        (
            "POST",
            base,
            r#"{"device_filter":{"groups":["a"],"filters":[]},"deployment_configuration":{"flow_uuid":"f"}}"#,
        ),
        (
            "POST",
            base,
            r#"{"device_filter":{"groups":[],"filters":[]},"deployment_configuration":{"flow_uuid":"f","comment":null}}"#,
        ),
        (
            "POST",
            base,
            r#"{"device_filter":{"groups":[],"filters":[]},"deployment_configuration":{"flow_uuid":"f","parameters_mapping":{"A":1}}}"#,
        ),
        (
            "POST",
            base,
            r#"{"device_filter":{"groups":[],"filters":[]},"deployment_configuration":{"flow_uuid":"f"},"dry_run":true}"#,
        ),
    ] {
        assert!(check(&contract, method, target, body).is_err(), "{method} {target} {body} keeps to no operation");
    }
    for filter in [
        json!({"type": "planet", "operand": "is", "value": "x"}),
        json!({"type": "tag", "operand": "was", "value": "x"}),
        json!({"type": "tag", "operand": "is"}),
        json!({"type": "tag", "operand": "is", "value": 4}),
        json!({"type": "tag", "operand": "is", "value": "x", "app_version": "1"}),
        json!({"type": "app", "operand": "is", "value": "x", "app_version": null}),
        json!({"type": "device_state", "operand": "is_not", "value": "online"}),
        json!({"type": "device_state", "operand": "is", "value": "Online"}),
        json!({"type": "deployment", "operand": "is", "value": "failed"}),
        json!({"type": "deployment", "operand": "is", "value": "succeeded", "deployment_id": "dp-1"}),
        json!({"type": "deployment", "operand": "is", "value": "failed", "deployment_id": "1"}),
    ] {
        assert!(check(&contract, "POST", base, &deploy_body(&json!([filter]))).is_err(), "{filter} is no filter");
    }
    let whole = deploy_body(&json!([]));
    assert_eq!(
        check(&contract, "POST", base, &whole).as_deref(),
        Ok("createDeployment"),
        "and a proper request passes"
    );
}

#[test]
fn the_check_of_answers_can_fail() {
    let contract = Contract::load();
    for (id, status, body) in [
        ("createDeployment", 201, json!({})),
        ("createDeployment", 201, json!({"deployment_uuid": 7})),
        ("createDeployment", 201, json!({"deployment_uuid": "dp-e6a5-7e19", "flow": "f"})),
        ("createDeployment", 200, json!({"deployment_uuid": "dp-e6a5-7e19"})),
        (
            "getDeployment",
            200,
            json!({"deployment_uuid": "dp-1", "created_time": "t", "type": "api", "status": "Success"}),
        ),
        ("getDeployment", 404, json!({"message": "no"})),
        ("listDeployments", 200, json!({"deployments": []})),
        ("listDeployments", 200, json!({"deployments": [], "pagination_info": {"after": null, "total": 0}})),
        ("listDevices", 200, json!({"deployment_by_device_uuid": {}, "pagination_info": {"after": "", "total": 0}})),
        (
            "listDevices",
            200,
            json!({"deployment_by_device_uuid": {"additionalProperties": {"d": {"status": "Done"}}}, "pagination_info": {"after": "", "total": 1}}),
        ),
        ("getDevice", 200, json!({"status": "Success", "steps": [], "started_time": "yesterday"})),
        ("getDevice", 200, json!({"status": "Success", "steps": [{"name": "a"}]})),
        ("abortDevice", 201, json!({})),
    ] {
        let outcome = contract.check_answer(id, status, body.to_string().as_bytes());
        assert!(outcome.is_err(), "{id} {status} {body} is not the documented answer");
    }
    let good = json!({"deployment_by_device_uuid": {"additionalProperties": {"d": {"status": "Success"}}}, "pagination_info": {"after": "", "total": 1}});
    assert_eq!(
        contract.check_answer("listDevices", 200, good.to_string().as_bytes()),
        Ok(()),
        "and a proper answer passes"
    );
}
