//! The fleet, known: what the service tells of its devices outside the seven operations, what imported lists tell, and what deployments
//! that were watched here told of them. Nothing depends on it: where it is refused, absent or odd, that is said once and everything else works without it.
//!
//! Each connection's knowledge is read when somebody first wants it, and again when the user asks or it is ten minutes old. The page
//! is told by notices; it asks for windows of rows. Who is chosen is kept here, as a rule or one by one. Nothing is ever written to a fleet.

mod choice;
mod evaluate;
pub mod import;
mod imports;
mod kept;
mod knowledge;
mod launching;
mod reading;
mod search;
mod state;
mod target;
#[cfg(test)]
mod tests;
mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::evaluate::States;
use self::imports::Imports;
use self::knowledge::{Fact, Knowledge, Named, Source};
use self::state::State;
use crate::live::list::Lists;
use crate::live::search::needle::Needle;
use crate::live::watch::Watches;
use crate::outside::{Apis, Clock, FleetBook, LastSeen};
use crate::wire::{
    AppError, ConnectionId, DeviceId, Draft, ErrorCode, FactSource, FilterKind, FleetChoose, FleetChosen,
    FleetDeviceView, FleetFact, FleetLast, FleetNotice, FleetReads, FleetTarget, FleetView, FleetWindow, Reach,
    ReachWindow, Suggested, SuggestedKind, Suggestions,
};

/// Suggestions at once.
const SUGGESTED: usize = 20;

/// What the room needs of the outside.
pub(crate) struct FleetOutside {
    pub(crate) apis: Arc<dyn Apis>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) last_seen: Arc<dyn LastSeen>,
    pub(crate) book: Arc<dyn FleetBook>,
    pub(crate) lists: Arc<Lists>,
    pub(crate) watches: Arc<Watches>,
}

type Sink = Box<dyn Fn(FleetNotice) -> bool + Send>;

/// The known fleets.
pub struct Fleets {
    outside: FleetOutside,
    known: Mutex<HashMap<ConnectionId, Arc<Known>>>,
    epoch: Mutex<u32>,
    imports: Imports,
}

/// One connection's fleet.
#[derive(Default)]
struct Known {
    state: Mutex<State>,
    page: Mutex<Option<Sink>>,
    /// Being read: a second wish waits for the first.
    reading: Mutex<bool>,
    /// Held while what is known is put together anew, so that what is being read is not lost in between.
    sources: tokio::sync::Mutex<()>,
    /// What was kept was taken in.
    restored: tokio::sync::OnceCell<()>,
}

impl Known {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the page, while it listens.
    fn tell(&self) {
        let notice = self.state().notice();
        let mut page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if page.as_ref().is_some_and(|tell| !tell(notice)) {
            *page = None;
        }
    }
}

impl Fleets {
    /// Nothing is known yet, and nobody asked.
    pub(crate) fn new(outside: FleetOutside) -> Arc<Self> {
        Arc::new(Self { outside, known: Mutex::default(), epoch: Mutex::default(), imports: Imports::default() })
    }

    /// A page was loaded: those of earlier ones are told nothing more.
    pub(crate) fn reset(&self, epoch: u32) {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
        for known in self.all().values() {
            *known.page.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// A connection was removed, or leads elsewhere.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        self.all().remove(connection);
    }

    /// A page looks at a fleet: it is told now and whenever something is another. What is not known, or old, is read. Must be called
    /// inside a tokio runtime.
    ///
    /// # Errors
    /// `WatchGone` for a call of an earlier page.
    pub fn watch(
        self: &Arc<Self>,
        epoch: u32,
        connection: &ConnectionId,
        sink: impl Fn(FleetNotice) -> bool + Send + 'static,
    ) -> Result<(), AppError> {
        if epoch < *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(crate::live::gone());
        }
        let known = self.of(connection);
        *known.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(sink));
        known.tell();
        self.read(connection, false);
        Ok(())
    }

    /// The page left.
    pub fn unwatch(&self, connection: &ConnectionId) {
        *self.of(connection).page.lock().unwrap_or_else(PoisonError::into_inner) = None;
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
        match facts(&state, device) {
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
        let states = self.states(connection, asked_of(draft)).await;
        self.of(connection).state().reach(draft, &states)
    }

    /// All devices that a draft reaches, or perhaps.
    pub async fn reach_rows(&self, connection: &ConnectionId, draft: &Draft, start: u32, len: u32) -> ReachWindow {
        let states = self.states(connection, asked_of(draft)).await;
        self.of(connection).state().reach_rows(draft, &states, start, len)
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
        let Knowledge { devices, deployments, .. } = &state.knowledge;
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
        self.all().entry(connection.clone()).or_default().clone()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The deployments whose outcome a draft asks for.
fn asked_of(draft: &Draft) -> Vec<String> {
    let asks = draft.filters.iter().filter(|filter| filter.kind == FilterKind::Deployment && !filter.extra.is_empty());
    let mut all: Vec<String> = asks.map(|filter| filter.extra.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn facts(state: &State, id: &DeviceId) -> Option<(Option<String>, Vec<FleetFact>)> {
    let of = &state.knowledge;
    let device = &of.devices[of.find(id)? as usize];
    let by_service = device.told_ms.map(|at_ms| (FactSource::Service, at_ms));
    let by = |fact: Fact| match device.source(fact) {
        Source::Service => by_service.clone(),
        Source::Deployment => device.by.and_then(|(deployment, at_ms)| {
            let Named { id, comment } = of.deployments.get(deployment as usize)?;
            Some((FactSource::Deployment { deployment: id.clone(), comment: comment.clone() }, at_ms))
        }),
        Source::List(number) => {
            let list = of.lists.get(usize::from(number));
            list.map(|list| (FactSource::List { name: list.name.clone() }, list.at_ms))
        }
    };
    let mut facts = Vec::new();
    let mut tell = |name: &str, value: Option<String>, by: &Option<(FactSource, i64)>| {
        if let (Some(value), Some((source, at_ms))) = (value, by) {
            facts.push(FleetFact { name: name.to_owned(), value, source: source.clone(), at_ms: *at_ms });
        }
    };
    let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    tell("Name", owned(&device.name), &by(Fact::Name));
    let groups = device.groups.iter().map(|group| of.texts.get(*group)).collect::<Vec<_>>().join(", ");
    tell("Group", Some(groups).filter(|groups| !groups.is_empty()), &by(Fact::Groups));
    let tags = device.tags.as_ref().map(|_| of.tags(device).collect::<Vec<_>>().join(", "));
    let tags = tags.map(|tags| match (tags.is_empty(), device.tags_cut) {
        (true, false) => "none".to_owned(),
        (_, true) => format!("{tags}, and more"),
        (false, false) => tags,
    });
    tell("Tags", tags, &by(Fact::Tags));
    let trigger = device.trigger.map(|on| if on { "on: it refuses updates" } else { "off" }.to_owned());
    tell("Update trigger", trigger, &by_service);
    tell("Agent", device.agent.map(|agent| of.texts.get(agent).to_owned()), &by_service);
    tell("Network address", owned(&device.ip), &by_service);
    tell("Address", owned(&device.address), &by_service);
    tell("Description", owned(&device.description), &by(Fact::Description));
    Some((owned(&device.name), facts))
}

/// What the service says where it does not offer the read.
fn not_available(why: String, at_ms: i64) -> FleetReads {
    FleetReads::NotAvailable { why, at_ms }
}
