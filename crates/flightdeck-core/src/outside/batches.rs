//! Batches as they are kept. What became of their launches is in the journal and nowhere else.

use super::StorageError;
use crate::wire::{ConnectionId, DeviceId, LaunchOutcome};

/// A batch as it is kept. The store does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBatch {
    /// Its id.
    pub id: String,
    /// Its connection: what is removed with that is this, too.
    pub connection: ConnectionId,
    /// The batch without its devices, as JSON.
    pub batch: String,
}

/// A launch of a batch, as far as a batch needs to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchLaunch {
    /// Its request id.
    pub request_id: String,
    /// When it was written down, milliseconds since 1970.
    pub sent_ms: i64,
    /// What became of it.
    pub outcome: Option<LaunchOutcome>,
}

/// A device, and what it is called, where that is known.
pub type NamedDevice = (DeviceId, Option<String>);

/// Keeps batches, durably.
pub trait Batchbook: Send + Sync {
    /// All batches, in the order in which they were first kept.
    fn batches(&self) -> Result<Vec<KeptBatch>, StorageError>;
    /// Keeps a new one with its devices and their names, in the order in which they are sent.
    fn add_batch(&self, batch: &KeptBatch, devices: &[NamedDevice]) -> Result<(), StorageError>;
    /// Keeps what changed of one; its devices never do. When this returns, it is on disk.
    fn keep_batch(&self, batch: &KeptBatch) -> Result<(), StorageError>;
    /// The devices of one.
    fn batch_devices(&self, id: &str) -> Result<Vec<NamedDevice>, StorageError>;
    /// The launches in the journal whose request id begins with the batch's id and a full stop.
    fn batch_launches(&self, id: &str) -> Result<Vec<BatchLaunch>, StorageError>;
    /// Forgets one; no error if there is none.
    fn drop_batch(&self, id: &str) -> Result<(), StorageError>;
}
