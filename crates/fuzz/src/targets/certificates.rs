//! Files of certificates that a user picks.

use connect_api::Authority;

use super::shown::clean_line;
use super::{Outcome, law};

/// As many characters of a name are told, and a sign that there were more.
const NAME_CHARS: usize = 121;

/// Certificates as a file has them.
pub(super) fn files(body: &[u8]) -> Outcome {
    let Ok(found) = Authority::read(body) else { return Ok(false) };
    law!((1..=Authority::MOST).contains(&found.len()), "{} certificates are read", found.len());
    for (place, one) in found.iter().enumerate() {
        law!(!found[..place].contains(one), "{one:?} is read twice");
        let letters = one.fingerprint().chars().all(|c| c.is_ascii_hexdigit());
        law!(letters && one.fingerprint().len() == 64, "{} is no fingerprint", one.fingerprint());
        for name in [one.subject(), one.issuer()] {
            clean_line(name)?;
            let long = name.chars().count();
            law!((1..=NAME_CHARS).contains(&long), "a name of {long} characters: {name:?}");
        }
        let again = Authority::read(one.pem().as_bytes());
        law!(again.as_ref().is_ok_and(|again| again == std::slice::from_ref(one)), "kept, it reads as {again:?}");
    }
    Ok(true)
}
