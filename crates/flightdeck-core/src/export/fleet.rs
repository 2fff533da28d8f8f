//! The known fleet, a row for each device: as CSV, which can be imported again, and as one JSON value that says what it is.

use std::borrow::Cow;
use std::io::Write;

use serde_json::{Value, json};

use super::Origin;
use super::cells::{Cell, iso};
use super::devices::word;
use super::file::{Progress, Stop};
use super::table;
use crate::fleet::snapshot::{Snapshot, SnapshotDevice};
use crate::wire::{FleetReads, FleetView, SeenWhen};

/// What a file is about, besides its rows.
pub(crate) struct About {
    pub(crate) origin: Origin,
    pub(crate) view: FleetView,
    /// Only those that were chosen one by one or by a rule.
    pub(crate) chosen: bool,
}

/// The columns, in every format.
const COLUMNS: [&str; 17] = [
    "device_id",
    "name",
    "group",
    "tags",
    "more_tags",
    "last_seen",
    "seen",
    "update_trigger",
    "agent_version",
    "device_ip",
    "address",
    "description",
    "last_deployment",
    "last_deployment_comment",
    "last_state",
    "last_state_at",
    "told_by_service",
];

fn cells<'a>(one: &'a SnapshotDevice<'_>) -> [Cell<'a>; 17] {
    let device = one.device;
    let told = |text: Option<String>| text.map_or(Cell::None, |text| Cell::Text(Cow::Owned(text)));
    let last = one.last();
    let last = last.as_ref();
    [
        Cell::text(Some(&device.id)),
        Cell::text(device.name.as_deref()),
        told(one.groups()),
        told(one.tags()),
        if device.tags.is_some() { Cell::Yes(device.tags_cut) } else { Cell::None },
        device.seen_ms.map_or(Cell::None, Cell::Time),
        seen_word(one.seen()),
        device.trigger.map_or(Cell::None, Cell::Yes),
        Cell::text(one.agent()),
        Cell::text(device.ip.as_deref()),
        Cell::text(device.address.as_deref()),
        Cell::text(device.description.as_deref()),
        Cell::text(last.map(|last| last.deployment)),
        Cell::text(last.and_then(|last| last.comment)),
        last.map_or(Cell::None, |last| Cell::Word(word(last.state))),
        last.map_or(Cell::None, |last| Cell::Time(last.at_ms)),
        device.told_ms.map_or(Cell::None, Cell::Time),
    ]
}

/// How long ago its last sign of life was when that was read.
fn seen_word(seen: SeenWhen) -> Cell<'static> {
    match seen {
        SeenWhen::Online => Cell::Word("probably_online"),
        SeenWhen::WithinDay => Cell::Word("within_a_day"),
        SeenWhen::Longer => Cell::Word("longer_ago"),
        SeenWhen::Unknown => Cell::None,
    }
}

/// The devices, a line each below the names of the columns.
pub(crate) fn csv(out: &mut dyn Write, snapshot: &Snapshot, progress: &mut Progress) -> Result<(), Stop> {
    table::csv(out, &COLUMNS, snapshot.devices(), cells, progress)
}

/// The same in one value, with where it is known from and when.
pub(crate) fn json(
    out: &mut dyn Write,
    snapshot: &Snapshot,
    about: &About,
    progress: &mut Progress,
) -> Result<(), Stop> {
    table::json(out, told(snapshot, about), &COLUMNS, snapshot.devices(), cells, progress)
}

/// What stands above the devices.
fn told(snapshot: &Snapshot, About { origin, view, chosen }: &About) -> Vec<(&'static str, Value)> {
    // What fell short, or was never read to its end, is no list of the fleet.
    let whole = matches!(snapshot.service, FleetReads::Read { whole: true, .. });
    let shown = if *chosen { Value::Null } else { shown(view) };
    vec![
        ("format", json!("flightdeck.fleet")),
        ("format_version", json!(1)),
        ("written_by", json!(format!("Flightdeck {}", origin.version))),
        ("written_at", json!(iso(origin.written_ms))),
        ("fleet", json!({ "name": origin.fleet, "fleet_key": origin.fleet_key, "base_url": origin.base_url })),
        ("read_from_service_at", json!(snapshot.read_ms.map(iso))),
        ("read_whole", json!(whole)),
        ("imported_lists", json!(snapshot.lists().collect::<Vec<_>>())),
        ("devices_known", json!(snapshot.known())),
        ("devices_written", json!(snapshot.len())),
        ("selected_only", json!(chosen)),
        ("shown", shown),
    ]
}

/// By what the view restricts the devices.
fn shown(view: &FleetView) -> Value {
    json!({
        "groups": view.groups,
        "seen": view.seen,
        "tags": view.tags,
        "last_states": view.last.iter().map(|state| word(*state)).collect::<Vec<_>>(),
        "refuses_updates_only": view.trigger,
        "text": view.text,
    })
}
