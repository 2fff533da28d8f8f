//! From an HTTP request to an answer: which operation it is, which fault it meets, and how the answer leaves.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body as HttpBody, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use serde_json::json;

use crate::faults::{Fault, Operation, RetryAfter};
use crate::http::accept::Wire;
use crate::http::call::{EXPECTED, classify};
use crate::http::operations::Beside;
use crate::http::reply::{Body, HTML, JSON, PAGE, Reply};
use crate::http::{bomb, control, operations};
use crate::received::Received;
use crate::times::http_date;
use crate::variants::DateMode;
use crate::world::World;

/// Larger than any request a client of this API could mean.
const BODY_LIMIT: usize = 64 << 20;

/// Answers every request there is, with the date of the service's clock.
pub(crate) async fn answer(state: State<Arc<World>>, wire: ConnectInfo<Wire>, request: Request) -> Response {
    let world = state.0.clone();
    let mut response = undated(state, wire, request).await;
    let variants = world.variants();
    let now = world.told_ms(&variants);
    let (date, age) = match variants.date {
        DateMode::Service => (http_date(now), None),
        DateMode::Empty => (String::new(), None),
        DateMode::Nonsense => ("soon".to_owned(), None),
        DateMode::Aged => (http_date(now - 3_600_000), Some(HeaderValue::from_static("3600"))),
    };
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response.headers_mut().extend(age.map(|age| (header::AGE, age)));
    response
}

async fn undated(State(world): State<Arc<World>>, ConnectInfo(wire): ConnectInfo<Wire>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return send(Reply::json(413, &json!({"error": "The request body is too large or was cut"})));
    };
    if let Some(name) = path.strip_prefix("/_control/") {
        return send(control::answer(&world, method, name, query, &body));
    }
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let call = classify(method, path);
    let headers = parts.headers.iter().map(|(name, value)| {
        let shown = match *name {
            header::AUTHORIZATION if world.token(authorization).is_some() => "matched".into(),
            header::AUTHORIZATION => "unmatched".into(),
            _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        };
        (name.as_str().to_owned(), shown)
    });
    world.log.add(Received {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        body: String::from_utf8_lossy(&body).into_owned(),
        headers: headers.collect(),
        operation: call.as_ref().map(|call| call.operation),
        at: world.clock.service_ms(),
    });
    let Some(call) = call else {
        let error = format!("{method} {path} is none of the operations of the Deployments API");
        return send(Reply::json(404, &json!({"error": error, "expected": EXPECTED})));
    };
    let if_none_match = parts.headers.get(header::IF_NONE_MATCH).map(HeaderValue::as_bytes);
    let beside = Beside { query, authorization, if_none_match };
    let act = || operations::carry_out(&world, &call, &body, beside);
    if call.operation == Operation::Create && world.variants().stranger_twins {
        operations::stranger_twin(&world, &call, &body);
    }
    match world.faults.take(call.operation) {
        None => send(act()),
        Some(fault) => meet(fault, &world, &wire, act).await,
    }
}

async fn meet(fault: Fault, world: &World, wire: &Wire, act: impl FnOnce() -> Reply) -> Response {
    match fault {
        Fault::Status { status, body } => send(Reply::new(status, JSON, body)),
        Fault::Delay(time) => {
            tokio::time::sleep(time).await;
            send(act())
        }
        Fault::Drip { bytes_per_tick, tick } => drip(act(), bytes_per_tick.max(1), tick),
        Fault::Cut => {
            wire.cut();
            send(Reply::new(200, JSON, ""))
        }
        Fault::CutAfter(count) => cut_after(act(), count),
        Fault::Truncate => {
            let reply = act();
            let mut bytes = reply.body.into_bytes();
            bytes.truncate(bytes.len() / 2);
            send(Reply { body: Body::Bytes(bytes), ..reply })
        }
        Fault::GzipBomb { mib } => match bomb::gzip(mib) {
            Ok(bytes) => {
                let mut reply = Reply::new(200, JSON, bytes);
                reply.headers.push(("content-encoding", "gzip".into()));
                send(reply)
            }
            Err(error) => send(Reply::json(500, &json!({"error": error.to_string()}))),
        },
        Fault::Html { status, json_content_type } => {
            send(Reply::new(status, if json_content_type { JSON } else { HTML }, PAGE))
        }
        Fault::TooMany { retry_after } => {
            let mut reply = Reply::json(429, &json!({"error": "Too many requests"}));
            let value = match retry_after {
                RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
                RetryAfter::DateIn(seconds) => {
                    Some(http_date(world.told_ms(&world.variants()) + seconds as i64 * 1_000))
                }
                RetryAfter::Absent => None,
            };
            reply.headers.extend(value.map(|value| ("retry-after", value)));
            send(reply)
        }
        Fault::CommitThenDrop => {
            // The reply is dropped; what it did stays done.
            drop(act());
            wire.cut();
            send(Reply::new(200, JSON, ""))
        }
        Fault::CommitThenStatus(status) => {
            drop(act());
            send(Reply::json(status, &json!({"error": "The upstream service did not answer in time"})))
        }
        Fault::Redirect { to } => {
            let mut reply = Reply::new(302, HTML, "");
            reply.headers.push(("location", to));
            send(reply)
        }
        Fault::Never => std::future::pending().await,
    }
}

/// Turns a reply into what is sent.
pub(crate) fn send(reply: Reply) -> Response {
    let body = match reply.body {
        Body::Bytes(bytes) => HttpBody::from(bytes),
        Body::Chunks(chunks) => {
            HttpBody::from_stream(stream::iter(chunks.map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)))))
        }
    };
    respond(reply.status, &reply.headers, body)
}

fn respond(status: u16, headers: &[(&'static str, String)], body: HttpBody) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

fn drip(reply: Reply, count: usize, tick: Duration) -> Response {
    let bytes = Bytes::from(reply.body.into_bytes());
    let drops = stream::unfold(bytes, move |mut left| async move {
        if left.is_empty() {
            return None;
        }
        tokio::time::sleep(tick).await;
        let piece = left.split_to(count.min(left.len()));
        Some((Ok::<_, std::io::Error>(piece), left))
    });
    respond(reply.status, &reply.headers, HttpBody::from_stream(drops))
}

fn cut_after(reply: Reply, count: usize) -> Response {
    let mut bytes = reply.body.into_bytes();
    let mut headers = reply.headers;
    headers.push(("content-length", bytes.len().to_string()));
    bytes.truncate(count);
    let pieces = stream::unfold(Some(Bytes::from(bytes)), |left| async move {
        match left {
            Some(piece) if !piece.is_empty() => Some((Ok(piece), Some(Bytes::new()))),
            Some(_) => {
                // What was written so far must be on the wire before the connection closes.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)), None))
            }
            None => None,
        }
    });
    respond(reply.status, &headers, HttpBody::from_stream(pieces))
}
