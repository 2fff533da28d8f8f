//! That rows cross whole, in few bytes, and that both sides read one example alike.

use proptest::prelude::*;

use super::*;
use crate::wire::{DeviceState, KnownSeen, SearchTerm};

/// What the page's tests unpack.
const EXAMPLE: &str = include_str!("../../../../../ui/src/lib/transport/rows.example.json");

/// What the page makes of a packed window, said once more: the law of `unpacked`.
fn unpacked(packed: &PackedRows) -> Vec<DeviceRow> {
    let text = |number: u32| packed.texts[number as usize].clone();
    let of =
        |list: &[(u32, u32)], place: u32| list.iter().find(|(at, _)| *at == place).map(|(_, number)| text(*number));
    let ms = |list: &[(u32, i64)], place: u32| list.iter().find(|(at, _)| *at == place).map(|(_, ms)| *ms);
    let told_at = |lists: &[(i64, Vec<u32>)], place: u32| {
        lists.iter().find(|(_, places)| places.contains(&place)).map(|(told_ms, _)| *told_ms)
    };
    let moment = |at: Option<i64>, zone_assumed: bool, odd: Option<String>| match (at, odd) {
        (Some(ms), _) => Moment::At { ms, zone_assumed },
        (None, Some(raw)) => Moment::Unreadable { raw },
        (None, None) => Moment::Absent,
    };
    let row = |place: u32| {
        let at = place as usize;
        let is = |flag: u32| packed.flags[at] & flag != 0;
        let (started, finished) = (packed.started[at], packed.finished[at]);
        let took = finished.zip(started).map(|(end, start)| end.saturating_sub(start));
        let told = finished.or(started).filter(|_| is(row_flag::SINCE_TOLD));
        DeviceRow {
            id: packed.ids[at].clone(),
            index: packed.indexes[at],
            name: packed.names.get(at).cloned().flatten(),
            group: packed.groups.get(at).copied().flatten().map(text),
            state: STATE_ORDER[packed.states[at] as usize],
            raw_status: of(&packed.statuses, place),
            started: moment(started, is(row_flag::START_ASSUMED), of(&packed.odd_started, place)),
            finished: moment(finished, is(row_flag::END_ASSUMED), of(&packed.odd_finished, place)),
            took_ms: took.filter(|took| *took >= 0),
            since_ms: told.or_else(|| ms(&packed.since, place)),
            since_least: is(row_flag::SINCE_LEAST),
            gone_ms: ms(&packed.gone, place),
            abort_requested: is(row_flag::ABORT_REQUESTED),
            chosen: is(row_flag::CHOSEN),
            why: match of(&packed.causes, place) {
                Some(text) => Some(Why::Cause { text }),
                None if is(row_flag::STUCK) => Some(Why::Stuck),
                None => is(row_flag::UNREACHED).then_some(Why::Unreached),
            },
            known: Some(KnownOf {
                name_ms: told_at(&packed.known_names, place),
                group_ms: told_at(&packed.known_groups, place),
                seen: packed
                    .known_seen
                    .iter()
                    .find(|(at, ..)| *at == place)
                    .map(|(_, at_ms, told_ms)| KnownSeen { at_ms: *at_ms, told_ms: *told_ms }),
                trigger_ms: ms(&packed.known_triggers, place),
            })
            .filter(|known| *known != KnownOf::default()),
        }
    };
    (0..packed.ids.len() as u32).map(row).collect()
}

fn window(rows: Vec<DeviceRow>) -> RowsWindow {
    RowsWindow { revision: 7, start: 40, total: 9_000, rows, chosen: Chosen::default(), search: None }
}

fn at(ms: i64) -> Moment {
    Moment::At { ms, zone_assumed: false }
}

const DAY: i64 = 1_795_875_804_123;

/// A device that ended, as most have: uuid, name, group and both times.
fn typical(index: u32) -> DeviceRow {
    let (start, end) = (DAY + i64::from(index) * 731, DAY + 97_000 + i64::from(index) * 917);
    let tail = u64::from(index).wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0xffff_ffff_ffff;
    DeviceRow {
        id: format!("{:08x}-4c1e-4d0a-9b3f-{tail:012x}", index.wrapping_mul(0x9e37_79b9)).as_str().into(),
        index: index * 977,
        name: Some(format!("turbine-north-{index:05}")),
        group: Some(if index.is_multiple_of(9) { "Test" } else { "Production" }.to_owned()),
        state: if index.is_multiple_of(4) { DeviceState::Failed } else { DeviceState::Succeeded },
        raw_status: None,
        started: at(start),
        finished: at(end),
        took_ms: Some(end - start),
        since_ms: Some(end),
        since_least: false,
        gone_ms: None,
        abort_requested: false,
        chosen: false,
        why: index.is_multiple_of(4).then(|| Why::Cause { text: format!("No space left on device {}", index % 3) }),
        known: None,
    }
}

/// One row of every kind.
fn every_kind() -> Vec<DeviceRow> {
    let running = DeviceRow {
        state: DeviceState::InProgress,
        finished: Moment::Absent,
        took_ms: None,
        since_ms: Some(DAY + 731),
        abort_requested: true,
        chosen: true,
        why: Some(Why::Stuck),
        ..typical(1)
    };
    let pending = DeviceRow {
        name: None,
        group: None,
        state: DeviceState::Pending,
        started: Moment::Absent,
        since_ms: Some(DAY + 5),
        since_least: true,
        abort_requested: false,
        why: Some(Why::Unreached),
        ..running.clone()
    };
    let odd = DeviceRow {
        state: DeviceState::Unknown,
        raw_status: Some("Rebooting".to_owned()),
        started: Moment::Unreadable { raw: "yesterday".to_owned() },
        finished: Moment::Unreadable { raw: "soon".to_owned() },
        gone_ms: Some(DAY + 9),
        why: None,
        ..pending.clone()
    };
    let named = DeviceRow {
        name: Some("hill-7".to_owned()),
        group: Some("Test".to_owned()),
        known: Some(KnownOf {
            name_ms: Some(DAY - 3),
            group_ms: Some(DAY - 2),
            seen: Some(KnownSeen { at_ms: DAY - 90, told_ms: DAY - 3 }),
            trigger_ms: Some(DAY - 3),
        }),
        ..pending.clone()
    };
    let assumed = |ms| Moment::At { ms, zone_assumed: true };
    let backwards = DeviceRow { started: assumed(DAY + 3), finished: assumed(DAY), took_ms: None, ..typical(4) };
    let untold = DeviceRow { state: DeviceState::Unknown, since_ms: None, why: None, ..pending.clone() };
    vec![typical(0), typical(9), running, pending, odd, backwards, untold, named]
}

#[test]
fn a_hundred_rows_are_light() {
    // Notice, window and picture of a refresh share 32 KB at 100,000 devices of which 1 % changed; as objects the rows alone took 33.
    const BUDGET: usize = 12_000;
    let rows: Vec<DeviceRow> = (0..100).map(typical).collect();
    let objects = serde_json::to_vec(&window(rows.clone())).unwrap().len();
    let packed = serde_json::to_vec(&PackedRows::from(window(rows.clone()))).unwrap().len();
    assert!(packed <= BUDGET, "{packed} bytes; the budget is {BUDGET}");
    let told = KnownOf { name_ms: Some(DAY), group_ms: Some(DAY), ..KnownOf::default() };
    let known: Vec<DeviceRow> = rows.into_iter().map(|row| DeviceRow { known: Some(told), ..row }).collect();
    let with = serde_json::to_vec(&PackedRows::from(window(known))).unwrap().len();
    assert!(with <= packed + 800, "{with} of {packed} bytes: that all were told at one time is said once");
    assert!(packed * 2 < objects, "{packed} of {objects} bytes: nothing is said twice");
}

#[test]
fn both_sides_read_the_example_alike() {
    let term = SearchTerm { text: "-x".into(), negated: true, words: Some("holds “x”".to_owned()), problem: None };
    let search = Some(SearchReading { terms: vec![term], notes: Vec::new() });
    let window = RowsWindow { search, ..window(every_kind()) };
    let packed = PackedRows::from(window.clone());
    assert_eq!(unpacked(&packed), window.rows, "nothing is lost");
    let written = serde_json::json!({ "packed": packed, "window": window });
    let committed: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
    assert!(committed == written, "the page is tested against this, as Rust says it now:\n{written:#}");
}

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        Just(Moment::Absent),
        (0..50i64, any::<bool>()).prop_map(|(ms, zone_assumed)| Moment::At { ms, zone_assumed }),
        "[a-c]{0,2}".prop_map(|raw| Moment::Unreadable { raw }),
    ]
}

prop_compose! {
    fn any_row()(
        (id, index) in ("[a-c]{1,4}", 0..9u32),
        (name, group, raw_status) in (prop::option::of("[a-c]{0,2}"), prop::option::of("[a-c]{0,2}"), prop::option::of("[a-c]{0,2}")),
        state in prop::sample::select(STATE_ORDER.to_vec()),
        (started, finished) in (any_moment(), any_moment()),
        (since_ms, gone_ms) in (prop::option::of(0..50i64), prop::option::of(0..50i64)),
        (since_least, abort_requested, chosen) in any::<(bool, bool, bool)>(),
        why in prop::option::of(prop_oneof![Just(Why::Stuck), Just(Why::Unreached), "[a-c]{0,2}".prop_map(|text| Why::Cause { text })]),
        (name_ms, group_ms, trigger_ms) in (prop::option::of(0..3i64), prop::option::of(0..3i64), prop::option::of(0..3i64)),
        seen in prop::option::of((0..50i64, 0..50i64).prop_map(|(at_ms, told_ms)| KnownSeen { at_ms, told_ms })),
    ) -> DeviceRow {
        let known = Some(KnownOf { name_ms, group_ms, seen, trigger_ms }).filter(|known| *known != KnownOf::default());
        let took_ms = match (&started, &finished) {
            (Moment::At { ms: start, .. }, Moment::At { ms: end, .. }) if end >= start => Some(end - start),
            _ => None,
        };
        let id = id.as_str().into();
        DeviceRow { id, index, name, group, state, raw_status, started, finished, took_ms, since_ms, since_least, gone_ms, abort_requested, chosen, why, known }
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_on_the_way(rows in prop::collection::vec(any_row(), 0..6)) {
        prop_assert_eq!(unpacked(&PackedRows::from(window(rows.clone()))), rows);
    }
}
