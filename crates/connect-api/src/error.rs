//! What can go wrong, sorted by the one question that matters after a failure: may the service have acted?

use std::time::Duration;

use crate::model::NotOffered;

/// A failed call.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The request did not reach the service: nothing happened there.
    #[error("{reason}{}", told(detail))]
    NotSent {
        /// What kept it here.
        reason: NotSent,
        /// The cause in technical words; redacted.
        detail: String,
    },
    /// The request went out and no complete reply came back: the service may have acted.
    #[error("{reason}{}", told(detail))]
    MaybeSent {
        /// How the exchange ended.
        reason: MaybeSent,
        /// The cause in technical words; redacted.
        detail: String,
    },
    /// The service answered with an error status.
    #[error("the service answered {status}{}", told(text))]
    Status {
        /// The HTTP status, 400 to 599.
        status: u16,
        /// What the reply said: at most 300 characters, redacted, without control characters; may be empty.
        text: String,
        /// How long the service asks to wait, uncapped.
        retry_after: Option<Duration>,
        /// The service's id of this exchange, for a support request.
        request_id: Option<String>,
    },
    /// Something answered, but not with what this API answers.
    #[error("{kind}, status {status}{}", told(text))]
    NotApi {
        /// The HTTP status.
        status: u16,
        /// What was wrong with the reply.
        kind: NotApi,
        /// The beginning of the reply or an explanation: at most 300 characters, redacted.
        text: String,
    },
}

/// Why a request never left.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NotSent {
    /// The host name has no address.
    #[error("the host name could not be found")]
    Dns,
    /// Nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// Any other failure to connect, a proxy's included.
    #[error("no connection could be made")]
    Connect,
    /// The TLS handshake failed before anybody had proved anything.
    #[error("no secure connection could be made")]
    Tls,
    /// Who answered did not prove to be the one that was asked for.
    #[error("{0}")]
    Untrusted(Distrust),
    /// No connection within [`crate::Limits::connect`].
    #[error("the service did not accept a connection in time")]
    ConnectTimeout,
    /// The request itself cannot be made: an id that cannot stand in a path, a fleet key that is empty.
    #[error("the request could not be made")]
    BadRequest,
}

/// Why a server's certificate was not believed.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Distrust {
    /// Nobody whom the system or the user trusts has signed it.
    #[error("the certificate is signed by nobody who is trusted")]
    UnknownIssuer,
    /// It is over.
    #[error("the certificate has expired")]
    Expired,
    /// It has not begun.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// It is another host's.
    #[error("the certificate is another host's")]
    WrongHost,
    /// Who signed it has taken that back.
    #[error("the certificate was revoked")]
    Revoked,
    /// It is damaged, weak, or made for something else.
    #[error("the certificate cannot be used")]
    Unusable,
}

/// How an exchange ended without a reply.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MaybeSent {
    /// The connection broke.
    #[error("the connection was cut")]
    Cut,
    /// Nothing came for [`crate::Limits::read`].
    #[error("the service stopped answering")]
    ReadTimeout,
    /// The exchange was not over within [`crate::Limits::total`].
    #[error("the service took too long to answer")]
    TotalTimeout,
}

/// How a reply differs from what this API answers.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Hash, Debug)]
pub enum NotApi {
    /// A web page, whatever its content type says.
    #[error("not an API reply (proxy or login page?)")]
    Html,
    /// No body where one is needed.
    #[error("the reply was empty")]
    Empty,
    /// Not JSON, or JSON of quite another shape; the text tells which.
    #[error("the reply could not be understood")]
    NotJson,
    /// More bytes (after decompression) than the limit.
    #[error("the reply was larger than allowed")]
    TooLarge,
    /// Nested beyond 128 levels.
    #[error("the reply was nested too deeply")]
    TooDeep,
    /// A redirect; never followed, so that the token stays at its origin.
    #[error("the reply redirects to {location}")]
    Redirect {
        /// The origin it points to, or "nowhere".
        location: String,
    },
    /// The body ended before it was whole.
    #[error("the reply was cut off")]
    Truncated,
}

/// What is known beyond the sentence, after a colon: never in brackets, because a reply's own words may have some.
fn told(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(": {detail}") }
}

impl Error {
    /// The HTTP status, if one arrived.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Status { status, .. } | Error::NotApi { status, .. } => Some(*status),
            Error::NotSent { .. } | Error::MaybeSent { .. } => None,
        }
    }

    /// Whether the service may have done what was asked. A create that failed so is looked up, never sent again.
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Error::NotSent { .. } => false,
            Error::MaybeSent { .. } | Error::NotApi { .. } => true,
            Error::Status { status, .. } => *status >= 500 || *status == 408,
        }
    }

    /// Whether the same read may succeed later without anything being changed.
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::NotSent { reason, .. } => {
                !matches!(reason, NotSent::Tls | NotSent::Untrusted(_) | NotSent::BadRequest)
            }
            Error::MaybeSent { .. } => true,
            Error::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            Error::NotApi { kind, .. } => matches!(kind, NotApi::Truncated),
        }
    }

    /// For a neighbouring read: whether this says that it is not to be had here. `None` for trouble that may pass.
    pub fn not_offered(&self) -> Option<NotOffered> {
        match self {
            Error::Status { status: 401 | 403, .. } => Some(NotOffered::Refused),
            Error::Status { status: 404 | 405 | 410 | 501, .. } => Some(NotOffered::Absent),
            Error::NotApi { kind: NotApi::Html | NotApi::Redirect { .. }, .. } => Some(NotOffered::Absent),
            Error::NotApi { kind: NotApi::Truncated, .. } => None,
            Error::NotApi { .. } => Some(NotOffered::Odd),
            Error::Status { status: 400..=499, .. } if !self.is_retryable() => Some(NotOffered::Odd),
            Error::Status { .. } | Error::NotSent { .. } | Error::MaybeSent { .. } => None,
        }
    }

    /// How long the service asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// For the log: without words of the reply, which may be what a device printed.
    pub(crate) fn in_brief(&self) -> String {
        match self {
            Error::Status { status, .. } => format!("status {status}"),
            Error::NotApi { status, kind, .. } => format!("{kind}, status {status}"),
            Error::NotSent { .. } | Error::MaybeSent { .. } => self.to_string(),
        }
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Error {
        Error::NotSent { reason: NotSent::BadRequest, detail: detail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Error {
        Error::Status { status, text: String::new(), retry_after: None, request_id: None }
    }

    fn not_api(kind: NotApi) -> Error {
        Error::NotApi { status: 201, kind, text: String::new() }
    }

    fn not_sent(reason: NotSent) -> Error {
        Error::NotSent { reason, detail: String::new() }
    }

    fn maybe(reason: MaybeSent) -> Error {
        Error::MaybeSent { reason, detail: String::new() }
    }

    #[test]
    fn who_may_have_acted_and_what_may_be_repeated() {
        for (error, acted, retryable) in [
            (not_sent(NotSent::Refused), false, true),
            (not_sent(NotSent::Dns), false, true),
            (not_sent(NotSent::ConnectTimeout), false, true),
            (not_sent(NotSent::Tls), false, false),
            (not_sent(NotSent::Untrusted(Distrust::Expired)), false, false),
            (not_sent(NotSent::BadRequest), false, false),
            (maybe(MaybeSent::Cut), true, true),
            (maybe(MaybeSent::ReadTimeout), true, true),
            (maybe(MaybeSent::TotalTimeout), true, true),
            (status(400), false, false),
            (status(401), false, false),
            (status(404), false, false),
            (status(408), true, true),
            (status(429), false, true),
            (status(500), true, true),
            (status(501), true, false),
            (status(503), true, true),
            (not_api(NotApi::Html), true, false),
            (not_api(NotApi::Truncated), true, true),
            (not_api(NotApi::Redirect { location: "https://x.test".into() }), true, false),
        ] {
            assert_eq!(error.may_have_been_sent(), acted, "{error:?}: a wrong answer deploys twice or never looks");
            assert_eq!(error.is_retryable(), retryable, "{error:?}");
        }
    }

    /// B20: every text an error can be put together to.
    #[test]
    fn messages_read_as_sentences() {
        let html = "not an API reply (proxy or login page?)";
        let said = |status, text: &str| {
            Error::Status { status, text: text.into(), retry_after: None, request_id: None }.to_string()
        };
        let odd = |kind, text: &str| Error::NotApi { status: 201, kind, text: text.into() }.to_string();
        for (text, expected) in [
            (said(404, ""), "the service answered 404"),
            (said(403, "no"), "the service answered 403: no"),
            (said(502, html), "the service answered 502: not an API reply (proxy or login page?)"),
            (odd(NotApi::Html, ""), "not an API reply (proxy or login page?), status 201"),
            (odd(NotApi::NotJson, "{ …"), "the reply could not be understood, status 201: { …"),
            (odd(NotApi::Redirect { location: "nowhere".into() }, ""), "the reply redirects to nowhere, status 201"),
        ] {
            assert_eq!(text, expected, "the status survives whatever the body was");
        }
        let reasons = [
            NotSent::Dns,
            NotSent::Refused,
            NotSent::Connect,
            NotSent::Tls,
            NotSent::Untrusted(Distrust::UnknownIssuer),
            NotSent::Untrusted(Distrust::Expired),
            NotSent::Untrusted(Distrust::NotYetValid),
            NotSent::Untrusted(Distrust::WrongHost),
            NotSent::Untrusted(Distrust::Revoked),
            NotSent::Untrusted(Distrust::Unusable),
            NotSent::ConnectTimeout,
            NotSent::BadRequest,
        ];
        let endings = [MaybeSent::Cut, MaybeSent::ReadTimeout, MaybeSent::TotalTimeout];
        let kinds = [
            NotApi::Html,
            NotApi::Empty,
            NotApi::NotJson,
            NotApi::TooLarge,
            NotApi::TooDeep,
            NotApi::Redirect { location: "https://login.test".into() },
            NotApi::Truncated,
        ];
        for detail in ["", "said", html, "dns error: no such name (os error 11001)"] {
            let all = reasons
                .map(|reason| Error::NotSent { reason, detail: detail.into() })
                .into_iter()
                .chain(endings.map(|reason| Error::MaybeSent { reason, detail: detail.into() }))
                .chain(kinds.clone().map(|kind| Error::NotApi { status: 502, kind, text: detail.into() }))
                .chain([404, 502].map(|status| Error::Status {
                    status,
                    text: detail.into(),
                    retry_after: None,
                    request_id: None,
                }));
            for error in all {
                let text = error.to_string();
                for wrong in ["((", "))", "()", ") (", "::", ": :", "  ", ".:", ":,"] {
                    assert!(!text.contains(wrong), "{error:?} reads {text:?}");
                }
                assert!(text.ends_with(detail) && !text.ends_with([':', ' ', ',']), "{error:?} ends badly: {text:?}");
            }
        }
    }
}
