//! What a reply says in words: short, clean and without secrets.

use crate::decode;
use crate::redact::redact;
use crate::token::Token;

/// Longest text of a reply that is shown, in characters.
const MAX_TEXT: usize = 300;

const NOT_API: &str = "not an API reply (proxy or login page?)";

/// The text of an error body. It can fail to find one, but never hides that there was a status.
pub(crate) fn error_text(body: &[u8], token: &Token) -> String {
    if decode::is_html(body) {
        return NOT_API.to_owned();
    }
    let body = decode::trimmed(body);
    match decode::error_text(body) {
        Some(text) => clean(&text, token),
        // Empty objects and lists say nothing; anything else is shown as it is.
        None if matches!(body, b"{}" | b"[]" | b"null" | b"\"\"") => String::new(),
        None => beginning(body, token),
    }
}

/// The beginning of a body, for a person to recognise it.
pub(crate) fn beginning(body: &[u8], token: &Token) -> String {
    // Redaction looks at words, so some more than is shown must be there to look at.
    clean(&String::from_utf8_lossy(&body[..body.len().min(8 * MAX_TEXT)]), token)
}

/// The text without this client's token, without what looks like another secret, in one line, and short.
pub(crate) fn clean(text: &str, token: &Token) -> String {
    // What is not seen goes first: a secret with some of it inside would be whole again afterwards.
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let text = redact(&seen.replace(token.expose(), "[redacted]"));
    let mut out = String::new();
    let mut blank = false;
    for (index, c) in text.trim().chars().enumerate() {
        if index >= MAX_TEXT - 1 {
            out.push('…');
            break;
        }
        let is_blank = c.is_whitespace() || c.is_control();
        if !(is_blank && blank) {
            out.push(if is_blank { ' ' } else { c });
        }
        blank = is_blank;
    }
    out
}

/// Characters that are not seen or change how their neighbours are: direction overrides, joiners, marks of width zero, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token::new("short-t0ken".to_owned()).unwrap()
    }

    #[test]
    fn error_bodies_become_short_clean_texts() {
        for (body, text) in [
            (&br#"{"error":"Deployment not found"}"#[..], "Deployment not found"),
            (b"\xEF\xBB\xBF {\"error\":\"with a mark\"}", "with a mark"),
            (b"{}", ""),
            (b"", ""),
            (b"  \n", ""),
            (b"<html><title>Sign in</title></html>", NOT_API),
            (b"\n <!DOCTYPE html>", NOT_API),
            (b"upstream connect error", "upstream connect error"),
            (b"{\"code\":7}", "{\"code\":7}"),
            (b"{\"error\":\"cut", "{\"error\":\"cut"),
            (b"{\"error\":\"a\\u0000b\\u202ec\\r\\n\\td\"}", "a bc d"),
            (b"{\"error\":\"bad token short-t0ken!\"}", "bad token [redacted]!"),
            (b"{\"error\":\"Bearer abc rejected\"}", "Bearer [redacted] rejected"),
            (b"\xff\xfe broken", "\u{fffd}\u{fffd} broken"),
            ("bad token short\u{200b}-t0\u{ad}ken!".as_bytes(), "bad token [redacted]!"),
            ("token: a\u{61c}b\u{e0041}c Bearer\u{feff} x".as_bytes(), "token: [redacted] Bearer [redacted]"),
        ] {
            assert_eq!(error_text(body, &token()), text, "{:?}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn texts_are_cut_by_characters() {
        let long = clean(&"ä ".repeat(500), &token());
        assert_eq!(long.chars().count(), MAX_TEXT, "a page of text would not fit where errors are shown");
        assert!(long.ends_with('…'), "a cut must be visible");
    }
}
