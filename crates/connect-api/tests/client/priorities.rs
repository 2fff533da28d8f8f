//! Acting goes before reading, from whichever client it comes.

use crate::ground::{client_with, patient, request};
use connect_api::{Limits, Priority};
use serde_json::json;
use tokio::task::JoinSet;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// B12: behind thirty reads at a request a second an abort would take half a minute.
#[tokio::test]
async fn an_abort_does_not_queue_behind_reads() {
    let server = MockServer::start().await;
    let reply = ResponseTemplate::new(200).set_body_json(json!({"deployment_uuid": "dp-1", "message": "Aborting"}));
    Mock::given(any()).respond_with(reply).mount(&server).await;
    let client = client_with(&server.uri(), Limits { per_second: 1, burst: 12, ..patient() });
    let mut reads = JoinSet::new();
    for _ in 0..30 {
        let reading = client.at(Priority::Watch);
        reads.spawn(async move { reading.deployment("dp-1").await });
    }
    for _ in 0..9 {
        reads.join_next().await.unwrap().unwrap().unwrap();
    }
    client.at(Priority::Causes).abort_deployment("dp-1").await.unwrap();
    client.at(Priority::List).abort_device("dp-1", "d-1").await.unwrap();
    client.at(Priority::Causes).create_deployment(&request()).await.unwrap();
    let sent = server.received_requests().await.unwrap();
    let before = sent.iter().filter(|request| request.method.as_str() == "GET").count();
    assert!(before < 20, "{before} of 30 reads went before what a person had decided");
}
