//! What a view is made from, and its orders at their ends.

use super::*;
use crate::wire::Judgement;

#[test]
fn a_view_is_made_anew_only_for_what_it_depends_on() {
    let (rows, mut triage) = (rows(), Triage::default());
    let step = Step { name: "install".into(), exit_code: Some(1), stdout: String::new(), stderr: "disk full".into() };
    triage.found(1, &[step]);
    let judged = Judged::NOBODY.knowing(1, 1);
    let at = RowsNow { now_ms: 12_345, judged: &judged, ..at(&rows, &triage, 7) };
    let plain = || view(DeviceSort::Device, false);
    let says = |text: &str| RowsView { text: text.into(), ..plain() };
    let stuck = || RowsView { judged: vec![Judgement::Stuck], ..plain() };
    let then = |view: RowsView| RowsView { at_ms: Some(9), ..view };
    for (view, causes, judges, moves) in [
        (plain(), false, false, false),
        (RowsView { cause: Some(0), ..plain() }, true, false, false),
        (says("cause:disk"), true, false, false),
        (stuck(), false, true, false),
        (says("is:stuck"), false, true, false),
        (says("started:<2h"), false, false, true),
        (says("cause:disk is:stuck started:<2h"), true, true, true),
        (then(plain()), false, false, false),
        (then(stuck()), false, false, false),
        (then(says("cause:disk is:stuck started:<2h")), true, false, false),
    ] {
        let expected = Made {
            rows: 7,
            causes: causes.then(|| triage.revision()),
            judged: judges.then(|| judged.version()),
            step: moves.then_some(2),
            known: None,
        };
        assert_eq!(made_from(at, &view, &searched(&view, at.now_ms)), expected, "{view:?}");
    }
}

#[test]
fn a_range_is_what_the_view_shows_from_one_device_to_another() {
    let (rows, triage) = (rows(), Triage::default());
    let mut sorted = SortedView::default();
    // In this order: DEV-d, dev-a, dev-b, dev-c, dev-e, dev-f.
    let by_id = view(DeviceSort::Device, false);
    let failed = RowsView { states: vec![wire::DeviceState::Failed], ..by_id.clone() };
    for (view, ends, expected) in [
        (&by_id, ["dev-a", "dev-e"], &[1, 3, 0, 4][..]),
        (&by_id, ["dev-e", "dev-a"], &[1, 3, 0, 4][..]),
        (&by_id, ["dev-c", "dev-c"], &[0][..]),
        (&by_id, ["dev-f", "DEV-d"], &[2, 1, 3, 0, 4, 5][..]),
        (&by_id, ["dev-a", "dev-x"], &[][..]),
        (&failed, ["dev-a", "dev-b"], &[1, 3][..]),
        (&failed, ["dev-a", "dev-c"], &[][..]),
    ] {
        assert_eq!(sorted.between(at(&rows, &triage, 1), view, ends), expected, "{ends:?} of {:?}", view.states);
    }
}

#[test]
fn a_window_behind_what_is_sorted_first_is_of_the_one_order() {
    let (rows, none) = (many(FIRST as u32 + 300), Triage::default());
    let start = FIRST as u32 + 100;
    for descending in [false, true] {
        let view = view(DeviceSort::State, descending);
        let order = order(Lens::now(&rows), &none, &view, 0);
        for starts in [[0, start], [start, 0]] {
            let mut sorted = SortedView::default();
            for start in starts {
                let window = sorted.window(at(&rows, &none, 1), Lens::now(&rows), &view, start, 150);
                let shown: Vec<u32> = window.rows.iter().map(|row| row.index).collect();
                assert_eq!(shown, order[start as usize..][..150], "{start} of {starts:?}, reversed: {descending}");
            }
        }
    }
}

#[test]
fn times_at_either_end_of_all_time_are_sorted_and_none_comes_last() {
    let mut rows = Rows::default();
    rows.begin(0);
    for (uuid, unix_ms) in [("none", None), ("first", Some(i64::MIN)), ("last", Some(i64::MAX)), ("now", Some(0))] {
        let started = unix_ms.map_or(TimeRef::Absent, |unix_ms| TimeRef::At { unix_ms, zone_assumed: false });
        let (finished, raw_status, state) = (TimeRef::Absent, "", DeviceState::InProgress);
        let record = DeviceRef { uuid, state, raw_status, started, finished, steps: None, name: None, group: None };
        rows.apply([record].into_iter(), 0);
    }
    for (descending, expected) in [(false, [1, 3, 2, 0]), (true, [2, 3, 1, 0])] {
        let order = order(Lens::now(&rows), &Triage::default(), &view(DeviceSort::Started, descending), 0);
        assert_eq!(order, expected, "reversed: {descending}");
    }
}
