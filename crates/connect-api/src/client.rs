//! The seven operations.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use crate::decode::{self, DeviceDecoder, Misfit};
use crate::error::{Error, NotApi};
use crate::model::{Accepted, Created, Deployment, DeploymentsPage, DeviceDetail, DevicesPage};
use crate::pages::{DeploymentPages, DevicePages};
use crate::reply;
use crate::request::DeployRequest;
use crate::token::Token;
use crate::transport::{Payload, Sink, Success, Transport};
use crate::url::BaseUrl;

/// Which fleet to talk to, as whom, and how patiently.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where the API lives.
    pub base_url: BaseUrl,
    /// The fleet key, which the API calls `project_key`. \[S\]
    pub fleet_key: String,
    /// The bearer token.
    pub token: Token,
    /// Bounds on time, size and rate.
    pub limits: Limits,
}

/// Bounds on every exchange.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// Longest wait for a connection, TLS included. 10 s.
    pub connect: Duration,
    /// Longest wait between two pieces of a reply, and for its first. 30 s.
    pub read: Duration,
    /// Longest exchange from request to last byte, for each try. 120 s.
    pub total: Duration,
    /// Largest devices reply in bytes, counted after decompression. 512 MiB.
    pub max_body: u64,
    /// Largest other reply in bytes, counted after decompression. 64 MiB.
    pub max_small_body: u64,
    /// Requests per second to one origin, of the whole process. 10.
    pub per_second: u32,
    /// Requests that may go at once before that rate holds. 20.
    pub burst: u32,
    /// How often a read is tried again. A create never is. 3.
    pub retries: u32,
    /// Longest wait the service may ask for with `Retry-After`. 60 s.
    pub max_retry_after: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            total: Duration::from_secs(120),
            max_body: 512 * 1024 * 1024,
            max_small_body: 64 * 1024 * 1024,
            per_second: 10,
            burst: 20,
            retries: 3,
            max_retry_after: Duration::from_secs(60),
        }
    }
}

/// A client of one fleet. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    base_url: BaseUrl,
    fleet_key: String,
    transport: Transport,
}

impl Client {
    /// Makes a client; sends nothing.
    ///
    /// # Errors
    /// `NotSent::BadRequest` if the fleet key cannot stand in a path, or the system's TLS cannot be set up.
    pub fn new(config: ClientConfig) -> Result<Client, Error> {
        let fleet_key = config.fleet_key.trim().to_owned();
        if config.base_url.join(&[&fleet_key]).is_none() {
            return Err(Error::bad_request("the fleet key is empty or no name"));
        }
        let transport = Transport::new(&config)?;
        Ok(Client { inner: Arc::new(Inner { base_url: config.base_url, fleet_key, transport }) })
    }

    /// Deploys an update flow: `POST …/deployments`. \[S\] Never sent twice.
    ///
    /// # Errors
    /// Where [`Error::may_have_been_sent`] is true the deployment may exist and must be looked for.
    pub async fn create_deployment(&self, request: &DeployRequest) -> Result<Created, Error> {
        let json = serde_json::to_vec(request).map_err(|error| Error::bad_request(error.to_string()))?;
        let (success, body) = self.transport().post(self.url(&[])?, Payload::Json(&json)).await?;
        let status = success.status;
        if decode::trimmed(&body).is_empty() {
            return Ok(Created { deployment_uuid: None, status });
        }
        self.check_html(&success, &body)?;
        let deployment_uuid = decode::deployment_uuid(&body).map_err(|misfit| self.misfit(&success, misfit))?;
        Ok(Created { deployment_uuid, status })
    }

    /// One page of the fleet's deployments: `GET …/deployments`. \[S\] `limit` is brought into 1 to 1000. \[S\]
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        let mut url = self.url(&[])?;
        url.query_pairs_mut().append_pair("limit", &limit.clamp(1, 1000).to_string());
        if let Some(after) = after {
            url.query_pairs_mut().append_pair("after", after);
        }
        let (success, body) = self.get(url).await?;
        if self.is_empty(&success, &body)? {
            return Ok(DeploymentsPage::default());
        }
        decode::deployments_page(&body).map_err(|misfit| self.misfit(&success, misfit))
    }

    /// All deployments, page by page.
    pub fn deployments(&self, limit: u16) -> DeploymentPages {
        DeploymentPages::new(self.clone(), limit)
    }

    /// One deployment: `GET …/deployments/{deployment_uuid}`. \[S\]
    ///
    /// # Errors
    /// `Status` 404 if the service does not know it; see [`Error`].
    pub async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        let (success, body) = self.get(self.url(&[uuid])?).await?;
        self.check_present(&success, &body)?;
        decode::deployment(&body, uuid).map_err(|misfit| self.misfit(&success, misfit))
    }

    /// The status on all devices, page by page: `GET …/deployments/{deployment_uuid}/devices`. \[S\]
    pub fn devices(&self, deployment: &str) -> DevicePages {
        DevicePages::new(self.clone(), deployment)
    }

    /// One page of it. Without `after` the request has no parameters at all: the documents declare none. \[S\]
    pub(crate) async fn devices_page(&self, deployment: &str, after: Option<&str>) -> Result<DevicesPage, Error> {
        let mut url = self.url(&[deployment, "devices"])?;
        if let Some(after) = after {
            url.query_pairs_mut().append_pair("after", after).append_pair("limit", "1000");
        }
        let max_body = self.transport().limits().max_body;
        let (success, sink) = self.transport().get(url, max_body, DeviceSink::default).await?;
        match sink.0.finish() {
            Err(misfit) if misfit.kind == NotApi::Empty && success.status == 204 => Ok(DevicesPage::default()),
            page => page.map_err(|misfit| self.misfit(&success, misfit)),
        }
    }

    /// The status on one device, with its steps: `GET …/deployments/{deployment_uuid}/devices/{device_uuid}`. \[S\]
    ///
    /// # Errors
    /// `Status` 404 if the service does not know the deployment or the device, which it does not tell apart; the text
    /// names both.
    pub async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        let url = self.url(&[deployment, "devices", device])?;
        let (success, body) = self.get(url).await.map_err(|error| self.unknown_pair(error, deployment, device))?;
        self.check_present(&success, &body)?;
        decode::device_detail(&body).map_err(|misfit| self.misfit(&success, misfit))
    }

    /// Aborts a deployment: `POST …/deployments/{deployment_uuid}/abort`. \[S\] Sent with an empty body, and once more with
    /// `{}` if the service refuses it with 400, 411 or 415; not sent again for any other reason.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.abort(self.url(&[deployment, "abort"])?).await
    }

    /// Aborts a deployment on one device: `POST …/devices/{device_uuid}/abort`. \[S\] Sent as
    /// [`Client::abort_deployment`] is.
    ///
    /// # Errors
    /// As [`Client::device`].
    pub async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, Error> {
        let url = self.url(&[deployment, "devices", device, "abort"])?;
        self.abort(url).await.map_err(|error| self.unknown_pair(error, deployment, device))
    }

    async fn abort(&self, url: Url) -> Result<Accepted, Error> {
        let (success, body) = match self.transport().post(url.clone(), Payload::Nothing).await {
            // The documents give the operation a body without content \[S\]; some gateways insist on one.
            Err(Error::Status { status: 400 | 411 | 415, .. }) => {
                self.transport().post(url, Payload::Json(b"{}")).await?
            }
            outcome => outcome?,
        };
        let status = success.status;
        let body = decode::trimmed(&body);
        if body.is_empty() {
            return Ok(Accepted { message: None, status });
        }
        self.check_html(&success, body)?;
        let message = decode::message(body).map_err(|stop| self.misfit(&success, stop.into()))?;
        Ok(Accepted { message: message.map(|text| reply::clean(&text, self.transport().token())), status })
    }

    async fn get(&self, url: Url) -> Result<(Success, Vec<u8>), Error> {
        let max_body = self.transport().limits().max_small_body;
        self.transport().get(url, max_body, Vec::new).await
    }

    fn url(&self, below: &[&str]) -> Result<Url, Error> {
        let mut segments = vec!["api", "v2", self.inner.fleet_key.as_str(), "deployments"];
        segments.extend(below);
        self.inner.base_url.join(&segments).ok_or_else(|| Error::bad_request("an id is empty or no id"))
    }

    fn transport(&self) -> &Transport {
        &self.inner.transport
    }

    fn misfit(&self, success: &Success, misfit: Misfit) -> Error {
        self.transport().misfit(success, misfit)
    }

    fn check_html(&self, success: &Success, body: &[u8]) -> Result<(), Error> {
        if decode::is_html(body) { Err(self.misfit(success, NotApi::Html.into())) } else { Ok(()) }
    }

    fn check_present(&self, success: &Success, body: &[u8]) -> Result<(), Error> {
        if decode::trimmed(body).is_empty() {
            return Err(self.misfit(success, NotApi::Empty.into()));
        }
        self.check_html(success, body)
    }

    /// Whether a list reply rightly has no body, as 204 has none.
    fn is_empty(&self, success: &Success, body: &[u8]) -> Result<bool, Error> {
        if success.status == 204 && decode::trimmed(body).is_empty() {
            return Ok(true);
        }
        self.check_present(success, body).map(|()| false)
    }

    /// A 404 below a device does not say which of the two is unknown, so the text names both.
    fn unknown_pair(&self, error: Error, deployment: &str, device: &str) -> Error {
        match error {
            Error::Status { status: 404, text, retry_after, request_id } => {
                let said = if text.is_empty() { text } else { format!(" ({text})") };
                let text = format!("deployment {deployment} or device {device} is unknown{said}");
                let text = reply::clean(&text, self.transport().token());
                Error::Status { status: 404, text, retry_after, request_id }
            }
            other => other,
        }
    }
}

#[derive(Default)]
struct DeviceSink(DeviceDecoder);

impl Sink for DeviceSink {
    fn take(&mut self, chunk: &Bytes) -> Result<(), Misfit> {
        self.0.feed(chunk)
    }
}
