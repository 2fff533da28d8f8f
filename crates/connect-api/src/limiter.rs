//! One rate limiter per origin for the whole process: several windows, fleets and clients still make one polite caller.
//! Who waits for a turn gets it by urgency, so that an abort never stands behind a hundred reads.

mod pace;

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{self, Instant};

use pace::Pace;

/// How urgent a request is, most urgent first. Of several that wait for a turn the most urgent goes, and of equals the one
/// that came first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Priority {
    /// A person acts, or waits for this very answer. Everything that creates or aborts goes so, whatever the client says.
    /// A part of the burst is kept for it.
    Act,
    /// A deployment that is being watched.
    #[default]
    Watch,
    /// The list of deployments and the states in it.
    List,
    /// What is known of the fleet: few requests, and nothing depends on them.
    Fleet,
    /// Looking for causes of failures, device by device.
    Causes,
}

/// How often those who are not first see whether the first has gone.
const LOOKED_AFTER: Duration = Duration::from_secs(1);

/// The limiter of one origin.
pub(crate) struct OriginLimiter {
    line: Mutex<Line>,
}

/// Those who wait, and the pace at which they may go.
struct Line {
    pace: Pace,
    waiting: BTreeMap<Number, Arc<Notify>>,
    arrivals: u64,
}

/// A place in the line: the urgency, then the order of arrival.
type Number = (Priority, u64);

static ORIGINS: LazyLock<Mutex<HashMap<String, Arc<OriginLimiter>>>> = LazyLock::new(Mutex::default);

/// The limiter shared by all clients of this origin. The newest client's limits hold for all of them; zero means one.
pub(crate) fn for_origin(origin: &str, per_second: u32, burst: u32) -> Arc<OriginLimiter> {
    let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let mut origins = ORIGINS.lock().unwrap_or_else(PoisonError::into_inner);
    let shared = origins.entry(origin.to_owned()).or_insert_with(|| Arc::new(OriginLimiter::new(per_second, burst)));
    let mut line = shared.line();
    line.pace.change(per_second, burst, Instant::now());
    line.call_first();
    drop(line);
    Arc::clone(shared)
}

impl OriginLimiter {
    fn new(per_second: NonZeroU32, burst: NonZeroU32) -> OriginLimiter {
        let line = Line { pace: Pace::new(per_second, burst), waiting: BTreeMap::new(), arrivals: 0 };
        OriginLimiter { line: Mutex::new(line) }
    }

    /// Waits for this caller's turn. A caller that gives up before (its future is dropped) takes none.
    pub(crate) async fn turn(&self, priority: Priority) {
        let place = Place::take(self, priority);
        while let Some(until) = place.waits_until() {
            // Called early where that is not so any more; how it is then, the next question tells.
            drop(time::timeout_at(until, place.call.notified()).await);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Gives all turns there are now. Whoever asks does this for everybody: who is first may be held up elsewhere, in a program
    /// that does not get round to polling it, and would otherwise hold up all others. Returns whether there was one.
    fn give_turns(&mut self, now: Instant) -> bool {
        let mut given = false;
        while let Some(first) = self.waiting.first_entry()
            && self.pace.wait(first.key().0, now).is_zero()
        {
            self.pace.take(now);
            first.remove().notify_one();
            self.call_first();
            given = true;
        }
        given
    }

    fn call_first(&self) {
        if let Some((_, call)) = self.waiting.first_key_value() {
            call.notify_one();
        }
    }
}

/// A place in the line, left when dropped.
struct Place<'a> {
    limiter: &'a OriginLimiter,
    number: Number,
    call: Arc<Notify>,
}

impl<'a> Place<'a> {
    fn take(limiter: &'a OriginLimiter, priority: Priority) -> Place<'a> {
        let call = Arc::new(Notify::new());
        let mut line = limiter.line();
        let number = (priority, line.arrivals);
        line.arrivals += 1;
        line.waiting.insert(number, Arc::clone(&call));
        Place { limiter, number, call }
    }

    /// When to ask again; none once the turn has come.
    fn waits_until(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut line = self.limiter.line();
        let given = line.give_turns(now);
        if !line.waiting.contains_key(&self.number) {
            return None;
        }
        let first = line.waiting.first_key_value().map_or(self.number, |(first, _)| *first);
        let wait = line.pace.wait(first.0, now);
        // Only the first waits for the very moment. The others are called, and look after the first once in a while, or more
        // closely where that was needed.
        Some(now + if first == self.number || given { wait } else { wait.max(LOOKED_AFTER) })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut line = self.limiter.line();
        if line.waiting.remove(&self.number).is_some() {
            line.call_first();
        }
    }
}

#[cfg(test)]
mod tests;
