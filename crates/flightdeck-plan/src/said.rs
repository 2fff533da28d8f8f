//! What is said: one line of JSON for each thing that happens, on the standard output.

use std::io::{Write, stdout};

use serde_json::{Value, json};

/// Says one thing. Nobody who reads it is no reason to end a rollout.
pub(crate) fn say(what: &Value) {
    text(&format!("{what}\n"));
}

/// Writes text as it is.
pub(crate) fn text(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// A moment as ISO 8601 in UTC; null for one that no calendar has.
pub(crate) fn moment(at_ms: i64) -> Value {
    jiff::Timestamp::from_millisecond(at_ms).map_or(Value::Null, |at| json!(at.to_string()))
}
