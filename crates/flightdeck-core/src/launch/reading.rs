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
