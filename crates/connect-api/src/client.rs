//! The seven operations.

use ::url::Url;

use crate::batch::DevicesPage;
use crate::config::ClientConfig;
use crate::error::Error;
use crate::fleet::Fleet;
use crate::limiter::Priority;
use crate::model::{Accepted, Created, Deployment, DeploymentsPage, DeviceDetail, Shortfall};
use crate::pages::{self, DeploymentPages, DevicePages, Since};
use crate::request::DeployRequest;
use crate::transport::Payload;
use crate::{decode, reply};

/// A client of one fleet. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(crate) fleet: Fleet,
}

impl Client {
    /// Makes a client; sends nothing. It reads at [`Priority::Watch`].
    ///
    /// # Errors
    /// `NotSent::BadRequest` if the fleet key cannot stand in a path, or the system's TLS cannot be set up.
    pub fn new(config: ClientConfig) -> Result<Client, Error> {
        Ok(Client { fleet: Fleet::new(config)? })
    }

    /// The same client, reading at another priority. What creates or aborts goes at [`Priority::Act`] from every client.
    pub fn at(&self, priority: Priority) -> Client {
        Client { fleet: self.fleet.at(priority) }
    }

    /// The service's clock minus this computer's, give or take a second: learned from the `Date` of every answer, errors
    /// too, and shared by all clients made from this one. `None` before the first answer that tells, and where this computer's clock
    /// was set, or it slept, since the last.
    pub fn clock_offset_ms(&self) -> Option<i64> {
        self.fleet.clock_offset_ms()
    }

    /// Deploys an update flow: `POST …/deployments`. \[S\] Never sent twice.
    ///
    /// # Errors
    /// Where [`Error::may_have_been_sent`] is true the deployment may exist and must be looked for.
    pub async fn create_deployment(&self, request: &DeployRequest) -> Result<Created, Error> {
        let json = serde_json::to_vec(request).map_err(|error| Error::bad_request(error.to_string()))?;
        let (success, body) = self.fleet.post(self.fleet.url(&[])?, Payload::Json(&json)).await?;
        let status = success.status;
        if decode::trimmed(&body).is_empty() {
            return Ok(Created { deployment_uuid: None, status });
        }
        self.fleet.check_html(&success, &body)?;
        let deployment_uuid = decode::deployment_uuid(&body).map_err(|misfit| self.fleet.misfit(&success, misfit))?;
        Ok(Created { deployment_uuid, status })
    }

    /// One page of the fleet's deployments: `GET …/deployments`. \[S\] `limit` is brought into 1 to 1000. \[S\]
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        pages::deployments_page(&self.fleet, after, limit).await
    }

    /// All deployments, page by page.
    pub fn deployments(&self, limit: u16) -> DeploymentPages {
        DeploymentPages::new(self.fleet.clone(), limit)
    }

    /// One deployment: `GET …/deployments/{deployment_uuid}`. \[S\]
    ///
    /// # Errors
    /// `Status` 404 if the service does not know it; see [`Error`].
    pub async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        let (success, body) = self.fleet.get(self.fleet.url(&[uuid])?).await?;
        self.fleet.check_present(&success, &body)?;
        decode::deployment(&body, uuid).map_err(|misfit| self.fleet.misfit(&success, misfit))
    }

    /// The status on all devices, page by page: `GET …/deployments/{deployment_uuid}/devices`. \[S\]
    pub fn devices(&self, deployment: &str) -> DevicePages {
        DevicePages::new(self.fleet.clone(), deployment)
    }

    /// The status on all devices for one who remembers the last look: records whose bytes are those of the last one are passed over
    /// and told by their places, and a page that the service says is as it was is told as those it had. Each page goes to
    /// `receive`, which answers how many of its devices had not come before in this look.
    ///
    /// # Errors
    /// See [`Error`]. What had come by then was received.
    pub async fn look(
        &self,
        deployment: &str,
        since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, Error> {
        pages::look(&self.fleet, deployment, since, receive).await
    }

    /// The status on one device, with its steps: `GET …/deployments/{deployment_uuid}/devices/{device_uuid}`. \[S\]
    ///
    /// # Errors
    /// `Status` 404 if the service does not know the deployment or the device, which it does not tell apart; the text
    /// names both.
    pub async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        let url = self.fleet.url(&[deployment, "devices", device])?;
        let (success, body) =
            self.fleet.get(url).await.map_err(|error| self.unknown_pair(error, deployment, device))?;
        self.fleet.check_present(&success, &body)?;
        decode::device_detail(&body).map_err(|misfit| self.fleet.misfit(&success, misfit))
    }

    /// Aborts a deployment: `POST …/deployments/{deployment_uuid}/abort`. \[S\] Sent with an empty body, and once more with
    /// `{}` if the service refuses it with 400, 411 or 415; not sent again for any other reason.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.abort(self.fleet.url(&[deployment, "abort"])?).await
    }

    /// Aborts a deployment on one device: `POST …/devices/{device_uuid}/abort`. \[S\] Sent as
    /// [`Client::abort_deployment`] is.
    ///
    /// # Errors
    /// As [`Client::device`].
    pub async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        let url = self.fleet.url(&[deployment, "devices", device, "abort"])?;
        self.abort(url).await.map_err(|error| self.unknown_pair(error, deployment, device))
    }

    async fn abort(&self, url: Url) -> Result<Accepted, Error> {
        let (success, body) = match self.fleet.post(url.clone(), Payload::Nothing).await {
            // The documents give the operation a body without content \[S\]; some gateways insist on one.
            Err(Error::Status { status: 400 | 411 | 415, .. }) => self.fleet.post(url, Payload::Json(b"{}")).await?,
            outcome => outcome?,
        };
        let status = success.status;
        let body = decode::trimmed(&body);
        if body.is_empty() {
            return Ok(Accepted { message: None, status });
        }
        self.fleet.check_html(&success, body)?;
        let message = decode::message(body).map_err(|stop| self.fleet.misfit(&success, stop.into()))?;
        Ok(Accepted { message: message.map(|text| reply::clean(&text, self.fleet.token())), status })
    }

    /// A 404 below a device does not say which of the two is unknown, so the text names both.
    fn unknown_pair(&self, error: Error, deployment: &str, device: &str) -> Error {
        match error {
            Error::Status { status: 404, text, retry_after, request_id } => {
                let said = if text.is_empty() { text } else { format!(": {text}") };
                let text = format!("deployment {deployment} or device {device} is unknown{said}");
                let text = reply::clean(&text, self.fleet.token());
                Error::Status { status: 404, text, retry_after, request_id }
            }
            other => other,
        }
    }
}
