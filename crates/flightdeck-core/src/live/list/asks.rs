//! What a list asks of the world, and what comes back.

use std::time::Duration;

use connect_api::DeploymentsPage;

use super::entry::Counted;
use super::kept::KeptList;
use crate::wire::{AppError, Counts, DeploymentId};

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageOf {
    /// The first page, or one after it while everything on them is new.
    Top(Option<String>),
    /// The next page after the deepest one loaded.
    Deep(String),
}

/// For whom a deployment is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Its row is in sight.
    InSight,
    /// The counts over the list are to be complete.
    Aside,
}

/// Something to be asked.
#[derive(Debug)]
pub(crate) enum Job {
    /// Reads back what an earlier run, or an earlier visit, saw.
    Restore,
    Page(PageOf),
    /// Counts a deployment's devices, for a row in sight or out of it.
    Count(DeploymentId, Sought),
    /// This deployment is finished for good.
    Remember(DeploymentId, Counts, i64),
    /// Keeps the list as it was good at that time; without a list, it was still so.
    Keep(Option<Vec<u8>>, i64),
}

/// What came of it.
pub(crate) enum News {
    Restored(Option<KeptList>),
    Page(PageOf, Result<DeploymentsPage, (AppError, Option<Duration>)>),
    Counted(DeploymentId, Result<Counted, AppError>),
    Remembered,
    /// Whether it was kept.
    Kept(bool),
}
