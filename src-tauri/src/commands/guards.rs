//! Guards of deployments: arming them, and what they saw and did.

use flightdeck_core::wire::{AppError, ConnectionId, DeploymentId, GuardRule, GuardView, GuardsNotice};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn guards_watch(core: Core<'_>, epoch: u32, channel: Channel<GuardsNotice>) -> Result<(), AppError> {
    guarded(async { core.guards.watch(epoch, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn guard_arm(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    comment: Option<String>,
    rule: GuardRule,
) -> Result<GuardView, AppError> {
    guarded(async { core.guards.arm(&connection, &deployment, comment, rule) }).await
}

#[tauri::command]
pub(crate) async fn guard_acknowledge(core: Core<'_>, guard: String) -> Result<GuardView, AppError> {
    guarded(async { core.guards.acknowledge(&guard) }).await
}

#[tauri::command]
pub(crate) async fn guard_disarm(core: Core<'_>, guard: String) -> Result<(), AppError> {
    guarded(async { core.guards.disarm(&guard) }).await
}
