//! What the user allows in a connection: kept with it, and asked before anything is launched or aborted.

use super::Connections;
use super::book::Stored;
use crate::outside::Clock;
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

    /// Whether anything may be launched there at this moment.
    pub(super) fn launching(&self, connection: &ConnectionId, clock: &dyn Clock) -> Result<(), AppError> {
        let blocked = rules::blocked(&self.rules(connection)?, clock.now_ms(), &|at_ms| clock.zone_minutes(at_ms));
        rules::refused(blocked)
    }
}
