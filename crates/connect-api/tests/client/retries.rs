//! What is sent again, what never is, and how long the client waits.

use std::time::{Duration, Instant, SystemTime};

use crate::ground::{client_with, patient, request};
use connect_api::{Error, Limits};
use futures::future::join_all;
use serde_json::json;
use wiremock::matchers::{any, body_string, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn retrying(cap: Duration) -> Limits {
    Limits { retries: 2, max_retry_after: cap, ..patient() }
}

/// Fails `times` times with `reply`, then lists nothing.
async fn failing(times: u64, reply: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(reply).up_to_n_times(times).with_priority(1).mount(&server).await;
    let list = ResponseTemplate::new(200).set_body_json(json!({"deployments": []}));
    Mock::given(any()).respond_with(list).with_priority(2).mount(&server).await;
    server
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn retry_after_is_obeyed_in_both_forms() {
    // A date means a wait by the service's clock, which this answer's own date tells.
    let there = SystemTime::UNIX_EPOCH + Duration::from_secs(1_581_178_331);
    let (now, date) = (httpdate::fmt_http_date(there), httpdate::fmt_http_date(there + Duration::from_secs(1)));
    let table = [(429, "1"), (503, "1"), (429, date.as_str())];
    let now = now.as_str();
    join_all(table.map(|(status, value)| async move {
        let reply = ResponseTemplate::new(status).insert_header("retry-after", value);
        let server = failing(1, reply.insert_header("date", now)).await;
        let began = Instant::now();
        client_with(&server.uri(), retrying(Duration::from_secs(10))).deployments_page(None, 10).await.unwrap();
        let waited = began.elapsed();
        // Without the header the first wait is at most 400 ms.
        assert!(waited >= Duration::from_millis(700), "{status} asked for {value:?}, waited {waited:?}");
        assert_eq!(count(&server).await, 2, "one try more");
    }))
    .await;
}

#[tokio::test]
async fn retry_after_is_capped_and_reported() {
    let reply = ResponseTemplate::new(429).insert_header("retry-after", "3600");
    let server = failing(9, reply).await;
    let began = Instant::now();
    let limits = retrying(Duration::from_millis(100));
    let error = client_with(&server.uri(), limits).deployments_page(None, 10).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(30), "an hour must not hold a call");
    assert_eq!(count(&server).await, 3, "the first try and two retries");
    let hour = Some(Duration::from_secs(3600));
    assert!(matches!(&error, Error::Status { status: 429, retry_after, .. } if *retry_after == hour), "{error:?}");
}

#[tokio::test]
async fn readings_are_tried_again_only_where_it_can_help() {
    let helps = [408, 500, 502, 503, 504].map(|status| (status, 3));
    let does_not = [400, 401, 403, 404, 501].map(|status| (status, 1));
    join_all(helps.into_iter().chain(does_not).map(|(status, tries)| async move {
        let server = failing(9, ResponseTemplate::new(status)).await;
        let error = client_with(&server.uri(), retrying(Duration::ZERO)).deployment("dp-1").await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(count(&server).await, tries, "tries after {status}");
    }))
    .await;
}

#[tokio::test]
async fn a_create_is_never_sent_twice() {
    for status in [408, 429, 500, 502, 503, 504, 400, 411, 415] {
        let server = failing(9, ResponseTemplate::new(status).insert_header("retry-after", "0")).await;
        let client = client_with(&server.uri(), retrying(Duration::ZERO));
        let error = client.create_deployment(&request()).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(count(&server).await, 1, "{status}: a second create could be a second deployment");
        assert_eq!(error.may_have_been_sent(), status >= 500 || status == 408, "{status}");
    }
}

#[tokio::test]
async fn an_abort_is_sent_again_only_with_a_body_and_only_when_that_was_missed() {
    for status in [400, 411, 415] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(body_string(""))
            .respond_with(ResponseTemplate::new(status))
            .expect(2)
            .mount(&server)
            .await;
        let reply = ResponseTemplate::new(201).set_body_json(json!({"message": "Aborting"}));
        Mock::given(method("POST")).and(body_string("{}")).respond_with(reply).expect(2).mount(&server).await;
        let client = client_with(&server.uri(), retrying(Duration::ZERO));
        assert_eq!(client.abort_deployment("dp-1").await.unwrap().status, 201, "refused without a body: {status}");
        assert_eq!(client.abort_device("dp-1", "d-1").await.unwrap().status, 201, "refused without a body: {status}");
    }
    for (status, sent) in
        [(400, 2), (411, 2), (415, 2), (401, 1), (403, 1), (404, 1), (409, 1), (429, 1), (500, 1), (503, 1)]
    {
        let server = failing(9, ResponseTemplate::new(status)).await;
        let client = client_with(&server.uri(), retrying(Duration::ZERO));
        assert_eq!(client.abort_deployment("dp-1").await.unwrap_err().status(), Some(status));
        assert_eq!(count(&server).await, sent, "aborts sent when all are refused with {status}");
    }
}
