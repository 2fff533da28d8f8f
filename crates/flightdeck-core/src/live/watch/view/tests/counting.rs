//! What a table holds against a plain recount, whatever became of its rows and however it is asked.

use std::collections::BTreeMap;

use super::*;
use crate::live::tally::count;
use crate::live::watch::course::{Looks, Recall, Then};
use crate::wire::Counts;

const SORTS: [DeviceSort; 6] = [
    DeviceSort::Attention,
    DeviceSort::State,
    DeviceSort::Device,
    DeviceSort::InState,
    DeviceSort::Started,
    DeviceSort::Took,
];

#[derive(Clone, Debug)]
enum Event {
    /// These devices are named, each in a state; the others are gone.
    Look(BTreeMap<u8, usize>),
    /// The table shows these states, those gone, ids with this digit; sorted by this; as it was so many milliseconds after the first look.
    Ask { states: Vec<usize>, gone: bool, digit: Option<u8>, sort: usize, descending: bool, past: Option<i64> },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let look = prop::collection::btree_map(0u8..24, 0usize..6, 0..20).prop_map(Event::Look);
    let states = prop::collection::vec(0usize..6, 0..3);
    let digit = prop::option::weighted(0.3, 0u8..10);
    let past = prop::option::weighted(0.4, 0i64..40_000);
    let ask = (states, any::<bool>(), digit, 0usize..6, any::<bool>(), past);
    let ask = ask.prop_map(|(states, gone, digit, sort, descending, past)| Event::Ask {
        states,
        gone,
        digit,
        sort,
        descending,
        past,
    });
    prop::collection::vec(prop_oneof![2 => look, 3 => ask], 1..40)
}

/// A device that takes its second to start and to end with each look.
fn apply(rows: &mut Rows, device: u8, state: DeviceState, now_ms: i64) {
    let uuid = format!("d-{device}");
    let at = |unix_ms| TimeRef::At { unix_ms, zone_assumed: false };
    let started = if state == DeviceState::Pending { TimeRef::Absent } else { at(now_ms - 500) };
    let finished = if state.is_terminal() { at(now_ms - 100) } else { TimeRef::Absent };
    let (raw_status, steps, name, group) = ("", None, None, None);
    let record = DeviceRef { uuid: &uuid, state, raw_status, started, finished, steps, name, group };
    rows.apply([record].into_iter(), now_ms);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Updates, sorts, filters, searches and replays in any order, through one table that keeps what it made.
    #[test]
    fn counts_equal_rows_in_every_view(events in events()) {
        let (mut rows, mut looks, triage) = (Rows::default(), Looks::default(), Triage::default());
        let mut sorted = SortedView::default();
        // What a person would say of each device: its state, or none once it is gone.
        let mut known: BTreeMap<String, Option<DeviceState>> = BTreeMap::new();
        let (mut revision, mut now_ms) = (1, 0);
        for event in events {
            match event {
                Event::Look(named) => {
                    now_ms += 1_000;
                    revision += 1;
                    rows.begin(now_ms);
                    known.values_mut().for_each(|state| *state = None);
                    for (device, state) in named {
                        apply(&mut rows, device, DeviceState::ALL[state], now_ms);
                        known.insert(format!("d-{device}"), Some(DeviceState::ALL[state]));
                    }
                    rows.end(true);
                    looks.saw(now_ms, rows.counts(), rows.gone());
                }
                Event::Ask { states, gone, digit, sort, descending, past } => {
                    let at_ms = past.filter(|_| now_ms > 0).map(|past| 1_000 + past % now_ms);
                    let view = RowsView {
                        states: states.iter().map(|state| DeviceState::ALL[*state].into()).collect(),
                        gone,
                        text: digit.map(|digit| digit.to_string()).unwrap_or_default(),
                        at_ms,
                        ..view(SORTS[sort], descending)
                    };
                    let then = at_ms.map(|at_ms| Then::of(Recall::new(&rows, &looks, None), revision, at_ms));
                    let at = at(&rows, &triage, revision);
                    let lens = then.as_ref().map_or(at.lens(), |then| Lens::then(Recall::new(&rows, &looks, None), then));
                    // The past has no model here: what it says of one device is what its rows are counted against.
                    let state = |index: u32| match then {
                        None => known[rows.id(index)],
                        Some(_) => (!lens.is_gone(index)).then(|| lens.state(index)),
                    };
                    let all = states.is_empty() && !gone;
                    let fits = |index: &u32| {
                        let asked = match state(*index) {
                            None => all || gone,
                            Some(state) => all || states.iter().any(|one| DeviceState::ALL[*one] == state),
                        };
                        asked && rows.id(*index).contains(&view.text)
                    };
                    let mut expected: Vec<&str> = (0..rows.len()).filter(fits).map(|index| rows.id(index)).collect();
                    expected.sort_unstable();
                    let window = sorted.window(at, lens, &view, 0, 100);
                    let mut shown: Vec<&str> = window.rows.iter().map(|row| &*row.id).collect();
                    shown.sort_unstable();
                    prop_assert_eq!(&shown, &expected, "{:?}: those that fit, each once", view);
                    prop_assert_eq!(window.total as usize, expected.len(), "and as many are said");
                    // The numbers over the table, made without it.
                    let every = sorted.window(at, lens, &RowsView { at_ms, ..RowsView::default() }, 0, 100);
                    let (mut counts, mut gone) = (Counts::default(), 0);
                    for row in &every.rows {
                        let index = rows.find(&row.id).unwrap();
                        match state(index) {
                            None => gone += 1,
                            Some(state) => count(&mut counts, state.into()),
                        }
                    }
                    let told = then.as_ref().map_or((rows.counts(), rows.gone()), |then| (then.counts().counts, then.counts().gone));
                    prop_assert_eq!((counts, gone), told, "{:?}", at_ms);
                }
            }
        }
    }
}
