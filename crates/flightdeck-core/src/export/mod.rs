//! Taking results away: a deployment's devices as CSV, JSON or a page to print, the list of deployments as CSV.
//!
//! Rows are copied as they stand at one moment and written beside everything else, a million as well as ten, into a file that is
//! complete or not there. Nothing here ever sees a token.

pub(crate) mod cells;
pub(crate) mod comparison;
pub(crate) mod devices;
pub(crate) mod file;
pub(crate) mod fleet;
pub(crate) mod list;
mod picture;
pub(crate) mod report;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod timeline;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use file::{Progress, Stop, write};
use tokio::sync::watch;

use crate::wire::{AppError, ComparisonExport, ErrorCode, ExportFormat, ExportProgress, Exported, FleetFormat};

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
    running: Arc<watch::Sender<Running>>,
}

/// Files on their way, by the name under which they are stopped.
type Running = HashMap<String, Arc<AtomicBool>>;

/// How long what is stopped may take to be cleared away.
const CLEARED_WITHIN: Duration = Duration::from_secs(3);

/// One file on its way; says that it is there no longer, however it ends.
struct OnItsWay {
    name: String,
    all: Arc<watch::Sender<Running>>,
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.all.send_modify(|running| {
            running.remove(&self.name);
        });
    }
}

impl Exports {
    /// Stops what runs under this request id; no error if nothing does.
    pub fn cancel(&self, request_id: &str) {
        if let Some(cancelled) = self.running.borrow().get(request_id) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// How many files are being written.
    pub fn writing(&self) -> usize {
        self.running.borrow().len()
    }

    /// Waits until nothing is being written.
    pub async fn written(&self) {
        // The sender is here, so it cannot be gone.
        let _ = self.running.subscribe().wait_for(HashMap::is_empty).await;
    }

    /// The program ends: what is not whole is stopped and cleared away. Waits for that, a few seconds at most.
    pub async fn abandon(&self) {
        for cancelled in self.running.borrow().values() {
            cancelled.store(true, Ordering::Relaxed);
        }
        if tokio::time::timeout(CLEARED_WITHIN, self.written()).await.is_err() {
            tracing::warn!("what was written of a file may be left behind");
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
        self.running.send_modify(|running| {
            running.insert(request_id.to_owned(), cancelled.clone());
        });
        let begun = OnItsWay { name: request_id.to_owned(), all: self.running.clone() };
        let path = place.display().to_string();
        let work = move || {
            // It ends with the file, and not with who waits for it: they may be gone.
            let _until_the_end = begun;
            let mut progress = Progress::new(total, cancelled, Box::new(tell));
            write(&place, |out| fill(out, &mut progress))
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(bytes)) => Ok(Exported::Written { path, rows: total, bytes }),
            Ok(Err(Stop::Cancelled)) => Ok(Exported::Cancelled),
            Ok(Err(Stop::Failed(error))) => {
                Err(AppError::new(ErrorCode::Storage, format!("{path} could not be written: {error}")))
            }
            Err(_) => Err(AppError::new(ErrorCode::Internal, format!("{path} could not be written."))),
        }
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

impl FleetFormat {
    /// What a file of a fleet is called unless the user says otherwise.
    pub(crate) fn file_name(self, fleet_key: &str) -> String {
        let ending = match self {
            Self::Csv => "csv",
            Self::Json => "json",
        };
        format!("{}-fleet.{ending}", plain(fleet_key))
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
