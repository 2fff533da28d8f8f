//! Which devices of a watched deployment a page has chosen: single ones, or all that a view shows, with exceptions. Pure.
//!
//! A rule keeps its meaning while the rows change: a device that comes to match it later is chosen, too. Single ones are kept by row
//! number, which a device keeps for as long as the watch lasts.

use super::bits::Bits;
use super::rows::Rows;
use super::view::{Made, RowsNow, made_from, searched, select};
use crate::live::tally::count;
use crate::wire::{Chosen, Counts, DeviceRow, RowsView};

/// What one page has chosen.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// All that this view shows.
    rule: Option<RowsView>,
    /// Chosen besides the rule.
    added: Bits,
    /// Not chosen, though the rule takes them.
    removed: Bits,
    /// Who is chosen of which rows; none once the choice changes.
    made: Option<(Made, Bits, Chosen)>,
}

impl Choice {
    /// Chooses nothing.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Chooses all that a view shows, and nothing else.
    pub(crate) fn all(&mut self, view: RowsView) {
        self.clear();
        self.rule = Some(view);
    }

    /// Turns one row round.
    pub(crate) fn toggle(&mut self, at: RowsNow<'_>, row: u32) {
        let to = !self.has(at, row);
        self.set(row, to);
    }

    /// Chooses these rows, too.
    pub(crate) fn add(&mut self, rows: &[u32]) {
        rows.iter().for_each(|row| self.set(*row, true));
    }

    fn set(&mut self, row: u32, to: bool) {
        self.added.set(row, to);
        self.removed.set(row, !to);
        self.made = None;
    }

    /// Marks those of these rows that are chosen now; says who is chosen, these or others.
    pub(crate) fn mark(&mut self, at: RowsNow<'_>, rows: &mut [DeviceRow]) -> Chosen {
        let (members, chosen) = self.make(at);
        rows.iter_mut().for_each(|row| row.chosen = members.has(row.index));
        chosen
    }

    /// Whether a row is chosen now.
    fn has(&mut self, at: RowsNow<'_>, row: u32) -> bool {
        self.make(at).0.has(row)
    }

    /// Who is chosen now, in numbers.
    pub(crate) fn summary(&mut self, at: RowsNow<'_>) -> Chosen {
        self.make(at).1
    }

    /// Who is chosen now.
    pub(crate) fn members(&mut self, at: RowsNow<'_>) -> &Bits {
        self.make(at).0
    }

    fn make(&mut self, at: RowsNow<'_>) -> (&Bits, Chosen) {
        let search = self.rule.as_ref().map(|rule| (rule, searched(rule, at.now_ms)));
        let of = search
            .as_ref()
            .map_or(Made { rows: at.revision, ..Made::default() }, |(rule, search)| made_from(at, rule, search));
        if self.made.as_ref().is_none_or(|(made, ..)| *made != of) {
            let mut members = self.added.clone();
            if let Some((rule, search)) = &search {
                for row in select(at.lens(), at.triage, rule, search) {
                    if !self.removed.has(row) {
                        members.set(row, true);
                    }
                }
            }
            let chosen = summary(at.rows, &members, self.rule.is_some());
            self.made = Some((of, members, chosen));
        }
        // It was made just now where it was not there.
        let (_, members, chosen) = self.made.get_or_insert_with(|| (of, Bits::default(), Chosen::default()));
        (members, *chosen)
    }
}

fn summary(rows: &Rows, members: &Bits, rule: bool) -> Chosen {
    let (mut counts, mut gone) = (Counts::default(), 0);
    if !members.is_empty() {
        for row in (0..rows.len()).filter(|row| members.has(*row)) {
            if rows.is_gone(row) {
                gone += 1;
            } else {
                count(&mut counts, rows.state(row).into());
            }
        }
    }
    Chosen { total: counts.total() + gone, counts, gone, rule }
}

#[cfg(test)]
mod tests;
