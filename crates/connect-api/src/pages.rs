//! Lists fetched page by page, in ways that always end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::client::Client;
use crate::error::Error;
use crate::model::{DeploymentsPage, DevicesPage, Shortfall};

/// No fleet has so many pages; a service that invents records without end is stopped here.
const MAX_PAGES: u32 = 10_000;

/// How many pages of repeats in a row the list of deployments may have: it grows at its front while it is read, so a page
/// can be pushed back whole.
const PATIENCE: u32 = 3;

/// What both lists have in common: where the next page is, and whether asking for it makes sense.
struct Course {
    after: Option<String>,
    /// Tokens already used: one that comes back would lead in a circle.
    used: HashSet<String>,
    /// Hashes of the uuids received; the uuids themselves would cost many times as much.
    seen: HashSet<u64>,
    hasher: RandomState,
    total: Option<u64>,
    pages: u32,
    /// Pages of repeats in a row: so far, and before it is taken for an end.
    barren: u32,
    patience: u32,
    loaded: u64,
    /// The service said there was more, and it was not received.
    broken: bool,
    done: bool,
}

impl Course {
    fn new(patience: u32) -> Course {
        Course {
            after: None,
            used: HashSet::new(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
            total: None,
            pages: 0,
            barren: 0,
            patience,
            loaded: 0,
            broken: false,
            done: false,
        }
    }

    /// Whether this uuid was not received before.
    fn is_new(&mut self, uuid: &str) -> bool {
        self.seen.insert(self.hasher.hash_one(uuid))
    }

    /// Takes note of a page of `received` records, `fresh` of them new; returns whether the page is worth handing on.
    fn arrived(&mut self, received: usize, fresh: usize, after: Option<String>, total: Option<u64>) -> bool {
        let first = self.pages == 0;
        self.barren = if fresh == 0 { self.barren + 1 } else { 0 };
        let goes_on = received > 0 && self.barren <= self.patience;
        self.pages += 1;
        self.loaded += fresh as u64;
        self.total = total.or(self.total);
        let next = after.filter(|token| goes_on && self.used.insert(token.clone()));
        if next.is_some() && self.pages >= MAX_PAGES {
            self.broken = true;
            self.done = true;
        }
        self.done |= next.is_none();
        self.after = next;
        first || fresh > 0
    }

    fn break_off(&mut self) {
        self.broken = true;
        self.done = true;
    }

    fn shortfall(&self) -> Option<Shortfall> {
        let loaded = self.loaded;
        let missing = self.total.filter(|total| *total > loaded);
        let expected = missing.or(self.broken.then_some(loaded + 1))?;
        self.done.then_some(Shortfall { loaded, expected })
    }
}

/// The pages of [`Client::deployments`]. Each deployment comes once, even if the list shifts between two pages.
pub struct DeploymentPages {
    client: Client,
    limit: u16,
    course: Course,
}

impl DeploymentPages {
    pub(crate) fn new(client: Client, limit: u16) -> DeploymentPages {
        DeploymentPages { client, limit, course: Course::new(PATIENCE) }
    }

    /// The next page; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<DeploymentsPage, Error>> {
        while !self.course.done {
            let mut page = match self.client.deployments_page(self.course.after.as_deref(), self.limit).await {
                Ok(page) => page,
                Err(error) => {
                    self.course.break_off();
                    return Some(Err(error));
                }
            };
            let received = page.deployments.len();
            page.deployments.retain(|deployment| self.course.is_new(&deployment.uuid));
            if self.course.arrived(received, page.deployments.len(), page.after.clone(), page.total) {
                return Some(Ok(page));
            }
        }
        None
    }

    /// Once the pages have ended: whether fewer came than there should be.
    pub fn shortfall(&self) -> Option<Shortfall> {
        self.course.shortfall()
    }
}

/// The pages of [`Client::devices`]. The rows of a page are handed on as they come; the receiver drops repeats.
pub struct DevicePages {
    client: Client,
    deployment: String,
    course: Course,
}

impl DevicePages {
    pub(crate) fn new(client: Client, deployment: &str) -> DevicePages {
        DevicePages { client, deployment: deployment.to_owned(), course: Course::new(0) }
    }

    /// The next page; `None` after the last one and after an error.
    ///
    /// Paging is not declared for this list \[S\]: when the service refuses `after` with 400 or 422 the pages end there, and
    /// [`DevicePages::shortfall`] tells what is missing.
    pub async fn next(&mut self) -> Option<Result<DevicesPage, Error>> {
        if self.course.done {
            return None;
        }
        match self.client.devices_page(&self.deployment, self.course.after.as_deref()).await {
            Ok(page) => {
                let one_page = self.course.pages == 0 && page.after.is_none();
                // Nothing follows, so nothing will be compared, and a hundred thousand hashes can be saved.
                let received = page.batch.len();
                let fresh = if one_page {
                    received
                } else {
                    page.batch.iter().filter(|row| self.course.is_new(row.uuid)).count()
                };
                self.course.arrived(received, fresh, page.after.clone(), page.total).then_some(Ok(page))
            }
            Err(Error::Status { status: 400 | 422, .. }) if self.course.pages > 0 => {
                self.course.break_off();
                None
            }
            Err(error) => {
                self.course.break_off();
                Some(Err(error))
            }
        }
    }

    /// Once the pages have ended: whether fewer came than there should be.
    pub fn shortfall(&self) -> Option<Shortfall> {
        self.course.shortfall()
    }
}
