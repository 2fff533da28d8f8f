//! Everything that was ever sent from a connection: rows by window, one launch whole, and two of them side by side.
//!
//! The journal is read once and held until it changes. What is likely secret never leaves here unmasked.

pub(super) mod diff;
mod search;
#[cfg(test)]
pub(super) mod tests;
mod view;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use connect_api::{DeployRequest, Filter, Operand};

use super::Launches;
use crate::batched::of_launch;
use crate::live::search::span::Here;
use crate::live::window::places;
use crate::outside::{Journal, JournalEntry, StorageError};
use crate::parameters::secrets::Marks;
use crate::target::{self, Destination};
use crate::wire::{
    AppError, ConnectionId, Draft, ErrorCode, LaunchCounts, LaunchDiff, LaunchEntry, LaunchOutcome, LaunchRow,
    LaunchState, LaunchesView, LaunchesWindow, SentBefore,
};

/// Rows a page may ask for at once.
const MOST: u32 = 500;

/// The journal of the connection that was asked for last, as it was read.
#[derive(Default)]
pub(super) struct Past(Mutex<Option<Held>>);

struct Held {
    connection: ConnectionId,
    revision: u64,
    entries: Arc<[JournalEntry]>,
}

impl Past {
    /// All entries, newest first, and what changes when they do.
    pub(super) fn entries(
        &self,
        journal: &dyn Journal,
        connection: &ConnectionId,
    ) -> Result<(Arc<[JournalEntry]>, u64), StorageError> {
        // Asked before it is read: what is written meanwhile makes it old, never the other way round.
        let revision = journal.revision();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(known), Some(revision)) = (held.as_ref(), revision)
            && known.connection == *connection
            && known.revision == revision
        {
            return Ok((known.entries.clone(), revision));
        }
        let entries: Arc<[JournalEntry]> = journal.all(connection)?.into();
        let Some(revision) = revision else { return Ok((entries, 0)) };
        *held = Some(Held { connection: connection.clone(), revision, entries: entries.clone() });
        Ok((entries, revision))
    }
}

impl Launches {
    /// The launches on screen.
    ///
    /// # Errors
    /// `NotFound` for an unknown connection, `Storage`.
    pub fn rows(
        &self,
        connection: &ConnectionId,
        asked: &LaunchesView,
        start: u32,
        len: u32,
    ) -> Result<LaunchesWindow, AppError> {
        self.destinations.destination(connection)?;
        let (entries, revision) = self.past.entries(self.journal.as_ref(), connection)?;
        let here = Here { now_ms: self.clock.now_ms(), zone_minutes: asked.zone_minutes.unwrap_or(0) };
        let search = search::search(&asked.text, here);
        let mut told = Told::new(self);
        let mut counts = LaunchCounts::default();
        let mut fitting = Vec::new();
        for entry in entries.iter() {
            let state = told.state(entry);
            view::count(&mut counts, state);
            if view::passes(asked.filter, state) && search::fits(&search, entry, state, told.of(entry)) {
                fitting.push(entry);
            }
        }
        view::sort(&mut fitting, asked, &mut told);
        let total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        let shown = places(start, len, total, MOST);
        let rows = fitting[shown.start as usize..shown.end as usize].iter().map(|entry| told.row(entry)).collect();
        Ok(LaunchesWindow {
            revision: revision as u32,
            start: shown.start,
            total,
            rows,
            counts,
            search: (!search.reading.terms.is_empty()).then_some(search.reading),
        })
    }

    /// Tells every launch of a connection, newest first, with what became of it.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) fn each(
        &self,
        connection: &ConnectionId,
        tell: &mut dyn FnMut(&JournalEntry, LaunchState),
    ) -> Result<(), AppError> {
        let (entries, _) = self.past.entries(self.journal.as_ref(), connection)?;
        let told = Told::new(self);
        entries.iter().for_each(|entry| tell(entry, told.state(entry)));
        Ok(())
    }

    /// One launch, whole, and the connection it was sent on.
    ///
    /// # Errors
    /// `NotFound` where the journal does not know it, `Storage`.
    pub fn one(&self, request_id: &str) -> Result<(ConnectionId, LaunchEntry), AppError> {
        let entry = self.written(request_id)?;
        let at = destination(&entry);
        let now = self.destinations.destination(&entry.connection).ok();
        let marks = self.names.marks(&entry.connection, flow(&entry.request));
        let whole = LaunchEntry {
            row: Told::new(self).row(&entry),
            sentence: target::sentence_of(&target::draft_of(&entry.request), &at),
            moved: now.is_none_or(|now| now.line() != entry.destination),
            base_url: at.base_url,
            fleet_key: at.fleet_key,
            json: serde_json::to_string_pretty(&marks.masked(&entry.request)).unwrap_or_default(),
            masked: marks.count(&entry.request),
            outcome: entry.outcome,
        };
        Ok((entry.connection, whole))
    }

    /// A launch beside another; beside the one before it of the same flow, where none is named.
    ///
    /// # Errors
    /// `NotFound` where the journal does not know them, `Storage`.
    pub fn diff(&self, request_id: &str, with: Option<&str>) -> Result<LaunchDiff, AppError> {
        let entry = self.written(request_id)?;
        let other = match with {
            Some(other) => Some(self.written(other)?),
            None => {
                let (entries, _) = self.past.entries(self.journal.as_ref(), &entry.connection)?;
                earlier(&entries, &entry).next().cloned()
            }
        };
        let mut told = Told::new(self);
        Ok(match other {
            None => diff::none(),
            Some(other) => {
                let marks = |of: &JournalEntry| self.names.marks(&of.connection, flow(&of.request));
                let (old, new) = (marks(&other), marks(&entry));
                let sides = (side(&other.request, &old), side(&entry.request, &new));
                diff::of(sides.0, sides.1, told.row(&other), |flow| {
                    told.flow(&entry.connection, flow).unwrap_or_else(|| flow.to_owned())
                })
            }
        })
    }

    /// What was sent before a draft: the last launch of its flow, and the last that did the same. What was refused launched nothing.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub(crate) fn before(&self, connection: &ConnectionId, draft: &Draft) -> Result<Option<SentBefore>, AppError> {
        let Some(request) = target::request_of(draft) else { return Ok(None) };
        let (entries, _) = self.past.entries(self.journal.as_ref(), connection)?;
        let mut told = Told::new(self);
        let sent = entries.iter().filter(|entry| !matches!(entry.outcome, Some(LaunchOutcome::Refused { .. })));
        let mut of_flow = sent.filter(|entry| flow(&entry.request) == flow(&request));
        let Some(last) = of_flow.next() else { return Ok(Some(SentBefore { diff: diff::none(), twin: None })) };
        let twin = std::iter::once(last).chain(of_flow).find(|entry| diff::same(&entry.request, &request));
        let twin = twin.map(|entry| told.row(entry));
        let kept = self.names.marks(connection, flow(&request));
        let typed = kept.clone().with_rows(&draft.parameters);
        let diff = diff::of(side(&last.request, &kept), side(&request, &typed), told.row(last), str::to_owned);
        Ok(Some(SentBefore { diff, twin }))
    }

    /// The devices that alone were sent the same as a draft says, since a moment. What was refused launched nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) fn sent_alone(
        &self,
        connection: &ConnectionId,
        draft: &Draft,
        since_ms: i64,
    ) -> Result<HashSet<String>, AppError> {
        let (entries, _) = self.past.entries(self.journal.as_ref(), connection)?;
        let unfiltered = Draft { groups: Vec::new(), filters: Vec::new(), ..draft.clone() };
        let Some(mut request) = target::request_of(&unfiltered) else { return Ok(HashSet::new()) };
        let mut devices = HashSet::new();
        for entry in entries.iter().filter(|entry| entry.sent_ms >= since_ms) {
            let refused = matches!(entry.outcome, Some(LaunchOutcome::Refused { .. }));
            let [Filter::SpecificDevice { operand: Operand::Is, value }] =
                entry.request.device_filter.filters.as_slice()
            else {
                continue;
            };
            request.device_filter.filters = entry.request.device_filter.filters.clone();
            if !refused && diff::same(&entry.request, &request) {
                devices.insert(value.clone());
            }
        }
        Ok(devices)
    }

    /// Whether a launch of this id was begun, in this run or an earlier one.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) fn begun(&self, request_id: &str) -> Result<bool, AppError> {
        Ok(self.repeats.running(request_id) || self.journal.find(request_id)?.is_some())
    }

    pub(crate) fn written(&self, request_id: &str) -> Result<JournalEntry, AppError> {
        let found = self.journal.find(request_id)?;
        found.ok_or_else(|| AppError::new(ErrorCode::NotFound, "This launch is not in the journal."))
    }
}

/// The launches of the same flow that were sent before one, newest first; `entries` stand so, too.
pub(super) fn earlier<'a>(entries: &'a [JournalEntry], of: &JournalEntry) -> impl Iterator<Item = &'a JournalEntry> {
    let after = entries.iter().position(|entry| entry.request_id == of.request_id).map_or(entries.len(), |at| at + 1);
    entries[after..].iter().filter(|entry| flow(&entry.request) == flow(&of.request))
}

fn side<'a>(request: &'a DeployRequest, marks: &'a Marks) -> diff::Side<'a> {
    diff::Side { request, marks }
}

fn flow(request: &DeployRequest) -> &str {
    &request.deployment_configuration.flow_uuid
}

/// Where a launch went. A line without a blank in it was not written by this program, and is shown as it is.
fn destination(entry: &JournalEntry) -> Destination {
    let (base_url, fleet_key) = entry.destination.rsplit_once(' ').unwrap_or((&entry.destination, ""));
    Destination { base_url: base_url.to_owned(), fleet_key: fleet_key.to_owned() }
}

/// What is told of entries: each flow's name is looked up once.
struct Told<'a> {
    launches: &'a Launches,
    sending: HashSet<String>,
    flows: HashMap<(ConnectionId, String), ToldFlow>,
}

/// What is known here of a flow.
#[derive(Default)]
struct ToldFlow {
    name: Option<String>,
    marks: Marks,
}

impl<'a> Told<'a> {
    fn new(launches: &'a Launches) -> Self {
        Self { launches, sending: launches.repeats.all_running(), flows: HashMap::new() }
    }

    fn state(&self, entry: &JournalEntry) -> LaunchState {
        match &entry.outcome {
            Some(LaunchOutcome::Created { .. }) => LaunchState::Created,
            Some(LaunchOutcome::Adopted { .. }) => LaunchState::Adopted,
            Some(LaunchOutcome::Refused { .. }) => LaunchState::Refused,
            Some(LaunchOutcome::Dismissed) => LaunchState::Dismissed,
            Some(LaunchOutcome::Unknown { .. }) | None if self.sending.contains(&entry.request_id) => {
                LaunchState::Sending
            }
            Some(LaunchOutcome::Unknown { .. }) | None => LaunchState::Unresolved,
        }
    }

    fn name(&mut self, entry: &JournalEntry) -> Option<&str> {
        self.of(entry).name.as_deref()
    }

    fn of(&mut self, entry: &JournalEntry) -> &ToldFlow {
        self.looked_up(&entry.connection, flow(&entry.request))
    }

    fn flow(&mut self, connection: &ConnectionId, flow: &str) -> Option<String> {
        self.looked_up(connection, flow).name.clone()
    }

    fn looked_up(&mut self, connection: &ConnectionId, flow: &str) -> &ToldFlow {
        let known = &self.launches.names;
        let key = (connection.clone(), flow.to_owned());
        self.flows.entry(key).or_insert_with(|| ToldFlow {
            name: known.flow_name(connection, flow),
            marks: known.marks(connection, flow),
        })
    }

    fn row(&mut self, entry: &JournalEntry) -> LaunchRow {
        let configuration = &entry.request.deployment_configuration;
        let why = match &entry.outcome {
            Some(LaunchOutcome::Unknown { why, .. } | LaunchOutcome::Adopted { why, .. }) => Some(why.clone()),
            Some(LaunchOutcome::Refused { error }) => Some(error.message.clone()),
            Some(LaunchOutcome::Created { .. } | LaunchOutcome::Dismissed) | None => None,
        };
        LaunchRow {
            request_id: entry.request_id.clone(),
            sent_ms: entry.sent_ms,
            flow_name: self.flow(&entry.connection, &configuration.flow_uuid),
            flow_uuid: configuration.flow_uuid.clone(),
            comment: configuration.comment.clone(),
            target: entry.target.clone(),
            app: configuration.app.as_ref().map(|app| format!("{} → {}", app.name, app.version)),
            parameters: configuration
                .parameters_mapping
                .as_ref()
                .map_or(0, |all| u32::try_from(all.len()).unwrap_or(u32::MAX)),
            state: self.state(entry),
            why,
            deployment: entry.outcome.as_ref().and_then(LaunchOutcome::deployment).cloned(),
            batch: of_launch(&entry.request_id).map(|(batch, ..)| batch.to_owned()),
        }
    }
}
