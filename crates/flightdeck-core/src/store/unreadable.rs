//! Looking once, at the start, whether everything that was kept can be read: what cannot be is left out of every list, and that is told rather
//! than left to be missed.

use std::fmt;

use rusqlite::Row;
use serde::de::IgnoredAny;

use super::{Store, batches, drafts, flows, guards, is_of_one_row, journal, landings, plans, sums, templates};
use crate::outside::Batchbook;

/// What was kept of one kind and cannot be read.
pub(super) struct Unreadable {
    one: &'static str,
    many: &'static str,
    count: u32,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.count, if self.count == 1 { self.one } else { self.many })
    }
}

/// Whether one can be read.
type Reads = fn(&Row<'_>) -> rusqlite::Result<bool>;

/// What each kind is called, where it stands and how it is read.
const KINDS: [(&str, &str, &str, &str, Reads); 9] = [
    ("launch", "launches", "launches", journal::COLUMNS, |row| Ok(journal::Raw::read(row)?.entry().is_ok())),
    ("draft", "drafts", "drafts", drafts::COLUMNS, |row| Ok(drafts::kept(drafts::raw(row)?).is_ok())),
    ("template", "templates", "templates", templates::COLUMNS, |row| Ok(templates::kept(templates::raw(row)?).is_ok())),
    ("guard", "guards", "guards", guards::COLUMNS, is_json),
    ("batch", "batches", "batches", batches::COLUMNS, is_json),
    ("plan", "plans", "plans", plans::COLUMNS, is_json),
    (
        "deployment watched in the background",
        "deployments watched in the background",
        "landings",
        landings::COLUMNS,
        is_json,
    ),
    (flows::NAME, "names of flows", "flows", flows::NAMES, |row| sums::record(row).map(|_| true)),
    (
        "mark of a parameter as secret or not",
        "marks of parameters as secret or not",
        "secret_marks",
        flows::MARKS,
        |row| flows::marked(row).map(|_| true),
    ),
];

/// What the rooms read themselves.
fn is_json(row: &Row<'_>) -> rusqlite::Result<bool> {
    let [.., text] = sums::record(row)?;
    Ok(serde_json::from_str::<IgnoredAny>(&text).is_ok())
}

impl Store {
    /// What cannot be read, of the kinds of which there is such.
    pub(super) fn unreadable(&self) -> rusqlite::Result<Vec<Unreadable>> {
        let database = self.lock();
        let mut found = Vec::new();
        for (one, many, table, columns, reads) in KINDS {
            let mut statement = database.prepare(&format!("SELECT {columns} FROM {table}"))?;
            let mut rows = statement.query([])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                let readable =
                    reads(row).or_else(|error| if is_of_one_row(&error) { Ok(false) } else { Err(error) })?;
                count += u32::from(!readable);
            }
            found.extend((count > 0).then_some(Unreadable { one, many, count }));
        }
        drop(database);
        let batches = self.batches().unwrap_or_default();
        let count = batches.iter().filter(|batch| self.batch_devices(&batch.id).is_err()).count() as u32;
        let (one, many) = ("list of a batch's devices", "lists of batches' devices");
        found.extend((count > 0).then_some(Unreadable { one, many, count }));
        Ok(found)
    }
}
