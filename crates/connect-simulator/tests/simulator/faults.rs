//! Every fault, as a plain HTTP client meets it.

use std::time::{Duration, Instant};

use crate::side::{Side, side};
use connect_simulator::{Fault, Operation, RetryAfter};
use reqwest::Response;
use serde_json::{Value, json};

/// The list under a fault, once.
async fn list(side: &Side, fault: Fault) -> reqwest::Result<Response> {
    side.sim.faults().on(Operation::List, fault, 1);
    side.get("").send().await
}

async fn deployments(side: &Side) -> u64 {
    side.read("?limit=1").await["pagination_info"]["total"].as_u64().unwrap()
}

#[tokio::test]
async fn statuses_pages_and_redirects() {
    let side = side(20).await;
    let answer = list(&side, Fault::Status { status: 503, body: "[1]".into() }).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (503, "[1]"), "as it was asked for");
    for (json_content_type, expected) in [(true, "application/json"), (false, "text/html; charset=utf-8")] {
        let answer = list(&side, Fault::Html { status: 200, json_content_type }).await.unwrap();
        assert_eq!(answer.headers()["content-type"], expected, "the content type tells the truth or not");
        assert!(answer.text().await.unwrap().starts_with("<!DOCTYPE html>"), "it is a web page all the same");
    }
    let answer = list(&side, Fault::Redirect { to: "http://example.invalid/x".into() }).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["location"]),
        (302, &"http://example.invalid/x".parse().unwrap())
    );
    assert_eq!(side.get("").send().await.unwrap().status(), 200, "each fault was met once");
}

#[tokio::test]
async fn too_many_requests_in_three_spellings() {
    let side = side(20).await;
    let retry = async |retry_after| {
        let answer = list(&side, Fault::TooMany { retry_after }).await.unwrap();
        assert_eq!(answer.status(), 429, "too many");
        answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(retry(RetryAfter::Seconds(7)).await.as_deref(), Some("7"), "as seconds");
    assert!(retry(RetryAfter::DateIn(7)).await.unwrap().ends_with(" GMT"), "as a date");
    assert_eq!(retry(RetryAfter::Absent).await, None, "or not at all");
}

#[tokio::test]
async fn slow_answers() {
    let side = side(20).await;
    let begun = Instant::now();
    let answer = list(&side, Fault::Delay(Duration::from_millis(150))).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(150), "the answer waits");
    let whole = answer.bytes().await.unwrap();
    let mut answer = list(&side, Fault::Drip { bytes_per_tick: 64, tick: Duration::from_millis(1) }).await.unwrap();
    let (mut dripped, mut drops) = (Vec::new(), 0);
    while let Some(piece) = answer.chunk().await.unwrap() {
        dripped.extend_from_slice(&piece);
        drops += 1;
    }
    assert_eq!(dripped, whole, "a dripped answer is the right one");
    assert!(drops > 5, "in many pieces: {drops}");
    side.sim.faults().on(Operation::List, Fault::Never, 1);
    let waited = tokio::time::timeout(Duration::from_millis(150), side.get("").send()).await;
    assert!(waited.is_err(), "no answer comes");
}

#[tokio::test]
async fn cut_answers() {
    let side = side(20).await;
    assert!(list(&side, Fault::Cut).await.unwrap_err().is_request(), "closed before any answer");
    for kept in [0, 100] {
        let mut answer = list(&side, Fault::CutAfter(kept)).await.unwrap();
        assert_eq!(answer.status(), 200, "status and headers arrive");
        let mut got = 0;
        let broken = loop {
            match answer.chunk().await {
                Ok(Some(piece)) => got += piece.len(),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        assert_eq!((got, broken), (kept, true), "then so many bytes, then the end of the connection");
    }
    let text = list(&side, Fault::Truncate).await.unwrap().text().await.unwrap();
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err(), "whole HTTP, half JSON");
}

#[tokio::test]
async fn a_bomb_unpacks_far_beyond_its_size() {
    let side = side(20).await;
    let answer = list(&side, Fault::GzipBomb { mib: 24 }).await.unwrap();
    let unpacked = answer.bytes().await.unwrap();
    assert_eq!(unpacked.len(), 24 << 20, "the client that unpacks it gets all of it");
}

#[tokio::test]
async fn created_but_not_told() {
    let side = side(20).await;
    let before = deployments(&side).await;
    side.sim.faults().on(Operation::Create, Fault::CommitThenDrop, 1);
    let body = json!({"device_filter": {"filters": []}, "deployment_configuration": {"flow_uuid": "f-7b56-3336", "comment": "lost"}});
    side.post("").json(&body).send().await.unwrap_err();
    assert_eq!(deployments(&side).await, before + 1, "the connection broke, the deployment is there");
    assert_eq!(side.read("?limit=1").await["deployments"][0]["comment"], "lost", "and can be found by its comment");
    side.sim.faults().on(Operation::Create, Fault::CommitThenStatus(504), 1);
    assert_eq!(side.post("").json(&body).send().await.unwrap().status(), 504, "the gateway gave up");
    assert_eq!(deployments(&side).await, before + 2, "the deployment is there");
    for fault in [Fault::Cut, Fault::Status { status: 500, body: String::new() }] {
        side.sim.faults().on(Operation::Create, fault, 1);
        let _ = side.post("").json(&body).send().await;
    }
    assert_eq!(deployments(&side).await, before + 2, "other faults carry nothing out");
}

#[tokio::test]
async fn a_fault_meets_its_operation_only() {
    let side = side(20).await;
    let id = side.deploy(json!([]), json!([])).await;
    let device = side.devices(&id).await.keys().next().unwrap().clone();
    let teapot = Fault::Status { status: 418, body: String::new() };
    let calls = [
        (Operation::List, "GET", String::new()),
        (Operation::Get, "GET", format!("/{id}")),
        (Operation::Devices, "GET", format!("/{id}/devices")),
        (Operation::Device, "GET", format!("/{id}/devices/{device}")),
        (Operation::AbortDeployment, "POST", format!("/{id}/abort")),
        (Operation::AbortDevice, "POST", format!("/{id}/devices/{device}/abort")),
        (Operation::Create, "POST", String::new()),
    ];
    for (met, _, _) in &calls {
        side.sim.faults().clear();
        side.sim.faults().on(*met, teapot.clone(), u32::MAX);
        for (operation, method, path) in &calls {
            let method = method.parse().unwrap();
            let answer = side.request(method, &format!("/api/v2/demo/deployments{path}")).send().await.unwrap();
            assert_eq!(answer.status() == 418, operation == met, "a fault of {met:?} on {operation:?}");
        }
    }
}

#[tokio::test]
async fn stopping_frees_the_port_even_with_requests_that_are_never_answered() {
    let side = side(20).await;
    let url = side.sim.url();
    side.sim.faults().on(Operation::Any, Fault::Never, u32::MAX);
    let request = side.get("").send();
    let hanging = tokio::spawn(request);
    while side.sim.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    side.sim.shutdown().await;
    assert!(hanging.await.unwrap().is_err(), "open connections are closed");
    assert!(side.http.get(url).send().await.unwrap_err().is_connect(), "nobody listens any more");
}
