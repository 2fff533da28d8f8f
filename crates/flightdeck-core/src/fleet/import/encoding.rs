//! From the bytes of a file to its text.

use std::borrow::Cow;

use super::NotAList;

/// The text of UTF-8 with or without a mark, or of UTF-16 with one. Anything else would be a guess, and a wrong guess a wrong name.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotAList> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let read = std::str::from_utf8(bytes);
            let valid = read.map_or_else(|error| &bytes[..error.valid_up_to()], str::as_bytes);
            // A NUL is valid UTF-8, but only text of another encoding, or no text, has one.
            match (memchr::memchr(0, valid), read) {
                (None, Ok(text)) => Ok(Cow::Borrowed(text)),
                (at, _) => Err(not_text(&valid[..at.unwrap_or(valid.len())])),
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotAList> {
    let pairs = bytes.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    let mut text = String::with_capacity(bytes.len() / 2);
    for c in char::decode_utf16(pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit))) {
        match c {
            Ok(c) if c != '\0' => text.push(c),
            _ => return Err(not_text(text.as_bytes())),
        }
    }
    if whole { Ok(text) } else { Err(not_text(text.as_bytes())) }
}

fn not_text(before: &[u8]) -> NotAList {
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    NotAList::NotText { line: u32::try_from(line).unwrap_or(u32::MAX) }
}
