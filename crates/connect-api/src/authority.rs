//! Certificates of a user's own: trusted by one client beside those of the system, once they were read and checked.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{PemObject, SectionKind};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use crate::reply::is_invisible;

/// The longest name that is told of who stands in a certificate.
const NAME_CHARS: usize = 120;

/// A certificate that signs others, or a server's own, which a client trusts beside those of the system. It is checked like those:
/// it adds to whom is believed and takes nothing of the checks away, names and dates of what it signed included.
#[derive(Clone, PartialEq, Eq)]
pub struct Authority {
    der: Arc<[u8]>,
    fingerprint: String,
    subject: String,
    issuer: String,
    signs: bool,
    valid_from_ms: i64,
    valid_until_ms: i64,
}

/// Why a file is none of certificates. The display text is the sentence the user reads.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthorityError {
    /// More than any such file has.
    #[error("This file is larger than any file of certificates (at most {} KB).", Authority::MOST_BYTES / 1024)]
    TooLarge,
    /// More certificates than one connection needs.
    #[error("This file has too many certificates: at most {} can be added to a connection.", Authority::MOST)]
    TooMany,
    /// No certificate in it.
    #[error("There is no certificate in this file. It should have a line “-----BEGIN CERTIFICATE-----”.")]
    None,
    /// A private key in it.
    #[error("There is a private key in this file. Add the certificate alone, and keep the key to its owner.")]
    Key,
    /// Something that is neither.
    #[error("There is something else than certificates in this file. Add a file with the certificate alone.")]
    Foreign,
    /// A certificate that cannot be read or used.
    #[error("A certificate in this file cannot be read: it may be damaged, or cut off.")]
    Unreadable,
}

impl Authority {
    /// The most bytes of a file of certificates.
    pub const MOST_BYTES: u64 = 256 * 1024;
    /// The most certificates of one connection.
    pub const MOST: usize = 20;

    /// Reads a file of certificates, each once: PEM, with any text between them, or a single one as DER.
    ///
    /// # Errors
    /// Says what is wrong with the whole; nothing is taken of a file that has more than certificates in it.
    pub fn read(file: &[u8]) -> Result<Vec<Authority>, AuthorityError> {
        if file.len() as u64 > Authority::MOST_BYTES {
            return Err(AuthorityError::TooLarge);
        }
        // How a certificate begins where nothing is written around it: a sequence whose length takes two bytes.
        if file.starts_with(&[0x30, 0x82]) {
            return Ok(vec![Authority::of(file)?]);
        }
        let mut found: Vec<Authority> = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(file) {
            let (kind, der) = section.map_err(|_| AuthorityError::Unreadable)?;
            match kind {
                SectionKind::Certificate => {}
                SectionKind::RsaPrivateKey | SectionKind::PrivateKey | SectionKind::EcPrivateKey => {
                    return Err(AuthorityError::Key);
                }
                _ => return Err(AuthorityError::Foreign),
            }
            let one = Authority::of(&der)?;
            if !found.contains(&one) {
                found.push(one);
            }
            if found.len() > Authority::MOST {
                return Err(AuthorityError::TooMany);
            }
        }
        // A kind that the reader does not know is passed over by it, and a key may have a password.
        let text = String::from_utf8_lossy(file);
        if text.contains("PRIVATE KEY-----") {
            return Err(AuthorityError::Key);
        }
        let begun = text.matches("-----BEGIN ").count();
        match found.len() {
            0 if begun == 0 => Err(AuthorityError::None),
            0 => Err(AuthorityError::Foreign),
            _ if text.matches("-----BEGIN CERTIFICATE-----").count() < begun => Err(AuthorityError::Foreign),
            _ => Ok(found),
        }
    }

    fn of(der: &[u8]) -> Result<Authority, AuthorityError> {
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| AuthorityError::Unreadable)?;
        if !rest.is_empty() {
            return Err(AuthorityError::Unreadable);
        }
        // What the TLS library cannot use would be a failure of every connection later.
        RootCertStore::empty().add(CertificateDer::from(der.to_vec())).map_err(|_| AuthorityError::Unreadable)?;
        let signs = match certificate.basic_constraints() {
            Ok(Some(constraints)) => constraints.value.ca,
            // Before the third version of certificates none could say so.
            Ok(None) => certificate.version().0 < 2,
            Err(_) => return Err(AuthorityError::Unreadable),
        };
        let validity = certificate.validity();
        let fingerprint = Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Authority {
            der: der.into(),
            fingerprint,
            subject: name(certificate.subject()),
            issuer: name(certificate.issuer()),
            signs,
            valid_from_ms: validity.not_before.timestamp().saturating_mul(1000),
            valid_until_ms: validity.not_after.timestamp().saturating_mul(1000),
        })
    }

    /// The SHA-256 of the certificate, in hexadecimal letters: two that are equal are one.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whom it is of, as it says: short, and without what is not seen.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Who signed it, as it says.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// It signs others; else it is a server's own.
    pub fn signs(&self) -> bool {
        self.signs
    }

    /// From when on it counts, milliseconds since 1970.
    pub fn valid_from_ms(&self) -> i64 {
        self.valid_from_ms
    }

    /// Until when it counts, milliseconds since 1970.
    pub fn valid_until_ms(&self) -> i64 {
        self.valid_until_ms
    }

    /// The certificate as it is kept.
    pub fn pem(&self) -> String {
        const LINE: usize = 64;
        let text = STANDARD.encode(&self.der);
        let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
        for line in text.as_bytes().chunks(LINE) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// For the client. The TLS library holds no root to its dates, so one that is over, or not yet begun, is left out here.
    pub(crate) fn trusted(&self) -> Option<reqwest::Certificate> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        if !(self.valid_from_ms..=self.valid_until_ms).contains(&now) {
            return None;
        }
        reqwest::Certificate::from_der(&self.der).ok()
    }
}

/// Not the certificate itself, which nobody could read.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authority").field(&self.subject).field(&self.fingerprint).finish()
    }
}

/// The common name with the organisation, as far as they are told; else the whole name.
fn name(of: &X509Name<'_>) -> String {
    let first = of.iter_common_name().find_map(|part| part.as_str().ok());
    let house = of.iter_organization().find_map(|part| part.as_str().ok());
    let told = match (first, house) {
        (Some(first), Some(house)) if first != house => format!("{first} ({house})"),
        (Some(one), _) | (None, Some(one)) => one.to_owned(),
        (None, None) => of.to_string(),
    };
    let seen: String =
        told.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = seen.chars().take(NAME_CHARS).collect();
    match short {
        empty if empty.is_empty() => "nobody named".to_owned(),
        short if short.len() < seen.len() => format!("{short}…"),
        short => short,
    }
}
