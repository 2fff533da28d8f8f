//! Settings and connections on disk, through the store plugin, used from Rust only.
//!
//! The plugin writes in place and silently starts empty over a damaged file, so the file is checked before it opens it and
//! a copy of the last good one is kept beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use flightdeck_core::outside::{Preferences, StorageError};
use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreExt};

const FILE: &str = "settings.json";
const COPY: &str = "settings.json.last-good";

/// The preferences file.
pub(crate) struct FilePreferences<R: Runtime> {
    store: Arc<Store<R>>,
    path: PathBuf,
    copy: PathBuf,
    set_aside: Option<String>,
}

impl<R: Runtime> FilePreferences<R> {
    /// Opens the file in `directory`, after setting a damaged one aside and restoring the last good copy.
    pub(crate) fn open(app: &AppHandle<R>, directory: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let (path, copy) = (directory.join(FILE), directory.join(COPY));
        let set_aside = recover(&path, &copy)?;
        let store = app.store_builder(&path).disable_auto_save().build()?;
        Ok(Self { store, path, copy, set_aside: set_aside.map(|path| path.display().to_string()) })
    }
}

impl<R: Runtime> Preferences for FilePreferences<R> {
    fn get(&self, name: &str) -> Option<Value> {
        self.store.get(name)
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        self.store.set(name, value);
        self.store.save().map_err(|error| StorageError(format!("The settings could not be written: {error}")))?;
        std::fs::copy(&self.path, &self.copy)
            .map(|_| ())
            .map_err(|error| StorageError(format!("The copy of the settings could not be written: {error}")))
    }

    fn path(&self) -> String {
        self.path.display().to_string()
    }

    fn set_aside(&self) -> Option<String> {
        self.set_aside.clone()
    }
}

/// Moves a damaged file aside and puts the last good copy in its place. Answers where the damaged one went.
fn recover(path: &Path, copy: &Path) -> std::io::Result<Option<PathBuf>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        // A crash between the move and the copy below leaves no file, but a good copy.
        Err(error) if error.kind() == ErrorKind::NotFound => return restore(copy, path).map(|()| None),
        Err(error) => return Err(error),
    };
    if is_object(&text) {
        return Ok(None);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let aside = path.with_file_name(format!("{FILE}.damaged-{now}"));
    std::fs::rename(path, &aside)?;
    restore(copy, path)?;
    Ok(Some(aside))
}

fn restore(copy: &Path, path: &Path) -> std::io::Result<()> {
    match std::fs::read(copy) {
        Ok(text) if is_object(&text) => std::fs::write(path, text),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn is_object(text: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().expect("a directory of the test's own")
    }

    #[test]
    fn a_good_file_is_left_alone() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&path, r#"{"a":1}"#).unwrap();
        assert_eq!(recover(&path, &copy).unwrap(), None, "nothing was damaged");
        assert_eq!(std::fs::read(&path).unwrap(), br#"{"a":1}"#, "a good file must not be touched");
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_the_last_good_copy_restored() {
        for damage in ["", "{\"a\":1", "[1]", "\u{0}\u{0}"] {
            let here = directory();
            let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
            std::fs::write(&path, damage).unwrap();
            std::fs::write(&copy, r#"{"a":1}"#).unwrap();
            let aside = recover(&path, &copy).unwrap().expect("a damaged file must be reported");
            assert_eq!(std::fs::read(&aside).unwrap(), damage.as_bytes(), "what was damaged is kept for the user");
            assert_eq!(std::fs::read(&path).unwrap(), br#"{"a":1}"#, "the last good settings come back");
        }
    }

    #[test]
    fn a_damaged_file_without_a_copy_starts_empty() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&path, "no").unwrap();
        assert!(recover(&path, &copy).unwrap().is_some(), "the user is told");
        assert!(!path.exists(), "the plugin then starts with an empty one");
    }

    #[test]
    fn a_first_start_has_nothing_to_recover() {
        let here = directory();
        assert_eq!(recover(&here.path().join(FILE), &here.path().join(COPY)).unwrap(), None, "no file is not damage");
    }
}
