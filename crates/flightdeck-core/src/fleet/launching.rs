//! What a launch asks of the known fleet: how many it may reach, and what devices are called; and what the fleet asks of launches.

use std::sync::Arc;

use super::Fleets;
use super::knowledge::Knowledge;
use crate::outside::{JournalEntry, NamedDevice};
use crate::wire::{ConnectionId, Draft, Reach, Segment};

/// What was read longer ago says no more how many there are.
const RECENT_MS: i64 = 60 * 60 * 1_000;

impl Fleets {
    /// Devices by their ids, each with its name where it is known.
    pub(crate) fn named<'a>(&self, connection: &ConnectionId, ids: impl Iterator<Item = &'a str>) -> Vec<NamedDevice> {
        let known = self.of(connection);
        let state = known.state();
        let of = &state.knowledge;
        let name = |id: &str| of.devices[of.find(id)? as usize].name.as_deref().map(str::to_owned);
        ids.map(|id| (id.into(), name(id))).collect()
    }

    /// Says beside the id of a known device what it is called.
    pub(crate) fn say_names(&self, connection: &ConnectionId, sentence: Vec<Segment>) -> Vec<Segment> {
        say_names(&self.of(connection).state().knowledge, sentence)
    }

    /// What was launched from here. Without it less is said of the fleet, and nothing else.
    pub(super) async fn journal(&self, connection: &ConnectionId) -> Vec<JournalEntry> {
        let (journal, of) = (self.outside.journal.clone(), connection.clone());
        let read = tokio::task::spawn_blocking(move || journal.all(&of)).await;
        read.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// How many devices a draft reaches or may reach; none where not the whole fleet is known as it was within the hour.
    pub(crate) async fn at_most(self: &Arc<Self>, connection: &ConnectionId, draft: &Draft) -> Option<u32> {
        let Reach { yes, perhaps, .. } = self.reach(connection, draft).await;
        let state = self.of(connection);
        let read_ms = state.state().whole_ms()?;
        // After a clock was set back nobody knows how old a reading is.
        let age_ms = self.outside.clock.now_ms().saturating_sub(read_ms);
        (0..=RECENT_MS).contains(&age_ms).then(|| yes + perhaps)
    }
}

pub(super) fn say_names(of: &Knowledge, sentence: Vec<Segment>) -> Vec<Segment> {
    let mut said = Vec::with_capacity(sentence.len());
    for segment in sentence {
        let known = of.find(&segment.text).filter(|_| segment.mono);
        let name = known.and_then(|known| of.devices[known as usize].name.as_deref());
        let called = name.map(|name| Segment { text: format!(" ({name})"), value: false, mono: false });
        said.push(segment);
        said.extend(called);
    }
    said
}
