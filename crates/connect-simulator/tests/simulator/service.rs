//! The seven operations as a plain HTTP client sees them.

use crate::side::{START, side};
use connect_simulator::Operation;
use reqwest::Method;
use serde_json::{Value, json};

const ALL: [&str; 5] = ["Pending", "In Progress", "Success", "Failed", "Aborted"];

#[tokio::test]
async fn a_deployment_runs_from_pending_to_its_end_and_loses_nobody() {
    let side = side(2_000).await;
    let id = side.deploy(json!([]), json!([])).await;
    let mut ended = 0;
    for passed in 0..30 {
        let devices = side.devices(&id).await;
        assert_eq!(devices.len(), 2_000, "every device is told at every moment");
        let mut now = 0;
        for record in devices.values() {
            let status = record["status"].as_str().unwrap();
            assert!(ALL.contains(&status), "{status} is not a documented state");
            let (started, finished) = (record.get("started_time"), record.get("finished_time"));
            assert_eq!(started.is_some(), status != "Pending", "only a pending device has not started");
            assert_eq!(
                finished.is_some(),
                ["Success", "Failed"].contains(&status),
                "only an ended device has finished"
            );
            now += usize::from(finished.is_some());
        }
        assert!(passed > 0 || now == 0, "nothing has ended when it begins");
        assert!(now >= ended, "an ended device stays ended");
        ended = now;
        side.pass(10);
    }
    assert_eq!(ended, 2_000, "five minutes are enough for the demo fleet");
    let failed = side.count(&id, "Failed").await;
    assert!((50..140).contains(&failed), "three to six of a hundred fail: {failed}");
}

#[tokio::test]
async fn one_device_tells_its_steps_up_to_now() {
    let side = side(400).await;
    let id = side.deploy(json!([]), json!([])).await;
    side.pass(600);
    let mut causes = std::collections::BTreeSet::new();
    for (device, record) in side.devices(&id).await {
        let one = side.read(&format!("/{id}/devices/{device}")).await;
        assert_eq!(one["status"], record["status"], "both operations tell the same state");
        assert_eq!(one["finished_time"], record["finished_time"], "and the same times");
        let steps = one["steps"].as_array().unwrap();
        let last = steps.last().unwrap();
        if record["status"] == "Failed" {
            assert!(!last["stderr"].as_str().unwrap().is_empty(), "a failed step says why");
            causes.insert((last["name"].to_string(), last["exit_code"].as_i64()));
        } else {
            assert_eq!(steps.len(), 5, "a succeeded device went through all steps");
            assert!(steps.iter().all(|step| step["exit_code"] == 0), "and all of them well");
        }
        assert!(last["stdout"].as_str().unwrap().lines().count() > 1, "steps print more than one line");
    }
    assert!(causes.len() >= 2, "failures have distinct causes: {causes:?}");
}

#[tokio::test]
async fn abort_stops_what_is_pending_now_and_some_of_what_runs_later() {
    let side = side(2_000).await;
    let id = side.deploy(json!([]), json!([])).await;
    side.pass(50);
    let before = side.devices(&id).await;
    let response = side.post(&format!("/{id}/abort")).send().await.unwrap();
    assert_eq!(response.status(), 201, "abort answers 201");
    assert!(response.json::<Value>().await.unwrap()["message"].is_string(), "with a message");
    let at_once = side.devices(&id).await;
    side.pass(600);
    let later = side.devices(&id).await;
    let mut after_running = std::collections::BTreeSet::new();
    for (device, record) in &before {
        let status = record["status"].as_str().unwrap();
        match status {
            "Pending" => assert_eq!(at_once[device]["status"], "Aborted", "pending devices are stopped at once"),
            "In Progress" => {
                assert_eq!(at_once[device]["status"], "In Progress", "a running device needs a while");
                after_running.insert(later[device]["status"].as_str().unwrap().to_owned());
            }
            _ => assert_eq!(&later[device], record, "ended devices are left alone"),
        }
    }
    assert_eq!(after_running.len(), 3, "running devices abort, succeed or fail: {after_running:?}");
}

#[tokio::test]
async fn aborting_one_device_leaves_the_others() {
    let side = side(50).await;
    let id = side.deploy(json!([]), json!([])).await;
    let device = side.devices(&id).await.keys().next().unwrap().clone();
    let response = side.post(&format!("/{id}/devices/{device}/abort")).send().await.unwrap();
    assert_eq!(response.status(), 201, "abort of a device answers 201");
    assert_eq!(side.count(&id, "Aborted").await, 1, "exactly one device is aborted");
    let one = side.read(&format!("/{id}/devices/{device}")).await;
    assert_eq!(
        one,
        json!({"status": "Aborted", "finished_time": one["finished_time"], "steps": []}),
        "it never started"
    );
}

#[tokio::test]
async fn the_list_is_newest_first_and_pages_without_loss() {
    let side = side(100).await;
    let whole = side.read("?limit=1000").await;
    let rows = whole["deployments"].as_array().unwrap();
    assert_eq!(rows.len(), 24, "the history is there from the start");
    assert_eq!(whole["pagination_info"], json!({"after": "", "total": 24}), "and fits one page");
    let times: Vec<&str> = rows.iter().map(|row| row["created_time"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a > b), "newest first");
    let (mut paged, mut after) = (Vec::new(), String::new());
    loop {
        let page = side.read(&format!("?limit=7&after={after}")).await;
        if paged.is_empty() {
            side.deploy(json!([]), json!([])).await;
        }
        paged.extend(page["deployments"].as_array().unwrap().clone());
        after = page["pagination_info"]["after"].as_str().unwrap().to_owned();
        if after.is_empty() {
            break;
        }
    }
    assert_eq!(&paged, rows, "a deployment created while somebody pages shifts nothing");
    let one = side.read(&format!("/{}", rows[3]["deployment_uuid"].as_str().unwrap())).await;
    assert_eq!(one, rows[3], "get tells what the list tells");
}

#[tokio::test]
async fn devices_can_be_paged() {
    let side = side(250).await;
    let id = side.deploy(json!([]), json!([])).await;
    let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = side.read(&format!("/{id}/devices?limit=100&after={after}")).await;
        seen.extend(page["deployment_by_device_uuid"]["additionalProperties"].as_object().unwrap().keys().cloned());
        assert_eq!(page["pagination_info"]["total"], 250, "total counts all devices");
        after = page["pagination_info"]["after"].as_str().unwrap().to_owned();
        pages += 1;
        if after.is_empty() {
            break;
        }
    }
    assert_eq!((pages, seen.len()), (3, 250), "three pages tell everybody");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 250, "and nobody twice");
}

#[tokio::test]
async fn filters_reach_whom_they_name_and_a_deployed_app_counts() {
    let side = side(1_500).await;
    let gateways = json!([{"type": "tag", "operand": "is", "value": "gateway"}]);
    let first = side.deploy(json!([{"name": "Production"}, {"name": "Test"}]), gateways).await;
    side.pass(600);
    let (failed, succeeded) = (side.count(&first, "Failed").await, side.count(&first, "Success").await);
    assert!(failed > 0 && succeeded > 400, "most succeed, some fail: {succeeded}, {failed}");
    let retry = json!([{"type": "deployment", "operand": "is", "value": "failed", "deployment_id": first}]);
    let retried = side.deploy(json!([]), retry).await;
    assert_eq!(side.devices(&retried).await.len(), failed, "a retry reaches exactly the failed devices");
    let newest = json!([{"type": "app", "operand": "is", "value": "gateway", "app_version": "5.0.0"}]);
    let again = side.deploy(json!([]), newest).await;
    assert_eq!(side.devices(&again).await.len(), succeeded, "the version is on the devices that succeeded");
    let nobody = side.deploy(json!([{"name": "Moon"}]), json!([])).await;
    let empty = side.read(&format!("/{nobody}/devices")).await;
    assert_eq!(empty["deployment_by_device_uuid"]["additionalProperties"], json!({}), "nobody is no error");
    assert_eq!(empty["pagination_info"]["total"], 0, "and counts nobody");
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_documented_shape() {
    let side = side(20).await;
    let id = side.deploy(json!([]), json!([])).await;
    for (path, has_error) in [
        ("/dp-0000-0000".to_owned(), true),
        ("/dp-0000-0000/devices".to_owned(), false),
        ("/dp-0000-0000/devices/d-0000-0000".to_owned(), true),
        (format!("/{id}/devices/d-0000-0000"), true),
    ] {
        let response = side.get(&path).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path} is not there");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body.get("error").is_some(), has_error, "{path} answered {body}");
    }
    for query in ["limit=0", "limit=1001", "limit=x", "after=zzz"] {
        assert_eq!(side.get(&format!("?{query}")).send().await.unwrap().status(), 400, "{query} is refused");
    }
    for method in [Method::PUT, Method::DELETE] {
        let response = side.request(method, "/api/v2/demo/deployments").send().await.unwrap();
        assert_eq!(response.status(), 404, "the API has no such call");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["expected"].as_array().map(Vec::len), Some(10), "and the answer says which there are");
    }
    let last = side.sim.requests().pop().unwrap();
    assert_eq!((last.method.as_str(), last.operation), ("DELETE", None), "what fits nothing is recorded all the same");
}

#[tokio::test]
async fn tokens_open_what_they_are_for() {
    let side = side(20).await;
    let good = json!({"device_filter": {"filters": []}, "deployment_configuration": {"flow_uuid": "f-7b56-3336"}});
    for (token, fleet, read, write, why) in [
        (Some("full"), "demo", 200, 201, "everything"),
        (Some("reader"), "demo", 200, 403, "read only"),
        (Some("elsewhere"), "demo", 403, 403, "another fleet's token"),
        (Some("elsewhere"), "other", 200, 201, "its own fleet"),
        (Some("old"), "demo", 401, 401, "v1"),
        (Some("wrong"), "demo", 401, 401, "unknown"),
        (None, "demo", 401, 401, "no token"),
        (Some("full"), "nowhere", 404, 404, "no such fleet"),
    ] {
        let url = format!("{}/api/v2/{fleet}/deployments", side.sim.url());
        let (mut list, mut create) = (side.http.get(&url), side.http.post(&url).json(&good));
        if let Some(token) = token {
            (list, create) = (list.bearer_auth(token), create.bearer_auth(token));
        }
        let answer = list.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), read, "reading with {why}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"].is_string(), read != 200, "{why}: {body}");
        assert!(token != Some("old") || body["error"].as_str().unwrap().contains("v1"), "the words name the old token");
        assert_eq!(create.send().await.unwrap().status().as_u16(), write, "deploying with {why}");
    }
}

#[tokio::test]
async fn what_was_received_can_be_read_back_without_the_token() {
    let side = side(20).await;
    side.try_deploy(json!([]), json!([])).await;
    side.http
        .get(format!("{}/api/v2/demo/deployments?limit=3", side.sim.url()))
        .bearer_auth("nope")
        .send()
        .await
        .unwrap();
    let [create, list] = side.sim.requests().try_into().unwrap();
    assert_eq!((create.operation, list.operation), (Some(Operation::Create), Some(Operation::List)), "in order");
    assert_eq!(
        (create.header("authorization"), list.header("authorization")),
        (Some("matched"), Some("unmatched")),
        "no token"
    );
    assert!(create.body.contains("by a test"), "the body is kept");
    assert_eq!(
        (list.path.as_str(), list.query.as_str()),
        ("/api/v2/demo/deployments", "limit=3"),
        "path and query apart"
    );
    assert_eq!(create.at, START, "on the simulator's clock");
    side.sim.clear_requests();
    assert!(side.sim.requests().is_empty(), "nothing is left after clear");
}
