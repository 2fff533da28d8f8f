//! Lists of devices that somebody has: CSV, TSV, JSON or NDJSON. Pure and synchronous.
//!
//! [`ListFile::read`] takes the bytes of a file and finds its columns and rows; [`ListFile::guess`] says what each column most
//! likely is; [`ListFile::devices`] takes the devices with the mapping that the user settled on, and says line by line what was
//! left out and why. Nothing is trimmed off ids' insides, nothing is made up, and what is not text in a known encoding is refused
//! in words.

mod columns;
mod encoding;
mod records;
mod take;

#[cfg(test)]
mod tests;

pub use columns::Field;
pub use take::{Imported, ImportedDevice, Rejected};

use std::borrow::Cow;

use crate::delimited::{self, Row, Rows, Unclosed};

/// Larger files are refused: no list of devices is so large.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;
/// More rows than this are not read.
const MAX_ROWS: usize = 2_000_000;
/// More columns than this are not offered.
const MAX_COLUMNS: usize = 64;

/// What a spreadsheet would run; our own exports write an apostrophe before it.
const RUNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠'];

/// What kind of list a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Columns with a comma, a semicolon or a bar between them.
    Csv,
    /// Columns with tabs between them.
    Tsv,
    /// One JSON value.
    Json,
    /// A JSON value a line.
    Ndjson,
}

/// Why a file is no list. The display text is the sentence the user reads.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum NotAList {
    /// Nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("The file is larger than 256 MB, which no list of devices is.")]
    TooLarge,
    /// Bytes that are no text.
    #[error("Line {line} is not text in UTF-8 or UTF-16. If it comes from a spreadsheet, save it as “CSV UTF-8”.")]
    NotText {
        /// The line with the first such byte.
        line: u32,
    },
    /// JSON that ends or breaks.
    #[error("This is not JSON: line {line}: {what}.")]
    NotJson {
        /// Where.
        line: u32,
        /// What the reader of JSON says.
        what: String,
    },
    /// JSON without a list of devices in it.
    #[error("There is no list of devices in this JSON: it should be a list of records, or of ids.")]
    NoRecords,
}

/// The value of a column in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cell {
    Text(Box<str>),
    /// A list in JSON.
    List(Box<[String]>),
}

impl Cell {
    /// The cell as it is shown.
    fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::List(list) => Cow::Owned(list.join(", ")),
        }
    }
}

/// A file with its columns and rows.
#[derive(Clone, Debug)]
pub struct ListFile {
    format: Format,
    columns: Vec<String>,
    rows: Vec<RawRow>,
    /// Rows that could not be read at all.
    broken: Vec<Rejected>,
}

/// One row as it stands; missing cells at its end are absent.
#[derive(Clone, Debug)]
struct RawRow {
    line: u32,
    cells: Box<[Cell]>,
}

impl ListFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Says why it is no list; see [`NotAList`].
    pub fn read(bytes: &[u8]) -> Result<ListFile, NotAList> {
        if bytes.len() > MAX_BYTES {
            return Err(NotAList::TooLarge);
        }
        let text = encoding::decode(bytes)?;
        let begin = text.trim_start();
        if begin.is_empty() {
            return Err(NotAList::Empty);
        }
        if begin.starts_with(['[', '{']) { records::read(&text) } else { Ok(table(&text)) }
    }

    /// What kind of list it is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows it has, those included that cannot be read.
    pub fn total(&self) -> usize {
        self.rows.len() + self.broken.len()
    }

    /// The first rows as they stand, a cell a column.
    pub fn first_rows(&self, count: usize) -> Vec<Vec<String>> {
        let cell = |row: &RawRow, column: usize| {
            row.cells.get(column).map(|cell| cell.shown().into_owned()).unwrap_or_default()
        };
        let columns = 0..self.columns.len();
        self.rows.iter().take(count).map(|row| columns.clone().map(|column| cell(row, column)).collect()).collect()
    }

    /// What each column most likely is. Each field is guessed once at most, and an id always where any column can be one.
    pub fn guess(&self) -> Vec<Field> {
        columns::guess(&self.columns, &self.rows)
    }

    /// The devices, read with a mapping of one field a column (missing ones are ignored).
    pub fn devices(&self, mapping: &[Field]) -> Imported {
        take::take(self, mapping)
    }
}

/// Text in columns. The first row names them, if it looks like it.
fn table(text: &str) -> ListFile {
    let separator = delimited::separator(text);
    let format = if separator == '\t' { Format::Tsv } else { Format::Csv };
    let mut rows = Vec::new();
    let mut broken = Vec::new();
    let mut names: Option<Vec<String>> = None;
    let mut width = 0;
    for row in Rows::new(text, separator).take(MAX_ROWS) {
        match row {
            Ok(row) if names.is_none() => {
                let named = columns::is_head(&row.cells);
                names = Some(if named {
                    row.cells.iter().map(|cell| cell.trim().to_owned()).collect()
                } else {
                    Vec::new()
                });
                if !named {
                    width = width.max(row.cells.len());
                    rows.push(raw(row));
                }
            }
            Ok(row) => {
                width = width.max(row.cells.len());
                rows.push(raw(row));
            }
            Err(Unclosed { line }) => {
                broken.push(Rejected { line, reason: "A quote is opened here and never closed.".into() });
            }
        }
    }
    let mut columns = names.unwrap_or_default();
    let width = width.max(columns.len()).min(MAX_COLUMNS);
    columns.truncate(width);
    for number in columns.len()..width {
        columns.push(format!("Column {}", number + 1));
    }
    ListFile { format, columns, rows, broken }
}

fn raw(row: Row<'_>) -> RawRow {
    let cells = row.cells.into_iter().take(MAX_COLUMNS).map(|cell| Cell::Text(plain(&cell).into()));
    RawRow { line: row.line, cells: cells.collect() }
}

/// Without the apostrophe that our own exports put before what a spreadsheet would run.
fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').trim_start_matches(' ').starts_with(RUNS) => rest,
        _ => text,
    }
}
