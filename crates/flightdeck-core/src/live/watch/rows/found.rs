//! Devices, found in rows as they were kept: one of them, or each.

use super::blob::{Blob, Record};
use super::row::NONE;
use crate::wire::DeviceState;

/// What kept rows tell of one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) state: DeviceState,
    pub(crate) raw_status: Option<String>,
    pub(crate) since_ms: i64,
    /// No time of the service tells since when.
    pub(crate) since_least: bool,
    pub(crate) gone_ms: Option<i64>,
}

/// What these blobs say last of a device, read in the order in which they were kept. Those that neither name it nor come after one that
/// does may be left out. None where they do not name it, or cannot be read.
pub(crate) fn find(blobs: &[Vec<u8>], device: &str) -> Option<Found> {
    let mut at: Option<u32> = None;
    let mut found = None;
    for bytes in blobs {
        let mut blob = Blob::open(bytes)?;
        // Records stand in the order of their rows.
        while let Some(record) = blob.next() {
            let here = match at {
                None => record.id == Some(device),
                Some(index) if record.index > index => break,
                Some(index) => record.index == index,
            };
            if here {
                at = Some(record.index);
                found = Some(told(&blob, &record));
            }
        }
        if at.is_none() && !blob.is_read() {
            return None;
        }
    }
    found
}

/// A device as kept rows tell it last.
pub(crate) struct Told<'a> {
    pub(crate) id: &'a str,
    pub(crate) found: Found,
    pub(crate) name: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
}

/// Tells of each device what these blobs say last of it, read in the order in which they were kept, up to where they cannot be read.
pub(crate) fn each(blobs: &[Vec<u8>], mut tell: impl FnMut(Told<'_>)) {
    let mut all: std::collections::BTreeMap<u32, Told<'_>> = std::collections::BTreeMap::new();
    for bytes in blobs {
        let Some(mut blob) = Blob::open(bytes) else { break };
        while let Some(record) = blob.next() {
            let Some(id) = record.id.or_else(|| all.get(&record.index).map(|told| told.id)) else { continue };
            let text = |number: u32| blob.texts.get(number as usize).copied().filter(|_| number != NONE);
            let (name, group) = (text(record.row.name), text(record.row.group));
            all.insert(record.index, Told { id, found: told(&blob, &record), name, group });
        }
    }
    all.into_values().for_each(&mut tell);
}

fn told(blob: &Blob<'_>, record: &Record<'_>) -> Found {
    let row = &record.row;
    let told_ms = row.told_since_ms();
    let status = blob.texts.get(row.raw_status as usize).filter(|_| row.raw_status != NONE);
    Found {
        state: row.state.into(),
        raw_status: status.filter(|_| row.state == connect_api::DeviceState::Unknown).map(|text| (*text).to_owned()),
        since_ms: told_ms.unwrap_or(row.since),
        since_least: told_ms.is_none(),
        gone_ms: record.gone_ms,
    }
}
