//! Rollout plans: written, read back, played, started, run.

use flightdeck_core::wire::{
    AppError, AskKind, ConnectionId, DryReading, DryRun, Plan, PlanAct, PlanDevices, PlanDevicesWindow, PlanReading,
    PlanView, PlansNotice, Saved,
};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::Core;
use crate::dialog::{open_file, save_as};
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn plans_watch(core: Core<'_>, epoch: u32, channel: Channel<PlansNotice>) -> Result<(), AppError> {
    guarded(async { core.plans.watch(epoch, move |notice| channel.send(notice).is_ok()) }).await
}

#[tauri::command]
pub(crate) async fn plan_save(
    core: Core<'_>,
    connection: ConnectionId,
    id: Option<String>,
    plan: Plan,
) -> Result<PlanView, AppError> {
    guarded(async { core.plans.save(&connection, id.as_deref(), plan) }).await
}

#[tauri::command]
pub(crate) async fn plan(core: Core<'_>, id: String) -> Result<PlanView, AppError> {
    guarded(async { core.plans.view(&id) }).await
}

#[tauri::command]
pub(crate) async fn plan_remove(core: Core<'_>, id: String) -> Result<(), AppError> {
    guarded(async { core.plans.remove(&id) }).await
}

#[tauri::command]
pub(crate) async fn plan_read(core: Core<'_>, connection: ConnectionId, plan: Plan) -> Result<PlanReading, AppError> {
    guarded(core.plan_read(&connection, &plan)).await
}

#[tauri::command]
pub(crate) async fn plan_devices(
    core: Core<'_>,
    connection: ConnectionId,
    plan: Plan,
    which: PlanDevices,
    start: u32,
    len: u32,
) -> Result<PlanDevicesWindow, AppError> {
    guarded(core.plan_devices(&connection, &plan, which, start, len)).await
}

#[tauri::command]
pub(crate) async fn plan_dry_run(
    core: Core<'_>,
    connection: ConnectionId,
    plan: Plan,
    how: DryRun,
) -> Result<DryReading, AppError> {
    guarded(core.plan_dry_run(&connection, &plan, &how)).await
}

#[tauri::command]
pub(crate) async fn plan_start(
    core: Core<'_>,
    id: String,
    confirmation: Option<String>,
    accepted: Vec<AskKind>,
) -> Result<PlanView, AppError> {
    guarded(core.plan_start(&id, confirmation, accepted)).await
}

#[tauri::command]
pub(crate) async fn plan_act(core: Core<'_>, id: String, act: PlanAct) -> Result<PlanView, AppError> {
    guarded(async { core.plans.act(&id, &act) }).await
}

#[tauri::command]
pub(crate) async fn plan_export(app: AppHandle, core: Core<'_>, id: String) -> Result<Saved, AppError> {
    let place = save_as(&app, "plan.json").await;
    guarded(async { core.plan_export(&id, place) }).await
}

#[tauri::command]
pub(crate) async fn plan_workflow(app: AppHandle, core: Core<'_>, id: String) -> Result<Saved, AppError> {
    let place = save_as(&app, "flightdeck-plan.yml").await;
    guarded(async { core.plan_workflow(&id, place) }).await
}

#[tauri::command]
pub(crate) async fn plan_import(
    app: AppHandle,
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<Option<PlanView>, AppError> {
    let place = open_file(&app, "Plans", &["json"]).await;
    guarded(async { core.plan_import(&connection, place) }).await
}
