//! Boot, connections, settings and storage.

use flightdeck_core::wire::{
    AppError, AuthorityView, Boot, ConnectionDraft, ConnectionId, ConnectionRules, ConnectionsView, Remembered,
    Settings, StorageView, TableLayout, TableName, TokenState,
};
use tauri::{AppHandle, State};

use super::Core;
use crate::dialog::open_file;
use crate::guard::guarded;
use crate::pages::Pages;

#[tauri::command]
pub(crate) async fn boot(app: AppHandle, core: Core<'_>, pages: State<'_, Pages>) -> Result<Boot, AppError> {
    let version = app.package_info().version.to_string();
    guarded(async { Ok(core.boot(&version, pages.next())) }).await
}

#[tauri::command]
pub(crate) async fn window_visible(core: Core<'_>, visible: bool) -> Result<(), AppError> {
    guarded(async {
        core.window_visible(visible);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn connect(
    core: Core<'_>,
    request_id: String,
    connection: Option<ConnectionId>,
    draft: ConnectionDraft,
) -> Result<ConnectionsView, AppError> {
    guarded(core.connect(&request_id, connection, draft)).await
}

#[tauri::command]
pub(crate) async fn authorities_pick(app: AppHandle, core: Core<'_>) -> Result<Option<Vec<AuthorityView>>, AppError> {
    let place = open_file(&app, "Certificates", &["pem", "crt", "cer", "der"]).await;
    guarded(async { core.authorities_pick(place) }).await
}

#[tauri::command]
pub(crate) async fn connection_select(core: Core<'_>, connection: ConnectionId) -> Result<ConnectionsView, AppError> {
    guarded(core.connections.select(&connection)).await
}

#[tauri::command]
pub(crate) async fn connection_remove(core: Core<'_>, connection: ConnectionId) -> Result<ConnectionsView, AppError> {
    guarded(core.connection_remove(&connection)).await
}

#[tauri::command]
pub(crate) async fn connection_token_state(core: Core<'_>, connection: ConnectionId) -> Result<TokenState, AppError> {
    guarded(async { core.connections.token_state(&connection) }).await
}

#[tauri::command]
pub(crate) async fn connection_token_clear(
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<ConnectionsView, AppError> {
    guarded(core.connections.token_clear(&connection)).await
}

#[tauri::command]
pub(crate) async fn demo_start(core: Core<'_>) -> Result<ConnectionsView, AppError> {
    guarded(core.connections.demo_start()).await
}

#[tauri::command]
pub(crate) async fn settings_set(core: Core<'_>, settings: Settings) -> Result<Settings, AppError> {
    guarded(async { core.settings_set(settings) }).await
}

#[tauri::command]
pub(crate) async fn remember(core: Core<'_>, remembered: Remembered) -> Result<(), AppError> {
    guarded(async { core.remember(remembered) }).await
}

#[tauri::command]
pub(crate) async fn table_layout_set(
    core: Core<'_>,
    connection: ConnectionId,
    table: TableName,
    layout: TableLayout,
) -> Result<(), AppError> {
    guarded(async { core.table_layout_set(&connection, table, layout) }).await
}

#[tauri::command]
pub(crate) async fn storage_view(core: Core<'_>) -> Result<StorageView, AppError> {
    guarded(async { core.storage_view() }).await
}

#[tauri::command]
pub(crate) async fn storage_forget_seen(core: Core<'_>) -> Result<StorageView, AppError> {
    guarded(async { core.storage_forget_seen() }).await
}

#[tauri::command]
pub(crate) async fn connection_rules_set(
    core: Core<'_>,
    connection: ConnectionId,
    rules: ConnectionRules,
) -> Result<ConnectionsView, AppError> {
    guarded(core.connection_rules_set(&connection, rules)).await
}
