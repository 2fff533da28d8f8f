//! A wave that is a list of devices: a batch, one deployment for each, and what was seen of all of them together.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use tokio::time::Instant;

use super::gate::Seen;
use super::run::{NOBODY_MS, Run};
use super::{PlanOutside, Plans, ids, waves};
use crate::live::sight::Sight;
use crate::live::watch::Hold;
use crate::wire::{AppError, BatchItem, BatchItemState, BatchStage, ConnectionId, Counts, DeploymentId};
use crate::{batch, by_cause};

/// Deployments of one device that are watched at once.
const AT_ONCE: usize = 32;
/// So many looks long one keeps its place without being seen, where others wait.
const IN_VAIN: u32 = 4;

/// A watch of one of them, and since when it has its place.
struct Place<T> {
    watch: T,
    since: Instant,
    /// It was asked to look again, after this look.
    poked: Option<i64>,
}

/// Those of them that are watched: so many at once, each in its turn.
struct Places<T>(HashMap<DeploymentId, Place<T>>);

impl<T> Places<T> {
    /// Gives places to those that wait, in their order. Whose next look would be due (`wish` after the last) and was seen leaves for them, and in
    /// the end who was not.
    fn give(
        &mut self,
        mut waiting: Vec<DeploymentId>,
        (now, wish): (Instant, Duration),
        seen: impl Fn(&DeploymentId, &T) -> bool,
        mut watch: impl FnMut(&DeploymentId) -> T,
    ) {
        waiting.retain(|one| !self.0.contains_key(one));
        let wanted = waiting.len().saturating_sub(AT_ONCE.saturating_sub(self.0.len()));
        let mut leave: Vec<(Duration, DeploymentId)> = Vec::new();
        for (one, place) in &self.0 {
            let had = now.saturating_duration_since(place.since);
            if had >= wish && (seen(one, &place.watch) || had >= wish * IN_VAIN) {
                leave.push((had, one.clone()));
            }
        }
        leave.sort_by(|a, b| b.cmp(a));
        for (_, one) in leave.into_iter().take(wanted) {
            self.0.remove(&one);
        }
        for one in waiting.into_iter().take(AT_ONCE.saturating_sub(self.0.len())) {
            let place = Place { watch: watch(&one), since: now, poked: None };
            self.0.insert(one, place);
        }
    }
}

/// What was seen of one.
#[derive(Clone, Debug, PartialEq)]
struct One {
    counts: Counts,
    at_ms: i64,
    /// Its device has ended, for good [S].
    ended: bool,
    whys: Whys,
}

/// Why they failed, as far as they were asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Whys {
    pub(super) causes: BTreeMap<String, u32>,
    pub(super) looked_at: u32,
}

impl Whys {
    /// Those of one deployment, where `causes` count: they are asked from now on.
    pub(super) fn of(hold: &Hold, causes: bool) -> Self {
        if !causes {
            return Self::default();
        }
        let causes = hold.count_causes();
        Self { causes: by_cause::counted(&causes.causes), looked_at: causes.looked_at }
    }

    fn add(&mut self, other: &Self) {
        for (cause, count) in &other.causes {
            *self.causes.entry(cause.clone()).or_default() += count;
        }
        self.looked_at += other.looked_at;
    }
}

impl One {
    fn of(sight: &Sight, whys: Whys) -> Self {
        let ended = sight.counts.all_terminal() && sight.is_whole();
        Self { counts: sight.counts, at_ms: sight.at_ms, ended, whys }
    }

    /// Whether nothing more is to be learned of it, where `causes` count.
    fn is_over(&self, causes: bool) -> bool {
        self.ended && (!causes || by_cause::are_all_told(self.whys.looked_at, self.counts.failed))
    }

    /// Whether it has to look once more to be told why its device failed: what has ended looks no more by itself.
    fn asks_why(&self, causes: bool, before_ms: i64) -> bool {
        self.ended && !self.is_over(causes) && self.at_ms < before_ms
    }
}

/// What of each deployment was seen.
pub(super) struct Each<T = Hold> {
    places: Places<T>,
    /// Of those of which more is to be learned: what was seen last.
    moving: HashMap<DeploymentId, One>,
    /// The others.
    over: HashMap<DeploymentId, One>,
}

impl<T> Each<T> {
    pub(super) fn new() -> Self {
        Self { places: Places(HashMap::new()), moving: HashMap::new(), over: HashMap::new() }
    }
}

impl Each {
    /// All devices that a batch was sent to, together, as they were last seen, with why they failed where `causes` count. None before any of it
    /// was seen.
    pub(super) fn look(
        &mut self,
        outside: &PlanOutside,
        connection: &ConnectionId,
        batch: &str,
        wish: Duration,
        causes: bool,
    ) -> Option<Seen> {
        // What cannot be read is not known: not that nobody was sent to either.
        let items = items(outside, batch).ok()?;
        let now_ms = outside.clock.now_ms();
        let before_ms = now_ms.saturating_sub(2 * wish.as_millis() as i64);
        let mut seen = HashMap::new();
        for (deployment, place) in &mut self.places.0 {
            let Some(sight) = place.watch.sight() else { continue };
            let one = One::of(&sight, Whys::of(&place.watch, causes));
            if one.asks_why(causes, before_ms) && place.poked.replace(one.at_ms) != Some(one.at_ms) {
                place.watch.poke();
            }
            seen.insert(deployment.clone(), one);
        }
        let (mut of, waiting) = self.bring(&items, seen, causes);
        of.oldest_ms = now_ms.saturating_sub(two_rounds_ms(waiting.len(), wish));
        let seen = |_: &DeploymentId, hold: &Hold| hold.sight().is_some();
        let watch = |deployment: &DeploymentId| outside.watches.hold(connection, deployment, wish);
        self.places.give(waiting, (Instant::now(), wish), seen, watch);
        of.together(now_ms)
    }
}

impl<T> Each<T> {
    /// Notes what those of a list are seen to be now, and adds up what is known of it. With those of which more is to be learned, as they are to be
    /// looked at: who was never seen first, then who was seen longest ago.
    fn bring(
        &mut self,
        items: &[BatchItem],
        mut seen: HashMap<DeploymentId, One>,
        causes: bool,
    ) -> (Of, Vec<DeploymentId>) {
        let (mut of, mut waiting) = (Of::default(), Vec::new());
        for item in items.iter().filter(|item| is_out(item)) {
            of.all += 1;
            let Some(deployment) = &item.deployment else { continue };
            if let Some(one) = seen.remove(deployment) {
                if one.is_over(causes) {
                    self.places.0.remove(deployment);
                    self.moving.remove(deployment);
                    self.over.insert(deployment.clone(), one);
                } else {
                    self.moving.insert(deployment.clone(), one);
                }
            }
            match (self.over.get(deployment), self.moving.get(deployment)) {
                (Some(one), _) => {
                    of.whys.add(&one.whys);
                    of.over.push(one.counts);
                }
                // It reaches nobody, as any wave that names nobody for so long.
                (None, Some(one)) if one.counts.total() == 0 && is_nobody(item, one.at_ms) => of.all -= 1,
                (None, Some(one)) => {
                    of.whys.add(&one.whys);
                    of.moving.push((one.counts, one.at_ms));
                }
                (None, None) => {}
            }
            if !self.over.contains_key(deployment) {
                waiting.push((self.moving.get(deployment).map(|one| one.at_ms), deployment.clone()));
            }
        }
        waiting.sort_by_key(|(at_ms, _)| *at_ms);
        (of, waiting.into_iter().map(|(_, deployment)| deployment).collect())
    }
}

/// How long two rounds of looks at so many take.
fn two_rounds_ms(watched: usize, wish: Duration) -> i64 {
    2 * watched.div_ceil(AT_ONCE).max(1) as i64 * wish.as_millis() as i64
}

/// Whether a device was sent to, or may have been. Only these make up a wave that is out: nothing more of its list is sent.
fn is_out(item: &BatchItem) -> bool {
    item.deployment.is_some() || matches!(item.state, BatchItemState::Sending | BatchItemState::Unresolved)
}

/// Whether a look at a device of a list that names nobody means that there is nobody.
fn is_nobody(item: &BatchItem, at_ms: i64) -> bool {
    item.sent_ms.is_some_and(|sent_ms| at_ms.saturating_sub(sent_ms) >= NOBODY_MS)
}

/// The devices of a list that were sent to.
#[derive(Default)]
struct Of {
    /// How many.
    all: u32,
    /// Those of which nothing more is to be learned.
    over: Vec<Counts>,
    /// The others that were looked at, each with when.
    moving: Vec<(Counts, i64)>,
    whys: Whys,
    /// What was seen before says nothing of now: it was two rounds of looks ago.
    oldest_ms: i64,
}

impl Of {
    /// All together: who was not looked at is in a state nobody knows, and has not ended. Where none was sent to, all is over.
    fn together(self, now_ms: i64) -> Option<Seen> {
        let Self { all, over, moving, whys, oldest_ms } = self;
        if over.is_empty() && moving.is_empty() && all > 0 {
            return None;
        }
        let seen = over.iter().chain(moving.iter().map(|(counts, _)| counts));
        let mut counts = seen.fold(Counts::default(), |sum, one| sum.plus(*one));
        counts.unknown = counts.unknown.saturating_add(all.saturating_sub(counts.total()));
        let young = moving.iter().filter(|(counts, at_ms)| counts.total() > 0 && *at_ms >= oldest_ms).count();
        Some(Seen {
            counts,
            at_ms: moving.iter().map(|(_, at_ms)| *at_ms).max().unwrap_or(now_ms),
            service_ms: None,
            whole: counts.total() == all && over.len() + young == all as usize,
            finished: counts.terminal() == all,
            causes: whys.causes,
            looked_at: whys.looked_at,
        })
    }
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
        let stage = batches.prepare(&batch, connection, named)?.stage;
        // Meanwhile a person may have said no.
        if !self.wants(id, wave) {
            return Ok(());
        }
        match stage {
            BatchStage::Prepared => batches.begin(&batch, draft).map(drop)?,
            BatchStage::Stopped | BatchStage::Trouble => batches.resume(&batch).await.map(drop)?,
            BatchStage::Sending | BatchStage::Done => {}
        }
        if !self.wants(id, wave) {
            self.stop_batch(&batch);
        }
        Ok(())
    }

    /// Nothing more of a batch is sent.
    pub(super) fn stop_batch(&self, batch: &str) {
        if let Err(error) = self.outside.batches.stop(batch) {
            tracing::warn!(%error, "the batch of a plan could not be stopped");
        }
    }

    /// Brings a plan what became of the batch of a wave that is being sent. One of a plan that does not run is stopped.
    pub(super) fn look_at_batch(&self, id: &str, run: &mut Run, wave: usize) {
        let batch = ids::batch(id, wave);
        let Ok(view) = self.outside.batches.view(&batch) else { return };
        let now_ms = self.outside.clock.now_ms();
        match heard(view.stage, run.is_running(), self.is_held()) {
            Some(Heard::NotWanted) => self.stop_batch(&batch),
            Some(Heard::Sent) => run.batched(wave, None, now_ms),
            Some(Heard::Trouble) => run.batched(wave, Some(view.why.unwrap_or_default()), now_ms),
            Some(Heard::Stands) => run.batch_stands(wave, now_ms),
            None => {}
        }
    }
}

/// What a batch tells its plan.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Heard {
    /// It is being sent, by a plan that does not run.
    NotWanted,
    Sent,
    Trouble,
    /// Somebody stopped it.
    Stands,
}

/// What the stage of a batch means to its plan, which runs or does not; `ends` where the program does, and the next run goes on with it.
fn heard(stage: BatchStage, runs: bool, ends: bool) -> Option<Heard> {
    match stage {
        BatchStage::Sending => (!runs).then_some(Heard::NotWanted),
        BatchStage::Done => Some(Heard::Sent),
        BatchStage::Trouble => Some(Heard::Trouble),
        BatchStage::Stopped => (!ends).then_some(Heard::Stands),
        BatchStage::Prepared => None,
    }
}

#[cfg(test)]
mod tests;
