//! A wave that is a list of devices: a batch, one deployment for each, and what was seen of all of them together.

use std::collections::HashMap;
use std::time::Duration;

use super::gate::Seen;
use super::run::Run;
use super::{PlanOutside, Plans, ids, waves};
use crate::batch;
use crate::live::watch::Hold;
use crate::wire::{AppError, BatchItem, BatchStage, ConnectionId, Counts, DeploymentId};

/// Deployments of one device that are watched at once.
const AT_ONCE: usize = 32;

/// What of each deployment was seen.
#[derive(Default)]
pub(super) struct Each {
    held: HashMap<DeploymentId, Hold>,
    /// Those that have ended.
    ended: HashMap<DeploymentId, Counts>,
}

/// A batch that is not being sent any more.
pub(super) struct Stopped {
    /// Why, where it stopped before all was sent.
    pub(super) why: Option<String>,
}

impl Each {
    /// All devices of a batch together, as they were last seen; one that has no deployment is in a state nobody knows, and so has not ended.
    /// None before any of it was seen.
    pub(super) fn look(
        &mut self,
        outside: &PlanOutside,
        connection: &ConnectionId,
        batch: &str,
        wish: Duration,
    ) -> Option<Seen> {
        let view = outside.batches.view(batch).ok()?;
        let items = items(outside, batch);
        let mut counts = Counts::default();
        let (mut oldest_ms, mut seen) = (i64::MAX, false);
        for deployment in items.iter().filter_map(|item| item.deployment.as_ref()) {
            if let Some(ended) = self.ended.get(deployment) {
                counts = counts.plus(*ended);
                continue;
            }
            if self.held.len() < AT_ONCE && !self.held.contains_key(deployment) {
                self.held.insert(deployment.clone(), outside.watches.hold(connection, deployment, wish));
            }
            let Some(sight) = self.held.get(deployment).and_then(Hold::sight) else { continue };
            seen = true;
            counts = counts.plus(sight.counts);
            oldest_ms = oldest_ms.min(sight.at_ms);
            // A device that has ended stays so [S].
            if sight.counts.all_terminal() && sight.shortfall.is_none() && sight.unreadable == 0 {
                self.held.remove(deployment);
                self.ended.insert(deployment.clone(), sight.counts);
            }
        }
        if !seen && self.ended.is_empty() {
            return None;
        }
        let all = view.counts.devices;
        counts.unknown = counts.unknown.saturating_add(all.saturating_sub(counts.total()));
        let finished = all > 0 && counts.terminal() == all;
        Some(Seen {
            counts,
            at_ms: if oldest_ms == i64::MAX { outside.clock.now_ms() } else { oldest_ms },
            service_ms: None,
            whole: counts.total() == all,
            finished,
            causes: Default::default(),
            looked_at: 0,
        })
    }
}

fn items(outside: &PlanOutside, batch: &str) -> Vec<BatchItem> {
    let mut items = Vec::new();
    while let Ok(window) = outside.batches.rows(batch, None, items.len() as u32, batch::MOST as u32)
        && !window.rows.is_empty()
    {
        items.extend(window.rows);
    }
    items
}

/// The deployments of a batch that are known.
pub(super) fn deployments(outside: &PlanOutside, batch: &str) -> Vec<DeploymentId> {
    items(outside, batch).into_iter().filter_map(|item| item.deployment).collect()
}

impl Plans {
    /// Begins the batch of a wave, or goes on with it.
    pub(super) async fn begin_batch(
        &self,
        id: &str,
        connection: &ConnectionId,
        run: &Run,
        wave: usize,
    ) -> Result<(), AppError> {
        let Some((draft, devices)) = waves::draft_for_each(&run.plan, wave) else { return Ok(()) };
        let (batches, batch) = (&self.outside.batches, ids::batch(id, wave));
        let named = devices.iter().map(|device| (device.clone(), None)).collect();
        match batches.prepare(&batch, connection, named)?.stage {
            BatchStage::Prepared => batches.begin(&batch, draft).map(drop),
            BatchStage::Stopped | BatchStage::Trouble => batches.resume(&batch).await.map(drop),
            BatchStage::Sending | BatchStage::Done => Ok(()),
        }
    }

    /// What became of the batch of a wave that is being sent; none while it is. One of a plan that does not run is stopped.
    pub(super) fn batch(&self, id: &str, run: &Run, wave: usize) -> Option<Stopped> {
        let batch = ids::batch(id, wave);
        let view = self.outside.batches.view(&batch).ok()?;
        match view.stage {
            BatchStage::Sending if !run.is_running() => {
                if let Err(error) = self.outside.batches.stop(&batch) {
                    tracing::warn!(%error, "the batch of a plan could not be stopped");
                }
                None
            }
            BatchStage::Done => Some(Stopped { why: None }),
            BatchStage::Trouble => Some(Stopped { why: Some(view.why.unwrap_or_default()) }),
            BatchStage::Prepared | BatchStage::Sending | BatchStage::Stopped => None,
        }
    }
}
