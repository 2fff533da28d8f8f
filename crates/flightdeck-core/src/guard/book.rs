//! The guards of this run: read at its start, written before a change holds, one task for each that watches.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::state::{Guard, Sighting};
use super::{Guards, unknown};
use crate::outside::KeptGuard;
use crate::wire::{
    AppError, ConnectionId, ConnectionsView, DeploymentId, ErrorCode, GuardBlind, GuardStage, GuardView, LaunchOutcome,
    Settings,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// A look that saw nothing new is written down no more often than this, milliseconds.
const QUIET_MS: i64 = 60_000;
/// Where the clock on the wall and one that nobody can set differ by more between two looks, milliseconds, the former was set, or the computer
/// slept (on Windows the latter goes on meanwhile: there a sleep is time like any other). Of a look that is older when it is judged it is not
/// known when it was, but by the clock on the wall.
const ASTRAY_MS: u64 = 10_000;
/// Of the guards that have ended so many are kept, those that ended last: all guards are told whole, with every look of each.
pub(super) const ENDED: usize = 100;

/// All guards, oldest first.
#[derive(Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    resumed: bool,
}

/// One guard, and what is known of it in this run alone.
pub(super) struct Entry {
    guard: Guard,
    blind: Option<GuardBlind>,
    unwritten: Option<AppError>,
    /// The look, and the revision of causes, that it judged last.
    judged: Option<(i64, u32)>,
    /// When that look was, on a clock that nobody can set, where that is known.
    looked: Option<Instant>,
    /// The look that was written down last.
    written_ms: Option<i64>,
    bell: Arc<Notify>,
    task: Option<AbortHandle>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Book {
    pub(super) fn guards(&self) -> impl Iterator<Item = &Guard> {
        self.entries.iter().map(|entry| &entry.guard)
    }

    pub(super) fn find(&self, id: &str) -> Option<&Guard> {
        self.guards().find(|guard| guard.id == id)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    pub(super) fn of(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<&Guard> {
        self.guards().find(|guard| guard.connection == *connection && guard.deployment.as_ref() == Some(deployment))
    }

    /// Puts a guard in the place of the one with its id, or at the end.
    pub(super) fn put(&mut self, guard: Guard) {
        if let Some(entry) = self.entry(&guard.id) {
            (entry.guard, entry.judged, entry.looked) = (guard, None, None);
            entry.bell.notify_one();
        } else {
            let (blind, unwritten, judged, looked, written_ms, task) = (None, None, None, None, None, None);
            self.entries.push(Entry {
                guard,
                blind,
                unwritten,
                judged,
                looked,
                written_ms,
                bell: Arc::default(),
                task,
            });
        }
    }

    pub(super) fn entry(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.guard.id == id)
    }

    /// The deployments of a connection whose guards see nothing until the user helps.
    pub(super) fn need_user(&self, connection: &ConnectionId) -> Vec<DeploymentId> {
        let blind = self.entries.iter().filter(|entry| entry.blind.as_ref().is_some_and(|blind| blind.needs_user));
        blind
            .filter(|entry| entry.guard.connection == *connection)
            .filter_map(|entry| entry.guard.deployment.clone())
            .collect()
    }

    /// What a guard that watches and has no task is to watch, and its bell.
    pub(super) fn idle(&self, id: &str) -> Option<(ConnectionId, DeploymentId, Arc<Notify>)> {
        let entry = self.entries.iter().find(|entry| entry.guard.id == id)?;
        let deployment = entry.guard.deployment.clone().filter(|_| entry.guard.watches() && entry.task.is_none())?;
        Some((entry.guard.connection.clone(), deployment, entry.bell.clone()))
    }

    /// A guard has a task now.
    pub(super) fn began(&mut self, id: &str, task: AbortHandle) {
        if let Some(entry) = self.entry(id) {
            entry.task = Some(task);
        }
    }

    /// The guards that ended before a moment, or before so many others.
    fn outlived(&self, oldest_ms: i64) -> Vec<String> {
        let mut ended: Vec<(i64, &str)> =
            self.guards().filter_map(|guard| Some((guard.ended_ms()?, guard.id.as_str()))).collect();
        // The last first; of those that ended at once, those that came later.
        ended.reverse();
        ended.sort_by_key(|(at_ms, _)| std::cmp::Reverse(*at_ms));
        let outlived = ended.iter().enumerate().filter(|(place, (at_ms, _))| *place >= ENDED || *at_ms < oldest_ms);
        outlived.map(|(_, (_, id))| (*id).to_owned()).collect()
    }

    pub(super) fn views(&self) -> Vec<GuardView> {
        self.entries.iter().map(Entry::view).collect()
    }

    pub(super) fn view(&self, id: &str) -> Option<GuardView> {
        self.entries.iter().find(|entry| entry.guard.id == id).map(Entry::view)
    }
}

/// What a turn of the watch brought.
pub(super) struct Turn {
    pub(super) blind: Option<GuardBlind>,
    pub(super) sighting: Option<Sighting>,
    pub(super) causes_revision: u32,
    /// Data from before that is nothing to act on.
    pub(super) oldest_ms: i64,
}

impl Entry {
    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Whether this look, with these causes, was judged already.
    pub(super) fn knows(&self, at_ms: i64, causes_revision: u32) -> bool {
        self.judged == Some((at_ms, causes_revision))
    }

    /// Takes in what was seen. A firing is written down before it holds; where that fails the guard has not fired, and will with
    /// the next look.
    pub(super) fn turn(&mut self, turn: Turn, now_ms: i64, write: impl Fn(&Guard) -> Result<(), AppError>) {
        self.blind = turn.blind;
        let Some(sighting) = turn.sighting else { return };
        let mut next = self.guard.clone();
        next.unseen(self.set_by_ms(sighting.at_ms, now_ms));
        self.judged = Some((sighting.at_ms, turn.causes_revision));
        // Seen before the clock was set back: nobody knows how old it is.
        let oldest_ms = if sighting.at_ms > now_ms { i64::MAX } else { turn.oldest_ms };
        let passed = next.saw(&sighting, oldest_ms);
        if let Some((limit, tally)) = passed {
            let mut fired = next.clone();
            fired.fire(limit, tally, uuid::Uuid::new_v4().to_string(), now_ms);
            match write(&fired) {
                Ok(()) => {
                    self.written_ms = Some(sighting.at_ms);
                    (self.guard, self.unwritten) = (fired, None);
                }
                Err(error) => (self.guard, self.unwritten) = (next, Some(error)),
            }
            return;
        }
        self.unwritten = None;
        next.rest(now_ms);
        let quiet = self.written_ms.is_some_and(|at| sighting.at_ms.saturating_sub(at) < QUIET_MS);
        if next.differs(&self.guard) || !quiet {
            match write(&next) {
                Ok(()) => self.written_ms = Some(sighting.at_ms),
                Err(error) => tracing::warn!(%error, "what a guard counted could not be kept"),
            }
        }
        self.guard = next;
    }

    /// By how much the clock on the wall was set between the look that was judged last and one at `at_ms`, as far as that shows.
    fn set_by_ms(&mut self, at_ms: i64, now_ms: i64) -> i64 {
        let before_ms = self.judged.map(|(at_ms, _)| at_ms);
        if before_ms == Some(at_ms) {
            return 0;
        }
        let age_ms = u64::try_from(now_ms.saturating_sub(at_ms)).ok().filter(|age_ms| *age_ms <= ASTRAY_MS);
        let looked = age_ms.and_then(|age_ms| Instant::now().checked_sub(Duration::from_millis(age_ms)));
        let before = std::mem::replace(&mut self.looked, looked);
        let (Some(looked), Some((before, before_ms))) = (looked, before.zip(before_ms)) else { return 0 };
        let passed_ms = looked.saturating_duration_since(before).as_millis() as i64;
        let by_ms = at_ms.saturating_sub(before_ms).saturating_sub(passed_ms);
        if by_ms.unsigned_abs() > ASTRAY_MS { by_ms } else { 0 }
    }

    fn view(&self) -> GuardView {
        let guard = self.guard.clone();
        GuardView {
            id: guard.id,
            connection: guard.connection,
            deployment: guard.deployment,
            comment: guard.comment,
            rule: guard.rule,
            stage: guard.stage,
            armed_ms: guard.armed_ms,
            tally: guard.tally,
            firings: guard.firings,
            blind: self.blind.clone(),
            gap: guard.gap,
            unwritten: self.unwritten.clone(),
        }
    }
}

/// What ended before this is forgotten, milliseconds since 1970.
fn oldest(now_ms: i64, settings: &Settings) -> i64 {
    now_ms.saturating_sub(i64::from(settings.keep_days) * DAY_MS)
}

/// A guard as it is written.
pub(super) fn kept(guard: &Guard) -> Result<KeptGuard, AppError> {
    let text = serde_json::to_string(guard)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("A guard could not be written ({error}).")))?;
    Ok(KeptGuard { id: guard.id.clone(), connection: guard.connection.clone(), guard: text })
}

impl Guards {
    /// Takes up the guards of earlier runs, once: what they did not see meanwhile is said, and those that watch watch again.
    /// Guards of fleets that are gone, and of demos of earlier runs, are forgotten; so are those that ended long ago.
    /// Must be called inside a tokio runtime.
    pub fn resume(&self, connections: &ConnectionsView, settings: &Settings) {
        if std::mem::replace(&mut self.book().resumed, true) {
            return;
        }
        let all = self.outside.book.guards().unwrap_or_else(|error| {
            tracing::error!(%error, "the guards of earlier runs could not be read");
            Vec::new()
        });
        let now_ms = self.outside.clock.now_ms();
        let oldest_ms = oldest(now_ms, settings);
        let mut launches = Vec::new();
        for kept in all {
            let mut guard: Guard = match serde_json::from_str(&kept.guard) {
                Ok(guard) => guard,
                Err(error) => {
                    tracing::warn!(id = %kept.id, %error, "a guard cannot be read and is left alone");
                    continue;
                }
            };
            let connected = connections.connections.iter().any(|one| one.id == guard.connection && !one.demo);
            if !connected || guard.ended_ms().is_some_and(|at| at < oldest_ms) {
                self.drop_kept(&guard.id);
                continue;
            }
            guard.resumed(now_ms);
            if let GuardStage::Waiting { launch } = &guard.stage {
                launches.push(launch.clone());
            }
            let (id, watches) = (guard.id.clone(), guard.watches());
            let mut book = self.book();
            book.put(guard);
            if watches {
                self.run(&mut book, &id);
            }
        }
        for launch in launches {
            self.resume_launch(&launch);
        }
        self.tell();
    }

    /// What became of a launch may have been written down just before the last run ended.
    fn resume_launch(&self, launch: &str) {
        match self.outside.journal.find(launch) {
            Ok(Some(entry)) => {
                if let Some(outcome) = &entry.outcome {
                    self.launch_ended(launch, outcome);
                }
            }
            Ok(None) => self.launch_ended(launch, &LaunchOutcome::Dismissed),
            Err(error) => tracing::warn!(%error, "the journal could not be read"),
        }
    }

    /// Changes a guard: written first, then in force.
    pub(super) fn change(&self, id: &str, change: impl FnOnce(&mut Guard)) -> Result<(), AppError> {
        {
            let mut book = self.book();
            let entry = book.entry(id).ok_or_else(unknown)?;
            let mut next = entry.guard.clone();
            change(&mut next);
            self.outside.book.keep_guard(&kept(&next)?)?;
            (entry.guard, entry.judged, entry.unwritten) = (next, None, None);
            entry.bell.notify_one();
        }
        self.tell();
        Ok(())
    }

    /// Notes what is true whether it can be written or not.
    pub(super) fn note(&self, id: &str, change: impl FnOnce(&mut Guard)) {
        {
            let mut book = self.book();
            let Some(entry) = book.entry(id) else { return };
            change(&mut entry.guard);
            if let Err(error) = self.write(&entry.guard) {
                tracing::error!(%error, "what became of a guard could not be written down");
            }
        }
        self.tell();
    }

    pub(super) fn write(&self, guard: &Guard) -> Result<(), AppError> {
        Ok(self.outside.book.keep_guard(&kept(guard)?)?)
    }

    /// Forgets guards, and ends their tasks.
    pub(super) fn forget(&self, which: impl Fn(&Guard) -> bool) {
        let gone = {
            let mut book = self.book();
            let (gone, stay) = std::mem::take(&mut book.entries).into_iter().partition(|entry| which(&entry.guard));
            book.entries = stay;
            let gone: Vec<Entry> = gone;
            gone
        };
        for entry in &gone {
            self.drop_kept(&entry.guard.id);
        }
        drop(gone);
        self.tell();
    }

    /// A guard has ended: what ended long ago, or long before others, is forgotten.
    pub(super) fn forget_outlived(&self) {
        let oldest_ms = oldest(self.outside.clock.now_ms(), &self.outside.settings.borrow());
        let outlived = self.book().outlived(oldest_ms);
        if !outlived.is_empty() {
            self.forget(|guard| outlived.contains(&guard.id));
        }
    }

    fn drop_kept(&self, id: &str) {
        if let Err(error) = self.outside.book.drop_guard(id) {
            tracing::warn!(%error, "a guard could not be forgotten");
        }
    }

    /// Whether the task of a guard goes on; where it does not, another one may begin.
    pub(super) fn goes_on(&self, id: &str) -> bool {
        let mut book = self.book();
        let Some(entry) = book.entry(id) else { return false };
        let on = entry.guard.watches();
        if !on {
            (entry.task, entry.blind) = (None, None);
        }
        on
    }
}
