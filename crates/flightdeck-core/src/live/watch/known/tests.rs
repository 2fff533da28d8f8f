//! What is known besides names rows, is found by a search, and never contradicts a deployment's own answer.

mod finding;

use connect_api::{DeviceRef, TimeRef};
use proptest::prelude::*;

use super::*;
use crate::live::fakes::known::{FakeKnown, KnownDevice, TOLD_MS, known};
use crate::live::search::span::Here;
use crate::live::watch::course::Lens;
use crate::live::watch::search::search;
use crate::live::watch::triage::Triage;

const DAY_MS: i64 = 86_400_000;

/// A deployment's devices: id, own name, own group; all pending.
fn rows(devices: &[(&str, Option<&str>, Option<&str>)]) -> Rows {
    let mut rows = Rows::default();
    rows.begin(0);
    for (uuid, name, group) in devices.iter().copied() {
        let (state, raw_status) = (connect_api::DeviceState::Pending, "Pending");
        let none = TimeRef::Absent;
        let record = DeviceRef { uuid, state, raw_status, started: none, finished: none, steps: None, name, group };
        rows.apply([record].into_iter(), 0);
    }
    rows.end(true);
    rows
}

/// A device of which all is told, one with a name of its own, one with its own group, one that is not known, one of which nothing is told.
fn partly() -> Rows {
    rows(&[
        ("a", None, None),
        ("b", Some("own gate"), None),
        ("c", None, Some("Own lab")),
        ("d", None, None),
        ("e", None, None),
    ])
}

fn fleet() -> [KnownDevice; 4] {
    [
        known("e", None, None),
        known("a", Some("Gate north"), Some("Lab")),
        known("b", Some("Gate south"), Some("Lab")),
        known("c", Some("Gate hill"), Some("Test")),
    ]
}

fn told(rows: &Rows, known: &KnownRows, now: bool) -> Vec<DeviceRow> {
    let mut told: Vec<DeviceRow> = (0..rows.len()).map(|row| rows.view(row).unwrap()).collect();
    known.tell(&mut told, now);
    told
}

fn found(text: &str, rows: &Rows, known: &KnownRows) -> String {
    let here = Here { now_ms: 0, zone_minutes: 0 };
    let lens = Lens::now(rows).knowing(known);
    let kept = search(text, here).keep(lens, &Triage::default(), (0..rows.len()).collect());
    kept.into_iter().map(|row| rows.id(row)).collect()
}

#[test]
fn a_row_is_named_as_its_own_answer_says_else_as_the_fleet_is_known() {
    let (rows, known) = (partly(), FakeKnown::of(fleet()).rows());
    let names: Vec<_> = told(&rows, &known, true)
        .into_iter()
        .map(|row| {
            let of = row.known.unwrap_or_default();
            (row.name.unwrap_or_default(), of.name_ms, row.group.unwrap_or_default(), of.group_ms)
        })
        .collect();
    let (at, grouped) = (Some(TOLD_MS), Some(TOLD_MS - 1));
    let expected = [
        ("Gate north", at, "Lab", grouped),
        ("own gate", None, "Lab", grouped),
        ("Gate hill", at, "Own lab", None),
        ("", None, "", None),
        ("", None, "", None),
    ];
    let expected: Vec<_> = expected.map(|(name, of, group, at)| (name.to_owned(), of, group.to_owned(), at)).into();
    assert_eq!(names, expected, "each with when it was told, where it is not the deployment's own");
    assert_eq!(told(&rows, &KnownRows::default(), true)[0].known, None, "a fleet that is not known tells nothing");
    assert_eq!(told(&rows, &FakeKnown::of([]).rows(), true)[0].known, None, "nor does an empty one");
}

#[test]
fn what_a_pending_device_waits_for_is_told_of_the_present_only() {
    let fleet = [
        KnownDevice { seen_ago_ms: Some(3 * DAY_MS), ..known("a", None, None) },
        KnownDevice { seen_ago_ms: Some(5_000), trigger: true, ..known("b", None, None) },
    ];
    let (rows, known) = (partly(), FakeKnown::of(fleet).rows());
    let now = told(&rows, &known, true);
    let waits = |row: &DeviceRow| row.known.map(|of| (of.seen.map(|seen| seen.is_long()), of.trigger_ms));
    assert_eq!(waits(&now[0]), Some((Some(true), None)), "not seen for three days");
    assert_eq!(waits(&now[1]), Some((Some(false), Some(TOLD_MS))), "seen, and kept by its trigger");
    assert_eq!(waits(&now[3]), None, "of the others nothing is made up");
    assert!(
        told(&rows, &known, false).iter().all(|row| row.known.is_none()),
        "a moment of the past is told nothing of now"
    );
    assert_eq!(known.waiting(&rows, |_| true), (1, 1), "and they are counted");
    assert_eq!(known.waiting(&rows, |row| row == 1), (0, 1), "of those asked about");
    let mut ended = now;
    ended[0].state = DeviceState::Succeeded;
    ended[0].known = None;
    known.tell(&mut ended[..1], true);
    assert_eq!(ended[0].known, None, "who does not wait is told nothing of waiting");
}

#[test]
fn a_search_finds_what_is_shown() {
    let (rows, known) = (partly(), FakeKnown::of(fleet()).rows());
    for (text, expected) in [
        ("name:north", "a"),
        ("name:gate", "abc"),
        ("name:south", ""),
        ("-name:gate", "de"),
        ("group:lab", "abc"),
        ("group:=lab", "ab"),
        ("group:test", ""),
        ("-group:lab", "de"),
        ("gate", "abc"),
        ("lab -hill", "ab"),
        ("gate group:own", "c"),
        ("nowhere", ""),
        ("-nowhere", "abcde"),
    ] {
        assert_eq!(found(text, &rows, &known), expected, "{text}");
    }
    assert_eq!(found("name:north", &rows, &KnownRows::default()), "", "where nothing is known, it is found by its own");
    assert_eq!(found("gate", &rows, &KnownRows::default()), "b");
}

#[test]
fn what_is_known_later_and_otherwise_is_found_as_it_is_then() {
    let rows = partly();
    let fake = FakeKnown::of(fleet());
    let known = fake.rows();
    assert_eq!(found("name:gate", &rows, &known), "abc");
    let before = known.mark();
    fake.joined_by(self::known("d", Some("Gate east"), None));
    assert_ne!(known.mark(), before, "who made something of it makes it anew");
    assert_eq!(found("name:gate", &rows, &known), "abcd", "one more is known");
    fake.becomes([self::known("d", Some("Pump"), None), self::known("a", Some("Gate west"), None)]);
    assert_eq!(found("name:gate", &rows, &known), "ab", "numbers of an order that is no more name nobody");
    assert_eq!(found("name:pump", &rows, &known), "d");
}

proptest! {
    #[test]
    fn a_row_is_found_by_the_name_it_shows_and_by_no_other(
        own in prop::collection::vec((prop::option::of("[ab]{1,2}"), prop::option::of("[ab]{1,2}")), 1..7),
        besides in prop::collection::vec((0..9usize, prop::option::of("[ab]{1,2}"), prop::option::of("[ab]{1,2}")), 0..7),
        // With many of them, few of the known devices are asked for: each by itself.
        strangers in prop::sample::select(vec![0, 40u32]),
        needle in "[ab]{1,2}",
        field in prop::sample::select(vec!["", "name:", "group:"]),
        negated: bool,
    ) {
        let ids: Vec<String> = (0..own.len()).map(|n| format!("{n}")).collect();
        let devices: Vec<_> =
            ids.iter().zip(&own).map(|(id, (name, group))| (id.as_str(), name.as_deref(), group.as_deref())).collect();
        let rows = rows(&devices);
        let mut fleet: Vec<KnownDevice> =
            besides.iter().map(|(id, name, group)| known(&id.to_string(), name.as_deref(), group.as_deref())).collect();
        fleet.sort_by(|one, other| one.id.cmp(&other.id));
        fleet.dedup_by(|one, other| one.id == other.id);
        fleet.extend((0..strangers).map(|n| known(&format!("stranger {n}"), Some("ab"), Some("ab"))));
        let known = FakeKnown::of(fleet).rows();
        let holds = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(&needle));
        let expected: String = told(&rows, &known, true)
            .iter()
            .filter(|row| {
                let (name, group) = (holds(&row.name), holds(&row.group));
                let holds = match field {
                    "name:" => name,
                    "group:" => group,
                    _ => name || group,
                };
                holds != negated
            })
            .map(|row| row.id.as_str())
            .collect();
        let text = format!("{}{field}{needle}", if negated { "-" } else { "" });
        prop_assert_eq!(found(&text, &rows, &known), expected, "{}", text);
        for (row, (name, group)) in told(&rows, &known, true).iter().zip(&own) {
            prop_assert!(name.is_none() || row.name == *name, "a name of its own stands");
            prop_assert!(group.is_none() || row.group == *group, "and so does a group");
        }
    }
}

#[test]
fn many_rows_are_found_a_part_at_a_time_by_one_who_asks_first() {
    let ids: Vec<String> = (0..AT_ONCE * 2 + 5).map(|n| format!("d-{n}")).collect();
    let rows = rows(&ids.iter().map(|id| (id.as_str(), None, None)).collect::<Vec<_>>());
    let fleet: Vec<KnownDevice> = ids.iter().map(|id| known(id, Some(&format!("gate of {id}")), None)).collect();
    let fleet = FakeKnown::of(fleet);
    let mut known = fleet.rows();
    assert_eq!([known.begins_to_find(&rows), known.begins_to_find(&rows)], [true, false], "one does it for all");
    assert_eq!([0; 3].map(|_| known.find_more(&rows)), [false, false, true], "in parts, until nothing is left");
    assert!(!known.begins_to_find(&rows), "then there is nothing more to do");
    assert_eq!(found("\"gate of d-40004\"", &rows, &known), "d-40004", "and the last is found by its name");
    let few = self::rows(&[("d-1", None, None)]);
    assert!(!fleet.rows().begins_to_find(&few), "a few are found by who needs them");
}

#[test]
fn rows_that_take_the_place_of_others_are_found_anew() {
    let mut known = FakeKnown::of(fleet()).rows();
    let numbers = |known: &KnownRows, rows: &Rows| known.look(rows, |names| [0, 1].map(|row| names.number(row)));
    let before = rows(&[("a", None, None), ("b", None, None)]);
    assert_eq!(numbers(&known, &before), Some([Some(1), Some(2)]));
    let after = rows(&[("b", None, None), ("e", None, None)]);
    known.rows_replaced();
    assert_eq!(numbers(&known, &after), Some([Some(2), Some(0)]), "as many as before, and others");
    let fewer = rows(&[("c", None, None)]);
    assert_eq!(numbers(&known, &fewer), Some([Some(3), None]), "fewer are others, whoever says so");
}

#[test]
fn all_known_devices_are_looked_at_for_a_quarter_of_them() {
    let known = FakeKnown::of((0..8).map(|n| known(&format!("{n}"), None, None))).rows();
    let many = |rows: usize| known.look(&partly(), |names| names.are_many(rows));
    assert_eq!([0, 1, 2, 3].map(many), [Some(false), Some(false), Some(true), Some(true)]);
}
