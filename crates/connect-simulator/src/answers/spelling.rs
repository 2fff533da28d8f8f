//! How variants spell states, ids, totals and odd records; shared by the answers that need it.

use serde_json::{Map, Value, json};

use crate::fleet::timeline::State;
use crate::variants::{AfterEnd, OddFields, StatusWords, TotalMode, Variants};

/// The words for pending, in progress, success, failed and aborted.
const WORDS: [[&str; 5]; 7] = [
    ["Pending", "In Progress", "Success", "Failed", "Aborted"],
    ["Pending", "In progress", "Succeeded", "Failed", "Aborted"],
    ["pending", "in_progress", "success", "failed", "aborted"],
    ["PENDING", "RUNNING", "SUCCESSFUL", "FAILED", "ABORTED"],
    ["queued", "running", "successful", "failure", "canceled"],
    ["queued", "In_Progress", "success", "error", "cancelled"],
    ["Pending", "Rebooting", "Success", "Failed", "Aborted"],
];

/// The word for a state.
pub(crate) fn status_word(words: StatusWords, state: State, device: u32) -> &'static str {
    let row = match words {
        StatusWords::Documented => 0,
        StatusWords::Succeeded => 1,
        StatusWords::Snake => 2,
        StatusWords::Upper => 3,
        StatusWords::Queue => 4,
        StatusWords::Errors => 5,
        StatusWords::Novel => 6,
        StatusWords::Mixed => device as usize % WORDS.len(),
    };
    WORDS[row][state as usize]
}

/// What is odd about the n-th record of an answer.
pub(crate) fn oddity(odd: OddFields, index: u32) -> OddFields {
    if index % 5 != 4 {
        return OddFields::None;
    }
    match odd {
        OddFields::All => [OddFields::Null, OddFields::Absent, OddFields::Neighbours][(index / 5 % 3) as usize],
        other => other,
    }
}

/// Makes a record odd; its id stays, since without it there is no record to lose.
pub(crate) fn make_odd(record: &mut Map<String, Value>, odd: OddFields) {
    let others = |key: &String| key != "deployment_uuid" && key != "device_uuid";
    match odd {
        OddFields::None | OddFields::All => {}
        OddFields::Null => record.iter_mut().filter(|(key, _)| others(key)).for_each(|(_, value)| *value = Value::Null),
        OddFields::Absent => record.retain(|key, _| !others(key)),
        OddFields::Neighbours => {
            for (_, value) in record.iter_mut().filter(|(key, _)| others(key)) {
                *value = match value {
                    Value::String(_) => json!(42),
                    Value::Number(number) => json!(number.to_string()),
                    Value::Object(_) => json!([]),
                    _ => json!(false),
                };
            }
        }
    }
}

/// The `pagination_info` of an answer, or nothing if it is to be left out.
pub(crate) fn pagination(variants: &Variants, after: Option<String>, total: u32) -> Option<Value> {
    let mut info = Map::new();
    match (after, variants.after_end) {
        (Some(token), _) => drop(info.insert("after".into(), token.into())),
        (None, AfterEnd::EmptyText) => drop(info.insert("after".into(), "".into())),
        (None, AfterEnd::Null) => drop(info.insert("after".into(), Value::Null)),
        (None, AfterEnd::Zero) => drop(info.insert("after".into(), 0.into())),
        (None, AfterEnd::Absent) => {}
        (None, AfterEnd::NoPaginationInfo) => return None,
    }
    let total = match variants.total {
        TotalMode::Right => json!(total),
        TotalMode::Wrong => json!(u64::from(total) * 2 + 17),
        TotalMode::Absent => return Some(Value::Object(info)),
        TotalMode::Null => Value::Null,
        TotalMode::Text => json!(total.to_string()),
    };
    info.insert("total".into(), total);
    Some(Value::Object(info))
}
