//! Pages asked for on the condition that they changed.

use std::sync::Arc;

use connect_api::{Client, DevicesPage, Known, Since};
use wiremock::matchers::{header, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::ground::{client, client_with, patient};
use crate::hostile::gzipped;

const BODY: &[u8] = br#"{"deployment_by_device_uuid":{"d-1":{"status":"Success"},"d-2":{"status":"Pending"}}}"#;

/// Looks, and remembers it for the next time; whether each page was sent.
async fn look(client: &Client, known: &mut Arc<Known>) -> Vec<bool> {
    let (mut next, mut sent) = (Known::default(), Vec::new());
    let since = Since { known: known.clone(), conditional: true };
    let mut receive = |page: DevicesPage| {
        sent.push(!page.unmodified);
        next.take_in(known, &page);
        page.batch.len()
    };
    assert_eq!(client.look("dp-1", since, &mut receive).await, Ok(None), "nothing is missing");
    *known = Arc::new(next);
    sent
}

#[tokio::test]
async fn a_compressed_page_has_a_validator_of_its_own() {
    let server = MockServer::start().await;
    // As servers mark what they compressed: by another tag, and as weak.
    let etag = "W/\"5f3c-gzip\"";
    let unmodified = Mock::given(method("GET")).and(header("if-none-match", etag));
    unmodified.respond_with(ResponseTemplate::new(304).insert_header("etag", etag)).expect(2).mount(&server).await;
    let whole = ResponseTemplate::new(200).insert_header("etag", etag).insert_header("content-encoding", "gzip");
    Mock::given(method("GET")).respond_with(whole.set_body_bytes(gzipped(BODY))).expect(1).mount(&server).await;
    let (client, mut known) = (client(&server.uri()), Arc::default());
    assert_eq!(look(&client, &mut known).await, [true], "at first it is sent");
    for _ in 0..2 {
        assert_eq!(
            look(&client, &mut known).await,
            [false],
            "then asked about with the tag that it had, byte for byte"
        );
    }
    assert_eq!(known.len(), 2, "what it held is known all the while");
}

#[tokio::test]
async fn a_read_that_is_tried_again_asks_the_same() {
    let server = MockServer::start().await;
    let etag = "\"a\"";
    let whole = ResponseTemplate::new(200).insert_header("etag", etag).set_body_bytes(BODY);
    Mock::given(method("GET")).respond_with(whole).up_to_n_times(1).mount(&server).await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(503)).up_to_n_times(1).mount(&server).await;
    let unmodified = Mock::given(method("GET")).and(header("if-none-match", etag));
    unmodified.respond_with(ResponseTemplate::new(304)).expect(1).mount(&server).await;
    let limits = connect_api::Limits { retries: 1, ..patient() };
    let (client, mut known) = (client_with(&server.uri(), limits), Arc::default());
    assert_eq!(look(&client, &mut known).await, [true]);
    assert_eq!(look(&client, &mut known).await, [false], "a 304 without a tag is an answer, too");
}

#[tokio::test]
async fn a_service_without_validators_is_asked_for_everything() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_bytes(BODY)).mount(&server).await;
    let (client, mut known) = (client(&server.uri()), Arc::default());
    for _ in 0..2 {
        assert_eq!(look(&client, &mut known).await, [true]);
    }
    for request in server.received_requests().await.unwrap() {
        assert_eq!(request.headers.get("if-none-match"), None, "there is nothing to ask about");
    }
}
