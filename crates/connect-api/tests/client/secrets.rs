//! The token: it goes to its own origin, and into no log line, no error and no debug text.

use std::io;
use std::sync::{Arc, Mutex};

use crate::ground::{TOKEN, client, client_with, patient, request};
use connect_api::{BaseUrl, ClientConfig, Error, NotApi, Token};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::matchers::{any, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
        let server = MockServer::start().await;
        let target = format!("{}/login?next=secret", elsewhere.uri());
        let reply = ResponseTemplate::new(status).insert_header("location", target.as_str());
        Mock::given(any()).respond_with(reply).mount(&server).await;
        let client = client(&server.uri());
        let errors = [
            client.deployments_page(None, 10).await.unwrap_err(),
            client.create_deployment(&request()).await.unwrap_err(),
            client.abort_deployment("dp-1").await.unwrap_err(),
            client.devices("dp-1").next().await.unwrap().unwrap_err(),
        ];
        for error in errors {
            let location = elsewhere.uri();
            let expected = Error::NotApi { status, kind: NotApi::Redirect { location }, text: String::new() };
            assert_eq!(error, expected, "the origin tells where the reply points, the rest may be private");
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 4, "each call asked once");
    }
}

#[tokio::test]
async fn odd_redirects_are_named_too() {
    for (target, shown) in [
        (None, "nowhere"),
        (Some("http://["), "nowhere"),
        (Some("javascript:x"), "javascript:"),
        (Some("https://u:p@x.test/y?z"), "https://x.test"),
    ] {
        let server = MockServer::start().await;
        let mut reply = ResponseTemplate::new(302);
        if let Some(target) = target {
            reply = reply.insert_header("location", target);
        }
        Mock::given(any()).respond_with(reply).mount(&server).await;
        let error = client(&server.uri()).deployments_page(None, 10).await.unwrap_err();
        assert!(
            matches!(&error, Error::NotApi { kind: NotApi::Redirect { location }, .. } if location == shown),
            "{target:?}: {error:?}"
        );
    }
}

/// A line that another test's thread was the first to reach, in the very moment in which this one began to listen, may be taken for
/// one that nobody hears. Asked again, it is heard.
fn listen_anew() {
    tracing::callsite::rebuild_interest_cache();
}

/// Logs everything of this thread from here on, the libraries' chatter included.
fn logging() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn what_devices_print_is_never_logged() {
    let (log, _guard) = logging();
    let output = "printed-by-the-pump";
    let whole = format!(r#"{{"status":"Failed","steps":[{{"stdout":"{output}"}}]}}"#);
    let bodies = [(200, whole.clone()), (200, whole[..60].to_owned()), (200, whole.replace(':', "")), (500, whole)];
    for (status, body) in bodies {
        listen_anew();
        let server = MockServer::start().await;
        let reply = ResponseTemplate::new(status).set_body_string(body.as_str());
        Mock::given(any()).respond_with(reply).mount(&server).await;
        let _ = client(&server.uri()).device("dp-1", "d-1").await;
        let _ = client(&server.uri()).devices("dp-1").next().await;
    }
    let log = log.text();
    assert!(log.contains("answered") && log.contains("failed"), "the capture works:\n{log}");
    assert!(!log.contains(output), "a device's output may hold anything, so it stays out of the log:\n{log}");
}

#[tokio::test]
async fn nothing_that_is_logged_or_shown_holds_the_token() {
    let (log, _guard) = logging();
    let server = MockServer::start().await;
    let echo = format!("Bearer {TOKEN} is not a token, nor is {TOKEN}");
    Mock::given(path_regex("/dp-error"))
        .respond_with(ResponseTemplate::new(503).set_body_string(echo.as_str()))
        .mount(&server)
        .await;
    Mock::given(path_regex("/dp-text"))
        .respond_with(ResponseTemplate::new(200).set_body_string(echo.as_str()))
        .mount(&server)
        .await;
    let said = json!({"message": echo, "deployment_uuid": "dp-1"});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(said))
        .with_priority(9)
        .mount(&server)
        .await;

    let limits = connect_api::Limits { retries: 1, ..patient() };
    let client = client_with(&server.uri(), limits.clone());
    let mut shown = Vec::new();
    for uuid in ["dp-error", "dp-text", "dp-fine", "dp-error"] {
        listen_anew();
        shown.push(format!("{:?}", client.abort_deployment(uuid).await));
        shown.push(format!("{:?}", client.device(uuid, "d-1").await.map(|detail| detail.state)));
        shown.push(format!("{:?}", client.deployment(uuid).await.map(|deployment| deployment.uuid)));
        shown.push(format!("{:?}", client.devices(uuid).next().await.map(|page| page.map(|page| page.total))));
    }
    shown.push(format!("{:?}", client.create_deployment(&request()).await));
    let base_url = BaseUrl::parse(&server.uri()).unwrap();
    let token = Token::new(TOKEN.to_owned()).unwrap();
    shown.push(format!(
        "{:?}",
        ClientConfig { base_url, fleet_key: "fleet".into(), token, authorities: Vec::new(), limits }
    ));
    for text in &shown {
        assert!(!text.contains(TOKEN), "this would be shown or logged: {text}");
    }
    assert!(shown.iter().any(|text| text.contains("[redacted]")), "the echoes were there to be redacted: {shown:#?}");

    let log = log.text();
    for word in ["answered", "failed", "trying a read again"] {
        assert!(log.contains(word), "the capture works: {word:?} is logged\n{log}");
    }
    assert!(!log.contains(TOKEN), "a log line shows the token:\n{log}");
}

#[tokio::test]
async fn localhost_means_this_machine() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"deployments": []})))
        .expect(1)
        .mount(&server)
        .await;
    let url = format!("http://localhost:{}", server.address().port());
    client(&url).deployments_page(None, 10).await.unwrap();
}
