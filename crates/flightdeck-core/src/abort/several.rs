//! Stopping those a page has chosen: first a plan that is frozen, then one request a device with progress, which can itself be stopped.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect_api::Priority;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::Notify;

use super::batch::{Answer, Batch};
use super::{Aborts, deployment_sentences};
use crate::error::{Context, explain};
use crate::live::watch::Watching;
use crate::numbers::grouped;
use crate::outside::Api;
use crate::wire::{AbortScope, AppError, BatchOutcome, BatchPlan, BatchProgress, DeploymentId, DeviceId, ErrorCode};

/// Plans that are remembered: the page follows each look with a new one while its dialog is open.
const PLANS: usize = 16;
/// A wait that the service gave no length to.
const WAIT_MS: u64 = 5_000;

/// Devices that are to be asked, as they were said to be.
#[derive(Clone, Debug)]
struct Planned {
    id: u32,
    of: Watching,
    devices: Vec<DeviceId>,
}

/// The plans made, and the batches under way.
#[derive(Debug, Default)]
pub(super) struct Several {
    plans: Mutex<(u32, VecDeque<Planned>)>,
    running: Mutex<HashMap<String, Running>>,
}

/// A batch under way.
#[derive(Debug)]
struct Running {
    stop: Arc<Notify>,
    /// Devices whose request has no answer yet.
    left: u32,
}

impl Several {
    fn plan(&self, of: Watching, devices: Vec<DeviceId>) -> u32 {
        let mut plans = lock(&self.plans);
        plans.0 += 1;
        let id = plans.0;
        plans.1.push_back(Planned { id, of, devices });
        if plans.1.len() > PLANS {
            plans.1.pop_front();
        }
        id
    }

    fn find(&self, plan: u32) -> Option<Planned> {
        lock(&self.plans).1.iter().find(|planned| planned.id == plan).cloned()
    }
}

impl Aborts {
    /// What stopping those chosen by a page would do, by the last look. It is frozen under a number: what is then done is this, whoever
    /// comes to be chosen meanwhile.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`]; [`ErrorCode::Unreachable`] where this run has not looked yet.
    pub fn plan_chosen(&self, watch: u32) -> Result<BatchPlan, AppError> {
        let (of, stoppable) = self.watches.stoppable(watch)?;
        let devices = stoppable.devices.len() as u32;
        let mut sentences = deployment_sentences(&stoppable.counts, stoppable.gone);
        match stoppable.others {
            0 => {}
            1 => sentences.push("The other device is not touched.".to_owned()),
            n => sentences.push(format!("The other {} devices are not touched.", grouped(n))),
        }
        let plan = self.several.plan(of, stoppable.devices);
        Ok(BatchPlan {
            plan,
            devices,
            counts: stoppable.counts,
            as_of_ms: stoppable.at_ms,
            sentences,
            everything: stoppable.everything,
        })
    }

    /// Asks each device of a plan to stop, and says how far it is after each answer. The same request id joins the first call; a device
    /// is asked again only where the service said that it did not carry it out and asked to wait.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for a plan that is no longer known; what the service says is in the outcome.
    pub async fn abort_chosen(
        &self,
        request_id: &str,
        plan: u32,
        tell: impl Fn(BatchProgress) -> bool + Send + Sync + 'static,
    ) -> Result<BatchOutcome, AppError> {
        let planned = self
            .several
            .find(plan)
            .ok_or_else(|| AppError::new(ErrorCode::NotFound, "This plan is too old; look at it again."))?;
        let (apis, watches, several) = (self.apis.clone(), self.watches.clone(), self.several.clone());
        let (clock, id) = (self.clock.clone(), request_id.to_owned());
        let work = async move {
            let Planned { of, devices, .. } = planned;
            let api = apis.api(&of.connection).await?.at(Priority::Act);
            let stop = Arc::new(Notify::new());
            let mut batch = Batch::new(devices);
            lock(&several.running).insert(id.clone(), Running { stop: stop.clone(), left: batch.left() });
            let mut asked = FuturesUnordered::new();
            let mut stopped = false;
            while !batch.is_over() {
                while let Some(device) = batch.next() {
                    asked.push(ask(api.clone(), of.deployment.clone(), device));
                }
                let pause = batch.pause();
                let until_ms = pause.map(|pause| clock.now_ms().saturating_add(pause.as_millis() as i64));
                tell(batch.progress(until_ms));
                tokio::select! {
                    Some((device, answer)) = asked.next() => {
                        if matches!(answer, Answer::Accepted | Answer::Unknown(_)) {
                            let scope = AbortScope::Device { device: device.clone() };
                            watches.request_abort(&of.connection, &of.deployment, &scope);
                        }
                        batch.answered(device, answer);
                        if let Some(running) = lock(&several.running).get_mut(&id) {
                            running.left = batch.left();
                        }
                    }
                    () = tokio::time::sleep(pause.unwrap_or_default()), if pause.is_some() && asked.is_empty() => batch.resume(),
                    () = stop.notified(), if !stopped => {
                        stopped = true;
                        batch.stop();
                    }
                }
            }
            lock(&several.running).remove(&id);
            tell(batch.progress(None));
            watches.poke(&of.connection, &of.deployment);
            let (mut outcome, left) = batch.outcome();
            for one in outcome.unknown.iter_mut().chain(&mut outcome.refused) {
                one.name = watches.name_of(&of.connection, &of.deployment, &one.device);
            }
            let again = (!left.is_empty()).then(|| several.plan(of, left));
            Ok(BatchOutcome { again, ..outcome })
        };
        self.batches.once(request_id, move || work).await
    }

    /// Asks no further device of a batch that is under way; no error if it has ended.
    pub fn stop_chosen(&self, request_id: &str) {
        if let Some(running) = lock(&self.several.running).get(request_id) {
            running.stop.notify_one();
        }
    }

    /// How many devices of the batches under way have no answer yet.
    pub fn still_to_ask(&self) -> u32 {
        lock(&self.several.running).values().map(|running| running.left).sum()
    }

    /// How many aborts of whole deployments, or of one device, have no answer yet.
    pub(crate) fn unanswered(&self) -> usize {
        self.repeats.count()
    }

    /// Waits until every abort that is under way has its answer.
    pub async fn asked(&self) {
        self.batches.ended().await;
        self.repeats.ended().await;
    }
}

async fn ask(api: Arc<dyn Api>, deployment: DeploymentId, device: DeviceId) -> (DeviceId, Answer) {
    let error = match api.abort_device(&deployment, &device).await {
        Ok(_) => return (device, Answer::Accepted),
        Err(error) => error,
    };
    let told = explain(&error, &Context::AbortDevice { deployment, device: device.clone() });
    let answer = if told.code == ErrorCode::RateLimited {
        Answer::Later(error.retry_after().unwrap_or(std::time::Duration::from_millis(WAIT_MS)))
    } else if error.may_have_been_sent() {
        Answer::Unknown(told.message)
    } else {
        Answer::Refused(told)
    };
    (device, answer)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
