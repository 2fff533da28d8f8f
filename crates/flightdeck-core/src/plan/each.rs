//! A wave that is a list of devices: a batch, one deployment for each, and what was seen of all of them together.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use super::gate::Seen;
use super::run::Run;
use super::{PlanOutside, Plans, ids, waves};
use crate::batch;
use crate::live::sight::Sight;
use crate::live::watch::Hold;
use crate::wire::{AppError, BatchItem, BatchItemState, BatchStage, ConnectionId, Counts, DeploymentId};

/// Deployments of one device that are watched at once.
const AT_ONCE: usize = 32;

/// Those of them that are watched, so many at once.
struct Held<T>(HashMap<DeploymentId, T>);

impl<T> Held<T> {
    /// What watches one of them, from now on where there is room for it.
    fn of(&mut self, deployment: &DeploymentId, hold: impl FnOnce() -> T) -> Option<&T> {
        let is_room = self.0.len() < AT_ONCE;
        match self.0.entry(deployment.clone()) {
            Entry::Occupied(held) => Some(held.into_mut()),
            Entry::Vacant(free) if is_room => Some(free.insert(hold())),
            Entry::Vacant(_) => None,
        }
    }
}

/// What of each deployment was seen.
pub(super) struct Each {
    held: Held<Hold>,
    /// Those that have ended.
    ended: HashMap<DeploymentId, Counts>,
}

/// A batch that is not being sent any more.
pub(super) struct Stopped {
    /// Why, where it stopped before all was sent.
    pub(super) why: Option<String>,
}

impl Each {
    pub(super) fn new() -> Self {
        Self { held: Held(HashMap::new()), ended: HashMap::new() }
    }

    /// All devices of a batch together, as they were last seen; `more` says whether more of them may be sent to. None before any of it was seen.
    pub(super) fn look(
        &mut self,
        outside: &PlanOutside,
        connection: &ConnectionId,
        batch: &str,
        wish: Duration,
        more: bool,
    ) -> Option<Seen> {
        // What cannot be read is not known: not that nobody was sent to either.
        let items = items(outside, batch).ok()?;
        let all = items.iter().filter(|item| more || is_out(item)).count() as u32;
        let (mut ended, mut moving) = (Vec::new(), Vec::new());
        for deployment in items.into_iter().filter_map(|item| item.deployment) {
            if let Some(counts) = self.ended.get(&deployment) {
                ended.push(*counts);
                continue;
            }
            let hold = self.held.of(&deployment, || outside.watches.hold(connection, &deployment, wish));
            let Some(sight) = hold.and_then(Hold::sight) else { continue };
            moving.push((sight.counts, sight.at_ms));
            if has_ended(&sight) {
                self.held.0.remove(&deployment);
                self.ended.insert(deployment, sight.counts);
            }
        }
        together(all, more, &ended, &moving, outside.clock.now_ms())
    }
}

/// A device that has ended stays so [S].
fn has_ended(sight: &Sight) -> bool {
    sight.counts.all_terminal() && sight.shortfall.is_none() && sight.unreadable == 0
}

/// Whether a device was sent to, or may have been.
fn is_out(item: &BatchItem) -> bool {
    item.deployment.is_some() || matches!(item.state, BatchItemState::Sending | BatchItemState::Unresolved)
}

/// Of `all` devices those that have ended, and those that were looked at, each with when; the others are in a state nobody knows, and so have
/// not ended. Where no more are sent to, and none was, all is over.
fn together(all: u32, more: bool, ended: &[Counts], moving: &[(Counts, i64)], now_ms: i64) -> Option<Seen> {
    if ended.is_empty() && moving.is_empty() && (all > 0 || more) {
        return None;
    }
    let seen = ended.iter().chain(moving.iter().map(|(counts, _)| counts));
    let mut counts = seen.fold(Counts::default(), |sum, one| sum.plus(*one));
    counts.unknown = counts.unknown.saturating_add(all.saturating_sub(counts.total()));
    Some(Seen {
        counts,
        at_ms: moving.iter().map(|(_, at_ms)| *at_ms).min().unwrap_or(now_ms),
        service_ms: None,
        whole: counts.total() == all,
        finished: counts.terminal() == all,
        causes: Default::default(),
        looked_at: 0,
    })
}

fn items(outside: &PlanOutside, batch: &str) -> Result<Vec<BatchItem>, AppError> {
    let mut items = Vec::new();
    loop {
        let window = outside.batches.rows(batch, None, items.len() as u32, batch::MOST as u32)?;
        if window.rows.is_empty() {
            return Ok(items);
        }
        items.extend(window.rows);
    }
}

/// What of a batch was sent.
pub(super) struct Sent {
    pub(super) deployments: Vec<DeploymentId>,
    /// One is being sent.
    pub(super) under_way: bool,
    /// Of one nobody knows.
    pub(super) unresolved: bool,
}

/// What of a batch was sent, as far as it is known; an error where that cannot be read.
pub(super) fn sent(outside: &PlanOutside, batch: &str) -> Result<Sent, AppError> {
    let items = items(outside, batch)?;
    let is = |state| items.iter().any(|item| item.state == state);
    let (under_way, unresolved) = (is(BatchItemState::Sending), is(BatchItemState::Unresolved));
    let deployments = items.into_iter().filter_map(|item| item.deployment).collect();
    Ok(Sent { deployments, under_way, unresolved })
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
            BatchStage::Sending => {
                if !run.is_running()
                    && let Err(error) = self.outside.batches.stop(&batch)
                {
                    tracing::warn!(%error, "the batch of a plan could not be stopped");
                }
                None
            }
            BatchStage::Done => Some(Stopped { why: None }),
            BatchStage::Trouble => Some(Stopped { why: Some(view.why.unwrap_or_default()) }),
            BatchStage::Prepared | BatchStage::Stopped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::sight::Progress;
    use crate::wire::Shortfall;

    const NOW: i64 = 1_800_000_000_000;

    fn counts(succeeded: u32, failed: u32, pending: u32) -> Counts {
        Counts { succeeded, failed, pending, ..Counts::default() }
    }

    #[test]
    fn so_many_are_watched_at_once_each_once() {
        let mut held = Held(HashMap::new());
        for number in 0..AT_ONCE {
            assert_eq!(held.of(&format!("dp-{number}").into(), || number), Some(&number), "there is room");
        }
        assert_eq!(held.of(&"one-more".into(), || 99), None, "and then there is none");
        assert_eq!(held.of(&"dp-3".into(), || 99), Some(&3), "who is watched is not watched anew");
        held.0.remove("dp-3");
        assert_eq!(held.of(&"one-more".into(), || 99), Some(&99), "with the next that ends there is room again");
    }

    #[test]
    fn one_has_ended_where_its_look_was_whole() {
        let ended =
            Sight { counts: counts(1, 0, 0), shortfall: None, unreadable: 0, progress: Progress::Settling, at_ms: NOW };
        assert!(has_ended(&ended), "its one device");
        for (why, sight) in [
            ("it moves", Sight { counts: counts(0, 0, 1), ..ended }),
            ("some were not read", Sight { shortfall: Some(Shortfall { loaded: 1, expected: 2 }), ..ended }),
            ("one could not be read", Sight { unreadable: 1, ..ended }),
        ] {
            assert!(!has_ended(&sight), "{why}");
        }
    }

    #[test]
    fn all_devices_of_a_list_are_counted_together() {
        // All, whether more may follow, what ended, what was looked at; succeeded, failed, pending, unknown, and whether that is all for good.
        let one = counts(1, 0, 0);
        let moving = [(counts(0, 0, 1), NOW - 5), (counts(0, 1, 0), NOW - 9)];
        for (all, more, ended, moving, told) in [
            (3, true, &[][..], &[][..], None),
            (3, false, &[], &[], None),
            (0, true, &[], &[], None),
            (0, false, &[], &[], Some((0, 0, 0, 0, true))),
            (3, true, &[one], &[], Some((1, 0, 0, 2, false))),
            (3, true, &[one], &moving, Some((1, 1, 1, 0, false))),
            (4, true, &[one], &moving, Some((1, 1, 1, 1, false))),
            (2, true, &[one], &moving[1..], Some((1, 1, 0, 0, true))),
            (1, false, &[one], &[], Some((1, 0, 0, 0, true))),
            (2, true, &[one, one], &[], Some((2, 0, 0, 0, true))),
            (1, true, &[one, one], &[], Some((2, 0, 0, 0, false))),
        ] {
            let seen = together(all, more, ended, moving, NOW);
            let figures = seen.as_ref().map(|seen| {
                let Counts { succeeded, failed, pending, unknown, .. } = seen.counts;
                (succeeded, failed, pending, unknown, seen.finished)
            });
            assert_eq!(figures, told, "of {all}, {ended:?} and {moving:?}");
            let Some(seen) = seen else { continue };
            assert_eq!(seen.whole, seen.counts.total() == all, "each device once");
            let oldest_ms = moving.iter().map(|(_, at_ms)| *at_ms).min();
            assert_eq!(seen.at_ms, oldest_ms.unwrap_or(NOW), "as old as the oldest look of it");
        }
    }

    #[test]
    fn who_may_have_been_sent_to_is_out() {
        use BatchItemState::{Refused, Sending, Sent, SetAside, Unresolved, Waiting};
        let item = |state, deployment: Option<&str>| BatchItem {
            place: 0,
            device: "d-1".into(),
            name: None,
            state,
            why: None,
            launch: None,
            deployment: deployment.map(Into::into),
            sent_ms: None,
        };
        for (state, deployment, out) in [
            (Waiting, None, false),
            (Refused, None, false),
            (SetAside, None, false),
            (Sending, None, true),
            (Unresolved, None, true),
            (Sent, Some("dp-1"), true),
        ] {
            assert_eq!(is_out(&item(state, deployment)), out, "{state:?}");
        }
    }
}
