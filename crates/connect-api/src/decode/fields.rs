//! Fields of any type, read as what they should have been.

use std::borrow::Cow;

use super::json::{Cursor, Read, Value};
use crate::time::{ApiTime, TimeRef};

/// Longest JSON text kept of a value that stands where a short text should.
const MAX_ODD: usize = 200;

/// The value as text: numbers and booleans as written, null as nothing, containers as their JSON.
pub(crate) fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("true".into()),
        Value::Bool(false) => Some("false".into()),
        Value::Number(digits) => Some((*digits).into()),
        Value::Text(text) => Some(text.get()),
        Value::Object(json) | Value::Array(json) => Some(String::from_utf8_lossy(&json[..json.len().min(MAX_ODD)])),
    }
}

/// The value as an id or a token: text or number, and not blank.
pub(crate) fn id(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(_) | Value::Number(_) => text(value).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()),
        _ => None,
    }
}

/// The value as a whole number, from `3`, `3.0`, `"3"` and `" -3 "`.
pub(crate) fn integer(value: &Value<'_>) -> Option<i64> {
    let digits = match value {
        Value::Number(digits) => Cow::Borrowed(*digits),
        Value::Text(text) => text.get(),
        _ => return None,
    };
    let digits = digits.trim();
    if let Ok(whole) = digits.parse() {
        return Some(whole);
    }
    let number: f64 = digits.parse().ok()?;
    // Beyond 2^53 the fraction form no longer names one integer.
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// The value as a count.
pub(crate) fn count(value: &Value<'_>) -> Option<u64> {
    integer(value).and_then(|number| number.try_into().ok())
}

/// The value as a time.
pub(crate) fn time(value: &Value<'_>) -> ApiTime {
    match value {
        Value::Bool(false) => ApiTime::Absent,
        other => text(other).map_or(ApiTime::Absent, |text| TimeRef::parse(&text).into()),
    }
}

/// A step's output: whole, whatever its length; a list of lines is joined.
pub(crate) fn output(value: &Value<'_>) -> Read<String> {
    match value {
        Value::Array(json) => {
            let mut lines = Vec::new();
            Cursor::new(json).array(|cursor| {
                lines.push(output_line(&cursor.value()?));
                Ok(())
            })?;
            Ok(lines.join("\n"))
        }
        other => Ok(output_line(other)),
    }
}

fn output_line(value: &Value<'_>) -> String {
    match value {
        Value::Object(json) | Value::Array(json) => String::from_utf8_lossy(json).into_owned(),
        other => text(other).map(Cow::into_owned).unwrap_or_default(),
    }
}

/// What an error body says: `{error}`, `{message}`, `{detail}`, `{errors:[{message}]}`, a text, or a list of these.
pub(crate) fn error_text(body: &[u8]) -> Option<String> {
    let value = Cursor::new(body).value().ok()?;
    said(&value, 0).filter(|text| !text.trim().is_empty())
}

/// What a success body says in `message`.
pub(crate) fn message(body: &[u8]) -> Read<Option<String>> {
    let value = Cursor::new(body).value()?;
    Ok(match value {
        Value::Object(json) => named(json, "message").or_else(|| named(json, "status")),
        Value::Text(_) => text(&value).map(Cow::into_owned),
        _ => None,
    }
    .filter(|text| !text.trim().is_empty()))
}

fn said(value: &Value<'_>, depth: u8) -> Option<String> {
    // Real error bodies nest twice; more would be someone playing.
    if depth > 4 {
        return None;
    }
    match value {
        Value::Text(text) => Some(text.get().into_owned()),
        Value::Array(json) => {
            let mut parts = Vec::new();
            let _ = Cursor::new(json).array(|cursor| {
                parts.extend(said(&cursor.value()?, depth + 1));
                Ok(())
            });
            (!parts.is_empty()).then(|| parts.join("; "))
        }
        Value::Object(json) => {
            const NAMES: [&str; 7] = ["message", "error", "detail", "error_description", "errors", "reason", "title"];
            let mut found: [Option<String>; NAMES.len()] = Default::default();
            let _ = Cursor::new(json).object(|cursor, key| {
                let value = cursor.value()?;
                if let Some(slot) = NAMES.iter().position(|name| key.get().eq_ignore_ascii_case(name)) {
                    found[slot] = said(&value, depth + 1).filter(|text| !text.trim().is_empty());
                }
                Ok(())
            });
            found.into_iter().flatten().next()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn named(json: &[u8], name: &str) -> Option<String> {
    let mut found = None;
    let _ = Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        if key.get() == name && matches!(value, Value::Text(_)) {
            found = text(&value).map(Cow::into_owned);
        }
        Ok(())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value<'_> {
        // Numbers end only where something follows.
        Cursor::new(json.as_bytes()).value().unwrap()
    }

    #[test]
    fn exit_codes_and_counts_come_in_many_types() {
        for (json, number) in [
            ("0 ", Some(0)),
            ("-9 ", Some(-9)),
            ("3.0 ", Some(3)),
            ("1e2 ", Some(100)),
            ("\"137\"", Some(137)),
            ("\" -1 \"", Some(-1)),
            ("9223372036854775807 ", Some(i64::MAX)),
            ("9223372036854775808 ", None),
            ("1.5 ", None),
            ("\"\"", None),
            ("\"killed\"", None),
            ("\"NaN\"", None),
            ("null", None),
            ("true", None),
            ("[1]", None),
        ] {
            assert_eq!(integer(&value(json)), number, "{json}");
        }
        assert_eq!(count(&value("-1 ")), None, "a negative count says nothing");
    }

    #[test]
    fn every_error_body_yields_its_text() {
        for (body, said) in [
            (r#"{"error":"no"}"#, Some("no")),
            (r#"{"message":"no"}"#, Some("no")),
            (r#"{"status":404,"message":"no"}"#, Some("no")),
            (r#"{"errors":[{"message":"a"},{"message":"b"}]}"#, Some("a; b")),
            (r#"{"errors":["a",null,{"detail":"b"}]}"#, Some("a; b")),
            (r#"{"error":{"code":7,"message":"deep"}}"#, Some("deep")),
            (r#"{"error":null,"detail":"d"}"#, Some("d")),
            (r#"{"Message":"as some gateways write it"}"#, Some("as some gateways write it")),
            (r#""just a text""#, Some("just a text")),
            (r#"["a","b"]"#, Some("a; b")),
            (r#"{"errors":{"message":"one"}}"#, Some("one")),
            ("{}", None),
            ("[]", None),
            ("null", None),
            (r#"{"error":""}"#, None),
            (r#"{"error":42}"#, None),
            ("not json", None),
            ("{\"error\":\"cut", None),
            ("", None),
        ] {
            assert_eq!(error_text(body.as_bytes()).as_deref(), said, "{body}");
        }
    }

    #[test]
    fn outputs_are_kept_whole() {
        for (json, kept) in [
            (r#""a\u0000\u001b[31mb""#, "a\0\u{1b}[31mb"),
            (r#"["a","b",3 ]"#, "a\nb\n3"),
            ("null", ""),
            ("17 ", "17"),
            (r#"{"k":1}"#, r#"{"k":1}"#),
        ] {
            assert_eq!(output(&value(json)).unwrap(), kept, "{json}: an output is shown as the device wrote it");
        }
    }
}
