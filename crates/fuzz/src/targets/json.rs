//! JSON as this client reads it, against serde_json.
//!
//! The known differences, each on purpose:
//! - texts are read whatever they hold: bytes that are no text, raw control characters, escapes that JSON does not know, halves of
//!   characters; so are numbers that serde_json refuses (a leading zero, an exponent out of range), which come as their text;
//! - 128 levels may stand in one another, where serde_json takes 127;
//! - a mark of byte order, and a form feed around the value, are blanks;
//! - a body that is a number alone is refused: it could have been cut off.
//!
//! Structure is as strict as JSON demands: with each text made empty and each number made 0, both take the same.

use connect_api::{NotApi, read_json};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Outcome, law};

/// Levels that serde_json takes.
const LEVELS: usize = 127;

pub(super) fn against_serde(body: &[u8]) -> Outcome {
    let read = read_json(body);
    let trimmed = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii();
    if trimmed.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-') {
        law!(read.is_err(), "a number alone is taken: {read:?}");
        return Ok(false);
    }
    let (bones, levels) = bones(trimmed);
    if levels > LEVELS + 1 {
        law!(read.is_err(), "{levels} levels are taken");
        return Ok(false);
    }
    if levels <= LEVELS {
        let wanted = serde_json::from_slice::<IgnoredAny>(&bones).is_ok();
        law!(read.is_ok() == wanted, "{read:?}, where the structure is JSON: {wanted}");
    }
    if let Ok(value) = serde_json::from_slice::<Value>(trimmed) {
        law!(read.as_ref() == Ok(&value), "serde_json reads {value}, this client {read:?}");
    }
    if read == Err(NotApi::Truncated) {
        law!(serde_json::from_slice::<Value>(trimmed).is_err(), "what is whole is told to be cut off");
    }
    Ok(read.is_ok())
}

/// The structure alone, and how many levels it has: each text is made empty, and each number that may be one is made 0.
fn bones(json: &[u8]) -> (Vec<u8>, usize) {
    let (mut out, mut at) = (Vec::with_capacity(json.len()), 0);
    let (mut depth, mut levels) = (0usize, 0usize);
    while let Some(&byte) = json.get(at) {
        at += 1;
        match byte {
            b'"' => {
                out.push(b'"');
                while let Some(&inside) = json.get(at) {
                    at += if inside == b'\\' { 2 } else { 1 };
                    if inside == b'"' {
                        out.push(b'"');
                        break;
                    }
                }
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let len = json[at - 1..].iter().take_while(is_part).count();
                at += len - 1;
                // One that ends in no digit is none, to both.
                out.push(if json[at - 1].is_ascii_digit() { b'0' } else { b'-' });
            }
            other => {
                match other {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                levels = levels.max(depth);
                out.push(other);
            }
        }
    }
    (out, levels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_differences_are_these() {
        for (json, read) in [
            (&b"{\"a\":\"\xff\"}"[..], "{\"a\":\"\u{fffd}\"}"),
            (b"[\"a\nb\"]", "[\"a\\nb\"]"),
            (b"[\"\\q\"]", "[\"\\\\q\"]"),
            (b"[\"\\ud83d\"]", "[\"\u{fffd}\"]"),
            (b"[00]", "[\"00\"]"),
            (b"[1e999]", "[\"1e999\"]"),
            (b"\xEF\xBB\xBF{}", "{}"),
            (b"\x0c{}\x0c", "{}"),
        ] {
            let told = String::from_utf8_lossy(json);
            assert_eq!(read_json(json).map(|value| value.to_string()).as_deref(), Ok(read), "{told}");
            assert!(serde_json::from_slice::<Value>(json).is_err(), "no difference any more: {told}");
            assert_eq!(against_serde(json), Ok(true), "{told}");
        }
        let deep = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
        assert!(read_json(&deep(LEVELS + 1)).is_ok(), "128 levels are read");
        assert!(serde_json::from_slice::<Value>(&deep(LEVELS + 1)).is_err(), "and not by serde_json");
        assert!(read_json(b"12").is_err(), "a number alone may have been cut off");
        assert!(against_serde(&deep(LEVELS + 2)).is_ok() && against_serde(b"[1,]").is_ok(), "both refuse these");
    }
}
