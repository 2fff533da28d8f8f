//! The whole program in this process, without its window: real lines to a service, a real store, tokens and settings in memory.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::outside::{Clock, Desk, Dial, Preferences, Recovery, SecretStore, StorageError};
use flightdeck_core::secrets::MemorySecrets;
use flightdeck_core::store::{self, Store};
use flightdeck_core::wire::{ConnectionDraft, ConnectionId, Keep};
use serde_json::Value;

use crate::ground::{FLEET, TOKEN, limits};

/// One run of it.
pub struct Program {
    /// What it does.
    pub app: Arc<Flightdeck>,
    /// What it keeps.
    pub store: Arc<Store>,
    /// Its settings, for the next run.
    pub preferences: Arc<MemoryPreferences>,
}

impl Program {
    /// Starts it on a disk; a page is loaded, its epoch is 1. Must be called inside a tokio runtime.
    pub fn start(disk: &Path, preferences: Arc<MemoryPreferences>) -> Program {
        let dial = Arc::new(RealDial { limits: limits() });
        Program::start_on(disk, preferences, dial, Arc::new(SystemClock), Arc::new(MemorySecrets::default()), None)
    }

    /// The same, with a line, a clock, a keyring and perhaps a desktop of the caller's.
    pub fn start_on(
        disk: &Path,
        preferences: Arc<MemoryPreferences>,
        dial: Arc<dyn Dial>,
        clock: Arc<dyn Clock>,
        secrets: Arc<dyn SecretStore>,
        desk: Option<Arc<dyn Desk>>,
    ) -> Program {
        let opened = store::open(disk, clock.now_ms()).unwrap_or_else(|refusal| panic!("{refusal}"));
        let store = Arc::new(opened.store);
        let app = Arc::new(Flightdeck::new(Outside {
            dial,
            clock,
            secrets,
            preferences: preferences.clone(),
            store: store.clone(),
            notes: opened.notes,
            demo: None,
            desk,
            updater: None,
        }));
        app.boot("0", 1);
        Program { app, store, preferences }
    }

    /// Connects to the fleet of [`crate::ground`] at this address.
    pub async fn connect(&self, url: &str) -> ConnectionId {
        let draft = ConnectionDraft {
            name: String::new(),
            base_url: url.to_owned(),
            fleet_key: FLEET.to_owned(),
            token: TOKEN.to_owned(),
            keep: Keep::Session,
            authorities: Vec::new(),
        };
        let views = self.app.connect("connect", None, draft).await.unwrap();
        views.active.expect("what was connected is in use")
    }
}

/// Settings and connections in memory.
#[derive(Default)]
pub struct MemoryPreferences(Mutex<HashMap<String, Value>>);

impl Preferences for MemoryPreferences {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.lock().unwrap().get(name).cloned()
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        self.0.lock().unwrap().insert(name.to_owned(), value);
        Ok(())
    }

    fn path(&self) -> String {
        String::new()
    }

    fn recovery(&self) -> Option<Recovery> {
        None
    }
}
