//! The machine it runs on: a folder that one run at a time has, and the token of the environment or the keyring.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use connect_api::BaseUrl;
use flightdeck_core::folder::{Folder, NotHad, replace_file};
use flightdeck_core::outside::{Preferences, Recovery, SecretStore, StorageError};
use flightdeck_core::secrets::{KeyringLimits, OsSecrets};
use serde_json::Value;

/// The desktop application's identifier, under which its keyring entries are filed.
const IDENTIFIER: &str = "org.flightdeck.desktop";
/// The variable that holds the token.
const TOKEN: &str = "CONNECT_TOKEN";

/// The folder of a run, which this one alone has until it ends.
///
/// # Errors
/// It cannot be made or written, or another run has it.
pub(crate) fn folder(path: &str) -> Result<Folder, String> {
    Folder::open(Path::new(path), Duration::ZERO).map_err(|error| match error {
        NotHad::Another => format!("another run has {path}"),
        NotHad::Io(error) => format!("{path} cannot be used: {error}"),
    })
}

/// Settings and connections, in one file of the folder.
pub(crate) struct FilePreferences {
    path: PathBuf,
    values: Mutex<BTreeMap<String, Value>>,
}

impl FilePreferences {
    /// # Errors
    /// What is there cannot be read.
    pub(crate) fn open(folder: &Folder) -> Result<Self, String> {
        let path = folder.path().join("settings.json");
        let values = match std::fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| format!("{} is damaged: {error}", path.display()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
        };
        Ok(Self { path, values: Mutex::new(values) })
    }
}

impl Preferences for FilePreferences {
    fn get(&self, name: &str) -> Option<Value> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = values.clone();
        changed.insert(name.to_owned(), value);
        let failed = |error: std::io::Error| StorageError(error.to_string());
        let bytes = serde_json::to_vec_pretty(&changed).map_err(std::io::Error::from).map_err(failed)?;
        replace_file(&self.path, &bytes).map_err(failed)?;
        *values = changed;
        Ok(())
    }

    fn path(&self) -> String {
        self.path.display().to_string()
    }

    fn recovery(&self) -> Option<Recovery> {
        None
    }
}

/// The token of the environment, else the one that the desktop keeps for this address and fleet.
///
/// # Errors
/// There is none, or the keyring does not serve.
pub(crate) async fn token(url: &str, fleet: &str) -> Result<String, String> {
    if let Some(token) = std::env::var(TOKEN).ok().filter(|token| !token.is_empty()) {
        return Ok(token);
    }
    let base = BaseUrl::parse(url).map_err(|error| error.to_string())?;
    let account = flightdeck_core::connections::account_of(&base, fleet);
    let kept = OsSecrets::new(IDENTIFIER, KeyringLimits::default()).get(&account).await;
    match kept {
        Ok(Some(token)) => Ok(token.expose().to_owned()),
        Ok(None) => Err(format!("{TOKEN} is not set, and the keyring has no token for {account}")),
        Err(error) => Err(format!("{TOKEN} is not set, and {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_runs_and_keeps_what_it_is_given() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("state").display().to_string();
        let had = folder(&path).unwrap();
        assert!(folder(&path).is_err_and(|why| why.contains("another run")), "two would send twice");
        let preferences = FilePreferences::open(&had).unwrap();
        preferences.set("a", Value::from(1)).unwrap();
        assert_eq!(FilePreferences::open(&had).unwrap().get("a"), Some(Value::from(1)), "the next run knows it");
        drop(had);
        assert!(folder(&path).is_ok(), "a run that has ended leaves it");
        std::fs::write(place.path().join("state/settings.json"), "{").unwrap();
        let had = folder(&path).unwrap();
        assert!(FilePreferences::open(&had).is_err_and(|why| why.contains("damaged")), "it is not begun anew");
    }
}
