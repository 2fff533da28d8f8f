//! The desktop shell: one window, its commands, and the wiring of core to this computer. Nothing here decides anything.

mod commands;
mod demo;
mod dialog;
mod guard;
mod pages;
mod preferences;

use std::process::ExitCode;
use std::sync::Arc;

use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::outside::Clock;
use flightdeck_core::secrets::{KeyringLimits, OsSecrets};
use flightdeck_core::store;
use tauri::Manager;
use tracing_subscriber::EnvFilter;

use crate::demo::InAppDemo;
use crate::pages::Pages;
use crate::preferences::FilePreferences;

/// The name under which tokens stand in the operating system's keyring.
const KEYRING_SERVICE: &str = "org.flightdeck.desktop";

/// Runs the application until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("FLIGHTDECK_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if let Err(reason) = guard::automation() {
        tracing::error!("{reason}");
        return ExitCode::from(2);
    }
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show_main_window(app)))
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_window_state::Builder::default().with_state_flags(guard::window_state_flags()).build())
        .plugin(tauri_plugin_dialog::init())
        .setup(|app| set_up(app))
        .invoke_handler(commands::handler())
        .run(tauri::generate_context!());
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("Flightdeck could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Wires core to this computer, then opens the window: a page that came first would find no core to call.
fn set_up(app: &mut tauri::App) -> Result<(), Box<dyn std::error::Error>> {
    let data = app.path().app_data_dir()?;
    let opened = store::open(&data, SystemClock.now_ms())?;
    let outside = Outside {
        dial: Arc::new(RealDial::default()),
        clock: Arc::new(SystemClock),
        secrets: Arc::new(OsSecrets::new(KEYRING_SERVICE, KeyringLimits::default())),
        preferences: Arc::new(FilePreferences::open(app.handle(), &data)?),
        store: Arc::new(opened.store),
        notes: opened.notes,
        demo: Some(Arc::new(InAppDemo::default())),
    };
    // Core may start tasks, and tasks need the runtime this thread is not on.
    let flightdeck = tauri::async_runtime::block_on(async { Flightdeck::new(outside) });
    app.manage(Arc::new(flightdeck));
    app.manage(Pages::default());
    let window = app.config().app.windows.first().cloned().ok_or("the configuration names no window")?;
    tauri::WebviewWindowBuilder::from_config(app.handle(), &window)?.build()?;
    Ok(())
}

/// A second start shows the first one's window instead of a second set of watches.
fn show_main_window(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        for outcome in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = outcome {
                tracing::warn!("the window could not be brought forward: {error}");
            }
        }
    }
}
