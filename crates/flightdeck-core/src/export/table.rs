//! Devices as rows of cells under the names of their columns, in each format, with progress.

use std::io::Write;

use serde_json::Value;

use super::cells::{Cell, csv_row, json_object};
use super::file::{Progress, Stop};

/// CSV: a line each, below the names of the columns.
pub(super) fn csv<D, const N: usize>(
    out: &mut dyn Write,
    columns: &[&'static str; N],
    devices: impl Iterator<Item = D>,
    cells: impl for<'a> Fn(&'a D) -> [Cell<'a>; N],
    progress: &mut Progress,
) -> Result<(), Stop> {
    csv_row(out, columns.map(Cell::Word))?;
    for device in devices {
        csv_row(out, cells(&device))?;
        progress.row()?;
    }
    Ok(())
}

/// One value of JSON: what stands above the devices, and these, a line each.
pub(super) fn json<D, const N: usize>(
    out: &mut dyn Write,
    above: Vec<(&'static str, Value)>,
    columns: &[&'static str; N],
    devices: impl Iterator<Item = D>,
    cells: impl for<'a> Fn(&'a D) -> [Cell<'a>; N],
    progress: &mut Progress,
) -> Result<(), Stop> {
    out.write_all(b"{\n")?;
    for (name, value) in above {
        writeln!(out, "\"{name}\":{value},")?;
    }
    out.write_all(b"\"devices\":[")?;
    for (number, device) in devices.enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        json_object(out, columns, cells(&device))?;
        progress.row()?;
    }
    out.write_all(b"\n]\n}\n")?;
    Ok(())
}
