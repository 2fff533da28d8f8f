//! The neighbouring reads: beside the seven operations, with the same token, perhaps refused, absent or odd
//! ([`Error::not_offered`]). Only reads: nothing is ever written to the fleet. They go at [`Priority::Fleet`], behind watching,
//! whatever the client's own priority is. \[F\]

use crate::client::Client;
use crate::decode;
use crate::error::Error;
use crate::fleet::Fleet;
use crate::limiter::Priority;
use crate::model::{FleetDevice, FleetDevicesPage, FleetDevicesQuery, UpdateFlow};
use crate::pages::{self, FleetDevicePages};

impl Client {
    /// One page of the fleet's devices: `GET …/devices`. \[F\] A service that refuses `enrich_info` with 400 or 422 is asked once more
    /// without.
    ///
    /// # Errors
    /// See [`Error`], and [`Error::not_offered`].
    pub async fn fleet_devices(&self, asked: &FleetDevicesQuery) -> Result<FleetDevicesPage, Error> {
        let mut asked = asked.clone();
        pages::fleet_devices_page(&self.beside(), &mut asked).await.map(|(page, _)| page)
    }

    /// All devices of the fleet that the question fits, page by page.
    pub fn all_fleet_devices(&self, asked: FleetDevicesQuery) -> FleetDevicePages {
        FleetDevicePages::new(self.beside(), asked)
    }

    /// One device of the fleet: `GET …/devices/{device_uuid}`. \[F\]
    ///
    /// # Errors
    /// See [`Error`], and [`Error::not_offered`]. A 404 may mean the device or the read itself.
    pub async fn fleet_device(&self, id: &str) -> Result<FleetDevice, Error> {
        let fleet = self.beside();
        let (success, body) = fleet.get(fleet.beside(&["devices", id])?).await?;
        fleet.check_present(&success, &body)?;
        decode::fleet_device(&body, id).map_err(|misfit| fleet.misfit(&success, misfit))
    }

    /// The update flows: `GET …/update-flows`. \[I\]
    ///
    /// # Errors
    /// See [`Error`], and [`Error::not_offered`].
    pub async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        pages::update_flows(&self.beside()).await
    }

    fn beside(&self) -> Fleet {
        self.fleet.at(Priority::Fleet)
    }
}
