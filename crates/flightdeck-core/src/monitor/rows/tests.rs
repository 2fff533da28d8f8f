//! The row store against a plain model, and its size.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::tally::count;

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
    for index in 0..rows.len() {
        count(&mut counts, rows.view(index).unwrap().state);
    }
    counts
}

proptest! {
    /// Looks of pages of (device, state): paged anyhow, with repeats, with devices missing.
    #[test]
    fn it_agrees_with_a_plain_model(
        looks in prop::collection::vec(prop::collection::vec(prop::collection::vec((0u8..40, 0usize..6), 0..12), 0..5), 1..6),
        abort_at in 0usize..8,
    ) {
        let mut rows = Rows::default();
        let mut places: Vec<String> = Vec::new();
        let mut model: HashMap<String, DeviceState> = HashMap::new();
        let mut asked: HashSet<String> = HashSet::new();
        let mut asked_all = false;
        for (n, pages) in looks.iter().enumerate() {
            if n == abort_at {
                rows.request_abort_of_all();
                asked_all = true;
                asked.extend(model.iter().filter(|(_, s)| !s.is_terminal()).map(|(id, _)| id.clone()));
            }
            let before = model.clone();
            rows.begin();
            let mut named = HashSet::new();
            let mut changed = 0;
            let mut differed = HashSet::new();
            for page in pages {
                let page: Vec<(String, DeviceState)> =
                    page.iter().map(|(id, state)| (format!("d-{id}"), DeviceState::ALL[*state])).collect();
                changed += rows.apply(page.iter().map(|(id, state)| record(id, *state, "x")), n as i64);
                for (id, state) in page {
                    if !model.contains_key(&id) {
                        places.push(id.clone());
                    }
                    if model.insert(id.clone(), state) != Some(state) {
                        differed.insert(id.clone());
                    }
                    if state.is_terminal() {
                        asked.remove(&id);
                    } else if asked_all {
                        asked.insert(id.clone());
                    }
                    named.insert(id);
                }
                prop_assert_eq!(rows.counts(), recount(&rows), "counts are right after every page");
            }
            let missing = rows.end();
            prop_assert_eq!(missing as usize, before.keys().filter(|id| !named.contains(*id)).count(), "who was not named is known");
            prop_assert_eq!(changed as usize, differed.len(), "each changed row counts once in a look");
        }
        prop_assert_eq!(rows.len() as usize, places.len(), "repeats add no row, and none is lost");
        for (index, id) in places.iter().enumerate() {
            let row = rows.view(index as u32).unwrap();
            prop_assert_eq!(row.id.as_str(), id, "a device keeps its place");
            prop_assert_eq!(row.state, model[id].into(), "the last record counts");
            prop_assert_eq!(row.abort_requested, asked.contains(id), "requested until terminal");
        }
        prop_assert_eq!(rows.abort_requested() as usize, asked.len(), "and they are counted");
    }
}

#[test]
fn times_texts_and_states_come_out_as_they_went_in() {
    let mut rows = Rows::default();
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
    let mut apply = |record: DeviceRef<'_>, now| {
        rows.begin();
        rows.apply([record].into_iter(), now);
        rows.end();
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
    rows.begin();
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
        rows.begin();
        for device in 0..100 {
            let status = format!("{look}.{device} %");
            rows.apply([record(&format!("d-{device}"), DeviceState::Unknown, &status)].into_iter(), 0);
        }
        rows.end();
    }
    assert!(rows.texts_held() < 2_000, "{} texts for 100 devices", rows.texts_held());
    assert_eq!(rows.view(7).unwrap().raw_status.as_deref(), Some("199.7 %"), "those in use are kept");
}

#[test]
fn a_hundred_thousand_devices_fit() {
    let size = |count: u32| {
        let mut rows = Rows::default();
        rows.begin();
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
        rows.end();
        // A view's index is four bytes a row.
        (rows.bytes_held() + count as usize * 4) / count as usize
    };
    let (small, large) = (size(10_000), size(100_000));
    assert!(large <= 140, "{large} bytes a device, with ids of 36 bytes and a name for each");
    assert!(small <= 140, "{small} bytes a device at a tenth of the size: it grows with the number and no faster");
}
