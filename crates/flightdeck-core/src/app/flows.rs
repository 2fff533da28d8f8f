//! What the wizard can offer, and what the user says of flows and their parameters.

use super::Flightdeck;
use crate::outside::{FlowNames, Flows, Journal};
use crate::suggestions;
use crate::wire::{AppError, ConnectionId, Suggestions};

impl Flightdeck {
    /// What the wizard can offer: the demo's own, or what was launched from here; called by the names the user gave.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; for the demo, why it could not be started.
    pub async fn suggestions(&self, connection: &ConnectionId) -> Result<Suggestions, AppError> {
        let offered = match self.connections.demo_suggestions(connection).await? {
            Some(of_demo) => of_demo,
            None => {
                let launched = suggestions::from_journal(&self.store.all(connection)?);
                let launched = suggestions::without_secrets(launched, |flow| self.flows.marks(connection, flow));
                self.flows.offer(connection, launched).await
            }
        };
        let named = suggestions::named(offered, &self.store.names(connection)?);
        Ok(self.fleets.offer(connection, named))
    }

    /// Says whether a parameter of a flow is secret: its value is masked, or not, wherever launches of the flow are shown.
    ///
    /// # Errors
    /// As [`crate::flows::NamedFlows::mark`].
    pub fn parameter_secret_set(
        &self,
        connection: &ConnectionId,
        flow: &str,
        name: &str,
        secret: bool,
    ) -> Result<(), AppError> {
        self.flows.mark(connection, flow, name, secret)?;
        self.lists.flows_told(connection);
        Ok(())
    }

    /// Names an update flow, and says what can be offered then.
    ///
    /// # Errors
    /// As [`crate::flows::NamedFlows::set`] and [`Flightdeck::suggestions`].
    pub async fn flow_name_set(
        &self,
        connection: &ConnectionId,
        flow: &str,
        name: &str,
    ) -> Result<Suggestions, AppError> {
        self.flows.set(connection, flow, name)?;
        self.lists.flows_told(connection);
        self.suggestions(connection).await
    }
}
