//! Reads an answer that is held whole: a recorded one, one kept on disk, or one made up for a test.

use std::sync::Arc;

use reqwest::header::HeaderValue;

use crate::batch::DevicesPage;
use crate::decode::{self, DeviceDecoder};
use crate::error::{Error, NotApi};
use crate::known::Known;
use crate::model::{
    Accepted, Created, Deployment, DeploymentsPage, DeviceDetail, FleetDevice, FleetDevicesPage, UpdateFlow,
};
use crate::reply;
use crate::token::Token;

impl DevicesPage {
    /// The page in `body`. The client decodes while it receives; this is the same, at once.
    ///
    /// # Errors
    /// How the body differs from a devices answer.
    pub fn read(body: &[u8]) -> Result<DevicesPage, NotApi> {
        DevicesPage::read_in([body])
    }

    /// The same of a body that comes in pieces.
    ///
    /// # Errors
    /// How the body differs from a devices answer.
    pub fn read_in<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<DevicesPage, NotApi> {
        let mut decoder = DeviceDecoder::default();
        for piece in pieces {
            decoder.feed(piece).map_err(|misfit| misfit.kind)?;
        }
        decoder.finish().map_err(|misfit| misfit.kind)
    }
}

/// Recorded answers, read one page after the other as [`crate::Client::look`] reads them.
pub struct Replay {
    known: Arc<Known>,
    expected: usize,
}

impl Replay {
    /// Pages to be compared with these records.
    pub fn new(known: Arc<Known>) -> Replay {
        Replay { known, expected: 0 }
    }

    /// The page that was asked for with a token and has this body. With a validator the service is one that answers 304 where it
    /// would send the same again.
    ///
    /// # Errors
    /// How the body differs from a devices answer.
    pub fn page(&mut self, asked: Option<&str>, body: &[u8], etag: Option<&str>) -> Result<DevicesPage, NotApi> {
        let etag = etag.and_then(|etag| HeaderValue::from_str(etag).ok());
        if let Some(last) = self.known.page(asked).filter(|last| last.etag.is_some() && last.etag == etag) {
            self.expected = (last.from + last.len) as usize;
            return Ok(last.unmodified());
        }
        let mut decoder = DeviceDecoder::knowing(self.known.clone(), self.expected);
        decoder.feed(body).map_err(|misfit| misfit.kind)?;
        self.expected = decoder.expected();
        let page = decoder.finish().map_err(|misfit| misfit.kind)?;
        Ok(DevicesPage { asked: asked.map(str::to_owned), etag, ..page })
    }
}

impl DeploymentsPage {
    /// The page in `body`.
    ///
    /// # Errors
    /// How the body differs from a list of deployments.
    pub fn read(body: &[u8]) -> Result<DeploymentsPage, NotApi> {
        decode::deployments_page(body).map_err(|misfit| misfit.kind)
    }
}

impl Deployment {
    /// The deployment in `body`, which was asked for by this uuid.
    ///
    /// # Errors
    /// How the body differs from a deployment.
    pub fn read(body: &[u8], asked: &str) -> Result<Deployment, NotApi> {
        decode::deployment(body, asked).map_err(|misfit| misfit.kind)
    }
}

impl DeviceDetail {
    /// The status on one device in `body`.
    ///
    /// # Errors
    /// How the body differs from one.
    pub fn read(body: &[u8]) -> Result<DeviceDetail, NotApi> {
        decode::device_detail(body).map_err(|misfit| misfit.kind)
    }
}

impl Created {
    /// What a success with this status and body says of a create; the body may be empty.
    ///
    /// # Errors
    /// How the body differs from an answer of the service.
    pub fn read(status: u16, body: &[u8]) -> Result<Created, NotApi> {
        let body = decode::trimmed(body);
        if decode::is_html(body) {
            return Err(NotApi::Html);
        }
        let deployment_uuid = if body.is_empty() { Ok(None) } else { decode::deployment_uuid(body) };
        Ok(Created { deployment_uuid: deployment_uuid.map_err(|misfit| misfit.kind)?, status })
    }
}

impl Accepted {
    /// What a success with this status and body says of an abort, which went out with this token; the body may be empty.
    ///
    /// # Errors
    /// How the body differs from an answer of the service.
    pub fn read(status: u16, body: &[u8], token: &Token) -> Result<Accepted, NotApi> {
        let body = decode::trimmed(body);
        if decode::is_html(body) {
            return Err(NotApi::Html);
        }
        let message = if body.is_empty() { Ok(None) } else { decode::message(body) };
        let message = message.map_err(|stop| decode::Misfit::from(stop).kind)?;
        Ok(Accepted { message: message.map(|text| reply::clean(&text, token)), status })
    }
}

impl FleetDevicesPage {
    /// The page in `body`.
    ///
    /// # Errors
    /// How the body differs from a list of devices.
    pub fn read(body: &[u8]) -> Result<FleetDevicesPage, NotApi> {
        decode::fleet_devices(body).map_err(|misfit| misfit.kind)
    }
}

impl FleetDevice {
    /// The device in `body`, which was asked for by this uuid.
    ///
    /// # Errors
    /// How the body differs from a device, or that it is another one.
    pub fn read(body: &[u8], asked: &str) -> Result<FleetDevice, NotApi> {
        decode::fleet_device(body, asked).map_err(|misfit| misfit.kind)
    }
}

impl UpdateFlow {
    /// The update flows in `body`, and the token of the next page.
    ///
    /// # Errors
    /// How the body differs from a list of update flows.
    pub fn read_page(body: &[u8]) -> Result<(Vec<UpdateFlow>, Option<String>), NotApi> {
        decode::update_flows(body).map_err(|misfit| misfit.kind)
    }
}

impl Error {
    /// The error that an answer with this status and body is, to a request with this token.
    pub fn of_answer(status: u16, body: &[u8], token: &Token) -> Error {
        let text = reply::error_text(body, token);
        Error::Status { status, text, retry_after: None, request_id: None }
    }
}

/// The value in `body`, as this crate reads JSON. A number that `serde_json` refuses comes as its text.
///
/// # Errors
/// How the body differs from one JSON value.
pub fn read_json(body: &[u8]) -> Result<serde_json::Value, NotApi> {
    decode::tree(body).map_err(|misfit| misfit.kind)
}
