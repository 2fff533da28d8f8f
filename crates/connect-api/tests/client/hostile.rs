//! Services that cut, stall, drip, lie about lengths and send bombs: every call ends, in time, and says how far it came.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::ground::{Hostile, TOKEN, client, client_with, json, patient, quick, request};
use connect_api::{Error, Limits, MaybeSent, NotApi, NotSent};
use tokio::io::AsyncWriteExt;

fn maybe_sent(error: &Error) -> Option<MaybeSent> {
    match error {
        Error::MaybeSent { reason, .. } => Some(*reason),
        _ => None,
    }
}

fn not_sent(error: &Error) -> Option<NotSent> {
    match error {
        Error::NotSent { reason, .. } => Some(*reason),
        _ => None,
    }
}

fn not_api(error: &Error) -> Option<(u16, NotApi)> {
    match error {
        Error::NotApi { status, kind, .. } => Some((*status, kind.clone())),
        _ => None,
    }
}

pub(crate) fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn gzip_reply(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_may_have_been_acted_on() {
    for start in ["", "HTTP/1.1 20", "HTTP/1.1 201 Created\r\ncontent-le", "SSH-2.0-OpenSSH_9.2\r\n"] {
        let server = Hostile::answering(start).await;
        let error = client(&server.url).create_deployment(&request()).await.unwrap_err();
        assert_eq!(maybe_sent(&error), Some(MaybeSent::Cut), "cut after {start:?}: {error}");
        assert!(error.may_have_been_sent(), "the create must be looked up");
        assert_eq!(server.requests().len(), 1, "and it must not be sent again");
    }
}

#[tokio::test]
async fn a_body_cut_in_the_middle_keeps_its_status() {
    let cut = "HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"deployment_uuid\":";
    let server = Hostile::answering(cut).await;
    let error = client(&server.url).create_deployment(&request()).await.unwrap_err();
    assert_eq!(not_api(&error), Some((201, NotApi::Truncated)), "{error}");
    assert!(error.may_have_been_sent(), "201 says that it was");
    assert_eq!(server.requests().len(), 1, "a create is never repeated");

    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{\"deployments\":[]";
    let server = Hostile::answering(chunked).await;
    let error = client(&server.url).deployments_page(None, 10).await.unwrap_err();
    assert_eq!(not_api(&error), Some((200, NotApi::Truncated)), "{error}");

    // Without a length the end of the connection is the end of the body, so only the JSON can tell.
    let unbounded = "HTTP/1.1 200 OK\r\n\r\n{\"deployment_by_device_uuid\":{\"d-1\":{\"status\":\"Success\"}";
    let server = Hostile::answering(unbounded).await;
    let error = client(&server.url).devices("dp-1").next().await.unwrap().unwrap_err();
    assert_eq!(not_api(&error), Some((200, NotApi::Truncated)), "half a fleet is no fleet: {error}");
}

#[tokio::test]
async fn a_reading_is_tried_again_after_a_cut() {
    let tries = Arc::new(AtomicUsize::new(0));
    let server = Hostile::start(move |mut stream| {
        let first = tries.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            let reply = json(200, r#"{"deployments":[{"deployment_uuid":"dp-1"}]}"#);
            let end = if first { reply.len() - 9 } else { reply.len() };
            stream.write_all(&reply[..end]).await.unwrap();
        }
    })
    .await;
    let page = client_with(&server.url, Limits { retries: 2, ..patient() }).deployments_page(None, 10).await;
    assert_eq!(page.unwrap().deployments.len(), 1, "a cut reading costs one more try, not an error");
}

#[tokio::test]
async fn silence_ends_at_the_read_limit() {
    for start in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"] {
        let server = Hostile::start(move |mut stream| async move {
            stream.write_all(start.as_bytes()).await.unwrap();
            std::future::pending::<()>().await;
        })
        .await;
        let limits = Limits { total: Duration::from_secs(30), ..quick() };
        let began = Instant::now();
        let error = client_with(&server.url, limits).create_deployment(&request()).await.unwrap_err();
        assert_eq!(maybe_sent(&error), Some(MaybeSent::ReadTimeout), "silent after {start:?}: {error}");
        assert!(began.elapsed() < Duration::from_secs(10), "the total limit is far away; the read limit must act");
        assert_eq!(server.requests().len(), 1, "a create is never repeated");
    }
}

#[tokio::test]
async fn a_drip_ends_at_the_total_limit() {
    let server = Hostile::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let began = Instant::now();
    let error = client_with(&server.url, quick()).devices("dp-1").next().await.unwrap().unwrap_err();
    assert_eq!(maybe_sent(&error), Some(MaybeSent::TotalTimeout), "each byte resets the read limit: {error}");
    assert!(began.elapsed() < Duration::from_secs(10), "a drip must not hold a call for ever");
}

/// A refusal whose text never ends.
async fn endless_refusal() -> Hostile {
    Hostile::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\nread only ").await;
        while stream.write_all(&[b'.'; 8192]).await.is_ok() {}
    })
    .await
}

#[tokio::test]
async fn an_endless_or_dripping_error_body_does_not_hide_its_status() {
    let dripping = Hostile::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 100000\r\n\r\nread only ").await;
        while stream.write_all(b".").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let endless = endless_refusal().await;
    let cut = Hostile::answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nread only ..").await;
    for server in [dripping, endless, cut] {
        let error = client_with(&server.url, quick()).abort_deployment("dp-1").await.unwrap_err();
        let Error::Status { status: 403, text, .. } = &error else { panic!("the status must survive: {error:?}") };
        assert!(text.starts_with("read only .."), "and what was said as far as it came: {text:?}");
        assert!(text.chars().count() <= 300, "but no more than can be shown");
    }
}

#[tokio::test]
async fn of_an_endless_error_body_no_more_is_waited_for_than_is_read() {
    let server = endless_refusal().await;
    let limits = Limits { read: Duration::from_secs(20), total: Duration::from_secs(20), ..patient() };
    let begun = Instant::now();
    let error = client_with(&server.url, limits).abort_deployment("dp-1").await.unwrap_err();
    assert!(matches!(error, Error::Status { status: 403, .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "the beginning says it all: {:?}", begun.elapsed());
}

#[tokio::test]
async fn bombs_stop_at_the_limit_after_decompression() {
    let bomb = gzipped(&vec![b' '; 6 << 20]);
    assert!(bomb.len() < 100_000, "the bomb is small on the wire, so only counting after decompression helps");
    let server = Hostile::answering(gzip_reply(&bomb)).await;
    let client = client(&server.url);
    let error = client.deployments_page(None, 10).await.unwrap_err();
    assert_eq!(not_api(&error), Some((200, NotApi::TooLarge)), "{error}");
    let error = client.devices("dp-1").next().await.unwrap().unwrap_err();
    assert_eq!(not_api(&error), Some((200, NotApi::TooLarge)), "the devices reply has a bound too: {error}");
}

#[tokio::test]
async fn compressed_replies_are_read_and_broken_ones_named() {
    let body = gzipped(br#"{"deployments":[{"deployment_uuid":"dp-1"}]}"#);
    let whole = Hostile::answering(gzip_reply(&body)).await;
    let page = client(&whole.url).deployments_page(None, 10).await.unwrap();
    assert_eq!(page.deployments[0].uuid, "dp-1");
    for broken in [&body[..body.len() / 2], b"not gzip at all"] {
        let server = Hostile::answering(gzip_reply(broken)).await;
        let error = client(&server.url).deployments_page(None, 10).await.unwrap_err();
        assert_eq!(not_api(&error), Some((200, NotApi::Truncated)), "{error}");
    }
}

#[tokio::test]
async fn large_replies_are_bounded_by_their_kind() {
    let rows: Vec<_> = (0..20_000).map(|n| format!("\"d-{n}\":{{\"status\":\"Pending\"}}")).collect();
    let body = format!(r#"{{"deployment_by_device_uuid":{{{}}}}}"#, rows.join(","));
    let server = Hostile::answering(json(200, &body)).await;
    let page = client(&server.url).devices("dp-1").next().await.unwrap().unwrap();
    assert_eq!(page.batch.len(), 20_000, "a fleet of this size is ordinary");
    let error = client(&server.url).deployments_page(None, 10).await.unwrap_err();
    assert_eq!(not_api(&error), Some((200, NotApi::TooLarge)), "but no other reply is as large: {error}");
    for (less, fits) in [(0, true), (1, false)] {
        let limits = Limits { max_body: body.len() as u64 - less, ..patient() };
        let page = client_with(&server.url, limits).devices("dp-1").next().await.unwrap();
        assert_eq!(page.is_ok(), fits, "a limit is the most that is read: {page:?}");
    }
}

#[tokio::test]
async fn a_closed_port_means_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&url).create_deployment(&request()).await.unwrap_err();
    assert_eq!(not_sent(&error), Some(NotSent::Refused), "{error}");
    let Error::NotSent { detail, .. } = &error else { panic!("{error:?}") };
    assert!(
        detail.to_lowercase().contains("refused"),
        "down to the cause, which the outermost does not tell: {detail}"
    );
    let parts: Vec<&str> = detail.split(": ").collect();
    assert!(parts.len() > 1, "each of the causes, outermost first: {detail}");
    let mut once = parts.clone();
    once.dedup();
    assert_eq!(parts, once, "and none of the causes twice, though each names those within");
    assert!(!error.may_have_been_sent(), "the user may simply press the button again");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_port_that_never_accepts_means_nothing_was_sent() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let _listener = socket.listen(1).unwrap();
    // Connections nobody accepts fill the queue; the next one is left waiting by the kernel.
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), tokio::net::TcpStream::connect(address)).await
    {
        queue.push(stream);
    }
    let limits = Limits { connect: Duration::from_millis(200), ..patient() };
    let error = client_with(&format!("http://{address}"), limits).create_deployment(&request()).await.unwrap_err();
    assert_eq!(not_sent(&error), Some(NotSent::ConnectTimeout), "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_named_so() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 The plain HTTP request was sent\r\n\r\n").await;
        std::future::pending::<()>().await;
    });
    let error = client(&url).create_deployment(&request()).await.unwrap_err();
    assert_eq!(not_sent(&error), Some(NotSent::Tls), "{error}");
}

#[tokio::test]
async fn a_plain_server_behind_https_gets_nothing() {
    let server = Hostile::answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let url = server.url.replace("http://", "https://");
    // The handshake of TLS has no blank line, so the server reads until the client gives up on its own account.
    let limits = Limits { connect: Duration::from_millis(300), ..patient() };
    let error = client_with(&url, limits).create_deployment(&request()).await.unwrap_err();
    assert_eq!(not_sent(&error), Some(NotSent::ConnectTimeout), "the handshake is part of connecting: {error}");
    assert!(!error.may_have_been_sent(), "without a secure connection nothing leaves");
    assert!(!server.requests().concat().contains(TOKEN), "the token must never travel in the clear");
}
