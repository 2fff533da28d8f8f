//! Orders and searches of the device table.

mod counting;
mod edges;

use std::collections::BTreeSet;

use connect_api::{DeviceRef, Step, TimeRef};
use proptest::prelude::*;

use super::*;
use crate::live::fakes::known::NOTHING;
use crate::live::watch::rows::Rows;
use crate::wire::{self, Why};

fn rows() -> Rows {
    let mut rows = Rows::default();
    rows.begin(0);
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
    let none = TimeRef::Absent;
    use DeviceState::*;
    let table = [
        ("dev-c", Succeeded, at(10), at(40), None),
        ("dev-a", Failed, at(10), at(20), Some("Pümpe")),
        ("DEV-d", Pending, none, none, None),
        ("dev-b", Failed, at(12), at(15), None),
        ("dev-e", InProgress, at(30), none, Some("gate")),
        ("dev-f", Unknown, none, none, None),
    ];
    for (uuid, state, started, finished, name) in table {
        let raw_status = if state == Unknown { "Half-way" } else { "known" };
        let record = DeviceRef { uuid, state, raw_status, started, finished, steps: None, name, group: Some("North") };
        rows.apply([record].into_iter(), 100);
    }
    rows.end(true);
    rows
}

fn view(sort: DeviceSort, descending: bool) -> RowsView {
    RowsView { sort, descending, ..RowsView::default() }
}

fn at<'a>(rows: &'a Rows, triage: &'a Triage, revision: u32) -> RowsNow<'a> {
    RowsNow { rows, triage, judged: &Judged::NOBODY, known: &NOTHING, revision, now_ms: 0 }
}

fn letters(rows: &Rows, view: &RowsView) -> String {
    order(Lens::now(rows), &Triage::default(), view, 0)
        .into_iter()
        .filter_map(|index| rows.id(index).chars().last())
        .collect()
}

proptest! {
    /// Ids of any length, alike at the start, with capitals and other scripts.
    #[test]
    fn ids_are_sorted_and_searched_as_plain_texts_would_be(
        start in "[dD-]{0,9}",
        ids in prop::collection::btree_set("[a-cA-C0@`é-]{0,12}", 0..40),
        text in "[a-cA-C0@`é]{0,3}",
    ) {
        let ids: BTreeSet<String> = ids.into_iter().map(|id| format!("{start}{id}")).collect();
        let mut rows = Rows::default();
        rows.begin(0);
        for uuid in ids.iter().rev() {
            let state = DeviceState::Pending;
            let (started, finished) = (TimeRef::Absent, TimeRef::Absent);
            let (steps, name, group) = (None, None, None);
            let record = DeviceRef { uuid, state, raw_status: "", started, finished, steps, name, group };
            rows.apply([record].into_iter(), 0);
        }
        for descending in [false, true] {
            let view = RowsView { text: text.clone(), ..view(DeviceSort::Device, descending) };
            let found: Vec<&str> = order(Lens::now(&rows), &Triage::default(), &view, 0).into_iter().map(|row| rows.id(row)).collect();
            let mut expected: Vec<&str> = ids.iter().map(String::as_str).collect();
            expected.retain(|id| id.to_lowercase().contains(&text.to_lowercase()));
            if descending {
                expected.reverse();
            }
            prop_assert_eq!(found, expected);
        }
    }
}

#[test]
fn each_order_is_what_its_name_says() {
    let rows = rows();
    for (sort, ascending, descending) in [
        (DeviceSort::Attention, "bafedc", "cdefab"),
        (DeviceSort::State, "decabf", "fabced"),
        (DeviceSort::Device, "dabcef", "fecbad"),
        (DeviceSort::InState, "dfceab", "baecdf"),
        (DeviceSort::Started, "cabedf", "ebcadf"),
        (DeviceSort::Took, "bacdef", "cabdef"),
    ] {
        assert_eq!(letters(&rows, &view(sort, false)), ascending, "{sort:?}; equal rows as they came, none given last");
        assert_eq!(letters(&rows, &view(sort, true)), descending, "{sort:?} reversed; none given still last");
    }
}

#[test]
fn states_and_text_choose_rows() {
    let rows = rows();
    use wire::DeviceState::*;
    for (states, text, expected) in [
        (vec![], "", "cadbef"),
        (vec![Failed], "", "ab"),
        (vec![Failed, Pending], "", "adb"),
        (vec![], "DEV-D", "d"),
        (vec![], "püMPE", "a"),
        (vec![], "north", "cadbef"),
        (vec![Failed], "gate", ""),
        (vec![], "half", "f"),
        (vec![], "  dev-a ", "a"),
        (vec![], "nowhere", ""),
    ] {
        // All rows were first seen at one time here, so this order is the order they came in.
        let view = RowsView { states, text: text.into(), ..view(DeviceSort::Started, false) };
        let mut found: Vec<u32> = order(Lens::now(&rows), &Triage::default(), &view, 0);
        found.sort_unstable();
        let found: String = found.into_iter().filter_map(|index| rows.id(index).chars().last()).collect();
        assert_eq!(found, expected, "{:?} {text:?}", view.states);
    }
}

#[test]
fn windows_are_cut_at_the_end_and_made_anew_when_rows_change() {
    let mut rows = rows();
    let (mut sorted, none) = (SortedView::default(), Triage::default());
    let by_id = view(DeviceSort::Device, false);
    let window = sorted.window(at(&rows, &none, 1), Lens::now(&rows), &by_id, 4, 10);
    assert_eq!((window.start, window.total, window.rows.len()), (4, 6, 2), "only what is there");
    assert_eq!(
        sorted.window(at(&rows, &none, 1), Lens::now(&rows), &by_id, 99, 10).rows.len(),
        0,
        "past the end is empty, not a panic"
    );
    rows.begin(0);
    let record = DeviceRef {
        uuid: "aaa",
        state: DeviceState::Pending,
        raw_status: "",
        started: TimeRef::Absent,
        finished: TimeRef::Absent,
        steps: None,
        name: None,
        group: None,
    };
    rows.apply([record].into_iter(), 0);
    assert_eq!(
        sorted.window(at(&rows, &none, 2), Lens::now(&rows), &by_id, 0, 2).rows[1].id,
        "aaa",
        "a new revision is sorted anew"
    );
    let reversed = view(DeviceSort::Device, true);
    assert_eq!(
        sorted.window(at(&rows, &none, 2), Lens::now(&rows), &reversed, 0, 1).rows[0].id,
        "dev-f",
        "so is another view"
    );
}

/// Devices of all states, in no order of their ids.
fn many(count: u32) -> Rows {
    let mut rows = Rows::default();
    rows.begin(0);
    for n in 0..count {
        let uuid = format!("{:08x}", n.wrapping_mul(2_654_435_761));
        let state = DeviceState::ALL[n as usize % 6];
        let record = DeviceRef {
            uuid: &uuid,
            state,
            raw_status: "",
            started: TimeRef::Absent,
            finished: TimeRef::Absent,
            steps: None,
            name: None,
            group: None,
        };
        rows.apply([record].into_iter(), 0);
    }
    rows
}

#[test]
fn a_hundred_thousand_rows_sort_stably() {
    let rows = many(100_000);
    let by_state = order(Lens::now(&rows), &Triage::default(), &view(DeviceSort::State, false), 0);
    assert_eq!(by_state.len(), 100_000, "none lost");
    assert!(
        by_state.windows(2).all(|w| (rows.state(w[0]), w[0]) < (rows.state(w[1]), w[1])),
        "rows of one state stay in the order they came"
    );
    let by_id = order(Lens::now(&rows), &Triage::default(), &view(DeviceSort::Device, false), 0);
    assert!(by_id.windows(2).all(|w| rows.id(w[0]) < rows.id(w[1])), "ids compare as texts");
}

/// The beginning of a table is sorted before the rest; nobody can tell.
#[test]
fn every_window_is_of_the_one_order() {
    let (rows, none) = (many(3 * FIRST as u32), Triage::default());
    let last = rows.len() - 1;
    let edge = FIRST as u32;
    for sort in [DeviceSort::Attention, DeviceSort::State, DeviceSort::Started, DeviceSort::Device] {
        for descending in [false, true] {
            let view = view(sort, descending);
            let order = order(Lens::now(&rows), &none, &view, 0);
            for starts in [[0, edge - 50, 0], [0, edge - 100, 0], [last, 0, edge], [0, 0, last]] {
                let mut sorted = SortedView::default();
                for start in starts {
                    let window = sorted.window(at(&rows, &none, 1), Lens::now(&rows), &view, start, 100);
                    let shown: Vec<&str> = window.rows.iter().map(|row| row.id.as_str()).collect();
                    let expected = order.iter().skip(start as usize).take(100).map(|row| rows.id(*row));
                    assert!(shown.into_iter().eq(expected), "{sort:?}, reversed: {descending}, {start} of {starts:?}");
                }
                let device = rows.id(order[FIRST]);
                let next = sorted.neighbour(at(&rows, &none, 1), Lens::now(&rows), &view, device, 1);
                let expected = rows.id(order[FIRST + 1]);
                assert_eq!(next.unwrap().id.as_str(), expected, "the next device is looked for in all of the order");
                let between = sorted.between(at(&rows, &none, 1), &view, [device, rows.id(order[3])]);
                assert_eq!(between, &order[3..=FIRST], "and so is a range");
            }
        }
    }
}

#[test]
fn a_failed_row_tells_its_cause_once_it_is_known() {
    let (rows, mut triage, mut sorted) = (rows(), Triage::default(), SortedView::default());
    let whys = |sorted: &mut SortedView, triage: &Triage| -> Vec<Option<Why>> {
        let window = sorted.window(at(&rows, triage, 1), Lens::now(&rows), &view(DeviceSort::Device, false), 1, 3);
        let ids: Vec<&str> = window.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["dev-a", "dev-b", "dev-c"], "two that failed, and one that did not");
        window.rows.into_iter().map(|row| row.why).collect()
    };
    assert_eq!(whys(&mut sorted, &triage), [None, None, None], "nobody has looked yet");
    let step = |stderr: &str| Step {
        name: "install".into(),
        exit_code: Some(1),
        stdout: String::new(),
        stderr: stderr.into(),
    };
    let row = |id: &str| rows.find(id).unwrap();
    triage.found(row("dev-c"), &[step("no network")]);
    triage.found(row("dev-a"), &[step("disk full: 12 MB")]);
    let cause = Some(Why::Cause { text: "disk full: # MB".into() });
    assert_eq!(whys(&mut sorted, &triage), [cause, None, None], "one that was tried again has not failed");
}
