//! One update flow, and what its definition tells of inputs and steps. \[I\]

use super::listing::Entry;
use super::{field, word};
use crate::decode::fields;
use crate::decode::json::{Cursor, Read, Value};
use crate::decode::records::whole;
use crate::model::{FlowInput, UpdateFlow};

/// Fields with the id of a flow, the most trusted first. \[I\]
pub(super) const IDS: [&str; 4] = ["flow_uuid", "update_flow_uuid", "uuid", "id"];

/// More inputs or steps than this no flow has.
const MAX_PARTS: usize = 1000;
/// How deep definitions may stand in one another.
const MAX_DEPTH: u8 = 3;

/// The flow, if it has a usable id.
pub(super) fn flow(entry: &Entry<'_>, known_as: Option<&str>) -> Read<Option<UpdateFlow>> {
    let mut flow = UpdateFlow { name: None, ..UpdateFlow::default() };
    let id = field(entry.json, &IDS)?.as_ref().and_then(fields::id);
    let key = entry.key.map(|key| key.get().trim().to_owned()).filter(|key| !key.is_empty());
    let Some(uuid) = id.or(key).or_else(|| known_as.map(str::to_owned)) else { return Ok(None) };
    flow.uuid = uuid;
    flow.name = field(entry.json, &["name", "flow_name", "update_flow_name"])?.as_ref().and_then(word);
    define(entry.json, &mut flow, 0)?;
    Ok(Some(flow))
}

/// Takes inputs and steps from wherever a definition has them; what was found first stays.
fn define(json: &[u8], flow: &mut UpdateFlow, depth: u8) -> Read<()> {
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        match (key.get().as_ref(), &value) {
            // YAML reads the bare word "on" as true.
            ("on" | "true", Value::Object(on)) => {
                if let Some(Value::Object(dispatch)) = field(on, &["workflow-dispatch", "workflow_dispatch"])?
                    && let Some(inputs) = field(dispatch, &["inputs"])?
                {
                    take_inputs(&inputs, flow)?;
                }
            }
            ("inputs" | "parameters", inputs) => take_inputs(inputs, flow)?,
            ("steps", steps) => take_steps(steps, flow)?,
            ("jobs", Value::Object(jobs)) => Cursor::new(jobs).object(|cursor, _| {
                if let Value::Object(job) = cursor.value()?
                    && let Some(steps) = field(job, &["steps"])?
                {
                    take_steps(&steps, flow)?;
                }
                Ok(())
            })?,
            ("definition" | "content" | "flow" | "workflow" | "config", inner) if depth < MAX_DEPTH => match inner {
                Value::Object(inner) => define(inner, flow, depth + 1)?,
                // A definition that is text may be JSON; as YAML it is left alone.
                Value::Text(text) => {
                    if let Ok(Value::Object(inner)) = whole(text.get().as_bytes()) {
                        define(inner, flow, depth + 1)?;
                    }
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    })
}

/// Inputs as a map by name, or as a list of records or names.
fn take_inputs(value: &Value<'_>, flow: &mut UpdateFlow) -> Read<()> {
    match value {
        Value::Object(json) => Cursor::new(json).object(|cursor, key| {
            let value = cursor.value()?;
            add(input(key.get().into_owned(), &value)?, flow);
            Ok(())
        }),
        Value::Array(json) => Cursor::new(json).array(|cursor| {
            let value = cursor.value()?;
            let name = match &value {
                Value::Object(json) => field(json, &["name", "key"])?.as_ref().and_then(word),
                other => word(other),
            };
            if let Some(name) = name {
                let told = if matches!(value, Value::Object(_)) { value } else { Value::Null };
                add(input(name, &told)?, flow);
            }
            Ok(())
        }),
        _ => Ok(()),
    }
}

fn add(input: FlowInput, flow: &mut UpdateFlow) {
    let room = !input.name.is_empty() && flow.inputs.len() < MAX_PARTS;
    if room && flow.inputs.iter().all(|known| known.name != input.name) {
        flow.inputs.push(input);
    }
}

/// What is told of an input; a bare value is its default.
fn input(name: String, told: &Value<'_>) -> Read<FlowInput> {
    let Value::Object(json) = told else {
        return Ok(FlowInput { name, default: verbatim(told), ..FlowInput::default() });
    };
    let default = field(json, &["default", "default_value"])?.as_ref().and_then(verbatim);
    let description = field(json, &["description", "note"])?.as_ref().and_then(word);
    let required =
        field(json, &["required"])?.as_ref().and_then(word).is_some_and(|word| word == "true" || word == "1");
    Ok(FlowInput { name, default, description, required })
}

/// A value as it would be sent: text as it is, also when empty.
fn verbatim(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Object(_) | Value::Array(_) => None,
        scalar => fields::text(scalar).map(|text| text.into_owned()),
    }
}

/// What steps are called: by their name, else by what they use or the first line they run.
fn take_steps(value: &Value<'_>, flow: &mut UpdateFlow) -> Read<()> {
    let Value::Array(json) = value else { return Ok(()) };
    Cursor::new(json).array(|cursor| {
        let value = cursor.value()?;
        let called = match &value {
            Value::Object(json) => field(json, &["name", "uses", "run"])?.as_ref().and_then(word),
            other => word(other),
        };
        let called = called.as_deref().map(str::trim).and_then(|called| called.lines().next()).map(str::to_owned);
        if flow.steps.len() < MAX_PARTS {
            flow.steps.push(called.unwrap_or_else(|| format!("step {}", flow.steps.len() + 1)));
        }
        Ok(())
    })
}
