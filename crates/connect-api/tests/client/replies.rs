//! Odd but whole replies: disguised pages, every success status, errors in every form, and the exact requests sent.

use crate::ground::{Hostile, TOKEN, client, json as json_reply, request};
use connect_api::{DeviceState, Error, NotApi};
use serde_json::json;
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn answering(reply: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(reply).mount(&server).await;
    server
}

#[tokio::test]
async fn each_operation_sends_exactly_its_request() {
    let server = MockServer::start().await;
    let base = "/prefix/api/v2/fleet/deployments";
    let table = [
        ("POST", base.to_owned(), 201, json!({"deployment_uuid": "dp-9"})),
        ("GET", base.to_owned(), 200, json!({"deployments": [{"deployment_uuid": "dp-1"}]})),
        ("GET", format!("{base}/dp-1"), 200, json!({"deployment_uuid": "dp-1"})),
        (
            "GET",
            format!("{base}/dp-1/devices"),
            200,
            json!({"deployment_by_device_uuid": {"d-1": {"status": "Failed"}}}),
        ),
        ("GET", format!("{base}/dp-1/devices/d-1"), 200, json!({"status": "Failed", "steps": [{"name": "a"}]})),
        ("POST", format!("{base}/dp-1/abort"), 201, json!({"message": "Aborting"})),
        ("POST", format!("{base}/dp-1/devices/d-1/abort"), 201, json!({"message": "Aborting"})),
    ];
    for (verb, at, status, reply) in table {
        Mock::given(method(verb))
            .and(path(at))
            .and(header("authorization", format!("Bearer {TOKEN}")))
            .and(header("accept", "application/json"))
            .and(header("user-agent", concat!("Flightdeck/", env!("CARGO_PKG_VERSION"))))
            .respond_with(ResponseTemplate::new(status).set_body_json(reply))
            .expect(1)
            .mount(&server)
            .await;
    }
    let client = client(&format!("{}/prefix/", server.uri()));
    let created = client.create_deployment(&request()).await.unwrap();
    assert_eq!((created.deployment_uuid.as_deref(), created.status), (Some("dp-9"), 201));
    assert_eq!(client.deployments_page(None, 100).await.unwrap().deployments[0].uuid, "dp-1");
    assert_eq!(client.deployment("dp-1").await.unwrap().uuid, "dp-1");
    let page = client.devices("dp-1").next().await.unwrap().unwrap();
    assert_eq!(page.batch.iter().map(|row| (row.uuid, row.state)).collect::<Vec<_>>(), [("d-1", DeviceState::Failed)]);
    assert_eq!(client.device("dp-1", "d-1").await.unwrap().steps.len(), 1);
    assert_eq!(client.abort_deployment("dp-1").await.unwrap().message.as_deref(), Some("Aborting"));
    assert_eq!(client.abort_device("dp-1", "d-1").await.unwrap().message.as_deref(), Some("Aborting"));
    for sent in server.received_requests().await.unwrap() {
        let query = sent.url.query();
        match (sent.method.as_str(), sent.url.path().ends_with("/deployments")) {
            ("GET", true) => assert_eq!(query, Some("limit=100"), "the list declares limit"),
            ("POST", true) => assert_eq!(sent.headers["content-type"], "application/json"),
            ("POST", false) => assert!(sent.body.is_empty(), "an abort has an empty body: {}", sent.url),
            _ => assert_eq!(query, None, "no parameter is declared for {}", sent.url),
        }
    }
}

#[tokio::test]
async fn the_create_body_is_the_request_and_nothing_else() {
    let server = MockServer::start().await;
    let body =
        json!({"device_filter": {"groups": [], "filters": []}, "deployment_configuration": {"flow_uuid": "f-1"}});
    let reply = ResponseTemplate::new(201).set_body_json(json!({"deployment_uuid": "dp-1"}));
    Mock::given(body_json(body)).respond_with(reply).expect(1).mount(&server).await;
    client(&server.uri()).create_deployment(&request()).await.unwrap();
}

#[tokio::test]
async fn a_page_of_html_is_named_in_both_disguises() {
    let page = "\n<!DOCTYPE html><html><title>Sign in</title></html>";
    for kind in ["text/html", "application/json"] {
        let server = answering(ResponseTemplate::new(200).set_body_raw(page, kind)).await;
        let client = client(&server.uri());
        let errors = [
            client.create_deployment(&request()).await.unwrap_err(),
            client.deployments_page(None, 10).await.unwrap_err(),
            client.deployment("dp-1").await.unwrap_err(),
            client.devices("dp-1").next().await.unwrap().unwrap_err(),
            client.device("dp-1", "d-1").await.unwrap_err(),
            client.abort_deployment("dp-1").await.unwrap_err(),
            client.abort_device("dp-1", "d-1").await.unwrap_err(),
        ];
        for error in errors {
            assert!(
                matches!(error, Error::NotApi { status: 200, kind: NotApi::Html, .. }),
                "sent as {kind}: {error:?}"
            );
            assert!(
                error.to_string().contains("proxy or login page?"),
                "the user needs to know where to look: {error}"
            );
        }
        let server = answering(ResponseTemplate::new(502).set_body_raw(page, kind)).await;
        let error = crate::ground::client(&server.uri()).create_deployment(&request()).await.unwrap_err();
        let Error::Status { status: 502, text, .. } = error else { panic!("the status must survive: {error:?}") };
        assert_eq!(text, "not an API reply (proxy or login page?)");
    }
}

#[tokio::test]
async fn json_counts_whatever_its_content_type_says() {
    for kind in ["text/html", "text/plain", "application/octet-stream", "x"] {
        let body = r#"{"deployments":[{"deployment_uuid":"dp-1"}]}"#;
        let server = answering(ResponseTemplate::new(200).set_body_raw(body, kind)).await;
        let page = client(&server.uri()).deployments_page(None, 10).await.unwrap();
        assert_eq!(page.deployments.len(), 1, "sent as {kind}");
    }
}

#[tokio::test]
async fn every_success_status_succeeds() {
    for status in [200, 201, 202, 204] {
        let server = answering(ResponseTemplate::new(status)).await;
        let client = client(&server.uri());
        let created = client.create_deployment(&request()).await.unwrap();
        assert_eq!((created.deployment_uuid, created.status), (None, status), "created, id unknown");
        let accepted = client.abort_deployment("dp-1").await.unwrap();
        assert_eq!((accepted.message, accepted.status), (None, status));
    }
    let server = answering(ResponseTemplate::new(204)).await;
    let client = client(&server.uri());
    assert!(client.deployments_page(None, 10).await.unwrap().deployments.is_empty(), "204 is an empty list");
    assert!(client.devices("dp-1").next().await.unwrap().unwrap().batch.is_empty(), "204 is an empty list");
    let server = answering(ResponseTemplate::new(200)).await;
    let client = crate::ground::client(&server.uri());
    let errors = [
        client.deployments_page(None, 10).await.unwrap_err(),
        client.devices("dp-1").next().await.unwrap().unwrap_err(),
        client.deployment("dp-1").await.unwrap_err(),
        client.device("dp-1", "d-1").await.unwrap_err(),
    ];
    for error in errors {
        let empty = matches!(error, Error::NotApi { status: 200, kind: NotApi::Empty, .. });
        assert!(empty, "nothing where a list was promised must not pass for an empty fleet: {error:?}");
    }
}

#[tokio::test]
async fn errors_keep_status_text_and_request_id() {
    let table = [
        (401, json!({"error": "Invalid token"}), "Invalid token"),
        (403, json!({"status": 403, "message": "read only"}), "read only"),
        (422, json!({"errors": [{"message": "no such flow"}]}), "no such flow"),
        (404, json!({}), ""),
        (400, json!({"error": format!("token {TOKEN} refused")}), "token [redacted] refused"),
        (500, json!("Authorization: Bearer abc"), "Authorization: Bearer [redacted]"),
    ];
    for (status, body, text) in table {
        for name in ["x-request-id", "x-jfrog-request-id", "x-amzn-requestid"] {
            let reply = ResponseTemplate::new(status).set_body_json(&body).insert_header(name, "req-7");
            let server = answering(reply).await;
            let error = client(&server.uri()).create_deployment(&request()).await.unwrap_err();
            let expected = Error::Status {
                status,
                text: text.to_owned(),
                retry_after: None,
                request_id: Some("req-7".to_owned()),
            };
            assert_eq!(error, expected, "{body} with {name}");
        }
    }
}

#[tokio::test]
async fn an_unknown_device_names_both_that_may_be_meant() {
    let server = answering(ResponseTemplate::new(404).set_body_json(json!({"error": "not found"}))).await;
    let client = client(&server.uri());
    let errors =
        [client.device("dp-1", "d-2").await.unwrap_err(), client.abort_device("dp-1", "d-2").await.unwrap_err()];
    for error in errors {
        let Error::Status { status: 404, text, .. } = error else { panic!("the status must survive: {error:?}") };
        assert_eq!(text, "deployment dp-1 or device d-2 is unknown: not found");
    }
}

#[tokio::test]
async fn json_of_another_kind_is_not_an_empty_fleet() {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({"error": "session expired"}))).await;
    let client = client(&server.uri());
    let errors = [
        client.deployments_page(None, 10).await.unwrap_err(),
        client.devices("dp-1").next().await.unwrap().unwrap_err(),
        client.device("dp-1", "d-1").await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::NotApi { kind: NotApi::NotJson, .. }), "{error:?}");
        assert!(error.to_string().contains("session expired"), "the user must see what it was: {error}");
    }
}

#[tokio::test]
async fn ids_are_data_in_the_path_and_in_the_query() {
    let server = MockServer::start().await;
    Mock::given(path("/api/v2/fleet/deployments/a%2Fb%3Fc"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"deployment_uuid": "a/b?c"})))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(query_param("after", "x&limit=9 +é"))
        .and(query_param("limit", "1000"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"deployments": []})))
        .expect(1)
        .mount(&server)
        .await;
    let client = client(&server.uri());
    assert_eq!(client.deployment("a/b?c").await.unwrap().uuid, "a/b?c");
    client.deployments_page(Some("x&limit=9 +é"), 5000).await.unwrap();
    for odd in ["", ".", ".."] {
        let error = client.abort_deployment(odd).await.unwrap_err();
        assert!(!error.may_have_been_sent(), "{odd:?} would address something else, so it must not be sent");
    }
}

#[tokio::test]
async fn an_abort_says_that_it_has_no_body_and_a_read_says_nothing() {
    let server = Hostile::answering(json_reply(200, "{}")).await;
    let client = client(&server.url);
    client.abort_deployment("dp-1").await.unwrap();
    let _ = client.deployment("dp-1").await;
    let heads: Vec<String> = server.requests().iter().map(|head| head.to_ascii_lowercase()).collect();
    let (abort, read) = (&heads[0], &heads[1]);
    assert!(abort.starts_with("post") && abort.contains("\r\ncontent-length: 0\r\n"), "gateways insist: {abort}");
    assert!(read.starts_with("get") && !read.contains("content-length"), "a read has nothing to say of it: {read}");
}

#[tokio::test]
async fn an_error_is_read_behind_much_else() {
    let much = "x".repeat(40_000);
    let body = json!({"details": much, "error": "the flow is gone"});
    let server = answering(ResponseTemplate::new(422).set_body_json(body)).await;
    let failed = client(&server.uri()).deployment("dp-1").await;
    let Err(Error::Status { text, .. }) = &failed else { panic!("a status: {failed:?}") };
    assert!(text.contains("the flow is gone"), "not only how the body began: {text}");
}
