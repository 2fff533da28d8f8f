//! A view of the list: which deployments, in which order. It holds numbers of entries only.

use std::cmp::Ordering;

use super::entry::{Entry, standing};
use super::search::Search;
use crate::wire::{Cve, ListFilter, ListSort, ListView, Standing};

/// Whether the pages loaded so far are enough to show the beginning of this view: newest first, nothing searched or filtered.
/// Anything else is only right once all pages are there.
pub(crate) fn is_newest_first(view: &ListView) -> bool {
    view.filter == ListFilter::All && view.text.trim().is_empty() && view.sort == ListSort::Created && view.descending
}

/// The entries of a view, in its order.
pub(crate) fn order(entries: &[Entry], view: &ListView, search: &Search) -> Vec<u32> {
    let mut order: Vec<u32> = (0..entries.len() as u32)
        .filter(|n| {
            let entry = &entries[*n as usize];
            passes(entry, view.filter) && search.fits(entry)
        })
        .collect();
    order.sort_by_cached_key(|n| place(&entries[*n as usize], view));
    order
}

/// Where an entry stands in a view, to be compared with others, also with those of another list.
pub(crate) fn place(entry: &Entry, view: &ListView) -> Place {
    let lower = |text: Option<&String>| text.map(|text| Value::Text(text.to_lowercase()));
    let value = match view.sort {
        ListSort::Created => entry.created_ms().map(Value::Time),
        ListSort::Comment => lower(entry.comment.as_ref()),
        ListSort::Kind => lower(entry.kind.as_ref()),
        ListSort::Devices => entry.counts().map(|counts| Value::Number(counts.total())),
        ListSort::Cve => severity(&entry.cve).map(Value::Levels),
    };
    let newest = Keyed(entry.created_ms().map(Value::Time), true);
    Place(Keyed(value, view.descending), newest)
}

/// A place in an order: those that compare equal are newest first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(Keyed, Keyed);

/// What entries are sorted by; in one view all of one kind.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Time(i64),
    Text(String),
    Number(u32),
    Levels([u32; 5]),
}

/// A value with a direction; what has none comes last in both.
#[derive(PartialEq, Eq)]
struct Keyed(Option<Value>, bool);

impl Ord for Keyed {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) if self.1 => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Counts by level, most severe first; none where nothing was scanned.
fn severity(cve: &Cve) -> Option<[u32; 5]> {
    let mut counts = [0u32; 5];
    match cve {
        Cve::NotScanned => return None,
        Cve::NoneFound => {}
        Cve::Found { levels } => {
            for level in levels {
                let at = match level.level.to_ascii_lowercase().as_str() {
                    "critical" => 0,
                    "high" => 1,
                    "medium" => 2,
                    "low" => 3,
                    _ => 4,
                };
                counts[at] = counts[at].saturating_add(level.count);
            }
        }
    }
    Some(counts)
}

fn passes(entry: &Entry, filter: ListFilter) -> bool {
    let wanted = match filter {
        ListFilter::All => return true,
        ListFilter::NoDevice => Standing::NoDevice,
        ListFilter::Moving => Standing::Moving,
        ListFilter::Attention => Standing::Attention,
        ListFilter::Aborted => Standing::Aborted,
        ListFilter::Finished => Standing::Finished,
    };
    entry.counts().is_some_and(|counts| standing(&counts) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::CveLevel;

    #[test]
    fn vulnerabilities_are_ordered_by_their_worst_level_first() {
        let found = |levels: &[(&str, u32)]| Cve::Found {
            levels: levels.iter().map(|(level, count)| CveLevel { level: (*level).into(), count: *count }).collect(),
        };
        let all = found(&[("Critical", 1), ("HIGH", 2), ("medium", 3), ("Low", 4), ("odd", 5), ("negligible", 6)]);
        for (cve, expected) in [
            (Cve::NotScanned, None),
            (Cve::NoneFound, Some([0; 5])),
            (all, Some([1, 2, 3, 4, 11])),
            (found(&[("Low", u32::MAX), ("low", 1)]), Some([0, 0, 0, u32::MAX, 0])),
        ] {
            assert_eq!(severity(&cve), expected, "{cve:?}");
        }
    }
}
