//! This computer's clock as it goes in simulated time, and a line to the service whose client goes by it: the real one reads the system's, which
//! stands nearly still while simulated days go by.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
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
        Ok(Arc::new(Line { inner, clock: self.0.clone(), known: Arc::default() }))
    }
}

struct Line {
    inner: Arc<dyn Api>,
    clock: Arc<Stepped>,
    /// The client's offset of the service's clock, as it was when it last changed, and the same from this clock.
    known: Arc<Mutex<Option<(i64, i64)>>>,
}

impl Line {
    /// An exchange is over, and may have told the service's time: it is taken by this clock now, since the one that the client goes by
    /// stands while steps go by.
    fn after<T>(&self, answer: T) -> T {
        let mut known = self.known.lock().expect("nobody panicked");
        if let Some(offset_ms) = self.inner.clock_offset_ms()
            && known.is_none_or(|(before, _)| before != offset_ms)
        {
            *known = Some((offset_ms, offset_ms + SystemClock.now_ms() - self.clock.now_ms()));
        }
        answer
    }
}

#[async_trait]
impl Api for Line {
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api> {
        Arc::new(Self { inner: self.inner.clone().at(priority), clock: self.clock.clone(), known: self.known.clone() })
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        self.known.lock().expect("nobody panicked").map(|(_, offset_ms)| offset_ms)
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        self.after(self.inner.create(request).await)
    }

    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        self.after(self.inner.deployments_page(after, limit).await)
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        self.after(self.inner.deployment(uuid).await)
    }

    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.after(self.inner.devices(deployment, page).await)
    }

    async fn look(
        &self,
        deployment: &str,
        since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.after(self.inner.look(deployment, since, receive).await)
    }

    async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        self.after(self.inner.device(deployment, device).await)
    }

    async fn fleet_devices(
        &self,
        group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.after(self.inner.fleet_devices(group, page).await)
    }

    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        self.after(self.inner.update_flows().await)
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.after(self.inner.abort_deployment(deployment).await)
    }

    async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        self.after(self.inner.abort_device(deployment, device).await)
    }
}
