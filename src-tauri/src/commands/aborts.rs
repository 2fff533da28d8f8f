//! Stopping a deployment, one of its devices, or those chosen.

use flightdeck_core::wire::{
    AbortOutcome, AbortPlan, AbortScope, AppError, BatchOutcome, BatchPlan, BatchProgress, ConnectionId, DeploymentId,
};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn abort_chosen_plan(core: Core<'_>, watch: u32) -> Result<BatchPlan, AppError> {
    guarded(async { core.aborts.plan_chosen(watch) }).await
}

#[tauri::command]
pub(crate) async fn abort_chosen(
    core: Core<'_>,
    request_id: String,
    plan: u32,
    channel: Channel<BatchProgress>,
) -> Result<BatchOutcome, AppError> {
    let tell = move |progress| channel.send(progress).is_ok();
    guarded(core.aborts.abort_chosen(&request_id, plan, tell)).await
}

#[tauri::command]
pub(crate) async fn abort_chosen_stop(core: Core<'_>, request_id: String) -> Result<(), AppError> {
    guarded(async {
        core.aborts.stop_chosen(&request_id);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn abort_plan(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    scope: AbortScope,
) -> Result<AbortPlan, AppError> {
    guarded(core.aborts.plan(&connection, &deployment, &scope)).await
}

#[tauri::command]
pub(crate) async fn abort(
    core: Core<'_>,
    request_id: String,
    connection: ConnectionId,
    deployment: DeploymentId,
    scope: AbortScope,
) -> Result<AbortOutcome, AppError> {
    guarded(core.aborts.abort(&request_id, &connection, &deployment, &scope)).await
}
