//! One device of the fleet.

use std::collections::HashSet;

use super::listing::Entry;
use super::{name, word, words};
use crate::decode::fields;
use crate::decode::json::{Cursor, Read, Value};
use crate::model::FleetDevice;

/// Fields with the id of a device, the most trusted first. \[I\]
pub(super) const IDS: [&str; 4] = ["device_uuid", "uuid", "device_id", "id"];

/// No id is longer; a longer one would be somebody playing.
const MAX_ID: usize = 512;

/// The device, if it has a usable id: its own, its key, or the one it is known by.
pub(super) fn device(entry: &Entry<'_>, known_as: Option<&str>) -> Read<Option<FleetDevice>> {
    let mut device = FleetDevice::default();
    let mut ids: [Option<String>; IDS.len()] = Default::default();
    let (mut group, mut groups, mut tags, mut short) = (None, None, None, None);
    Cursor::new(entry.json).object(|cursor, key| {
        let value = cursor.value()?;
        match key.get().as_ref() {
            "device_name" => device.name = word(&value),
            "name" => short = word(&value),
            "group" | "group_name" => group = Some(value).filter(|value| !matches!(value, Value::Null)).or(group),
            "groups" => groups = Some(value),
            "tags" => tags = Some(value),
            "last_keepalive" => device.last_keepalive = fields::time(&value),
            "registered_date" => device.registered = fields::time(&value),
            "agent_version" => device.agent_version = word(&value),
            "device_ip" => device.ip = word(&value),
            "address" => device.address = word(&value),
            "description" => device.description = word(&value),
            "cpu_usage" => device.cpu = word(&value),
            "ram_usage" => device.ram = word(&value),
            "current_disk_usage" => device.disk = word(&value),
            "is_update_trigger_set" => device.update_trigger = truth(&value),
            id => {
                if let Some(slot) = IDS.iter().position(|name| id == *name) {
                    ids[slot] = fields::id(&value);
                }
            }
        }
        Ok(())
    })?;
    let key = entry.key.map(|key| key.get().trim().to_owned());
    let told = ids.into_iter().flatten().next().or(key).or_else(|| known_as.map(str::to_owned));
    let Some(uuid) = told.filter(|uuid| !uuid.is_empty() && uuid.len() <= MAX_ID) else { return Ok(None) };
    device.uuid = uuid;
    device.name = device.name.or(short);
    (device.group, device.groups) = in_groups(group.as_ref(), groups.as_ref())?;
    (device.tags, device.tags_cut) = tagged(tags.as_ref())?;
    Ok(Some(device))
}

/// The one group, and all of them: each told as a name, as a record with a name, or as a list of these. A number is no name: filters go by
/// names \[S\].
fn in_groups(group: Option<&Value<'_>>, groups: Option<&Value<'_>>) -> Read<(Option<String>, Vec<String>)> {
    let (mut all, mut known) = (Vec::new(), HashSet::new());
    for value in [group, groups].into_iter().flatten() {
        let told = match value {
            Value::Array(json) => words(json, &["name", "group_name"], name)?.0,
            Value::Object(json) => {
                super::field(json, &["name", "group_name"])?.as_ref().and_then(name).into_iter().collect()
            }
            other => name(other).into_iter().collect(),
        };
        for told in told {
            if known.insert(told.clone()) {
                all.push(told);
            }
        }
    }
    let one = if let [only] = all.as_slice() { Some(only.clone()) } else { None };
    Ok((one, all))
}

/// The tags, and whether there may be more: `{names, message?}` \[F\] or a plain list; a message comes where names were left out. \[F\]
fn tagged(value: Option<&Value<'_>>) -> Read<(Option<Vec<String>>, bool)> {
    const NAMES: [&str; 2] = ["name", "tag_name"];
    match value {
        Some(Value::Array(json)) => words(json, &NAMES, word).map(|(tags, odd)| (Some(tags), odd)),
        Some(Value::Object(json)) => {
            let told = super::field(json, &["message"])?.as_ref().and_then(word).is_some();
            match super::field(json, &["names"])? {
                Some(Value::Array(json)) => words(json, &NAMES, word).map(|(tags, odd)| (Some(tags), odd || told)),
                _ => Ok((None, told)),
            }
        }
        _ => Ok((None, false)),
    }
}

fn truth(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        other => match word(other)?.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
    }
}
