//! The neighbouring reads: devices of the fleet, one device, update flows. Their records are public \[F\], the shape around them is
//! not; so records are looked for, and every field may be missing or of another type.

mod device;
mod flow;
mod listing;

use std::collections::HashSet;

use super::Misfit;
use super::json::{Cursor, Read, Value};
use super::records::whole;
use crate::model::{FleetDevice, FleetDevicesPage, UpdateFlow};
use listing::{Entry, Listing, Words};

const DEVICES: Words = Words {
    lists: &["devices", "data", "items", "results"],
    own: 1,
    ids: &device::IDS,
    marks: &["device_name", "last_keepalive", "agent_version", "device_ip"],
    missed: "the reply has no devices",
};

const FLOWS: Words = Words {
    lists: &["update_flows", "flows", "data", "items", "results"],
    own: 2,
    ids: &flow::IDS,
    marks: &["steps", "definition"],
    missed: "the reply has no update flows",
};

/// A page of the fleet's devices.
pub(crate) fn fleet_devices(body: &[u8]) -> Result<FleetDevicesPage, Misfit> {
    let mut listing = listing::read(body, &DEVICES)?;
    let devices = records(&mut listing, device::device)?;
    let Listing { after: next, total, known: shape_known, unreadable, .. } = listing;
    Ok(FleetDevicesPage { devices, next, total, shape_known, unreadable })
}

/// One device, asked for by its uuid; a reply that forgot the uuid still is that device's.
pub(crate) fn fleet_device(body: &[u8], asked: &str) -> Result<FleetDevice, Misfit> {
    const MISSED: &str = "the reply is no device";
    let found = listing::single(&whole(body)?, &DEVICES, 0)?.ok_or(Misfit::shape(MISSED))?;
    let mut device = device::device(&Entry { key: None, json: found }, Some(asked))?.ok_or(Misfit::shape(MISSED))?;
    if !device.uuid.eq_ignore_ascii_case(asked) {
        return Err(Misfit::shape("the reply is about another device"));
    }
    asked.clone_into(&mut device.uuid);
    Ok(device)
}

/// A page of the update flows, with the token of the next one.
pub(crate) fn update_flows(body: &[u8]) -> Result<(Vec<UpdateFlow>, Option<String>), Misfit> {
    let mut listing = listing::read(body, &FLOWS)?;
    let flows = records(&mut listing, flow::flow)?;
    Ok((flows, listing.after))
}

/// The records of a listing; what is none is counted, unless it is where the token of the next page stands.
fn records<T>(
    listing: &mut Listing<'_>,
    read: impl Fn(&Entry<'_>, Option<&str>) -> Read<Option<T>>,
) -> Result<Vec<T>, Misfit> {
    let entries = std::mem::take(&mut listing.entries);
    let mut records = Vec::with_capacity(entries.len());
    for entry in &entries {
        match read(entry, None)? {
            Some(record) => records.push(record),
            None if listing.tells_the_next_page(entry)? => {}
            None => listing.unreadable = listing.unreadable.saturating_add(1),
        }
    }
    Ok(records)
}

/// The value as a word: text, number or truth, verbatim; blank is nothing.
fn word(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) | Value::Array(_) => None,
        scalar => super::fields::text(scalar).filter(|text| !text.trim().is_empty()).map(|text| text.into_owned()),
    }
}

/// The same where only a name will do: a number is the id of something. \[I\]
fn name(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(_) => word(value),
        _ => None,
    }
}

/// The words of a list of texts, or of records with one of these fields, as `word` reads them; and whether there was anything else in it.
fn words(json: &[u8], fields: &[&str], word: fn(&Value<'_>) -> Option<String>) -> Read<(Vec<String>, bool)> {
    let (mut words, mut odd) = (Vec::<String>::new(), false);
    // A body may have millions of them.
    let mut known = HashSet::new();
    Cursor::new(json).array(|cursor| {
        let value = cursor.value()?;
        let found = match &value {
            Value::Object(json) => field(json, fields)?.as_ref().and_then(word),
            other => word(other),
        };
        match found {
            Some(found) => {
                if known.insert(found.clone()) {
                    words.push(found);
                }
            }
            None => odd = true,
        }
        Ok(())
    })?;
    Ok((words, odd))
}

/// The first of these fields that the object has with a value, by the order of the names.
fn field<'a>(json: &'a [u8], names: &[&str]) -> Read<Option<Value<'a>>> {
    let mut found: Vec<Option<Value<'a>>> = vec![None; names.len()];
    Cursor::new(json).object(|cursor, key| {
        let value = cursor.value()?;
        if let Some(slot) = names.iter().position(|name| key.get() == *name) {
            found[slot] = Some(value).filter(|value| !matches!(value, Value::Null));
        }
        Ok(())
    })?;
    Ok(found.into_iter().flatten().next())
}

#[cfg(test)]
mod tests;
