//! Reads an answer that is held whole: a recorded one, one kept on disk, or one made up for a test.

use crate::batch::DevicesPage;
use crate::decode::{self, DeviceDecoder};
use crate::error::NotApi;
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

impl DeploymentsPage {
    /// The page in `body`.
    ///
    /// # Errors
    /// How the body differs from a list of deployments.
    pub fn read(body: &[u8]) -> Result<DeploymentsPage, NotApi> {
        decode::deployments_page(body).map_err(|misfit| misfit.kind)
    }
}
