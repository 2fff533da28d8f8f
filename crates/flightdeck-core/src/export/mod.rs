//! Taking results away: a deployment's devices as CSV, JSON or a page to print, the list of deployments as CSV.
//!
//! Rows are copied as they stand at one moment and written beside everything else, a million as well as ten, into a file that is
//! complete or not there. Nothing here ever sees a token.

mod cells;
pub(crate) mod comparison;
pub(crate) mod devices;
pub(crate) mod file;
pub(crate) mod list;
mod picture;
pub(crate) mod report;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use file::{Progress, Stop, write};

use crate::wire::{AppError, ComparisonExport, ErrorCode, ExportFormat, ExportProgress, Exported};

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
    pub(crate) async fn run(
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

impl ComparisonExport {
    /// What its file is called unless the user says otherwise.
    pub fn file_name(&self) -> String {
        format!("{}-to-{}-devices.csv", plain(&self.a), plain(&self.b))
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

/// Beside a file, hidden: what is written before it is whole.
fn beside(place: &Path, number: u64) -> PathBuf {
    place.with_file_name(format!(".flightdeck-{number:016x}.part"))
}
