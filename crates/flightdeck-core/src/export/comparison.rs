//! Two deployments side by side as CSV: a line for each device, what became of it, and what it is in either.

use std::io::Write;

use super::cells::{Cell, csv_row};
use super::devices::{at, note, source, word};
use super::file::{Progress, Stop};
use crate::live::watch::compare::{Device, Snapshot};
use crate::wire::{Change, DeviceRow};

/// What is told of a device, and of what it is in A; the same follows for B.
const COLUMNS: [&str; 26] = [
    "device_id",
    "name",
    "group",
    "change",
    "a_state",
    "a_started",
    "a_started_note",
    "a_finished",
    "a_finished_note",
    "a_took_seconds",
    "a_failed_step",
    "a_exit_code",
    "a_cause",
    "a_last_named",
    "b_state",
    "b_started",
    "b_started_note",
    "b_finished",
    "b_finished_note",
    "b_took_seconds",
    "b_failed_step",
    "b_exit_code",
    "b_cause",
    "b_last_named",
    "name_source",
    "group_source",
];

/// The devices of a snapshot, a line each below the names of the columns.
pub(crate) fn csv(out: &mut dyn Write, snapshot: &Snapshot, progress: &mut Progress) -> Result<(), Stop> {
    csv_row(out, COLUMNS.map(Cell::Word))?;
    for device in snapshot.devices() {
        csv_row(out, cells(&device))?;
        progress.row()?;
    }
    Ok(())
}

fn cells<'a>(device: &'a Device<'a>) -> Vec<Cell<'a>> {
    let [a, b] = &device.rows;
    // A name that only one of them tells is its name all the same.
    let both = || [b, a].into_iter().flatten();
    let (named, grouped) = (both().find(|row| row.name.is_some()), both().find(|row| row.group.is_some()));
    let (name, group) = (named.and_then(|row| row.name.as_deref()), grouped.and_then(|row| row.group.as_deref()));
    let known = |row: Option<&DeviceRow>| row.and_then(|row| row.known).unwrap_or_default();
    let mut cells =
        vec![Cell::text(Some(&device.id)), Cell::text(name), Cell::text(group), Cell::Word(change(device.change))];
    for (row, reason) in device.rows.iter().zip(device.reasons) {
        let Some(row) = row else {
            cells.extend([const { Cell::None }; 10]);
            continue;
        };
        cells.extend([
            Cell::Word(if row.gone_ms.is_some() { "gone" } else { word(row.state) }),
            at(&row.started),
            note(&row.started),
            at(&row.finished),
            note(&row.finished),
            row.took_ms.map_or(Cell::None, Cell::Seconds),
            Cell::text(reason.and_then(|reason| reason.step.as_deref())),
            reason.and_then(|reason| reason.exit_code).map_or(Cell::None, Cell::Number),
            Cell::text(reason.map(|reason| reason.text.as_str())),
            row.gone_ms.map_or(Cell::None, Cell::Time),
        ]);
    }
    cells.extend([source(name, known(named).name_ms), source(group, known(grouped).group_ms)]);
    cells
}

/// A change in one word.
fn change(change: Change) -> &'static str {
    match change {
        Change::Broke => "broke",
        Change::StillFails => "fails_in_both",
        Change::Fixed => "fixed",
        Change::Otherwise => "ended_otherwise",
        Change::Open => "not_ended",
        Change::OnlyA => "only_in_a",
        Change::OnlyB => "only_in_b",
        Change::Same => "same",
    }
}
