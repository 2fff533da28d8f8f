//! Settings and connections on disk, through the store plugin, used from Rust only.
//!
//! The plugin writes in place and silently starts empty over a damaged file, so the file is checked before it opens it and
//! a copy of the last good one is kept beside it.

mod recovery;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use flightdeck_core::outside::{Preferences, Recovery, StorageError};
use recovery::{CHECKSUM, checksum, recover};
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
    fn all(&self) -> Map<String, Value>;
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

    fn all(&self) -> Map<String, Value> {
        self.entries().into_iter().collect()
    }

    fn save(&self) -> Result<(), String> {
        Store::save(self).map_err(|error| error.to_string())
    }
}

/// Sets a value and writes it. What could not be written is taken back, or the next save would write it unasked.
fn keep(values: &impl Values, name: &str, value: Value) -> Result<(), String> {
    let before = [name, CHECKSUM].map(|name| (name, values.get(name)));
    values.set(name, value);
    values.set(CHECKSUM, checksum(&values.all()));
    let Err(error) = values.save() else { return Ok(()) };
    for (name, before) in before {
        match before {
            Some(before) => values.set(name, before),
            None => values.delete(name),
        }
    }
    // The failed attempt may have left half a file; if this fails too, the next start takes the last good copy.
    values.save().ok();
    Err(error)
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use serde_json::json;

    use super::*;

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

        fn all(&self) -> Map<String, Value> {
            self.memory.borrow().clone()
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
        assert_eq!((&disk["a"], disk.get("b"), &disk["c"]), (&json!(1), None, &json!(3)), "only what was kept");
        let disk = serde_json::to_vec(&disk).unwrap();
        assert!(recovery::is_good(&disk), "and its checksum is that of what is there");
    }
}
