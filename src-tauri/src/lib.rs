//! The desktop shell: one window, its commands, and the wiring of core to this computer. Nothing here decides anything.

mod closing;
mod commands;
mod demo;
mod desk;
mod dialog;
mod guard;
mod log;
mod pages;
#[cfg(target_os = "linux")]
mod painting;
mod preferences;
mod start;
mod updating;
mod window_state;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::folder::Folder;
use flightdeck_core::links;
use flightdeck_core::outside::Clock;
use flightdeck_core::secrets::{KeyringLimits, OsSecrets, no_core_is_written};
use flightdeck_core::store;
use tauri::Manager;

use crate::demo::InAppDemo;
use crate::desk::SystemDesk;
use crate::pages::Pages;
use crate::preferences::FilePreferences;
use crate::start::Failure;

/// The C library keeps big blocks once it has seen some come and go, some 50 MiB after a million devices were sorted; this one gives them back.
/// Its options stand in `.cargo/config.toml`. The webview's processes have their own.
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// So long a program that is ending is waited for: one that updated itself starts the next before it ends.
const HANDED_OVER: Duration = Duration::from_secs(5);

/// Runs the application until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    log::begin();
    no_core_is_written();
    match begin() {
        Ok(code) => code,
        Err(failure) => ExitCode::from(start::fail(&failure)),
    }
}

fn begin() -> Result<ExitCode, Failure> {
    if let Some(failure) = start::ended(std::env::args()) {
        return Err(failure);
    }
    guard::automation()?;
    start::look()?;
    let mut context = context();
    if let Some(identifier) = guard::identifier() {
        context.config_mut().identifier = identifier;
    }
    let app = updating::plug(tauri::Builder::default(), context.config_mut())
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| desk::started_again(app, &arguments)))
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(window_state::plug())
        .plugin(tauri_plugin_window_state::Builder::default().with_state_flags(guard::window_state_flags()).build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(desk::AT_LOGIN).build())
        .setup(|app| {
            // An error handed on from here would be a panic in the event loop, and the program gone without a word.
            set_up(app).unwrap_or_else(|failure| std::process::exit(start::fail(&failure).into()));
            Ok(())
        })
        .on_window_event(closing::on_window_event)
        .invoke_handler(commands::handler())
        .build(context)
        .map_err(|error| Failure::Other(error.to_string()))?;
    app.run(|app, event| closing::on_run_event(app, &event));
    Ok(ExitCode::SUCCESS)
}

/// What was built into the program: its configuration, its page, and who may call which command.
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// Wires core to this computer, then opens the window: a page that came first would find no core to call.
fn set_up(app: &mut tauri::App) -> Result<(), Failure> {
    let data = app.path().app_data_dir().map_err(|error| Failure::Other(error.to_string()))?;
    // Before anything else is written: what came into the folder first would have made it, and let others read it. Two programs in it would each
    // go on with what one of them began; where the session's bus is not there to be asked, nothing else tells one of the other.
    let folder = Folder::open(&data, HANDED_OVER).map_err(|why| Failure::of_folder(&data, &why))?;
    app.manage(folder);
    let logs = app.path().app_log_dir().map_err(|error| Failure::Other(error.to_string()))?;
    log::keep_in(&logs);
    let opened = store::open(&data, SystemClock.now_ms()).map_err(|refusal| Failure::of_data(&data, refusal))?;
    let preferences =
        FilePreferences::open(app.handle(), &data).map_err(|error| Failure::of_settings(&data, error.as_ref()))?;
    let desk = Arc::new(SystemDesk::open(app.handle()));
    let hidden = desk.opens_hidden(std::env::args());
    let outside = Outside {
        dial: Arc::new(RealDial::default()),
        clock: Arc::new(SystemClock),
        secrets: Arc::new(OsSecrets::new(&app.config().identifier, KeyringLimits::default())),
        preferences: Arc::new(preferences),
        store: Arc::new(opened.store),
        notes: opened.notes,
        demo: Some(Arc::new(InAppDemo::default())),
        desk: Some(desk),
        updater: updating::open(app.handle()),
    };
    // Core may start tasks, and tasks need the runtime this thread is not on.
    let flightdeck = tauri::async_runtime::block_on(async { Flightdeck::new(outside) });
    if let Some(link) = links::among(std::env::args().collect::<Vec<_>>().iter().map(String::as_str)) {
        flightdeck.desktop.follow(link);
    }
    app.manage(Arc::new(flightdeck));
    app.manage(Pages::default());
    let window = app.config().app.windows.first().cloned();
    let window = window.ok_or_else(|| Failure::Other("the configuration names no window".to_owned()))?;
    let window = tauri::WebviewWindowBuilder::from_config(app.handle(), &window)
        .and_then(|window| window.visible(!hidden).on_navigation(guard::stays_here).build())
        .map_err(|error| Failure::Webview(error.to_string()))?;
    #[cfg(target_os = "linux")]
    painting::suit(&window).map_err(|error| Failure::Webview(error.to_string()))?;
    #[cfg(not(target_os = "linux"))]
    drop(window);
    Ok(())
}

/// Brings the window forward.
fn show_main_window(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        for outcome in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = outcome {
                tracing::warn!("the window could not be brought forward: {error}");
            }
        }
    }
}
