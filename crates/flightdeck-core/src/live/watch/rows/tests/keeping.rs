//! What is written to disk and read back, byte by byte where that matters.

use super::super::blob::{HAS_ID, VERSION};
use super::*;
use crate::bytes::Writer;

/// Devices with every kind of time, texts and none; the last is gone.
pub(super) fn mixed() -> Rows {
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
    let assumed = TimeRef::At { unix_ms: 7, zone_assumed: true };
    let devices = [
        DeviceRef {
            started: TimeRef::Unreadable("soon"),
            finished: at(90_000),
            ..record("a", DeviceState::Failed, "x")
        },
        DeviceRef {
            started: at(10_000),
            finished: TimeRef::Unreadable("late"),
            name: Some("pump"),
            ..record("b", DeviceState::Unknown, "Half-way")
        },
        DeviceRef { group: Some("Test"), ..record("c", DeviceState::Pending, "") },
        DeviceRef { started: assumed, ..record("d", DeviceState::InProgress, "x") },
    ];
    let mut rows = Rows::default();
    for (look, named) in [(1, &devices[..]), (2, &devices[..3])] {
        rows.begin(look);
        rows.apply(named.iter().copied(), look);
        rows.end(true);
    }
    rows
}

#[test]
fn every_kind_of_time_and_those_gone_are_read_back() {
    let mut rows = mixed();
    let back = read_back(&rows.whole());
    assert_eq!(all(&back), all(&rows), "each row as it was");
    assert_eq!(back.cells(), rows.cells(), "in the picture, too");
    assert!(back.is_gone(3) && !back.is_gone(2), "who is gone is gone still");
}

#[test]
fn a_blob_that_is_cut_or_goes_on_or_does_not_follow_is_refused() {
    let mut rows = mixed();
    let blob = rows.whole().remove(0);
    for length in 0..blob.len() {
        assert!(!Rows::default().read(&blob[..length]), "cut after {length} of {} bytes", blob.len());
    }
    assert!(!Rows::default().read(&[&blob[..], &[0]].concat()), "one byte more than it says");
    rows.begin(3);
    rows.apply([record("b", DeviceState::Succeeded, "x")].into_iter(), 3);
    let changes = rows.changes().unwrap();
    assert!(!Rows::default().read(&changes), "changes of rows that are not there");
    let mut back = Rows::default();
    assert!(back.read(&blob) && back.read(&changes), "one after the other is what was written");
    assert!(!back.read(&blob), "no device is named for the first time twice");
}

#[test]
fn a_text_that_is_not_there_is_no_text() {
    let blob = |status: u64| {
        let mut blob = Writer::default();
        blob.byte(VERSION);
        blob.number(1);
        blob.text("odd");
        blob.number(1);
        blob.byte(HAS_ID | DeviceState::Unknown as u8);
        blob.byte(0);
        blob.number(0);
        blob.text("d");
        blob.signed(0);
        [status, 0, 0].into_iter().for_each(|text| blob.number(text));
        blob.done()
    };
    let read = |status| {
        let mut rows = Rows::default();
        rows.read(&blob(status)).then(|| rows.view(0).unwrap().raw_status)
    };
    assert_eq!(read(0), Some(None), "none was written");
    assert_eq!(read(1), Some(Some("odd".into())), "the first");
    assert_eq!(read(2), None, "there is no second: this is no blob");
    assert_eq!(find(&[blob(2)], "d"), None, "for whoever looks for one device, too");
}

#[test]
fn the_last_that_was_written_of_a_device_counts() {
    use crate::wire::DeviceState::{Failed, InProgress, Pending};
    let mut rows = Rows::default();
    let named = DeviceRef { name: Some("pump"), ..record("a", DeviceState::Pending, "x") };
    let grouped = DeviceRef { group: Some("Test"), ..record("c", DeviceState::Pending, "x") };
    rows.begin(0);
    rows.apply([named, record("b", DeviceState::Pending, "x"), grouped].into_iter(), 10);
    let mut blobs = rows.whole();
    rows.begin(1);
    let changed = DeviceRef { state: DeviceState::InProgress, ..named };
    rows.apply([changed, record("b", DeviceState::Failed, "x")].into_iter(), 20);
    blobs.extend(rows.changes());
    let found = |device: &str| find(&blobs, device).map(|found| (found.state, found.since_ms, found.since_least));
    assert_eq!(found("a"), Some((InProgress, 20, true)), "the first of those that changed");
    assert_eq!(found("b"), Some((Failed, 20, true)), "one behind it");
    assert_eq!(found("c"), Some((Pending, 10, true)), "one that did not change");
    assert_eq!(found("d"), None, "one that was never there");
    let mut told = Vec::new();
    each(&blobs, |one| {
        told.push((one.id.to_owned(), one.found.state, one.name.map(str::to_owned), one.group.map(str::to_owned)))
    });
    let expected = [
        ("a".to_owned(), InProgress, Some("pump".to_owned()), None),
        ("b".to_owned(), Failed, None, None),
        ("c".to_owned(), Pending, None, Some("Test".to_owned())),
    ];
    assert_eq!(told, expected, "each is told once, in the rows' order");
}

#[test]
fn the_names_of_a_blob_are_on_disk_and_stay_the_bits_they_are() {
    let ids = ["a", "d-7", "Pümpe", "9a3b-4c5d", "x"];
    let mut rows = Rows::default();
    rows.begin(0);
    rows.apply(ids.iter().map(|id| record(id, DeviceState::Pending, "x")), 0);
    let filter = names(&rows.whole()[0]).unwrap();
    assert_eq!(filter, [1, 146, 3, 45, 220, 0, 78, 25], "what another version wrote can be read");
    assert!(ids.iter().all(|id| may_name(&filter, id)), "whoever is in it may be in it");
    assert!(!may_name(&filter, "y"), "others are not, but for a few");
}

#[test]
fn what_was_asked_to_stop_is_asked_of_rows_that_were_read() {
    let mut rows = Rows::default();
    rows.begin(0);
    rows.apply(["d", "e"].into_iter().map(|id| record(id, DeviceState::InProgress, "x")), 0);
    let mut asked = Rows::default();
    rows.inherit_aborts(&asked);
    assert_eq!(rows.abort_requested(), 0, "nothing was asked");
    asked.request_abort("e");
    rows.inherit_aborts(&asked);
    assert!(rows.view(1).unwrap().abort_requested && rows.abort_requested() == 1, "one device was");
    asked.request_abort_of_all();
    rows.inherit_aborts(&asked);
    assert_eq!(rows.abort_requested(), 2, "all were");
}
