//! Where plans are kept.

use super::StorageError;
use crate::wire::ConnectionId;

/// A plan as it is kept. The store does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlan {
    /// Its id.
    pub id: String,
    /// Its connection: what is removed with that is this, too.
    pub connection: ConnectionId,
    /// The plan, and how far it is, as JSON.
    pub plan: String,
}

/// Keeps plans, durably.
pub trait Planbook: Send + Sync {
    /// All plans, in the order in which they were first kept.
    fn plans(&self) -> Result<Vec<KeptPlan>, StorageError>;
    /// Keeps one, in the place of the one with its id. When this returns, it is on disk.
    fn keep_plan(&self, plan: &KeptPlan) -> Result<(), StorageError>;
    /// Forgets one; no error if there is none.
    fn drop_plan(&self, id: &str) -> Result<(), StorageError>;
}
