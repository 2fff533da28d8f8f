//! Reads a devices answer that is held whole: a recorded one, or one made up for a test. The client decodes while it receives.

use crate::batch::DevicesPage;
use crate::decode::DeviceDecoder;
use crate::error::NotApi;

impl DevicesPage {
    /// The page in `body`.
    ///
    /// # Errors
    /// How the body differs from a devices answer.
    pub fn read(body: &[u8]) -> Result<DevicesPage, NotApi> {
        let mut decoder = DeviceDecoder::default();
        decoder.feed(body).map_err(|misfit| misfit.kind)?;
        decoder.finish().map_err(|misfit| misfit.kind)
    }
}
