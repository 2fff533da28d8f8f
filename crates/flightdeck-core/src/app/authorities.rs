//! Certificates for a connection, out of a file that the user picked.

use std::path::PathBuf;

use connect_api::{Authority, AuthorityError};

use super::Flightdeck;
use super::files::bytes_of;
use crate::wire::{AppError, AuthorityView};

impl Flightdeck {
    /// What certificates a picked file has; none where the dialog was closed. They are trusted once a connection is saved with them.
    ///
    /// # Errors
    /// `Storage`; `InvalidInput` for a file that has no certificates, or more than certificates, or some that do not count now.
    pub fn authorities_pick(&self, place: Option<PathBuf>) -> Result<Option<Vec<AuthorityView>>, AppError> {
        let Some(place) = place else { return Ok(None) };
        let file = bytes_of(&place, Authority::MOST_BYTES, "authorities", &AuthorityError::TooLarge.to_string())?;
        self.connections.authorities_of(&file, self.clock.now_ms()).map(Some)
    }
}
