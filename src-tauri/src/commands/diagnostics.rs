//! What runs here, and how it stands, for somebody who helps.

use flightdeck_core::app::diagnostics::Running;
use flightdeck_core::wire::AppError;
use tauri::AppHandle;

use super::Core;
use crate::guard::guarded;
use crate::log;

#[tauri::command]
pub(crate) async fn diagnostics(app: AppHandle, core: Core<'_>) -> Result<String, AppError> {
    guarded(async {
        let running = Running {
            version: app.package_info().version.to_string(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            webview: tauri::webview_version().unwrap_or_else(|error| error.to_string()),
            log: log::last_lines(),
        };
        Ok(core.diagnostics(&running))
    })
    .await
}
