//! What the page is given: the window it shows, and the notice.

use std::ops::Range;

use super::super::entry::{Entry, standing};
use super::super::search::{Search, searched};
use super::super::view::{is_newest_first, order};
use super::{Listed, WINDOW_LIMIT};
use crate::live::window::places;
use crate::wire::{DeploymentRow, ListNotice, ListView, ListWindow, Phase, Standing, StandingCounts};

impl Listed {
    /// The rows on screen; what is on screen is looked at, and what lies near the end brings the next page.
    pub(crate) fn window(&mut self, view: &ListView, start: u32, len: u32, now_ms: i64) -> ListWindow {
        self.arrange(view, now_ms);
        let total = self.order.len() as u32;
        let shown = places(start, len, total, WINDOW_LIMIT);
        let from = shown.start;
        self.show(view, shown, start.saturating_add(len.min(WINDOW_LIMIT)), len > 0);
        let rows = self.on_screen().map(Entry::row).collect();
        ListWindow { revision: self.revision, start: from, total, rows, search: self.search.told(self.entries()) }
    }

    /// Puts the entries of a view in its order.
    pub(crate) fn arrange(&mut self, view: &ListView, now_ms: i64) {
        if self.search.moves || self.order_of.as_ref().is_none_or(|(made, at)| *at != self.revision || made != view) {
            self.search = searched(view, now_ms);
            self.order = order(&self.entries, view, &self.search);
            self.order_of = Some((view.clone(), self.revision));
        }
    }

    /// The entries of the view that was arranged last, in its order.
    pub(crate) fn arranged(&self) -> impl Iterator<Item = &Entry> {
        self.order.iter().map(|number| &self.entries[*number as usize])
    }

    /// These places of what was arranged are on screen, and the page looks as far as `to`. `shown`: rows are shown, or would be if
    /// there were any.
    pub(crate) fn show(&mut self, view: &ListView, places: Range<u32>, to: u32, shown: bool) {
        self.shown = shown;
        self.on_screen = self.order.get(places.start as usize..places.end as usize).unwrap_or_default().to_vec();
        self.wanted_to = is_newest_first(view).then(|| to.max(1));
    }

    /// The entries on screen.
    pub(crate) fn on_screen(&self) -> impl Iterator<Item = &Entry> {
        self.on_screen.iter().map(|number| &self.entries[*number as usize])
    }

    /// All loaded entries.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> + Clone {
        self.entries.iter()
    }

    /// How the text of the view that was arranged last was read.
    pub(crate) fn search(&self) -> &Search {
        &self.search
    }

    /// Grows with every change.
    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }

    /// The entries of a view, all of them, in its order; what is on screen stays what it is.
    pub(crate) fn of_view(&self, view: &ListView, now_ms: i64) -> impl Iterator<Item = &Entry> {
        order(&self.entries, view, &searched(view, now_ms)).into_iter().map(|number| &self.entries[number as usize])
    }

    /// The rows of all loaded deployments, in the order in which they came.
    pub(crate) fn rows(&self) -> impl Iterator<Item = DeploymentRow> {
        self.entries.iter().map(Entry::row)
    }

    /// What the page is told.
    pub(crate) fn notice(&self) -> ListNotice {
        let (standings, not_looked) = self.standings();
        let phase = self.schedule.phase();
        // A look that is under way was due when it began.
        let wait = if phase == Phase::Syncing { None } else { self.schedule.wait() };
        ListNotice {
            connection: self.connection.clone(),
            revision: self.revision,
            phase,
            loaded: self.entries.len() as u32,
            announced: self.announced.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            more: self.deeper.is_some() || self.past.as_ref().is_some_and(|past| past.more),
            remembered: self.past.is_some(),
            standings,
            not_looked,
            unreadable: self.unreadable,
            last_good_ms: self.last_good_ms,
            next_look_ms: wait.map(|wait| self.rested_ms.saturating_add(wait.as_millis() as i64)),
        }
    }

    /// Where the loaded deployments stand, and how many were not looked at.
    fn standings(&self) -> (StandingCounts, u32) {
        let mut standings = StandingCounts::default();
        let mut not_looked = 0;
        for entry in &self.entries {
            let count = match entry.counts().as_ref().map(standing) {
                None => &mut not_looked,
                Some(Standing::NoDevice) => &mut standings.no_device,
                Some(Standing::Moving) => &mut standings.moving,
                Some(Standing::Attention) => &mut standings.attention,
                Some(Standing::Aborted) => &mut standings.aborted,
                Some(Standing::Finished) => &mut standings.finished,
            };
            *count += 1;
        }
        (standings, not_looked)
    }
}
