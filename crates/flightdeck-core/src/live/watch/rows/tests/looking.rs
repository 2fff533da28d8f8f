//! What a look leaves behind: marks, room, texts, who is gone.

use super::keeping::mixed;
use super::*;

/// So many devices without any text.
fn plain(devices: u32) -> Rows {
    let mut rows = Rows::default();
    rows.begin(0);
    for n in 0..devices {
        rows.apply([record(&n.to_string(), DeviceState::Pending, "")].into_iter(), 0);
    }
    rows
}

#[test]
fn spare_room_is_given_back_from_an_eighth_on() {
    let mut rows = plain(80);
    rows.rows.shrink_to_fit();
    rows.rows.reserve_exact(10);
    rows.end(false);
    assert_eq!(rows.rows.capacity(), 90, "an eighth is kept for those that come");
    rows.rows.reserve_exact(11);
    rows.end(false);
    assert_eq!(rows.rows.capacity(), 80, "more is not");
}

#[test]
fn texts_are_let_go_once_a_thousand_more_than_two_for_each_row_are_there() {
    let mut rows = plain(10);
    for n in 0..1_020 {
        rows.texts.intern(&n.to_string());
    }
    rows.end(false);
    assert_eq!(rows.texts_held(), 1_020, "as many may stay");
    rows.texts.intern("one more");
    rows.end(false);
    assert_eq!(rows.texts_held(), 0, "then those no row uses go");
}

#[test]
fn texts_and_times_are_what_they_were_when_unused_texts_are_let_go() {
    let mut rows = mixed();
    let before = all(&rows);
    // What is used has other numbers afterwards.
    let used = std::mem::take(&mut rows.texts);
    for n in 0..1_500 {
        rows.texts.intern(&format!("unused {n}"));
    }
    let moved: Vec<u32> = used.iter().map(|text| rows.texts.intern(text).unwrap().0).collect();
    for row in &mut rows.rows {
        for text in [&mut row.raw_status, &mut row.name, &mut row.group] {
            *text = moved.get(*text as usize).copied().unwrap_or(NONE);
        }
        for (of, time) in [(STARTED, &mut row.started), (FINISHED, &mut row.finished)] {
            if (row.flags >> of) & 3 == RAW {
                *time = i64::from(moved[*time as usize]);
            }
        }
    }
    assert_eq!(all(&rows), before, "the rows are the same, with other numbers for their texts");
    rows.end(false);
    assert_eq!(rows.texts_held(), used.len(), "only what is used is left");
    assert_eq!(all(&rows), before, "and each row shows it as before");
}

#[test]
fn nobody_is_gone_by_a_look_whose_records_found_no_room() {
    let mut rows = plain(2);
    rows.end(true);
    rows.begin(1);
    rows.apply([record("0", DeviceState::Pending, "")].into_iter(), 1);
    rows.refused = 1;
    assert_eq!((rows.end(true), rows.refused(), rows.is_gone(1)), (0, 1, false), "it may be the one without room");
    rows.begin(2);
    assert_eq!(rows.refused(), 0, "another look is not blamed for it");
    rows.apply([record("0", DeviceState::Pending, "")].into_iter(), 2);
    assert_eq!((rows.end(true), rows.is_gone(1)), (1, true), "and tells who is gone");
}

#[test]
fn a_copy_shows_what_the_rows_show() {
    let rows = mixed();
    let copy = rows.copy();
    assert_eq!(all(&copy), all(&rows), "those gone with when they were last named");
    assert_eq!((copy.counts(), copy.gone(), copy.cells()), (rows.counts(), 1, rows.cells()), "and in numbers");
    assert_eq!(copy.find("c"), Some(2), "each device can be found");
}

#[test]
fn a_device_that_ends_is_asked_to_stop_no_longer_and_keeps_all_else() {
    let mut rows = Rows::default();
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: true };
    let running = DeviceRef { started: at(5), ..record("d", DeviceState::InProgress, "x") };
    rows.begin(0);
    rows.apply([running].into_iter(), 10);
    rows.request_abort("d");
    assert!(rows.view(0).unwrap().abort_requested, "it is asked");
    let ended = DeviceRef { state: DeviceState::Aborted, finished: at(8), ..running };
    rows.apply([ended].into_iter(), 20);
    let row = rows.view(0).unwrap();
    assert!(!row.abort_requested && rows.abort_requested() == 0, "it has ended");
    assert_eq!(row.started, Moment::At { ms: 5, zone_assumed: true }, "its times are told as before");
    assert_eq!((row.took_ms, rows.is_gone(0)), (Some(3), false), "and it is there");
}

#[test]
fn rows_differ_where_the_page_would_show_it() {
    let row = Row {
        started: 1,
        finished: 0,
        since: 2,
        raw_status: NONE,
        name: NONE,
        group: NONE,
        look: 3,
        state: DeviceState::InProgress,
        flags: AT << STARTED,
    };
    for flags in [CHANGED, DIRTY, CHANGED | DIRTY] {
        assert!(
            same(&row, &Row { flags: row.flags | flags, ..row }),
            "what only looking and keeping need shows nowhere"
        );
    }
    assert!(same(&row, &Row { look: 4, since: 5, ..row }), "nor when it was seen");
    for flags in [row.flags | GONE, row.flags | ABORT_REQUESTED, ASSUMED << STARTED, row.flags | RAW << FINISHED] {
        assert!(!same(&row, &Row { flags, ..row }), "gone, asked to stop and kinds of times do: {flags:b}");
    }
}

#[test]
fn each_row_tells_of_its_times() {
    let rows = mixed();
    let told = |state, since_ms, started_ms, unstarted, finished_ms, gone_ms| Told {
        state,
        since_ms,
        started_ms,
        unstarted,
        finished_ms,
        gone_ms,
    };
    let expected = [
        told(DeviceState::Failed, 1, None, false, Some(90_000), None),
        told(DeviceState::Unknown, 1, Some(10_000), false, None, None),
        told(DeviceState::Pending, 1, None, true, None, None),
        told(DeviceState::InProgress, 1, Some(7), false, None, Some(1)),
    ];
    assert!(rows.all_told().eq(expected), "in the rows' order, those gone too");
}
