//! APIs whose good answers are heard: the first one after a silence is the moment to look for open launches again.

use std::sync::Arc;

use async_trait::async_trait;
use connect_api::{
    Accepted, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage, Error, FleetDevicesPage,
    Priority, Shortfall, Since, UpdateFlow,
};

use super::Launches;
use crate::outside::{Api, Apis, Clock};
use crate::wire::{AppError, ConnectionId};

/// The APIs as everything but launching uses them.
pub struct Overheard {
    apis: Arc<dyn Apis>,
    launches: Arc<Launches>,
}

impl Overheard {
    /// The same APIs; `launches` hears of their good answers.
    pub fn new(apis: Arc<dyn Apis>, launches: Arc<Launches>) -> Arc<Self> {
        Arc::new(Self { apis, launches })
    }
}

#[async_trait]
impl Apis for Overheard {
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        let api = self.apis.api(connection).await?;
        Ok(Arc::new(One { api, launches: self.launches.clone(), connection: connection.clone() }))
    }

    fn may_act(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.apis.may_act(connection)
    }

    fn may_launch(&self, connection: &ConnectionId, clock: &dyn Clock) -> Result<(), AppError> {
        self.apis.may_launch(connection, clock)
    }
}

struct One {
    api: Arc<dyn Api>,
    launches: Arc<Launches>,
    connection: ConnectionId,
}

impl One {
    fn heard<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if answer.is_ok() {
            self.launches.answered(&self.connection);
        }
        answer
    }
}

#[async_trait]
impl Api for One {
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api> {
        let api = self.api.clone().at(priority);
        Arc::new(Self { api, launches: self.launches.clone(), connection: self.connection.clone() })
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        self.heard(self.api.create(request).await)
    }

    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        self.heard(self.api.deployments_page(after, limit).await)
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        self.heard(self.api.deployment(uuid).await)
    }

    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.heard(self.api.devices(deployment, page).await)
    }

    async fn look(
        &self,
        deployment: &str,
        since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.heard(self.api.look(deployment, since, receive).await)
    }

    async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        self.heard(self.api.device(deployment, device).await)
    }

    async fn fleet_devices(
        &self,
        group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        // No answer about launches: what is outside the seven says nothing of them.
        self.api.fleet_devices(group, page).await
    }

    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        self.api.update_flows().await
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.heard(self.api.abort_deployment(deployment).await)
    }

    async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        self.heard(self.api.abort_device(deployment, device).await)
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        self.api.clock_offset_ms()
    }
}
