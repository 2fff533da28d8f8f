//! One table from what the client reports to the sentence the user reads.

use connect_api::{Distrust, Error, MaybeSent, NotApi, NotSent};

use crate::outside::{SecretError, StorageError};
use crate::wire::{AppError, DeploymentId, DeviceId, ErrorCode};

/// What was being asked for when it failed: makes "not found" and "not allowed" say what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Context {
    /// A new connection is checked before anything is stored.
    Check {
        /// The host as the user typed it, to be named.
        host: String,
        /// The fleet key, to be named.
        fleet_key: String,
    },
    /// The list of deployments.
    List,
    /// One deployment's record.
    Deployment(DeploymentId),
    /// The devices of a deployment.
    Devices(DeploymentId),
    /// One device of a deployment.
    Device {
        /// The deployment.
        deployment: DeploymentId,
        /// The device.
        device: DeviceId,
    },
    /// A new deployment.
    Create,
    /// The abort of a whole deployment.
    Abort(DeploymentId),
    /// The abort on one device.
    AbortDevice {
        /// The deployment.
        deployment: DeploymentId,
        /// The device.
        device: DeviceId,
    },
}

impl Context {
    /// Whether the call changes something at the service, so that a lost answer leaves an open question.
    fn acts(&self) -> bool {
        matches!(self, Self::Create | Self::Abort(_) | Self::AbortDevice { .. })
    }

    fn host(&self) -> String {
        match self {
            Self::Check { host, .. } => host.clone(),
            _ => "The service".to_owned(),
        }
    }
}

/// Why a launch was not sent, where that has nothing to do with whom it was for.
impl ErrorCode {
    /// Another target would have met it as well.
    pub(crate) fn is_everyones(self) -> bool {
        self.is_passing() || self.is_barred()
    }

    /// It may be over in a moment.
    pub(crate) fn is_passing(self) -> bool {
        matches!(self, Self::Unreachable | Self::NotApi | Self::RateLimited)
    }

    /// It stays until somebody does something.
    fn is_barred(self) -> bool {
        matches!(
            self,
            Self::TokenMissing
                | Self::TokenRejected
                | Self::Forbidden
                | Self::Certificate
                | Self::KeyringUnavailable
                | Self::KeyringLocked
                | Self::KeyringTimeout
        )
    }
}

/// Turns a failed call into the error that crosses to the page.
pub fn explain(error: &Error, context: &Context) -> AppError {
    let told = match error {
        Error::NotSent { reason, detail } => not_sent(*reason, detail, context),
        Error::MaybeSent { reason, .. } => maybe_sent(*reason, context),
        Error::Status { status, text, request_id, .. } => {
            AppError { request_id: request_id.clone(), ..answered(*status, text, context) }
        }
        Error::NotApi { status, kind, text } => not_api(*status, kind, text, context),
    };
    AppError { retryable: error.is_retryable() && told.code != ErrorCode::OutcomeUnknown, ..told }
}

fn not_sent(reason: NotSent, detail: &str, context: &Context) -> AppError {
    let host = context.host();
    let (code, message) = match reason {
        NotSent::Dns => (
            ErrorCode::Unreachable,
            format!("{host} could not be found. Check the address and this computer's network."),
        ),
        NotSent::Refused => {
            (ErrorCode::Unreachable, format!("{host} refused the connection. Check the address and its port."))
        }
        NotSent::Connect => (ErrorCode::Unreachable, followed(format!("{host} could not be reached."), CAUSE, detail)),
        NotSent::ConnectTimeout => (
            ErrorCode::Unreachable,
            format!("{host} did not accept a connection in time. A firewall or a missing VPN does this."),
        ),
        NotSent::Tls => (
            ErrorCode::Certificate,
            followed(format!("No secure connection to {host} could be made. Nothing was sent."), CAUSE, detail),
        ),
        NotSent::Untrusted(why) => (ErrorCode::Certificate, untrusted(why, detail, &host)),
        NotSent::BadRequest => {
            (ErrorCode::InvalidInput, followed("The request could not be made.".to_owned(), CAUSE, detail))
        }
    };
    AppError::new(code, message)
}

/// Why a certificate was refused, and what there is to do. That it could be believed all the same is never offered.
fn untrusted(why: Distrust, detail: &str, host: &str) -> String {
    let detail = detail.trim_end_matches('.');
    let on = if detail.is_empty() { String::new() } else { format!(" on {detail}") };
    let (what, then) = match why {
        Distrust::UnknownIssuer => (
            "its certificate is signed by nobody this computer trusts".to_owned(),
            "If your company signs its own certificates, add its certificate to the connection, under Certificates of your own.",
        ),
        Distrust::Expired => (
            format!("its certificate expired{on}"),
            "Who runs it has to renew it. If this computer’s clock is wrong, set it.",
        ),
        Distrust::NotYetValid => (
            format!("its certificate begins to count{}", if on.is_empty() { " later" } else { &on }),
            "If this computer’s clock is wrong, set it.",
        ),
        Distrust::WrongHost if detail.is_empty() => {
            ("its certificate is another host’s".to_owned(), "Check the address.")
        }
        Distrust::WrongHost => (format!("its certificate is that of “{detail}”"), "Check the address."),
        Distrust::Revoked => {
            ("its certificate was taken back by who signed it".to_owned(), "Who runs it has to renew it.")
        }
        Distrust::Unusable => {
            let sentence = format!("{host} did not prove who it is: its certificate cannot be used. Nothing was sent.");
            return followed(sentence, CAUSE, detail);
        }
    };
    format!("{host} did not prove who it is: {what}. Nothing was sent. {then}")
}

fn maybe_sent(reason: MaybeSent, context: &Context) -> AppError {
    let what = match reason {
        MaybeSent::Cut => "The connection was cut before the answer came.",
        MaybeSent::ReadTimeout => "The service stopped answering.",
        MaybeSent::TotalTimeout => "The service took too long to answer.",
    };
    if context.acts() {
        AppError::new(ErrorCode::OutcomeUnknown, format!("{what} The request may have been carried out."))
    } else {
        AppError::new(ErrorCode::Unreachable, what)
    }
}

fn answered(status: u16, text: &str, context: &Context) -> AppError {
    let (code, message) = match status {
        401 => (
            ErrorCode::TokenRejected,
            "The service did not accept the token. It may have expired or been revoked; v1 tokens do not work for this \
             API."
                .to_owned(),
        ),
        403 => (ErrorCode::Forbidden, followed(forbidden(context), ANSWER, text)),
        404 => (ErrorCode::NotFound, not_found(context)),
        408 if context.acts() => (
            ErrorCode::OutcomeUnknown,
            "The service gave up waiting (408). The request may have been carried out.".to_owned(),
        ),
        429 => {
            (ErrorCode::RateLimited, "The service asks for fewer requests (429). Wait a little and try again.".to_owned())
        }
        500.. => (ErrorCode::Server, followed(format!("The service failed ({status})."), ANSWER, text)),
        _ => (ErrorCode::Server, followed(format!("The service refused the request ({status})."), ANSWER, text)),
    };
    AppError::new(code, message)
}

fn forbidden(context: &Context) -> String {
    match context {
        Context::Check { fleet_key, .. } => format!(
            "The token is valid, but it may not look at the fleet “{fleet_key}”. Check the fleet key, or use a token \
             that covers this fleet."
        ),
        Context::List => "This token may not list the deployments of this fleet.".to_owned(),
        Context::Deployment(deployment) | Context::Devices(deployment) => {
            format!("This token may not look at the deployment {deployment}.")
        }
        Context::Device { device, .. } => format!("This token may not look at the device {device}."),
        Context::Create => "This token may look, but not deploy in this fleet. Nothing was launched. Tokens can be \
                            limited to reading."
            .to_owned(),
        Context::Abort(_) | Context::AbortDevice { .. } => {
            "This token may look, but not abort in this fleet. Nothing was stopped. Tokens can be limited to reading."
                .to_owned()
        }
    }
}

fn not_found(context: &Context) -> String {
    match context {
        Context::Check { fleet_key, .. } => {
            format!("There is no fleet with the key “{fleet_key}” at this address. Fleet keys are case-sensitive.")
        }
        Context::List => "The service does not know this fleet key.".to_owned(),
        Context::Create => {
            "The service does not know this fleet key, or the update flow. Nothing was launched.".to_owned()
        }
        Context::Deployment(deployment) | Context::Devices(deployment) | Context::Abort(deployment) => {
            format!("The service does not know the deployment {deployment} in this fleet.")
        }
        Context::Device { deployment, device } | Context::AbortDevice { deployment, device } => {
            format!(
                "The service does not know the device {device} in the deployment {deployment}, or not that deployment."
            )
        }
    }
}

fn not_api(status: u16, kind: &NotApi, text: &str, context: &Context) -> AppError {
    let mut message = match kind {
        NotApi::Html => format!("What answered ({status}) is not an API reply (proxy or login page?)."),
        NotApi::Empty => format!("The answer ({status}) was empty."),
        NotApi::NotJson => followed(format!("The answer ({status}) could not be understood."), BEGINNING, text),
        NotApi::TooLarge => "The answer was larger than allowed.".to_owned(),
        NotApi::TooDeep => "The answer was nested too deeply to be read.".to_owned(),
        NotApi::Redirect { location } => format!(
            "The address redirects to {location}. Redirects are not followed, so that the token stays at its address."
        ),
        NotApi::Truncated => "The answer was cut off.".to_owned(),
    };
    if context.acts() {
        message.push_str(" The request may have been carried out.");
    }
    AppError::new(ErrorCode::NotApi, message)
}

/// What a detail is introduced with: technical words, what the service answered, how an unreadable answer began.
const CAUSE: &str = "Cause:";
const ANSWER: &str = "The answer:";
const BEGINNING: &str = "It begins:";

/// Adds what is known in other people's words, as a sentence of its own. Not in brackets: those words may have some, and
/// what they say of a login page does. The client shortened and redacted them already.
fn followed(sentence: String, by: &str, words: &str) -> String {
    let words = words.trim().trim_end_matches([',', ';', ':', ' ']);
    let end = if words.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    if words.is_empty() { sentence } else { format!("{sentence} {by} {words}{end}") }
}

impl From<SecretError> for AppError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Unavailable(why) => Self::new(
                ErrorCode::KeyringUnavailable,
                followed("No keyring can be reached on this computer.".to_owned(), CAUSE, &why),
            ),
            SecretError::Locked(_) => Self::new(
                ErrorCode::KeyringLocked,
                "The keyring is locked, or its prompt was refused. Unlock it and try again.",
            )
            .retryable(),
            SecretError::TimedOut => Self::new(
                ErrorCode::KeyringTimeout,
                "The keyring did not answer in time. It may be waiting for you in a prompt.",
            )
            .retryable(),
            // The page can offer only one thing when a keyring misbehaves: to do without.
            SecretError::Failed(why) => {
                Self::new(ErrorCode::KeyringUnavailable, followed("The keyring failed.".to_owned(), CAUSE, &why))
            }
        }
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        Self::new(ErrorCode::Storage, error.0)
    }
}

#[cfg(test)]
mod tests;
