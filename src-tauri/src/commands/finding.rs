//! Finding things by name, for the palette.

use flightdeck_core::finding;
use flightdeck_core::wire::{AppError, ConnectionId, Found, Ranked};

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn rank(text: String, texts: Vec<String>) -> Result<Vec<Ranked>, AppError> {
    guarded(async { Ok(finding::rank(&text, &texts)) }).await
}

#[tauri::command]
pub(crate) async fn find(core: Core<'_>, connection: ConnectionId, text: String) -> Result<Found, AppError> {
    guarded(core.find(&connection, &text)).await
}
