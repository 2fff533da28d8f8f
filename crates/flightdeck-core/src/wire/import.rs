//! Importing a list of devices: what its columns mean, and what would come of it, before anything is taken in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportField {
    /// The device's id.
    Id,
    /// Its name.
    Name,
    /// Its group.
    Group,
    /// Its tags.
    Tags,
    /// When it was last seen.
    LastSeen,
    /// What is written about it.
    Description,
    /// Nothing that is of use here.
    Ignore,
}

/// What kind of list a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportFormat {
    /// Columns with a comma, a semicolon or a bar between them.
    Csv,
    /// Columns with tabs between them.
    Tsv,
    /// One JSON value.
    Json,
    /// A JSON value a line.
    Ndjson,
}

/// A row that would be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Rejected {
    /// The line it begins in.
    pub line: u32,
    /// Why, as a sentence.
    pub reason: String,
}

/// What would come of importing a file with a mapping. Nothing is taken in yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// Names this import.
    pub import: u32,
    /// The file's name.
    pub name: String,
    /// What kind of list it is.
    pub format: ImportFormat,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// What each of them is taken for.
    pub mapping: Vec<ImportField>,
    /// The first rows as they stand, a cell a column; at most [`ImportPreview::ROWS`].
    pub rows: Vec<Vec<String>>,
    /// Rows.
    pub total: u32,
    /// Devices that would be known from it.
    pub devices: u32,
    /// Rows that would be left out; at most [`ImportPreview::REJECTED`] are listed.
    pub rejected: Vec<Rejected>,
    /// How many there are.
    pub rejected_count: u32,
}

impl ImportPreview {
    /// Rows shown, at most.
    pub const ROWS: usize = 20;
    /// Rejected rows listed, at most.
    pub const REJECTED: usize = 100;
}
