//! Reading a fleet: what was kept of it, then what deployments that were watched here named, then the service, page by page. The driver
//! is thin.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use connect_api::{Error, NotOffered};
use tokio::time::Instant;

use super::evaluate::There;
use super::kept::{self, Parts};
use super::knowledge::{Knowledge, Last, List, Named, SeenThere, Source};
use super::{Fleets, Known, not_available};
use crate::error::{Context, explain};
use crate::live::watch::each;
use crate::outside::{FleetSource, LastSeen};
use crate::wire::{ConnectionId, DeploymentId, FleetReads};

/// Deployments that were watched here are read again no sooner than this, or than twenty times as long as that took.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

impl Known {
    /// Whether what deployments did may be looked at again: it changes while they are watched.
    fn may_look(&self) -> bool {
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.is_none_or(|(at, took)| at.elapsed() >= LOOK_AGAIN.max(took * 20))
    }
}

impl Fleets {
    /// Reads what is not known, or old, unless it is being read; or whatever is known, where it is `wanted`.
    pub(super) fn read(self: &Arc<Self>, connection: &ConnectionId, wanted: bool) {
        let known = self.of(connection);
        if !(wanted || known.state().due(self.outside.clock.now_ms()) || known.may_look()) {
            return;
        }
        {
            let mut reading = known.reading.lock().unwrap_or_else(PoisonError::into_inner);
            if std::mem::replace(&mut *reading, true) {
                return;
            }
        }
        let (this, connection) = (self.clone(), connection.clone());
        tokio::spawn(async move {
            let sources = known.sources.lock().await;
            this.restore_once(&connection, &known).await;
            this.read_seen(&connection, &known).await;
            // What was kept may be of a moment ago.
            if wanted || known.state().due(this.outside.clock.now_ms()) {
                this.read_service(&connection, &known).await;
            }
            drop(sources);
            *known.reading.lock().unwrap_or_else(PoisonError::into_inner) = false;
        });
    }

    /// Takes in what was kept, the first time somebody wants to know.
    pub(super) async fn restore_once(&self, connection: &ConnectionId, known: &Arc<Known>) {
        known.restored.get_or_init(|| self.restore(connection, known)).await;
    }

    /// Takes in what is kept, part by part: the first of it is shown while the rest is read.
    async fn restore(&self, connection: &ConnectionId, known: &Arc<Known>) {
        let (book, of, known, now_ms) =
            (self.outside.book.clone(), connection.clone(), known.clone(), self.outside.clock.now_ms());
        let open = move || {
            let sources = book.sources(&of);
            known.state().opening(sources.iter().map(|source| source.devices).sum());
            for source in &sources {
                let from = match list_of(source) {
                    None => Source::Service,
                    Some(list) => known.state().kept_list(list),
                };
                for devices in source.parts.iter().filter_map(|part| kept::read(part)) {
                    known.state().kept(&devices, from, source.at_ms, now_ms);
                    known.tell_seldom();
                }
            }
            known.state().opened(read_of(&sources));
            known.tell();
        };
        if let Err(error) = tokio::task::spawn_blocking(open).await {
            tracing::warn!(%error, "what was known of a fleet cannot be taken in");
        }
    }

    /// What is kept takes the place of what is known.
    pub(super) async fn replace(&self, connection: &ConnectionId, known: &Known) {
        let (book, of, now_ms) = (self.outside.book.clone(), connection.clone(), self.outside.clock.now_ms());
        let read = tokio::task::spawn_blocking(move || from_sources(&book.sources(&of), now_ms)).await;
        if let Ok(knowledge) = read {
            known.state().replaced(knowledge);
            known.tell();
        }
    }

    /// What deployments that were watched here told.
    pub(super) async fn read_seen(&self, connection: &ConnectionId, known: &Known) {
        let begun = Instant::now();
        let (last_seen, of) = (self.outside.last_seen.clone(), connection.clone());
        let read = tokio::task::spawn_blocking(move || seen(&*last_seen, &of)).await;
        *known.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), begun.elapsed()));
        let Ok((deployments, there)) = read else { return };
        let mut comments = self.outside.lists.comments(connection, deployments.clone()).await;
        let named = deployments.into_iter().map(|id| Named { comment: comments.remove(&id), id }).collect();
        if known.state().seen(named, there) {
            known.tell();
        }
    }

    async fn read_service(&self, connection: &ConnectionId, known: &Arc<Known>) {
        let began_ms = self.outside.clock.now_ms();
        let before = {
            let mut state = known.state();
            std::mem::replace(&mut state.service, FleetReads::Reading { loaded: 0 })
        };
        known.tell();
        let told = match self.outside.apis.api(connection).await {
            Err(error) => Err(error),
            Ok(api) => {
                let mut parts = Parts::default();
                let mut records_tell = false;
                let mut page = |page: connect_api::FleetDevicesPage| {
                    let now_ms = self.outside.clock.now_ms() + api.clock_offset_ms().unwrap_or(0);
                    known.state().page(&page.devices, began_ms, now_ms);
                    known.tell_seldom();
                    records_tell |= page.devices.iter().any(|device| !device.groups.is_empty());
                    parts.add(page.devices);
                };
                match api.fleet_devices(None, &mut page).await {
                    Ok(shortfall) => {
                        let whole = shortfall.is_none();
                        self.learn_groups(connection, known, &*api, records_tell, &mut parts).await;
                        let all = {
                            let mut state = known.state();
                            state.read(began_ms, whole);
                            whole || parts.devices >= state.knowledge.told_count()
                        };
                        known.tell();
                        // What fell short must not take the place of what is more.
                        if all {
                            self.keep_read(connection, known, parts, began_ms, whole).await;
                        }
                        return;
                    }
                    Err(error) if error.not_offered().is_some() => {
                        let why = refusal(&error);
                        known.state().failed(not_available(why, began_ms), began_ms);
                        known.tell();
                        return;
                    }
                    Err(error) => Err(explain(&error, &Context::List)),
                }
            }
        };
        if let Err::<(), _>(error) = told {
            let at_ms = match before {
                FleetReads::Read { at_ms, .. } => Some(at_ms),
                FleetReads::Trouble { at_ms, .. } => at_ms,
                _ => None,
            };
            known.state().failed(FleetReads::Trouble { error, at_ms }, self.outside.clock.now_ms());
            known.tell();
        }
    }
}

impl Fleets {
    async fn keep_read(&self, connection: &ConnectionId, known: &Arc<Known>, parts: Parts, at_ms: i64, whole: bool) {
        let (book, of, known) = (self.outside.book.clone(), connection.clone(), known.clone());
        let keep = move || {
            let devices = parts.devices;
            let told = FleetSource { at_ms, devices, whole, parts: parts.done(), ..FleetSource::default() };
            known.keep(|| book.keep_source(&of, &told))
        };
        if let Ok(Err(error)) = tokio::task::spawn_blocking(keep).await {
            tracing::warn!(%error, "what is known of a fleet is not kept");
        }
    }
}

/// What these sources tell together, told first in front.
fn from_sources(sources: &[FleetSource], now_ms: i64) -> Knowledge {
    let mut knowledge = Knowledge::default();
    for source in sources {
        let from = list_of(source).map_or(Source::Service, |list| knowledge.list(list));
        for device in source.parts.iter().filter_map(|part| kept::read(part)).flatten() {
            knowledge.kept(&device, from, source.at_ms, now_ms);
        }
    }
    knowledge
}

/// The imported list that is kept here; none where it is what the service told.
fn list_of(FleetSource { id, name, at_ms, devices, .. }: &FleetSource) -> Option<List> {
    let list = || List { id: id.clone(), name: name.clone(), at_ms: *at_ms, devices: *devices };
    (!id.is_empty()).then(list)
}

/// When the service was read, and whether to its end.
fn read_of(sources: &[FleetSource]) -> Option<(i64, bool)> {
    sources.iter().find(|source| source.id.is_empty()).map(|source| (source.at_ms, source.whole))
}

/// Why the service does not offer it, in a sentence.
fn refusal(error: &Error) -> String {
    match error.not_offered() {
        Some(NotOffered::Refused) => "This token may not list the fleet's devices.",
        Some(NotOffered::Absent) => "This service has no list of the fleet's devices.",
        Some(NotOffered::Odd) | None => "The service answers this question with something that is not understood.",
    }
    .to_owned()
}

/// The deployments that are kept, the one looked at last first, and what each device did last in any of them.
fn seen(last_seen: &dyn LastSeen, connection: &ConnectionId) -> (Vec<DeploymentId>, HashMap<String, SeenThere>) {
    let mut deployments = Vec::new();
    let mut there: HashMap<String, SeenThere> = HashMap::new();
    last_seen.pieces(connection, &|_| true, &mut |pieces| {
        let deployment = deployments.len() as u32;
        deployments.push(pieces.deployment);
        each(&pieces.blobs, |told| {
            // A deployment that does not name it any more says nothing of what it does.
            if told.found.gone_ms.is_some() {
                return;
            }
            let last = Last { deployment, state: told.found.state, at_ms: told.found.since_ms };
            let before = there.get_mut(told.id);
            let (name, group) = (told.name.map(str::to_owned), told.group.map(str::to_owned));
            match before {
                None => {
                    there.insert(told.id.to_owned(), SeenThere { name, group, last, looked_ms: pieces.at_ms });
                }
                Some(before) => {
                    before.name = before.name.take().or(name);
                    before.group = before.group.take().or(group);
                    if before.last.at_ms < last.at_ms {
                        before.last = last;
                        before.looked_ms = pieces.at_ms;
                    }
                }
            }
        });
    });
    (deployments, there)
}

/// What devices did in a deployment; none where it was not watched here. All of them are told where its last look did not fall short.
pub(super) fn states(last_seen: &dyn LastSeen, connection: &ConnectionId, deployment: &DeploymentId) -> Option<There> {
    let kept = last_seen.load(connection, deployment)?;
    let whole = last_seen.last_counts(connection, deployment).is_some_and(|last| last.shortfall.is_none());
    let mut states = HashMap::new();
    each(&kept.blobs, |told| {
        if told.found.gone_ms.is_none() {
            states.insert(told.id.to_owned(), told.found.state);
        }
    });
    Some(There { states, whole })
}
