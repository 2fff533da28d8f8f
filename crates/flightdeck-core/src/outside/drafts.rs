//! Where drafts are kept.

use super::StorageError;
use crate::wire::{ConnectionId, Draft};

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDraft {
    /// Its id.
    pub id: String,
    /// What was typed.
    pub draft: Draft,
    /// When it was saved, milliseconds since 1970.
    pub saved_ms: i64,
}

/// Keeps the drafts of connections.
pub trait Drafts: Send + Sync {
    /// All drafts of a connection, what was saved last in front.
    fn drafts(&self, connection: &ConnectionId) -> Result<Vec<KeptDraft>, StorageError>;
    /// One of them.
    fn draft(&self, connection: &ConnectionId, id: &str) -> Result<Option<KeptDraft>, StorageError>;
    /// Keeps one, in the place of the one with its id.
    fn keep_draft(&self, connection: &ConnectionId, draft: &KeptDraft) -> Result<(), StorageError>;
    /// Forgets one, or all of a connection; no error if there is none.
    fn drop_draft(&self, connection: &ConnectionId, id: Option<&str>) -> Result<(), StorageError>;
}
