//! Whom several targets reach: as counts, and as lists that add up to them.

use proptest::prelude::*;

use super::super::evaluate::States;
use super::fleet;
use crate::wire::{FilterDraft, FilterKind, OperandDraft, PlanDevices, WaveTarget};

fn group(name: &str, rest: bool) -> WaveTarget {
    WaveTarget::Filters { groups: vec![name.into()], filters: Vec::new(), rest }
}

fn tag(name: &str) -> WaveTarget {
    let filter =
        FilterDraft { kind: FilterKind::Tag, operand: OperandDraft::Is, value: name.into(), extra: String::new() };
    WaveTarget::Filters { groups: Vec::new(), filters: vec![filter], rest: false }
}

fn list(ids: &[&str]) -> WaveTarget {
    WaveTarget::Devices { devices: ids.iter().map(|id| (*id).into()).collect() }
}

/// Everybody, or the rest of everybody.
fn all(rest: bool) -> WaveTarget {
    WaveTarget::Filters { groups: Vec::new(), filters: Vec::new(), rest }
}

#[test]
fn who_is_in_two_waves_and_who_is_in_none_is_counted_and_named() {
    let (state, none) = (fleet(), States::default());
    // a and b are in Production, c in Test, nothing is told of d: it may be in either.
    let targets = [group("Test", false), tag("edge"), list(&["b", "not known", "b"])];
    let covered = state.covered(&targets, &none).expect("something is known");
    let waves: Vec<_> = covered.waves.iter().map(|wave| (wave.yes, wave.perhaps, wave.twice)).collect();
    assert_eq!(
        waves,
        [(1, 1, 0), (1, 1, 1), (1, 0, 1)],
        "d may be in both, b is in the last two, where it is named twice and counted once"
    );
    assert_eq!((covered.twice, covered.left_out, covered.known), (2, 1, 4), "b and d twice, a in none");
    let names = |which| {
        let rows = state.covered_rows(&targets, &none, which, (0, 10)).rows;
        rows.into_iter().map(|row| row.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(PlanDevices::Twice), ["b", "d"]);
    assert_eq!(names(PlanDevices::LeftOut), ["a"]);
    assert_eq!(names(PlanDevices::OfWave { wave: 2 }), ["b"], "who is not known is in no list");
}

#[test]
fn the_rest_is_without_those_of_earlier_waves_and_nobody_in_it_is_certain() {
    let (state, none) = (fleet(), States::default());
    let targets = [group("Test", false), list(&["a"]), all(true)];
    let covered = state.covered(&targets, &none).expect("something is known");
    let rest = covered.waves[2];
    assert_eq!((rest.yes, rest.perhaps, rest.twice), (0, 1, 0), "only b: a and c were sent to, d perhaps");
    assert_eq!(covered.twice, 0, "the rest is nobody's second wave");
    assert_eq!(state.covered(&[], &none).map(|covered| covered.left_out), Some(4));
}

fn any_target() -> impl Strategy<Value = WaveTarget> {
    prop_oneof![
        (prop::sample::select(vec!["Production", "Test", "Nowhere"]), any::<bool>())
            .prop_map(|(name, rest)| group(name, rest)),
        prop::sample::select(vec!["gateway", "edge"]).prop_map(tag),
        prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "x"]), 0..4).prop_map(|ids| list(&ids)),
        any::<bool>().prop_map(all),
    ]
}

proptest! {
    #[test]
    fn counts_are_those_of_the_lists(targets in prop::collection::vec(any_target(), 0..5)) {
        let (state, none) = (fleet(), States::default());
        let covered = state.covered(&targets, &none).unwrap();
        let total = |which| state.covered_rows(&targets, &none, which, (0, 100)).total;
        for (wave, counted) in covered.waves.iter().enumerate() {
            prop_assert_eq!(counted.yes + counted.perhaps, total(PlanDevices::OfWave { wave: wave as u32 }));
        }
        prop_assert_eq!((covered.twice, covered.left_out), (total(PlanDevices::Twice), total(PlanDevices::LeftOut)));
        let times: u32 = covered.waves.iter().map(|wave| wave.yes + wave.perhaps).sum();
        prop_assert!(covered.left_out + covered.twice <= covered.known, "nobody is in none and in two");
        prop_assert!(times >= covered.known - covered.left_out, "who is not left out is in one at least");
    }
}
