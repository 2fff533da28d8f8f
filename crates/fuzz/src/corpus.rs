//! The inputs that changes begin with: the files of `corpus/`, by folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::mutate::Node;

/// An input as it is, and as JSON, where it is that.
pub(crate) struct Seed {
    pub(crate) bytes: Vec<u8>,
    pub(crate) node: Option<Node>,
}

impl Seed {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let node = std::str::from_utf8(&bytes).ok().and_then(Node::read);
        Self { bytes, node }
    }
}

/// Where the folders are.
pub(crate) fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The files of a folder, by name.
///
/// # Errors
/// A folder that cannot be read, or has nothing in it.
pub(crate) fn files(folder: &str) -> Result<Vec<Vec<u8>>, String> {
    let path = place().join(folder);
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let entries: Result<Vec<PathBuf>, _> =
        fs::read_dir(&path).map_err(told)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut entries = entries.map_err(told)?;
    entries.sort();
    let files: Vec<Vec<u8>> = entries.iter().map(fs::read).collect::<Result<_, _>>().map_err(told)?;
    if files.is_empty() { Err(format!("{} has no files", path.display())) } else { Ok(files) }
}
