//! Takes secrets out of texts that will be shown or logged.

/// What stands where a secret was.
const HIDDEN: &str = "[redacted]";

/// Words after which a value is a secret, whatever it looks like.
const NAMES: [&str; 9] =
    ["token", "access_token", "refresh_token", "api_key", "apikey", "password", "secret", "authorization", "cookie"];

/// What of the text to come is secret.
#[derive(Clone, Copy, PartialEq)]
enum Secret {
    Nothing,
    /// The next value: after "Bearer", or after a name with its colon.
    Next,
    /// All values up to the end of the line: headers whose value has several words.
    Line,
}

/// Returns the text with everything that looks like a credential replaced: bearer and basic credentials, values named
/// token, password and the like, JWTs, and opaque runs of 32 and more characters. UUIDs and plain words stay.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut secret = Secret::Nothing;
    while let Some(first) = rest.chars().next() {
        if matches!(first, ' ' | '\t' | ':' | '=' | '"' | '\'' | '\\') || (!is_word(first) && secret == Secret::Nothing)
        {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if matches!(first, '\n' | '\r' | ',' | ';' | '&' | '}') {
            if !(secret == Secret::Line && matches!(first, ',' | ';')) {
                secret = Secret::Nothing;
            }
            out.push(first);
            rest = &rest[1..];
            continue;
        }
        // Any other blank ends no value and is none: what it announces may stand behind it.
        if first.is_whitespace() {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let run_end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(run_end);
        let lower = run.trim_end_matches('=').to_ascii_lowercase();
        if matches!(lower.as_str(), "bearer" | "basic") && after.starts_with([' ', '\t']) {
            out.push_str(run);
            rest = after;
            secret = if secret == Secret::Line { Secret::Line } else { Secret::Next };
        } else if secret != Secret::Nothing {
            out.push_str(HIDDEN);
            rest = &rest[value_end(rest)..];
            secret = if secret == Secret::Line { Secret::Line } else { Secret::Nothing };
        } else if let Some(name) = name_with_value(run) {
            out.push_str(name);
            rest = &rest[name.len()..];
            secret = Secret::Next;
        } else if NAMES.contains(&lower.as_str()) && announces(after) {
            out.push_str(run);
            rest = after;
            secret = if matches!(lower.as_str(), "authorization" | "cookie") { Secret::Line } else { Secret::Next };
        } else {
            out.push_str(if is_jwt(run) || is_opaque(run) { HIDDEN } else { run });
            rest = after;
        }
    }
    out
}

/// Where a value known to be secret ends; standard base64 has slashes, so only a clear end counts.
fn value_end(rest: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '&' | '}')).unwrap_or(rest.len())
}

/// Characters of base64, base64url, hex and JWT. The slash is left out: paths would look like secrets.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '_' | '-' | '=' | '.')
}

/// The `token=` of a run `token=value`.
fn name_with_value(run: &str) -> Option<&str> {
    let (name, _) = run.split_at(run.find('=')? + 1);
    let bare = name.trim_end_matches('=').to_ascii_lowercase();
    NAMES.contains(&bare.as_str()).then_some(name)
}

/// Whether a name is followed by its value: `: value`, `":"value`.
fn announces(rest: &str) -> bool {
    rest.trim_start_matches(['"', '\'', '\\', ' ']).starts_with([':', '='])
}

fn is_jwt(run: &str) -> bool {
    run.starts_with("eyJ") && run.contains('.') && run.len() >= 16
}

/// Whether a run is too random to be a name. Long names in kebab or snake case consist of short parts in one case.
fn is_opaque(run: &str) -> bool {
    if run.len() < 32 || is_uuid(run) {
        return false;
    }
    let longest = run.split(['-', '_', '.', '=', '+']).map(str::len).max().unwrap_or(0);
    let has = |class: fn(&u8) -> bool| run.as_bytes().iter().any(class);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    longest >= 24 || (mixed && longest >= 12)
}

fn is_uuid(run: &str) -> bool {
    run.len() == 36
        && run.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        for (text, shown) in [
            ("Bearer abc", "Bearer [redacted]"),
            ("bearer   abc.def/x, then", "bearer   [redacted], then"),
            ("Authorization: Bearer abc123\nHost: x", "Authorization: Bearer [redacted]\nHost: x"),
            ("Authorization: ApiKey abc123", "Authorization: [redacted] [redacted]"),
            ("authorization: s3cr3t", "authorization: [redacted]"),
            ("Basic dXNlcjpw", "Basic [redacted]"),
            ("?token=abc&x=1", "?token=[redacted]&x=1"),
            ("?token=a/b+c==&x=1", "?token=[redacted]&x=1"),
            ("access_token=abc def", "access_token=[redacted] def"),
            (r#"{"token":"abc","n":1}"#, r#"{"token":"[redacted]","n":1}"#),
            (r#"{"password" : "p"}"#, r#"{"password" : "[redacted]"}"#),
            ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "jwt [redacted] here"),
            ("key 0123456789abcdef0123456789abcdef!", "key [redacted]!"),
            ("id cmVmdGtuOjAxOjE3MDAwMDAwMDA6YWJjZGVm", "id [redacted]"),
            ("x Ab3-dEf5_ghI7jKl9mNo1pQr3-sTu5vWx7", "x [redacted]"),
            (
                "device 550e8400-e29b-41d4-a716-446655440000 is gone",
                "device 550e8400-e29b-41d4-a716-446655440000 is gone",
            ),
            ("dp-e6a5-7e19 not found", "dp-e6a5-7e19 not found"),
            ("GET /api/v2/fleet/deployments/dp-1/devices/d-2", "GET /api/v2/fleet/deployments/dp-1/devices/d-2"),
            ("group production-gateways-europe-west-1-canary", "group production-gateways-europe-west-1-canary"),
            ("the token is missing", "the token is missing"),
            ("invalid token", "invalid token"),
            ("Token\n: x", "Token\n: x"),
            ("token:\u{a0}abc", "token:\u{a0}[redacted]"),
            ("Bearer \u{3000}\u{b}abc, \u{2028}", "Bearer \u{3000}\u{b}[redacted], \u{2028}"),
            ("Cookie: \u{2003}a\u{85}b", "Cookie: \u{2003}[redacted]\u{85}[redacted]"),
            (
                "größer als 32 Zeichen, aber lesbarer Text für Menschen",
                "größer als 32 Zeichen, aber lesbarer Text für Menschen",
            ),
            ("", ""),
        ] {
            assert_eq!(redact(text), shown, "{text:?}");
        }
    }
}
