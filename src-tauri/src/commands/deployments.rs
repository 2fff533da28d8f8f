//! The list of deployments.

use flightdeck_core::wire::{
    AppError, ConnectionId, DeploymentHead, DeploymentId, FleetsWindow, ListNotice, ListView, ListWindow,
};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn list_watch(
    core: Core<'_>,
    epoch: u32,
    connection: ConnectionId,
    channel: Channel<ListNotice>,
) -> Result<(), AppError> {
    guarded(async { core.lists.list_watch(epoch, &connection, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn list_rows(
    core: Core<'_>,
    connection: ConnectionId,
    view: ListView,
    start: u32,
    len: u32,
) -> Result<ListWindow, AppError> {
    guarded(async { core.lists.list_rows(&connection, &view, start, len) }).await
}

#[tauri::command]
pub(crate) async fn fleets_rows(
    core: Core<'_>,
    connections: Vec<ConnectionId>,
    view: ListView,
    start: u32,
    len: u32,
) -> Result<FleetsWindow, AppError> {
    guarded(async { core.lists.fleets_rows(&connections, &view, start, len) }).await
}

#[tauri::command]
pub(crate) async fn list_refresh(core: Core<'_>, connection: ConnectionId) -> Result<(), AppError> {
    guarded(async { core.lists.list_refresh(&connection) }).await
}

#[tauri::command]
pub(crate) async fn list_unwatch(core: Core<'_>, connection: ConnectionId) -> Result<(), AppError> {
    guarded(async {
        core.lists.list_unwatch(&connection);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn deployment_head(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
) -> Result<DeploymentHead, AppError> {
    guarded(core.lists.head(&connection, &deployment)).await
}
