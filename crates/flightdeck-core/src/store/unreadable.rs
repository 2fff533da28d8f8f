//! Looking once, at the start, whether everything that was kept can be read: what cannot be is left out of every list, and that is told rather
//! than left to be missed.

use std::fmt;

use rusqlite::Row;
use serde::de::IgnoredAny;

use super::{Store, drafts, is_of_one_row, journal, templates};

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
const KINDS: [(&str, &str, &str, &str, Reads); 7] = [
    ("launch", "launches", "launches", journal::COLUMNS, |row| Ok(journal::Raw::read(row)?.entry().is_ok())),
    ("draft", "drafts", "drafts", "id, draft, saved_ms", |row| Ok(drafts::kept(drafts::raw(row)?).is_ok())),
    ("template", "templates", "templates", "id, name, draft, asks, saved_ms", |row| {
        Ok(templates::kept(templates::raw(row)?).is_ok())
    }),
    ("guard", "guards", "guards", "guard", is_json),
    ("batch", "batches", "batches", "batch", is_json),
    ("plan", "plans", "plans", "plan", is_json),
    ("deployment watched in the background", "deployments watched in the background", "landings", "landing", is_json),
];

/// What the rooms read themselves.
fn is_json(row: &Row<'_>) -> rusqlite::Result<bool> {
    Ok(serde_json::from_str::<IgnoredAny>(&row.get::<_, String>(0)?).is_ok())
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
        Ok(found)
    }
}
