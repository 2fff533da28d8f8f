//! What can still be read of a database that was damaged and set aside is taken over into the new one: launches that are as they were written, and
//! what a person looks at before it is sent. What acts by itself (guards, batches, plans) is never taken out of a damaged file.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, Row};

use super::schema::bring_up;
use super::steps::STEPS;
use super::{Store, drafts, files, flows, is_of_one_row, journal, sums, templates};
use crate::outside::{Drafts, Flows, Journal};

/// How much was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TakenOver {
    pub(super) launches: u32,
    pub(super) drafts: u32,
    pub(super) templates: u32,
}

impl Store {
    /// Takes over what can be read of a file that was set aside, which stays as it is.
    pub(super) fn take_over(&self, aside: &Path) -> TakenOver {
        let copy = files::beside(aside, ".being-read");
        let taken = files::copy(aside, &copy).map_err(|error| error.to_string()).and_then(|()| self.taken(&copy));
        if let Err(error) = files::remove(&copy) {
            tracing::warn!(%error, "the copy of a damaged database cannot be removed");
        }
        taken.unwrap_or_else(|why| {
            tracing::warn!(%why, "nothing can be taken over of a damaged database");
            TakenOver::default()
        })
    }

    fn taken(&self, copy: &Path) -> Result<TakenOver, String> {
        let mut old = Connection::open(copy).map_err(|error| error.to_string())?;
        bring_up(&mut old, STEPS).map_err(|trouble| trouble.to_string())?;
        // As one: each by itself would have to reach the disk by itself.
        self.lock().execute_batch("BEGIN").map_err(|error| error.to_string())?;
        let taken = TakenOver {
            launches: each(&old, "launches", journal::COLUMNS, 1, &|row| {
                let entry = journal::Raw::read(row)?.entry();
                Ok(entry.is_ok_and(|entry| self.begin(&entry).is_ok()))
            }),
            drafts: each(&old, "drafts", drafts::COLUMNS, 1, &|row| {
                let raw = drafts::raw(row)?;
                let connection = raw.connection.clone();
                Ok(drafts::kept(raw).is_ok_and(|draft| self.keep_draft(&connection, &draft).is_ok()))
            }),
            templates: each(&old, "templates", templates::COLUMNS, 1, &|row| {
                let raw = templates::raw(row)?;
                let connection = raw.connection.clone();
                let kept = templates::kept(raw);
                Ok(kept.is_ok_and(|template| templates::write(&self.lock(), &connection, &template).is_ok()))
            }),
        };
        each(&old, "flows", flows::NAMES, 2, &|row| {
            let [connection, flow, name] = sums::record(row)?;
            Ok(self.set_name(&connection.into(), &flow, Some(&name)).is_ok())
        });
        each(&old, "secret_marks", flows::MARKS, 3, &|row| {
            let ([connection, flow, name], secret) = flows::marked(row)?;
            Ok(flows::mark(&self.lock(), &connection.into(), &flow, (&name, secret)).is_ok())
        });
        self.lock().execute_batch("COMMIT").map_err(|error| error.to_string())?;
        Ok(taken)
    }
}

/// Every row that can be had, from both ends towards what is damaged; how many were taken. A row is known by its first `key` columns.
fn each(
    old: &Connection,
    table: &str,
    columns: &str,
    key: usize,
    take: &dyn Fn(&Row<'_>) -> rusqlite::Result<bool>,
) -> u32 {
    let (mut taken, mut seen) = (0, HashSet::new());
    // What has more than one column as its key has no rowid, and no second way.
    let orders: &[&str] = if key > 1 { &["1"] } else { &["rowid", "rowid DESC"] };
    for order in orders {
        let query = format!("SELECT {columns} FROM {table} NOT INDEXED ORDER BY {order}");
        let Ok(mut statement) = old.prepare(&query) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let part = |at| row.get_ref(at).ok().and_then(|id| id.as_bytes().ok()).unwrap_or_default().to_vec();
            let id: Vec<Vec<u8>> = (0..key).map(part).collect();
            if seen.insert(id) {
                match take(row) {
                    Ok(one) => taken += u32::from(one),
                    Err(error) if is_of_one_row(&error) => {}
                    Err(_) => break,
                }
            }
        }
    }
    taken
}
