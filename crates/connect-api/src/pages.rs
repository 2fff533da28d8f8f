//! Lists fetched page by page, in ways that always end.

mod course;
mod etag;
mod neighbours;
mod page;

use std::sync::Arc;

use crate::batch::DevicesPage;
use crate::error::Error;
use crate::fleet::Fleet;
use crate::known::Known;
use crate::model::{DeploymentsPage, Shortfall};
use course::{Arrived, Course, PATIENCE};
use page::Memory;

pub use neighbours::FleetDevicePages;
pub(crate) use neighbours::{fleet_devices as fleet_devices_page, update_flows};
pub(crate) use page::deployments as deployments_page;

/// The pages of [`crate::Client::deployments`]. Each deployment comes once, even if the list shifts between two pages.
pub struct DeploymentPages {
    fleet: Fleet,
    limit: u16,
    course: Course,
}

impl DeploymentPages {
    pub(crate) fn new(fleet: Fleet, limit: u16) -> DeploymentPages {
        DeploymentPages { fleet, limit, course: Course::new(PATIENCE) }
    }

    /// The next page; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<DeploymentsPage, Error>> {
        while !self.course.done {
            let mut page = match page::deployments(&self.fleet, self.course.after.as_deref(), self.limit).await {
                Ok(page) => page,
                Err(error) => {
                    self.course.break_off();
                    return Some(Err(error));
                }
            };
            let received = page.deployments.len();
            page.deployments.retain(|deployment| self.course.is_new(&deployment.uuid));
            let fresh = page.deployments.len();
            let arrived = Arrived { fresh, known: received - fresh, unreadable: page.unreadable as usize };
            if self.course.arrived(arrived, page.after.clone(), page.total) {
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

/// The pages of [`crate::Client::devices`]. The rows of a page are handed on as they come; the receiver drops repeats.
pub struct DevicePages {
    fleet: Fleet,
    deployment: String,
    course: Course,
}

impl DevicePages {
    pub(crate) fn new(fleet: Fleet, deployment: &str) -> DevicePages {
        DevicePages { fleet, deployment: deployment.to_owned(), course: Course::new(0) }
    }

    /// The next page; `None` after the last one and after an error.
    ///
    /// Paging is not declared for this list \[S\]: when the service refuses `after` with 400 or 422 the pages end there, and
    /// [`DevicePages::shortfall`] tells what is missing.
    pub async fn next(&mut self) -> Option<Result<DevicesPage, Error>> {
        if self.course.done {
            return None;
        }
        match page::devices(&self.fleet, &self.deployment, self.course.after.as_deref(), None).await {
            Ok(page) => {
                let one_page = self.course.pages == 0 && page.after.is_none();
                // Nothing follows, so nothing will be compared, and a hundred thousand hashes can be saved.
                let received = page.batch.len();
                let fresh = if one_page {
                    received
                } else {
                    page.batch.iter().filter(|row| self.course.is_new(row.uuid)).count()
                };
                let unreadable = page.batch.unreadable() as usize;
                let arrived = Arrived { fresh, known: received - fresh, unreadable };
                let worth = self.course.arrived(arrived, page.after.clone(), page.total);
                worth.then_some(Ok(page))
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

/// All pages of a look by one who remembers the last one. `receive` takes a page and answers how many of its devices had not come
/// before in this look.
pub(crate) async fn look(
    fleet: &Fleet,
    deployment: &str,
    since: Since,
    receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
) -> Result<Option<Shortfall>, Error> {
    let mut memory = Memory::new(since.known, since.conditional);
    let mut course = Course::new(0);
    while !course.done {
        match page::devices(fleet, deployment, course.after.as_deref(), Some(&mut memory)).await {
            Ok(page) => {
                let (received, unreadable) = (page.batch.len(), page.batch.unreadable() as usize);
                let (after, total) = (page.after.clone(), page.total);
                let fresh = receive(page).min(received);
                course.arrived(Arrived { fresh, known: received - fresh, unreadable }, after, total);
            }
            // Paging is not declared for this list; see [`DevicePages::next`].
            Err(Error::Status { status: 400 | 422, .. }) if course.pages > 0 => course.break_off(),
            Err(error) => return Err(error),
        }
    }
    Ok(course.shortfall())
}

/// What a look is compared with.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// What the last look found, record by record.
    pub known: Arc<Known>,
    /// Whether the service may answer that a page is as it was, instead of sending it.
    pub conditional: bool,
}
