//! Aborting: what it will do is said first; then it is asked for once, and remembered until the devices have ended.

mod batch;
mod several;

use std::sync::Arc;

use connect_api::{Accepted, Priority};

use crate::error::{Context, explain};
use crate::live::tally::{count, tally};
use crate::live::watch::Watches;
use crate::numbers::grouped;
use crate::outside::{Api, Apis, Clock};
use crate::repeats::Repeats;
use crate::sanitise;
use crate::wire::{AbortOutcome, AbortPlan, AbortScope, AppError, BatchOutcome, ConnectionId, Counts, DeploymentId};
use several::Several;

/// What an abort would do to these devices, in sentences: pending, running, ended, unknown.
///
/// Abort stops Pending devices, tries to stop those In Progress and leaves Succeeded and Failed alone \[S\].
/// Those `gone`, which the service no longer names, are in no count: nothing can be said of them.
pub fn plan(counts: Counts, gone: u32, as_of_ms: Option<i64>, scope: &AbortScope) -> AbortPlan {
    let sentences = match scope {
        AbortScope::Deployment => deployment_sentences(&counts, gone),
        AbortScope::Device { .. } => device_sentences(&counts),
    };
    let unseen = counts.total() == 0 && gone == 0;
    let anything = counts.moving() > 0 || unseen || as_of_ms.is_none();
    AbortPlan { counts, as_of_ms, sentences, anything }
}

fn deployment_sentences(counts: &Counts, gone: u32) -> Vec<String> {
    let mut said = Vec::new();
    match counts.pending {
        0 => {}
        1 => said.push("1 pending device stops at once.".to_owned()),
        n => said.push(format!("{} pending devices stop at once.", grouped(n))),
    }
    match counts.in_progress {
        0 => {}
        1 => said.push("1 running device is asked to stop; it may still finish.".to_owned()),
        n => said.push(format!("{} running devices are asked to stop; some may still finish.", grouped(n))),
    }
    let ended: Vec<String> = [(counts.succeeded, "succeeded"), (counts.failed, "failed")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", grouped(n)))
        .collect();
    match counts.succeeded + counts.failed {
        0 => {}
        1 => said.push(format!("{} device is left as it is.", ended.join(" and "))),
        _ => said.push(format!("{} devices are left as they are.", ended.join(" and "))),
    }
    match counts.aborted {
        0 => {}
        1 => said.push("1 device is aborted already.".to_owned()),
        n => said.push(format!("{} devices are aborted already.", grouped(n))),
    }
    match counts.unknown {
        0 => {}
        1 => said.push("1 device is in a state Flightdeck does not know; the service decides.".to_owned()),
        n => said.push(format!("{} devices are in a state Flightdeck does not know; the service decides.", grouped(n))),
    }
    match gone {
        0 => {}
        1 => said.push("1 device is not counted: the service does not name it any more.".to_owned()),
        n => said.push(format!("{} devices are not counted: the service does not name them any more.", grouped(n))),
    }
    if counts.total() == 0 && gone == 0 {
        said.push(
            "No device has been seen yet; those that are pending or running by then are asked to stop.".to_owned(),
        );
    } else if counts.moving() == 0 {
        said.push("Nothing is left to stop.".to_owned());
    }
    said
}

fn device_sentences(counts: &Counts) -> Vec<String> {
    let said = if counts.pending > 0 {
        "This device is pending; it stops at once."
    } else if counts.in_progress > 0 {
        "This device is running; it is asked to stop and may still finish."
    } else if counts.succeeded > 0 {
        "This device has succeeded and is left as it is."
    } else if counts.failed > 0 {
        "This device has failed and is left as it is."
    } else if counts.aborted > 0 {
        "This device is aborted already."
    } else {
        "This device is in a state Flightdeck does not know; the service decides."
    };
    vec![said.to_owned()]
}

/// Aborts deployments and devices, each request once.
pub struct Aborts {
    apis: Arc<dyn Apis>,
    watches: Arc<Watches>,
    clock: Arc<dyn Clock>,
    repeats: Repeats<AbortOutcome>,
    several: Arc<Several>,
    batches: Repeats<BatchOutcome>,
}

impl Aborts {
    /// Aborts by these APIs; what was requested shows in `watches`.
    pub fn new(apis: Arc<dyn Apis>, watches: Arc<Watches>, clock: Arc<dyn Clock>) -> Self {
        Self { apis, watches, clock, repeats: Repeats::new(), several: Arc::default(), batches: Repeats::new() }
    }

    /// What an abort would do, by the last look of a watch; where nobody watches, by a look now.
    ///
    /// # Errors
    /// Why the service could not be asked.
    pub async fn plan(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        scope: &AbortScope,
    ) -> Result<AbortPlan, AppError> {
        let (counts, gone, at) = match scope {
            AbortScope::Deployment => match self.watches.last_counts(connection, deployment) {
                Some(seen) => seen,
                None => {
                    let api = self.apis.api(connection).await?.at(Priority::Act);
                    let told = |error| explain(&error, &Context::Devices(deployment.to_owned()));
                    (tally(&*api, deployment).await.map_err(told)?.counts, 0, self.clock.now_ms())
                }
            },
            AbortScope::Device { device } => {
                let (state, at) = match self.watches.last_state(connection, deployment, device) {
                    Some(seen) => seen,
                    None => {
                        let api = self.apis.api(connection).await?.at(Priority::Act);
                        let context = Context::Device { deployment: deployment.to_owned(), device: device.clone() };
                        let detail = api.device(deployment, device).await.map_err(|error| explain(&error, &context))?;
                        (detail.state.into(), self.clock.now_ms())
                    }
                };
                let mut counts = Counts::default();
                count(&mut counts, state);
                (counts, 0, at)
            }
        };
        Ok(plan(counts, gone, Some(at), scope))
    }

    /// Asks the service to abort. The same request id gives the first outcome again, also while the first is under way; it is never
    /// asked twice by itself. Marks the devices as asked to stop and looks at them at once.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::Internal`] only; what the service says is in the outcome.
    pub async fn abort(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        scope: &AbortScope,
    ) -> Result<AbortOutcome, AppError> {
        let (apis, watches) = (self.apis.clone(), self.watches.clone());
        let (connection, deployment, scope) = (connection.to_owned(), deployment.to_owned(), scope.clone());
        let work = async move {
            let api = match apis.may_act(&connection) {
                Ok(()) => apis.api(&connection).await,
                Err(error) => Err(error),
            };
            let outcome = match api {
                Err(error) => AbortOutcome::Refused { error },
                Ok(api) => ask(&*api, &deployment, &scope).await,
            };
            if !matches!(outcome, AbortOutcome::Refused { .. }) {
                watches.request_abort(&connection, &deployment, &scope);
                watches.poke(&connection, &deployment);
            }
            Ok(outcome)
        };
        self.repeats.once(request_id, move || work).await
    }
}

async fn ask(api: &dyn Api, deployment: &DeploymentId, scope: &AbortScope) -> AbortOutcome {
    let answer: Result<Accepted, connect_api::Error> = match scope {
        AbortScope::Deployment => api.abort_deployment(deployment).await,
        AbortScope::Device { device } => api.abort_device(deployment, device).await,
    };
    let error = match answer {
        Ok(accepted) => {
            return AbortOutcome::Accepted { message: accepted.message.map(|text| sanitise::line(&text, 300)) };
        }
        Err(error) => error,
    };
    let context = match scope {
        AbortScope::Deployment => Context::Abort(deployment.to_owned()),
        AbortScope::Device { device } => {
            Context::AbortDevice { deployment: deployment.to_owned(), device: device.clone() }
        }
    };
    let told = explain(&error, &context);
    if error.may_have_been_sent() {
        AbortOutcome::Unknown { why: told.message }
    } else {
        AbortOutcome::Refused { error: told }
    }
}

#[cfg(test)]
mod tests;
