//! What Flightdeck tells of its own running: to the error stream, and to files beside its data, a day each, of which a week is kept.
//! Whatever looks like a secret is taken out on the way; outputs of devices and values of parameters are never told at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use connect_api::redact;
use flightdeck_core::folder::private_folder;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Files that are kept, a day each.
const DAYS: usize = 7;
const PREFIX: &str = "flightdeck";
const SUFFIX: &str = "log";
/// Lines of the end that are told for diagnosis, and bytes that are read for them.
const LINES: usize = 200;
const BYTES: u64 = 256 * 1024;

/// Known once the application's folders are.
static FILE: OnceLock<File> = OnceLock::new();

struct File {
    folder: PathBuf,
    appender: Mutex<RollingFileAppender>,
}

/// Begins to tell, with what the environment wishes to hear.
pub(crate) fn begin() {
    let filter = EnvFilter::try_from_env("FLIGHTDECK_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Redacting).init();
}

/// From now on it is told to files in this folder, too. Where that cannot be, the error stream has to do.
pub(crate) fn keep_in(folder: &Path) {
    // Made by the log itself it would be open to others; where it cannot be made, the log says why.
    private_folder(folder).ok();
    let made = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(PREFIX)
        .filename_suffix(SUFFIX)
        .max_log_files(DAYS)
        .build(folder);
    match made {
        Ok(appender) => {
            // Set once: a second folder would be another application.
            let _ = FILE.set(File { folder: folder.to_owned(), appender: Mutex::new(appender) });
        }
        Err(error) => tracing::warn!("no log is kept in {}: {error}", folder.display()),
    }
}

/// The last lines that were told, the oldest first.
pub(crate) fn last_lines() -> Vec<String> {
    FILE.get().map(|file| end_of(&file.folder)).unwrap_or_default()
}

fn end_of(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_log(path)).collect();
    // Their names end with the day.
    files.sort();
    let mut lines: Vec<String> = Vec::new();
    for file in files.iter().rev() {
        let earlier = end(file).unwrap_or_default();
        let earlier = String::from_utf8_lossy(&earlier).lines().map(str::to_owned).collect::<Vec<_>>();
        let wanted = LINES.saturating_sub(lines.len());
        lines.splice(0..0, earlier.into_iter().rev().take(wanted).rev());
        if lines.len() >= LINES {
            break;
        }
    }
    lines
}

fn is_log(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

fn end(file: &Path) -> io::Result<Vec<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = fs::File::open(file)?;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(BYTES)))?;
    let mut end = Vec::new();
    file.take(BYTES).read_to_end(&mut end)?;
    Ok(end)
}

/// Takes out what looks like a secret. One event comes whole, in one piece.
struct Redacting;

impl Write for Redacting {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let told = redact(&String::from_utf8_lossy(event));
        // A log that cannot be written must not keep the other from being.
        let _ = io::stderr().write_all(told.as_bytes());
        if let Some(file) = FILE.get() {
            file.appender.lock().unwrap_or_else(PoisonError::into_inner).write_all(told.as_bytes())?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl MakeWriter<'_> for Redacting {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_over_days_and_nothing_else_that_lies_there() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, lines: std::ops::Range<usize>| {
            let text: String = lines.map(|n| format!("line {n}\n")).collect();
            fs::write(folder.path().join(name), text).unwrap();
        };
        write("flightdeck.2026-11-28.log", 0..150);
        write("flightdeck.2026-11-29.log", 150..250);
        write("another.2026-11-30.log", 900..901);
        let lines = end_of(folder.path());
        assert_eq!(lines.len(), LINES, "as many as are asked for");
        assert_eq!(lines.first().map(String::as_str), Some("line 50"), "the oldest of them first");
        assert_eq!(lines.last().map(String::as_str), Some("line 249"), "to the last that was told");
        assert_eq!(end_of(&folder.path().join("nowhere")), Vec::<String>::new(), "no log is no error");
    }
}
