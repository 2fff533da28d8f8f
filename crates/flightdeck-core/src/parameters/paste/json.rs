//! JSON: a map of names and values, a list of records with both, or a deploy request with such a map in it.

use serde::de::IgnoredAny;

use super::Found;
use crate::json_parts::{Part, parts};

/// Where the map stands in a deploy request, and in what people make of one.
const WRAPPINGS: [&str; 4] = ["deployment_configuration", "parameters_mapping", "parameters", "inputs"];
/// How deep it may stand.
const MAX_DEPTH: u8 = 3;

pub(super) fn read(text: &str) -> Result<Found, String> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        return Err(format!("This is not JSON: line {}: {what}.", error.line()));
    }
    let mut found = Found::default();
    let (json, line) = unwrapped(text, 1, 0);
    for part in parts(json, line) {
        match part.key {
            Some(name) => take(name, part.json, part.line, &mut found),
            None => record(&part, &mut found),
        }
    }
    Ok(found)
}

/// The map or list inside its wrappings.
fn unwrapped(json: &str, line: u32, depth: u8) -> (&str, u32) {
    if depth < MAX_DEPTH && json.trim_start().starts_with('{') {
        let fields = parts(json, line);
        let inner = WRAPPINGS.iter().find_map(|name| fields.iter().find(|part| part.key.as_deref() == Some(*name)));
        if let Some(inner) = inner.filter(|part| part.json.starts_with(['{', '['])) {
            return unwrapped(inner.json, inner.line, depth + 1);
        }
    }
    (json, line)
}

/// An element of a list: a record with a name and a value.
fn record(part: &Part<'_>, found: &mut Found) {
    let fields = parts(part.json, part.line);
    let field =
        |names: &[&str]| fields.iter().find(|field| field.key.as_deref().is_some_and(|key| names.contains(&key)));
    let name = field(&["name", "key"]).and_then(|name| serde_json::from_str::<String>(name.json).ok());
    match (name, field(&["value", "default"])) {
        (Some(name), Some(value)) => take(name, value.json, part.line, found),
        (Some(name), None) => found.refuse(part.line, format!("{name} has no value.")),
        (None, _) => found.refuse(part.line, "This is no record with a name and a value."),
    }
}

fn take(name: String, json: &str, line: u32, found: &mut Found) {
    match json.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<String>(json) {
            Ok(value) => found.pair(name, value, line),
            Err(_) => found.refuse(line, format!("The text of {name} cannot be read.")),
        },
        Some(b'{' | b'[') => found.refuse(line, format!("{name} is a list or a map; a parameter is a text.")),
        Some(b'n') => found.refuse(line, format!("{name} is null, which is no text.")),
        // A number stays as it is written.
        _ => found.pair(name, json, line),
    }
}
