//! Lists in JSON: one value with the records in it, or a record a line.

use std::collections::HashMap;

use serde::de::IgnoredAny;

use super::{Cell, Format, ListFile, MAX_COLUMNS, MAX_ROWS, NotAList, RawRow, Rejected};
use crate::json_parts::{Part, parts};

/// Names under which a list stands in an object, the likeliest first.
const LISTS: [&str; 4] = ["devices", "data", "items", "results"];
/// How deep it may stand.
const MAX_DEPTH: u8 = 3;

/// Reads JSON, or a JSON record a line.
pub(super) fn read(text: &str) -> Result<ListFile, NotAList> {
    let error = match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => return whole(text),
        Err(error) => error,
    };
    // More behind the first value: a record a line, where the first line is one.
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.trim_start().starts_with('{') && is_json(first) {
        return Ok(by_line(text));
    }
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default().to_owned();
    Err(NotAList::NotJson { line: u32::try_from(error.line()).unwrap_or(u32::MAX), what })
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn whole(text: &str) -> Result<ListFile, NotAList> {
    let mut table = Table::default();
    match list_in(text, 1, 0) {
        Some(list) => list.into_iter().take(MAX_ROWS).for_each(|part| table.add(part)),
        // One record alone.
        None if text.trim_start().starts_with('{') => {
            let record = parts(text, 1);
            if record.is_empty() {
                return Err(NotAList::NoRecords);
            }
            let one_line = text.trim().lines().count() == 1;
            table.add_fields(record, 1, None);
            return Ok(table.list(if one_line { Format::Ndjson } else { Format::Json }));
        }
        None => return Err(NotAList::NoRecords),
    }
    if table.rows.is_empty() { Err(NotAList::NoRecords) } else { Ok(table.list(Format::Json)) }
}

/// A record a line; a line that is none is left out and told.
fn by_line(text: &str) -> ListFile {
    let mut table = Table::default();
    for (index, line) in text.lines().enumerate().take(MAX_ROWS) {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if line.trim().is_empty() {
            continue;
        }
        if is_json(line) {
            table.add(Part { key: None, json: line.trim(), line: number });
        } else {
            table.refuse(number, "This line is not JSON.");
        }
    }
    table.list(Format::Ndjson)
}

/// The records of a value: its elements, those of a list under a known name, those of the first list of records in it, or its
/// values, where all of them are records and their keys the ids.
fn list_in(json: &str, line: u32, depth: u8) -> Option<Vec<Part<'_>>> {
    if json.trim_start().starts_with('[') {
        return Some(parts(json, line));
    }
    if depth == MAX_DEPTH || !json.trim_start().starts_with('{') {
        return None;
    }
    let fields = parts(json, line);
    let named = |name: &&str| fields.iter().find(|part| part.key.as_deref() == Some(*name));
    if let Some(list) = LISTS.iter().filter_map(named).find_map(|part| list_in(part.json, part.line, depth + 1)) {
        return Some(list);
    }
    let is_record = |part: &Part<'_>| part.json.starts_with('{');
    let lists = fields.iter().filter(|part| part.json.starts_with('[')).map(|part| parts(part.json, part.line));
    if let Some(list) = lists.into_iter().find(|list| list.iter().any(is_record)) {
        return Some(list);
    }
    (!fields.is_empty() && fields.iter().all(is_record)).then_some(fields)
}

/// Records becoming rows: a column a field, in the order in which the fields first appear.
#[derive(Default)]
struct Table {
    columns: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<RawRow>,
    broken: Vec<Rejected>,
}

impl Table {
    fn add(&mut self, part: Part<'_>) {
        let Part { key, json, line } = part;
        match json.as_bytes().first() {
            Some(b'{') => self.add_fields(parts(json, line), line, key),
            // A bare id.
            Some(b'"') if key.is_none() => {
                self.add_fields(vec![Part { key: Some("id".into()), json, line }], line, None);
            }
            _ => self.refuse(line, "This is no record of a device."),
        }
    }

    fn add_fields(&mut self, fields: Vec<Part<'_>>, line: u32, key: Option<String>) {
        let mut cells: Vec<Cell> = Vec::new();
        let mut put = |name: String, cell: Cell| {
            let Some(place) = self.place(name) else { return };
            if cells.len() <= place {
                cells.resize(place + 1, Cell::Text("".into()));
            }
            cells[place] = cell;
        };
        if let Some(key) = key {
            put("id".to_owned(), Cell::Text(key.into()));
        }
        for field in fields {
            put(field.key.unwrap_or_default(), cell(field.json));
        }
        self.rows.push(RawRow { line, cells: cells.into() });
    }

    fn place(&mut self, name: String) -> Option<usize> {
        if let Some(place) = self.places.get(&name) {
            return Some(*place);
        }
        let place = self.columns.len();
        if place == MAX_COLUMNS {
            return None;
        }
        self.columns.push(name.clone());
        self.places.insert(name, place);
        Some(place)
    }

    fn refuse(&mut self, line: u32, reason: &str) {
        self.broken.push(Rejected { line, reason: reason.into() });
    }

    fn list(self, format: Format) -> ListFile {
        ListFile { format, columns: self.columns, rows: self.rows, broken: self.broken }
    }
}

/// A value as a cell: a text as it is, a number as it is written, a list of either, a record by its name or names.
fn cell(json: &str) -> Cell {
    match json.as_bytes().first() {
        Some(b'[') => Cell::List(parts(json, 0).iter().filter_map(|part| scalar(part.json)).collect()),
        Some(b'{') => {
            let fields = parts(json, 0);
            let named = |name: &str| fields.iter().find(|part| part.key.as_deref() == Some(name));
            match named("names").or_else(|| named("name")) {
                Some(inner) if !inner.json.starts_with('{') => cell(inner.json),
                _ => Cell::Text(json.into()),
            }
        }
        _ => Cell::Text(scalar(json).unwrap_or_default().into()),
    }
}

fn scalar(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'n' => None,
        b'"' => serde_json::from_str(json).ok(),
        b'{' => {
            parts(json, 0).iter().find(|part| part.key.as_deref() == Some("name")).and_then(|part| scalar(part.json))
        }
        b'[' => None,
        _ => Some(json.to_owned()),
    }
}
