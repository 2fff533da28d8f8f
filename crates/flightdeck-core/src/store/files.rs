//! The files of a database, and those that SQLite lays beside it.

use std::ffi::OsString;
use std::io::{ErrorKind, Read, Result};
use std::path::{Path, PathBuf};

use super::log::passes_over;

/// How their names end; the database itself comes last, so that it is never without what belongs to it.
const ENDS: [&str; 3] = ["-wal", "-shm", ""];

/// Bytes of a database's file and of what lies beside it.
pub(super) fn size(path: &Path) -> u64 {
    ENDS.iter().map(|end| std::fs::metadata(beside(path, end)).map_or(0, |file| file.len())).sum()
}

/// Puts a damaged database aside under a time, with what lies beside it and in the place of nothing; where it is then.
pub(super) fn set_aside(path: &Path, now_ms: i64) -> Result<PathBuf> {
    let mut aside = beside(path, &format!(".damaged-{now_ms}"));
    for more in 2.. {
        if !ENDS.iter().any(|end| beside(&aside, end).exists()) {
            break;
        }
        aside = beside(path, &format!(".damaged-{now_ms}-{more}"));
    }
    for end in ENDS {
        if_there(std::fs::rename(beside(path, end), beside(&aside, end)))?;
    }
    Ok(aside)
}

/// Where the last one was put that was set aside.
pub(super) fn newest_aside(path: &Path) -> Option<PathBuf> {
    let begins = format!("{}.damaged-", path.file_name()?.to_str()?);
    let entries = std::fs::read_dir(path.parent()?).ok()?;
    let all = entries.flatten().filter_map(|entry| {
        let name = entry.file_name();
        // The time, and which one of that time; what lies beside one has letters.
        let numbers: Option<Vec<i64>> =
            name.to_str()?.strip_prefix(&begins)?.split('-').map(|number| number.parse().ok()).collect();
        Some((numbers?, entry.path()))
    });
    all.max().map(|(_, aside)| aside)
}

/// Moves folders that stand in the place of a database or of what lies beside it, under a time: they are not Flightdeck's, and nothing of them
/// is deleted. Where the one is that stood in the place of the database itself.
pub(super) fn move_folders(path: &Path, now_ms: i64) -> Result<Option<PathBuf>> {
    let mut put = None;
    for end in ENDS.into_iter().filter(|end| beside(path, end).is_dir()) {
        let folder = beside(path, end);
        let aside = set_aside(&folder, now_ms)?;
        tracing::warn!(folder = %folder.display(), aside = %aside.display(), "a folder stood in the place of a file and was set aside");
        put = end.is_empty().then_some(aside).or(put);
    }
    Ok(put)
}

/// Keeps a copy of a database's log, under a time, where a part of it will be passed over; where it is then.
pub(super) fn copy_broken_log(path: &Path, now_ms: i64) -> Option<PathBuf> {
    let log = beside(path, "-wal");
    if !passes_over(&log) {
        return None;
    }
    let aside = beside(&log, &format!(".damaged-{now_ms}"));
    match std::fs::copy(&log, &aside) {
        Ok(_) => Some(aside),
        Err(error) => {
            tracing::warn!(%error, "a damaged log could not be kept");
            Some(log)
        }
    }
}

/// Whether a file says that it is to be written or read by a newer SQLite than there is.
pub(super) fn is_of_no_sqlite(path: &Path) -> bool {
    let mut head = [0; 20];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head[18..].iter().any(|version| !(1..=2).contains(version))
}

/// Copies a database with what lies beside it.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    ENDS.iter().try_for_each(|end| if_there(std::fs::copy(beside(from, end), beside(to, end)).map(drop)))
}

/// Removes a database and what lies beside it: as much of it as can be.
pub(super) fn remove(path: &Path) -> Result<()> {
    ENDS.iter().map(|end| if_there(std::fs::remove_file(beside(path, end)))).fold(Ok(()), Result::and)
}

/// The path with something added to its name, as SQLite names its side files.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// What is not there needs nothing done to it.
fn if_there(done: Result<()>) -> Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut there = Vec::new();
        for damage in ["first", "second", "third"] {
            std::fs::write(&path, damage).unwrap();
            std::fs::write(beside(&path, "-wal"), damage).unwrap();
            there.push((set_aside(&path, 7).unwrap(), damage));
        }
        for (aside, damage) in there {
            let kept = [&aside, &beside(&aside, "-wal")].map(|file| std::fs::read_to_string(file).unwrap());
            assert_eq!(kept, [damage; 2], "each damage of the same start keeps its own: {}", aside.display());
        }
        assert_eq!(newest_aside(&path), Some(beside(&path, ".damaged-7-3")), "the last one of one start");
        std::fs::write(&path, "later").unwrap();
        set_aside(&path, 12).unwrap();
        assert_eq!(
            newest_aside(&path),
            Some(beside(&path, ".damaged-12")),
            "a later start is later, though 12 is before 7 as a text"
        );
        assert_eq!(newest_aside(&folder.path().join("b.db")), None, "another file's is not this one's");
    }
}
