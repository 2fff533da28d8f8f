//! Two deployments side by side.

use flightdeck_core::wire::{
    AppError, Comparable, ComparedView, ComparedWindow, Comparison, ComparisonExport, ConnectionId, DeploymentId,
    ExportProgress, Exported,
};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::Core;
use super::exports::told;
use crate::dialog::save_as;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn comparable(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
) -> Result<Comparable, AppError> {
    guarded(core.lists.comparable(&connection, &deployment)).await
}

#[tauri::command]
pub(crate) async fn comparison(core: Core<'_>, a: u32, b: u32) -> Result<Comparison, AppError> {
    guarded(async { core.watches.comparison(a, b) }).await
}

#[tauri::command]
pub(crate) async fn comparison_rows(
    core: Core<'_>,
    a: u32,
    b: u32,
    view: ComparedView,
    start: u32,
    len: u32,
) -> Result<ComparedWindow, AppError> {
    guarded(async { core.watches.comparison_rows(a, b, &view, start, len) }).await
}

#[tauri::command]
pub(crate) async fn export_comparison(
    app: AppHandle,
    core: Core<'_>,
    asked: ComparisonExport,
    channel: Channel<ExportProgress>,
) -> Result<Exported, AppError> {
    let place = save_as(&app, &asked.file_name()).await;
    guarded(core.export_comparison(asked, place, told(channel))).await
}
