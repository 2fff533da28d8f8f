//! Comparing two deployments: against a plain model, and its laws.

mod sides;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use connect_api::{DeviceRef, DeviceState, Step, TimeRef};
use proptest::prelude::*;

use super::pairs::change;
use super::*;
use crate::export::comparison;
use crate::export::file::Progress;
use crate::wire::{Change, ChangeCounts, ComparedSort};

/// A deployment made up: id, state, how long it took; and who was named by an earlier look only.
#[derive(Clone, Debug, Default)]
struct Deployment {
    devices: Vec<(String, DeviceState, Option<i64>)>,
    gone: Vec<String>,
}

/// What a side borrows from.
#[derive(Default)]
struct Held {
    rows: Rows,
    triage: Triage,
    looks: Looks,
    known: KnownRows,
}

impl Held {
    fn side(&self) -> Side<'_> {
        let Self { rows, triage, looks, known } = self;
        Side { rows, triage, known, looks, born_ms: None, revision: 1 }
    }

    fn fails(&mut self, device: &str, line: &str) {
        let step = Step { name: "install".into(), exit_code: Some(28), stdout: String::new(), stderr: line.into() };
        self.triage.found(self.rows.find(device).unwrap(), &[step]);
    }
}

fn held(deployment: &Deployment) -> Held {
    const START: i64 = 1_700_000_000_000;
    let mut held = Held::default();
    let record = |uuid, state, took: Option<i64>| DeviceRef {
        uuid,
        state,
        raw_status: "",
        started: TimeRef::At { unix_ms: START, zone_assumed: false },
        finished: took.map_or(TimeRef::Absent, |took| TimeRef::At { unix_ms: START + took, zone_assumed: false }),
        steps: None,
        name: None,
        group: None,
    };
    if !deployment.gone.is_empty() {
        held.rows.begin(START);
        held.rows.apply(deployment.gone.iter().map(|id| record(id.as_str(), DeviceState::Failed, None)), START);
        held.rows.end(true);
    }
    held.rows.begin(START + 1);
    let named = deployment.devices.iter().map(|(id, state, took)| record(id.as_str(), *state, *took));
    held.rows.apply(named, START + 10_000_000);
    held.rows.end(true);
    held
}

fn sides<'a>(a: &'a Held, b: &'a Held) -> Sides<'a> {
    Sides { a: a.side(), b: b.side(), hold_a: 1 }
}

fn window(a: &Held, b: &Held, view: &ComparedView) -> ComparedWindow {
    Compared::default().window(sides(a, b), view, 0, 1_000, 0)
}

/// The devices of a view, by their change.
fn classes(a: &Held, b: &Held) -> BTreeMap<String, Change> {
    window(a, b, &ComparedView::default()).rows.into_iter().map(|row| (row.id.to_string(), row.change)).collect()
}

fn only(change: Change) -> ComparedView {
    ComparedView { changes: vec![change], ..ComparedView::default() }
}

fn count(counts: &ChangeCounts, change: Change) -> u32 {
    let ChangeCounts { broke, still_fails, fixed, otherwise, open, only_a, only_b, same } = *counts;
    [broke, still_fails, fixed, otherwise, open, only_a, only_b, same][change as usize]
}

fn swapped(change: Change) -> Change {
    match change {
        Change::Broke => Change::Fixed,
        Change::Fixed => Change::Broke,
        Change::OnlyA => Change::OnlyB,
        Change::OnlyB => Change::OnlyA,
        Change::StillFails | Change::Otherwise | Change::Open | Change::Same => change,
    }
}

fn deployments() -> impl Strategy<Value = Deployment> {
    let device = (0u8..30, 0usize..6, prop::option::of(1i64..9_000));
    (prop::collection::vec(device, 0..25), prop::collection::vec(0u8..30, 0..6)).prop_map(|(devices, gone)| {
        // Each once, in an order of its own.
        let mut met = BTreeSet::new();
        let devices = devices.into_iter().filter(|(id, ..)| met.insert(*id));
        let devices: Vec<_> =
            devices.map(|(id, state, took)| (format!("d-{id}"), DeviceState::ALL[state], took)).collect();
        Deployment {
            devices,
            gone: gone.into_iter().map(|id| format!("d-{id}")).collect::<BTreeSet<_>>().into_iter().collect(),
        }
    })
}

proptest! {
    #[test]
    fn the_changes_share_out_all_devices_that_either_names((a, b) in (deployments(), deployments())) {
        let (held_a, held_b) = (held(&a), held(&b));
        let state = |of: &Deployment, id: &str| of.devices.iter().find(|(own, ..)| own == id).map(|(_, state, _)| *state);
        let union: BTreeSet<&String> = a.devices.iter().chain(&b.devices).map(|(id, ..)| id).collect();
        let expected: BTreeMap<String, Change> =
            union.iter().map(|id| ((*id).clone(), change(state(&a, id), state(&b, id)).unwrap())).collect();
        prop_assert_eq!(&classes(&held_a, &held_b), &expected, "each once; one that is gone is not in it");
        let told = Compared::default().summary(sides(&held_a, &held_b));
        prop_assert_eq!(told.devices as usize, expected.len());
        for change in Change::ALL {
            let shown = window(&held_a, &held_b, &only(change));
            prop_assert_eq!(shown.total, count(&told.changes, change), "a count opens as that many rows: {:?}", change);
            prop_assert!(shown.rows.iter().all(|row| row.change == change));
        }
        prop_assert_eq!(Change::ALL.iter().map(|change| count(&told.changes, *change)).sum::<u32>(), told.devices);
    }

    #[test]
    fn swapping_the_two_swaps_the_changes((a, b) in (deployments(), deployments())) {
        let (a, b) = (held(&a), held(&b));
        let there = classes(&a, &b);
        let back: BTreeMap<String, Change> = classes(&b, &a).into_iter().map(|(id, change)| (id, swapped(change))).collect();
        prop_assert_eq!(there, back);
        let (one, other) = (Compared::default().summary(sides(&a, &b)), Compared::default().summary(sides(&b, &a)));
        prop_assert_eq!((one.a, one.b), (other.b, other.a), "and what is told of either is the same");
    }

    #[test]
    fn a_term_and_its_exclusion_share_out_the_devices(
        (a, b) in (deployments(), deployments()),
        term in prop::sample::select(vec!["state:failed", "state:gone", "took:>4s", "d-1", "id:=d-2", "state:moving"]),
        sort in prop::sample::select(vec![ComparedSort::Device, ComparedSort::A, ComparedSort::TookB, ComparedSort::Longer]),
        descending in any::<bool>(),
    ) {
        let (a, b) = (held(&a), held(&b));
        let found = |text: String| {
            let view = ComparedView { text, sort, descending, ..ComparedView::default() };
            window(&a, &b, &view).rows.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>()
        };
        let mut both = [found(term.to_owned()), found(format!("-{term}"))].concat();
        let mut all = found(String::new());
        both.sort();
        all.sort();
        prop_assert_eq!(both, all);
    }
}

fn deployment(devices: &[(&str, DeviceState, i64)]) -> Deployment {
    let devices = devices.iter().map(|(id, state, took)| ((*id).to_owned(), *state, Some(*took)));
    Deployment { devices: devices.collect(), gone: Vec::new() }
}

fn two() -> (Held, Held) {
    use DeviceState::*;
    let mut a = held(&deployment(&[
        ("a", Failed, 1_000),
        ("b", Succeeded, 2_000),
        ("c", Failed, 3_000),
        ("d", Aborted, 1),
        ("e", Succeeded, 9_000),
        ("x", Pending, 1),
    ]));
    let mut b = held(&deployment(&[
        ("c", Failed, 1_000),
        ("b", Failed, 5_000),
        ("a", Succeeded, 2_000),
        ("d", Succeeded, 3_000),
        ("e", InProgress, 1),
        ("y", Succeeded, 4_000),
    ]));
    a.fails("a", "disk full: 12 MB");
    a.fails("c", "no network");
    b.fails("c", "no network");
    (a, b)
}

#[test]
fn causes_are_gone_new_or_in_both_and_lead_to_their_devices() {
    let (a, mut b) = two();
    let mut compared = Compared::default();
    let told = compared.summary(sides(&a, &b));
    let causes: Vec<_> = told.causes.iter().map(|cause| (cause.text.as_str(), cause.a, cause.b)).collect();
    assert_eq!(causes, [("disk full: # MB", 1, 0), ("no network", 1, 1)], "one is gone, one stayed");
    assert_eq!((told.b.failed, told.b.causes_known), (2, 1), "and of one nobody knows yet");
    let network = told.causes[1].id;
    let mut of_cause = |b: &Held, cause| {
        let view = ComparedView { cause: Some(cause), sort: ComparedSort::Device, ..ComparedView::default() };
        let rows = compared.window(sides(&a, b), &view, 0, 9, 0).rows;
        rows.into_iter().map(|row| (row.id.to_string(), row.cause_a, row.cause_b)).collect::<Vec<_>>()
    };
    let no_network = Some("no network".to_owned());
    assert_eq!(of_cause(&b, network), [("c".into(), no_network.clone(), no_network.clone())]);
    assert!(of_cause(&b, 99).is_empty(), "nobody failed for a cause that nobody was told of");
    b.fails("b", "no network");
    assert_eq!(of_cause(&b, network).len(), 2, "what is found out later is there, though no row changed");
    let told = compared.summary(sides(&a, &b));
    assert_eq!((told.causes[0].id, told.causes[0].b), (network, 2), "a cause keeps its number when the order changes");
}

#[test]
fn orders_put_what_has_no_value_last() {
    let (a, b) = two();
    let ids = |sort, descending| {
        let view = ComparedView { sort, descending, ..ComparedView::default() };
        window(&a, &b, &view).rows.iter().map(|row| row.id.as_str()).collect::<String>()
    };
    assert_eq!(
        ids(ComparedSort::Change, false),
        "bcadexy",
        "broke, fails in both, fixed, otherwise, open, only in one"
    );
    assert_eq!(ids(ComparedSort::Device, false), "abcdexy");
    assert_eq!(ids(ComparedSort::Device, true), "yxedcba");
    assert_eq!(ids(ComparedSort::Longer, true), "bdacey".to_owned() + "x", "the most slowed down first");
    assert_eq!(ids(ComparedSort::TookA, false).chars().last(), Some('y'), "A never ran on it");
    let window = Compared::default().window(sides(&a, &b), &ComparedView::default(), 2, 2, 0);
    assert_eq!((window.start, window.total, window.rows.len()), (2, 7, 2), "only what is on screen crosses");
}

#[test]
fn a_file_has_a_line_for_each_device_with_both_sides() {
    let (a, b) = two();
    let view = ComparedView { sort: ComparedSort::Device, ..ComparedView::default() };
    let snapshot = Compared::default().snapshot(sides(&a, &b), &view, 0);
    let mut out = Vec::new();
    let mut progress = Progress::new(snapshot.chosen(), Arc::default(), Box::new(|_| ()));
    comparison::csv(&mut out, &snapshot, &mut progress).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 8, "the names of the columns, then seven devices");
    let columns = lines[0].split(',').count();
    assert!(lines.iter().all(|line| line.split(',').count() == columns), "a value in each column: {text}");
    assert!(
        lines[1].starts_with("a,,,fixed,failed,") && lines[1].contains(",install,28,disk full: # MB,"),
        "{}",
        lines[1]
    );
    assert!(lines[6].starts_with("x,,,only_in_a,pending,") && lines[6].ends_with(",,,,,,,,,,"), "{}", lines[6]);
}

#[test]
fn a_search_says_what_it_leaves_open_in_which_of_the_two() {
    let (a, b) = two();
    let view = ComparedView { text: "cause:network".into(), ..ComparedView::default() };
    let shown = window(&a, &b, &view);
    assert_eq!(shown.rows.iter().map(|row| row.id.as_str()).collect::<String>(), "c");
    let notes = shown.search.unwrap().notes;
    assert_eq!(notes.len(), 1, "A's causes are all known: {notes:?}");
    assert!(notes[0].starts_with("In B: Causes are known of 1 of 2"), "{notes:?}");
}

#[test]
fn times_are_those_of_devices_that_succeeded_or_failed() {
    let (a, b) = two();
    let told = Compared::default().summary(sides(&a, &b));
    assert_eq!((told.a.timed, told.a.median_ms, told.a.p95_ms), (4, Some(2_000), Some(9_000)));
    assert_eq!((told.b.timed, told.b.median_ms), (5, Some(3_000)), "what still moves has no length");
    assert_eq!((told.a.moving, told.b.moving), (1, 1));
}

/// A million devices in each, in the same order (as a service names them), then in orders that have nothing to do with each other.
/// `cargo test -p flightdeck-core --lib a_million -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn a_million_on_a_million() {
    let many = |step: usize, first: usize| {
        let devices = (0..1_000_000usize).map(|n| {
            let n = first + n * step % 1_000_000;
            let state = DeviceState::ALL[2 + (((n + first) * 2_654_435_761) >> 9) % 2];
            (format!("4cfe3a1e-0000-4000-8000-{n:012}"), state, Some((n % 9_000) as i64))
        });
        held(&Deployment { devices: devices.collect(), gone: Vec::new() })
    };
    let a = many(1, 0);
    for (words, b) in [("the same order", many(1, 1_000)), ("another order", many(387_421, 1_000))] {
        let mut compared = Compared::default();
        let mut timed = |what: &str, view: Option<ComparedView>| {
            let begun = Instant::now();
            match view {
                None => drop(compared.summary(sides(&a, &b))),
                Some(view) => assert!(compared.window(sides(&a, &b), &view, 0, 60, 0).total > 0, "{what}"),
            }
            println!("{words}, {what}: {} ms", begun.elapsed().as_millis());
        };
        let sorted = |sort| Some(ComparedView { sort, ..ComparedView::default() });
        let searched = |text: &str| Some(ComparedView { text: text.into(), ..ComparedView::default() });
        timed("matched, as a whole", None);
        timed("as a whole again", None);
        timed("rows, the most urgent first", sorted(ComparedSort::Change));
        timed("rows by id", sorted(ComparedSort::Device));
        timed("rows by how much longer", sorted(ComparedSort::Longer));
        timed("rows that were fixed", Some(only(Change::Fixed)));
        timed("rows that hold a text", searched("99"));
        timed("rows with a state", searched("-state:failed"));
    }
}
