//! Closing the window: core says whether it may close now, or what the user is asked first. At the very end nothing half written is left.

use std::sync::Arc;

use flightdeck_core::app::Flightdeck;
use flightdeck_core::closing::{OnClose, Question};
use tauri::{AppHandle, Manager, RunEvent, Runtime, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind, MessageDialogResult};
use tokio::sync::oneshot;

/// Follows the window; everything but its closing passes by.
pub(crate) fn on_window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let Some(core) = window.try_state::<Arc<Flightdeck>>() else { return };
    match core.closing.requested() {
        OnClose::Close => {}
        OnClose::Wait => api.prevent_close(),
        OnClose::Ask(question) => {
            api.prevent_close();
            let (window, core) = (window.clone(), core.inner().clone());
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

/// The program ends, by its window or otherwise.
pub(crate) fn on_run_event<R: Runtime>(app: &AppHandle<R>, event: &RunEvent) {
    if let (RunEvent::Exit, Some(core)) = (event, app.try_state::<Arc<Flightdeck>>()) {
        tauri::async_runtime::block_on(core.exports.abandon());
    }
}

/// Ends when it is to close, or to stay open: any answer but to quit now, and a dialog that was closed, means to wait.
async fn answered<R: Runtime>(window: &Window<R>, core: &Flightdeck, question: Question) -> bool {
    let Question { title, message, wait, quit } = question;
    let (answer, chosen) = oneshot::channel();
    window
        .dialog()
        .message(message)
        .title(title)
        .kind(MessageDialogKind::Warning)
        .parent(window)
        .buttons(MessageDialogButtons::OkCancelCustom(wait, quit.clone()))
        .show_with_result(move |result| {
            // Who waited may be gone: then the window is.
            let _ = answer.send(result);
        });
    match chosen.await {
        Ok(MessageDialogResult::Custom(choice)) if choice == quit => true,
        _ => core.closing.chose_to_wait().await,
    }
}
