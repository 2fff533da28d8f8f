//! Client and simulator against our description of the seven operations: what is sent, and what is answered.

use std::collections::{BTreeMap, BTreeSet};

use connect_api::{
    App, Connectivity, DeployRequest, DeploymentConfiguration, DeploymentOutcome, DeviceFilter, Filter, Group, Operand,
};
use connect_simulator::Received;
use flightdeck_tests::contract::{Contract, Request};
use flightdeck_tests::ground::{FLOW, Ground, READ_ONLY, TOKEN, V1, deploy_body, request};
use flightdeck_tests::rows;
use serde_json::{Value, json};

/// Every filter there is, with every operand and value its type allows.
fn every_filter(deployment: &str, device: &str) -> Vec<Filter> {
    let mut all = Vec::new();
    for operand in [Operand::Is, Operand::IsNot] {
        all.push(Filter::SpecificDevice { operand, value: device.into() });
        all.push(Filter::Tag { operand, value: "gateway".into() });
        all.push(Filter::App { operand, value: "gateway".into(), app_version: None });
        all.push(Filter::App { operand, value: "gateway".into(), app_version: Some("4.12.0".into()) });
    }
    all.extend(
        [Connectivity::Online, Connectivity::Offline].map(|value| Filter::DeviceState { operand: Operand::Is, value }),
    );
    let outcomes = [
        DeploymentOutcome::Pending,
        DeploymentOutcome::InProgress,
        DeploymentOutcome::Success,
        DeploymentOutcome::Failed,
        DeploymentOutcome::Aborted,
        DeploymentOutcome::Any,
    ];
    all.extend(outcomes.map(|value| Filter::Deployment {
        operand: Operand::Is,
        value,
        deployment_id: deployment.into(),
    }));
    all
}

fn every_request(deployment: &str, device: &str) -> Vec<DeployRequest> {
    let filters = every_filter(deployment, device);
    let group = |name: &str| Group { name: name.into() };
    let mut all: Vec<DeployRequest> = filters
        .iter()
        .map(|filter| request(DeviceFilter { groups: Vec::new(), filters: vec![filter.clone()] }, "one filter"))
        .collect();
    all.push(request(
        DeviceFilter { groups: vec![group("Lab"), group("Größe \"L\" / 试")], filters },
        "all filters, odd names\n\u{1f6eb}",
    ));
    all.push(DeployRequest {
        device_filter: DeviceFilter { groups: vec![group("Lab")], filters: Vec::new() },
        deployment_configuration: DeploymentConfiguration {
            flow_uuid: FLOW.into(),
            comment: None,
            app: Some(App { name: "gateway".into(), version: "4.12.0".into() }),
            parameters_mapping: Some(BTreeMap::from([
                ("VERSION".into(), "4.12.0".into()),
                ("CHANNEL".into(), String::new()),
            ])),
        },
    });
    all
}

#[tokio::test]
async fn every_request_the_client_sends_is_described() {
    let ground = Ground::start(60).await;
    let client = &ground.client;
    let deployment = ground.deploy().await;
    let device = ground.truth(&deployment).await.into_keys().next().unwrap();
    ground.vary(|variants| variants.devices_page_size = Some(7));
    ground.listen();

    let requests = every_request(&deployment, &device);
    for request in &requests {
        client.create_deployment(request).await.unwrap();
    }
    let mut pages = client.deployments(1000);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    let first = client.deployments_page(None, 1).await.unwrap();
    client.deployments_page(first.after.as_deref(), 9).await.unwrap();
    client.deployment(&deployment).await.unwrap();
    rows::load_all(client, &deployment).await;
    client.device(&deployment, &device).await.unwrap();
    client.abort_device(&deployment, &device).await.unwrap();
    client.abort_deployment(&deployment).await.unwrap();

    let contract = Contract::load();
    let mut seen = BTreeSet::new();
    let mut bodies = Vec::new();
    for received in ground.heard() {
        let Received { method, path, query, body, .. } = &received;
        let outcome = contract.check_request(Request { method, path, query, body: body.as_bytes() });
        let id = outcome.unwrap_or_else(|what| panic!("{method} {path}?{query} {body} is not described: {what}"));
        assert_eq!(received.header("authorization"), Some("matched"), "{id}: every request carries the token");
        if id == "createDeployment" {
            let kind = received.header("content-type").unwrap_or_default();
            assert!(
                kind.starts_with("application/json"),
                "a body without its type may be refused, this one has {kind:?}"
            );
            bodies.push(serde_json::from_str::<Value>(body).unwrap());
        }
        seen.insert(id);
    }
    let all: BTreeSet<String> = contract.operations().iter().map(|operation| operation.id.to_owned()).collect();
    assert_eq!(seen, all, "the client can call each of the seven operations");
    assert_eq!(bodies.len(), requests.len(), "each request goes out once");
    for (body, request) in bodies.iter().zip(&requests) {
        let read: DeployRequest = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(&read, request, "what arrives is what was meant, field by field");
    }
}

#[tokio::test]
async fn no_field_of_a_filter_is_dropped_on_the_way() {
    let ground = Ground::start(20).await;
    let deployment = ground.deploy().await;
    ground.listen();
    let filters = vec![
        Filter::App { operand: Operand::IsNot, value: "edge-agent".into(), app_version: Some("2.7.1".into()) },
        Filter::Deployment {
            operand: Operand::Is,
            value: DeploymentOutcome::Failed,
            deployment_id: deployment.clone(),
        },
    ];
    let target = DeviceFilter { groups: Vec::new(), filters };
    ground.client.create_deployment(&request(target, "narrow")).await.unwrap();
    let body: Value = serde_json::from_str(&ground.heard()[0].body).unwrap();
    assert_eq!(
        body["device_filter"],
        json!({"groups": [], "filters": [
            {"type": "app", "operand": "is_not", "value": "edge-agent", "app_version": "2.7.1"},
            {"type": "deployment", "operand": "is", "value": "failed", "deployment_id": deployment},
        ]}),
        "a filter without its version or deployment silently means more devices; empty lists are sent as lists"
    );
}

async fn check_answer(
    ground: &Ground,
    contract: &Contract,
    id: &str,
    method: &str,
    path: &str,
    body: &str,
    status: u16,
) -> Value {
    let (answered, bytes) = ground.exchange(method, path, TOKEN, body).await;
    assert_eq!(answered, status, "{id}: {method} {path} answers {}", String::from_utf8_lossy(&bytes));
    let outcome = contract.check_answer(id, answered, &bytes);
    assert_eq!(outcome, Ok(()), "{id}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(600)]));
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn every_answer_of_the_simulator_is_as_documented() {
    let ground = Ground::start(400).await;
    let contract = Contract::load();
    let whole = deploy_body(&json!([]));
    let created = check_answer(&ground, &contract, "createDeployment", "POST", "", &whole, 201).await;
    let deployment = format!("/{}", created["deployment_uuid"].as_str().unwrap());
    let devices = format!("{deployment}/devices");
    let mut states = BTreeSet::new();
    for seconds in [0, 12, 25, 3600] {
        ground.advance(seconds);
        check_answer(&ground, &contract, "listDeployments", "GET", "", "", 200).await;
        check_answer(&ground, &contract, "listDeployments", "GET", "?limit=3", "", 200).await;
        check_answer(&ground, &contract, "getDeployment", "GET", &deployment, "", 200).await;
        let answer = check_answer(&ground, &contract, "listDevices", "GET", &devices, "", 200).await;
        let rows = rows::documented(&answer);
        for (_, (device, row)) in
            rows.iter().enumerate().filter(|(place, (_, row))| place % 7 == 0 || row.raw_status == "Failed")
        {
            let path = format!("{devices}/{device}");
            check_answer(&ground, &contract, "getDevice", "GET", &path, "", 200).await;
            states.insert(row.raw_status.clone());
            if seconds == 12 && row.raw_status == "Pending" {
                check_answer(&ground, &contract, "abortDevice", "POST", &format!("{path}/abort"), "", 201).await;
            }
        }
    }
    assert_eq!(states.len(), 5, "devices were seen in all five states, not only in {states:?}");
    let second = check_answer(&ground, &contract, "createDeployment", "POST", "", &whole, 201).await;
    let path = format!("/{}/abort", second["deployment_uuid"].as_str().unwrap());
    check_answer(&ground, &contract, "abortDeployment", "POST", &path, "", 201).await;
}

#[tokio::test]
async fn what_is_unknown_is_answered_404_as_documented() {
    let ground = Ground::start(20).await;
    let contract = Contract::load();
    let deployment = ground.deploy().await;
    let device = ground.truth(&deployment).await.into_keys().next().unwrap();
    for (id, method, path) in [
        ("getDeployment", "GET", "/dp-0000-0000".to_owned()),
        ("listDevices", "GET", "/dp-0000-0000/devices".to_owned()),
        ("getDevice", "GET", format!("/dp-0000-0000/devices/{device}")),
        ("getDevice", "GET", format!("/{deployment}/devices/d-0000-0000")),
        ("abortDeployment", "POST", "/dp-0000-0000/abort".to_owned()),
        ("abortDevice", "POST", format!("/{deployment}/devices/d-0000-0000/abort")),
    ] {
        let answer = check_answer(&ground, &contract, id, method, &path, "", 404).await;
        assert_eq!(answer == json!({}), id == "listDevices", "{path}: only the devices answer is an empty object");
    }
}

#[tokio::test]
async fn refusals_say_why() {
    let ground = Ground::start(20).await;
    let contract = Contract::load();
    let whole = deploy_body(&json!([]));
    for (status, token, body) in [
        (401, "nobody", &*whole),
        (401, V1, &*whole),
        (403, READ_ONLY, &*whole),
        (400, TOKEN, "{}"),
        (400, TOKEN, "no json"),
    ] {
        let (answered, bytes) = ground.exchange("POST", "", token, body).await;
        assert_eq!(answered, status, "{token} with {body} is refused");
        assert_eq!(contract.check_answer("createDeployment", answered, &bytes), Ok(()), "{status} tells its reason");
    }
    let (answered, _) = ground.exchange("GET", "", READ_ONLY, "").await;
    assert_eq!(answered, 200, "a token that may only read may read");
}
