//! Plans as files: written to one, read from one, and as a workflow that runs one elsewhere.

use std::path::PathBuf;

use super::Flightdeck;
use super::files::{save, text_of};
use crate::connections::Destinations;
use crate::outside::FlowNames;
use crate::plan::{file, workflow};
use crate::wire::{AppError, ConnectionId, Draft, Plan, PlanProblem, PlanView, Saved};

impl Flightdeck {
    /// Writes a plan to `place`, without what is secret in it; nothing without one.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn plan_export(&self, id: &str, place: Option<PathBuf>) -> Result<Saved, AppError> {
        let (connection, plan) = self.plans.plan(id)?;
        let plan = self.with_marks(&connection, plan);
        save(place, || Ok(file::written(&plan)))
    }

    /// Writes a workflow that runs a plan elsewhere to `place`; nothing without one.
    ///
    /// # Errors
    /// As [`Flightdeck::plan_export`].
    pub fn plan_workflow(&self, id: &str, place: Option<PathBuf>) -> Result<Saved, AppError> {
        let (connection, plan) = self.plans.plan(id)?;
        let destination = self.connections.destination(&connection)?;
        let plan = self.with_marks(&connection, plan);
        save(place, || Ok(workflow::workflow(&plan, &destination).yaml))
    }

    /// Takes the plan of a file in, as one that is being written; none without a file.
    ///
    /// # Errors
    /// `InvalidInput` naming what is wrong with it and where; `NotFound`, `Storage`.
    pub fn plan_import(&self, connection: &ConnectionId, place: Option<PathBuf>) -> Result<Option<PlanView>, AppError> {
        let Some(place) = place else { return Ok(None) };
        let text = text_of(&place, file::MOST_BYTES as u64, "This file is too long to be a plan.")?;
        let plan = file::read(&text).map_err(|problems| AppError::invalid("file", said(&problems)))?;
        self.plans.save(connection, None, plan).map(Some)
    }

    /// A plan whose parameters say which of them the user called secret.
    fn with_marks(&self, connection: &ConnectionId, mut plan: Plan) -> Plan {
        let mark = |draft: &mut Draft| {
            let marks = self.flows.marks(connection, &draft.flow_uuid);
            for row in draft.parameters.iter_mut().filter(|row| row.secret.is_none()) {
                row.secret = marks.of_name(&row.name);
            }
        };
        mark(&mut plan.request);
        if let Some(back) = &mut plan.back {
            mark(&mut back.request);
        }
        plan
    }
}

/// Problems of a file in one text: the first few by their places.
fn said(problems: &[PlanProblem]) -> String {
    const SAID: usize = 5;
    let mut lines: Vec<String> =
        problems.iter().take(SAID).map(|problem| format!("{}: {}", problem.place, problem.message)).collect();
    if problems.len() > SAID {
        lines.push(format!("… and {} more.", problems.len() - SAID));
    }
    lines.join(" ")
}
