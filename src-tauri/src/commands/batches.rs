//! One deployment for each of several devices.

use flightdeck_core::wire::{
    AppError, AskKind, BatchItemState, BatchView, BatchWindow, BatchesNotice, ConnectionId, Draft,
};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn batches_watch(core: Core<'_>, epoch: u32, channel: Channel<BatchesNotice>) -> Result<(), AppError> {
    guarded(async { core.batches.watch(epoch, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn batch_prepare(
    core: Core<'_>,
    request_id: String,
    connection: ConnectionId,
) -> Result<BatchView, AppError> {
    guarded(async { core.batch_prepare(&request_id, &connection) }).await
}

#[tauri::command]
pub(crate) async fn batch_start(
    core: Core<'_>,
    batch: String,
    draft: Draft,
    confirmation: Option<String>,
    accepted: Vec<AskKind>,
) -> Result<BatchView, AppError> {
    guarded(async { core.batch_start(&batch, draft, confirmation.as_deref(), &accepted) }).await
}

#[tauri::command]
pub(crate) async fn batch_stop(core: Core<'_>, batch: String) -> Result<BatchView, AppError> {
    guarded(async { core.batches.stop(&batch) }).await
}

#[tauri::command]
pub(crate) async fn batch_resume(core: Core<'_>, batch: String) -> Result<BatchView, AppError> {
    guarded(core.batch_resume(&batch)).await
}

#[tauri::command]
pub(crate) async fn batch_retry(core: Core<'_>, request_id: String, batch: String) -> Result<Draft, AppError> {
    guarded(async { core.batch_retry(&request_id, &batch) }).await
}

#[tauri::command]
pub(crate) async fn batch_rows(
    core: Core<'_>,
    batch: String,
    only: Option<BatchItemState>,
    start: u32,
    len: u32,
) -> Result<BatchWindow, AppError> {
    guarded(async { core.batches.rows(&batch, only, start, len) }).await
}
