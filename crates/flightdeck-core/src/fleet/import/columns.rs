//! What the columns of a list are, told by their names, and where those do not tell by their values.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Cell, RawRow};

/// What a column means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
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

/// Names of columns by what they mean, the surest first; only letters and digits count.
const NAMES: [(Field, &[&str]); 6] = [
    (Field::Id, &["deviceuuid", "uuid", "deviceid", "id", "device", "deviceidentifier", "identifier"]),
    (Field::Name, &["devicename", "name", "hostname", "displayname", "label"]),
    (Field::Group, &["group", "groupname", "devicegroup", "groups", "devicegroups"]),
    (Field::Tags, &["tags", "tag", "devicetags", "labels"]),
    (
        Field::LastSeen,
        &["lastseen", "lastkeepalive", "keepalive", "lastonline", "lastconnection", "lastcontact", "seen"],
    ),
    (Field::Description, &["description", "devicedescription", "notes", "note", "comment", "remarks"]),
];

/// Rows looked at to tell what a column holds.
const SAMPLE: usize = 200;

/// Whether the first row names the columns: it has a known name, or nothing in it that looks like a value.
pub(super) fn is_head(cells: &[Cow<'_, str>]) -> bool {
    let known = cells.iter().any(|cell| rank(cell).is_some());
    known
        || (cells.len() > 1
            && cells.iter().all(|cell| !cell.chars().any(|c| c.is_ascii_digit()) && !cell.trim().is_empty()))
}

/// What a name means, and how sure that is (0 is surest).
fn rank(name: &str) -> Option<(Field, usize)> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let place = |names: &[&str]| names.iter().position(|known| *known == plain);
    NAMES.iter().find_map(|(field, names)| place(names).map(|at| (*field, at)))
}

pub(super) fn guess(columns: &[String], rows: &[RawRow]) -> Vec<Field> {
    let mut mapping = vec![Field::Ignore; columns.len()];
    for (field, _) in NAMES {
        let named = columns.iter().enumerate().filter_map(|(column, name)| match rank(name) {
            Some((known, at)) if known == field => Some((at, column)),
            _ => None,
        });
        if let Some((_, column)) = named.min() {
            mapping[column] = field;
        }
    }
    if !mapping.contains(&Field::Id) {
        let mut unused = (0..columns.len()).filter(|column| mapping[*column] == Field::Ignore);
        if let Some(column) = unused.find(|column| looks_like_ids(*column, rows)) {
            mapping[column] = Field::Id;
        }
    }
    mapping
}

/// Whether no two rows have the same value here, none is empty, and all are single words, most with a digit.
fn looks_like_ids(column: usize, rows: &[RawRow]) -> bool {
    let mut seen = HashSet::new();
    let mut digits = 0;
    for row in rows.iter().take(SAMPLE) {
        let Some(Cell::Text(text)) = row.cells.get(column) else { return false };
        let text = text.trim();
        if text.is_empty() || text.contains(char::is_whitespace) || !seen.insert(text) {
            return false;
        }
        digits += usize::from(text.chars().any(|c| c.is_ascii_digit()));
    }
    !seen.is_empty() && digits * 2 > seen.len()
}
