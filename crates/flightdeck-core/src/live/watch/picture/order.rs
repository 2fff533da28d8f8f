//! The order of the fleet picture's cells: by group where groups are known, then by id.
//!
//! A cell that moved would be taken for a device that changed. So the order of a page's picture is made once, with the first whole look (or
//! what an earlier run kept of one), and stands for as long as the page watches, whatever becomes of a device's group. Until there is one,
//! cells stand as the devices come. A device that comes later stands behind all that were ordered, again as it comes. Only when more came
//! later than were ordered, as in a deployment whose devices are still being chosen, all are ordered anew, and the picture crosses
//! whole. Opened anew, it is ordered anew.

use super::super::by_id::{common_prefix, prefix};
use super::super::rows::Rows;
use crate::wire::{PictureGroup, PictureOrder};

/// Groups told by name, at most: more have no room in any picture.
const NAMED: usize = 100;

/// Which row each cell shows: four bytes a row that was ordered, none for those that came later.
#[derive(Debug, Default)]
pub(crate) struct Order {
    rows: Vec<u32>,
    /// How many groups there were, and what they are called and how many cells they have where they are not too many.
    groups: (u32, Vec<PictureGroup>),
}

impl Order {
    /// All rows, ordered now.
    pub(crate) fn of(rows: &Rows) -> Self {
        let (ranks, names) = ranked_groups(rows);
        let rank = |row: u32| ranks.get(rows.group_number(row) as usize).copied().unwrap_or(names.len() as u32);
        let all: Vec<u32> = (0..rows.len()).collect();
        let common = common_prefix(&all, |row| rows.id(row));
        let mut keyed: Vec<(u32, u64, u32)> = all
            .into_iter()
            .map(|row| (rank(row), prefix(rows.id(row).as_bytes().get(common..).unwrap_or_default()), row))
            .collect();
        keyed.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| rows.id(a.2).cmp(rows.id(b.2))));
        let mut counts = vec![0u32; names.len() + 1];
        keyed.iter().for_each(|(rank, ..)| counts[*rank as usize] += 1);
        let groups = if names.len() > NAMED || names.is_empty() {
            Vec::new()
        } else {
            let names = names.iter().map(|name| Some((*name).to_owned())).chain([None]);
            let groups = names.zip(counts).map(|(name, devices)| PictureGroup { name, devices });
            groups.filter(|group| group.devices > 0).collect()
        };
        let groups = (names.len() as u32, groups);
        Self { rows: keyed.into_iter().map(|(.., row)| row).collect(), groups }
    }

    /// Orders the rows where that is due; says whether cells moved.
    pub(crate) fn settle(&mut self, rows: &Rows) -> bool {
        if rows.len() as usize <= self.rows.len() * 2 {
            return false;
        }
        let before = std::mem::replace(self, Self::of(rows));
        self.rows.iter().zip(0..).any(|(row, place)| *row != before.row(place))
    }

    /// The row that a cell shows.
    pub(crate) fn row(&self, place: u32) -> u32 {
        self.rows.get(place as usize).copied().unwrap_or(place)
    }

    /// The rows of all cells, in the order of the picture.
    pub(crate) fn rows(&self, rows: &Rows) -> impl ExactSizeIterator<Item = u32> {
        (0..rows.len()).map(|place| self.row(place))
    }

    /// What each row is, told cell by cell in the order of the picture. A list of bytes is put in order faster than rows are gone through
    /// here and there.
    pub(crate) fn put(&self, whats: &[u8]) -> impl ExactSizeIterator<Item = u8> {
        (0..whats.len() as u32).map(|place| whats.get(self.row(place) as usize).copied().unwrap_or_default())
    }

    /// The groups in their order, and how many devices are ordered at all.
    pub(crate) fn told(&self) -> PictureOrder {
        let (group_count, groups) = self.groups.clone();
        PictureOrder { ordered: self.rows.len() as u32, group_count, groups }
    }
}

/// The place of each text among the names of groups (for a text that names none, behind all), and these names in order.
fn ranked_groups(rows: &Rows) -> (Vec<u32>, Vec<&str>) {
    let mut seen = vec![false; rows.text_count()];
    let mut groups: Vec<(u32, &str)> = Vec::new();
    for row in 0..rows.len() {
        let number = rows.group_number(row);
        let Some(seen) = seen.get_mut(number as usize) else { continue };
        let name = rows.text_of(number);
        if !std::mem::replace(seen, true) && !name.is_empty() {
            groups.push((number, name));
        }
    }
    groups.sort_by_cached_key(|(_, name)| (name.to_lowercase(), *name));
    let mut ranks = vec![groups.len() as u32; seen.len()];
    groups.iter().zip(0..).for_each(|((number, _), rank)| ranks[*number as usize] = rank);
    (ranks, groups.into_iter().map(|(_, name)| name).collect())
}

#[cfg(test)]
pub(super) mod tests;
