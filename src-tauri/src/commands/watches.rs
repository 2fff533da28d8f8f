//! One deployment, live: its rows, its picture, its devices, and who of them is chosen.

use flightdeck_core::wire::{
    AppError, Causes, Choose, Chosen, ConnectionId, CountsThen, Course, DeploymentId, DeviceId, DeviceRow, DeviceView,
    Elsewhere, Notice, PackedRows, PictureOrder, RowsView, Saved,
};
use tauri::AppHandle;
use tauri::ipc::{Channel, Response};

use super::Core;
use crate::dialog::save_as;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn watch(
    core: Core<'_>,
    epoch: u32,
    connection: ConnectionId,
    deployment: DeploymentId,
    channel: Channel<Notice>,
) -> Result<u32, AppError> {
    guarded(async { core.watches.watch(epoch, &connection, &deployment, move |notice| channel.send(notice).is_ok()) })
        .await
}

#[tauri::command]
pub(crate) async fn unwatch(core: Core<'_>, watch: u32) -> Result<(), AppError> {
    guarded(async {
        core.watches.unwatch(watch);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn watch_now(core: Core<'_>, watch: u32) -> Result<(), AppError> {
    guarded(async { core.watches.watch_now(watch) }).await
}

#[tauri::command]
pub(crate) async fn rows(
    core: Core<'_>,
    watch: u32,
    view: RowsView,
    start: u32,
    len: u32,
) -> Result<PackedRows, AppError> {
    guarded(async { core.watches.rows(watch, &view, start, len) }).await.map(PackedRows::from)
}

#[tauri::command]
pub(crate) async fn row_at(core: Core<'_>, watch: u32, place: u32, at_ms: Option<i64>) -> Result<DeviceRow, AppError> {
    guarded(async { core.watches.row_at(watch, place, at_ms) }).await
}

#[tauri::command]
pub(crate) async fn row_of(core: Core<'_>, watch: u32, device: DeviceId) -> Result<Option<DeviceRow>, AppError> {
    guarded(async { core.watches.row_of(watch, &device) }).await
}

#[tauri::command]
pub(crate) async fn neighbour(
    core: Core<'_>,
    watch: u32,
    view: RowsView,
    device: DeviceId,
    step: i32,
) -> Result<Option<DeviceRow>, AppError> {
    guarded(async { core.watches.neighbour(watch, &view, &device, step) }).await
}

/// Raw bytes: as JSON, a `Vec<u8>` would cross as a list of numbers, four times its size.
#[tauri::command]
pub(crate) async fn picture(core: Core<'_>, watch: u32, have: u32) -> Result<Response, AppError> {
    guarded(async { core.watches.picture(watch, have) }).await.map(Response::new)
}

#[tauri::command]
pub(crate) async fn picture_order(core: Core<'_>, watch: u32) -> Result<PictureOrder, AppError> {
    guarded(async { core.watches.picture_order(watch) }).await
}

#[tauri::command]
pub(crate) async fn picture_marks(core: Core<'_>, watch: u32, view: RowsView, have: u32) -> Result<Response, AppError> {
    guarded(async { core.watches.picture_marks(watch, &view, have) }).await.map(Response::new)
}

#[tauri::command]
pub(crate) async fn choose(core: Core<'_>, watch: u32, change: Choose) -> Result<Chosen, AppError> {
    guarded(async { core.watches.choose(watch, change) }).await
}

#[tauri::command]
pub(crate) async fn chosen_ids(core: Core<'_>, watch: u32) -> Result<String, AppError> {
    guarded(async { core.watches.chosen_ids(watch) }).await
}

#[tauri::command]
pub(crate) async fn picture_at(core: Core<'_>, watch: u32, at_ms: i64) -> Result<Response, AppError> {
    guarded(async { core.watches.picture_at(watch, at_ms) }).await.map(Response::new)
}

#[tauri::command]
pub(crate) async fn row_then(core: Core<'_>, watch: u32, index: u32, at_ms: i64) -> Result<DeviceRow, AppError> {
    guarded(async { core.watches.row_then(watch, index, at_ms) }).await
}

#[tauri::command]
pub(crate) async fn counts_at(core: Core<'_>, watch: u32, at_ms: i64) -> Result<CountsThen, AppError> {
    guarded(async { core.watches.counts_at(watch, at_ms) }).await
}

#[tauri::command]
pub(crate) async fn course(core: Core<'_>, watch: u32) -> Result<Option<Course>, AppError> {
    guarded(async { core.watches.course(watch) }).await
}

#[tauri::command]
pub(crate) async fn causes(core: Core<'_>, watch: u32) -> Result<Causes, AppError> {
    guarded(async { core.watches.causes(watch) }).await
}

#[tauri::command]
pub(crate) async fn causes_go_on(core: Core<'_>, watch: u32) -> Result<(), AppError> {
    guarded(async { core.watches.causes_go_on(watch) }).await
}

#[tauri::command]
pub(crate) async fn cause_devices(core: Core<'_>, watch: u32, cause: u32) -> Result<Vec<DeviceId>, AppError> {
    guarded(async { core.watches.cause_devices(watch, cause) }).await
}

#[tauri::command]
pub(crate) async fn device(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    device: DeviceId,
) -> Result<DeviceView, AppError> {
    guarded(core.device(&connection, &deployment, &device)).await
}

#[tauri::command]
pub(crate) async fn device_elsewhere(
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    device: DeviceId,
) -> Result<Vec<Elsewhere>, AppError> {
    guarded(core.device_elsewhere(&connection, &deployment, &device)).await
}

#[tauri::command]
pub(crate) async fn device_save(
    app: AppHandle,
    core: Core<'_>,
    connection: ConnectionId,
    deployment: DeploymentId,
    device: DeviceId,
) -> Result<Saved, AppError> {
    let place = save_as(&app, &format!("{deployment}-{device}.txt")).await;
    guarded(core.device_save(&connection, &deployment, &device, place)).await
}
