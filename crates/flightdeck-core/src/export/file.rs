//! A file that is complete or not there: written beside its place and moved onto it at the end, with progress, and stopped when asked.

use std::fs::{File, OpenOptions, remove_file, rename};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::beside;
use crate::wire::ExportProgress;

/// Progress is told no more often than this.
const TOLD: Duration = Duration::from_millis(150);
/// Rows between two looks at the clock and at whether it is to stop.
const STRIDE: u32 = 1_024;

/// Why a file was not written.
#[derive(Debug)]
pub(crate) enum Stop {
    Cancelled,
    Failed(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// How far a file is.
pub(crate) struct Progress {
    now: ExportProgress,
    told: Option<Instant>,
    cancelled: Arc<AtomicBool>,
    tell: Box<dyn Fn(ExportProgress)>,
}

impl Progress {
    pub(crate) fn new(total: u32, cancelled: Arc<AtomicBool>, tell: Box<dyn Fn(ExportProgress)>) -> Self {
        Self { now: ExportProgress { written: 0, total }, told: None, cancelled, tell }
    }

    /// One more row was written. An error when it is to stop.
    pub(crate) fn row(&mut self) -> Result<(), Stop> {
        self.now.written += 1;
        if self.now.written % STRIDE != 1 && self.now.written != self.now.total {
            return Ok(());
        }
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Stop::Cancelled);
        }
        if self.told.is_none_or(|told| told.elapsed() >= TOLD) {
            self.told = Some(Instant::now());
            (self.tell)(self.now);
        }
        Ok(())
    }
}

/// A file being written. Unless it was kept, it is removed.
struct Part {
    path: PathBuf,
    kept: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = remove_file(&self.path)
        {
            tracing::warn!(%error, "what was written of a file could not be removed");
        }
    }
}

/// Writes a file by `fill` and returns its size. What stood there before stays until the new file is whole.
pub(crate) fn write(place: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<(), Stop>) -> Result<u64, Stop> {
    let path = beside(place, rand::random());
    let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
    let mut part = Part { path, kept: false };
    let mut out = BufWriter::with_capacity(1 << 18, file);
    fill(&mut out)?;
    let file: File = out.into_inner().map_err(|error| Stop::Failed(error.into_error()))?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    // Windows moves no file that is open.
    drop(file);
    rename(&part.path, place)?;
    part.kept = true;
    Ok(bytes)
}
