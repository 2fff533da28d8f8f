//! What one page sees and has chosen: its order of the rows, its window, its choice.

use super::super::bits::Bits;
use super::super::chosen::Choice;
use super::super::compare::{Compared, Side};
use super::super::course::{Lens, Recall};
use super::super::picked::{Picked, picked};
use super::super::picture::{Order, Sent, SentMarks};
use super::super::view::{RowsNow, SortedView};
use super::Watched;
use crate::wire::{Choose, Chosen, Counts, DeviceId, DeviceRow, PictureOrder, RowsView, RowsWindow};
use connect_api::DeviceState;

/// One page's view of the rows.
#[derive(Debug, Default)]
pub(super) struct Looker {
    sorted: SortedView,
    choice: Choice,
    /// Where its picture's cells stand.
    order: Order,
    /// The picture it has, and the marks over it.
    picture: Sent,
    marks: SentMarks,
    /// What was made of it and another, where the page compares them.
    compared: Compared,
}

impl Looker {
    /// The rows it has chosen, in the order of its picture.
    fn chosen(&mut self, at: RowsNow<'_>) -> Vec<u32> {
        let members = self.choice.members(at);
        self.order.rows(at.rows).filter(|row| members.has(*row)).collect()
    }
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
        let looker = self.lookers.entry(hold).or_default();
        // Not before all are there: what a first look brings page by page would be ordered again and again.
        if self.last_good_ms.is_some() && looker.order.settle(&self.rows) {
            looker.picture = Sent::default();
        }
        let cells = self.rows.cells();
        looker.picture.next(looker.order.put(&cells), self.revision, have)
    }

    /// How the picture of the page behind a hold is ordered.
    pub(crate) fn picture_order(&mut self, hold: u32) -> PictureOrder {
        self.lookers.entry(hold).or_default().order.told()
    }

    /// Which cells of its picture a view of the page behind a hold shows and which are chosen; it has the marks of revision `have`. Nobody
    /// is chosen in the past.
    pub(crate) fn marks(&mut self, hold: u32, view: &RowsView, have: u32, now_ms: i64) -> Vec<u8> {
        let (at, lens, looker) = self.seen(hold, view, now_ms);
        let shown = looker.sorted.members(at, lens, view);
        let chosen = looker.choice.members(at);
        let chosen = Some(chosen).filter(|chosen| view.at_ms.is_none() && !chosen.is_empty());
        looker.marks.next(at.rows, &looker.order, shown.as_ref(), chosen, have)
    }

    /// A row by its cell in the picture of the page behind a hold; as it was at a moment, where one is given.
    pub(crate) fn row_at(&mut self, hold: u32, place: u32, at_ms: Option<i64>) -> Option<DeviceRow> {
        let row = self.lookers.entry(hold).or_default().order.row(place);
        match at_ms {
            None => self.row(row),
            Some(at_ms) => self.row_then(row, at_ms),
        }
    }

    /// The fleet picture of a moment, in the order of that of the page behind a hold: one byte a cell.
    pub(crate) fn picture_at(&mut self, hold: u32, at_ms: i64) -> Vec<u8> {
        self.then(at_ms);
        self.lookers.entry(hold).or_default().order.put(self.then.picture()).collect()
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
        looker.chosen(at).into_iter().map(|row| at.rows.id(row).into()).collect()
    }

    /// The rows of those chosen by the page behind a hold.
    pub(crate) fn chosen_rows(&mut self, hold: u32, now_ms: i64) -> Bits {
        let (at, looker) = self.looker(hold, now_ms);
        looker.choice.members(at).clone()
    }

    /// Those chosen by the page behind a hold, or those known to have failed for a cause, as the API can name them.
    pub(crate) fn picked(&mut self, hold: u32, cause: Option<u32>, now_ms: i64) -> Picked {
        match cause {
            Some(cause) => {
                let rows: Bits = self.triage.rows_of(cause).iter().copied().collect();
                // One that was tried again since has another outcome now, and no longer this cause.
                picked(&self.rows, |row| rows.has(row) && self.rows.is_in(row, DeviceState::Failed))
            }
            None => {
                let rows = self.chosen_rows(hold, now_ms);
                picked(&self.rows, |row| rows.has(row))
            }
        }
    }

    /// Those chosen by the page behind a hold that an abort may still stop; none where this run has not looked yet.
    pub(crate) fn stoppable(&mut self, hold: u32, now_ms: i64) -> Option<Stoppable> {
        let at_ms = self.sight.as_ref()?.at_ms;
        let (at, looker) = self.looker(hold, now_ms);
        let Chosen { counts, gone, .. } = looker.choice.summary(at);
        let may = |row: &u32| !at.rows.is_gone(*row) && !at.rows.state(*row).is_terminal();
        let rows: Vec<u32> = looker.chosen(at).into_iter().filter(may).collect();
        let of_all = at.rows.counts();
        let everything = rows.len() as u32 == of_all.moving();
        let others = of_all.total().saturating_sub(counts.total());
        let devices = rows.into_iter().map(|row| at.rows.id(row).into()).collect();
        Some(Stoppable { devices, counts, gone, others, everything, at_ms })
    }

    /// The rows as they stand.
    pub(crate) fn now(&self, now_ms: i64) -> RowsNow<'_> {
        let Self { rows, triage, judged, known, revision, .. } = self;
        RowsNow { rows, triage, judged, known, revision: *revision, now_ms }
    }

    /// The rows as they stand, and what the page behind a hold makes of them.
    fn looker(&mut self, hold: u32, now_ms: i64) -> (RowsNow<'_>, &mut Looker) {
        let (at, _, looker) = self.seen_at(hold, None, now_ms);
        (at, looker)
    }

    /// The same, and the rows as a view sees them: as they stand, or as they were.
    fn seen(&mut self, hold: u32, view: &RowsView, now_ms: i64) -> (RowsNow<'_>, Lens<'_>, &mut Looker) {
        self.seen_at(hold, view.at_ms, now_ms)
    }

    fn seen_at(&mut self, hold: u32, at_ms: Option<i64>, now_ms: i64) -> (RowsNow<'_>, Lens<'_>, &mut Looker) {
        if let Some(at_ms) = at_ms {
            self.then(at_ms);
        }
        let Self { rows, triage, judged, known, revision, looks, born_ms, then, lookers, .. } = self;
        let at = RowsNow { rows, triage, judged, known, revision: *revision, now_ms };
        let lens = match at_ms {
            None => at.lens(),
            Some(_) => Lens::then(Recall::new(rows, looks, *born_ms), then).knowing(known),
        };
        (at, lens, lookers.entry(hold).or_default())
    }

    /// It as one of two that are compared.
    pub(crate) fn side(&self) -> Side<'_> {
        let Self { rows, triage, known, looks, born_ms, revision, .. } = self;
        Side { rows, triage, known, looks, born_ms: *born_ms, revision: *revision }
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
