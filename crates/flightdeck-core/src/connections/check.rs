//! What the connect form sends, checked field by field, and then against the API itself.

use std::sync::Arc;

use connect_api::{Authority, BaseUrl, Distrust, Error, NotSent, Token};

use super::tokens::Account;
use crate::error::{Context, explain};
use crate::outside::{Api, Dial};
use crate::wire::{AppError, ConnectionDraft, ErrorCode, Keep};

/// Longer names do not fit any place they are shown in.
const NAME_CHARS: usize = 80;

/// The form, read.
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) base_url: BaseUrl,
    pub(super) fleet_key: String,
    /// None where the field was left empty.
    pub(super) token: Option<Token>,
    pub(super) keep: Keep,
    /// Certificates to trust, by their fingerprints.
    pub(super) authorities: Vec<String>,
}

impl Typed {
    pub(super) fn read(draft: ConnectionDraft) -> Result<Self, AppError> {
        let ConnectionDraft { name, base_url, fleet_key, token, keep, authorities } = draft;
        // First of all, so that the plain text lives no longer than this line, whatever else is wrong with the form.
        let token = if token.trim().is_empty() { None } else { Some(Token::new(token)) };
        let base_url = BaseUrl::parse(&base_url).map_err(|error| AppError::invalid("baseUrl", error.to_string()))?;
        let fleet_key = fleet_key.trim().to_owned();
        if fleet_key.is_empty() {
            return Err(AppError::invalid("fleetKey", "Enter the fleet key. Fleet Settings in Connect shows it."));
        }
        // The documented shape is a hint and no gate; only what cannot stand in the address is refused.
        if fleet_key.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/' || c == '\\') {
            return Err(AppError::invalid(
                "fleetKey",
                "A fleet key has no blanks and no slashes. Fleet Settings in Connect shows it.",
            ));
        }
        let token = token
            .transpose()
            .map_err(|error: connect_api::TokenError| AppError::invalid("token", error.to_string()))?;
        let name = name.trim();
        if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
            return Err(AppError::invalid("name", format!("Choose a name of at most {NAME_CHARS} characters.")));
        }
        let name = if name.is_empty() { fleet_key.clone() } else { name.to_owned() };
        Ok(Self { name, base_url, fleet_key, token, keep, authorities })
    }

    pub(super) fn account(&self) -> Account {
        Account::of(&self.base_url, &self.fleet_key)
    }
}

/// Asks for one deployment: the cheapest call that proves address, fleet key and token together.
pub(super) async fn against_api(
    dial: &dyn Dial,
    typed: &Typed,
    token: &Token,
    authorities: &[Authority],
) -> Result<Arc<dyn Api>, AppError> {
    let context = Context::Check { host: host(&typed.base_url), fleet_key: typed.fleet_key.clone() };
    let told = |error: Error| {
        let unsigned = matches!(error, Error::NotSent { reason: NotSent::Untrusted(Distrust::UnknownIssuer), .. });
        let error = explain(&error, &context);
        match if unsigned { Some("authorities") } else { field(error.code) } {
            Some(field) => error.on(field),
            None => error,
        }
    };
    let api = dial.open(&typed.base_url, &typed.fleet_key, token, authorities).map_err(told)?;
    api.deployments_page(None, 1).await.map_err(told)?;
    Ok(api)
}

/// Which field of the form an error belongs to.
fn field(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::Unreachable | ErrorCode::Certificate | ErrorCode::NotApi => Some("baseUrl"),
        ErrorCode::NotFound | ErrorCode::InvalidInput => Some("fleetKey"),
        ErrorCode::TokenRejected | ErrorCode::Forbidden => Some("token"),
        _ => None,
    }
}

/// Host and port, as the user knows them.
fn host(base_url: &BaseUrl) -> String {
    let origin = base_url.origin();
    origin.split_once("://").map_or(origin.clone(), |(_, host)| host.to_owned())
}
