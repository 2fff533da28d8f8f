//! Update flows: what the user calls them, else what the demo fleet or the service calls its own. The seven operations tell none \[S\]; a
//! read outside them does, where the token may.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use connect_api::UpdateFlow;

use crate::connections::Connections;
use crate::outside::{Apis, FlowNames, Flows};
use crate::parameters::secrets::Marks;
use crate::wire::{AppError, ConnectionId, Draft, FlowSuggestion, ParameterSuggestion, Suggestions};

/// Longer names do not fit any place they are shown in.
const NAME_CHARS: usize = 80;
/// So long the wizard waits for flows that the service may tell; without them everything can still be typed.
const PATIENCE: Duration = Duration::from_secs(2);

/// The names that are known.
pub struct NamedFlows {
    given: Arc<dyn Flows>,
    connections: Arc<Connections>,
    /// What the service told of each connection's flows in this run; nothing where it does not offer them.
    told: Mutex<HashMap<ConnectionId, Vec<UpdateFlow>>>,
}

impl NamedFlows {
    /// Names given by the user, and those of the demo fleet of `connections`.
    pub fn new(given: Arc<dyn Flows>, connections: Arc<Connections>) -> Arc<Self> {
        Arc::new(Self { given, connections, told: Mutex::default() })
    }

    /// The same suggestions with the flows that the service tells, and what it tells of those that were known: name, parameters, steps.
    pub async fn offer(&self, connection: &ConnectionId, offered: Suggestions) -> Suggestions {
        with_told(offered, self.told(connection).await)
    }

    /// What the service tells of the flows: asked once a run, and again only after a failure that may pass.
    async fn told(&self, connection: &ConnectionId) -> Vec<UpdateFlow> {
        if let Some(told) = self.lock().get(connection) {
            return told.clone();
        }
        let asked = async {
            let api = self.connections.api(connection).await.ok()?;
            match api.update_flows().await {
                Ok(flows) => Some(flows),
                Err(error) => error.not_offered().map(|_| Vec::new()),
            }
        };
        let Ok(Some(flows)) = tokio::time::timeout(PATIENCE, asked).await else { return Vec::new() };
        self.lock().insert(connection.clone(), flows.clone());
        flows
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Vec<UpdateFlow>>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Longer names are no flow's and no parameter's.
const PARAMETER_CHARS: usize = 1_000;

impl NamedFlows {
    /// Keeps whether a parameter of a flow is secret.
    ///
    /// # Errors
    /// `InvalidInput` for what cannot be a flow or a parameter; `NotFound` for an unknown connection; `Storage`.
    pub fn mark(&self, connection: &ConnectionId, flow: &str, name: &str, secret: bool) -> Result<(), AppError> {
        self.connections.known(connection)?;
        for (field, text) in [("flowUuid", flow), ("parameters", name)] {
            if text.trim().is_empty() || text.chars().count() > PARAMETER_CHARS {
                return Err(AppError::invalid(field, "A mark needs a flow and a parameter's name."));
            }
        }
        Ok(self.given.set_marks(connection, flow, &[(name, secret)])?)
    }

    /// Keeps which rows of a draft are secret with its flow; what is kept as secret stays so.
    ///
    /// # Errors
    /// `Storage`.
    pub fn keep_marks(&self, connection: &ConnectionId, draft: &Draft) -> Result<(), AppError> {
        let rows = draft.parameters.iter().filter(|row| row.secret == Some(true) && !row.name.is_empty());
        let marks: Vec<(&str, bool)> = rows.map(|row| (row.name.as_str(), true)).collect();
        if marks.is_empty() || draft.flow_uuid.trim().is_empty() {
            return Ok(());
        }
        Ok(self.given.set_marks(connection, &draft.flow_uuid, &marks)?)
    }
}

impl FlowNames for NamedFlows {
    fn marks(&self, connection: &ConnectionId, flow: &str) -> Marks {
        self.given.marks(connection, flow).unwrap_or_else(|error| {
            // Then it is as before anybody said anything: what looks secret is hidden.
            tracing::warn!(%error, "which parameters are secret cannot be read");
            Marks::default()
        })
    }

    fn flow_name(&self, connection: &ConnectionId, flow: &str) -> Option<String> {
        let given = self.given.name(connection, flow).unwrap_or_else(|error| {
            // A flow without a name is shown by its uuid.
            tracing::warn!(%error, "a flow's name cannot be read");
            None
        });
        given.or_else(|| self.connections.demo_flow_name(connection, flow))
    }
}

fn with_told(mut offered: Suggestions, told: Vec<UpdateFlow>) -> Suggestions {
    for flow in told {
        let at = offered.flows.iter().position(|known| known.uuid == flow.uuid).unwrap_or_else(|| {
            let uuid = flow.uuid.clone();
            offered.flows.push(FlowSuggestion { uuid, name: None, parameters: Vec::new(), steps: Vec::new() });
            offered.flows.len() - 1
        });
        let known = &mut offered.flows[at];
        known.name = known.name.take().or(flow.name);
        if known.steps.is_empty() {
            known.steps = flow.steps;
        }
        for input in flow.inputs {
            match known.parameters.iter_mut().find(|parameter| parameter.name == input.name) {
                // What was sent last time is offered before what the flow itself begins with.
                Some(parameter) => parameter.note = parameter.note.take().or(input.description),
                None => known.parameters.push(ParameterSuggestion {
                    name: input.name,
                    value: input.default.unwrap_or_default(),
                    note: input.description,
                }),
            }
        }
    }
    offered
}

#[cfg(test)]
mod tests {
    use connect_api::FlowInput;

    use super::*;

    #[test]
    fn what_the_service_tells_is_added_and_never_overwrites_what_was_sent() {
        let parameter = |value: &str| ParameterSuggestion { name: "channel".into(), value: value.into(), note: None };
        let launched =
            FlowSuggestion { uuid: "f-1".into(), name: None, parameters: vec![parameter("beta")], steps: vec![] };
        let told = |uuid: &str| UpdateFlow {
            uuid: uuid.into(),
            name: Some("Gateway".into()),
            inputs: vec![FlowInput {
                name: "channel".into(),
                default: Some("stable".into()),
                description: Some("stable or beta".into()),
                required: false,
            }],
            steps: vec!["install".into()],
        };
        let offered = Suggestions { flows: vec![launched], ..Suggestions::default() };
        let flows = with_told(offered, vec![told("f-1"), told("f-2")]).flows;
        let short: Vec<_> = flows
            .iter()
            .map(|flow| (flow.uuid.as_str(), flow.name.as_deref(), flow.parameters[0].value.as_str(), flow.steps.len()))
            .collect();
        assert_eq!(
            short,
            [("f-1", Some("Gateway"), "beta", 1), ("f-2", Some("Gateway"), "stable", 1)],
            "the value of the last launch stays; a flow never launched begins with its own"
        );
        assert_eq!(flows[0].parameters[0].note.as_deref(), Some("stable or beta"), "with what it is for");
    }
}
