//! What one page sees and has chosen: its order of the rows, its window, its choice.

use super::super::chosen::{Choice, may_stop};
use super::super::view::SortedView;
use super::Watched;
use crate::wire::{Choose, Chosen, Counts, DeviceId, DeviceRow, RowsView, RowsWindow};

/// One page's view of the rows.
#[derive(Debug, Default)]
pub(super) struct Looker {
    sorted: SortedView,
    choice: Choice,
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
    pub(crate) fn window(&mut self, hold: u32, view: &RowsView, start: u32, len: u32) -> RowsWindow {
        let looker = self.lookers.entry(hold).or_default();
        let (rows, triage, revision) = (&self.rows, &self.triage, self.revision);
        let mut window = looker.sorted.window(rows, triage, revision, view, start, len);
        for row in &mut window.rows {
            row.chosen = looker.choice.has(rows, triage, revision, row.index);
        }
        window.chosen = looker.choice.summary(rows, triage, revision);
        window
    }

    /// The row `step` places after a device in the view of the page behind a hold; the first row where the device is not in it.
    pub(crate) fn neighbour(&mut self, hold: u32, view: &RowsView, device: &str, step: i32) -> Option<DeviceRow> {
        let looker = self.lookers.entry(hold).or_default();
        looker.sorted.neighbour(&self.rows, &self.triage, self.revision, view, device, step)
    }

    /// Changes what the page behind a hold has chosen.
    pub(crate) fn choose(&mut self, hold: u32, change: Choose) -> Chosen {
        let looker = self.lookers.entry(hold).or_default();
        let (rows, triage, revision) = (&self.rows, &self.triage, self.revision);
        match change {
            Choose::Nobody => looker.choice.clear(),
            Choose::All { view } => looker.choice.all(view),
            Choose::Toggle { device } => {
                if let Some(row) = rows.find(&device) {
                    looker.choice.toggle(rows, triage, revision, row);
                }
            }
            Choose::Range { view, from, to } => {
                looker.choice.add(looker.sorted.between(rows, triage, revision, &view, [&from, &to]));
            }
        }
        looker.choice.summary(rows, triage, revision)
    }

    /// The ids of those chosen by the page behind a hold, in the order of the fleet picture.
    pub(crate) fn chosen_ids(&mut self, hold: u32) -> Vec<DeviceId> {
        let choice = &mut self.lookers.entry(hold).or_default().choice;
        let chosen = choice.rows(&self.rows, &self.triage, self.revision);
        chosen.into_iter().map(|row| self.rows.id(row).into()).collect()
    }

    /// Those chosen by the page behind a hold that an abort may still stop; none where this run has not looked yet.
    pub(crate) fn stoppable(&mut self, hold: u32) -> Option<Stoppable> {
        let at_ms = self.looked_ms?;
        let choice = &mut self.lookers.entry(hold).or_default().choice;
        let Chosen { counts, gone, .. } = choice.summary(&self.rows, &self.triage, self.revision);
        let chosen = choice.rows(&self.rows, &self.triage, self.revision);
        let may = |row: &u32| !self.rows.is_gone(*row) && may_stop(self.rows.state(*row));
        let rows: Vec<u32> = chosen.into_iter().filter(may).collect();
        let of_all = self.rows.counts();
        let everything = rows.len() as u32 == of_all.moving() + of_all.unknown;
        let others = of_all.total().saturating_sub(counts.total());
        let devices = rows.into_iter().map(|row| self.rows.id(row).into()).collect();
        Some(Stoppable { devices, counts, gone, others, everything, at_ms })
    }

    /// A hold has ended: its order and choice are not needed any more.
    pub(crate) fn left(&mut self, hold: u32) {
        self.lookers.remove(&hold);
    }
}
