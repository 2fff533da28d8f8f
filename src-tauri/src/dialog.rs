//! The operating system's own dialogs: "save as", and the message of a start that failed.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;

use crate::start::Message;

/// Asks where to save; none when the user closed the dialog. The page never sees the file system.
pub(crate) async fn save_as<R: Runtime>(app: &AppHandle<R>, name: &str) -> Option<PathBuf> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |path| {
        // The page may have been reloaded meanwhile; then nobody waits for the answer.
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten().and_then(|path| path.into_path().ok())
}

/// Asks for a file to read, with one of these endings (or any); none when the user closed the dialog. The page never sees the file system.
pub(crate) async fn open<R: Runtime>(app: &AppHandle<R>, what: &str, endings: &[&str]) -> Option<PathBuf> {
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let files = app.dialog().file().add_filter(what, endings).add_filter("All files", &["*"]);
    files.pick_file(move |path| {
        // The page may have been reloaded meanwhile; then nobody waits for the answer.
        let _ = answer.send(path);
    });
    chosen.await.ok().flatten().and_then(|path| path.into_path().ok())
}

/// Shows a message and waits until it is closed; needs no running application, and must be called on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn tell(message: &Message) {
    use gtk::prelude::{DialogExt, GtkWindowExt, MessageDialogExt};

    if gtk::init().is_err() {
        return;
    }
    let dialog = gtk::MessageDialog::new(
        None::<&gtk::Window>,
        gtk::DialogFlags::empty(),
        gtk::MessageType::Error,
        gtk::ButtonsType::Close,
        message.title,
    );
    dialog.set_title(message.title);
    dialog.set_secondary_text(Some(&message.text()));
    dialog.run();
}

/// Shows a message and waits until it is closed; needs no running application, and must be called on the main thread.
#[cfg(not(target_os = "linux"))]
pub(crate) fn tell(message: &Message) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(message.title)
        .set_description(message.text())
        .set_buttons(rfd::MessageButtons::Ok)
        .show();
}
