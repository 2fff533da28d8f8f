//! What a watch asks of the world, and what comes back.

use std::time::Duration;

use connect_api::DeviceDetail;

use super::head::{Bytes, Head};
use super::keeping::Save;
use super::rows::Rows;
use crate::wire::{AppError, DeviceId, Shortfall};

/// Something to be asked.
#[derive(Debug)]
pub(crate) enum Job {
    Restore,
    Look,
    Steps { row: u32, device: DeviceId },
    Keep(Box<Save>),
}

/// What came of it.
pub(crate) enum News {
    Restored(Box<Restored>),
    Looked(Result<Looked, Failure>),
    Steps { row: u32, detail: Result<DeviceDetail, connect_api::Error> },
    Kept(bool),
}

/// What this computer knew before the first look.
#[derive(Default)]
pub(crate) struct Restored {
    pub(crate) launched_ms: Option<i64>,
    pub(crate) kept: Option<(Rows, Head, Bytes)>,
}

/// How a good look ended.
pub(crate) struct Looked {
    /// Fewer rows than announced.
    pub(crate) shortfall: Option<Shortfall>,
    /// The service's clock minus this computer's, where it was heard.
    pub(crate) clock_offset_ms: Option<i64>,
}

/// Why a look failed.
pub(crate) struct Failure {
    pub(crate) error: AppError,
    /// How long the service asks to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The service does not know the deployment.
    pub(crate) unknown_there: bool,
    /// Then: when it was launched here, if it was.
    pub(crate) launched_ms: Option<i64>,
}
