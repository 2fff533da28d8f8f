//! The desktop beside the window: what is watched in the background, and where the page is led to.

use flightdeck_core::wire::{AppError, ConnectionId, DeploymentId, DeskNotice, MenuBar, Place};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn desk_watch(core: Core<'_>, epoch: u32, channel: Channel<DeskNotice>) -> Result<(), AppError> {
    guarded(async { core.desktop.watch(epoch, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn link_to(core: Core<'_>, place: Place) -> Result<Option<String>, AppError> {
    guarded(async { Ok(core.desktop.link_to(&place)) }).await
}

#[tauri::command]
pub(crate) async fn menu_show(core: Core<'_>, menu: MenuBar) -> Result<(), AppError> {
    guarded(async { core.desktop.show_menu(menu) }).await
}

#[tauri::command]
pub(crate) async fn landing_hold(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    comment: Option<String>,
) -> Result<(), AppError> {
    guarded(async { core.landings.hold(&connection, &deployment, comment.as_deref()) }).await
}

#[tauri::command]
pub(crate) async fn landing_leave(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
) -> Result<(), AppError> {
    guarded(async { core.landings.leave(&connection, &deployment) }).await
}
