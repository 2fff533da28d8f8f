//! The row store against a plain model, and its size.

mod keeping;
mod looking;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use connect_api::DeviceState;
use proptest::prelude::*;

use super::*;
use crate::live::tally::count;
use crate::wire::{DeviceRow, Moment};

fn record<'a>(uuid: &'a str, state: DeviceState, raw_status: &'a str) -> DeviceRef<'a> {
    DeviceRef {
        uuid,
        state,
        raw_status,
        started: TimeRef::Absent,
        finished: TimeRef::Absent,
        steps: None,
        name: None,
        group: None,
    }
}

fn recount(rows: &Rows) -> Counts {
    let mut counts = Counts::default();
    for row in (0..rows.len()).map(|index| rows.view(index).unwrap()).filter(|row| row.gone_ms.is_none()) {
        count(&mut counts, row.state);
    }
    counts
}

/// What a later run reads of what was kept.
fn read_back(blobs: &[Vec<u8>]) -> Rows {
    let mut rows = Rows::default();
    assert!(blobs.iter().all(|blob| rows.read(blob)), "what was written can be read");
    rows.read_whole(0);
    rows
}

/// What is read of it to find one device: blobs that may name it, and the changes after the first of them.
fn pieces(blobs: &[Vec<u8>], of_whole: usize, device: &str) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    for (number, blob) in blobs.iter().enumerate() {
        if may_name(&names(blob).unwrap(), device) || (number >= of_whole && !pieces.is_empty()) {
            pieces.push(blob.clone());
        }
    }
    pieces
}

fn all(rows: &Rows) -> Vec<DeviceRow> {
    (0..rows.len()).map(|index| DeviceRow { abort_requested: false, ..rows.view(index).unwrap() }).collect()
}

/// What is known of one device, plainly.
#[derive(Clone, Debug, PartialEq)]
struct Plain {
    state: DeviceState,
    named_ms: i64,
    gone: bool,
    asked: bool,
}

/// One look: whether it was whole, and its pages of (device, state).
type Answer = (bool, Vec<Vec<(u8, usize)>>);

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let page = prop::collection::vec((0u8..40, 0usize..6), 0..12);
    prop::collection::vec((any::<bool>(), prop::collection::vec(page, 0..5)), 1..8)
}

proptest! {
    /// Looks paged anyhow, with repeats, with devices missing; kept after each look, and read back. B9: with devices that go and come.
    #[test]
    fn it_agrees_with_a_plain_model(answers in answers(), abort_at in 0usize..8) {
        let mut rows = Rows::default();
        let mut places: Vec<String> = Vec::new();
        let mut model: HashMap<String, Plain> = HashMap::new();
        let mut asked_all = false;
        let mut kept: Vec<Vec<u8>> = Vec::new();
        let mut of_whole = 0;
        for (n, (whole, pages)) in answers.iter().enumerate() {
            let now_ms = n as i64 * 1_000;
            if n == abort_at {
                rows.request_abort_of_all();
                asked_all = true;
                for plain in model.values_mut() {
                    plain.asked = !plain.gone && !plain.state.is_terminal();
                }
            }
            rows.begin(now_ms);
            let (mut named, mut differed, mut changed) = (HashSet::new(), HashSet::new(), 0);
            for page in pages {
                let page: Vec<(String, DeviceState)> =
                    page.iter().map(|(id, state)| (format!("d-{id}"), DeviceState::ALL[*state])).collect();
                changed += rows.apply(page.iter().map(|(id, state)| record(id, *state, "x")), now_ms + 7);
                for (id, state) in page {
                    let asked = asked_all && !state.is_terminal();
                    let plain = Plain { state, named_ms: now_ms, gone: false, asked };
                    match model.insert(id.clone(), plain) {
                        None => {
                            places.push(id.clone());
                            differed.insert(id.clone());
                        }
                        Some(old) if old.gone || old.state != state => {
                            differed.insert(id.clone());
                        }
                        Some(_) => {}
                    }
                    named.insert(id);
                }
                prop_assert_eq!(rows.counts(), recount(&rows), "counts are right after every page, gone ones outside");
            }
            prop_assert_eq!(changed as usize, differed.len(), "each changed row counts once in a look");
            let went = rows.end(*whole);
            let mut left = 0;
            for (id, plain) in &mut model {
                if *whole && !plain.gone && !named.contains(id) {
                    (plain.gone, plain.asked) = (true, false);
                    left += 1;
                }
            }
            prop_assert_eq!(went, left, "whoever a whole answer does not name is gone, and nobody else");
            prop_assert_eq!(rows.counts(), recount(&rows), "and no longer counted");
            prop_assert_eq!(rows.counts().total() + rows.gone(), rows.len(), "every row is counted or gone");
            if n == 0 || n % 3 == 2 {
                kept = rows.whole();
                of_whole = kept.len();
            } else {
                kept.extend(rows.changes());
            }
            prop_assert_eq!(rows.changes(), None, "what is written is written once");
            let back = read_back(&kept);
            prop_assert_eq!(all(&back), all(&rows), "a later run sees the same rows");
            prop_assert_eq!((back.counts(), back.gone()), (rows.counts(), rows.gone()), "and counts them alike");
            for (index, id) in places.iter().enumerate() {
                let row = rows.view(index as u32).unwrap();
                let found = find(&pieces(&kept, of_whole, id), id).map(|found| (found.state, found.gone_ms, found.raw_status));
                prop_assert_eq!(found, Some((row.state, row.gone_ms, row.raw_status)), "one of them alone, too");
            }
            prop_assert_eq!(find(&kept, "nobody"), None, "and nobody who was never there");
        }
        prop_assert_eq!(rows.len() as usize, places.len(), "repeats add no row, and none is lost");
        for (index, id) in places.iter().enumerate() {
            let row = rows.view(index as u32).unwrap();
            let plain = &model[id];
            prop_assert_eq!(row.id.as_str(), id, "a device keeps its place");
            prop_assert_eq!(row.state, plain.state.into(), "the last record counts");
            prop_assert_eq!(row.abort_requested, plain.asked, "requested until terminal, or gone");
            prop_assert_eq!(row.gone_ms, plain.gone.then_some(plain.named_ms), "when it was last named");
        }
        let asked = model.values().filter(|plain| plain.asked).count();
        prop_assert_eq!(rows.abort_requested() as usize, asked, "and they are counted");
    }

    /// Damage anywhere in a blob never panics, and never makes rows that disagree with their counts.
    #[test]
    fn damaged_blobs_are_survived(at in 0usize..200, byte in any::<u8>(), cut in 0usize..200) {
        let mut rows = Rows::default();
        rows.begin(0);
        for n in 0..10 {
            rows.apply([record(&format!("d-{n}"), DeviceState::ALL[n % 6], "odd")].into_iter(), n as i64);
        }
        let mut blob = rows.whole().remove(0);
        let length = blob.len();
        blob[at % length] = byte;
        blob.truncate(length - cut.min(length) / 4);
        let mut back = Rows::default();
        back.read(&blob);
        names(&blob);
        find(&[blob], "d-7");
        prop_assert_eq!(back.counts(), recount(&back), "whatever came out of it");
    }
}

#[test]
fn times_texts_and_states_come_out_as_they_went_in() {
    let mut rows = Rows::default();
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
    let mut apply = |record: DeviceRef<'_>, now| {
        rows.begin(0);
        rows.apply([record].into_iter(), now);
        rows.end(true);
        rows.view(0).unwrap()
    };
    let named = DeviceRef { name: Some("pump"), group: Some("Test"), ..record("d", DeviceState::Pending, "Pending") };
    let row = apply(named, 100);
    assert_eq!(
        (row.since_ms, row.raw_status),
        (Some(100), None),
        "pending since first seen; its status needs no raw text"
    );
    assert_eq!(
        (row.name.as_deref(), row.group.as_deref()),
        (Some("pump"), Some("Test")),
        "names are kept where they come"
    );
    let running = DeviceRef { started: at(150), ..record("d", DeviceState::InProgress, "Running") };
    assert_eq!(apply(running, 200).since_ms, Some(150), "running since the service says it started");
    let odd = DeviceRef {
        started: at(150),
        finished: TimeRef::Unreadable("soon"),
        ..record("d", DeviceState::Unknown, "Resting")
    };
    let row = apply(odd, 300);
    assert_eq!(
        (row.since_ms, row.raw_status.as_deref()),
        (Some(300), Some("Resting")),
        "an unknown status shows as it came"
    );
    assert_eq!(row.finished, Moment::Unreadable { raw: "soon".into() }, "and so does an unreadable time");
    assert_eq!(apply(odd, 400).since_ms, Some(300), "first seen so, not last");
    let assumed = TimeRef::At { unix_ms: 160, zone_assumed: true };
    let done = DeviceRef { started: at(150), finished: assumed, ..record("d", DeviceState::Failed, "Failed") };
    let row = apply(done, 500);
    assert_eq!((row.since_ms, row.took_ms), (Some(160), Some(10)), "ended when the service says so");
    assert_eq!(
        row.finished,
        Moment::At { ms: 160, zone_assumed: true },
        "and the page can say that the zone was assumed"
    );
    let back = DeviceRef { started: at(150), finished: at(100), ..record("d", DeviceState::Failed, "Failed") };
    assert_eq!(apply(back, 600).took_ms, None, "no device takes less than no time");
}

#[test]
fn a_device_asked_to_stop_before_it_came_is_marked_when_it_comes() {
    let mut rows = Rows::default();
    rows.request_abort("d");
    rows.begin(0);
    rows.apply(
        [record("d", DeviceState::Pending, "Pending"), record("e", DeviceState::Pending, "Pending")].into_iter(),
        0,
    );
    assert_eq!(rows.abort_requested(), 1, "only the one asked for");
    assert!(rows.view(0).unwrap().abort_requested, "and it is that one");
}

#[test]
fn statuses_that_count_up_do_not_pile_up() {
    let mut rows = Rows::default();
    for look in 0..200 {
        rows.begin(0);
        for device in 0..100 {
            let status = format!("{look}.{device} %");
            rows.apply([record(&format!("d-{device}"), DeviceState::Unknown, &status)].into_iter(), 0);
        }
        rows.end(true);
    }
    assert!(rows.texts_held() < 2_000, "{} texts for 100 devices", rows.texts_held());
    assert_eq!(rows.view(7).unwrap().raw_status.as_deref(), Some("199.7 %"), "those in use are kept");
}

#[test]
fn a_hundred_thousand_devices_fit() {
    let size = |count: u32| {
        let mut rows = Rows::default();
        rows.begin(0);
        for n in 0..count {
            let uuid = format!("{n:08x}-9a3b-4c5d-8e6f-{n:012x}");
            let named = format!("device {n}");
            let times = TimeRef::At { unix_ms: 1_700_000_000_000, zone_assumed: false };
            let record = DeviceRef {
                started: times,
                finished: times,
                name: Some(&named),
                group: Some("Production"),
                ..record(&uuid, DeviceState::ALL[n as usize % 6], "status")
            };
            rows.apply([record].into_iter(), 0);
        }
        rows.end(true);
        // A view's index is four bytes a row.
        (rows.bytes_held() + count as usize * 4) / count as usize
    };
    let (small, large) = (size(10_000), size(100_000));
    assert!(large <= 132, "{large} bytes a device, with ids of 36 bytes and a name for each");
    assert!(small <= 132, "{small} bytes a device at a tenth of the size: it grows with the number and no faster");
}

#[test]
fn a_hundred_thousand_devices_take_little_room_and_time_on_disk() {
    let many = 100_000u32;
    let mut rows = Rows::default();
    let look = |rows: &mut Rows, changed: u32| {
        rows.begin(0);
        for n in 0..many {
            let uuid = format!("{n:08x}-9a3b-4c5d-8e6f-{n:012x}");
            let named = format!("device {n}");
            let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
            let state = DeviceState::ALL[if n % 100 < changed { 3 } else { 2 }];
            let started = at(1_700_000_000_000 + i64::from(n) * 13);
            let record = DeviceRef {
                started,
                finished: at(1_700_000_060_000),
                name: Some(&named),
                ..record(&uuid, state, "status")
            };
            rows.apply([record].into_iter(), 1_700_000_000_000);
        }
        rows.end(true);
    };
    look(&mut rows, 0);
    let whole: usize = rows.whole().iter().map(Vec::len).sum();
    // Load only adds to what a clock says: the least of several tries is what it costs.
    let (mut looked, mut wrote) = (Duration::MAX, Duration::MAX);
    let mut changes = Vec::new();
    for changed in [1, 0, 1, 0, 1] {
        let begun = Instant::now();
        look(&mut rows, changed);
        looked = looked.min(begun.elapsed());
        let begun = Instant::now();
        changes = rows.changes().unwrap();
        wrote = wrote.min(begun.elapsed());
    }
    let filters: usize = rows.whole().iter().map(|blob| names(blob).unwrap().len()).sum();
    assert!(filters < whole / 20, "looking for one device costs little room: {filters} bytes beside {whole}");
    assert!(changes.len() < whole / 50, "one in a hundred changed: {} bytes of {whole}", changes.len());
    // Changes are added up to half of the whole.
    assert!(whole * 3 / 2 < 25_000_000, "{whole} bytes for a hundred thousand devices");
    // A look costs fetching and decoding besides what is measured here.
    assert!(wrote * 20 < looked, "{wrote:?} for keeping beside {looked:?} for taking in");
}

#[test]
fn the_names_of_a_blob_exclude_all_but_a_few_that_are_not_in_it() {
    let mut rows = Rows::default();
    rows.begin(0);
    for n in 0..4_096 {
        rows.apply([record(&format!("device-{n}"), DeviceState::Pending, "x")].into_iter(), 0);
    }
    let blobs = rows.whole();
    let filter = names(&blobs[0]).unwrap();
    assert!((0..4_096).all(|n| may_name(&filter, &format!("device-{n}"))), "nobody who is in it is excluded");
    let in_vain = (4_096..104_096).filter(|n| may_name(&filter, &format!("device-{n}"))).count();
    assert!(in_vain < 2_000, "{in_vain} of 100,000 others are not");
    rows.begin(0);
    rows.apply([record("device-7", DeviceState::Failed, "x")].into_iter(), 0);
    assert!(!may_name(&names(&rows.changes().unwrap()).unwrap(), "device-7"), "a change names nobody new");
    assert!(may_name(b"", "x") && may_name(&[9, 0], "x"), "what cannot be read excludes nobody");
}
