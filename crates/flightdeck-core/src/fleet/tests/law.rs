//! The law of evaluation: what is certain is selected, and what is selected is certain or perhaps, whatever of the fleet was told.

use connect_api::{ApiTime, FleetDevice};
use proptest::prelude::*;

use super::super::evaluate::{States, There, evaluate};
use super::super::knowledge::Knowledge;
use super::NOW;
use crate::wire::{DeviceState, Draft, FilterDraft, FilterKind, OperandDraft};

/// A device as it is.
#[derive(Clone, Debug)]
struct Real {
    group: u8,
    tags: u8,
    online: bool,
    /// How long ago its last sign of life was: who has just gone has given one, too.
    silent_ms: i64,
    app: bool,
    /// What it did in the one deployment there was; none where it was not in it.
    state: Option<DeviceState>,
    /// What of it is told: group, tags, all tags, its last sign of life.
    told: [bool; 4],
}

const GROUPS: [&str; 3] = ["Production", "Test", "production"];
const TAGS: [&str; 2] = ["gateway", "edge"];
const STATES: [DeviceState; 3] = [DeviceState::Failed, DeviceState::Succeeded, DeviceState::Pending];

fn real() -> impl Strategy<Value = Real> {
    let state = prop::option::of(prop::sample::select(&STATES[..]));
    let silent = prop::sample::select(vec![5_000, 500_000]);
    (0u8..3, 0u8..4, any::<bool>(), silent, any::<bool>(), state, any::<[bool; 4]>()).prop_map(
        |(group, tags, online, silent_ms, app, state, told)| Real { group, tags, online, silent_ms, app, state, told },
    )
}

fn filter() -> impl Strategy<Value = FilterDraft> {
    let what = prop_oneof![
        (0u8..6).prop_map(|n| (FilterKind::SpecificDevice, n.to_string(), String::new())),
        prop::sample::select(vec!["gateway", "edge", "none"]).prop_map(|tag| (
            FilterKind::Tag,
            tag.to_owned(),
            String::new()
        )),
        Just((FilterKind::App, "gw".to_owned(), String::new())),
        prop::sample::select(vec!["online", "offline"]).prop_map(|state| (
            FilterKind::DeviceState,
            state.to_owned(),
            String::new()
        )),
        (
            prop::sample::select(vec!["failed", "success", "pending", "any"]),
            prop::sample::select(vec!["dp", "short", "unwatched"])
        )
            .prop_map(|(word, of)| (FilterKind::Deployment, word.to_owned(), of.to_owned())),
    ];
    (what, any::<bool>()).prop_map(|((kind, value, extra), is)| FilterDraft {
        kind,
        operand: if is { OperandDraft::Is } else { OperandDraft::IsNot },
        value,
        extra,
    })
}

/// What a service that knows everything selects: written apart from what is tested.
fn selects(id: usize, device: &Real, groups: &[u8], filters: &[FilterDraft]) -> bool {
    let holds = |filter: &FilterDraft| {
        let is = match filter.kind {
            FilterKind::SpecificDevice => filter.value == id.to_string(),
            FilterKind::Tag => {
                TAGS.iter().position(|tag| *tag == filter.value).is_some_and(|tag| device.tags >> tag & 1 == 1)
            }
            FilterKind::App => device.app,
            FilterKind::DeviceState => device.online == (filter.value == "online"),
            FilterKind::Deployment => device.state.is_some_and(|state| {
                filter.value == "any"
                    || filter.value
                        == match state {
                            DeviceState::Failed => "failed",
                            DeviceState::Succeeded => "success",
                            _ => "pending",
                        }
            }),
        };
        is == (filter.operand == OperandDraft::Is)
    };
    (groups.is_empty() || groups.contains(&device.group)) && filters.iter().all(holds)
}

fn told(id: usize, device: &Real) -> FleetDevice {
    let [group, tags, all_tags, seen] = device.told;
    let named = GROUPS[usize::from(device.group)].to_owned();
    let carried = |tag: &usize| device.tags >> *tag & 1 == 1;
    // Where not all are told, the first is left out.
    let first = usize::from(!all_tags);
    FleetDevice {
        uuid: id.to_string(),
        group: group.then(|| named.clone()),
        groups: if group { vec![named] } else { Vec::new() },
        tags: tags.then(|| (first..TAGS.len()).filter(carried).map(|tag| TAGS[tag].to_owned()).collect()),
        tags_cut: !all_tags,
        last_keepalive: if seen {
            ApiTime::At { unix_ms: NOW - device.silent_ms, zone_assumed: false }
        } else {
            ApiTime::Absent
        },
        ..FleetDevice::default()
    }
}

proptest! {
    #[test]
    fn what_is_certain_is_selected_and_what_is_selected_is_not_ruled_out(
        fleet in prop::collection::vec(real(), 1..7),
        groups in prop::collection::vec(0u8..3, 0..3),
        filters in prop::collection::vec(filter(), 0..4),
    ) {
        let mut of = Knowledge::default();
        for (id, device) in fleet.iter().enumerate() {
            of.told(&told(id, device), NOW, NOW);
        }
        let named = fleet.iter().enumerate().filter_map(|(id, device)| Some((id.to_string(), device.state?)));
        // Of one that fell short, every second device came.
        let few = fleet.iter().enumerate().step_by(2).filter_map(|(id, device)| Some((id.to_string(), device.state?)));
        let states = States::from([
            ("dp".to_owned(), Some(There { states: named.collect(), whole: true })),
            ("short".to_owned(), Some(There { states: few.collect(), whole: false })),
            ("unwatched".to_owned(), None),
        ]);
        let draft = Draft {
            groups: groups.iter().map(|group| GROUPS[usize::from(*group)].to_owned()).collect(),
            filters: filters.clone(),
            ..Draft::default()
        };
        let told = evaluate(&of, &draft, &states);
        for (id, device) in fleet.iter().enumerate() {
            let number = id as u32;
            let selected = selects(id, device, &groups, &filters);
            if told.yes.contains(&number) {
                prop_assert!(selected, "{id} was called certain");
            } else if !told.perhaps.contains(&number) {
                prop_assert!(!selected, "{id} was ruled out");
            }
        }
    }
}

#[test]
fn filters_that_exclude_each_other_reach_nobody_whatever_is_known() {
    let mut of = Knowledge::default();
    for id in ["a", "b"] {
        of.told(&FleetDevice { uuid: id.into(), ..FleetDevice::default() }, NOW, NOW);
    }
    let online = |value: &str| FilterDraft {
        kind: FilterKind::DeviceState,
        operand: OperandDraft::Is,
        value: value.into(),
        extra: String::new(),
    };
    let reached = |filters: Vec<FilterDraft>| {
        let told = evaluate(&of, &Draft { filters, ..Draft::default() }, &States::default());
        (told.yes.len(), told.perhaps.len())
    };
    assert_eq!(reached(vec![online("online")]), (0, 2), "nothing is told of them");
    assert_eq!(reached(vec![online("online"), online("offline")]), (0, 0), "and none is both");
}
