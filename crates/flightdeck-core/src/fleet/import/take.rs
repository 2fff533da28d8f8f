//! From rows to devices: what each cell means by the mapping, and why a row is left out.

use std::collections::{HashMap, HashSet};

use connect_api::ApiTime;

use super::{Cell, Field, ListFile, RawRow};

/// Longest values, in characters.
const MAX_ID: usize = 200;
const MAX_NAME: usize = 300;
const MAX_DESCRIPTION: usize = 4000;
/// Most tags of one device.
const MAX_TAGS: usize = 500;
/// So many rejected rows are told; the others are counted.
const MAX_TOLD: usize = 1000;

/// A device as a list tells it. What is missing was not told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImportedDevice {
    /// Its id, without blanks around.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its group.
    pub group: Option<String>,
    /// Its tags; `None` where the list has no such column or nothing in it.
    pub tags: Option<Vec<String>>,
    /// When it was last seen, in milliseconds since 1970; without a zone UTC is meant.
    pub last_seen_ms: Option<i64>,
    /// What is written about it.
    pub description: Option<String>,
}

/// A row that is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// The line it begins in.
    pub line: u32,
    /// Why, as a sentence.
    pub reason: String,
}

/// What a list gives with one mapping.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imported {
    /// The devices in the order of the list, each id once.
    pub devices: Vec<ImportedDevice>,
    /// The rows left out, by line; the first thousand.
    pub rejected: Vec<Rejected>,
    /// How many rows are left out.
    pub rejected_count: usize,
}

pub(super) fn take(list: &ListFile, mapping: &[Field]) -> Imported {
    let mut devices = Vec::with_capacity(list.rows.len());
    let mut rejected = list.broken.clone();
    let mut lines: HashMap<Box<str>, u32> = HashMap::with_capacity(list.rows.len());
    for row in &list.rows {
        let outcome = device(row, mapping).and_then(|device| match lines.get(device.id.as_str()) {
            Some(line) => Err(format!("The id {} stands in line {line} already.", device.id)),
            None => Ok(device),
        });
        match outcome {
            Ok(device) => {
                lines.insert(device.id.as_str().into(), row.line);
                devices.push(device);
            }
            Err(reason) => rejected.push(Rejected { line: row.line, reason }),
        }
    }
    rejected.sort_by_key(|row| row.line);
    let rejected_count = rejected.len();
    rejected.truncate(MAX_TOLD);
    Imported { devices, rejected, rejected_count }
}

fn device(row: &RawRow, mapping: &[Field]) -> Result<ImportedDevice, String> {
    let mut device = ImportedDevice::default();
    for (field, cell) in mapping.iter().zip(&row.cells) {
        match field {
            Field::Id => device.id = text(cell, "id", MAX_ID)?.unwrap_or_default().trim().to_owned(),
            Field::Name => device.name = text(cell, "name", MAX_NAME)?,
            Field::Group => device.group = text(cell, "group", MAX_NAME)?,
            Field::Tags => device.tags = tags(cell)?,
            Field::LastSeen => device.last_seen_ms = time(cell)?,
            Field::Description => device.description = text(cell, "description", MAX_DESCRIPTION)?,
            Field::Ignore => {}
        }
    }
    match device.id.chars().find(|c| c.is_control() || c.is_whitespace()) {
        _ if device.id.is_empty() => Err("The id is missing.".into()),
        Some(_) => Err("The id has a blank in it.".into()),
        None => Ok(device),
    }
}

/// The text of a cell as it stands; none where it is blank.
fn text(cell: &Cell, what: &str, longest: usize) -> Result<Option<String>, String> {
    let text = cell.shown();
    if text.trim().is_empty() {
        return Ok(None);
    }
    if text.len() > longest {
        let count = text.chars().count();
        if count > longest {
            return Err(format!("The {what} has {count} characters; {longest} are the most."));
        }
    }
    Ok(Some(text.into_owned()))
}

/// Tags as a list, as a JSON list, or with semicolons, bars or commas between them, in this order of likelihood.
fn tags(cell: &Cell) -> Result<Option<Vec<String>>, String> {
    let all: Vec<String> = match cell {
        Cell::List(list) => list.to_vec(),
        Cell::Text(shown) => match serde_json::from_str::<Vec<String>>(shown) {
            Ok(list) => list,
            Err(_) if shown.trim().is_empty() => return Ok(None),
            Err(_) => {
                let separator = [';', '|', ','].into_iter().find(|c| shown.contains(*c)).unwrap_or(',');
                shown.split(separator).map(|tag| tag.trim().to_owned()).collect()
            }
        },
    };
    let mut tags: Vec<String> = Vec::new();
    // A cell may have millions of them.
    let mut known = HashSet::new();
    for tag in all {
        if tag.chars().count() > MAX_NAME {
            return Err(format!("A tag has {} characters; {MAX_NAME} are the most.", tag.chars().count()));
        }
        if !tag.trim().is_empty() && known.insert(tag.clone()) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(format!("There are {} tags; {MAX_TAGS} are the most.", tags.len()));
    }
    Ok(Some(tags))
}

fn time(cell: &Cell) -> Result<Option<i64>, String> {
    let shown = cell.shown();
    match ApiTime::parse(&shown) {
        ApiTime::Absent => Ok(None),
        ApiTime::At { unix_ms, .. } => Ok(Some(unix_ms)),
        ApiTime::Unreadable(_) => {
            let beginning: String = shown.trim().chars().take(40).collect();
            Err(format!("“{beginning}” is no time that can be read. Use for example 2026-02-08 16:12:11."))
        }
    }
}
