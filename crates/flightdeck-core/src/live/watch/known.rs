//! The known fleet beside a deployment's rows: it names devices whose own answer does not, for windows of rows, for the search and for
//! files. Nothing of it is held in the rows. What the deployment's own answer tells stands, whatever else is known.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::bits::Bits;
use super::rows::Rows;
use crate::live::known::{Known, KnownDevices, Mark};
use crate::wire::{DeviceRow, DeviceState, KnownOf, KnownSeen};

/// No known device.
const NONE: u32 = u32::MAX;
/// So many rows are found among the known devices before somebody else has a turn.
const AT_ONCE: u32 = 20_000;
/// So many times as much as one of all in their order costs a device that lies anywhere.
const ASTRAY: usize = 4;

/// The known fleet as one deployment sees it.
#[derive(Debug, Default)]
pub(crate) struct KnownRows {
    known: Known,
    /// Made before a search needs it: to find a million devices by their ids takes longer than to search them.
    places: Mutex<Places>,
    /// How often something else was known.
    changes: u32,
    /// Somebody finds the devices of the rows.
    finding: bool,
}

/// Which known device each row is.
#[derive(Debug, Default)]
struct Places {
    numbering: u64,
    /// How many devices were known then.
    devices: u32,
    /// By row.
    numbers: Vec<u32>,
    /// The rows before this one were looked for.
    at: u32,
    /// The device that is the likeliest next.
    next: u32,
}

impl KnownRows {
    pub(crate) fn new(known: Known) -> Self {
        Self { known, ..Self::default() }
    }

    /// What is known, for who goes on after the watch.
    pub(crate) fn handle(&self) -> Known {
        self.known.clone()
    }

    /// Other rows took the place of those that were.
    pub(crate) fn rows_replaced(&mut self) {
        self.places = Mutex::default();
    }

    /// Something else is known than before.
    pub(crate) fn changed(&mut self) {
        self.changes = self.changes.wrapping_add(1);
    }

    /// Another number where something else was known since.
    pub(crate) fn changes(&self) -> u32 {
        self.changes
    }

    /// What is known now; none where nothing is.
    pub(crate) fn mark(&self) -> Option<Mark> {
        self.known.look(|devices| devices.mark())
    }

    /// Tells of these rows what is known of their devices. `now`: they are as they are, and no moment of the past.
    pub(crate) fn tell(&self, rows: &mut [DeviceRow], now: bool) {
        tell(&self.known, rows, now);
    }

    /// What a device is called, where that is known.
    pub(crate) fn name_of(&self, device: &str) -> Option<String> {
        self.known.look(|devices| Some(devices.name(devices.find(device)?)?.to_owned())).flatten()
    }

    /// The names of all rows, as far as they are known; none where nothing is.
    pub(crate) fn look<T>(&self, rows: &Rows, make: impl FnOnce(&KnownNames<'_>) -> T) -> Option<T> {
        self.found(rows, u32::MAX, make)
    }

    /// The same after so many rows more were found.
    fn found<T>(&self, rows: &Rows, most: u32, make: impl FnOnce(&KnownNames<'_>) -> T) -> Option<T> {
        self.known.look(|devices| {
            let mut places = self.places();
            places.follow(devices, rows, most);
            make(&KnownNames { devices, numbers: &places.numbers })
        })
    }

    /// Finds the known devices of some more rows; of many, what a search needs is laid out at the end, by who finds them. Whether nothing is
    /// left to do.
    pub(crate) fn find_more(&mut self, rows: &Rows) -> bool {
        let (few, finding) = (rows.len() <= AT_ONCE, self.finding);
        let ready = |devices: &dyn KnownDevices| {
            let found = self.places().follow(devices, rows, AT_ONCE);
            // Last, and once: while a fleet is read, what is laid out is soon of yesterday.
            if found && !few && finding && !devices.are_laid_out() {
                devices.lay_out();
            }
            found && (few || devices.are_laid_out())
        };
        let all = self.known.look(ready).unwrap_or(true);
        self.finding &= !all;
        all
    }

    /// Whether the devices of so many rows are to be found, and nobody does so yet. Who asks, does.
    pub(crate) fn begins_to_find(&mut self, rows: &Rows) -> bool {
        let begins = !self.finding
            && rows.len() > AT_ONCE
            && self
                .known
                .look(|devices| !(devices.are_laid_out() && self.places().follow(devices, rows, 0)))
                .unwrap_or(false);
        self.finding |= begins;
        begins
    }

    /// Of the devices that wait: how many had not been seen for a day, and how many have their update trigger on.
    pub(crate) fn waiting(&self, rows: &Rows, waits: impl Fn(u32) -> bool) -> (u32, u32) {
        let count = |names: &KnownNames<'_>| {
            let (mut unseen, mut triggered) = (0, 0);
            for number in (0..rows.len()).filter(|row| waits(*row)).filter_map(|row| names.number(row)) {
                unseen += u32::from(seen(names.devices, number).is_some_and(|seen| seen.is_long()));
                triggered += u32::from(names.devices.trigger_on_told_ms(number).is_some());
            }
            (unseen, triggered)
        };
        // Of very many some are counted now, and all once they are found.
        self.found(rows, AT_ONCE, count).unwrap_or_default()
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    /// Finds the devices of so many rows more. Whether nothing is left to find.
    fn follow(&mut self, devices: &dyn KnownDevices, rows: &Rows, most: u32) -> bool {
        let (numbering, known) = (devices.mark().numbering, devices.len());
        // Rows keep their devices and are only ever joined by others, except where what was kept took their place.
        if self.numbering != numbering || self.numbers.len() > rows.len() as usize {
            *self = Self { numbering, ..Self::default() };
        }
        // Those that were not found may be among the new ones.
        if self.devices != known {
            (self.devices, self.at, self.next) = (known, 0, 0);
        }
        let end = rows.len().min(self.at.saturating_add(most));
        for row in self.at..end {
            let at = row as usize;
            if self.numbers.get(at).is_some_and(|number| *number != NONE) {
                continue;
            }
            let id = rows.id(row);
            // Both name a fleet in much the same order: the next one is the likeliest, and costs no hash.
            let likely = self.next < known && devices.id(self.next) == id;
            let found = if likely { Some(self.next) } else { devices.find(id) };
            self.next = found.map_or(self.next, |number| number + 1);
            let number = found.unwrap_or(NONE);
            match self.numbers.get_mut(at) {
                Some(place) => *place = number,
                None => self.numbers.push(number),
            }
        }
        self.at = end;
        end == rows.len()
    }
}

/// What rows are called as far as it is known, whatever their own answer says.
pub(crate) struct KnownNames<'a> {
    devices: &'a dyn KnownDevices,
    numbers: &'a [u32],
}

impl<'a> KnownNames<'a> {
    /// The known device of a row, by its number.
    pub(crate) fn number(&self, row: u32) -> Option<u32> {
        self.numbers.get(row as usize).copied().filter(|number| *number != NONE)
    }

    /// Whether to look at all known devices costs less than at those of so many rows, wherever they lie.
    pub(crate) fn are_many(&self, rows: usize) -> bool {
        rows.saturating_mul(ASTRAY) >= self.devices.len() as usize
    }

    /// The name of a device.
    pub(crate) fn name(&self, number: u32) -> Option<&'a str> {
        self.devices.told_name(number).map(|(name, _)| name)
    }

    /// The group of a device, by the number that all of that group share.
    pub(crate) fn group(&self, number: u32) -> Option<(u32, &'a str)> {
        self.devices.told_group(number).map(|(number, group, _)| (number, group))
    }

    /// The devices whose name it holds for.
    pub(crate) fn named(&self, holds: impl Fn(&str) -> bool) -> Bits {
        let mut named = Bits::default();
        self.devices.each_name(&mut |number, name| {
            if holds(name) {
                named.set(number, true);
            }
        });
        named
    }

    /// The devices whose group it holds for; it is asked by the number of the group, too.
    pub(crate) fn grouped(&self, mut holds: impl FnMut(u32, &str) -> bool) -> Bits {
        let mut grouped = Bits::default();
        self.devices.each_group(&mut |number, group, text| {
            if holds(group, text) {
                grouped.set(number, true);
            }
        });
        grouped
    }
}

/// Tells of these rows what is known of their devices.
pub(crate) fn tell(known: &Known, rows: &mut [DeviceRow], now: bool) {
    let wants = |row: &DeviceRow| row.name.is_none() || row.group.is_none() || (now && waits(row));
    if !rows.iter().any(wants) {
        return;
    }
    known.look(|devices| {
        for row in rows.iter_mut().filter(|row| wants(row)) {
            tell_one(devices, row, now);
        }
    });
}

fn tell_one(devices: &dyn KnownDevices, row: &mut DeviceRow, now: bool) {
    let Some(number) = devices.find(&row.id) else { return };
    let mut of = KnownOf::default();
    if row.name.is_none()
        && let Some((name, told_ms)) = devices.told_name(number)
    {
        (row.name, of.name_ms) = (Some(name.to_owned()), Some(told_ms));
    }
    if row.group.is_none()
        && let Some((_, group, told_ms)) = devices.told_group(number)
    {
        (row.group, of.group_ms) = (Some(group.to_owned()), Some(told_ms));
    }
    if now && waits(row) {
        of.seen = seen(devices, number);
        of.trigger_ms = devices.trigger_on_told_ms(number);
    }
    row.known = Some(of).filter(|of| *of != KnownOf::default());
}

/// Whether a row's device has not begun.
fn waits(row: &DeviceRow) -> bool {
    row.state == DeviceState::Pending && row.gone_ms.is_none()
}

fn seen(devices: &dyn KnownDevices, number: u32) -> Option<KnownSeen> {
    devices.seen_ms(number).map(|(at_ms, told_ms)| KnownSeen { at_ms, told_ms })
}

#[cfg(test)]
mod tests;
