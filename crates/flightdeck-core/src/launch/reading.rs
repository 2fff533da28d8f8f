//! Reading the list for a lost launch: how far, and what is said of it. The list's order is nobody's promise, so it is read
//! on until its end, or until it is evident that everything further is older.

use std::collections::HashSet;

use connect_api::{Deployment, DeploymentsPage};

use super::evidence::{Fit, Trace};
use crate::wire::Searched;

/// A list that ends nowhere, or has no order, is read so far. A service may send far fewer a page than it is asked for.
const PAGES: u32 = 20;

/// The list as far as it was read.
pub(super) struct Reading<'a> {
    trace: Trace<'a>,
    /// Deployments that are known to be of other launches.
    others: HashSet<String>,
    seen: HashSet<String>,
    tokens: HashSet<String>,
    pages: u32,
    unreadable: u64,
    announced: Option<u64>,
    order: Order,
    oldest_ms: Option<i64>,
    ended: bool,
    fitting: Vec<(Fit, Deployment)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(trace: Trace<'a>, others: HashSet<String>) -> Self {
        Self {
            trace,
            others,
            seen: HashSet::new(),
            tokens: HashSet::new(),
            pages: 0,
            unreadable: 0,
            announced: None,
            order: Order::default(),
            oldest_ms: None,
            ended: false,
            fitting: Vec::new(),
        }
    }

    /// Takes a page; answers with the next one's token, if it is worth reading.
    pub(super) fn take(&mut self, page: DeploymentsPage) -> Option<String> {
        self.pages += 1;
        self.announced = page.total.or(self.announced);
        self.unreadable += u64::from(page.unreadable);
        let mut fresh = 0_usize;
        for deployment in page.deployments {
            if !self.seen.insert(deployment.uuid.clone()) {
                continue;
            }
            fresh += 1;
            if let Some(at) = deployment.created.unix_ms() {
                self.order.add(at);
                self.oldest_ms = Some(self.oldest_ms.map_or(at, |oldest| oldest.min(at)));
            }
            if !self.others.contains(&deployment.uuid)
                && let Some(fit) = self.trace.fit(&deployment)
            {
                self.fitting.push((fit, deployment));
            }
        }
        let Some(after) = page.after else {
            self.ended = true;
            return None;
        };
        let past = self.order.newest_first() && self.oldest_ms.is_some_and(|oldest| oldest < self.trace.horizon_ms());
        // A token that comes back leads in a circle, and a page of nothing new leads nowhere.
        let on = !past && fresh > 0 && self.pages < PAGES && self.tokens.insert(after.clone());
        on.then_some(after)
    }

    /// What fits, the likeliest first, and how far it was looked.
    pub(super) fn result(self) -> (Vec<(Fit, Deployment)>, Searched) {
        let read = self.seen.len() as u64 + self.unreadable;
        let searched = Searched {
            deployments: u32::try_from(self.seen.len()).unwrap_or(u32::MAX),
            whole: self.ended && self.announced.is_none_or(|announced| announced <= read),
            back_to_ms: self.oldest_ms,
        };
        let mut fitting = self.fitting;
        fitting.sort_by_key(|(fit, deployment)| (*fit, self.trace.distance_ms(&deployment.created)));
        (fitting, searched)
    }
}

/// Whether times come from new to old.
#[derive(Debug, Default)]
pub(super) struct Order {
    last_ms: Option<i64>,
    /// So often one was older than the one before it.
    falls: u32,
    rose: bool,
}

/// A list in another order falls by chance this often, and never rises, once in 360,000 times.
const EVIDENT: u32 = 8;

impl Order {
    pub(super) fn add(&mut self, at_ms: i64) {
        if let Some(last) = self.last_ms {
            self.falls = self.falls.saturating_add(u32::from(at_ms < last));
            self.rose |= at_ms > last;
        }
        self.last_ms = Some(at_ms);
    }

    /// Evidently so: they fell often and never rose. Times that are all the same show no order.
    pub(super) fn newest_first(&self) -> bool {
        self.falls >= EVIDENT && !self.rose
    }

    /// How far back they reach, where all that is younger is evidently among them.
    pub(super) fn reached_ms(&self) -> Option<i64> {
        self.last_ms.filter(|_| self.newest_first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{deployment, page};
    use crate::launch::history::tests::{entry, request};
    use crate::launch::tests::{MINUTE, SENT};
    use crate::outside::JournalEntry;

    const HOUR: i64 = 60 * MINUTE;

    fn lost() -> JournalEntry {
        JournalEntry { clock_offset_ms: Some(0), ..entry("r", 0, request("f-1", "Firmware 2", &[]), None) }
    }

    fn reading(entry: &JournalEntry) -> Reading<'_> {
        Reading::new(Trace::of(entry, None), HashSet::new())
    }

    fn other(uuid: &str, at_ms: i64) -> Deployment {
        deployment(uuid, Some("Other"), Some(at_ms))
    }

    fn before(deployments: Vec<Deployment>, after: &str) -> DeploymentsPage {
        DeploymentsPage { after: Some(after.to_owned()), ..page(deployments) }
    }

    #[test]
    fn times_are_in_order_when_they_fell_eight_times_and_never_rose() {
        for (times, reached_ms) in [
            (&[][..], None),
            (&[9, 8, 7, 6, 5, 4, 3, 2, 1], Some(1)),
            (&[9, 8, 7, 6, 5, 4, 3, 2], None),
            // The same time again neither falls nor rises.
            (&[9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1], Some(1)),
            (&[9, 9, 8, 7, 6, 5, 4, 3, 2, 2], None),
            // What rose once, early or late, has no order.
            (&[8, 9, 8, 7, 6, 5, 4, 3, 2, 1], None),
            (&[9, 8, 7, 6, 5, 4, 3, 2, 1, 5], None),
            (&[9, 8, 7, 6, 5, 4, 3, 2, 1, 5, 4, 3], None),
        ] {
            let mut order = Order::default();
            for at_ms in times {
                order.add(*at_ms);
            }
            assert_eq!(
                order.reached_ms(),
                reached_ms,
                "{times:?}: only an order that is evident says what was reached"
            );
        }
    }

    #[test]
    fn a_list_without_an_end_is_read_twenty_pages() {
        let entry = lost();
        let mut reading = reading(&entry);
        let ended = (1..=50).find(|number: &i64| {
            let token = format!("p{number}");
            reading.take(before(vec![other(&format!("dp-{number}"), SENT + number)], &token)).is_none()
        });
        assert_eq!(ended, Some(20), "so far, and no further");
        let (_, searched) = reading.result();
        let expected = Searched { deployments: 20, whole: false, back_to_ms: Some(SENT + 1) };
        assert_eq!(searched, expected, "and it is not said to be all");
    }

    #[test]
    fn a_page_of_nothing_new_ends_the_reading() {
        let entry = lost();
        let mut reading = reading(&entry);
        let one = || vec![other("dp-1", SENT)];
        assert_eq!(reading.take(before(one(), "a")).as_deref(), Some("a"), "there may be more");
        assert_eq!(reading.take(before(one(), "b")), None, "a page known already leads nowhere, whatever its token");
        assert!(!reading.result().1.whole, "the list did not end");
    }

    #[test]
    fn a_list_from_new_to_old_is_read_until_it_is_past_the_horizon() {
        let entry = lost();
        let mut reading = reading(&entry);
        let newer = (0..8).map(|number| other(&format!("dp-{number}"), SENT - number));
        let at_horizon = other("dp-8", SENT - 14 * HOUR);
        let token = reading.take(before(newer.chain([at_horizon]).collect(), "a"));
        assert_eq!(token.as_deref(), Some("a"), "what is as old as the horizon may be followed by its equals");
        let token = reading.take(before(vec![other("dp-9", SENT - 14 * HOUR - 1)], "b"));
        assert_eq!(token, None, "everything further is too old");
    }

    #[test]
    fn a_list_is_whole_when_as_many_came_as_were_announced_readable_or_not() {
        for (total, whole) in [(None, true), (Some(4), true), (Some(5), true), (Some(6), false)] {
            let entry = lost();
            let mut reading = reading(&entry);
            let first = DeploymentsPage { unreadable: 1, total, ..before(vec![other("dp-1", SENT)], "a") };
            assert!(reading.take(first).is_some(), "there is more");
            assert_eq!(
                reading.take(DeploymentsPage { unreadable: 2, ..page(vec![other("dp-2", SENT)]) }),
                None,
                "the end"
            );
            let expected = Searched { deployments: 2, whole, back_to_ms: Some(SENT) };
            assert_eq!(reading.result().1, expected, "two were read and three unreadable of {total:?}");
        }
    }

    #[test]
    fn the_likeliest_comes_first_and_of_equals_the_nearest() {
        let entry = lost();
        let mut reading = Reading::new(Trace::of(&entry, None), HashSet::from(["dp-taken".to_owned()]));
        let mine = |uuid, after_ms: Option<i64>| deployment(uuid, Some("Firmware 2"), after_ms.map(|ms| SENT + ms));
        reading.take(page(vec![
            mine("dp-hardly", Some(HOUR)),
            mine("dp-timeless", None),
            mine("dp-later", Some(10 * MINUTE)),
            mine("dp-late", Some(5 * MINUTE)),
            mine("dp-before", Some(-1_000)),
            mine("dp-taken", Some(2_000)),
            mine("dp-sure", Some(2 * MINUTE)),
        ]));
        let (fitting, _) = reading.result();
        let uuids: Vec<&str> = fitting.iter().map(|(_, deployment)| deployment.uuid.as_str()).collect();
        assert_eq!(
            uuids,
            ["dp-sure", "dp-before", "dp-late", "dp-later", "dp-timeless", "dp-hardly"],
            "what is another's is left out, and a time that is not known is the furthest"
        );
    }
}
