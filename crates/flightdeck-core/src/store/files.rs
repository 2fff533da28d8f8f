//! The files of a database, and those that SQLite lays beside it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Bytes of a database's file and of what lies beside it.
pub(super) fn size(path: &Path) -> u64 {
    ["", "-wal", "-shm"].iter().map(|end| std::fs::metadata(beside(path, end)).map_or(0, |file| file.len())).sum()
}

/// The path with something added to its name, as SQLite names its side files.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}
