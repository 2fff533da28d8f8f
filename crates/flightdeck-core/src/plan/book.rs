//! The plans of this run: read at its start, one task for each that goes on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::run::Run;
use crate::outside::KeptPlan;
use crate::wire::{AppError, ConnectionId, ErrorCode, Plan};

/// What is kept of a plan.
#[derive(Serialize, Deserialize)]
struct Kept {
    at_ms: i64,
    /// As it is written; one that was started has it in its run.
    plan: Option<Plan>,
    run: Option<Run>,
}

/// A plan, and what is known of it in this run alone.
pub(super) struct Entry {
    pub(super) connection: ConnectionId,
    /// As it is written, or as it was when it was started.
    pub(super) plan: Plan,
    pub(super) at_ms: i64,
    pub(super) run: Option<Run>,
    /// The run as it is on disk.
    pub(super) disk: Option<Run>,
    pub(super) unwritten: Option<AppError>,
    pub(super) bell: Arc<Notify>,
    /// It has a task, which ends by itself where the plan is gone: what it is sending then is sent and known.
    pub(super) driven: bool,
}

impl Entry {
    /// A plan that is being written.
    pub(super) fn written(connection: ConnectionId, plan: Plan, at_ms: i64) -> Self {
        let (run, disk, unwritten) = (None, None, None);
        Self { connection, plan, at_ms, run, disk, unwritten, bell: Arc::default(), driven: false }
    }

    pub(super) fn kept(&self, id: &str) -> Result<KeptPlan, AppError> {
        let plan = self.run.is_none().then(|| self.plan.clone());
        let kept = Kept { at_ms: self.at_ms, plan, run: self.run.clone() };
        let plan = serde_json::to_string(&kept)
            .map_err(|error| AppError::new(ErrorCode::Internal, format!("A plan could not be written ({error}).")))?;
        Ok(KeptPlan { id: id.to_owned(), connection: self.connection.clone(), plan })
    }
}

/// All plans.
#[derive(Default)]
pub(super) struct Book {
    pub(super) entries: BTreeMap<String, Entry>,
    /// In the order in which they were first kept.
    pub(super) order: Vec<String>,
    pub(super) resumed: bool,
}

impl Book {
    /// One of an earlier run. What cannot be read is left where it is.
    pub(super) fn take_up(&mut self, kept: KeptPlan) {
        match serde_json::from_str::<Kept>(&kept.plan) {
            Ok(Kept { at_ms, plan, run }) => {
                let plan = plan.or_else(|| run.as_ref().map(|run| run.plan.clone())).unwrap_or_default();
                let mut entry = Entry::written(kept.connection, plan, at_ms);
                (entry.disk, entry.run) = (run.clone(), run);
                self.put(kept.id, entry);
            }
            Err(error) => tracing::error!(id = %kept.id, %error, "a plan of an earlier run could not be read"),
        }
    }

    pub(super) fn put(&mut self, id: String, entry: Entry) {
        self.order.push(id.clone());
        self.entries.insert(id, entry);
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.entries.remove(id);
        self.order.retain(|known| known != id);
    }
}
