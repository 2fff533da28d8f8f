//! Launching, everything that was launched, and launches nobody knows the outcome of.

use flightdeck_core::wire::{
    AppError, AskKind, ConnectionId, DeploymentId, Draft, LaunchDiff, LaunchEntry, LaunchOutcome, LaunchRecord,
    LaunchesView, LaunchesWindow,
};

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn launch(
    core: Core<'_>,
    request_id: String,
    connection: ConnectionId,
    draft: Draft,
    confirmation: Option<String>,
    accepted: Vec<AskKind>,
) -> Result<LaunchOutcome, AppError> {
    guarded(core.launch(&request_id, &connection, draft, confirmation, &accepted)).await
}

#[tauri::command]
pub(crate) async fn launches_rows(
    core: Core<'_>,
    connection: ConnectionId,
    view: LaunchesView,
    start: u32,
    len: u32,
) -> Result<LaunchesWindow, AppError> {
    guarded(async { core.launches.rows(&connection, &view, start, len) }).await
}

#[tauri::command]
pub(crate) async fn launch_entry(core: Core<'_>, request_id: String) -> Result<LaunchEntry, AppError> {
    guarded(async { core.launch_entry(&request_id) }).await
}

#[tauri::command]
pub(crate) async fn launch_diff(
    core: Core<'_>,
    request_id: String,
    other: Option<String>,
) -> Result<LaunchDiff, AppError> {
    guarded(async { core.launches.diff(&request_id, other.as_deref()) }).await
}

#[tauri::command]
pub(crate) async fn launches_unresolved(
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<Vec<LaunchRecord>, AppError> {
    guarded(core.launches.unresolved(&connection)).await
}

#[tauri::command]
pub(crate) async fn launch_look_again(core: Core<'_>, request_id: String) -> Result<LaunchOutcome, AppError> {
    guarded(core.launches.look_again(&request_id)).await
}

#[tauri::command]
pub(crate) async fn launch_adopt(
    core: Core<'_>,
    request_id: String,
    deployment: DeploymentId,
) -> Result<LaunchOutcome, AppError> {
    guarded(core.launches.adopt(&request_id, &deployment)).await
}

#[tauri::command]
pub(crate) async fn launch_dismiss(core: Core<'_>, request_id: String) -> Result<LaunchOutcome, AppError> {
    guarded(async { core.launches.dismiss(&request_id) }).await
}
