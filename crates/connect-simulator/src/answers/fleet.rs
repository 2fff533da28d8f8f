//! The neighbouring reads: the devices of the fleet and its update flows, in every shape that is switched on.

use serde_json::{Map, Value, json};

use crate::answers::moment::Moment;
use crate::answers::spelling::{make_odd, oddity, pagination};
use crate::answers::token::token;
use crate::fleet::catalog::{FLOWS, Flow, GROUPS, TAGS};
use crate::fleet::model::Model;
use crate::times::time_value;
use crate::variants::{FleetCursor, FleetFlows, FleetGroup, FleetShape, FleetTags, Variants};

/// So many tags are told of a device at most; a message says where there are more.
const MAX_TAGS: usize = 100;

/// Which devices are asked for.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) group: Option<String>,
    /// Any of these; all without one.
    pub(crate) tags: Vec<String>,
    /// The number of the device that the page begins with.
    pub(crate) from: u32,
    pub(crate) limit: usize,
    pub(crate) enrich: bool,
    /// The token told in place of the right one.
    pub(crate) told: Option<String>,
}

impl Asked {
    fn fits(&self, model: &Model, device: u32) -> bool {
        let carries = |name: &String| {
            TAGS.iter().position(|tag| tag == name).is_some_and(|tag| model.tags(device) >> tag & 1 == 1)
        };
        self.group.as_ref().is_none_or(|group| GROUPS[model.group(device)].0 == group)
            && (self.tags.is_empty() || self.tags.iter().any(carries))
    }
}

/// One page of the fleet's devices.
pub(crate) fn page(model: &Model, moment: &Moment, variants: &Variants, asked: &Asked) -> Value {
    let mut fitting = (asked.from..model.devices).filter(|device| asked.fits(model, *device));
    let told: Vec<u32> = fitting.by_ref().take(asked.limit).collect();
    let next = fitting.next().map(|device| asked.told.clone().unwrap_or_else(|| token(device)));
    let mut records: Vec<(String, Value)> = Vec::with_capacity(told.len());
    for (index, device) in told.iter().enumerate() {
        let mut record = record(model, *device, moment, variants, asked.enrich);
        make_odd(&mut record, oddity(variants.odd_fields, index as u32));
        if matches!(variants.fleet_shape, FleetShape::Map | FleetShape::BareMap) {
            record.remove("device_uuid");
        }
        records.push((uuid(model, *device), Value::Object(record)));
    }
    let total = if asked.group.is_none() && asked.tags.is_empty() { Some(model.devices) } else { None };
    shaped(records, next, total, variants)
}

/// One device.
pub(crate) fn device(model: &Model, device: u32, moment: &Moment, variants: &Variants) -> Value {
    let mut record = record(model, device, moment, variants, true);
    make_odd(&mut record, oddity(variants.odd_fields, 4));
    match variants.fleet_shape {
        FleetShape::Array => json!([record]),
        FleetShape::Nested | FleetShape::Data => json!({ "data": record }),
        _ => Value::Object(record),
    }
}

/// The update flows.
pub(crate) fn flows(variants: &Variants) -> Value {
    let flows: Vec<Value> = FLOWS.iter().map(|flow| flow_record(flow, variants.fleet_flows)).collect();
    match variants.fleet_flows {
        FleetFlows::Array => json!(flows),
        _ => json!({ "update_flows": flows }),
    }
}

fn uuid(model: &Model, device: u32) -> String {
    let mut id = Vec::new();
    model.write_uuid(&mut id, device);
    String::from_utf8_lossy(&id).into_owned()
}

fn record(model: &Model, device: u32, moment: &Moment, variants: &Variants, enrich: bool) -> Map<String, Value> {
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| drop(record.insert(name.to_owned(), value));
    put("device_uuid", json!(uuid(model, device)));
    put("device_name", json!(model.name(device)));
    let seen = moment.scale.service_ms(model.last_online(device, moment.now));
    put("last_keepalive", time_value(variants.times, seen));
    put("agent_version", json!(model.agent_version(device)));
    put("device_ip", json!(format!("10.{}.{}.{}", device >> 16 & 255, device >> 8 & 255, device & 255)));
    put("cpu_usage", json!(model.load(device, 0)));
    put("ram_usage", json!(model.load(device, 1)));
    put("current_disk_usage", json!(format!("{}%", model.load(device, 2))));
    put("address", json!(model.site(device)));
    put("description", json!(model.description(device)));
    put("is_update_trigger_set", json!(model.trigger_set(device, moment.now)));
    let group = GROUPS[model.group(device)].0;
    match variants.fleet_group {
        FleetGroup::Group => put("group", json!(group)),
        FleetGroup::GroupName => put("group_name", json!(group)),
        FleetGroup::Record => put("group", json!({"id": 7, "name": group})),
        FleetGroup::Groups => put("groups", json!([{"name": group}])),
        FleetGroup::Null => put("group", Value::Null),
        FleetGroup::Absent => {}
    }
    if let Some(tags) = tags(model, device, variants.fleet_tags, enrich) {
        put("tags", tags);
    }
    if variants.unknown_fields {
        put("sim_card", json!({"iccid": null, "uuid": "not a device"}));
    }
    record
}

/// The tags as they are told: in full only where the answer was asked to be enriched.
fn tags(model: &Model, device: u32, mode: FleetTags, enrich: bool) -> Option<Value> {
    let bits = model.tags(device);
    let mut names: Vec<String> =
        TAGS.iter().enumerate().filter(|(tag, _)| bits >> tag & 1 == 1).map(|(_, name)| (*name).to_owned()).collect();
    match (mode, enrich) {
        (FleetTags::Absent, _) | (FleetTags::Names | FleetTags::Cut, false) => None,
        (FleetTags::Null, _) => Some(Value::Null),
        (FleetTags::Plain, _) => Some(json!(names)),
        // Every third device has so many tags that its own stand behind the cut.
        (FleetTags::Cut, true) if device.is_multiple_of(3) => {
            names = (0..MAX_TAGS).map(|tag| format!("rack-{tag:03}")).collect();
            Some(json!({"names": names, "message": "Only the first 100 tags are shown"}))
        }
        (FleetTags::Names | FleetTags::Cut, true) => Some(json!({ "names": names })),
    }
}

fn shaped(records: Vec<(String, Value)>, next: Option<String>, total: Option<u32>, variants: &Variants) -> Value {
    let mut answer = Map::new();
    let map = |records: Vec<(String, Value)>| records.into_iter().collect::<Map<_, _>>();
    let in_answer = |answer: &mut Map<String, Value>, next: &Option<String>| match variants.fleet_cursor {
        FleetCursor::PaginationInfo => {
            if let Some(info) =
                pagination(variants, next.clone(), total.unwrap_or_default()).filter(|_| total.is_some())
            {
                answer.insert("pagination_info".into(), info);
            } else {
                answer.insert("pagination_info".into(), json!({ "after": next }));
            }
        }
        FleetCursor::Answer => drop(answer.insert("after".into(), json!(next))),
        FleetCursor::LastElement => {}
    };
    let list = |records: Vec<(String, Value)>| {
        let mut list: Vec<Value> = records.into_iter().map(|(_, record)| record).collect();
        let bare = variants.fleet_shape == FleetShape::Array;
        if next.is_some() && (bare || variants.fleet_cursor == FleetCursor::LastElement) {
            list.push(json!({ "after": next }));
        }
        list
    };
    match variants.fleet_shape {
        FleetShape::Array => return json!(list(records)),
        FleetShape::Devices => drop(answer.insert("devices".into(), json!(list(records)))),
        FleetShape::Data => drop(answer.insert("data".into(), json!(list(records)))),
        FleetShape::Nested => {
            let mut inner = Map::from_iter([("items".to_owned(), json!(list(records)))]);
            in_answer(&mut inner, &next);
            return json!({ "data": inner });
        }
        FleetShape::Elsewhere => {
            answer.insert("columns".into(), json!([{"title": "Device"}, {"title": "Seen"}]));
            answer.insert("machines".into(), json!(list(records)));
        }
        FleetShape::Map => drop(answer.insert("devices".into(), Value::Object(map(records)))),
        FleetShape::BareMap => answer = map(records),
    }
    in_answer(&mut answer, &next);
    Value::Object(answer)
}

fn flow_record(flow: &Flow, mode: FleetFlows) -> Value {
    let mut inputs = Map::new();
    for given in flow.parameters {
        inputs
            .insert(given.name.into(), json!({"description": given.note, "default": given.default, "required": false}));
    }
    let steps: Vec<Value> = flow.steps.iter().map(|step| json!({"name": step.name, "run": "true"})).collect();
    let definition = json!({"name": flow.name, "on": {"workflow-dispatch": {"inputs": inputs}}, "steps": steps});
    match mode {
        FleetFlows::NamesOnly => json!({"name": flow.name, "uuid": flow.uuid}),
        FleetFlows::Text => json!({"name": flow.name, "uuid": flow.uuid, "definition": definition.to_string()}),
        FleetFlows::Defined | FleetFlows::Array => {
            json!({"name": flow.name, "uuid": flow.uuid, "definition": definition})
        }
    }
}
