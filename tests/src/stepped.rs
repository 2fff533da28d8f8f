//! This computer's clock as it goes in simulated time, and a line to the service whose client goes by it: the real one reads the system's, which
//! stands nearly still while simulated days go by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use connect_api::{
    Accepted, Authority, BaseUrl, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage,
    Error, FleetDevicesPage, Priority, Shortfall, Since, Token, UpdateFlow,
};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::outside::{Api, Clock, Dial};

/// This computer's clock: goes with the steps, and may be off.
#[derive(Default)]
pub struct Stepped(AtomicI64);

impl Stepped {
    /// Shows this, whatever it showed before.
    pub fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::Relaxed);
    }

    /// Goes on by a step.
    pub fn forward(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).expect("a short step"), Ordering::Relaxed);
    }
}

impl Clock for Stepped {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Opens such lines.
pub struct SteppedDial(pub Arc<Stepped>);

impl Dial for SteppedDial {
    fn open(
        &self,
        base_url: &BaseUrl,
        fleet_key: &str,
        token: &Token,
        authorities: &[Authority],
    ) -> Result<Arc<dyn Api>, Error> {
        let inner = RealDial::default().open(base_url, fleet_key, token, authorities)?;
        Ok(Arc::new(Line { inner, clock: self.0.clone() }))
    }
}

struct Line {
    inner: Arc<dyn Api>,
    clock: Arc<Stepped>,
}

#[async_trait]
impl Api for Line {
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api> {
        Arc::new(Self { inner: self.inner.clone().at(priority), clock: self.clock.clone() })
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        self.inner.clock_offset_ms().map(|offset_ms| offset_ms + SystemClock.now_ms() - self.clock.now_ms())
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        self.inner.create(request).await
    }

    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        self.inner.deployments_page(after, limit).await
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        self.inner.deployment(uuid).await
    }

    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.inner.devices(deployment, page).await
    }

    async fn look(
        &self,
        deployment: &str,
        since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.inner.look(deployment, since, receive).await
    }

    async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        self.inner.device(deployment, device).await
    }

    async fn fleet_devices(
        &self,
        group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.inner.fleet_devices(group, page).await
    }

    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        self.inner.update_flows().await
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.inner.abort_deployment(deployment).await
    }

    async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        self.inner.abort_device(deployment, device).await
    }
}
