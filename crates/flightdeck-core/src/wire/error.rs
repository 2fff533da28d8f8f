//! The one error that crosses to the page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as the page needs to know it. A code exists only if the page acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// Something typed is not acceptable; `field` names it. The page shows the message beside that field.
    InvalidInput,
    /// No token is known for this connection: the page asks for one.
    TokenMissing,
    /// The service answered 401: the page asks for another token.
    TokenRejected,
    /// The service answered 403: the token may look but not do this, or not in this fleet.
    Forbidden,
    /// The service answered 404: the fleet, deployment or device is unknown.
    NotFound,
    /// The host could not be reached (no such host, refused, time limit). Nothing was sent.
    Unreachable,
    /// The host's certificate was not accepted. Nothing was sent.
    Certificate,
    /// Something answered, but it was not the API (a proxy or login page, broken or huge bodies, a redirect).
    NotApi,
    /// The service asked for fewer requests (429).
    RateLimited,
    /// The service failed (5xx) or answered with another status.
    Server,
    /// The request may have been carried out; nobody knows. Never repeated by itself.
    OutcomeUnknown,
    /// No keyring can be reached on this computer: the page offers to keep the token for this session.
    KeyringUnavailable,
    /// The keyring is locked, or its prompt was refused: the page offers to try again or keep the token for this session.
    KeyringLocked,
    /// The keyring did not answer in time (an unanswered prompt, usually).
    KeyringTimeout,
    /// What would be done needs the phrase typed first (`field` is `confirm`).
    ConfirmationNeeded,
    /// The user's own rules of the connection forbid it: the page leads to where they are set.
    RuleForbids,
    /// The watch or page this came from is gone; the page starts its watch again.
    WatchGone,
    /// This computer could not keep something it must keep (disk full, file damaged).
    Storage,
    /// A defect of this program.
    Internal,
}

/// An error as it crosses to the page: `{ code, message, field?, retryable, requestId? }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct AppError {
    /// What the page acts on.
    pub code: ErrorCode,
    /// The sentence the user reads. Never holds a token.
    pub message: String,
    /// The field it belongs to, in the words of the draft or form (`baseUrl`, `filters.2.value`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// Whether trying the same again may help.
    pub retryable: bool,
    /// The service's own id of the request, to quote to its support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub request_id: Option<String>,
}

impl AppError {
    /// An error with no field, not worth repeating.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, retryable: false, request_id: None }
    }

    /// An [`ErrorCode::InvalidInput`] that belongs to `field`.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(ErrorCode::InvalidInput, message) }
    }

    /// The same error, said to belong to `field`.
    #[must_use]
    pub fn on(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    /// The same error, said to be worth repeating.
    #[must_use]
    pub fn retryable(self) -> Self {
        Self { retryable: true, ..self }
    }
}
