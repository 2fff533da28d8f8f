//! The list of deployments of one or several fleets as CSV: what is loaded, with its fleet and what is known of each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use super::Origin;
use super::cells::{Cell, csv_row};
use super::devices::{at, note};
use super::file::{Progress, Stop};
use crate::wire::{ConnectionId, Counts, Cve, DeploymentRow, FleetRow, RowStatus, Standing};

const COLUMNS: [&str; 26] = [
    "fleet",
    "fleet_key",
    "deployment_uuid",
    "comment",
    "created",
    "created_note",
    "type",
    "standing",
    "devices",
    "pending",
    "in_progress",
    "succeeded",
    "failed",
    "aborted",
    "unknown",
    "devices_announced",
    "seen",
    "finished_for_good",
    "not_known_because",
    "cve",
    "launched_here",
    "flow_uuid",
    "flow_name",
    "target",
    "app",
    "sent",
];

/// Rows of the list, a line each below the names of the columns; `fleets` names the fleet of each connection.
pub(crate) fn csv(
    out: &mut dyn Write,
    rows: &[FleetRow],
    fleets: &BTreeMap<ConnectionId, Origin>,
    progress: &mut Progress,
) -> Result<(), Stop> {
    csv_row(out, COLUMNS.map(Cell::Word))?;
    for FleetRow { connection, row } in rows {
        csv_row(out, cells(fleets.get(connection), row))?;
        progress.row()?;
    }
    Ok(())
}

fn cells<'a>(fleet: Option<&'a Origin>, row: &'a DeploymentRow) -> Vec<Cell<'a>> {
    let launched = row.launched.as_ref();
    let mut cells = vec![
        Cell::text(fleet.map(|fleet| fleet.fleet.as_str())),
        Cell::text(fleet.map(|fleet| fleet.fleet_key.as_str())),
        Cell::text(Some(&row.uuid)),
        Cell::text(row.comment.as_deref()),
        at(&row.created),
        note(&row.created),
        Cell::text(row.kind.as_deref()),
    ];
    cells.extend(known(&row.status));
    cells.extend([
        cve(&row.cve),
        Cell::Yes(launched.is_some()),
        Cell::text(launched.map(|launched| launched.flow_uuid.as_str())),
        Cell::text(launched.and_then(|launched| launched.flow_name.as_deref())),
        Cell::text(launched.map(|launched| launched.target.as_str())),
        Cell::text(launched.and_then(|launched| launched.app.as_deref())),
        launched.map_or(Cell::None, |launched| Cell::Time(launched.sent_ms)),
    ]);
    cells
}

/// What is known of its devices; where they were not counted, no number: none is not zero.
fn known(status: &RowStatus) -> [Cell<'_>; 12] {
    let mut cells = [const { Cell::None }; 12];
    match status {
        RowStatus::Known { counts, standing, seen_ms, shortfall, settled } => {
            let Counts { pending, in_progress, succeeded, failed, aborted, unknown } = *counts;
            cells[0] = Cell::Word(standing_word(*standing));
            let numbers = [counts.total(), pending, in_progress, succeeded, failed, aborted, unknown];
            for (cell, number) in cells[1..8].iter_mut().zip(numbers) {
                *cell = Cell::Number(i64::from(number));
            }
            cells[8] = shortfall.map_or(Cell::None, |short| Cell::Number(i64::from(short.expected)));
            cells[9] = Cell::Time(*seen_ms);
            cells[10] = Cell::Yes(*settled);
        }
        RowStatus::NotLooked | RowStatus::Looking => cells[11] = Cell::Word("not looked at yet"),
        RowStatus::Failed { message } => cells[11] = Cell::text(Some(message)),
    }
    cells
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::NoDevice => "no_device",
        Standing::Moving => "moving",
        Standing::Attention => "needs_attention",
        Standing::Aborted => "aborted",
        Standing::Finished => "finished",
    }
}

/// Known vulnerabilities in a cell: `critical 2, high 5`.
fn cve(cve: &Cve) -> Cell<'_> {
    match cve {
        Cve::NotScanned => Cell::Word("not scanned"),
        Cve::NoneFound => Cell::Word("none found"),
        Cve::Found { levels } => {
            let words: Vec<String> = levels.iter().map(|level| format!("{} {}", level.level, level.count)).collect();
            Cell::Text(Cow::Owned(words.join(", ")))
        }
    }
}
