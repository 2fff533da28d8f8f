//! A copy of the workspace to work on. What does not change in it is not written again, so that it is not compiled again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

pub(crate) struct Tree {
    from: PathBuf,
    pub(crate) root: PathBuf,
}

impl Tree {
    /// Copies what git knows of, and what it does not ignore.
    pub(crate) fn copy(from: &Path, root: &Path) -> Result<Self, String> {
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(from)
            .output()
            .map_err(|error| format!("git could not start: {error}"))?;
        let tree = Self { from: from.to_owned(), root: root.to_owned() };
        let mut copied = BTreeSet::new();
        for path in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|path| !path.is_empty()) {
            match fs::read(from.join(path)) {
                Ok(content) => tree.write(path, &content)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(format!("{path}: {error}")),
            }
            copied.insert(root.join(path));
        }
        without_others(root, &copied).map_err(|error| format!("{}: {error}", root.display()))?;
        Ok(tree)
    }

    /// A file as it is in the workspace.
    pub(crate) fn source(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.from.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, content: &[u8]) -> Result<(), String> {
        let to = self.root.join(path);
        if fs::read(&to).is_ok_and(|there| there == content) {
            return Ok(());
        }
        to.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&to, content))
            .map_err(|error| format!("{}: {error}", to.display()))
    }
}

/// Removes the files of an earlier copy that are not there any more.
fn without_others(folder: &Path, copied: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            without_others(&path, copied)?;
        } else if !copied.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
