//! Names of update flows: what the user calls them, else what the demo fleet calls its own. The API tells none \[S\].

use std::sync::Arc;

use crate::connections::Connections;
use crate::outside::{FlowNames, Flows};
use crate::wire::{AppError, ConnectionId};

/// Longer names do not fit any place they are shown in.
const NAME_CHARS: usize = 80;

/// The names that are known.
pub struct NamedFlows {
    given: Arc<dyn Flows>,
    connections: Arc<Connections>,
}

impl NamedFlows {
    /// Names given by the user, and those of the demo fleet of `connections`.
    pub fn new(given: Arc<dyn Flows>, connections: Arc<Connections>) -> Arc<Self> {
        Arc::new(Self { given, connections })
    }

    /// Names a flow; an empty name takes the one it has away.
    ///
    /// # Errors
    /// `InvalidInput` for what cannot be a flow or a name; `NotFound` for an unknown connection; `Storage`.
    pub fn set(&self, connection: &ConnectionId, flow: &str, name: &str) -> Result<(), AppError> {
        self.connections.known(connection)?;
        if flow.trim().is_empty() {
            return Err(AppError::invalid("flowUuid", "Enter the update flow's uuid before you name it."));
        }
        let name = name.trim();
        if name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
            return Err(AppError::invalid("flowName", format!("Choose a name of at most {NAME_CHARS} characters.")));
        }
        Ok(self.given.set_name(connection, flow, Some(name).filter(|name| !name.is_empty()))?)
    }
}

impl FlowNames for NamedFlows {
    fn flow_name(&self, connection: &ConnectionId, flow: &str) -> Option<String> {
        let given = self.given.name(connection, flow).unwrap_or_else(|error| {
            // A flow without a name is shown by its uuid.
            tracing::warn!(%error, "a flow's name cannot be read");
            None
        });
        given.or_else(|| self.connections.demo_flow_name(connection, flow))
    }
}
