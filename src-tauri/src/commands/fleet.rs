//! The fleet, known: its devices, who is chosen of them, and what a draft reaches.

use flightdeck_core::wire::{
    AppError, ConnectionId, DeviceId, Draft, FleetChoose, FleetChosen, FleetDeviceView, FleetNotice, FleetTarget,
    FleetView, FleetWindow, Reach, ReachWindow, Suggested, SuggestedKind,
};
use tauri::ipc::Channel;

use super::Core;
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn fleet_watch(
    core: Core<'_>,
    epoch: u32,
    connection: ConnectionId,
    channel: Channel<FleetNotice>,
) -> Result<u32, AppError> {
    guarded(async { core.fleets.watch(epoch, &connection, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn fleet_unwatch(core: Core<'_>, watch: u32) -> Result<(), AppError> {
    guarded(async {
        core.fleets.unwatch(watch);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn fleet_refresh(core: Core<'_>, connection: ConnectionId) -> Result<(), AppError> {
    guarded(async {
        core.fleets.refresh(&connection);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn fleet_rows(
    core: Core<'_>,
    connection: ConnectionId,
    view: FleetView,
    start: u32,
    len: u32,
) -> Result<FleetWindow, AppError> {
    guarded(async { Ok(core.fleets.rows(&connection, &view, start, len)) }).await
}

#[tauri::command]
pub(crate) async fn fleet_choose(
    core: Core<'_>,
    connection: ConnectionId,
    change: FleetChoose,
) -> Result<FleetChosen, AppError> {
    guarded(async { core.fleets.choose(&connection, change) }).await
}

#[tauri::command]
pub(crate) async fn fleet_chosen_ids(core: Core<'_>, connection: ConnectionId) -> Result<String, AppError> {
    guarded(async { Ok(core.fleets.chosen_ids(&connection)) }).await
}

#[tauri::command]
pub(crate) async fn fleet_device(
    core: Core<'_>,
    connection: ConnectionId,
    device: DeviceId,
) -> Result<FleetDeviceView, AppError> {
    guarded(core.fleets.device(&connection, &device)).await
}

#[tauri::command]
pub(crate) async fn fleet_target(core: Core<'_>, connection: ConnectionId) -> Result<FleetTarget, AppError> {
    guarded(async { Ok(core.fleets.target(&connection).await) }).await
}

#[tauri::command]
pub(crate) async fn fleet_suggest(
    core: Core<'_>,
    connection: ConnectionId,
    what: SuggestedKind,
    text: String,
) -> Result<Vec<Suggested>, AppError> {
    guarded(async { Ok(core.fleets.suggest(&connection, what, &text)) }).await
}

#[tauri::command]
pub(crate) async fn reach(core: Core<'_>, connection: ConnectionId, draft: Draft) -> Result<Reach, AppError> {
    guarded(async { Ok(core.fleets.reach(&connection, &draft).await) }).await
}

#[tauri::command]
pub(crate) async fn reach_rows(
    core: Core<'_>,
    connection: ConnectionId,
    draft: Draft,
    start: u32,
    len: u32,
) -> Result<ReachWindow, AppError> {
    guarded(async { Ok(core.fleets.reach_rows(&connection, &draft, start, len).await) }).await
}
