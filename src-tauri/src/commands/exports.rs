//! Taking results away as files.

use flightdeck_core::wire::{AppError, DevicesExport, ExportProgress, Exported, FleetExport, ListExport};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::Core;
use crate::dialog::save_as;
use crate::guard::guarded;

/// A page that was loaded anew hears no more of it; the file is written all the same.
pub(super) fn told(channel: Channel<ExportProgress>) -> impl Fn(ExportProgress) + Send + 'static {
    move |progress| drop(channel.send(progress))
}

#[tauri::command]
pub(crate) async fn export_devices(
    app: AppHandle,
    core: Core<'_>,
    asked: DevicesExport,
    channel: Channel<ExportProgress>,
) -> Result<Exported, AppError> {
    let name = asked.format.file_name(&asked.deployment);
    let version = app.package_info().version.to_string();
    guarded(core.export_devices(asked, save_as(&app, &name), &version, told(channel))).await
}

#[tauri::command]
pub(crate) async fn export_list(
    app: AppHandle,
    core: Core<'_>,
    asked: ListExport,
    channel: Channel<ExportProgress>,
) -> Result<Exported, AppError> {
    let place = save_as(&app, &core.export_list_name(&asked.connections)).await;
    guarded(core.export_list(asked, place, told(channel))).await
}

#[tauri::command]
pub(crate) async fn export_fleet(
    app: AppHandle,
    core: Core<'_>,
    asked: FleetExport,
    channel: Channel<ExportProgress>,
) -> Result<Exported, AppError> {
    let name = core.export_fleet_name(&asked.connection, asked.format);
    let version = app.package_info().version.to_string();
    guarded(core.export_fleet(asked, save_as(&app, &name), &version, told(channel))).await
}

#[tauri::command]
pub(crate) async fn export_cancel(core: Core<'_>, request_id: String) -> Result<(), AppError> {
    guarded(async {
        core.exports.cancel(&request_id);
        Ok(())
    })
    .await
}
