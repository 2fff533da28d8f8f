//! Why the database could not be opened, in the kinds that a person can do something about.

use std::io::{ErrorKind, Write};
use std::path::Path;

use rusqlite::ErrorCode;

/// The database could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file was made by a newer Flightdeck; nothing was changed.
    #[error(
        "Flightdeck's database was made by a newer Flightdeck (its version is {found}, this one reads up to {known})."
    )]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest version that this program reads.
        known: usize,
    },
    /// The folder or the file cannot be written.
    #[error("Flightdeck's folder cannot be written ({0}).")]
    ReadOnly(String),
    /// There is no room left.
    #[error("There is no room left on the disk ({0}).")]
    Full(String),
    /// Anything else.
    #[error("Flightdeck's database could not be opened ({0}).")]
    Other(String),
}

impl Refusal {
    /// What the operating system's error means for a folder that must be written.
    #[must_use]
    pub fn of_io(error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(error.to_string()),
            // A file where the folder should be is as little a place to write as a folder without the right to it.
            ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::NotADirectory
            | ErrorKind::AlreadyExists => Self::ReadOnly(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }

    /// What SQLite's error means, where its code says enough.
    pub(super) fn of_sqlite(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(error.to_string()),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }

    /// The same, known better after a try: SQLite says "unable to open" and "disk I/O error" for a full disk too.
    pub(super) fn seen_in(self, directory: &Path) -> Self {
        match (self, try_to_write(directory)) {
            (Self::Other(_), Err(error)) => Self::of_io(&error),
            (refusal, _) => refusal,
        }
    }
}

/// Why SQLite did not do something, first for a person and then as it says it.
pub(super) fn why(error: &rusqlite::Error) -> String {
    let words = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "there is no room left on the disk",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => "its file or its folder is not to be written to",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another Flightdeck, or another program, has it for itself; try again"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "it is damaged; when Flightdeck starts again it sets the file aside and begins a new one"
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => "the disk does not do what it is asked for",
        _ => return error.to_string(),
    };
    format!("{words} ({error})")
}

/// More than SQLite's shared-memory file takes, so that a disk with a few last blocks is found full as well.
const TRIAL: usize = 64 * 1024;

fn try_to_write(directory: &Path) -> std::io::Result<()> {
    // Windows says "not found" below a file, which would read as a folder that is missing.
    if directory.is_file() {
        return Err(ErrorKind::NotADirectory.into());
    }
    let path = directory.join(format!("flightdeck.trial-{}", std::process::id()));
    let outcome = std::fs::File::create(&path).and_then(|mut file| {
        file.write_all(&[0; TRIAL])?;
        file.sync_all()
    });
    if path.exists() {
        std::fs::remove_file(&path)?;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_sorted_by_what_a_person_can_do() {
        let kind = |refusal: &Refusal| match refusal {
            Refusal::Full(_) => "full",
            Refusal::ReadOnly(_) => "read-only",
            Refusal::Newer { .. } | Refusal::Other(_) => "other",
        };
        for (given, expected) in [
            (ErrorKind::StorageFull, "full"),
            (ErrorKind::QuotaExceeded, "full"),
            (ErrorKind::PermissionDenied, "read-only"),
            (ErrorKind::ReadOnlyFilesystem, "read-only"),
            (ErrorKind::NotADirectory, "read-only"),
            (ErrorKind::AlreadyExists, "read-only"),
            (ErrorKind::TimedOut, "other"),
        ] {
            assert_eq!(kind(&Refusal::of_io(&given.into())), expected, "{given:?} has its own remedy");
        }
    }

    #[test]
    fn a_try_to_write_tells_more_than_sqlite_and_leaves_nothing() {
        let here = tempfile::tempdir().unwrap();
        let unclear = Refusal::Other("disk I/O error".into());
        assert_eq!(unclear.clone().seen_in(here.path()), unclear, "a folder that can be written explains nothing");
        assert_eq!(std::fs::read_dir(here.path()).unwrap().count(), 0, "a try leaves no file behind");

        let file = here.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(
            matches!(unclear.seen_in(&file), Refusal::ReadOnly(_)),
            "what cannot be written is told apart from a broken disk"
        );
        let newer = Refusal::Newer { found: 9, known: 1 };
        assert_eq!(newer.clone().seen_in(&file), newer, "what is known already is not asked again");
    }
}
