//! What one page sees and has chosen: its order of the rows, its window, its choice.

use super::super::chosen::Choice;
use super::super::compare::{Compared, Side};
use super::super::course::{Lens, Recall};
use super::super::picture::Sent;
use super::super::view::{RowsNow, SortedView};
use super::Watched;
use crate::wire::{Choose, Chosen, Counts, DeviceId, DeviceRow, RowsView, RowsWindow};

/// One page's view of the rows.
#[derive(Debug, Default)]
pub(super) struct Looker {
    sorted: SortedView,
    choice: Choice,
    /// The picture it has.
    picture: Sent,
    /// What was made of it and another, where the page compares them.
    compared: Compared,
}

/// Those chosen, as an abort needs them.
pub(crate) struct Stoppable {
    /// Devices that may still be stopped, in the order of the fleet picture.
    pub(crate) devices: Vec<DeviceId>,
    /// All chosen ones the service still names.
    pub(crate) counts: Counts,
    /// Chosen ones it does not name any more.
    pub(crate) gone: u32,
    /// Devices of the deployment that are not chosen.
    pub(crate) others: u32,
    /// They are all that may still be stopped.
    pub(crate) everything: bool,
    /// When this was seen.
    pub(crate) at_ms: i64,
}

impl Watched {
    /// The rows on screen of the page behind a hold.
    pub(crate) fn window(&mut self, hold: u32, view: &RowsView, start: u32, len: u32, now_ms: i64) -> RowsWindow {
        let (at, lens, looker) = self.seen(hold, view, now_ms);
        let mut window = looker.sorted.window(at, lens, view, start, len);
        window.chosen = looker.choice.mark(at, &mut window.rows);
        window
    }

    /// The row `step` places after a device in the view of the page behind a hold; the first row where the device is not in it.
    pub(crate) fn neighbour(
        &mut self,
        hold: u32,
        view: &RowsView,
        device: &str,
        step: i32,
        now_ms: i64,
    ) -> Option<DeviceRow> {
        let (at, lens, looker) = self.seen(hold, view, now_ms);
        looker.sorted.neighbour(at, lens, view, device, step)
    }

    /// The fleet picture for the page behind a hold, which has the one of revision `have`.
    pub(crate) fn picture(&mut self, hold: u32, have: u32) -> Vec<u8> {
        let cells = self.rows.cells();
        self.lookers.entry(hold).or_default().picture.next(cells, self.revision, have)
    }

    /// Changes what the page behind a hold has chosen.
    pub(crate) fn choose(&mut self, hold: u32, change: Choose, now_ms: i64) -> Chosen {
        let (at, looker) = self.looker(hold, now_ms);
        match change {
            Choose::Nobody => looker.choice.clear(),
            Choose::All { view } => looker.choice.all(view),
            Choose::Toggle { device } => {
                if let Some(row) = at.rows.find(&device) {
                    looker.choice.toggle(at, row);
                }
            }
            Choose::Range { view, from, to } => {
                looker.choice.add(looker.sorted.between(at, &view, [&from, &to]));
            }
        }
        looker.choice.summary(at)
    }

    /// The ids of those chosen by the page behind a hold, in the order of the fleet picture.
    pub(crate) fn chosen_ids(&mut self, hold: u32, now_ms: i64) -> Vec<DeviceId> {
        let (at, looker) = self.looker(hold, now_ms);
        looker.choice.rows(at).into_iter().map(|row| at.rows.id(row).into()).collect()
    }

    /// The rows of those chosen by the page behind a hold, in the order of the fleet picture.
    pub(crate) fn chosen_rows(&mut self, hold: u32, now_ms: i64) -> Vec<u32> {
        let (at, looker) = self.looker(hold, now_ms);
        looker.choice.rows(at)
    }

    /// Those chosen by the page behind a hold that an abort may still stop; none where this run has not looked yet.
    pub(crate) fn stoppable(&mut self, hold: u32, now_ms: i64) -> Option<Stoppable> {
        let at_ms = self.sight.as_ref()?.at_ms;
        let (at, looker) = self.looker(hold, now_ms);
        let Chosen { counts, gone, .. } = looker.choice.summary(at);
        let may = |row: &u32| !at.rows.is_gone(*row) && !at.rows.state(*row).is_terminal();
        let rows: Vec<u32> = looker.choice.rows(at).into_iter().filter(may).collect();
        let of_all = at.rows.counts();
        let everything = rows.len() as u32 == of_all.moving() + of_all.unknown;
        let others = of_all.total().saturating_sub(counts.total());
        let devices = rows.into_iter().map(|row| at.rows.id(row).into()).collect();
        Some(Stoppable { devices, counts, gone, others, everything, at_ms })
    }

    /// The rows as they stand.
    pub(crate) fn now(&self, now_ms: i64) -> RowsNow<'_> {
        RowsNow { rows: &self.rows, triage: &self.triage, judged: &self.judged, revision: self.revision, now_ms }
    }

    /// The rows as they stand, and what the page behind a hold makes of them.
    fn looker(&mut self, hold: u32, now_ms: i64) -> (RowsNow<'_>, &mut Looker) {
        let at =
            RowsNow { rows: &self.rows, triage: &self.triage, judged: &self.judged, revision: self.revision, now_ms };
        (at, self.lookers.entry(hold).or_default())
    }

    /// The same, and the rows as a view sees them: as they stand, or as they were.
    fn seen(&mut self, hold: u32, view: &RowsView, now_ms: i64) -> (RowsNow<'_>, Lens<'_>, &mut Looker) {
        if let Some(at_ms) = view.at_ms {
            self.then(at_ms);
        }
        let at =
            RowsNow { rows: &self.rows, triage: &self.triage, judged: &self.judged, revision: self.revision, now_ms };
        let lens = match view.at_ms {
            None => at.lens(),
            Some(_) => Lens::then(Recall::new(&self.rows, &self.looks, self.born_ms), &self.then),
        };
        (at, lens, self.lookers.entry(hold).or_default())
    }

    /// It as one of two that are compared.
    pub(crate) fn side(&self) -> Side<'_> {
        let Self { rows, triage, looks, born_ms, revision, .. } = self;
        Side { rows, triage, looks, born_ms: *born_ms, revision: *revision }
    }

    /// Takes out what was made of it and another for the page behind a hold; it is put back after use.
    pub(crate) fn take_compared(&mut self, hold: u32) -> Compared {
        std::mem::take(&mut self.lookers.entry(hold).or_default().compared)
    }

    /// Puts it back.
    pub(crate) fn put_compared(&mut self, hold: u32, compared: Compared) {
        self.lookers.entry(hold).or_default().compared = compared;
    }

    /// A hold has ended: its order and choice are not needed any more.
    pub(crate) fn left(&mut self, hold: u32) {
        self.lookers.remove(&hold);
    }
}
