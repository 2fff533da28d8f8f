//! Small files that the user names: written whole, read as far as any file of its kind goes.

use std::fs::File;
use std::io::Read;
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
    let unread = |error: std::io::Error| {
        AppError::new(ErrorCode::Storage, format!("{} could not be read ({error}).", place.display()))
    };
    let mut text = String::new();
    File::open(place).map_err(unread)?.take(most_bytes + 1).read_to_string(&mut text).map_err(unread)?;
    if text.len() as u64 > most_bytes {
        return Err(AppError::invalid("file", too_long));
    }
    Ok(text)
}
