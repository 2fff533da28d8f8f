//! Two columns: names and values, perhaps below a head that says so and beside other columns.

use std::borrow::Cow;

use super::Found;
use crate::delimited::{self, Rows, Unclosed};

const NAMES: [&str; 5] = ["name", "key", "parameter", "variable", "param"];
const VALUES: [&str; 3] = ["value", "val", "default"];

pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let mut columns: Option<(usize, usize)> = None;
    for (number, row) in Rows::new(text, delimited::separator(text)).enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(Unclosed { line }) => {
                found.refuse(line, "A quote is opened here and never closed.");
                continue;
            }
        };
        if number == 0
            && let Some(named) = head(&row.cells)
        {
            columns = Some(named);
            continue;
        }
        if row.cells[0].trim_start().starts_with('#') {
            continue;
        }
        let told = row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let (name, value) = columns.unwrap_or((0, 1));
        if columns.is_none() && told > 2 {
            found.refuse(row.line, format!("There are {told} columns; a name and a value are read."));
            continue;
        }
        match (row.cells.get(name).map(|cell| cell.trim()), row.cells.get(value)) {
            (None | Some(""), _) => found.refuse(row.line, "There is no name in this row."),
            (Some(_), None) => found.refuse(row.line, "There is no value in this row."),
            (Some(name), Some(value)) => found.pair(name, value.as_ref(), row.line),
        }
    }
    found
}

/// The columns of names and values, if the first row says which they are.
fn head(cells: &[Cow<'_, str>]) -> Option<(usize, usize)> {
    let place =
        |words: &[&str]| cells.iter().position(|cell| words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word)));
    place(&NAMES).zip(place(&VALUES))
}
