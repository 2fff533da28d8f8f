//! Plans as files: written to one, read from one, and as a workflow that runs one elsewhere.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::Flightdeck;
use crate::connections::Destinations;
use crate::outside::FlowNames;
use crate::plan::{file, workflow};
use crate::wire::{AppError, ConnectionId, Draft, ErrorCode, Plan, PlanProblem, PlanView, Saved};

/// A longer file is no plan.
const FILE_BYTES: u64 = 16 * 1024 * 1024;

impl Flightdeck {
    /// Writes a plan to `place`, without what is secret in it; nothing without one.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn plan_export(&self, id: &str, place: Option<PathBuf>) -> Result<Saved, AppError> {
        let (connection, plan) = self.plans.plan(id)?;
        let plan = self.with_marks(&connection, plan);
        save(place, &file::written(&plan))
    }

    /// Writes a workflow that runs a plan elsewhere to `place`; nothing without one.
    ///
    /// # Errors
    /// As [`Flightdeck::plan_export`].
    pub fn plan_workflow(&self, id: &str, place: Option<PathBuf>) -> Result<Saved, AppError> {
        let (connection, plan) = self.plans.plan(id)?;
        let destination = self.connections.destination(&connection)?;
        let plan = self.with_marks(&connection, plan);
        save(place, &workflow::workflow(&plan, &destination).yaml)
    }

    /// Takes the plan of a file in, as one that is being written; none without a file.
    ///
    /// # Errors
    /// `InvalidInput` naming what is wrong with it and where; `NotFound`, `Storage`.
    pub fn plan_import(&self, connection: &ConnectionId, place: Option<PathBuf>) -> Result<Option<PlanView>, AppError> {
        let Some(place) = place else { return Ok(None) };
        let text = read(&place)?;
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

fn save(place: Option<PathBuf>, text: &str) -> Result<Saved, AppError> {
    let Some(place) = place else { return Ok(Saved { path: None }) };
    std::fs::write(&place, text).map_err(|error| {
        AppError::new(ErrorCode::Storage, format!("{} could not be written ({error}).", place.display()))
    })?;
    Ok(Saved { path: Some(place.display().to_string()) })
}

fn read(place: &Path) -> Result<String, AppError> {
    let failed = |error: std::io::Error| {
        AppError::new(ErrorCode::Storage, format!("{} could not be read ({error}).", place.display()))
    };
    let mut text = String::new();
    std::fs::File::open(place).map_err(failed)?.take(FILE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > FILE_BYTES {
        return Err(AppError::invalid("file", "This file is too long to be a plan."));
    }
    Ok(text)
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
