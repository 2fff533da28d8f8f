//! Finding many rows among the known devices: by whom, how often, in which parts, and what is laid out at the end.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::*;
use crate::live::known::{KnownFleets, Mark};
use crate::wire::ConnectionId;

/// A fleet of `d-0`, `d-1` and so on, which is laid out by who finds it.
struct Numbered {
    ids: Vec<String>,
    numbering: AtomicU64,
    laid_out: AtomicBool,
    /// How many devices were looked for by their ids.
    looked_for: AtomicU32,
}

impl Numbered {
    fn of(count: u32) -> Arc<Self> {
        Arc::new(Self {
            ids: ids(count),
            numbering: AtomicU64::new(7),
            laid_out: AtomicBool::default(),
            looked_for: AtomicU32::default(),
        })
    }

    fn rows(self: &Arc<Self>) -> KnownRows {
        let fleets: Arc<dyn KnownFleets> = self.clone();
        KnownRows::new(Known::new(Arc::new(OnceLock::from(fleets)), "c".into()))
    }

    fn lay_out_is(&self, laid_out: bool) {
        self.laid_out.store(laid_out, Ordering::SeqCst);
    }

    fn is_laid_out(&self) -> bool {
        self.laid_out.load(Ordering::SeqCst)
    }
}

impl KnownFleets for Numbered {
    fn wanted(&self, _: &ConnectionId) {}

    fn show(&self, _: &ConnectionId, look: &mut dyn FnMut(&dyn KnownDevices)) {
        look(self);
    }
}

impl KnownDevices for Numbered {
    fn len(&self) -> u32 {
        self.ids.len() as u32
    }
    fn mark(&self) -> Mark {
        Mark { numbering: self.numbering.load(Ordering::SeqCst), revision: 1 }
    }
    fn find(&self, id: &str) -> Option<u32> {
        self.looked_for.fetch_add(1, Ordering::SeqCst);
        id.strip_prefix("d-")?.parse().ok().filter(|number| *number < self.len())
    }
    fn id(&self, number: u32) -> &str {
        self.ids.get(number as usize).map_or("", String::as_str)
    }
    fn name(&self, _: u32) -> Option<&str> {
        None
    }
    fn group(&self, _: u32) -> Option<(u32, &str)> {
        None
    }
    fn name_told_ms(&self, _: u32) -> Option<i64> {
        None
    }
    fn group_told_ms(&self, _: u32) -> Option<i64> {
        None
    }
    fn seen_ms(&self, _: u32) -> Option<(i64, i64)> {
        None
    }
    fn trigger_on_told_ms(&self, _: u32) -> Option<i64> {
        None
    }
    fn are_laid_out(&self) -> bool {
        self.is_laid_out()
    }
    fn lay_out(&self) {
        self.lay_out_is(true);
    }
}

fn ids(count: u32) -> Vec<String> {
    (0..count).map(|n| format!("d-{n}")).collect()
}

fn rows(count: u32) -> Rows {
    super::rows(&ids(count).iter().map(|id| (id.as_str(), None, None)).collect::<Vec<_>>())
}

#[test]
fn one_finds_many_in_parts_and_lays_out_what_a_search_needs_at_the_end() {
    let (many, fleet) = (rows(AT_ONCE + 1), Numbered::of(AT_ONCE + 1));
    let mut known = fleet.rows();
    assert!(known.begins_to_find(&many), "the first who asks finds them");
    assert!(!known.begins_to_find(&many), "and nobody else");
    assert!(!known.find_more(&many), "one is left");
    assert!(!fleet.is_laid_out(), "before all are found, nothing is laid out");
    assert!(!known.begins_to_find(&many), "it is not done, but under way");
    assert!(known.find_more(&many), "then none is left");
    assert!(fleet.is_laid_out(), "and the end is laid out");
    assert_eq!(fleet.looked_for.load(Ordering::SeqCst), 0, "devices in the same order are not looked for by their ids");
    assert!(known.find_more(&many), "it stays done");
    assert!(!known.begins_to_find(&many), "so nobody begins again");

    fleet.numbering.fetch_add(1, Ordering::SeqCst);
    assert!(known.begins_to_find(&many), "until the devices have other numbers");
    assert!(!known.find_more(&many) && known.find_more(&many), "then all are found anew");
    fleet.lay_out_is(false);
    assert!(known.begins_to_find(&many), "what is found and not laid out is to be laid out");
    assert!(known.find_more(&many) && fleet.is_laid_out());
}

#[test]
fn who_did_not_begin_lays_nothing_out() {
    let (many, fleet) = (rows(AT_ONCE + 1), Numbered::of(AT_ONCE + 1));
    let mut known = fleet.rows();
    assert!(!known.find_more(&many), "the first part");
    assert!(!known.find_more(&many), "all are found, but not laid out");
    assert!(!fleet.is_laid_out(), "nobody has begun");
    assert!(known.begins_to_find(&many), "so somebody is to begin");
    assert!(known.find_more(&many) && fleet.is_laid_out(), "who finishes it");

    let laid_out = Numbered::of(AT_ONCE + 1);
    laid_out.lay_out_is(true);
    let mut known = laid_out.rows();
    assert!(!known.find_more(&many), "the first part is not all of a fleet that is laid out");
    assert!(known.begins_to_find(&many), "that it is laid out finds nobody");
}

#[test]
fn as_many_as_are_found_at_once_need_nobody_who_begins() {
    let (few, fleet) = (rows(AT_ONCE), Numbered::of(AT_ONCE));
    let mut known = fleet.rows();
    assert!(!known.begins_to_find(&few), "they are found at once by who needs them");
    assert!(known.find_more(&few), "all in one go");
    assert!(!fleet.is_laid_out(), "and need nothing laid out");
    let mut nothing = KnownRows::default();
    assert!(!nothing.begins_to_find(&rows(AT_ONCE + 1)), "where nothing is known, there is nothing to find");
    assert!(nothing.find_more(&few), "and nothing is left");
}
