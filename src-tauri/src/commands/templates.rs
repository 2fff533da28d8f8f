//! Templates: named drafts, kept, used, and taken away as a file.

use flightdeck_core::wire::{
    AppError, ConnectionId, Draft, DraftAgain, Saved, Template, TemplateAnswer, TemplateAsk, TemplatesImported,
};
use tauri::AppHandle;

use super::Core;
use crate::dialog::{open_file, save_as};
use crate::guard::guarded;

#[tauri::command]
pub(crate) async fn templates(core: Core<'_>, connection: ConnectionId) -> Result<Vec<Template>, AppError> {
    guarded(async { core.templates(&connection) }).await
}

#[tauri::command]
pub(crate) async fn template_save(
    core: Core<'_>,
    connection: ConnectionId,
    template: Option<String>,
    name: String,
    draft: Draft,
    asks: Vec<TemplateAsk>,
) -> Result<Vec<Template>, AppError> {
    guarded(async { core.template_save(&connection, template, &name, draft, asks) }).await
}

#[tauri::command]
pub(crate) async fn template_rename(
    core: Core<'_>,
    connection: ConnectionId,
    template: String,
    name: String,
) -> Result<Vec<Template>, AppError> {
    guarded(async { core.template_rename(&connection, &template, &name) }).await
}

#[tauri::command]
pub(crate) async fn template_remove(
    core: Core<'_>,
    connection: ConnectionId,
    template: String,
) -> Result<Vec<Template>, AppError> {
    guarded(async { core.template_remove(&connection, &template) }).await
}

#[tauri::command]
pub(crate) async fn template_use(
    core: Core<'_>,
    connection: ConnectionId,
    template: String,
    answers: Vec<TemplateAnswer>,
) -> Result<DraftAgain, AppError> {
    guarded(async { core.template_use(&connection, &template, &answers) }).await
}

#[tauri::command]
pub(crate) async fn templates_export(
    app: AppHandle,
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<Saved, AppError> {
    let place = save_as(&app, "flightdeck-templates.json").await;
    guarded(async { core.templates_export(&connection, place) }).await
}

#[tauri::command]
pub(crate) async fn templates_import(
    app: AppHandle,
    core: Core<'_>,
    connection: ConnectionId,
) -> Result<TemplatesImported, AppError> {
    let place = open_file(&app, "Templates", &["json"]).await;
    guarded(async { core.templates_import(&connection, place) }).await
}
