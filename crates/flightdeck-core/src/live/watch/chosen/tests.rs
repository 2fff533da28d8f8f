//! A choice against a plain model: it keeps its meaning while rows change.

use std::collections::HashSet;

use connect_api::{DeviceRef, DeviceState, TimeRef};
use proptest::prelude::*;

use super::super::judged::Judged;
use super::super::triage::Triage;
use super::*;
use crate::live::fakes::known::NOTHING;
use crate::wire::{self, DeviceSort};

fn view(states: Vec<wire::DeviceState>, text: &str) -> RowsView {
    RowsView { states, text: text.into(), sort: DeviceSort::Device, ..RowsView::default() }
}

fn apply(rows: &mut Rows, device: u8, state: DeviceState) {
    let id = format!("d-{device}");
    let none = TimeRef::Absent;
    let record = DeviceRef {
        uuid: &id,
        state,
        raw_status: "",
        started: none,
        finished: none,
        steps: None,
        name: None,
        group: None,
    };
    rows.apply([record].into_iter(), 0);
}

fn members(choice: &mut Choice, at: RowsNow<'_>) -> Vec<u32> {
    let members = choice.members(at);
    (0..at.rows.len()).filter(|row| members.has(*row)).collect()
}

fn now<'a>(rows: &'a Rows, triage: &'a Triage, revision: u32) -> RowsNow<'a> {
    RowsNow { rows, triage, judged: &Judged::NOBODY, known: &NOTHING, revision, now_ms: 0 }
}

/// What happens to a choice.
#[derive(Clone, Debug)]
enum Event {
    /// Devices are seen, each in a state.
    Look(Vec<(u8, usize)>),
    Toggle(u8),
    /// All in this state.
    All(usize),
    Nobody,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let look = prop::collection::vec((0u8..24, 0usize..6), 1..10).prop_map(Event::Look);
    let event = prop_oneof![
        4 => look,
        4 => (0u8..24).prop_map(Event::Toggle),
        1 => (0usize..6).prop_map(Event::All),
        1 => Just(Event::Nobody),
    ];
    prop::collection::vec(event, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_choice_means_what_was_said_whatever_the_rows_do(events in events()) {
        let (mut rows, triage) = (Rows::default(), Triage::default());
        rows.begin(0);
        let mut choice = Choice::default();
        // The model: the rule, and what was said of single devices since.
        let (mut rule, mut said): (Option<usize>, Vec<(u32, bool)>) = (None, Vec::new());
        for (revision, event) in (1u32..).zip(events) {
            let member = |rows: &Rows, rule: Option<usize>, said: &[(u32, bool)], row: u32| {
                let by_hand = said.iter().rev().find(|(one, _)| *one == row).map(|(_, to)| *to);
                by_hand.unwrap_or_else(|| rule.is_some_and(|state| rows.state(row) as usize == state))
            };
            match event {
                Event::Look(seen) => seen.into_iter().for_each(|(device, state)| apply(&mut rows, device, DeviceState::ALL[state])),
                Event::Toggle(device) => {
                    if let Some(row) = rows.find(&format!("d-{device}")) {
                        said.push((row, !member(&rows, rule, &said, row)));
                        choice.toggle(now(&rows, &triage, revision), row);
                    }
                }
                Event::All(state) => {
                    (rule, said) = (Some(state), Vec::new());
                    choice.all(view(vec![DeviceState::ALL[state].into()], ""));
                }
                Event::Nobody => {
                    (rule, said) = (None, Vec::new());
                    choice.clear();
                }
            }
            let expected: HashSet<u32> = (0..rows.len()).filter(|row| member(&rows, rule, &said, *row)).collect();
            let chosen: HashSet<u32> = members(&mut choice, now(&rows, &triage, revision)).into_iter().collect();
            prop_assert_eq!(&chosen, &expected, "exactly those who were meant");
            let summary = choice.summary(now(&rows, &triage, revision));
            prop_assert_eq!(summary.total as usize, expected.len(), "and as many are said");
            prop_assert_eq!(summary.counts.total() + summary.gone, summary.total, "each counted once");
        }
    }
}

#[test]
fn who_comes_to_match_a_rule_is_chosen_and_who_was_taken_out_is_not() {
    let (mut rows, triage) = (Rows::default(), Triage::default());
    rows.begin(0);
    for (device, state) in [(0, DeviceState::Failed), (1, DeviceState::Failed), (2, DeviceState::Pending)] {
        apply(&mut rows, device, state);
    }
    let mut choice = Choice::default();
    choice.all(view(vec![wire::DeviceState::Failed], ""));
    choice.toggle(now(&rows, &triage, 1), 0);
    assert_eq!(members(&mut choice, now(&rows, &triage, 1)), [1], "all failed but the first");
    apply(&mut rows, 2, DeviceState::Failed);
    assert_eq!(members(&mut choice, now(&rows, &triage, 2)), [1, 2], "one more failed: it is among them");
    choice.add(&[0]);
    assert_eq!(members(&mut choice, now(&rows, &triage, 2)), [0, 1, 2], "what was taken out can be put back");
    let chosen = choice.summary(now(&rows, &triage, 2));
    assert_eq!((chosen.total, chosen.counts.failed, chosen.rule), (3, 3, true), "in numbers");
}

#[test]
fn single_ones_are_counted_as_they_are_now_those_gone_too() {
    let (mut rows, triage) = (Rows::default(), Triage::default());
    rows.begin(0);
    apply(&mut rows, 0, DeviceState::Pending);
    apply(&mut rows, 1, DeviceState::Pending);
    rows.end(true);
    let mut choice = Choice::default();
    choice.add(&[0, 1]);
    let pending = Counts { pending: 2, ..Counts::default() };
    let both = Chosen { total: 2, counts: pending, gone: 0, rule: false };
    assert_eq!(choice.summary(now(&rows, &triage, 1)), both, "as they were chosen");
    rows.begin(0);
    apply(&mut rows, 0, DeviceState::Failed);
    rows.end(true);
    let failed = Counts { failed: 1, ..Counts::default() };
    let both = Chosen { total: 2, counts: failed, gone: 1, rule: false };
    assert_eq!(choice.summary(now(&rows, &triage, 2)), both, "one failed since, and one is gone");
    choice.clear();
    assert_eq!(choice.summary(now(&rows, &triage, 2)), Chosen::default(), "nobody is chosen at once");
}
