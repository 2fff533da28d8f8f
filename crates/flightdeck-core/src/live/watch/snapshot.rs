//! A deployment's devices as they stand at one moment, copied: to be written down while the watch goes on.

use std::collections::HashMap;

use super::course::{Looks, Recall, course};
use super::judged::Judged;
use super::known::tell;
use super::picture::Order;
use super::rows::Rows;
use super::triage::Reason;
use super::view::{order, searched};
use super::watched::Watched;
use crate::live::known::Known;
use crate::wire::{Causes, Counts, Course, DeviceRow, Judgement, Notice, RowsView, SearchReading};

/// A deployment's devices at one moment.
pub(crate) struct Snapshot {
    rows: Rows,
    order: Vec<u32>,
    reasons: HashMap<u32, Reason>,
    judged: Judged,
    pub(crate) causes: Causes,
    /// What a page was told at that moment.
    pub(crate) notice: Notice,
    /// How the search of the view was read.
    pub(crate) search: Option<SearchReading>,
    looks: Looks,
    born_ms: Option<i64>,
    known: Known,
}

/// One device of a snapshot.
pub(crate) struct Device<'a> {
    pub(crate) row: DeviceRow,
    /// The status in the service's own word.
    pub(crate) status: Option<&'a str>,
    /// Why it failed, where that is known.
    pub(crate) reason: Option<&'a Reason>,
    /// What it is judged to be.
    pub(crate) judgement: Option<Judgement>,
}

impl Watched {
    /// The devices of a view as they stand, or of those only the ones that the page behind a hold has chosen.
    pub(crate) fn snapshot(&mut self, hold: u32, view: &RowsView, chosen: bool, now_ms: i64) -> Snapshot {
        let at = self.now(now_ms);
        let triage = at.triage;
        let reasons = triage.known().flat_map(|(reason, of)| of.iter().map(|row| (*row, reason.clone()))).collect();
        let search = searched(view, now_ms).told(at.lens(), triage);
        let mut order = order(at.lens(), triage, view, now_ms);
        if chosen {
            let chosen = self.chosen_rows(hold, now_ms);
            order.retain(|row| chosen.has(*row));
        }
        let (looks, born_ms) = self.remembered();
        Snapshot {
            order,
            reasons,
            rows: self.rows.copy(),
            judged: self.judged,
            causes: self.causes(),
            notice: self.notice(hold),
            search,
            looks,
            born_ms,
            known: self.known.handle(),
        }
    }
}

impl Snapshot {
    /// How many devices the view chose.
    pub(crate) fn chosen(&self) -> u32 {
        self.order.len() as u32
    }

    /// The devices of the view, in its order.
    pub(crate) fn devices(&self) -> impl Iterator<Item = Device<'_>> {
        self.order.iter().filter_map(|index| self.device(*index))
    }

    /// The fleet picture, as a page that opens it now would see it.
    pub(crate) fn picture(&self) -> Vec<u8> {
        Order::of(&self.rows).put(&self.rows.cells()).collect()
    }

    /// How long the devices of a state took that have ended, milliseconds, shortest first; gone ones left out.
    pub(crate) fn lengths(&self) -> Vec<i64> {
        let here = (0..self.rows.len()).filter(|row| !self.rows.is_gone(*row) && self.rows.state(*row).is_terminal());
        let mut lengths: Vec<i64> = here.filter_map(|row| self.rows.took_ms(row)).collect();
        lengths.sort_unstable();
        lengths
    }

    /// The course until then; none where nothing was seen.
    pub(crate) fn course(&self) -> Option<Course> {
        course(Recall::new(&self.rows, &self.looks, self.born_ms), self.notice.revision)
    }

    /// Devices per state.
    pub(crate) fn counts(&self) -> Counts {
        self.rows.counts()
    }

    fn device(&self, index: u32) -> Option<Device<'_>> {
        let mut row = self.rows.view(index)?;
        // Of the moment at which it is written: a copy of what is known of a million devices would be as large as their rows.
        tell(&self.known, std::slice::from_mut(&mut row), true);
        let [status, ..] = self.rows.text_numbers(index);
        let failed = row.state == crate::wire::DeviceState::Failed && row.gone_ms.is_none();
        Some(Device {
            status: Some(self.rows.text_of(status)).filter(|status| !status.is_empty()),
            // A device tried again since is not one that failed.
            reason: self.reasons.get(&index).filter(|_| failed),
            judgement: self.judged.of(&self.rows, index),
            row,
        })
    }
}

/// One device of a made-up snapshot: id, state, status, start, end, name, group.
#[cfg(test)]
pub(crate) type Made<'a> = (
    &'a str,
    connect_api::DeviceState,
    &'a str,
    connect_api::TimeRef<'a>,
    connect_api::TimeRef<'a>,
    Option<&'a str>,
    Option<&'a str>,
);

#[cfg(test)]
impl Snapshot {
    /// Of devices as one look named them, with why some failed (row, step, exit code, error); it fell short.
    pub(crate) fn scripted(
        devices: &[Made<'_>],
        failed: &[(u32, &str, i64, &str)],
        view: &RowsView,
        now_ms: i64,
    ) -> Self {
        let mut watched = Watched::new(now_ms);
        watched.began(now_ms);
        for (uuid, state, raw_status, started, finished, name, group) in devices.iter().copied() {
            let record =
                connect_api::DeviceRef { uuid, state, raw_status, started, finished, steps: None, name, group };
            watched.rows.apply([record].into_iter(), now_ms);
        }
        watched.end(Some(crate::wire::Shortfall { loaded: devices.len() as u32, expected: 9 }), None, now_ms);
        for (row, name, code, stderr) in failed.iter().copied() {
            let (stdout, exit_code) = (String::new(), Some(code));
            watched
                .triage
                .found(row, &[connect_api::Step { name: name.into(), exit_code, stdout, stderr: stderr.into() }]);
        }
        watched.judge(0, now_ms);
        watched.snapshot(1, view, false, now_ms)
    }
}

#[cfg(test)]
mod tests {
    use connect_api::{DeviceRef, DeviceState, TimeRef};

    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn at(second: i64) -> TimeRef<'static> {
        TimeRef::At { unix_ms: NOW - 60_000 + second * 1_000, zone_assumed: false }
    }

    #[test]
    fn it_tells_the_devices_as_they_stood_and_why_those_failed_that_are_there() {
        use DeviceState::{Failed, InProgress, Succeeded};
        let devices = [
            ("d", Failed, "Failed", at(1), at(5), None, None),
            ("b", Succeeded, "Success", at(1), at(2), None, None),
            ("c", InProgress, "Running", at(1), at(9), None, None),
            ("a", Failed, "Failed", at(1), at(3), None, None),
        ];
        let failed =
            [(0, "install", 28, "no network"), (3, "install", 28, "disk full"), (1, "install", 1, "an old try")];
        let view = RowsView { sort: crate::wire::DeviceSort::Device, ..RowsView::default() };
        let mut snapshot = Snapshot::scripted(&devices, &failed, &view, NOW);
        let told = |snapshot: &Snapshot| {
            let device = |of: Device<'_>| {
                (of.row.id.to_string(), of.status.map(str::to_owned), of.reason.map(|reason| reason.text.clone()))
            };
            snapshot.devices().map(device).collect::<Vec<_>>()
        };
        let device = |id: &str, status: &str, why: Option<&str>| {
            (id.to_owned(), Some(status.to_owned()), why.map(str::to_owned))
        };
        let [b, c] = [device("b", "Success", None), device("c", "Running", None)];
        let a = device("a", "Failed", Some("disk full"));
        let there = [a.clone(), b.clone(), c.clone(), device("d", "Failed", Some("no network"))];
        assert_eq!((snapshot.chosen(), told(&snapshot)), (4, there.to_vec()), "what succeeded has no reason to fail");
        assert_eq!(snapshot.picture(), [3, 2, 1, 3], "a cell each, by id");
        assert_eq!(snapshot.lengths(), [1_000, 2_000, 4_000], "of those that ended");

        let record = |(uuid, state, raw_status, started, finished, name, group)| DeviceRef {
            uuid,
            state,
            raw_status,
            started,
            finished,
            steps: None,
            name,
            group,
        };
        // The first of the two looks has the number that the look before the copy had.
        for _ in 0..2 {
            snapshot.rows.begin(NOW);
            snapshot.rows.apply(devices[1..].iter().copied().map(record), NOW);
        }
        snapshot.rows.end(true);
        let left = [a, b, c, device("d", "Failed", None)];
        assert_eq!(told(&snapshot), left, "of one that is gone nothing says that it would still fail");
        assert_eq!(
            (snapshot.lengths(), snapshot.picture()),
            (vec![1_000, 2_000], vec![3, 2, 1, 6]),
            "and it counts for nothing"
        );
    }
}
