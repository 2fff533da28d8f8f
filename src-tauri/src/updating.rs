//! Newer versions, through Tauri's updater: it asks the place that the build was given, checks the makers' signature and installs. Core decides.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use flightdeck_core::outside::Updater;
use flightdeck_core::wire::NewVersion;
use serde_json::json;
use tauri::{AppHandle, Config, Wry};
use tauri_plugin_updater::{Update, UpdaterExt};

/// So long an answer may take, and so long a download may stand still.
const PATIENCE: Duration = Duration::from_secs(30);

/// The place and the key, given when the program is compiled.
const ENDPOINT: Option<&str> = option_env!("FLIGHTDECK_UPDATE_ENDPOINT");
const KEY: Option<&str> = option_env!("FLIGHTDECK_UPDATE_KEY");
const _: () = assert!(
    is_whole(ENDPOINT, KEY),
    "FLIGHTDECK_UPDATE_ENDPOINT, an address that begins with https://, and FLIGHTDECK_UPDATE_KEY are given both or not at all"
);

/// Nothing unsigned is installed, nothing is asked in the open, and a key alone has nothing to look at.
const fn is_whole(endpoint: Option<&str>, key: Option<&str>) -> bool {
    match (endpoint, key) {
        (None, None) => true,
        (Some(endpoint), None) => endpoint.is_empty(),
        (None, Some(key)) => key.is_empty(),
        (Some(endpoint), Some(key)) => {
            (endpoint.is_empty() && key.is_empty()) || (begins_with(endpoint, "https://") && !key.is_empty())
        }
    }
}

const fn begins_with(text: &str, start: &str) -> bool {
    matches!(text.as_bytes().split_at_checked(start.len()), Some((first, _)) if same(first, start.as_bytes()))
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([a, one @ ..], [b, other @ ..]) => *a == *b && same(one, other),
        _ => false,
    }
}

/// The place and the key that this build was given.
fn given() -> Option<(&'static str, &'static str)> {
    let (endpoint, key) = (ENDPOINT?.trim(), KEY?.trim());
    (!endpoint.is_empty()).then_some((endpoint, key))
}

/// The application with Tauri's updater, where this build was given a place. The page cannot call it: no command of a plugin is granted.
pub(crate) fn plug(builder: tauri::Builder<Wry>, config: &mut Config) -> tauri::Builder<Wry> {
    match given() {
        None => builder,
        Some((endpoint, key)) => {
            config.plugins.0.insert("updater".to_owned(), configuration(endpoint, key));
            builder.plugin(tauri_plugin_updater::Builder::new().build())
        }
    }
}

/// A number that the signature does not vouch for would let whoever answers pass an old version off as a new one.
fn configuration(endpoint: &str, key: &str) -> serde_json::Value {
    json!({ "endpoints": [endpoint], "pubkey": key, "requireSignedVersion": true })
}

/// Where newer versions come from; none where this build was given no place.
pub(crate) fn open(app: &AppHandle) -> Option<Arc<dyn Updater>> {
    given()
        .map(|_| Arc::new(SignedUpdates { app: app.clone(), found: Mutex::default(), fetched: Mutex::default() }) as _)
}

struct SignedUpdates {
    app: AppHandle,
    found: Mutex<Option<Update>>,
    fetched: Mutex<Option<(Update, Vec<u8>)>>,
}

#[async_trait]
impl Updater for SignedUpdates {
    async fn look(&self) -> Result<Option<NewVersion>, String> {
        let updater = self
            .app
            .updater_builder()
            .timeout(PATIENCE)
            .configure_client(|client| client.connect_timeout(PATIENCE).read_timeout(PATIENCE))
            .build()
            .map_err(|error| error.to_string())?;
        let found = updater.check().await.map_err(|error| error.to_string())?;
        let new = found.as_ref().map(|one| NewVersion { version: one.version.clone(), notes: one.body.clone() });
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(new)
    }

    async fn fetch(&self, version: &str, so_far: &mut (dyn FnMut(u64, Option<u64>) + Send)) -> Result<(), String> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let update = found.filter(|one| one.version == version).ok_or("it is not known any more")?;
        if update.download_url.scheme() != "https" {
            return Err("its address does not begin with https://".to_owned());
        }
        let mut there = 0;
        let more = |bytes: usize, of: Option<u64>| {
            there += bytes as u64;
            so_far(there, of);
        };
        let bytes = update.download(more, || ()).await.map_err(|error| error.to_string())?;
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = Some((update, bytes));
        Ok(())
    }

    async fn install(&self) -> Result<(), String> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (update, bytes) = fetched.ok_or("nothing was fetched")?;
        // It waits for the disk, and on some systems for a password.
        let installed = tauri::async_runtime::spawn_blocking(move || update.install(bytes)).await;
        installed.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }

    fn restart(&self) {
        self.app.request_restart();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_its_key_are_given_together_or_not_at_all() {
        let place = Some("https://example.test/{{target}}/{{arch}}/{{current_version}}");
        for (endpoint, key, whole, why) in [
            (None, None, true, "most builds"),
            (Some(""), Some(""), true, "variables that are set to nothing"),
            (place, Some("key"), true, "both"),
            (place, None, false, "nothing unsigned is installed"),
            (place, Some(""), false, "an empty key is none"),
            (None, Some("key"), false, "there is nothing to look at"),
            (Some(""), Some("key"), false, "nor here"),
            (Some("http://example.test"), Some("key"), false, "in the open"),
            (Some("https:/"), Some("key"), false, "no address"),
        ] {
            assert_eq!(is_whole(endpoint, key), whole, "{why}");
        }
    }

    #[test]
    fn tauri_takes_the_configuration_and_proves_the_number_too() {
        let told = configuration("https://example.test/{{target}}", "key");
        let config: tauri_plugin_updater::Config = serde_json::from_value(told).expect("Tauri's own form");
        assert_eq!((config.endpoints.len(), config.pubkey.as_str()), (1, "key"));
        assert!(config.require_signed_version, "an old version must not pass for a new one");
        assert!(
            !config.allow_downgrades
                && !config.dangerous_insecure_transport_protocol
                && !config.dangerous_accept_invalid_certs,
            "nothing of its dangers is on"
        );
    }
}
