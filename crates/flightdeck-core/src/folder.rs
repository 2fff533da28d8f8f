//! The folder of a program's own data: for its user alone, one program's at a time, with files that are replaced whole or not at all.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Locked by the program that has the folder.
const LOCK: &str = "lock";
/// Between two looks at whether another program has let go.
const AGAIN: Duration = Duration::from_millis(50);

/// A folder that this program alone has, until it ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Why a program does not get its folder.
#[derive(Debug, thiserror::Error)]
pub enum NotHad {
    /// Another program has it.
    #[error("another program has it")]
    Another,
    /// It cannot be made or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Folder {
    /// Makes it where it is not there, and waits so long for another program to let go of it: one that is just ending. Blocks as long.
    ///
    /// # Errors
    /// [`NotHad`].
    pub fn open(path: &Path, patience: Duration) -> std::result::Result<Self, NotHad> {
        private_folder(path)?;
        let lock = private_file(&path.join(LOCK))?;
        let until = Instant::now() + patience;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(AGAIN),
                Err(TryLockError::WouldBlock) => return Err(NotHad::Another),
                // Some network disks know no locks; that is no reason to have no Flightdeck.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                    tracing::warn!(%error, "its folder cannot be locked: start no second Flightdeck with it");
                    break;
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a folder where it is not there, for its user alone: requests stand in it as they were sent, with their secret values. One that is there
/// already is its owner's, and stays as it is.
///
/// # Errors
/// It cannot be made.
pub fn private_folder(path: &Path) -> Result<()> {
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    // Elsewhere a folder has the rights of the user's own folder around it.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(path)
}

/// Opens a file to be written, and makes it where it is not there: for its user alone, whoever may look into its folder. One that is there
/// keeps its rights and what is in it.
///
/// # Errors
/// It cannot be made or opened.
pub fn private_file(path: &Path) -> Result<File> {
    let mut how = OpenOptions::new();
    how.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    how.open(path)
}

/// Puts a file in the place of another: after a crash at any point, and after a power cut, there is the one or the other, whole. When this returns,
/// it is the new one.
///
/// # Errors
/// It cannot be written; then the old one is there.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    let mut file = private_file(&beside)?;
    file.set_len(0)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&beside, path)?;
    sync_folder_of(path)
}

/// A name that was moved is on the disk when its folder is. Windows writes names on its own.
fn sync_folder_of(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_programs_at_a_time() {
        let here = tempfile::tempdir().unwrap();
        let place = here.path().join("data");
        let first = Folder::open(&place, Duration::ZERO).unwrap();
        let second = Folder::open(&place, Duration::from_millis(1)).map(drop);
        assert!(matches!(second, Err(NotHad::Another)), "two would both take up what one began: {second:?}");
        let ends = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            drop(first);
        });
        Folder::open(&place, Duration::from_secs(20)).expect("one that is just ending is waited for");
        ends.join().unwrap();
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("a.json");
        replace_file(&path, b"first, and longer").unwrap();
        replace_file(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second", "nothing of the old one is left in the new one");
        std::fs::write(here.path().join("a.json.new"), b"what a crash left, longer than what follows").unwrap();
        replace_file(&path, b"third").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"third", "nor of one that was never finished");
        std::fs::create_dir(here.path().join("a.json.new")).unwrap();
        assert!(replace_file(&path, b"fourth").is_err(), "there is no room beside it");
        assert_eq!(std::fs::read(&path).unwrap(), b"third", "and the old one is as it was");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_made_is_its_users_alone() {
        use std::os::unix::fs::PermissionsExt;

        let here = tempfile::tempdir().unwrap();
        let rights = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let place = here.path().join("made/here");
        let folder = Folder::open(&place, Duration::ZERO).unwrap();
        let file = folder.path().join("a.json");
        replace_file(&file, b"{}").unwrap();
        assert_eq!((rights(&place), rights(&file)), (0o700, 0o600), "another user of this computer must not read it");
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o750)).unwrap();
        private_folder(&place).unwrap();
        assert_eq!(rights(&place), 0o750, "whoever has the folder has said who may read it");
    }
}
