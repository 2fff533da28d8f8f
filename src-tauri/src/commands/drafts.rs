//! What is typed before a launch, and what can be offered for it.

use flightdeck_core::wire::{
    Again, AgainOf, AgainOffer, AppError, ConnectionId, Draft, DraftAgain, DraftReading, DraftRow, PastedParameters,
    SavedDraft, Suggestions,
};

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn suggestions(core: Core<'_>, connection: ConnectionId) -> Result<Suggestions, AppError> {
    guarded(core.suggestions(&connection)).await
}

#[tauri::command]
pub(crate) async fn flow_name_set(
    core: Core<'_>,
    connection: ConnectionId,
    flow_uuid: String,
    name: String,
) -> Result<Suggestions, AppError> {
    guarded(core.flow_name_set(&connection, &flow_uuid, &name)).await
}

#[tauri::command]
pub(crate) async fn parameter_secret_set(
    core: Core<'_>,
    connection: ConnectionId,
    flow_uuid: String,
    name: String,
    secret: bool,
) -> Result<(), AppError> {
    guarded(async { core.parameter_secret_set(&connection, &flow_uuid, &name, secret) }).await
}

#[tauri::command]
pub(crate) async fn drafts(core: Core<'_>, connection: ConnectionId) -> Result<Vec<DraftRow>, AppError> {
    guarded(async { core.drafts(&connection) }).await
}

#[tauri::command]
pub(crate) async fn draft_load(
    core: Core<'_>,
    connection: ConnectionId,
    id: Option<String>,
) -> Result<SavedDraft, AppError> {
    guarded(core.draft_load(&connection, id.as_deref())).await
}

#[tauri::command]
pub(crate) async fn draft_save(
    core: Core<'_>,
    connection: ConnectionId,
    id: Option<String>,
    draft: Draft,
) -> Result<SavedDraft, AppError> {
    guarded(async { core.draft_save(&connection, id, draft) }).await
}

#[tauri::command]
pub(crate) async fn draft_discard(
    core: Core<'_>,
    connection: ConnectionId,
    id: String,
) -> Result<SavedDraft, AppError> {
    guarded(async { core.draft_discard(&connection, &id) }).await
}

#[tauri::command]
pub(crate) async fn draft_again(
    core: Core<'_>,
    connection: ConnectionId,
    of: AgainOf,
    again: Again,
) -> Result<DraftAgain, AppError> {
    guarded(async { core.draft_again(&connection, &of, &again) }).await
}

#[tauri::command]
pub(crate) async fn again_offers(
    core: Core<'_>,
    connection: ConnectionId,
    of: AgainOf,
) -> Result<Vec<AgainOffer>, AppError> {
    guarded(async { core.again_offers(&connection, &of) }).await
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
pub(crate) async fn parameters_paste(text: String) -> Result<PastedParameters, AppError> {
    guarded(async { flightdeck_core::parameters::paste::read(&text) }).await
}
