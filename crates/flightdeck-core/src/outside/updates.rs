//! Where newer versions of Flightdeck itself come from.

use async_trait::async_trait;

use crate::wire::NewVersion;

/// Finds, fetches and installs newer versions. None of it decides anything: [`crate::updates`] does.
#[async_trait]
pub trait Updater: Send + Sync {
    /// The newest version, where that is newer than this one; else why it could not be told.
    async fn look(&self) -> Result<Option<NewVersion>, String>;
    /// Fetches what was found last, if that is this version, and proves that its makers signed it. `so_far` is told the bytes that are there, and of how
    /// many.
    async fn fetch(&self, version: &str, so_far: &mut (dyn FnMut(u64, Option<u64>) + Send)) -> Result<(), String>;
    /// Puts what was fetched in this version's place. On some systems the program ends here, and the new one begins by itself.
    async fn install(&self) -> Result<(), String>;
    /// Ends the program, and begins it anew.
    fn restart(&self);
}
