//! The pages of the neighbouring reads.

use std::time::Duration;

use tokio::time::Instant;

use super::course::{Arrived, Course, PATIENCE};
use crate::decode;
use crate::error::Error;
use crate::fleet::Fleet;
use crate::model::{FleetDevicesPage, FleetDevicesQuery, Shortfall, UpdateFlow};

/// A reading of the whole fleet ends after so long, however much there is still to come.
const MAX_TIME: Duration = Duration::from_secs(60 * 60);
/// And after so many times the largest body.
const MAX_BODIES: u64 = 4;
/// Nobody has more update flows.
const MAX_FLOWS: usize = 10_000;

/// The pages of [`crate::Client::all_fleet_devices`]. Each device comes once, even if the list shifts between two pages.
pub struct FleetDevicePages {
    fleet: Fleet,
    asked: FleetDevicesQuery,
    course: Course,
    began: Option<Instant>,
    received: u64,
}

impl FleetDevicePages {
    pub(crate) fn new(fleet: Fleet, asked: FleetDevicesQuery) -> FleetDevicePages {
        FleetDevicePages { fleet, asked, course: Course::new(PATIENCE), began: None, received: 0 }
    }

    /// The next page; `None` after the last one and after an error.
    ///
    /// When the service refuses its own token with 400 or 422 the pages end there, and [`FleetDevicePages::shortfall`] tells that
    /// something is missing.
    pub async fn next(&mut self) -> Option<Result<FleetDevicesPage, Error>> {
        let began = *self.began.get_or_insert_with(Instant::now);
        while !self.course.done {
            if let Some(after) = self.course.after.take() {
                self.asked.after = Some(after);
            }
            let (mut page, bytes) = match fleet_devices(&self.fleet, &mut self.asked).await {
                Ok(answer) => answer,
                Err(Error::Status { status: 400 | 422, .. }) if self.course.pages > 0 => {
                    self.course.break_off();
                    return None;
                }
                Err(error) => {
                    self.course.break_off();
                    return Some(Err(error));
                }
            };
            self.received = self.received.saturating_add(bytes);
            let count = page.devices.len();
            page.devices.retain(|device| self.course.is_new(&device.uuid));
            let fresh = page.devices.len();
            let arrived = Arrived { fresh, known: count - fresh, unreadable: page.unreadable as usize };
            let worth = self.course.arrived(arrived, page.next.clone(), page.total);
            let bound = self.fleet.limits().max_body.saturating_mul(MAX_BODIES);
            if !self.course.done && (self.received > bound || began.elapsed() > MAX_TIME) {
                self.course.break_off();
            }
            if worth {
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

/// `GET …/devices` \[F\], with the size of the answer. Where `enrich_info` is refused it is taken out of the question.
pub(crate) async fn fleet_devices(
    fleet: &Fleet,
    asked: &mut FleetDevicesQuery,
) -> Result<(FleetDevicesPage, u64), Error> {
    match ask(fleet, asked).await {
        Err(Error::Status { status: 400 | 422, .. }) if asked.enrich => {
            let plain = FleetDevicesQuery { enrich: false, ..asked.clone() };
            let answer = ask(fleet, &plain).await?;
            *asked = plain;
            Ok(answer)
        }
        answer => answer,
    }
}

async fn ask(fleet: &Fleet, asked: &FleetDevicesQuery) -> Result<(FleetDevicesPage, u64), Error> {
    let mut url = fleet.beside(&["devices"])?;
    {
        let mut query = url.query_pairs_mut();
        if let Some(group) = &asked.group_name {
            query.append_pair("group_name", group);
        }
        for tag in &asked.tags {
            query.append_pair("tags", tag);
        }
        if let Some(after) = &asked.after {
            query.append_pair("after", after);
        }
        query.append_pair("limit", &asked.limit.clamp(1, 1000).to_string());
        if asked.enrich {
            query.append_pair("enrich_info", "true");
        }
    }
    // A service that knows no pages sends the whole fleet at once.
    let (success, body) = fleet.get_into(url, None, fleet.limits().max_body, Vec::new).await?;
    if fleet.is_empty(&success, &body)? {
        return Ok((FleetDevicesPage::default(), 0));
    }
    let page = decode::fleet_devices(&body).map_err(|misfit| fleet.misfit(&success, misfit))?;
    Ok((page, body.len() as u64))
}

/// `GET …/update-flows`. \[I\] No parameter is known, so the first question has none; a token is followed as elsewhere.
pub(crate) async fn update_flows(fleet: &Fleet) -> Result<Vec<UpdateFlow>, Error> {
    let mut course = Course::new(0);
    let mut all = Vec::new();
    while !course.done && all.len() < MAX_FLOWS {
        let mut url = fleet.beside(&["update-flows"])?;
        if let Some(after) = &course.after {
            url.query_pairs_mut().append_pair("after", after);
        }
        let (success, body) = match fleet.get(url).await {
            Err(Error::Status { status: 400 | 422, .. }) if course.pages > 0 => break,
            answer => answer?,
        };
        if fleet.is_empty(&success, &body)? {
            break;
        }
        let (flows, after) = decode::update_flows(&body).map_err(|misfit| fleet.misfit(&success, misfit))?;
        let (count, before) = (flows.len(), all.len());
        all.extend(flows.into_iter().filter(|flow| course.is_new(&flow.uuid)));
        let fresh = all.len() - before;
        course.arrived(Arrived { fresh, known: count - fresh, unreadable: 0 }, after, None);
    }
    Ok(all)
}
