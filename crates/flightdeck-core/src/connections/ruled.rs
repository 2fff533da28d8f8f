//! What the user allows in a connection: kept with it, and asked before anything is launched or aborted.

use super::Connections;
use super::book::Stored;
use crate::rules;
use crate::wire::{AppError, ConnectionId, ConnectionRules, ConnectionsView};

impl Connections {
    /// What the user allows in a connection.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn rules(&self, connection: &ConnectionId) -> Result<ConnectionRules, AppError> {
        Ok(self.stored(connection)?.rules)
    }

    /// Keeps what the user allows in a connection.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub(crate) async fn rules_set(
        &self,
        connection: &ConnectionId,
        rules: ConnectionRules,
    ) -> Result<ConnectionsView, AppError> {
        let _one_at_a_time = self.changing.lock().await;
        let stored = Stored { rules, ..self.stored(connection)? };
        self.book().put_quietly(stored)?;
        Ok(self.views())
    }

    /// Whether anything may be launched or aborted there at all.
    pub(super) fn acting(&self, connection: &ConnectionId) -> Result<(), AppError> {
        rules::read_only(&self.rules(connection)?)
    }
}
