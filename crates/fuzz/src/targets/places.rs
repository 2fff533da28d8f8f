//! Times of the service; addresses, fleet keys and tokens as they are typed.

use std::net::IpAddr;

use connect_api::{ApiTime, BaseUrl, Token};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Outcome, law};

/// Times, against another reader of RFC 3339.
pub(super) fn times(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let read = ApiTime::parse(&text);
    if let ApiTime::Unreadable(raw) = &read {
        law!(**raw == *text, "{text:?} is kept as {raw:?}");
    }
    law!((read == ApiTime::Absent) == text.trim().is_empty(), "{text:?} is {read:?}");
    // A leap second is the second after it here, and the last moment of the one before it there; and there anything may part date and time.
    let parted = text.trim().as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't' | b' '));
    if let Ok(other) = OffsetDateTime::parse(text.trim(), &Rfc3339)
        && parted
        && !text.contains(":60")
    {
        let wanted = i64::try_from(other.unix_timestamp_nanos().div_euclid(1_000_000)).ok();
        law!(read.unix_ms() == wanted, "{text:?} is {read:?}, and to another reader {wanted:?}");
    }
    Ok(true)
}

/// A segment of a path as the bytes that it stands for.
fn decoded(segment: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), segment);
    while let Some((plain, behind)) = rest.split_once('%') {
        out.extend_from_slice(plain.as_bytes());
        let (digits, behind) = behind.split_at_checked(2).unwrap_or((behind, ""));
        out.extend(u8::from_str_radix(digits, 16));
        rest = behind;
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Whether an origin is this computer.
fn is_here(origin: &str) -> bool {
    let bare = origin.trim_start_matches("http://");
    let host = bare.rsplit_once(':').filter(|_| !bare.ends_with(']')).map_or(bare, |(host, _)| host);
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A first line as an address, a second as a fleet key, a third as a token.
pub(super) fn addresses(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let mut lines = text.split('\n');
    let (address, key) = (lines.next().unwrap_or_default(), lines.next().unwrap_or("fleet"));
    if let Ok(base) = BaseUrl::parse(address) {
        let again = BaseUrl::parse(base.as_str());
        law!(again.as_ref() == Ok(&base), "{:?} reads {again:?}", base.as_str());
        law!(base.as_str().starts_with(&base.origin()), "{:?} is not of {:?}", base.as_str(), base.origin());
        law!(!base.as_str().contains(['?', '#', '\\']), "{:?} has more than a path", base.as_str());
        law!(base.as_str().starts_with("https://") || is_here(&base.origin()), "{:?} is not encrypted", base.as_str());
        if let Some(url) = base.deployments(key) {
            law!(url.as_str().starts_with(base.as_str()), "{url} is not below {:?}", base.as_str());
            law!(url.origin().ascii_serialization() == base.origin(), "{url} is of another origin");
            let rest = &url.as_str()[base.as_str().len()..];
            let way: Vec<&str> = rest.split('/').collect();
            let ["", "api", "v2", segment, "deployments"] = way[..] else {
                return Err(format!("a key leads to {url}"));
            };
            law!(decoded(segment) == key.trim().as_bytes(), "{key:?} is {segment:?} in a path");
        }
    }
    if let Ok(token) = Token::new(lines.next().unwrap_or(address).to_owned()) {
        let plain = token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        law!(plain && !token.expose().is_empty(), "{:?} is taken for a token", token.expose());
        law!(
            !format!("{token:?}").contains(token.expose()) || "Token([redacted])".contains(token.expose()),
            "it is shown"
        );
    }
    Ok(true)
}
