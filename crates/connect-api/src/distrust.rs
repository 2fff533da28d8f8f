//! Why a server was not believed, out of what the TLS library says.

use std::error::Error;
use std::io;

use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use time::OffsetDateTime;

use crate::error::Distrust;

/// Why the certificate was refused, where that is what went wrong; with the detail that our own words leave open, where there is
/// one better than the library's.
pub(crate) fn of(error: &(dyn Error + 'static)) -> Option<(Distrust, Option<String>)> {
    let rustls::Error::InvalidCertificate(why) = library(error)? else { return None };
    Some(match why {
        CertificateError::UnknownIssuer => (Distrust::UnknownIssuer, Some(String::new())),
        CertificateError::Expired => (Distrust::Expired, Some(String::new())),
        CertificateError::ExpiredContext { not_after, .. } => (Distrust::Expired, Some(day(*not_after))),
        CertificateError::NotValidYet => (Distrust::NotYetValid, Some(String::new())),
        CertificateError::NotValidYetContext { not_before, .. } => (Distrust::NotYetValid, Some(day(*not_before))),
        CertificateError::NotValidForName => (Distrust::WrongHost, Some(String::new())),
        CertificateError::NotValidForNameContext { presented, .. } => (Distrust::WrongHost, Some(names(presented))),
        CertificateError::Revoked => (Distrust::Revoked, Some(String::new())),
        _ => (Distrust::Unusable, None),
    })
}

/// What the TLS library said, wherever it stands among the causes.
pub(crate) fn library<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(said) = one.downcast_ref::<rustls::Error>() {
            return Some(said);
        }
        // An input error hides what it is made of from its own list of causes.
        let inside = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(said) = inside.and_then(|inside| library(inside)) {
            return Some(said);
        }
        cause = one.source();
    }
    None
}

/// The day of a moment, in UTC; nothing for one that no calendar has.
fn day(of: UnixTime) -> String {
    let at = i64::try_from(of.as_secs()).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    at.map_or_else(String::new, |at| at.date().to_string())
}

/// Whose the certificate is, without the library's marks around each name; some of very many.
fn names(presented: &[String]) -> String {
    const SHOWN: usize = 4;
    let bare = |name: &String| {
        let inside = name.split_once('(').map_or(name.as_str(), |(_, inside)| inside.trim_end_matches(')'));
        inside.trim_matches('"').to_owned()
    };
    let mut told: Vec<String> = presented.iter().take(SHOWN).map(bare).collect();
    if presented.len() > SHOWN {
        told.push(format!("{} more", presented.len() - SHOWN));
    }
    told.join(", ")
}
