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

/// The entries of a view, in its order. Entries that compare equal are newest first.
pub(crate) fn order(entries: &[Entry], view: &ListView, search: &Search) -> Vec<u32> {
    let mut order: Vec<u32> = (0..entries.len() as u32)
        .filter(|n| {
            let entry = &entries[*n as usize];
            passes(entry, view.filter) && search.fits(entry)
        })
        .collect();
    let at = |n: &u32| &entries[*n as usize];
    order.sort_by(|a, b| compare(at(a).created_ms(), at(b).created_ms(), true));
    let descending = view.descending;
    match view.sort {
        ListSort::Created if descending => {}
        ListSort::Created => order.sort_by(|a, b| compare(at(a).created_ms(), at(b).created_ms(), false)),
        ListSort::Comment => {
            order.sort_by_cached_key(|n| Keyed(at(n).comment.as_ref().map(|t| t.to_lowercase()), descending))
        }
        ListSort::Kind => {
            order.sort_by_cached_key(|n| Keyed(at(n).kind.as_ref().map(|t| t.to_lowercase()), descending))
        }
        ListSort::Devices => order.sort_by_cached_key(|n| Keyed(at(n).counts().map(|c| c.total()), descending)),
        ListSort::Cve => order.sort_by_cached_key(|n| Keyed(severity(&at(n).cve), descending)),
    }
    order
}

/// A key with a direction; what has no value comes last in both.
#[derive(PartialEq, Eq)]
struct Keyed<T>(Option<T>, bool);

impl<T: Ord> Ord for Keyed<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.0.as_ref(), other.0.as_ref(), self.1)
    }
}

impl<T: Ord> PartialOrd for Keyed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn compare<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
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
