//! Drafts and launches.

use flightdeck_core::wire::{
    AppError, ConnectionId, DeploymentId, Draft, DraftReading, LaunchOutcome, LaunchRecord, SavedDraft, Suggestions,
};

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn suggestions(core: Core<'_>, connection: ConnectionId) -> Result<Suggestions, AppError> {
    guarded(core.suggestions(&connection)).await
}

#[tauri::command]
pub(crate) async fn draft_load(core: Core<'_>, connection: ConnectionId) -> Result<SavedDraft, AppError> {
    guarded(core.draft_load(&connection)).await
}

#[tauri::command]
pub(crate) async fn draft_save(core: Core<'_>, connection: ConnectionId, draft: Draft) -> Result<SavedDraft, AppError> {
    guarded(core.draft_save(&connection, draft)).await
}

#[tauri::command]
pub(crate) async fn draft_discard(core: Core<'_>, connection: ConnectionId) -> Result<SavedDraft, AppError> {
    guarded(core.draft_discard(&connection)).await
}

#[tauri::command]
pub(crate) async fn draft_read(
    core: Core<'_>,
    connection: ConnectionId,
    draft: Draft,
) -> Result<DraftReading, AppError> {
    guarded(core.draft_read(&connection, &draft)).await
}

#[tauri::command]
pub(crate) async fn launch(
    core: Core<'_>,
    request_id: String,
    connection: ConnectionId,
    draft: Draft,
    confirmation: Option<String>,
) -> Result<LaunchOutcome, AppError> {
    guarded(core.launch(&request_id, &connection, draft, confirmation)).await
}

#[tauri::command]
pub(crate) async fn launches_unresolved(
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<Vec<LaunchRecord>, AppError> {
    guarded(core.launches_unresolved(&connection)).await
}

#[tauri::command]
pub(crate) async fn launch_look_again(core: Core<'_>, request_id: String) -> Result<LaunchOutcome, AppError> {
    guarded(core.launch_look_again(&request_id)).await
}

#[tauri::command]
pub(crate) async fn launch_adopt(
    core: Core<'_>,
    request_id: String,
    deployment: DeploymentId,
) -> Result<LaunchOutcome, AppError> {
    guarded(core.launch_adopt(&request_id, &deployment)).await
}

#[tauri::command]
pub(crate) async fn launch_dismiss(core: Core<'_>, request_id: String) -> Result<LaunchOutcome, AppError> {
    guarded(core.launch_dismiss(&request_id)).await
}
