//! Reading a deploy request: strict about form, since a client that sends nonsense should learn it here and not in production.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::fleet::Order;
use crate::fleet::catalog::{APPS, Flow};
use crate::fleet::filter::{Filter, Target, What};
use crate::fleet::timeline::State;

type Checked<T> = Result<T, String>;

/// Reads the body of a deploy request, or says in a sentence what is wrong with it.
pub(crate) fn read(body: &[u8]) -> Checked<Order> {
    let value: Value = serde_json::from_slice(body).map_err(|error| format!("The body is not valid JSON: {error}"))?;
    let root = object(&value, "The body")?;
    let device_filter = object(root.get("device_filter").unwrap_or(&Value::Null), "device_filter")?;
    let configuration =
        object(root.get("deployment_configuration").unwrap_or(&Value::Null), "deployment_configuration")?;
    let uuid = text(configuration, "flow_uuid", "deployment_configuration")?;
    let flow = Flow::find(uuid).ok_or_else(|| format!("Update flow {uuid} does not exist in this fleet"))?;
    Ok(Order {
        target: target(device_filter)?,
        flow,
        comment: optional_text(configuration, "comment", "deployment_configuration")?.map(str::to_owned),
        app: app(configuration)?,
        parameters: parameters(configuration)?,
    })
}

fn object<'a>(value: &'a Value, name: &str) -> Checked<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| format!("{name} must be an object"))
}

fn text<'a>(map: &'a Map<String, Value>, key: &str, place: &str) -> Checked<&'a str> {
    optional_text(map, key, place)?.ok_or_else(|| format!("{place}.{key} is required"))
}

fn optional_text<'a>(map: &'a Map<String, Value>, key: &str, place: &str) -> Checked<Option<&'a str>> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{place}.{key} must be a string")),
    }
}

fn list<'a>(map: &'a Map<String, Value>, key: &str) -> Checked<Option<&'a Vec<Value>>> {
    match map.get(key) {
        None => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items)),
        Some(_) => Err(format!("device_filter.{key} must be an array")),
    }
}

fn target(map: &Map<String, Value>) -> Checked<Target> {
    let mut target = Target::default();
    for (index, value) in list(map, "groups")?.into_iter().flatten().enumerate() {
        let place = format!("device_filter.groups[{index}]");
        target.groups.push(text(object(value, &place)?, "name", &place)?.to_owned());
    }
    // Only `filters` is documented as required.
    let filters = list(map, "filters")?.ok_or("device_filter.filters is required")?;
    for (index, value) in filters.iter().enumerate() {
        let place = format!("device_filter.filters[{index}]");
        target.filters.push(filter(object(value, &place)?, &place)?);
    }
    Ok(target)
}

fn filter(map: &Map<String, Value>, place: &str) -> Checked<Filter> {
    let kind = text(map, "type", place)?;
    let value = text(map, "value", place)?;
    let negated = match text(map, "operand", place)? {
        "is" => false,
        "is_not" if matches!(kind, "specific_device" | "tag" | "app") => true,
        "is_not" => return Err(format!("{place}.operand of a {kind} filter can only be is")),
        other => return Err(format!("{place}.operand must be is or is_not, not {other}")),
    };
    let what = match kind {
        "specific_device" => What::Device(value.into()),
        "tag" => What::Tag(value.into()),
        "app" => {
            What::App { name: value.into(), version: optional_text(map, "app_version", place)?.map(str::to_owned) }
        }
        "device_state" => match value {
            "online" => What::Online(true),
            "offline" => What::Online(false),
            other => return Err(format!("{place}.value must be online or offline, not {other}")),
        },
        "deployment" => What::Deployment { id: text(map, "deployment_id", place)?.into(), state: state(value, place)? },
        other => return Err(format!("{place}.type {other} is unknown")),
    };
    Ok(Filter { negated, what })
}

fn state(value: &str, place: &str) -> Checked<Option<State>> {
    Ok(Some(match value {
        "any" => return Ok(None),
        "pending" => State::Pending,
        "in_progress" => State::InProgress,
        "success" => State::Success,
        "failed" => State::Failed,
        "aborted" => State::Aborted,
        other => {
            let known = "pending, in_progress, success, failed, aborted or any";
            return Err(format!("{place}.value must be {known}, not {other}"));
        }
    }))
}

fn app(configuration: &Map<String, Value>) -> Checked<Option<(String, String)>> {
    let Some(value) = configuration.get("app").filter(|value| !value.is_null()) else { return Ok(None) };
    let place = "deployment_configuration.app";
    let map = object(value, place)?;
    let (name, version) = (text(map, "name", place)?, text(map, "version", place)?);
    if !APPS.iter().any(|app| app.name == name) {
        return Err(format!("App {name} does not exist in this fleet"));
    }
    Ok(Some((name.into(), version.into())))
}

fn parameters(configuration: &Map<String, Value>) -> Checked<BTreeMap<String, String>> {
    let Some(value) = configuration.get("parameters_mapping").filter(|value| !value.is_null()) else {
        return Ok(BTreeMap::new());
    };
    let place = "deployment_configuration.parameters_mapping";
    let map = object(value, place)?;
    map.keys().map(|key| Ok((key.clone(), text(map, key, place)?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(filters: &str, more: &str) -> String {
        let body = format!(
            r#"{{"device_filter":{{"groups":[],"filters":{filters}}},"deployment_configuration":{{"flow_uuid":"f-7b56-3336"{more}}}}}"#
        );
        read(body.as_bytes()).err().unwrap_or_default()
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        for (filters, more, expected) in [
            ("[]", "", ""),
            ("null", "", "device_filter.filters must be an array"),
            (r#"[{"type":"tag","operand":"is"}]"#, "", "device_filter.filters[0].value is required"),
            (r#"[{"type":"tag","operand":"was","value":"x"}]"#, "", "operand must be is or is_not"),
            (r#"[{"type":"planet","operand":"is","value":"x"}]"#, "", "type planet is unknown"),
            (r#"[{"type":"device_state","operand":"is_not","value":"online"}]"#, "", "can only be is"),
            (r#"[{"type":"device_state","operand":"is","value":"Online"}]"#, "", "must be online or offline"),
            (r#"[{"type":"deployment","operand":"is","value":"failed"}]"#, "", "deployment_id is required"),
            (r#"[{"type":"deployment","operand":"is","value":"lost","deployment_id":"dp-1"}]"#, "", "not lost"),
            ("[]", r#","app":{"name":"gateway"}"#, "app.version is required"),
            ("[]", r#","app":{"name":"Gateway","version":"1"}"#, "App Gateway does not exist"),
            ("[]", r#","parameters_mapping":{"VERSION":4}"#, "parameters_mapping.VERSION must be a string"),
            ("[]", r#","comment":7"#, "comment must be a string"),
        ] {
            let told = wrong(filters, more);
            assert!(
                told.contains(expected) && told.is_empty() == expected.is_empty(),
                "{filters} {more} said {told:?}"
            );
        }
        for (body, expected) in [
            ("", "not valid JSON"),
            ("[]", "The body must be an object"),
            ("{}", "device_filter must be an object"),
            (r#"{"device_filter":{"filters":[]},"deployment_configuration":{}}"#, "flow_uuid is required"),
            (
                r#"{"device_filter":{"filters":[]},"deployment_configuration":{"flow_uuid":"f-0"}}"#,
                "f-0 does not exist",
            ),
            (r#"{"device_filter":{},"deployment_configuration":{"flow_uuid":"f-7b56-3336"}}"#, "filters is required"),
        ] {
            let told = read(body.as_bytes()).err().unwrap_or_default();
            assert!(told.contains(expected), "{body} said {told:?}");
        }
    }
}
