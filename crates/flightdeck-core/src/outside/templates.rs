//! Where templates are kept.

use super::StorageError;
use crate::wire::{ConnectionId, Draft, TemplateAsk};

/// A template as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTemplate {
    /// Its id.
    pub id: String,
    /// What the user calls it; each name once in a connection.
    pub name: String,
    /// The draft.
    pub draft: Draft,
    /// What is asked each time it is used.
    pub asks: Vec<TemplateAsk>,
    /// When it was saved, milliseconds since 1970.
    pub saved_ms: i64,
}

/// Keeps the templates of connections.
pub trait Templates: Send + Sync {
    /// A connection's templates, by name.
    fn templates(&self, connection: &ConnectionId) -> Result<Vec<KeptTemplate>, StorageError>;
    /// Keeps some, all or none of them; one with an id that is known takes its place.
    fn keep_templates(&self, connection: &ConnectionId, templates: &[KeptTemplate]) -> Result<(), StorageError>;
    /// Forgets one, or all of a connection; no error if there is none.
    fn drop_template(&self, connection: &ConnectionId, id: Option<&str>) -> Result<(), StorageError>;
}
