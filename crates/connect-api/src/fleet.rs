//! The way to one fleet: its address, its transport, and what every reply is checked for.

use std::sync::Arc;
use std::time::SystemTime;

use ::url::Url;
use reqwest::header::HeaderValue;

use crate::config::{ClientConfig, Limits};
use crate::decode::{self, Misfit};
use crate::error::{Error, NotApi};
use crate::limiter::Priority;
use crate::token::Token;
use crate::transport::{Payload, Sink, Success, Transport};
use crate::url::BaseUrl;

/// One fleet, asked at one priority. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fleet {
    shared: Arc<Shared>,
    priority: Priority,
}

struct Shared {
    base_url: BaseUrl,
    fleet_key: String,
    transport: Transport,
}

impl Fleet {
    pub(crate) fn new(config: ClientConfig) -> Result<Fleet, Error> {
        if config.base_url.deployments(&config.fleet_key).is_none() {
            return Err(Error::bad_request("the fleet key is empty or no name"));
        }
        let transport = Transport::new(&config)?;
        let shared = Shared { base_url: config.base_url, fleet_key: config.fleet_key, transport };
        Ok(Fleet { shared: Arc::new(shared), priority: Priority::default() })
    }

    pub(crate) fn at(&self, priority: Priority) -> Fleet {
        Fleet { shared: Arc::clone(&self.shared), priority }
    }

    /// The list of deployments, or what stands `below` it.
    pub(crate) fn url(&self, below: &[&str]) -> Result<Url, Error> {
        let url = self.shared.base_url.deployments(&self.shared.fleet_key);
        url.and_then(|url| crate::url::extend(url, below)).ok_or_else(|| Error::bad_request("an id is empty or no id"))
    }

    /// What stands beside the list of deployments: the neighbouring reads.
    pub(crate) fn beside(&self, path: &[&str]) -> Result<Url, Error> {
        let url = self.shared.base_url.fleet(&self.shared.fleet_key, path);
        url.ok_or_else(|| Error::bad_request("an id is empty or no id"))
    }

    pub(crate) async fn get(&self, url: Url) -> Result<(Success, Vec<u8>), Error> {
        self.get_into(url, None, self.limits().max_small_body, Vec::new).await
    }

    /// As [`Fleet::get`], with the body going into a sink as it arrives. `sink` makes an empty one for each try. With a validator
    /// in `unless`, the answer may be 304.
    pub(crate) async fn get_into<S: Sink>(
        &self,
        url: Url,
        unless: Option<&HeaderValue>,
        max_body: u64,
        sink: impl FnMut() -> S,
    ) -> Result<(Success, S), Error> {
        self.transport().get(url, unless, self.priority, max_body, sink).await
    }

    pub(crate) async fn post(&self, url: Url, payload: Payload<'_>) -> Result<(Success, Vec<u8>), Error> {
        self.transport().post(url, payload).await
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.transport().limits()
    }

    pub(crate) fn token(&self) -> &Token {
        self.transport().token()
    }

    pub(crate) fn clock_offset_ms(&self) -> Option<i64> {
        self.transport().clock().offset_ms(SystemTime::now())
    }

    pub(crate) fn misfit(&self, success: &Success, misfit: Misfit) -> Error {
        self.transport().misfit(success, misfit)
    }

    pub(crate) fn check_html(&self, success: &Success, body: &[u8]) -> Result<(), Error> {
        if decode::is_html(body) { Err(self.misfit(success, NotApi::Html.into())) } else { Ok(()) }
    }

    pub(crate) fn check_present(&self, success: &Success, body: &[u8]) -> Result<(), Error> {
        if decode::trimmed(body).is_empty() {
            return Err(self.misfit(success, NotApi::Empty.into()));
        }
        self.check_html(success, body)
    }

    /// Whether a list reply rightly has no body, as 204 has none.
    pub(crate) fn is_empty(&self, success: &Success, body: &[u8]) -> Result<bool, Error> {
        if success.status == 204 && decode::trimmed(body).is_empty() {
            return Ok(true);
        }
        self.check_present(success, body).map(|()| false)
    }

    fn transport(&self) -> &Transport {
        &self.shared.transport
    }
}
