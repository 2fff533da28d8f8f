//! Connections as the page sees them. A token goes in and never comes out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, ConnectionId, ConnectionRules, KeptLayout, Remembered, Settings};

/// Where a token is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Keep {
    /// In the operating system's keyring.
    Keyring,
    /// In memory only, until Flightdeck is closed.
    Session,
}

/// What is known of a connection's token, never the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum TokenState {
    /// Not looked up yet; the keyring is asked when the token is first needed.
    NotAsked,
    /// There is one in the keyring.
    Keyring,
    /// There is one in memory, gone when Flightdeck closes.
    Session,
    /// There is none: it must be typed.
    Missing,
    /// The keyring could not say.
    Unavailable {
        /// Why, as an error with one of the keyring codes.
        error: AppError,
    },
}

/// What the connect form sends. Also used to change a connection: an empty token then means "keep the one there is".
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionDraft {
    /// What the user calls the fleet; empty takes the fleet key.
    pub name: String,
    /// The API's address.
    pub base_url: String,
    /// The fleet key (the API's `project_key`).
    pub fleet_key: String,
    /// The token; cleared by the page once sent. Held as a plain string only while it is decoded.
    pub token: String,
    /// Where to keep the token.
    pub keep: Keep,
    /// Certificates to trust beside the system's, by their fingerprints: those the connection has, and those that were picked.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub authorities: Vec<String>,
}

/// Without the token: a derived `Debug` would put it into the first log line that prints a command.
impl std::fmt::Debug for ConnectionDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionDraft")
            .field("name", &self.name)
            .field("base_url", &self.base_url)
            .field("fleet_key", &self.fleet_key)
            .field("token", &if self.token.is_empty() { "none" } else { "[redacted]" })
            .field("keep", &self.keep)
            .field("authorities", &self.authorities)
            .finish()
    }
}

/// A certificate that a connection trusts beside those of this computer, in the words of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityView {
    /// Its SHA-256, in hexadecimal letters.
    pub fingerprint: String,
    /// Whom it is of.
    pub subject: String,
    /// Who signed it: itself, most often.
    pub issuer: String,
    /// It signs others; else it is a server's own.
    pub signs: bool,
    /// From when on it counts, milliseconds since 1970.
    pub valid_from_ms: i64,
    /// Until when it counts, milliseconds since 1970.
    pub valid_until_ms: i64,
}

/// A connection, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Made here, stable.
    pub id: ConnectionId,
    /// What the user calls it.
    pub name: String,
    /// The API's address.
    pub base_url: String,
    /// The fleet key.
    pub fleet_key: String,
    /// Whether this is the demo fleet inside the application.
    pub demo: bool,
    /// What the user allows there.
    pub rules: ConnectionRules,
    /// The certificates it trusts beside those of this computer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<AuthorityView>>")]
    pub authorities: Vec<AuthorityView>,
    /// What is known of its token.
    pub token: TokenState,
}

/// Something the user should know at start, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartNote {
    /// One short line.
    pub title: String,
    /// What happened and what was done about it.
    pub message: String,
}

/// The answer to `boot`: everything the page needs for its first picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Boot {
    /// Flightdeck's version.
    pub version: String,
    /// This page's number; calls with an older one are refused.
    pub epoch: u32,
    /// All connections, in the order they were made.
    pub connections: Vec<ConnectionView>,
    /// The one in use.
    pub active: Option<ConnectionId>,
    /// The settings.
    pub settings: Settings,
    /// Where the user was in the last run, and what was done.
    pub remembered: Remembered,
    /// The tables that are not arranged as they come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<KeptLayout>>")]
    pub layouts: Vec<KeptLayout>,
    /// What happened at start that the user should know.
    pub notes: Vec<StartNote>,
    /// The system has a menu bar, which the page fills (`menu_show`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub menu_bar: bool,
}

/// All connections and which one is in use; the answer of every command that changes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionsView {
    /// All connections, in the order they were made.
    pub connections: Vec<ConnectionView>,
    /// The one in use.
    pub active: Option<ConnectionId>,
}
