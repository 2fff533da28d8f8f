//! The fleet, known: what the service tells of its devices outside the seven operations, what imported lists tell, and what deployments
//! that were watched here told of them. Nothing depends on it: where it is refused, absent or odd, that is said once and everything else works without it.
//!
//! Each connection's knowledge is read when somebody first wants it, and again when the user asks, or when it is ten minutes old and a page
//! shows what rests on it (`fresh` has the schedule). The page is told by notices; it asks for windows of rows. Who is chosen is kept here,
//! as a rule or one by one. Nothing is ever written to a fleet.

mod apps;
mod choice;
mod covering;
mod evaluate;
mod facts;
mod finding;
mod fresh;
mod grouping;
mod holders;
pub mod import;
mod imports;
mod kept;
mod knowledge;
mod laid;
mod launching;
mod made;
mod names;
mod numbering;
mod order;
mod reader;
mod reading;
mod search;
mod shown;
pub(crate) mod snapshot;
mod state;
mod target;
#[cfg(test)]
mod tests;
mod texts;
mod view;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use self::apps::Had;
use self::evaluate::asked_of;
pub(crate) use self::evaluate::{States, evaluate};
use self::holders::Holders;
use self::imports::Imports;
pub(crate) use self::kept::{Parts, read as read_part};
pub(crate) use self::knowledge::Knowledge;
use self::reader::{Hearing, Reader};
pub(crate) use self::search::searched;
use self::snapshot::Snapshot;
use self::state::State;
use crate::live::list::Lists;
use crate::live::search::needle::Needle;
use crate::live::watch::Watches;
use crate::outside::{Apis, Clock, FleetBook, Journal, LastSeen, StorageError};
use crate::wire::{
    AppError, ConnectionId, DeviceId, Draft, ErrorCode, FleetChoose, FleetChosen, FleetDeviceView, FleetLast,
    FleetNotice, FleetReads, FleetTarget, FleetView, FleetWindow, Problem, Reach, ReachWindow, Suggested,
    SuggestedKind, Suggestions,
};

/// Suggestions at once.
const SUGGESTED: usize = 20;

/// What the room needs of the outside.
pub struct FleetOutside {
    /// The APIs of the connections.
    pub apis: Arc<dyn Apis>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// What was last seen of deployments.
    pub last_seen: Arc<dyn LastSeen>,
    /// Keeps what is known of the fleets.
    pub book: Arc<dyn FleetBook>,
    /// What was launched from here, for what it set.
    pub journal: Arc<dyn Journal>,
    /// The lists of deployments, for what these are called.
    pub lists: Arc<Lists>,
    /// The watched deployments, for what a device did in them.
    pub watches: Arc<Watches>,
}

/// The known fleets.
pub struct Fleets {
    outside: FleetOutside,
    known: Mutex<HashMap<ConnectionId, Arc<Known>>>,
    epoch: Mutex<u32>,
    imports: Imports,
    /// Pages that were told so far.
    held: AtomicU32,
    /// The window is not seen: nothing is read by itself.
    hidden: AtomicBool,
}

/// One connection's fleet.
struct Known {
    /// Told when anything is known otherwise.
    watches: Hearing,
    state: Mutex<State>,
    holders: Holders,
    /// Being read: a second wish waits for the first.
    reading: Mutex<bool>,
    /// When deployments that were watched here were last read, and how long that took.
    looked: Mutex<Option<(Instant, Duration)>>,
    /// Its connection was removed or leads elsewhere: what is still being read of it is kept no more. Held while something is kept.
    gone: Mutex<bool>,
    /// Held while what is known is put together anew, so that what is being read is not lost in between.
    sources: tokio::sync::Mutex<()>,
    /// What was kept was taken in.
    restored: tokio::sync::OnceCell<()>,
}

impl Known {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the pages that look.
    fn tell(&self) {
        let notice = self.state().notice();
        self.watches.hear(&notice);
        self.holders.tell(&notice);
    }

    /// Tells them, if they were not told just now: for what goes on piece by piece, and ends with [`Known::tell`].
    fn tell_seldom(&self) {
        if self.holders.may_tell() {
            self.tell();
        }
    }

    /// Keeps something, unless there is nothing any more that it would be kept of.
    fn keep(&self, keep: impl FnOnce() -> Result<(), StorageError>) -> Result<(), StorageError> {
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        if *gone { Ok(()) } else { keep() }
    }
}

impl Fleets {
    /// Nothing is known yet, and nobody asked.
    pub fn new(outside: FleetOutside) -> Arc<Self> {
        let watches = outside.watches.clone();
        let fleets = Arc::new(Self {
            outside,
            known: Mutex::default(),
            epoch: Mutex::default(),
            imports: Imports::default(),
            held: AtomicU32::new(0),
            hidden: AtomicBool::new(false),
        });
        watches.know(Arc::new(Reader::of(&fleets)));
        fleets
    }

    /// A page was loaded: those of earlier ones are told nothing more.
    pub(crate) fn reset(&self, epoch: u32) {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
        for known in self.all().values() {
            known.holders.clear();
        }
    }

    /// A connection was removed, or leads elsewhere. `kept` forgets what was kept of its fleet: nothing is added to that any more, by
    /// whatever is still being read, and nobody begins anew before it is gone.
    pub(crate) fn forget<T>(&self, connection: &ConnectionId, kept: impl FnOnce() -> T) -> T {
        let mut all = self.all();
        let forgotten = all.remove(connection);
        if let Some(known) = &forgotten {
            known.holders.clear();
            *known.gone.lock().unwrap_or_else(PoisonError::into_inner) = true;
        }
        let kept = kept();
        drop(all);
        if forgotten.is_some() {
            self.outside.watches.known_changed(connection);
        }
        kept
    }

    /// The fleet of a connection is another one from now on, and nothing is kept of the one before.
    pub(crate) fn begin_anew(&self, connection: &ConnectionId) {
        let known = self.all().get(connection).cloned();
        if let Some(known) = known {
            known.state().begin_anew();
            known.tell();
        }
    }

    /// A page looks at a fleet, or at what rests on it: it is told now and whenever something is another, until it leaves by the number
    /// that is answered. What is not known, or old, is read, now and for as long as it looks. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `WatchGone` for a call of an earlier page.
    pub fn watch(
        self: &Arc<Self>,
        epoch: u32,
        connection: &ConnectionId,
        sink: impl Fn(FleetNotice) -> bool + Send + 'static,
    ) -> Result<u32, AppError> {
        if epoch < *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(crate::live::gone());
        }
        let known = self.of(connection);
        let hold = self.held.fetch_add(1, Ordering::Relaxed) + 1;
        known.holders.add(hold, Box::new(sink));
        known.tell();
        self.read(connection, false);
        self.stay_fresh(connection, &known);
        Ok(hold)
    }

    /// The page left. No error where it was let go before.
    pub fn unwatch(&self, hold: u32) {
        for known in self.all().values() {
            known.holders.remove(hold);
        }
    }

    /// Reads the fleet again. Must be called inside a tokio runtime.
    pub fn refresh(self: &Arc<Self>, connection: &ConnectionId) {
        self.read(connection, true);
    }

    /// The rows of a view on screen, and the counts beside them.
    pub fn rows(&self, connection: &ConnectionId, view: &FleetView, start: u32, len: u32) -> FleetWindow {
        self.of(connection).state().window(view, start, len, self.outside.clock.now_ms())
    }

    /// Changes who is chosen.
    ///
    /// # Errors
    /// `NotFound` for a range of devices that are not shown.
    pub fn choose(&self, connection: &ConnectionId, change: FleetChoose) -> Result<FleetChosen, AppError> {
        self.of(connection).state().choose(change, self.outside.clock.now_ms())
    }

    /// The ids of those chosen, one a line.
    pub fn chosen_ids(&self, connection: &ConnectionId) -> String {
        self.of(connection).state().chosen_ids()
    }

    /// The devices that a view shows, or those that are chosen, as they stand now.
    pub(crate) fn snapshot(&self, connection: &ConnectionId, view: &FleetView, chosen: bool) -> Snapshot {
        self.of(connection).state().snapshot(view, chosen, self.outside.clock.now_ms())
    }

    /// A device: what is known of it, where from and since when, and what its deployments did.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn device(&self, connection: &ConnectionId, device: &DeviceId) -> Result<FleetDeviceView, AppError> {
        let found = self.outside.watches.elsewhere(connection, &"".into(), device).await;
        let of = found.iter().map(|one| one.deployment.clone()).collect();
        let mut comments = self.outside.lists.comments(connection, of).await;
        let history: Vec<FleetLast> = found
            .into_iter()
            .map(|one| FleetLast {
                comment: comments.remove(&one.deployment),
                deployment: one.deployment,
                state: one.state,
                at_ms: one.since_ms,
            })
            .collect();
        let known = self.of(connection);
        let state = known.state();
        match facts::of(&state.knowledge, device) {
            Some((name, facts)) => Ok(FleetDeviceView { id: device.clone(), name, facts, history }),
            None if history.is_empty() => Err(AppError::new(ErrorCode::NotFound, "Nothing is known of this device.")),
            None => Ok(FleetDeviceView { id: device.clone(), name: None, facts: Vec::new(), history }),
        }
    }

    /// A target for those chosen, if there is one that reaches exactly these.
    pub async fn target(&self, connection: &ConnectionId) -> FleetTarget {
        let known = self.of(connection);
        let asks = known.state().target_asks();
        let states = self.states(connection, asks.into_iter().collect()).await;
        known.state().target(&states)
    }

    /// What a draft reaches, as far as the fleet is known. What is not known is read meanwhile, for the next question. Must be called
    /// inside a tokio runtime.
    pub async fn reach(self: &Arc<Self>, connection: &ConnectionId, draft: &Draft) -> Reach {
        self.read(connection, false);
        // What was kept is there in a moment, and a part of it is no answer.
        self.restore_once(connection, &self.of(connection)).await;
        let states = self.states(connection, asked_of(draft)).await;
        let had = self.had(connection, draft).await;
        let known = self.of(connection);
        let state = known.state();
        let mut reach = state.reach(draft, &states);
        if !had.is_empty() {
            let perhaps = state.perhaps(draft, &states);
            reach.reasons.extend(had.iter().filter_map(|had| had.words(perhaps.iter().map(|id| id.as_str()))));
        }
        reach
    }

    /// What deployments launched here are known to have set of the apps that a draft asks for.
    async fn had(&self, connection: &ConnectionId, draft: &Draft) -> Vec<Had> {
        if apps::asked(draft).next().is_none() {
            return Vec::new();
        }
        let journal = self.journal(connection).await;
        let mut all = Vec::new();
        for filter in apps::asked(draft) {
            let deployments = apps::set_by(filter, &journal);
            let states = self.states(connection, deployments.iter().map(|one| (*one).to_owned()).collect()).await;
            all.push(Had::of(filter, &deployments, &states));
        }
        all
    }

    /// All devices that a draft reaches, or perhaps.
    pub async fn reach_rows(&self, connection: &ConnectionId, draft: &Draft, start: u32, len: u32) -> ReachWindow {
        let states = self.states(connection, asked_of(draft)).await;
        self.of(connection).state().reach_rows(draft, &states, start, len)
    }

    /// Adds to what was found in a draft what the known fleet tells of the names in it.
    pub fn name_problems(&self, connection: &ConnectionId, draft: &Draft, problems: &mut Vec<Problem>) {
        self.of(connection).state().name_problems(draft, problems);
    }

    /// Known devices or deployments that fit what is typed.
    pub fn suggest(&self, connection: &ConnectionId, what: SuggestedKind, text: &str) -> Vec<Suggested> {
        let needle = Needle::held(text.trim());
        let known = self.of(connection);
        let state = known.state();
        let suggested = |(id, label): (&str, Option<&str>)| {
            let label = label.unwrap_or_default();
            let fits = needle.is_in(id) || needle.is_in(label);
            fits.then(|| Suggested { value: id.to_owned(), label: label.to_owned() })
        };
        let Knowledge { devices, deployments, .. } = &*state.knowledge;
        match what {
            SuggestedKind::Device => {
                let named = devices.iter().map(|device| (device.id.as_str(), device.name.as_deref()));
                named.filter_map(suggested).take(SUGGESTED).collect()
            }
            SuggestedKind::Deployment => {
                let named = deployments.iter().map(|named| (named.id.as_str(), named.comment.as_deref()));
                named.filter_map(suggested).take(SUGGESTED).collect()
            }
        }
    }

    /// The same suggestions with the groups and the tags that known devices have besides, the greatest first.
    pub(crate) fn offer(&self, connection: &ConnectionId, mut offered: Suggestions) -> Suggestions {
        let facets = self.of(connection).state().facets();
        for (names, known) in [(&mut offered.groups, facets.groups), (&mut offered.tags, facets.tags)] {
            let known = known.into_iter().map(|one| one.value).filter(|value| !value.is_empty());
            let new: Vec<String> = known.filter(|value| !names.contains(value)).collect();
            names.extend(new);
        }
        offered
    }

    /// What devices did in these deployments, as far as they were watched here.
    async fn states(&self, connection: &ConnectionId, deployments: Vec<String>) -> States {
        let mut states = States::new();
        for deployment in deployments {
            let (last_seen, of, id) = (self.outside.last_seen.clone(), connection.clone(), deployment.as_str().into());
            let read = tokio::task::spawn_blocking(move || reading::states(&*last_seen, &of, &id));
            states.insert(deployment, read.await.ok().flatten());
        }
        states
    }

    fn of(&self, connection: &ConnectionId) -> Arc<Known> {
        let new = || {
            Arc::new(Known {
                watches: Hearing::new(connection, &self.outside.watches),
                state: Mutex::default(),
                holders: Holders::default(),
                reading: Mutex::default(),
                looked: Mutex::default(),
                gone: Mutex::default(),
                sources: tokio::sync::Mutex::default(),
                restored: tokio::sync::OnceCell::new(),
            })
        };
        self.all().entry(connection.clone()).or_insert_with(new).clone()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the service says where it does not offer the read.
fn not_available(why: String, at_ms: i64) -> FleetReads {
    FleetReads::NotAvailable { why, at_ms }
}
