//! Small files that the user names: written whole, read as far as any file of its kind goes.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::wire::{AppError, ErrorCode, Saved};

/// Writes a text to `place`; nothing without one.
///
/// # Errors
/// `Storage`.
pub(super) fn save(place: Option<PathBuf>, text: impl FnOnce() -> Result<String, AppError>) -> Result<Saved, AppError> {
    let Some(place) = place else { return Ok(Saved { path: None }) };
    std::fs::write(&place, text()?).map_err(|error| {
        AppError::new(ErrorCode::Storage, format!("{} could not be written ({error}).", place.display()))
    })?;
    Ok(Saved { path: Some(place.display().to_string()) })
}

/// The text of a file of at most so many bytes; `too_long` is said of a longer one.
///
/// # Errors
/// `Storage`; `InvalidInput` for a longer one.
pub(super) fn text_of(place: &Path, most_bytes: u64, too_long: &str) -> Result<String, AppError> {
    let bytes = bytes_of(place, most_bytes, "file", too_long)?;
    String::from_utf8(bytes)
        .map_err(|_| unread(place, &std::io::Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8")))
}

/// The bytes of a file of at most so many; `too_long` is said of a longer one, of this field.
///
/// # Errors
/// `Storage`; `InvalidInput` for a longer one.
pub(super) fn bytes_of(place: &Path, most_bytes: u64, field: &str, too_long: &str) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    File::open(place)
        .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| unread(place, &error))?;
    if bytes.len() as u64 > most_bytes {
        return Err(AppError::invalid(field, too_long));
    }
    Ok(bytes)
}

fn unread(place: &Path, error: &std::io::Error) -> AppError {
    AppError::new(ErrorCode::Storage, format!("{} could not be read ({error}).", place.display()))
}
