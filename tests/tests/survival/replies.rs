//! Rows 15, 16, 17, 21 and 22: errors in every shape, bodies under the wrong name, waits that are asked for, and redirects.

use std::time::{Duration, Instant};

use connect_api::{Client, Error, Limits, NotApi};
use connect_simulator::{ContentTypeMode, ErrorShape, Fault, Operation, RetryAfter};
use flightdeck_tests::ground::{Ground, READ_ONLY, TOKEN, V1, limits, request};
use flightdeck_tests::rows::{load, load_all};

fn status_and_text(error: &Error) -> (u16, &str) {
    match error {
        Error::Status { status, text, .. } => (*status, text),
        other => panic!("an error status stays a status, but this is {other:?}"),
    }
}

const LOGIN_PAGE: &str = "not an API reply (proxy or login page?)";

#[tokio::test]
async fn row_15_the_status_survives_every_error_body() {
    let ground = Ground::start(20).await;
    for shape in [
        ErrorShape::Documented,
        ErrorShape::Message,
        ErrorShape::StatusMessage,
        ErrorShape::ErrorsList,
        ErrorShape::Text,
        ErrorShape::Array,
        ErrorShape::Html,
        ErrorShape::Empty,
    ] {
        ground.vary(|variants| variants.errors = shape);
        let error = ground.client.deployment("dp-0000-0000").await.unwrap_err();
        let (status, text) = status_and_text(&error);
        assert_eq!(status, 404, "{shape:?}: no body can hide what the status says");
        let wanted = match shape {
            ErrorShape::Html => LOGIN_PAGE,
            ErrorShape::Empty => "",
            _ => "Deployment not found",
        };
        assert_eq!(text, wanted, "{shape:?}: the sentence is found wherever it stands");
        let denied = ground.client(READ_ONLY, limits()).create_deployment(&request(Default::default(), "x")).await;
        assert_eq!(denied.unwrap_err().status(), Some(403), "{shape:?}: the same for a refused create");
        let unknown = ground.client("no-such-token", limits()).deployments_page(None, 1).await;
        assert_eq!(unknown.unwrap_err().status(), Some(401), "{shape:?}: and for a token nobody knows");
        let old = ground.client(V1, limits()).deployments_page(None, 1).await.unwrap_err();
        let said = status_and_text(&old).1.contains("v1");
        let speaks = !matches!(shape, ErrorShape::Html | ErrorShape::Empty);
        assert_eq!(said, speaks, "{shape:?}: the hint on old tokens must reach the user: {old:?}");
    }
}

#[tokio::test]
async fn row_15_error_texts_are_short_clean_and_without_secrets() {
    let ground = Ground::start(20).await;
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";
    for (body, keeps, loses) in [
        (format!(r#"{{"error":"token {TOKEN} is bad"}}"#), "is bad", TOKEN),
        (format!(r#"{{"error":"got Authorization: Bearer {jwt}"}}"#), "got", jwt),
        (format!(r#"["see https://x.invalid/?access_token=s3cr3t-{TOKEN}"]"#), "see", "s3cr3t"),
        ("\"ring\u{7}\u{202e}line\\r\\nnext\\u0000\"".to_owned(), "next", "\u{7}"),
        ("\"turned \u{202e}round\"".to_owned(), "turned", "\u{202e}"),
        (format!(r#"{{"message":"{}"}}"#, "far too long ".repeat(4000)), "far too long", "\n"),
        ("x".repeat(100_000) + " end", "", " end"),
        ("{\"error\": \"cut in the mid".to_owned(), "cut in the mid", "\n"),
        ("[[[[[[".repeat(20_000), "", "\n"),
    ] {
        ground.fault_once(Operation::List, Fault::Status { status: 418, body: body.clone() });
        let error = ground.client.deployments_page(None, 1).await.unwrap_err();
        let (status, text) = status_and_text(&error);
        let start: String = body.chars().take(60).collect();
        assert_eq!(status, 418, "{start}: the status survives");
        assert!(text.contains(keeps), "{start}: {text:?} should keep {keeps:?}, it tells what is wrong");
        for shown in [text.to_owned(), error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains(loses), "{start}: {shown:?} must not show {loses:?}");
            assert!(
                shown.chars().count() < 450,
                "{start}: {} characters do not fit where errors are shown",
                shown.len()
            );
        }
        assert!(text.chars().count() <= 300, "{start}: a text has at most 300 characters");
        assert!(!text.chars().any(char::is_control), "{start}: control characters have no place in {text:?}");
    }
}

/// Calls each read once.
async fn read_everything(client: &Client, uuid: &str, device: &str) -> Result<(), Error> {
    client.deployments_page(None, 10).await?;
    client.deployment(uuid).await?;
    client.device(uuid, device).await?;
    load(client, uuid).await.error.map_or(Ok(()), Err)
}

#[tokio::test]
async fn row_16_bodies_are_known_by_content() {
    let ground = Ground::start(50).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    for content_type in [ContentTypeMode::Json, ContentTypeMode::Html, ContentTypeMode::Plain, ContentTypeMode::Missing]
    {
        ground.vary(|variants| variants.content_type = content_type);
        let read = read_everything(&ground.client, &uuid, &device).await;
        assert_eq!(read, Ok(()), "{content_type:?}: JSON is JSON, whatever it is called");
        let created = ground.client.create_deployment(&request(Default::default(), "x")).await;
        assert!(created.is_ok_and(|c| c.deployment_uuid.is_some()), "{content_type:?}: the same for a create");
        assert!(ground.client.abort_device(&uuid, &device).await.is_ok(), "{content_type:?}: and for an abort");
    }
}

#[tokio::test]
async fn row_16_a_login_page_is_named_as_what_it_is() {
    let ground = Ground::start(50).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    for json_content_type in [false, true] {
        ground.simulator.faults().clear();
        ground.simulator.faults().on(Operation::Any, Fault::Html { status: 200, json_content_type }, u32::MAX);
        let client = &ground.client;
        for (call, error) in [
            ("list", client.deployments_page(None, 1).await.err()),
            ("get", client.deployment(&uuid).await.err()),
            ("devices", load(client, &uuid).await.error),
            ("device", client.device(&uuid, &device).await.err()),
            ("create", client.create_deployment(&request(Default::default(), "x")).await.err()),
            ("abort", client.abort_deployment(&uuid).await.err()),
            ("abort device", client.abort_device(&uuid, &device).await.err()),
        ] {
            let error = error.unwrap_or_else(|| panic!("{call}: a web page with status 200 is no success"));
            let html = matches!(error, Error::NotApi { status: 200, kind: NotApi::Html, .. });
            assert!(html, "{call}, called JSON: {json_content_type}: {error:?}");
            assert!(error.to_string().contains(LOGIN_PAGE), "{call}: the user reads what it probably is, not {error}");
        }
        ground.fault_once(Operation::List, Fault::Html { status: 502, json_content_type });
        let error = ground.client.deployments_page(None, 1).await.unwrap_err();
        assert_eq!(status_and_text(&error), (502, LOGIN_PAGE), "an error status stays one, and its page is not shown");
    }
}

#[tokio::test]
async fn row_17_a_404_on_a_device_names_both() {
    let ground = Ground::start(20).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    for (deployment, device) in [("dp-0000-0000", &*device), (&*uuid, "d-0000-0000"), ("dp-0000-0000", "d-0000-0000")] {
        for error in [
            ground.client.device(deployment, device).await.unwrap_err(),
            ground.client.abort_device(deployment, device).await.unwrap_err(),
        ] {
            let (status, text) = status_and_text(&error);
            assert_eq!(status, 404, "it is a 404");
            let both = text.contains(deployment) && text.contains(device);
            assert!(both, "the service does not tell which of the two it does not know, so {text:?} must name both");
        }
    }
    let error = load(&ground.client, "dp-0000-0000").await.error.unwrap();
    assert_eq!(error.status(), Some(404), "an empty object under a 404 is still a 404: {error:?}");
}

#[tokio::test]
async fn row_21_a_read_waits_as_long_as_it_is_asked_to() {
    let patient = Limits { retries: 2, max_retry_after: Duration::from_secs(1), ..limits() };
    let ground = Ground::start_with(20, patient).await;
    let second = Duration::from_secs(1);
    for (fault, least, most) in [
        (Fault::TooMany { retry_after: RetryAfter::Seconds(1) }, second, 2 * second),
        (Fault::TooMany { retry_after: RetryAfter::Seconds(3600) }, second, 2 * second),
        // Dates have whole seconds, so two seconds from now are between one and two away, and the cap is one.
        (Fault::TooMany { retry_after: RetryAfter::DateIn(2) }, second, 2 * second),
        (Fault::TooMany { retry_after: RetryAfter::Absent }, Duration::from_millis(200), second),
        (Fault::Status { status: 503, body: String::new() }, Duration::from_millis(200), second),
    ] {
        ground.fault_once(Operation::List, fault.clone());
        ground.listen();
        let began = Instant::now();
        let page = ground.client.deployments_page(None, 1).await;
        let took = began.elapsed();
        assert!(page.is_ok(), "{fault:?}: the next try succeeds: {page:?}");
        assert_eq!(ground.heard().len(), 2, "{fault:?}: one refusal, one answer");
        assert!(took >= least, "{fault:?}: coming back after {took:?} is what the service asked not to do");
        // Generous, as the machine may be busy; far below what an uncapped wait would take.
        assert!(took < most + Duration::from_secs(5), "{fault:?}: {took:?} is longer than anybody should wait");
    }
}

#[tokio::test]
async fn row_21_patience_ends_and_the_wait_is_told() {
    let ground = Ground::start_with(20, Limits { retries: 1, max_retry_after: Duration::ZERO, ..limits() }).await;
    ground.simulator.faults().on(Operation::List, Fault::TooMany { retry_after: RetryAfter::Seconds(7) }, u32::MAX);
    let error = ground.client.deployments_page(None, 1).await.unwrap_err();
    assert_eq!(
        error.retry_after(),
        Some(Duration::from_secs(7)),
        "who polls next must know how long to leave it alone"
    );
    assert_eq!(ground.heard().len(), 2, "one try and one retry, as the limits say");
    assert!(error.is_retryable() && !error.may_have_been_sent(), "being too fast is no failure of the request");
}

/// B1: by a clock three hours slow such a date would mean three hours, by a fast one no wait at all.
#[tokio::test]
async fn row_21_a_date_is_read_by_the_clock_of_the_service() {
    let ground = Ground::start(20).await;
    for clock_ahead_ms in [-10_800_000, 0, 10_800_000] {
        ground.vary(|variants| variants.clock_ahead_ms = clock_ahead_ms);
        ground.fault_once(Operation::List, Fault::TooMany { retry_after: RetryAfter::DateIn(40) });
        let error = ground.client.deployments_page(None, 1).await.unwrap_err();
        let wait = error.retry_after().unwrap().as_secs();
        assert!((35..=41).contains(&wait), "{clock_ahead_ms} ms ahead: 40 s on its clock, not {wait}");
    }
}

#[tokio::test]
async fn row_22_redirects_are_not_followed() {
    let ground = Ground::start_with(50, Limits { retries: 2, ..limits() }).await;
    let elsewhere = Ground::start(50).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    let targets = [
        (format!("{}/api/v2/windfarm/deployments", elsewhere.simulator.url()), elsewhere.simulator.url()),
        (format!("{}/api/v2/windfarm/deployments?again=1", ground.simulator.url()), ground.simulator.url()),
        ("/login?token=abc".to_owned(), ground.simulator.url()),
        ("https://login.invalid/oauth?state=s3cr3t".to_owned(), "https://login.invalid".to_owned()),
    ];
    for (to, origin) in targets {
        ground.simulator.faults().clear();
        ground.simulator.faults().on(Operation::Any, Fault::Redirect { to: to.clone() }, u32::MAX);
        ground.listen();
        let client = &ground.client;
        let errors = [
            client.deployments_page(None, 1).await.err(),
            client.deployment(&uuid).await.err(),
            load(client, &uuid).await.error,
            client.device(&uuid, &device).await.err(),
            client.create_deployment(&request(Default::default(), "x")).await.err(),
            client.abort_deployment(&uuid).await.err(),
            client.abort_device(&uuid, &device).await.err(),
        ];
        for error in errors {
            let error = error.unwrap_or_else(|| panic!("{to}: a redirect is no success"));
            let Error::NotApi { status: 302, kind: NotApi::Redirect { location }, .. } = &error else {
                panic!("{to}: the redirect should be named, not {error:?}");
            };
            assert_eq!(location, &origin, "{to}: only the origin is told, as the rest may carry secrets");
            assert!(!format!("{error:?} {error}").contains("s3cr3t"), "{to}: not even in passing");
        }
        assert_eq!(ground.heard().len(), 7, "{to}: every call was made once, and none of them again");
    }
    assert_eq!(elsewhere.heard(), [], "no request and no token ever reached the other origin");
    ground.simulator.faults().clear();
    assert_eq!(load_all(&ground.client, &uuid).await.len(), 50, "and the client is none the worse for it");
}
