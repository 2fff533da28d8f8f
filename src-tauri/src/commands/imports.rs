//! Importing lists of devices. The file is chosen in the system's own dialog: the page names none.

use flightdeck_core::wire::{AppError, ConnectionId, ImportField, ImportPreview, ImportedList};
use tauri::AppHandle;

use super::Core;
use crate::dialog;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn fleet_import_pick(
    app: AppHandle,
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<Option<ImportPreview>, AppError> {
    let place = dialog::open(&app, "Lists of devices", &["csv", "tsv", "txt", "json", "ndjson", "jsonl"]).await;
    guarded(core.fleets.import_pick(&connection, place)).await
}

#[tauri::command]
pub(crate) async fn fleet_import_preview(
    core: Core<'_>,
    import: u32,
    mapping: Vec<ImportField>,
) -> Result<ImportPreview, AppError> {
    guarded(core.fleets.import_preview(import, mapping)).await
}

#[tauri::command]
pub(crate) async fn fleet_import(
    core: Core<'_>,
    import: u32,
    mapping: Vec<ImportField>,
) -> Result<ImportedList, AppError> {
    guarded(core.fleets.import(import, mapping)).await
}

#[tauri::command]
pub(crate) async fn fleet_import_remove(core: Core<'_>, connection: ConnectionId, id: String) -> Result<(), AppError> {
    guarded(core.fleets.import_remove(&connection, &id)).await
}
