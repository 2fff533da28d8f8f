//! Certificates that one connection trusts beside the system's: out of files that the user picked, and of nobody else's.

use std::sync::{Mutex, PoisonError};

use connect_api::{Authority, AuthorityError};
use time::OffsetDateTime;

use super::Connections;
use super::book::Stored;
use crate::wire::{AppError, AuthorityView};

/// The field of the form that shows them.
const FIELD: &str = "authorities";
/// Picked certificates that a form can still name; the oldest go first.
const REMEMBERED: usize = 200;

/// The certificates that were picked in this run. A form names them by their fingerprints: what the page was not given by a file of
/// the user's it cannot bring in.
#[derive(Default)]
pub(super) struct Picked(Mutex<Vec<Authority>>);

impl Picked {
    fn remember(&self, found: &[Authority]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| !found.contains(known));
        all.extend_from_slice(found);
        let over = all.len().saturating_sub(REMEMBERED);
        all.drain(..over);
    }

    fn find(&self, fingerprint: &str) -> Option<Authority> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|one| one.fingerprint() == fingerprint).cloned()
    }
}

impl Connections {
    /// Reads a file of certificates that the user picked, and tells what is in it. Nothing is trusted by that: it is once a
    /// connection was saved with them.
    ///
    /// # Errors
    /// `InvalidInput` where it is no file of certificates, or where one of them does not count now.
    pub(crate) fn authorities_of(&self, file: &[u8], now_ms: i64) -> Result<Vec<AuthorityView>, AppError> {
        let found = Authority::read(file).map_err(|why: AuthorityError| AppError::invalid(FIELD, why.to_string()))?;
        if let Some(words) = found.iter().find_map(|one| counts_not(one, now_ms)) {
            return Err(AppError::invalid(FIELD, words));
        }
        self.picked.remember(&found);
        Ok(found.iter().map(view).collect())
    }

    /// The certificates that a form names: those its connection has already, and those that were picked.
    pub(super) fn named(&self, fingerprints: &[String], earlier: Option<&Stored>) -> Result<Vec<Authority>, AppError> {
        if fingerprints.len() > Authority::MOST {
            return Err(AppError::invalid(FIELD, AuthorityError::TooMany.to_string()));
        }
        let there = earlier.map(Stored::trusted).unwrap_or_default();
        let mut named: Vec<Authority> = Vec::new();
        for fingerprint in fingerprints {
            let known = there.iter().find(|one| one.fingerprint() == fingerprint).cloned();
            let one = known.or_else(|| self.picked.find(fingerprint)).ok_or_else(|| {
                AppError::invalid(
                    FIELD,
                    "A certificate is not known here any more. Remove it, and add it from its file again.",
                )
            })?;
            if !named.contains(&one) {
                named.push(one);
            }
        }
        Ok(named)
    }
}

impl Stored {
    /// The certificates it trusts beside the system's. One that cannot be read is trusted by nobody.
    pub(super) fn trusted(&self) -> Vec<Authority> {
        let read = |pem: &String| Authority::read(pem.as_bytes()).unwrap_or_default();
        self.authorities.iter().flat_map(read).collect()
    }

    /// The same, as the page sees them.
    pub(super) fn trusted_views(&self) -> Vec<AuthorityView> {
        self.trusted().iter().map(view).collect()
    }
}

fn view(of: &Authority) -> AuthorityView {
    AuthorityView {
        fingerprint: of.fingerprint().to_owned(),
        subject: of.subject().to_owned(),
        issuer: of.issuer().to_owned(),
        signs: of.signs(),
        valid_from_ms: of.valid_from_ms(),
        valid_until_ms: of.valid_until_ms(),
    }
}

/// Why a certificate does not count now.
fn counts_not(one: &Authority, now_ms: i64) -> Option<String> {
    let name = one.subject();
    if now_ms > one.valid_until_ms() {
        return Some(format!(
            "The certificate of “{name}” expired on {}. Ask for a newer one.",
            day(one.valid_until_ms())
        ));
    }
    (now_ms < one.valid_from_ms()).then(|| {
        format!(
            "The certificate of “{name}” counts from {} on. Is this computer’s clock right?",
            day(one.valid_from_ms())
        )
    })
}

fn day(at_ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(at_ms / 1000)
        .map_or_else(|_| "an unknown day".to_owned(), |at| at.date().to_string())
}
