//! Progress and a number on the dock or the taskbar, where the system has that: elsewhere nothing is drawn.

use flightdeck_core::outside::Moving;
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager};

pub(super) fn show(app: &AppHandle, moving: &Moving) {
    let Some(window) = app.get_webview_window("main") else { return };
    let status = if moving.percent.is_some() { ProgressBarStatus::Normal } else { ProgressBarStatus::None };
    let progress = ProgressBarState { status: Some(status), progress: moving.percent.map(u64::from) };
    let unseen = Some(i64::from(moving.unseen)).filter(|unseen| *unseen > 0);
    for outcome in [window.set_progress_bar(progress), window.set_badge_count(unseen)] {
        if let Err(error) = outcome {
            tracing::debug!("the dock shows no progress: {error}");
        }
    }
}
