//! Reads an answer that is held whole: a recorded one, one kept on disk, or one made up for a test.

use std::sync::Arc;

use reqwest::header::HeaderValue;

use crate::batch::DevicesPage;
use crate::decode::{self, DeviceDecoder};
use crate::error::NotApi;
use crate::known::Known;
use crate::model::DeploymentsPage;

impl DevicesPage {
    /// The page in `body`. The client decodes while it receives; this is the same, at once.
    ///
    /// # Errors
    /// How the body differs from a devices answer.
    pub fn read(body: &[u8]) -> Result<DevicesPage, NotApi> {
        let mut decoder = DeviceDecoder::default();
        decoder.feed(body).map_err(|misfit| misfit.kind)?;
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
