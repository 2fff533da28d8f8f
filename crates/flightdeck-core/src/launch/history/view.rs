//! A view of the launches: which of them, in which order.

use std::cmp::Ordering;

use super::Told;
use crate::outside::JournalEntry;
use crate::wire::{LaunchCounts, LaunchFilter, LaunchSort, LaunchState, LaunchesView};

/// Which filter a launch belongs to; each belongs to exactly one besides all.
fn place(state: LaunchState) -> LaunchFilter {
    match state {
        LaunchState::Created | LaunchState::Adopted => LaunchFilter::Launched,
        LaunchState::Sending | LaunchState::Unresolved => LaunchFilter::Unresolved,
        LaunchState::Refused => LaunchFilter::Refused,
        LaunchState::Dismissed => LaunchFilter::Dismissed,
    }
}

pub(super) fn passes(filter: LaunchFilter, state: LaunchState) -> bool {
    filter == LaunchFilter::All || place(state) == filter
}

pub(super) fn count(counts: &mut LaunchCounts, state: LaunchState) {
    counts.all += 1;
    match place(state) {
        LaunchFilter::Launched => counts.launched += 1,
        LaunchFilter::Unresolved => counts.unresolved += 1,
        LaunchFilter::Refused => counts.refused += 1,
        LaunchFilter::Dismissed | LaunchFilter::All => counts.dismissed += 1,
    }
}

/// Sorts entries that come newest first; those that are equal stay so, in both directions.
pub(super) fn sort(entries: &mut Vec<&JournalEntry>, view: &LaunchesView, told: &mut Told<'_>) {
    match view.sort {
        // The journal's own order, also among those of one millisecond.
        LaunchSort::Sent if view.descending => {}
        LaunchSort::Sent => entries.reverse(),
        LaunchSort::Comment => by(entries, view, |entry| {
            entry.request.deployment_configuration.comment.as_ref().map(|comment| comment.trim().to_lowercase())
        }),
        LaunchSort::Flow => by(entries, view, |entry| {
            let name = told.name(entry).map(str::to_lowercase);
            Some(name.unwrap_or_else(|| entry.request.deployment_configuration.flow_uuid.to_lowercase()))
        }),
        LaunchSort::Outcome => by(entries, view, |entry| Some(told.state(entry))),
    }
}

/// What has no key comes last in both directions.
fn by<K: Ord>(entries: &mut Vec<&JournalEntry>, view: &LaunchesView, mut key: impl FnMut(&JournalEntry) -> Option<K>) {
    let mut keyed: Vec<_> = entries.drain(..).map(|entry| (key(entry), entry)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if view.descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    entries.extend(keyed.into_iter().map(|(_, entry)| entry));
}
