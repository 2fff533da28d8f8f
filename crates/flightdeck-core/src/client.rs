//! The outside world as it really is: the API client behind [`Api`], and the system's clock.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use connect_api::{
    Accepted, Authority, BaseUrl, Client, ClientConfig, Created, DeployRequest, Deployment, DeploymentsPage,
    DeviceDetail, DevicesPage, Error, FleetDevicesPage, FleetDevicesQuery, Limits, Priority, Shortfall, Since, Token,
    UpdateFlow,
};

use crate::outside::{Api, Clock, Dial};

/// A fleet's API over HTTP.
pub struct HttpApi(Client);

#[async_trait]
impl Api for HttpApi {
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api> {
        Arc::new(Self(self.0.at(priority)))
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        self.0.clock_offset_ms()
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        self.0.create_deployment(request).await
    }

    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        self.0.deployments_page(after, limit).await
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        self.0.deployment(uuid).await
    }

    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        let mut pages = self.0.devices(deployment);
        while let Some(next) = pages.next().await {
            page(next?);
        }
        Ok(pages.shortfall())
    }

    async fn look(
        &self,
        deployment: &str,
        since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.0.look(deployment, since, receive).await
    }

    async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        self.0.device(deployment, device).await
    }

    async fn fleet_devices(
        &self,
        group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        let asked = FleetDevicesQuery { group_name: group.map(str::to_owned), ..FleetDevicesQuery::default() };
        let mut pages = self.0.all_fleet_devices(asked);
        while let Some(next) = pages.next().await {
            page(next?);
        }
        Ok(pages.shortfall())
    }

    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        self.0.update_flows().await
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.0.abort_deployment(deployment).await
    }

    async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        self.0.abort_device(deployment, device).await
    }
}

/// Opens real clients, with the client's own limits.
#[derive(Clone, Debug, Default)]
pub struct RealDial {
    /// Time, size and rate limits of every client it opens.
    pub limits: Limits,
}

impl Dial for RealDial {
    fn open(
        &self,
        base_url: &BaseUrl,
        fleet_key: &str,
        token: &Token,
        authorities: &[Authority],
    ) -> Result<Arc<dyn Api>, Error> {
        let client = Client::new(ClientConfig {
            base_url: base_url.clone(),
            fleet_key: fleet_key.to_owned(),
            token: token.clone(),
            authorities: authorities.to_vec(),
            limits: self.limits.clone(),
        })?;
        Ok(Arc::new(HttpApi(client)))
    }
}

/// The system's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A clock before 1970 reads as 1970: wrong times on screen are better than no application.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn zone_minutes(&self, at_ms: i64) -> i32 {
        // A zone that cannot be told is UTC, as times on screen are then.
        let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else { return 0 };
        jiff::tz::TimeZone::system().to_offset(at).seconds() / 60
    }
}
