//! Settings and connections on disk, through the store plugin, used from Rust only.
//!
//! The plugin writes in place and silently starts empty over a damaged file, so the file is checked before it opens it and
//! a copy of the last good one is kept beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use flightdeck_core::outside::{GoodCopy, Preferences, Recovery, StorageError};
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
    recovery: Option<Recovery>,
}

impl<R: Runtime> FilePreferences<R> {
    /// Opens the file in `directory`, after setting a damaged one aside and restoring the last good copy.
    pub(crate) fn open(app: &AppHandle<R>, directory: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let (path, copy) = (directory.join(FILE), directory.join(COPY));
        let recovery = recover(&path, &copy)?;
        let store = app.store_builder(&path).disable_auto_save().build()?;
        Ok(Self { store, path, copy, recovery })
    }
}

impl<R: Runtime> Preferences for FilePreferences<R> {
    fn get(&self, name: &str) -> Option<Value> {
        self.store.get(name)
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        keep(self.store.as_ref(), name, value)
            .map_err(|error| StorageError(format!("The settings could not be written: {error}")))?;
        // The value is kept; without a newer copy only a damaged file would cost more than it has to.
        if let Err(error) = std::fs::copy(&self.path, &self.copy) {
            tracing::warn!(%error, "the copy of the settings could not be written");
        }
        Ok(())
    }

    fn path(&self) -> String {
        self.path.display().to_string()
    }

    fn recovery(&self) -> Option<Recovery> {
        self.recovery.clone()
    }
}

/// Values in memory that are written to disk all at once, as the store plugin does it.
trait Values {
    fn get(&self, name: &str) -> Option<Value>;
    fn set(&self, name: &str, value: Value);
    fn delete(&self, name: &str);
    fn save(&self) -> Result<(), String>;
}

impl<R: Runtime> Values for Store<R> {
    fn get(&self, name: &str) -> Option<Value> {
        Store::get(self, name)
    }

    fn set(&self, name: &str, value: Value) {
        Store::set(self, name, value);
    }

    fn delete(&self, name: &str) {
        Store::delete(self, name);
    }

    fn save(&self) -> Result<(), String> {
        Store::save(self).map_err(|error| error.to_string())
    }
}

/// Sets a value and writes it. What could not be written is taken back, or the next save would write it unasked.
fn keep(values: &impl Values, name: &str, value: Value) -> Result<(), String> {
    let before = values.get(name);
    values.set(name, value);
    let Err(error) = values.save() else { return Ok(()) };
    match before {
        Some(before) => values.set(name, before),
        None => values.delete(name),
    }
    // The failed attempt may have left half a file; if this fails too, the next start takes the last good copy.
    values.save().ok();
    Err(error)
}

/// Moves a damaged file aside and puts the last good copy in its place. Answers what was done.
fn recover(path: &Path, copy: &Path) -> std::io::Result<Option<Recovery>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        // A crash between the move and the copy below leaves no file, but a good copy.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(restore(copy, path)?.map(|copy| Recovery { damaged: None, copy: Some(copy) }));
        }
        Err(error) => return Err(error),
    };
    if is_object(&text) {
        return Ok(None);
    }
    let aside = path.with_file_name(format!("{FILE}.damaged-{}", since_1970(SystemTime::now()).unwrap_or_default()));
    std::fs::rename(path, &aside)?;
    Ok(Some(Recovery { damaged: Some(aside.display().to_string()), copy: restore(copy, path)? }))
}

/// Puts the copy in the file's place, if there is a good one.
fn restore(copy: &Path, path: &Path) -> std::io::Result<Option<GoodCopy>> {
    match std::fs::read(copy) {
        Ok(text) if is_object(&text) => {
            std::fs::write(path, text)?;
            let made = std::fs::metadata(copy).and_then(|file| file.modified()).ok();
            Ok(Some(GoodCopy { path: copy.display().to_string(), made_ms: made.and_then(since_1970) }))
        }
        Ok(_) => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn since_1970(at: SystemTime) -> Option<i64> {
    at.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok())
}

fn is_object(text: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use serde_json::json;

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
            let recovery = recover(&path, &copy).unwrap().expect("a damaged file must be reported");
            let aside = recovery.damaged.expect("with its new place");
            assert_eq!(std::fs::read(aside).unwrap(), damage.as_bytes(), "what was damaged is kept for the user");
            assert_eq!(std::fs::read(&path).unwrap(), br#"{"a":1}"#, "the last good settings come back");
            let taken = recovery.copy.expect("B17: the copy that was taken is told");
            assert_eq!(taken.path, copy.display().to_string(), "B17: by its place");
            assert!(taken.made_ms.is_some_and(|made| made > 0), "B17: and its age: {taken:?}");
        }
    }

    #[test]
    fn a_damaged_file_without_a_copy_starts_empty() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&path, "no").unwrap();
        std::fs::write(&copy, "neither").unwrap();
        let recovery = recover(&path, &copy).unwrap().expect("the user is told");
        assert_eq!(recovery.copy, None, "B17: and that no copy was there to be taken");
        assert!(!path.exists(), "the plugin then starts with an empty one");
    }

    #[test]
    fn a_file_that_is_gone_is_taken_from_its_copy_and_told() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&copy, r#"{"a":1}"#).unwrap();
        let recovery = recover(&path, &copy).unwrap().expect("B17: a file that vanished is worth a word");
        assert_eq!((recovery.damaged, recovery.copy.is_some()), (None, true), "nothing was damaged, the copy is used");
    }

    /// A kill may come at every byte: while the file is written in its place, and while its copy is.
    #[test]
    fn a_kill_at_any_byte_loses_nothing_that_was_kept() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        let (kept, new) =
            (json!({"theme": "dark", "n": 1}).to_string(), json!({"theme": "light", "n": 22}).to_string());
        let after = |file: &str, beside: &str| {
            std::fs::write(&path, file).unwrap();
            std::fs::write(&copy, beside).unwrap();
            let recovery = recover(&path, &copy).unwrap();
            (std::fs::read_to_string(&path).unwrap(), recovery)
        };
        for length in 0..new.len() {
            let (found, recovery) = after(&new[..length], &kept);
            assert_eq!(found, kept, "what was said to be kept is there; the new was not said yet: {length} bytes");
            assert!(recovery.is_some_and(|told| told.damaged.is_some() && told.copy.is_some()), "and it is told");
        }
        for length in 0..=new.len() {
            let (found, recovery) = after(&new, &new[..length]);
            assert_eq!(
                (found.as_str(), recovery),
                (new.as_str(), None),
                "a copy half made takes nothing away: {length} bytes"
            );
        }
    }

    #[test]
    fn a_first_start_has_nothing_to_recover() {
        let here = directory();
        assert_eq!(recover(&here.path().join(FILE), &here.path().join(COPY)).unwrap(), None, "no file is not damage");
    }

    /// Memory, and a disk that can be full.
    #[derive(Default)]
    struct Shelf {
        memory: RefCell<Map<String, Value>>,
        disk: RefCell<Map<String, Value>>,
        full: Cell<bool>,
    }

    impl Values for Shelf {
        fn get(&self, name: &str) -> Option<Value> {
            self.memory.borrow().get(name).cloned()
        }

        fn set(&self, name: &str, value: Value) {
            self.memory.borrow_mut().insert(name.to_owned(), value);
        }

        fn delete(&self, name: &str) {
            self.memory.borrow_mut().remove(name);
        }

        fn save(&self) -> Result<(), String> {
            if self.full.get() {
                return Err("the disk is full".to_owned());
            }
            self.disk.replace(self.memory.borrow().clone());
            Ok(())
        }
    }

    /// B17: what the user was told could not be kept must not be kept later in secret.
    #[test]
    fn a_failed_save_is_not_written_by_the_next_one() {
        let shelf = Shelf::default();
        keep(&shelf, "a", json!(1)).unwrap();
        shelf.full.set(true);
        assert!(keep(&shelf, "a", json!(2)).is_err(), "the disk is full");
        assert!(keep(&shelf, "b", json!(1)).is_err(), "for new values too");
        shelf.full.set(false);
        keep(&shelf, "c", json!(3)).unwrap();
        let disk = Value::Object(shelf.disk.borrow().clone());
        assert_eq!(disk, json!({"a": 1, "c": 3}), "an unrelated save writes only what was kept");
    }
}
