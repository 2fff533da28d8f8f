//! Closing the window, and quitting: core says whether that may be now, or what the user is asked first. At the very end nothing half written is left.

use std::sync::Arc;

use flightdeck_core::app::Flightdeck;
use flightdeck_core::closing::{OnClose, Question};
use tauri::{AppHandle, Manager, RunEvent, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind, MessageDialogResult};
use tokio::sync::oneshot;

/// Follows the window: its closing, and whether it is in front; everything else passes by.
pub(crate) fn on_window_event(window: &Window, event: &WindowEvent) {
    let Some(core) = window.try_state::<Arc<Flightdeck>>() else { return };
    match event {
        WindowEvent::Focused(front) => core.desktop.front(*front),
        WindowEvent::CloseRequested { api, .. } => {
            let on_close = core.closing.requested();
            if on_close != OnClose::Close {
                api.prevent_close();
            }
            proceed(window, core.inner(), on_close);
        }
        _ => {}
    }
}

/// The user said to quit, not in the window: that comes forward where something is asked.
pub(crate) fn quit(app: &AppHandle) {
    let Some(core) = app.try_state::<Arc<Flightdeck>>() else { return };
    let (on_close, window) = (core.closing.quit_requested(), app.get_webview_window("main"));
    match (on_close, window) {
        (OnClose::Close, _) | (_, None) => app.exit(0),
        (on_close, Some(window)) => {
            crate::show_main_window(app);
            proceed(&window.as_ref().window(), core.inner(), on_close);
        }
    }
}

/// The program ends, by its window or otherwise; or it is called forward while its window is hidden.
pub(crate) fn on_run_event(app: &AppHandle, event: &RunEvent) {
    match event {
        RunEvent::Exit => {
            if let Some(core) = app.try_state::<Arc<Flightdeck>>() {
                tauri::async_runtime::block_on(core.exports.abandon());
            }
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => crate::show_main_window(app),
        // Where other systems start the program again, this one tells it.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => urls.iter().for_each(|link| crate::desk::follow(app, link.as_str())),
        _ => {}
    }
}

fn proceed(window: &Window, core: &Arc<Flightdeck>, on_close: OnClose) {
    match on_close {
        OnClose::Close | OnClose::Wait => {}
        OnClose::Keep => hide(window),
        OnClose::Ask(question) => {
            let (window, core) = (window.clone(), core.clone());
            tauri::async_runtime::spawn(async move {
                let close = tokio::select! {
                    () = core.closing.settled() => true,
                    close = answered(&window, &core, question) => close,
                };
                if close && let Err(error) = window.destroy() {
                    tracing::warn!("the window could not be closed: {error}");
                }
            });
        }
    }
}

/// Ends when it is to close, or to stay open: any answer but to quit now or to go on in the tray, and a dialog that was closed, means to wait.
async fn answered(window: &Window, core: &Flightdeck, question: Question) -> bool {
    let Question { title, message, wait, keep, quit } = question;
    let buttons = match &keep {
        Some(keep) => MessageDialogButtons::YesNoCancelCustom(keep.clone(), quit.clone(), wait),
        None => MessageDialogButtons::OkCancelCustom(wait, quit.clone()),
    };
    let (answer, chosen) = oneshot::channel();
    window
        .dialog()
        .message(message)
        .title(title)
        .kind(MessageDialogKind::Warning)
        .parent(window)
        .buttons(buttons)
        .show_with_result(move |result| {
            // Who waited may be gone: then the window is.
            let _ = answer.send(result);
        });
    match chosen.await {
        Ok(MessageDialogResult::Custom(choice)) if choice == quit => {
            core.closing.chose_to_quit();
            true
        }
        Ok(MessageDialogResult::Custom(choice)) if Some(&choice) == keep.as_ref() => {
            core.closing.chose_to_keep();
            hide(window);
            false
        }
        _ => core.closing.chose_to_wait().await,
    }
}

/// The window goes on in the tray.
fn hide(window: &Window) {
    if let Err(error) = window.hide() {
        tracing::warn!("the window could not be hidden: {error}");
    }
}
