//! Taking results away: a deployment's devices as CSV, JSON or a page to print, the list of deployments as CSV.
//!
//! Rows are copied as they stand at one moment and written beside everything else, a million as well as ten, into a file that is
//! complete or not there. Nothing here ever sees a token.

mod cells;
mod devices;
mod file;
mod list;
mod picture;
mod report;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use file::{Progress, Stop, write};

use crate::app::Flightdeck;
use crate::wire::{
    AppError, ConnectionId, DeploymentHead, DevicesExport, ErrorCode, ExportFormat, ExportProgress, Exported,
    ListExport,
};

/// Who wrote a file, when, and of which fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// This program's version.
    pub(crate) version: String,
    pub(crate) written_ms: i64,
    pub(crate) fleet: String,
    pub(crate) fleet_key: String,
    pub(crate) base_url: String,
}

/// What is being written.
#[derive(Debug, Default)]
pub struct Exports {
    running: Mutex<HashMap<String, Arc<AtomicBool>>>,
}

impl Exports {
    /// Stops what runs under this request id; no error if nothing does.
    pub fn cancel(&self, request_id: &str) {
        if let Some(cancelled) = self.running().get(request_id) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Writes a file off the async threads; `fill` hands over its rows.
    async fn run(
        &self,
        request_id: &str,
        place: PathBuf,
        total: u32,
        tell: impl Fn(ExportProgress) + Send + 'static,
        fill: impl FnOnce(&mut dyn std::io::Write, &mut Progress) -> Result<(), Stop> + Send + 'static,
    ) -> Result<Exported, AppError> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.running().insert(request_id.to_owned(), cancelled.clone());
        let path = place.display().to_string();
        let work = move || {
            let mut progress = Progress::new(total, cancelled, Box::new(tell));
            write(&place, |out| fill(out, &mut progress))
        };
        let outcome = tokio::task::spawn_blocking(work).await;
        self.running().remove(request_id);
        match outcome {
            Ok(Ok(bytes)) => Ok(Exported::Written { path, rows: total, bytes }),
            Ok(Err(Stop::Cancelled)) => Ok(Exported::Cancelled),
            Ok(Err(Stop::Failed(error))) => {
                Err(AppError::new(ErrorCode::Storage, format!("{path} could not be written: {error}")))
            }
            Err(_) => Err(AppError::new(ErrorCode::Internal, format!("{path} could not be written."))),
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, Arc<AtomicBool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ExportFormat {
    /// What a file of a deployment is called unless the user says otherwise.
    pub fn file_name(self, deployment: &str) -> String {
        let ending = match self {
            Self::Csv => "devices.csv",
            Self::Json => "devices.json",
            Self::Ndjson => "devices.ndjson",
            Self::Report => "report.html",
        };
        format!("{}-{ending}", plain(deployment))
    }
}

/// What a file of a list is called unless the user says otherwise.
pub fn list_file_name(fleet_key: &str) -> String {
    format!("{}-deployments.csv", plain(fleet_key))
}

/// What every file system takes.
fn plain(name: &str) -> String {
    let kept: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let kept = kept.trim_start_matches('.');
    kept[..kept.len().min(80)].to_owned()
}

impl Flightdeck {
    /// Writes a deployment's devices, or a report of it, to `place`; nothing is done without one. `version` is this program's.
    ///
    /// # Errors
    /// `WatchGone`; `Storage` where the file cannot be written.
    pub async fn export_devices(
        &self,
        asked: DevicesExport,
        place: Option<PathBuf>,
        version: &str,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let Some(place) = place else { return Ok(Exported::NoPlace) };
        let DevicesExport { request_id, connection, deployment, watch, view, format } = asked;
        let origin = self.origin(&connection, version);
        // A deployment that cannot be asked about now is written all the same: its devices are known.
        let head: Option<DeploymentHead> = match format {
            ExportFormat::Csv | ExportFormat::Ndjson => None,
            ExportFormat::Json | ExportFormat::Report => self.lists.head(&connection, &deployment).await.ok(),
        };
        let row = head.map(|head| head.row);
        let snapshot = self.watches.snapshot(watch, &view)?;
        let total = snapshot.chosen();
        let about = devices::About { origin, deployment, row, view };
        let fill = move |out: &mut dyn std::io::Write, progress: &mut Progress| match format {
            ExportFormat::Csv => devices::csv(out, &snapshot, progress),
            ExportFormat::Json => devices::json(out, &snapshot, &about, progress),
            ExportFormat::Ndjson => devices::ndjson(out, &snapshot, progress),
            ExportFormat::Report => report::html(out, &snapshot, &about).map_err(Stop::from),
        };
        self.exports.run(&request_id, place, total, tell, fill).await
    }

    /// Writes the list of deployments, as far as it is loaded, to `place`; nothing is done without one.
    ///
    /// # Errors
    /// `WatchGone`; `Storage` where the file cannot be written.
    pub async fn export_list(
        &self,
        asked: ListExport,
        place: Option<PathBuf>,
        tell: impl Fn(ExportProgress) + Send + 'static,
    ) -> Result<Exported, AppError> {
        let Some(place) = place else { return Ok(Exported::NoPlace) };
        let rows = self.lists.snapshot(&asked.connection, &asked.view)?;
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let fill = move |out: &mut dyn std::io::Write, progress: &mut Progress| list::csv(out, &rows, progress);
        self.exports.run(&asked.request_id, place, total, tell, fill).await
    }

    /// What the file of a list is called unless the user says otherwise.
    pub fn export_list_name(&self, connection: &ConnectionId) -> String {
        list_file_name(&self.origin(connection, "").fleet_key)
    }

    fn origin(&self, connection: &ConnectionId, version: &str) -> Origin {
        let known = self.connections.views().connections.into_iter().find(|one| one.id == *connection);
        let (fleet, fleet_key, base_url) =
            known.map_or_else(Default::default, |known| (known.name, known.fleet_key, known.base_url));
        Origin { version: version.to_owned(), written_ms: self.clock().now_ms(), fleet, fleet_key, base_url }
    }
}

/// Beside a file, hidden: what is written before it is whole.
fn beside(place: &Path, number: u64) -> PathBuf {
    place.with_file_name(format!(".flightdeck-{number:016x}.part"))
}
