//! Settings and connections on disk, through the store plugin, used from Rust only.
//!
//! The plugin writes in place and silently starts empty over a damaged file, so the file is checked before it opens it and
//! a copy of the last good one is kept beside it. At every moment one of the two is whole, on the disk, and has all that was said to be kept.

mod recovery;

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flightdeck_core::folder::replace_file;
use flightdeck_core::outside::{Preferences, Recovery, StorageError};
use recovery::{CHECKSUM, checksum, is_good, recover};
use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreExt};

const FILE: &str = "settings.json";
const COPY: &str = "settings.json.last-good";

/// The preferences file.
pub(crate) struct FilePreferences<R: Runtime> {
    store: Arc<Store<R>>,
    path: String,
    files: Mutex<Files>,
    recovery: Option<Recovery>,
}

impl<R: Runtime> FilePreferences<R> {
    /// Opens the file in `directory`, after setting a damaged one aside and restoring the last good copy.
    pub(crate) fn open(app: &AppHandle<R>, directory: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let files = Files::in_folder(directory);
        let recovery = recover(&files.path, &files.copy)?;
        if !files.path.exists() {
            // Made by the plugin it would be open to others.
            replace_file(&files.path, b"{}")?;
        }
        let store = app.store_builder(&files.path).disable_auto_save().build()?;
        Ok(Self { store, path: files.path.display().to_string(), files: Mutex::new(files), recovery })
    }
}

impl<R: Runtime> Preferences for FilePreferences<R> {
    fn get(&self, name: &str) -> Option<Value> {
        self.store.get(name)
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files
            .keep(self.store.as_ref(), name, value)
            .map_err(|error| StorageError(format!("The settings could not be written: {error}")))
    }

    fn path(&self) -> String {
        self.path.clone()
    }

    fn recovery(&self) -> Option<Recovery> {
        self.recovery.clone()
    }
}

/// The file and its copy.
struct Files {
    path: PathBuf,
    copy: PathBuf,
    /// Whether the copy is known to have all that was said to be kept.
    copied: bool,
}

impl Files {
    fn in_folder(directory: &Path) -> Self {
        Self { path: directory.join(FILE), copy: directory.join(COPY), copied: false }
    }

    /// Sets a value; when this returns, it is on the disk.
    fn keep(&mut self, values: &impl Values, name: &str, value: Value) -> Result<(), String> {
        // Half a file in the place of this one would be all that is left.
        self.copy_good().map_err(|error| format!("no copy of them can be made before: {error}"))?;
        keep(values, &self.path, name, value)?;
        self.copied = false;
        // The value is kept; the copy is made at the latest before the next one.
        if let Err(error) = self.copy_good() {
            tracing::warn!(%error, "the copy of the settings could not be written");
        }
        Ok(())
    }

    /// Makes the copy where it is not known to be one. A file that was damaged meanwhile takes the place of nothing.
    fn copy_good(&mut self) -> std::io::Result<()> {
        if self.copied {
            return Ok(());
        }
        match std::fs::read(&self.path) {
            Ok(bytes) if is_good(&bytes) => replace_file(&self.copy, &bytes).map(|()| self.copied = true),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
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
fn keep(values: &impl Values, file: &Path, name: &str, value: Value) -> Result<(), String> {
    let before = [name, CHECKSUM].map(|name| (name, values.get(name)));
    values.set(name, value);
    values.set(CHECKSUM, checksum(&values.all()));
    let Err(error) = save(values, file) else { return Ok(()) };
    for (name, before) in before {
        match before {
            Some(before) => values.set(name, before),
            None => values.delete(name),
        }
    }
    // The failed attempt may have left half a file; if this fails too, the next start takes the last good copy.
    save(values, file).ok();
    Err(error)
}

/// Writes all values, and waits until the disk has them.
fn save(values: &impl Values, file: &Path) -> Result<(), String> {
    values.save()?;
    OpenOptions::new().write(true).open(file).and_then(|file| file.sync_all()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use serde_json::json;

    use super::*;

    /// Memory, and a file that is written in its place, as the plugin does it, of which only so many bytes may get to the disk.
    struct Shelf {
        memory: RefCell<Map<String, Value>>,
        path: PathBuf,
        room: Cell<usize>,
    }

    impl Shelf {
        fn new(files: &Files) -> Self {
            Self { memory: RefCell::default(), path: files.path.clone(), room: Cell::new(usize::MAX) }
        }
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
            let bytes = serde_json::to_vec_pretty(&*self.memory.borrow()).unwrap();
            let length = bytes.len().min(self.room.get());
            std::fs::write(&self.path, &bytes[..length]).unwrap();
            if length < bytes.len() { Err("the disk is full".to_owned()) } else { Ok(()) }
        }
    }

    /// What the next start has.
    fn found(files: &Files) -> Value {
        recover(&files.path, &files.copy).unwrap();
        let mut found: Value = serde_json::from_slice(&std::fs::read(&files.path).unwrap_or("{}".into())).unwrap();
        found.as_object_mut().unwrap().remove(CHECKSUM);
        found
    }

    /// B17: what the user was told could not be kept must not be kept later in secret.
    #[test]
    fn a_failed_save_is_not_written_by_the_next_one() {
        let here = tempfile::tempdir().unwrap();
        let mut files = Files::in_folder(here.path());
        let shelf = Shelf::new(&files);
        files.keep(&shelf, "a", json!(1)).unwrap();
        shelf.room.set(0);
        assert!(files.keep(&shelf, "a", json!(2)).is_err(), "the disk is full");
        assert!(files.keep(&shelf, "b", json!(1)).is_err(), "for new values too");
        shelf.room.set(usize::MAX);
        files.keep(&shelf, "c", json!(3)).unwrap();
        assert_eq!(
            found(&files),
            json!({"a": 1, "c": 3}),
            "only what was kept, and its checksum is that of what is there"
        );
    }

    /// The disk fills up, or the power goes, at every byte of a save; the second try fails as the first did.
    #[test]
    fn a_save_that_tears_anywhere_takes_nothing_that_was_kept() {
        let values = |files: &mut Files, shelf: &Shelf| {
            files.keep(shelf, "a", json!({"theme": "dark"})).unwrap();
            files.keep(shelf, "b", json!([1, 2, 3])).unwrap();
        };
        for copy_fails in [false, true] {
            for room in 0.. {
                let here = tempfile::tempdir().unwrap();
                let mut files = Files::in_folder(here.path());
                let shelf = Shelf::new(&files);
                values(&mut files, &shelf);
                let in_the_way = here.path().join(format!("{COPY}.new"));
                if copy_fails {
                    std::fs::create_dir(&in_the_way).unwrap();
                }
                // The copy of this one fails, and it is kept all the same.
                files.keep(&shelf, "c", json!("kept")).unwrap();
                let kept = json!({"a": {"theme": "dark"}, "b": [1, 2, 3], "c": "kept"});
                shelf.room.set(room);
                let done = files.keep(&shelf, "b", json!([4, 5, 6, 7]));
                let now = json!({"a": {"theme": "dark"}, "b": [4, 5, 6, 7], "c": "kept"});
                let kept = if done.is_ok() { now } else { kept };
                assert_eq!(found(&files), kept, "{room} bytes of the save, copy fails: {copy_fails}");
                if copy_fails {
                    shelf.room.set(usize::MAX);
                    let refused = files.keep(&shelf, "d", json!(1));
                    assert!(
                        refused.is_err_and(|why| why.contains("copy")),
                        "without a copy nothing is written over the one"
                    );
                    std::fs::remove_dir(&in_the_way).unwrap();
                    files.keep(&shelf, "d", json!(1)).unwrap();
                    break;
                }
                if done.is_ok() {
                    assert!(room > 50, "a save tore at its bytes: {room}");
                    break;
                }
            }
        }
    }

    /// A program that begins knows nothing of the copy that is there.
    #[test]
    fn the_copy_of_an_earlier_run_is_made_again_before_the_first_save() {
        let here = tempfile::tempdir().unwrap();
        let mut files = Files::in_folder(here.path());
        std::fs::write(&files.path, r#"{"a":2}"#).unwrap();
        std::fs::write(&files.copy, r#"{"a":1}"#).unwrap();
        let shelf = Shelf::new(&files);
        shelf.set("a", json!(2));
        shelf.room.set(3);
        assert!(files.keep(&shelf, "b", json!(1)).is_err(), "the disk is full");
        assert_eq!(found(&files), json!({"a": 2}), "an older copy would take back what the last run kept");
    }

    #[cfg(unix)]
    #[test]
    fn the_copy_is_its_users_alone() {
        use std::os::unix::fs::PermissionsExt;

        let here = tempfile::tempdir().unwrap();
        let mut files = Files::in_folder(here.path());
        files.keep(&Shelf::new(&files), "a", json!(1)).unwrap();
        let rights = std::fs::metadata(&files.copy).unwrap().permissions().mode() & 0o777;
        assert_eq!(rights, 0o600, "another user of this computer must not read which fleets there are");
    }
}
