//! The operating system's "save as" dialog.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

/// Asks where to save; none when the user closed the dialog. The page never sees the file system.
pub(crate) async fn save_as<R: Runtime>(app: &AppHandle<R>, name: &str) -> Option<PathBuf> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |path| {
        // The page may have been reloaded meanwhile; then nobody waits for the answer.
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten().and_then(|path| path.into_path().ok())
}
