//! A deployment's devices, a row each: as CSV, as lines of JSON, and as one JSON value that says what it is.

use std::borrow::Cow;
use std::io::Write;

use serde_json::{Value, json};

use super::Origin;
use super::cells::{Cell, iso, json_object};
use super::file::{Progress, Stop};
use super::table;
use crate::live::watch::snapshot::{Device, Snapshot};
use crate::wire::{Counts, Cve, DeploymentId, DeploymentRow, DeviceState, Judgement, LaunchedHere, Moment, RowsView};

/// What a file is about, besides its rows.
pub(crate) struct About {
    pub(crate) origin: Origin,
    pub(crate) deployment: DeploymentId,
    /// None where it could not be asked about.
    pub(crate) row: Option<DeploymentRow>,
    pub(crate) view: RowsView,
    /// Only those that were chosen one by one or by a rule.
    pub(crate) by_hand: bool,
}

/// The columns, in every format.
const COLUMNS: [&str; 20] = [
    "device_id",
    "name",
    "group",
    "state",
    "status",
    "started",
    "started_note",
    "finished",
    "finished_note",
    "took_seconds",
    "in_state_since",
    "in_state_since_at_least",
    "failed_step",
    "exit_code",
    "cause",
    "abort_requested",
    "last_named",
    "judged",
    "name_source",
    "group_source",
];

fn cells<'a>(device: &'a Device<'_>) -> [Cell<'a>; 20] {
    let row = &device.row;
    let gone = row.gone_ms.is_some();
    let reason = device.reason;
    let since = row.since_ms.filter(|_| !gone);
    [
        Cell::text(Some(&row.id)),
        Cell::text(row.name.as_deref()),
        Cell::text(row.group.as_deref()),
        Cell::Word(if gone { "gone" } else { word(row.state) }),
        Cell::text(device.status),
        at(&row.started),
        note(&row.started),
        at(&row.finished),
        note(&row.finished),
        row.took_ms.map_or(Cell::None, Cell::Seconds),
        since.map_or(Cell::None, Cell::Time),
        since.map_or(Cell::None, |_| Cell::Yes(row.since_least)),
        Cell::text(reason.and_then(|reason| reason.step.as_deref())),
        reason.and_then(|reason| reason.exit_code).map_or(Cell::None, Cell::Number),
        Cell::text(reason.map(|reason| reason.text.as_str())),
        Cell::Yes(row.abort_requested),
        row.gone_ms.map_or(Cell::None, Cell::Time),
        device.judgement.map_or(Cell::None, |judgement| Cell::Word(judgement_word(judgement))),
        source(row.name.as_deref(), row.known.and_then(|known| known.name_ms)),
        source(row.group.as_deref(), row.known.and_then(|known| known.group_ms)),
    ]
}

/// Where a name or a group is from: the known fleet is of another moment than the deployment.
pub(super) fn source<'a>(text: Option<&str>, known_ms: Option<i64>) -> Cell<'a> {
    match (text, known_ms) {
        (None, _) => Cell::None,
        (Some(_), None) => Cell::Word("deployment"),
        (Some(_), Some(_)) => Cell::Word("known_fleet"),
    }
}

/// A state in one word.
pub(super) fn word(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Pending => "pending",
        DeviceState::InProgress => "in_progress",
        DeviceState::Succeeded => "succeeded",
        DeviceState::Failed => "failed",
        DeviceState::Aborted => "aborted",
        DeviceState::Unknown => "unknown",
    }
}

/// What is judged of a device that has not ended, as a search writes it.
fn judgement_word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Stuck => "stuck",
        Judgement::Unreached => "unreached",
    }
}

/// A point in time, where it was understood.
pub(super) fn at(moment: &Moment) -> Cell<'_> {
    match moment {
        Moment::At { ms, .. } => Cell::Time(*ms),
        Moment::Absent | Moment::Unreadable { .. } => Cell::None,
    }
}

/// What is doubtful about a point in time.
pub(super) fn note(moment: &Moment) -> Cell<'_> {
    match moment {
        Moment::At { zone_assumed: true, .. } => Cell::Word("no zone given; taken as UTC"),
        Moment::At { zone_assumed: false, .. } | Moment::Absent => Cell::None,
        Moment::Unreadable { raw } => Cell::Text(Cow::Owned(format!("not understood: {raw}"))),
    }
}

/// The devices of a snapshot's view, a line each below the names of the columns.
pub(crate) fn csv(out: &mut dyn Write, snapshot: &Snapshot, progress: &mut Progress) -> Result<(), Stop> {
    table::csv(out, &COLUMNS, snapshot.devices(), cells, progress)
}

/// The same as JSON, a value a line.
pub(crate) fn ndjson(out: &mut dyn Write, snapshot: &Snapshot, progress: &mut Progress) -> Result<(), Stop> {
    for device in snapshot.devices() {
        json_object(out, &COLUMNS, cells(&device))?;
        out.write_all(b"\n")?;
        progress.row()?;
    }
    Ok(())
}

/// The same in one value, with what it is, when it was seen and what it leaves open.
pub(crate) fn json(
    out: &mut dyn Write,
    snapshot: &Snapshot,
    about: &About,
    progress: &mut Progress,
) -> Result<(), Stop> {
    table::json(out, told(snapshot, about), &COLUMNS, snapshot.devices(), cells, progress)
}

/// What stands above the devices.
fn told(snapshot: &Snapshot, about: &About) -> Vec<(&'static str, Value)> {
    let About { origin, deployment, row, .. } = about;
    let notice = &snapshot.notice;
    let causes: Vec<Value> = snapshot
        .causes
        .causes
        .iter()
        .map(|cause| json!({ "cause": cause.text, "step": cause.step, "exit_code": cause.exit_code, "devices": cause.count }))
        .collect();
    vec![
        ("format", json!("flightdeck.devices")),
        ("format_version", json!(1)),
        ("written_by", json!(format!("Flightdeck {}", origin.version))),
        ("written_at", json!(iso(origin.written_ms))),
        ("seen_at", json!(notice.last_good_ms.map(iso))),
        ("fleet", json!({ "name": origin.fleet, "fleet_key": origin.fleet_key, "base_url": origin.base_url })),
        ("deployment", deployment_value(deployment, row.as_ref())),
        ("counts", counts_value(&snapshot.counts())),
        ("gone", json!(notice.gone)),
        ("unreadable_records", json!(notice.unreadable)),
        (
            "shortfall",
            json!(notice.shortfall.map(|short| json!({ "loaded": short.loaded, "expected": short.expected }))),
        ),
        (
            "causes",
            json!({ "failed": snapshot.causes.failed, "looked_at": snapshot.causes.looked_at, "found": causes }),
        ),
        ("chosen", chosen_value(snapshot, about)),
    ]
}

/// Which of the devices are in the file.
fn chosen_value(snapshot: &Snapshot, About { view, by_hand, .. }: &About) -> Value {
    let cause = view.cause.and_then(|id| snapshot.causes.causes.iter().find(|cause| cause.id == id));
    let search = snapshot.search.as_ref().map(|search| {
        let terms: Vec<Value> = search
            .terms
            .iter()
            .map(|term| json!({ "term": term.text, "not": term.negated, "searched": term.words, "problem": term.problem }))
            .collect();
        json!({ "text": view.text, "terms": terms, "notes": search.notes })
    });
    json!({
        "devices": snapshot.chosen(),
        "selected_only": by_hand,
        "states": view.states.iter().map(|state| word(*state)).collect::<Vec<_>>(),
        "gone": view.gone,
        "judged": view.judged.iter().map(|judgement| judgement_word(*judgement)).collect::<Vec<_>>(),
        "cause": cause.map(|cause| &cause.text),
        "search": search,
    })
}

fn deployment_value(deployment: &DeploymentId, row: Option<&DeploymentRow>) -> Value {
    let Some(row) = row else { return json!({ "uuid": deployment }) };
    json!({
        "uuid": deployment,
        "comment": row.comment,
        "created": moment_value(&row.created),
        "type": row.kind,
        "cve": cve_value(&row.cve),
        "launched_here": row.launched.as_ref().map(launched_value),
    })
}

fn launched_value(launched: &LaunchedHere) -> Value {
    json!({
        "flow_uuid": launched.flow_uuid,
        "flow_name": launched.flow_name,
        "target": launched.target,
        "app": launched.app,
        "sent_at": iso(launched.sent_ms),
        // Kept as text, sent as JSON.
        "request": serde_json::from_str::<Value>(&launched.json).unwrap_or(Value::Null),
    })
}

fn moment_value(moment: &Moment) -> Value {
    match moment {
        Moment::Absent => Value::Null,
        Moment::At { ms, zone_assumed } => json!({ "at": iso(*ms), "zone_assumed_utc": zone_assumed }),
        Moment::Unreadable { raw } => json!({ "not_understood": raw }),
    }
}

fn cve_value(cve: &Cve) -> Value {
    match cve {
        Cve::NotScanned => json!("not scanned"),
        Cve::NoneFound => json!("none found"),
        Cve::Found { levels } => {
            json!(levels.iter().map(|level| json!({ "level": level.level, "count": level.count })).collect::<Vec<_>>())
        }
    }
}

fn counts_value(counts: &Counts) -> Value {
    json!({
        "pending": counts.pending,
        "in_progress": counts.in_progress,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "aborted": counts.aborted,
        "unknown": counts.unknown,
    })
}
