//! One exchange with the service: bounded in time and size, and clear about how far it came.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, AGE, AUTHORIZATION, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, LOCATION, RETRY_AFTER,
};
use reqwest::{Method, Response, StatusCode, redirect};
use tokio::time::Instant;
use url::Url;

use crate::authority::Authority;
use crate::clock::ServiceClock;
use crate::config::{ClientConfig, Limits};
use crate::decode::Misfit;
use crate::error::{Error, MaybeSent, NotApi, NotSent};
use crate::limiter::{self, OriginLimiter, Priority};
use crate::token::Token;
use crate::{distrust, reply, retry};

/// Error bodies are read this far; the status matters more.
const MAX_ERROR_BODY: usize = 64 * 1024;
/// Bytes of a body kept to show what it was when it could not be read.
const BEGINNING: usize = 4096;

/// Takes the body of a success as it arrives.
pub(crate) trait Sink {
    fn take(&mut self, chunk: &Bytes) -> Result<(), Misfit>;
}

impl Sink for Vec<u8> {
    fn take(&mut self, chunk: &Bytes) -> Result<(), Misfit> {
        self.extend_from_slice(chunk);
        Ok(())
    }
}

/// A success whose body went to the sink.
pub(crate) struct Success {
    /// 2xx; 304 only where the request had a validator.
    pub(crate) status: u16,
    pub(crate) etag: Option<HeaderValue>,
    /// How the body began, for the words of an error.
    pub(crate) beginning: Vec<u8>,
}

/// What goes out with a request.
#[derive(Clone, Copy)]
pub(crate) enum Payload<'a> {
    Nothing,
    Json(&'a [u8]),
    /// No body, and no answer wanted that has this validator.
    Unless(&'a HeaderValue),
}

pub(crate) struct Transport {
    http: reqwest::Client,
    token: Token,
    limits: Limits,
    limiter: Arc<OriginLimiter>,
    clock: ServiceClock,
}

impl Transport {
    pub(crate) fn new(config: &ClientConfig) -> Result<Transport, Error> {
        let limits = config.limits.clone();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Flightdeck/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .https_only(config.base_url.is_https())
            .connect_timeout(limits.connect)
            // Shorter than the idle limit of common servers: a create on a connection just being closed would end as
            // "may have been sent".
            .pool_idle_timeout(Duration::from_secs(20));
        if config.base_url.is_loopback() {
            // A proxy is another machine, and plain http would hand it the token. The name must mean this machine, too.
            let here = [([127, 0, 0, 1], 0).into(), ([0, 0, 0, 0, 0, 0, 0, 1u16], 0).into()];
            builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
        }
        let own: Vec<_> = config.authorities.iter().filter_map(Authority::trusted).collect();
        if !own.is_empty() {
            // Beside those of the system: what is checked of a certificate stays all that is checked.
            builder = builder.tls_certs_merge(own);
        }
        let http = builder.build().map_err(|error| Error::bad_request(reply::clean(&chain(&error), &config.token)))?;
        let limiter = limiter::for_origin(&config.base_url.origin(), limits.per_second, limits.burst);
        Ok(Transport { http, token: config.token.clone(), limits, limiter, clock: ServiceClock::default() })
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn token(&self) -> &Token {
        &self.token
    }

    pub(crate) fn clock(&self) -> &ServiceClock {
        &self.clock
    }

    /// Reads, trying again where that can help. `sink` makes an empty sink for each try. With a validator in `unless`, 304 is a
    /// success, too.
    pub(crate) async fn get<S: Sink>(
        &self,
        url: Url,
        unless: Option<&HeaderValue>,
        priority: Priority,
        max_body: u64,
        mut sink: impl FnMut() -> S,
    ) -> Result<(Success, S), Error> {
        let payload = unless.map_or(Payload::Nothing, Payload::Unless);
        let mut waits = retry::waits(self.limits.retries);
        loop {
            let mut body = sink();
            self.limiter.turn(priority).await;
            let error = match self.once(Method::GET, url.clone(), payload, max_body, &mut body).await {
                Ok(success) => return Ok((success, body)),
                Err(error) => error,
            };
            let Some(planned) = waits.next().filter(|_| retry::is_tried_again(&error)) else { return Err(error) };
            let wait = retry::wait_before_next(planned, error.retry_after(), self.limits.max_retry_after);
            tracing::debug!(error = error.in_brief(), wait_ms = wait.as_millis() as u64, "trying a read again");
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends once, whatever comes of it, and before every read: what creates or aborts was decided by a person.
    pub(crate) async fn post(&self, url: Url, payload: Payload<'_>) -> Result<(Success, Vec<u8>), Error> {
        self.limiter.turn(Priority::Act).await;
        let mut body = Vec::new();
        let success = self.once(Method::POST, url, payload, self.limits.max_small_body, &mut body).await?;
        Ok((success, body))
    }

    async fn once(
        &self,
        method: Method,
        url: Url,
        payload: Payload<'_>,
        max_body: u64,
        sink: &mut impl Sink,
    ) -> Result<Success, Error> {
        // The wait for a turn is over: it is ours, not the service's, and does not count against the total limit.
        let deadline = Instant::now() + self.limits.total;
        let began = Instant::now();
        let path = url.path().to_owned();
        let outcome = self.exchange(method.clone(), url, payload, max_body, sink, deadline).await;
        let elapsed_ms = began.elapsed().as_millis() as u64;
        match &outcome {
            Ok(success) => tracing::debug!(%method, path, status = success.status, elapsed_ms, "answered"),
            Err(error) => tracing::info!(%method, path, error = error.in_brief(), elapsed_ms, "failed"),
        }
        outcome
    }

    async fn exchange(
        &self,
        method: Method,
        url: Url,
        payload: Payload<'_>,
        max_body: u64,
        sink: &mut impl Sink,
        deadline: Instant,
    ) -> Result<Success, Error> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.token.expose()))
            .map_err(|_| Error::bad_request("the token cannot stand in a header"))?;
        bearer.set_sensitive(true);
        let mut request = self.http.request(method.clone(), url.clone()).header(AUTHORIZATION, bearer);
        request = request.header(ACCEPT, "application/json");
        request = match payload {
            Payload::Json(json) => request.header(CONTENT_TYPE, "application/json").body(json.to_vec()),
            // Some gateways refuse a POST without a length, and nothing else sends one for an empty body.
            Payload::Nothing if method == Method::POST => request.header("content-length", "0"),
            Payload::Nothing => request,
            Payload::Unless(etag) => request.header(IF_NONE_MATCH, etag),
        };
        // The connection has its own limit inside, so when this one passes the request must have left.
        let first = self.limits.connect + self.limits.read;
        let asked = Instant::now();
        let response = self.in_time(deadline, first, request.send()).await?.map_err(|error| self.failed(error))?;
        self.read_clock(response.headers(), asked.elapsed());
        let status = response.status();
        if status.is_success() {
            return self.body(response, max_body, sink, deadline).await;
        }
        if status == StatusCode::NOT_MODIFIED {
            return match payload {
                Payload::Unless(_) => {
                    let etag = response.headers().get(ETAG).cloned();
                    Ok(Success { status: status.as_u16(), etag, beginning: Vec::new() })
                }
                // Nothing was asked that this could be the answer to, and nothing came with it.
                _ => Err(Error::NotApi { status: status.as_u16(), kind: NotApi::Empty, text: String::new() }),
            };
        }
        if status.is_redirection() {
            let location = points_to(&url, response.headers());
            return Err(Error::NotApi {
                status: status.as_u16(),
                kind: NotApi::Redirect { location },
                text: String::new(),
            });
        }
        // A date to come back at is one of the service's clock, as the date of its answer is.
        let there = header(response.headers(), DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
        let retry_after = header(response.headers(), RETRY_AFTER.as_str())
            .and_then(|value| retry::retry_after(value, there.unwrap_or_else(SystemTime::now)));
        let request_id = request_id(response.headers()).map(|id| reply::clean(id, &self.token));
        let status = status.as_u16();
        let text = reply::error_text(&self.error_body(response, deadline).await, &self.token);
        Err(Error::Status { status, text, retry_after, request_id })
    }

    fn read_clock(&self, headers: &HeaderMap, took: Duration) {
        let (date, age) = (header(headers, DATE.as_str()), header(headers, AGE.as_str()));
        self.clock.answered(date, age, SystemTime::now(), took);
    }

    async fn body(
        &self,
        mut response: Response,
        max_body: u64,
        sink: &mut impl Sink,
        deadline: Instant,
    ) -> Result<Success, Error> {
        let status = response.status().as_u16();
        let etag = response.headers().get(ETAG).cloned();
        let mut success = Success { status, etag, beginning: Vec::new() };
        let mut received = 0u64;
        loop {
            let chunk = match self.in_time(deadline, self.limits.read, response.chunk()).await? {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(success),
                Err(error) => {
                    let text = reply::clean(&chain(&error.without_url()), &self.token);
                    return Err(Error::NotApi { status, kind: NotApi::Truncated, text });
                }
            };
            received += chunk.len() as u64;
            if received > max_body {
                let text = format!("more than {max_body} bytes");
                return Err(Error::NotApi { status, kind: NotApi::TooLarge, text });
            }
            let room = BEGINNING.saturating_sub(success.beginning.len());
            success.beginning.extend_from_slice(&chunk[..chunk.len().min(room)]);
            sink.take(&chunk).map_err(|misfit| self.misfit(&success, misfit))?;
        }
    }

    /// As much of an error body as comes in reasonable time. A failure here must not hide the status.
    async fn error_body(&self, mut response: Response, deadline: Instant) -> Vec<u8> {
        let mut body = Vec::new();
        let deadline = deadline.min(Instant::now() + self.limits.read);
        while body.len() < MAX_ERROR_BODY
            && let Ok(Ok(Some(chunk))) = tokio::time::timeout_at(deadline, response.chunk()).await
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(MAX_ERROR_BODY);
        body
    }

    /// The error for a success whose body is no reply of the operation.
    pub(crate) fn misfit(&self, success: &Success, misfit: Misfit) -> Error {
        // Only where a person has to recognise what came: the beginning may be what a device printed.
        let beginning = match misfit.kind {
            NotApi::NotJson => reply::beginning(&success.beginning, &self.token),
            _ => String::new(),
        };
        let text = match (misfit.missed, beginning.as_str()) {
            ("", beginning) => beginning.to_owned(),
            (missed, "") => missed.to_owned(),
            (missed, beginning) => reply::clean(&format!("{missed}: {beginning}"), &self.token),
        };
        Error::NotApi { status: success.status, kind: misfit.kind, text }
    }

    /// Waits for a piece of the exchange, for `limit` at most and not beyond `deadline`; tells which of the two passed.
    async fn in_time<T>(&self, deadline: Instant, limit: Duration, piece: impl Future<Output = T>) -> Result<T, Error> {
        let stalled = Instant::now() + limit;
        tokio::time::timeout_at(stalled.min(deadline), piece).await.map_err(|_| {
            let (reason, limit) = if stalled < deadline {
                (MaybeSent::ReadTimeout, self.limits.read)
            } else {
                (MaybeSent::TotalTimeout, self.limits.total)
            };
            Error::MaybeSent { reason, detail: format!("the limit is {limit:?}") }
        })
    }

    /// Sorts a failure by whether the request can have left.
    fn failed(&self, error: reqwest::Error) -> Error {
        let error = error.without_url();
        let detail = reply::clean(&chain(&error), &self.token);
        if let Some((why, told)) = distrust::of(&error) {
            // Its names are the other side's words.
            let detail = told.map_or(detail, |told| reply::clean(&told, &self.token));
            return Error::NotSent { reason: NotSent::Untrusted(why), detail };
        }
        if error.is_builder() {
            return Error::NotSent { reason: NotSent::BadRequest, detail };
        }
        if error.is_dns() {
            return Error::NotSent { reason: NotSent::Dns, detail };
        }
        if error.is_connect() {
            return Error::NotSent { reason: not_connected(&error), detail };
        }
        let reason = if error.is_timeout() { MaybeSent::ReadTimeout } else { MaybeSent::Cut };
        Error::MaybeSent { reason, detail }
    }
}

fn not_connected(error: &reqwest::Error) -> NotSent {
    if error.is_timeout() {
        return NotSent::ConnectTimeout;
    }
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string().to_ascii_lowercase();
        if cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
            return NotSent::Refused;
        }
        // What speaks no TLS at all is told by a proxy or the system in words of their own.
        if distrust::library(cause).is_some() || ["tls", "handshake"].iter().any(|word| text.contains(word)) {
            return NotSent::Tls;
        }
        source = cause.source();
    }
    NotSent::Connect
}

/// An error with its causes, outermost first, without repetition.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.ends_with(&words) {
            text = format!("{text}: {words}");
        }
        source = cause.source();
    }
    text
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The service's id of the exchange, under the names common in front of such services. \[I\]
fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "x-jfrog-request-id", "x-amzn-requestid"].iter().find_map(|name| header(headers, name))
}

/// The origin a redirect points to: enough to recognise a login page, without whatever its query carries.
fn points_to(from: &Url, headers: &HeaderMap) -> String {
    let target = header(headers, LOCATION.as_str()).and_then(|location| from.join(location).ok());
    match target {
        Some(target) if target.has_host() => target.origin().ascii_serialization(),
        Some(target) => format!("{}:", target.scheme()),
        None => "nowhere".to_owned(),
    }
}
