//! Several lists as one: each list stays what it is, and their rows are merged in the order of the view.
//!
//! What is on screen of each is told to it as its own window would be: only that is counted first, and pages are loaded only as deep as it
//! is looked at. A list that cannot be had is not among them, and the others stand.

use std::ops::Range;
use std::sync::{Arc, MutexGuard};

use super::Lists;
use super::entry::Entry;
use super::listed::{Listed, WINDOW_LIMIT};
use super::view::{Place, place};
use crate::live::room::gone;
use crate::live::subject::Live;
use crate::live::window::places;
use crate::wire::{AppError, ConnectionId, FleetRow, FleetsWindow, ListView};

impl Lists {
    /// The rows on screen of the lists of several connections that the page watches, as one list.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] where it watches none of them.
    pub fn fleets_rows(
        &self,
        connections: &[ConnectionId],
        view: &ListView,
        start: u32,
        len: u32,
    ) -> Result<FleetsWindow, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        let watched = self.watched(connections)?;
        let mut lists: Vec<MutexGuard<'_, Listed>> = watched.iter().map(|live| live.state()).collect();
        for list in &mut lists {
            list.arrange(view, now_ms);
        }
        let order = merged(lists.iter().map(|list| list.arranged()), view);
        let total = order.len() as u32;
        let Range { start, end } = places(start, len, total, WINDOW_LIMIT);
        let (before, shown) = (&order[..start as usize], &order[start as usize..end as usize]);
        for (number, list) in lists.iter_mut().enumerate() {
            let first = share(before, number);
            let end = first + share(shown, number);
            list.show(view, first..end, end, len > 0);
        }
        let mut on_screen: Vec<_> = lists.iter().map(|list| list.on_screen()).collect();
        let rows = shown.iter().filter_map(|number| {
            let row = on_screen[*number].next()?.row();
            Some(FleetRow { connection: watched[*number].key.clone(), row })
        });
        let rows = rows.collect();
        drop(on_screen);
        // All were asked the same, so the first tells how it was read; what it leaves open is told of all.
        let search = lists[0].search().told(lists.iter().flat_map(|list| list.entries()));
        let revision = lists.iter().fold(0u32, |sum, list| sum.wrapping_add(list.revision()));
        drop(lists);
        for live in &watched {
            live.bell.notify_one();
        }
        Ok(FleetsWindow { revision, start, total, rows, search })
    }

    /// The loaded deployments of a view over the lists of these connections that the page watches, in its order. Nothing is asked of a
    /// service for it.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] where it watches none of them.
    pub(crate) fn snapshot(&self, connections: &[ConnectionId], view: &ListView) -> Result<Vec<FleetRow>, AppError> {
        let now_ms = self.room.outside.clock.now_ms();
        let watched = self.watched(connections)?;
        let lists: Vec<MutexGuard<'_, Listed>> = watched.iter().map(|live| live.state()).collect();
        let entries: Vec<Vec<&Entry>> = lists.iter().map(|list| list.of_view(view, now_ms).collect()).collect();
        let order = merged(entries.iter().map(|of_one| of_one.iter().copied()), view);
        let mut entries: Vec<_> = entries.into_iter().map(Vec::into_iter).collect();
        let rows = order.into_iter().filter_map(|number| {
            let row = entries[number].next()?.row();
            Some(FleetRow { connection: watched[number].key.clone(), row })
        });
        Ok(rows.collect())
    }

    /// Those of these lists that the page watches, in the order in which they are locked: always one and the same, so that no two calls
    /// can wait for each other, and each once.
    fn watched(&self, connections: &[ConnectionId]) -> Result<Vec<Arc<Live<Listed>>>, AppError> {
        let mut wanted: Vec<&ConnectionId> = connections.iter().collect();
        wanted.sort();
        wanted.dedup();
        let watched: Vec<_> = wanted.into_iter().filter_map(|fleet| self.held(fleet).ok()).collect();
        if watched.is_empty() { Err(gone()) } else { Ok(watched) }
    }
}

/// Of which list each row is, in the order of the view. Rows of one list keep their order; rows that compare equal come in the order of
/// the lists.
fn merged<'a>(lists: impl Iterator<Item = impl Iterator<Item = &'a Entry>>, view: &ListView) -> Vec<usize> {
    let mut places: Vec<_> = lists.map(|list| list.map(|entry| place(entry, view))).collect();
    let mut heads: Vec<Option<Place>> = places.iter_mut().map(Iterator::next).collect();
    let mut order = Vec::new();
    loop {
        let first = heads.iter().enumerate().filter_map(|(number, head)| Some((head.as_ref()?, number))).min();
        let Some((_, number)) = first else { return order };
        order.push(number);
        heads[number] = places[number].next();
    }
}

/// How many of these rows a list has.
fn share(rows: &[usize], list: usize) -> u32 {
    rows.iter().filter(|number| **number == list).count() as u32
}
