//! One table from what the client reports to the sentence the user reads.

use connect_api::{Error, MaybeSent, NotApi, NotSent};

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
        NotSent::Connect => (ErrorCode::Unreachable, with_detail(format!("{host} could not be reached."), detail)),
        NotSent::ConnectTimeout => (
            ErrorCode::Unreachable,
            format!("{host} did not accept a connection in time. A firewall or a missing VPN does this."),
        ),
        NotSent::Tls => (
            ErrorCode::Certificate,
            with_detail(
                format!("{host} did not prove who it is: its certificate was not accepted. Nothing was sent."),
                detail,
            ),
        ),
        NotSent::BadRequest => {
            (ErrorCode::InvalidInput, with_detail("The request could not be made.".to_owned(), detail))
        }
    };
    AppError::new(code, message)
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
        403 => (ErrorCode::Forbidden, with_detail(forbidden(context), text)),
        404 => (ErrorCode::NotFound, not_found(context)),
        408 if context.acts() => (
            ErrorCode::OutcomeUnknown,
            "The service gave up waiting (408). The request may have been carried out.".to_owned(),
        ),
        429 => {
            (ErrorCode::RateLimited, "The service asks for fewer requests (429). Wait a little and try again.".to_owned())
        }
        500.. => (ErrorCode::Server, with_detail(format!("The service failed ({status})."), text)),
        _ => (ErrorCode::Server, with_detail(format!("The service refused the request ({status})."), text)),
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
        NotApi::NotJson => with_detail(format!("The answer ({status}) could not be understood."), text),
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

fn with_detail(sentence: String, detail: &str) -> String {
    // The client shortened and redacted it already.
    let detail = detail.trim();
    if detail.is_empty() { sentence } else { format!("{sentence} ({detail})") }
}

impl From<SecretError> for AppError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Unavailable(why) => Self::new(
                ErrorCode::KeyringUnavailable,
                with_detail("No keyring can be reached on this computer.".to_owned(), &why),
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
                Self::new(ErrorCode::KeyringUnavailable, with_detail("The keyring failed.".to_owned(), &why))
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
mod tests {
    use super::*;

    fn status(status: u16) -> Error {
        Error::Status { status, text: "said".into(), retry_after: None, request_id: Some("r-1".into()) }
    }

    fn contexts() -> Vec<Context> {
        let (deployment, device) = ("dp-1".to_owned(), "d-1".to_owned());
        vec![
            Context::Check { host: "api.test".into(), fleet_key: "key".into() },
            Context::List,
            Context::Deployment(deployment.clone().into()),
            Context::Devices(deployment.clone().into()),
            Context::Device { deployment: deployment.clone().into(), device: device.clone().into() },
            Context::Create,
            Context::Abort(deployment.clone().into()),
            Context::AbortDevice { deployment: deployment.into(), device: device.into() },
        ]
    }

    #[test]
    fn every_failure_has_its_code() {
        let not_sent = |reason| Error::NotSent { reason, detail: "detail".into() };
        let maybe = |reason| Error::MaybeSent { reason, detail: String::new() };
        let table = [
            (not_sent(NotSent::Dns), ErrorCode::Unreachable, ErrorCode::Unreachable),
            (not_sent(NotSent::Refused), ErrorCode::Unreachable, ErrorCode::Unreachable),
            (not_sent(NotSent::Connect), ErrorCode::Unreachable, ErrorCode::Unreachable),
            (not_sent(NotSent::ConnectTimeout), ErrorCode::Unreachable, ErrorCode::Unreachable),
            (not_sent(NotSent::Tls), ErrorCode::Certificate, ErrorCode::Certificate),
            (not_sent(NotSent::BadRequest), ErrorCode::InvalidInput, ErrorCode::InvalidInput),
            (maybe(MaybeSent::Cut), ErrorCode::Unreachable, ErrorCode::OutcomeUnknown),
            (maybe(MaybeSent::ReadTimeout), ErrorCode::Unreachable, ErrorCode::OutcomeUnknown),
            (status(400), ErrorCode::Server, ErrorCode::Server),
            (status(401), ErrorCode::TokenRejected, ErrorCode::TokenRejected),
            (status(403), ErrorCode::Forbidden, ErrorCode::Forbidden),
            (status(404), ErrorCode::NotFound, ErrorCode::NotFound),
            (status(408), ErrorCode::Server, ErrorCode::OutcomeUnknown),
            (status(429), ErrorCode::RateLimited, ErrorCode::RateLimited),
            (status(503), ErrorCode::Server, ErrorCode::Server),
            (
                Error::NotApi { status: 200, kind: NotApi::Html, text: String::new() },
                ErrorCode::NotApi,
                ErrorCode::NotApi,
            ),
        ];
        for (error, reading, acting) in table {
            for context in contexts() {
                let told = explain(&error, &context);
                let expected = if context.acts() { acting } else { reading };
                assert_eq!(told.code, expected, "{error:?} while {context:?}: the page acts on the code");
                assert!(told.message.ends_with(['.', ')']), "a sentence, not a fragment: {}", told.message);
            }
        }
    }

    #[test]
    fn not_found_and_not_allowed_name_what_was_asked_for() {
        for (context, named) in
            contexts().into_iter().zip(["key", "fleet", "dp-1", "dp-1", "d-1", "fleet", "dp-1", "d-1"])
        {
            let told = explain(&status(404), &context);
            assert!(told.message.contains(named), "404 while {context:?} should name {named}: {}", told.message);
            assert_eq!(told.request_id.as_deref(), Some("r-1"), "the service's id is what its support asks for");
        }
        let check = &contexts()[0];
        let dns = explain(&Error::NotSent { reason: NotSent::Dns, detail: String::new() }, check);
        assert!(dns.message.contains("api.test"), "an unreachable host must be named: {}", dns.message);
        assert!(explain(&status(401), check).message.contains("v1 tokens"), "the usual cause should be said");
    }

    #[test]
    fn an_unknown_outcome_is_never_offered_for_repeating() {
        let cut = Error::MaybeSent { reason: MaybeSent::Cut, detail: String::new() };
        assert!(!explain(&cut, &Context::Create).retryable, "a repeated create deploys twice");
        assert!(explain(&cut, &Context::List).retryable, "a repeated read is harmless");
    }

    #[test]
    fn the_json_of_every_code_is_fixed() {
        let codes = [
            (ErrorCode::InvalidInput, "invalidInput"),
            (ErrorCode::TokenMissing, "tokenMissing"),
            (ErrorCode::TokenRejected, "tokenRejected"),
            (ErrorCode::Forbidden, "forbidden"),
            (ErrorCode::NotFound, "notFound"),
            (ErrorCode::Unreachable, "unreachable"),
            (ErrorCode::Certificate, "certificate"),
            (ErrorCode::NotApi, "notApi"),
            (ErrorCode::RateLimited, "rateLimited"),
            (ErrorCode::Server, "server"),
            (ErrorCode::OutcomeUnknown, "outcomeUnknown"),
            (ErrorCode::KeyringUnavailable, "keyringUnavailable"),
            (ErrorCode::KeyringLocked, "keyringLocked"),
            (ErrorCode::KeyringTimeout, "keyringTimeout"),
            (ErrorCode::ConfirmationNeeded, "confirmationNeeded"),
            (ErrorCode::WatchGone, "watchGone"),
            (ErrorCode::Storage, "storage"),
            (ErrorCode::Internal, "internal"),
        ];
        for (code, word) in codes {
            let json = serde_json::to_value(AppError::new(code, "m")).unwrap();
            assert_eq!(
                json,
                serde_json::json!({"code": word, "message": "m", "retryable": false}),
                "the page's table is keyed by this word"
            );
        }
        let full = AppError { request_id: Some("r".into()), ..AppError::invalid("baseUrl", "m").retryable() };
        assert_eq!(
            serde_json::to_value(full).unwrap(),
            serde_json::json!({
                "code": "invalidInput", "message": "m", "field": "baseUrl", "retryable": true, "requestId": "r"
            }),
            "all fields are camelCase"
        );
    }
}
