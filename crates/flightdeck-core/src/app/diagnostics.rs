//! What a user can hand to somebody who helps: what runs here and how it stands, and the end of the log. No token, no output of a device and no
//! value of a parameter is in it: it is made of numbers, settings and words of our own, and of the log, which is never told any of these.

use std::fmt::Write;

use super::Flightdeck;
use crate::wire::{ConnectionView, TokenState};

/// What only the shell knows.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// Flightdeck's version.
    pub version: String,
    /// The operating system, with its version as far as it is told.
    pub system: String,
    /// The engine that shows the page.
    pub webview: String,
    /// The last lines of the log, redacted when they were written.
    pub log: Vec<String>,
}

impl Flightdeck {
    /// All of it as text.
    #[must_use]
    pub fn diagnostics(&self, running: &Running) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        let _ = self.write(&mut text, running);
        text
    }

    fn write(&self, to: &mut String, running: &Running) -> std::fmt::Result {
        writeln!(to, "Flightdeck {}", running.version)?;
        writeln!(to, "system: {}", running.system)?;
        writeln!(to, "webview: {}", running.webview)?;
        let views = self.connections.views();
        writeln!(to, "\nconnections: {}", views.connections.len())?;
        for (at, connection) in views.connections.iter().enumerate() {
            let used = if views.active.as_ref() == Some(&connection.id) { ", in use" } else { "" };
            writeln!(to, "- {}: {}{used}", at + 1, of_connection(connection))?;
        }
        let settings = serde_json::to_string_pretty(&self.settings()).unwrap_or_default();
        writeln!(to, "\nsettings: {settings}")?;
        match self.store.holdings() {
            Ok(held) => writeln!(
                to,
                "\nkept: {} bytes; {} launches; {} deployments seen, {} bytes",
                held.bytes, held.launches, held.seen, held.seen_bytes
            )?,
            Err(error) => writeln!(to, "\nkept: cannot be read: {}", connect_api::redact(&error.to_string()))?,
        }
        writeln!(to, "plans that run: {}", self.plans.running().len())?;
        writeln!(to, "notes at the start: {}", self.notes.len())?;
        writeln!(to, "\nthe end of the log:")?;
        for line in &running.log {
            writeln!(to, "{}", connect_api::redact(line))?;
        }
        Ok(())
    }
}

fn of_connection(connection: &ConnectionView) -> String {
    let kind = if connection.demo { "the demo fleet" } else { "a fleet" };
    let scheme = connection.base_url.split_once("://").map_or("?", |(scheme, _)| scheme);
    let kept = match connection.token {
        TokenState::NotAsked => "token not asked for yet",
        TokenState::Keyring => "token in the keyring",
        TokenState::Session => "token for the session",
        TokenState::Missing => "no token",
        TokenState::Unavailable { .. } => "token cannot be had",
    };
    let rules = &connection.rules;
    format!(
        "{kind} over {scheme}, {kept}, production {}, read only {}, hours forbidden {}",
        rules.production,
        rules.read_only,
        !rules.forbidden.is_empty()
    )
}
