//! Newer versions of Flightdeck itself.

use flightdeck_core::wire::{AppError, UpdatesView};

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn updates(core: Core<'_>) -> Result<UpdatesView, AppError> {
    guarded(async { Ok(core.updates.view()) }).await
}

#[tauri::command]
pub(crate) async fn updates_look(core: Core<'_>) -> Result<UpdatesView, AppError> {
    guarded(core.updates.look()).await
}

#[tauri::command]
pub(crate) async fn update_install(core: Core<'_>, version: String) -> Result<UpdatesView, AppError> {
    guarded(core.updates.install(&version)).await
}
