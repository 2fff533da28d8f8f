//! Validators: which of them are sent back, and when two of them are one.
//!
//! A validator is the service's word and is sent back as it came, byte for byte, but only where it has the form of one: a single
//! entity tag. `*` or a list would be a question that is answered with 304 whatever there is.

use reqwest::header::HeaderValue;

/// Longer ones are not sent back: every look would carry them.
const LONGEST: usize = 256;

/// Whether a validator can be sent back.
pub(crate) fn is_usable(etag: &HeaderValue) -> bool {
    let bytes = etag.as_bytes();
    let inner = opaque(bytes).strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let fits = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..);
    bytes.len() <= LONGEST && inner.is_some_and(|inner| inner.iter().all(fits))
}

/// Whether two validators are one. A weak one is believed as a strong one is: proxies that compress make weak ones of strong ones,
/// and what a validator says is checked by reading everything now and then.
pub(crate) fn same(a: &HeaderValue, b: &HeaderValue) -> bool {
    opaque(a.as_bytes()) == opaque(b.as_bytes())
}

fn opaque(etag: &[u8]) -> &[u8] {
    etag.strip_prefix(b"W/").unwrap_or(etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_tag_is_sent_back() {
        for (etag, usable) in [
            (&b"\"abc\""[..], true),
            (b"W/\"abc\"", true),
            (b"\"\"", true),
            (b"\"\xe4\xff!#~\"", true),
            (b"\"a-gzip\"", true),
            (b"*", false),
            (b"", false),
            (b"abc", false),
            (b"\"", false),
            (b"W/", false),
            (b"w/\"abc\"", false),
            (b"\"a\", \"b\"", false),
            (b"\"a b\"", false),
            (b"\"a", false),
        ] {
            let value = HeaderValue::from_bytes(etag).unwrap();
            assert_eq!(is_usable(&value), usable, "{}", String::from_utf8_lossy(etag));
        }
        let long = HeaderValue::from_str(&format!("\"{}\"", "x".repeat(LONGEST))).unwrap();
        assert!(!is_usable(&long), "a validator is no place for a page of text");
    }

    #[test]
    fn weak_or_strong_is_one_validator() {
        let value = |text: &'static str| HeaderValue::from_static(text);
        assert!(same(&value("W/\"a\""), &value("\"a\"")), "a proxy weakened it on the way");
        assert!(!same(&value("\"a\""), &value("\"b\"")));
    }
}
