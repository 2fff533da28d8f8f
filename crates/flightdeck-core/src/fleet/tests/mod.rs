//! The known fleet: what is merged, what is shown, what a target reaches, and what is said where the service does not tell.

mod covering;
mod file;
mod grouping;
mod law;
mod lists;
mod names;
mod room;
mod schedule;
mod seen;
mod watching;

use std::collections::HashMap;

use connect_api::{ApiTime, FleetDevice};

use super::evaluate::{States, There, evaluate};
use super::knowledge::{Knowledge, Last, Named, SeenThere};
use super::order::Order;
use super::search::searched;
use super::state::State;
use super::view;
use crate::wire::{
    DeviceState, Draft, FilterDraft, FilterKind, FleetChoose, FleetSort, FleetTarget, FleetView, OperandDraft, SeenWhen,
};

const NOW: i64 = 1_700_000_000_000;

/// A device as the service tells it: its group and tags, and so many seconds since its last sign of life.
pub(super) fn told(id: &str, group: &str, tags: &[&str], ago_s: i64) -> FleetDevice {
    FleetDevice {
        uuid: id.into(),
        name: Some(format!("turbine {id}")),
        group: Some(group.into()),
        groups: vec![group.into()],
        tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
        last_keepalive: ApiTime::At { unix_ms: NOW - ago_s * 1000, zone_assumed: false },
        update_trigger: Some(false),
        ..FleetDevice::default()
    }
}

/// Four devices: two in Production, one in Test, and one of which nothing but its id is told.
fn fleet() -> State {
    let mut state = State::default();
    let devices = [
        told("a", "Production", &["gateway"], 5),
        told("b", "Production", &["gateway", "edge"], 3_600),
        FleetDevice { update_trigger: Some(true), ..told("c", "Test", &[], 200_000) },
        FleetDevice { uuid: "d".into(), ..FleetDevice::default() },
    ];
    state.page(&devices, NOW, NOW);
    state.read(NOW, true);
    state
}

fn there(state: DeviceState, at_ms: i64, group: Option<&str>) -> SeenThere {
    let last = Last { deployment: 0, state, at_ms };
    SeenThere { name: Some("seen name".into()), group: group.map(str::to_owned), last, looked_ms: NOW }
}

fn named() -> Vec<Named> {
    vec![Named { id: "dp".into(), comment: Some("staged B".into()) }]
}

fn ids(state: &mut State, view: &FleetView) -> Vec<String> {
    state.window(view, 0, 99, NOW).rows.into_iter().map(|row| row.id.to_string()).collect()
}

fn filter(kind: FilterKind, value: &str, extra: &str) -> FilterDraft {
    FilterDraft { kind, operand: OperandDraft::Is, value: value.into(), extra: extra.into() }
}

#[test]
fn what_the_service_tells_goes_before_what_a_deployment_told_and_what_neither_told_stays_unknown() {
    let mut state = fleet();
    let seen = HashMap::from([
        ("a".to_owned(), there(DeviceState::Failed, 7, Some("Elsewhere"))),
        ("d".to_owned(), there(DeviceState::Pending, 8, Some("Lab"))),
        ("e".to_owned(), there(DeviceState::Succeeded, 9, None)),
    ]);
    assert!(state.seen(named(), seen.clone()), "more is known than before");
    let rows = state.window(&FleetView { sort: FleetSort::Id, ..FleetView::all() }, 0, 9, NOW).rows;
    let short: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.id.as_str(), row.name.as_deref(), row.group.as_deref(), row.last.as_ref().map(|last| last.state))
        })
        .collect();
    assert_eq!(
        short,
        [
            ("a", Some("turbine a"), Some("Production"), Some(DeviceState::Failed)),
            ("b", Some("turbine b"), Some("Production"), None),
            ("c", Some("turbine c"), Some("Test"), None),
            ("d", Some("seen name"), Some("Lab"), Some(DeviceState::Pending)),
            ("e", Some("seen name"), None, Some(DeviceState::Succeeded)),
        ],
        "the service first, then what was seen, and no group where nobody told one"
    );
    assert_eq!(rows[0].last.as_ref().unwrap().comment.as_deref(), Some("staged B"), "by its name");
    assert_eq!(rows[3].seen, SeenWhen::Unknown, "nothing tells when it was seen");
    assert_eq!(state.notice().seen_only, 1, "e alone is known from a deployment only");
    assert!(!state.seen(named(), seen), "the same once more is no news");
}

#[test]
fn a_whole_reading_lets_go_of_what_is_not_named_any_more() {
    let mut state = fleet();
    state.seen(named(), HashMap::from([("b".to_owned(), there(DeviceState::Failed, 7, None))]));
    state.page(&[told("a", "Production", &[], 5)], NOW + 9, NOW + 9);
    state.read(NOW + 9, false);
    assert_eq!(state.notice().devices, 4, "an answer that fell short makes nobody gone");
    state.page(&[told("a", "Production", &[], 5)], NOW + 10, NOW + 10);
    state.read(NOW + 10, true);
    let rows = state.window(&FleetView { sort: FleetSort::Id, ..FleetView::all() }, 0, 9, NOW).rows;
    let left: Vec<_> = rows.iter().map(|row| (row.id.as_str(), row.seen)).collect();
    assert_eq!(
        left,
        [("a", SeenWhen::Online), ("b", SeenWhen::Unknown)],
        "what a deployment named stays, without what the service told"
    );
}

#[test]
fn each_facet_is_counted_under_the_others_and_not_under_itself() {
    let mut state = fleet();
    state.seen(named(), HashMap::from([("a".to_owned(), there(DeviceState::Failed, 7, None))]));
    let view = FleetView { groups: vec!["Production".into()], seen: vec![SeenWhen::WithinDay], ..FleetView::all() };
    let window = state.window(&view, 0, 9, NOW);
    assert_eq!(window.total, 1, "b alone is of that group and was seen then");
    let groups: Vec<_> = window.facets.groups.iter().map(|one| (one.value.as_str(), one.devices)).collect();
    assert_eq!(groups, [("Production", 1)], "of all groups, those seen within a day");
    let seen: Vec<_> = window.facets.seen.iter().map(|one| (one.value, one.devices)).collect();
    assert_eq!(seen, [(SeenWhen::Online, 1), (SeenWhen::WithinDay, 1)], "of whenever, those in Production");
    let tags: Vec<_> = window.facets.tags.iter().map(|one| (one.value.as_str(), one.devices)).collect();
    assert_eq!(tags, [("edge", 1), ("gateway", 1)], "under both");
    assert_eq!((window.facets.trigger, window.facets.last.len()), (0, 0), "c refuses updates, and is not among them");
    let all = state.window(&FleetView::all(), 0, 0, NOW).facets;
    assert_eq!(all.groups.last().map(|one| (one.value.as_str(), one.devices)), Some(("", 1)), "d was told no group");
    assert_eq!((all.trigger, all.last[0].value), (1, DeviceState::Failed), "and c is counted");
}

#[test]
fn values_of_one_facet_add_up_and_what_is_unknown_comes_last() {
    let mut state = fleet();
    let groups = |groups: &[&str]| FleetView {
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..FleetView::all()
    };
    assert_eq!(ids(&mut state, &groups(&["Test", ""])), ["c", "d"], "in either, or of no group that was told");
    assert_eq!(ids(&mut state, &groups(&["Nowhere"])), Vec::<String>::new(), "a group that nobody has");
    for descending in [false, true] {
        let last = ids(&mut state, &FleetView { sort: FleetSort::Seen, descending, ..FleetView::all() }).pop();
        assert_eq!(last.as_deref(), Some("d"), "never told when it was seen, whichever way round");
    }
    assert_eq!(ids(&mut state, &FleetView { trigger: true, ..FleetView::all() }), ["c"]);
}

#[test]
fn a_search_knows_the_fields_of_a_fleet() {
    let mut state = fleet();
    state.seen(named(), HashMap::from([("b".to_owned(), there(DeviceState::Failed, 7, None))]));
    for (text, found) in [
        ("\"TURBINE a\"", vec!["a"]),
        ("tag:gate -tag:edge", vec!["a"]),
        ("group:=test", vec!["c"]),
        ("is:online", vec!["a"]),
        ("is:offline", vec!["b", "c"]),
        ("is:refusing", vec!["c"]),
        ("seen:>1d", vec!["c"]),
        ("state:failed", vec!["b"]),
        ("-name:turbine", vec!["d"]),
    ] {
        let view = FleetView { text: text.into(), sort: FleetSort::Id, ..FleetView::all() };
        assert_eq!(ids(&mut state, &view), found, "{text}");
    }
    let broken = FleetView { text: "seen:soon state:x shoe:44".into(), ..FleetView::all() };
    let reading = state.window(&broken, 0, 0, NOW).search.unwrap();
    assert!(reading.terms.iter().all(|term| term.problem.is_some()), "said in place: {reading:?}");
}

#[test]
fn a_choice_by_rule_takes_who_comes_to_match_and_by_hand_goes_before_the_rule() {
    let mut state = fleet();
    let view = FleetView { groups: vec!["Production".into()], ..FleetView::all() };
    let chosen = state.choose(FleetChoose::All { view: view.clone() }, NOW).unwrap();
    assert_eq!((chosen.total, chosen.rule), (2, true));
    state.choose(FleetChoose::Toggle { device: "a".into() }, NOW).unwrap();
    state.choose(FleetChoose::Toggle { device: "c".into() }, NOW).unwrap();
    state.page(&[told("f", "Production", &[], 5)], NOW, NOW);
    assert_eq!(state.chosen_ids(), "b\nc\nf", "a was taken out, c put in, f came to match");
    state.choose(FleetChoose::Nobody, NOW).unwrap();
    let range = FleetChoose::Range { view: FleetView::all(), from: "c".into(), to: "a".into() };
    assert_eq!(state.choose(range, NOW).unwrap().total, 3, "from one to the other, in the order shown");
    let gone = FleetChoose::Range { view, from: "c".into(), to: "a".into() };
    assert!(state.choose(gone, NOW).is_err(), "c is not in that view: nobody else is chosen instead");
}

#[test]
fn a_target_is_told_in_three_values_with_what_it_leaves_out_and_why_it_cannot_be_told() {
    let state = fleet();
    let draft = |groups: &[&str], filters: Vec<FilterDraft>| Draft {
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        filters,
        ..Draft::default()
    };
    let states = States::from([
        ("dp".to_owned(), Some(There { states: HashMap::from([("a".to_owned(), DeviceState::Failed)]), whole: true })),
        (
            "short".to_owned(),
            Some(There { states: HashMap::from([("a".to_owned(), DeviceState::Failed)]), whole: false }),
        ),
    ]);
    let not = |filter: FilterDraft| FilterDraft { operand: OperandDraft::IsNot, ..filter };
    for (what, draft, yes, perhaps) in [
        ("nothing asked: all", draft(&[], vec![]), 4, 0),
        ("a group; d may be in it", draft(&["Production"], vec![]), 2, 1),
        ("any of two groups", draft(&["Production", "Test"], vec![]), 3, 1),
        ("a name that differs in case is another group", draft(&["production"], vec![]), 0, 1),
        ("a tag; d may carry it", draft(&[], vec![filter(FilterKind::Tag, "gateway", "")]), 2, 1),
        ("without a tag", draft(&[], vec![not(filter(FilterKind::Tag, "gateway", ""))]), 1, 1),
        (
            "online: one probably, as it was read; nobody for certain by then",
            draft(&[], vec![filter(FilterKind::DeviceState, "online", "")]),
            0,
            4,
        ),
        (
            "offline: nobody for certain, and a may have gone since",
            draft(&[], vec![filter(FilterKind::DeviceState, "offline", "")]),
            0,
            4,
        ),
        ("one by its id", draft(&[], vec![filter(FilterKind::SpecificDevice, "b", "")]), 1, 0),
        ("all but one", draft(&[], vec![not(filter(FilterKind::SpecificDevice, "b", ""))]), 3, 0),
        (
            "a filter that is still being typed leaves nobody out",
            draft(&[], vec![filter(FilterKind::Tag, "", "")]),
            0,
            4,
        ),
        ("nobody tells what is installed", draft(&[], vec![filter(FilterKind::App, "gw", "")]), 0, 4),
        ("what a watched deployment saw", draft(&[], vec![filter(FilterKind::Deployment, "failed", "dp")]), 1, 0),
        ("all that were in it", draft(&[], vec![filter(FilterKind::Deployment, "any", "dp")]), 1, 0),
        (
            "what it saw, where the look fell short",
            draft(&[], vec![filter(FilterKind::Deployment, "failed", "short")]),
            1,
            3,
        ),
        ("a deployment nobody watched here", draft(&[], vec![filter(FilterKind::Deployment, "failed", "other")]), 0, 4),
    ] {
        let reach = state.reach(&draft, &states);
        assert_eq!((reach.yes, reach.perhaps, reach.known), (yes, perhaps, 4), "{what}");
        assert_eq!(reach.reasons.is_empty(), perhaps == 0, "{what}: why is said, {:?}", reach.reasons);
    }
    let reach = state.reach(&draft(&["Production"], vec![filter(FilterKind::Tag, "edge", "")]), &States::new());
    let taken: Vec<_> = reach.taken.iter().map(|one| (one.field.as_str(), one.devices)).collect();
    assert_eq!(taken, [("groups", 1), ("filters.0", 2)], "each alone, of all that are known");
    assert_eq!(reach.groups[0].devices, 2, "and how many are in the group");
    assert_eq!(
        reach.first.iter().map(|device| (device.id.as_str(), device.certain)).collect::<Vec<_>>(),
        [("b", true), ("d", false)],
        "those for certain first"
    );
    assert_eq!(state.reach(&Draft::default(), &States::new()).at_ms, Some(NOW), "with the age of the knowledge");
}

#[test]
fn an_exact_target_is_found_or_said_not_to_be_there() {
    let mut state = State::default();
    let devices: Vec<FleetDevice> = (0..40)
        .map(|n| {
            told(
                &format!("{n:02}"),
                if n < 30 { "Production" } else { "Test" },
                if n % 2 == 0 { &["even"] } else { &[] },
                5,
            )
        })
        .collect();
    state.page(&devices, NOW, NOW);
    state.read(NOW, true);
    let failed = (0..40).step_by(4).map(|n| (format!("{n:02}"), there(DeviceState::Failed, 7, None)));
    state.seen(named(), failed.clone().collect());
    let states = States::from([(
        "dp".to_owned(),
        Some(There { states: failed.map(|(id, seen)| (id, seen.last.state)).collect(), whole: true }),
    )]);
    let production = FleetView { groups: vec!["Production".into()], ..FleetView::all() };
    let mut target = |view: FleetView, turned: &[&str]| {
        state.choose(FleetChoose::All { view }, NOW).unwrap();
        for id in turned {
            state.choose(FleetChoose::Toggle { device: (*id).into() }, NOW).unwrap();
        }
        let members = state.chosen_ids().lines().count() as u32;
        match state.target(&states) {
            FleetTarget::Exact { draft, reaches } => {
                assert_eq!(reaches, members, "exactly those that are chosen");
                let reach = state.reach(&draft, &states);
                assert_eq!((reach.yes, reach.perhaps), (members, 0), "for certain");
                let filters = draft.filters.iter().map(|filter| (filter.kind, filter.operand, filter.value.clone()));
                Some((draft.groups.clone(), filters.collect::<Vec<_>>()))
            }
            FleetTarget::OneByOne { devices } => {
                assert_eq!(devices, members, "so many deployments it would be");
                None
            }
        }
    };
    let group = || vec!["Production".to_owned()];
    let is = |kind, value: &str| (kind, OperandDraft::Is, value.to_owned());
    assert_eq!(target(production.clone(), &[]), Some((group(), vec![])), "a whole group");
    let but_one = vec![(FilterKind::SpecificDevice, OperandDraft::IsNot, "07".to_owned())];
    assert_eq!(target(production.clone(), &["07"]), Some((group(), but_one)), "a group but for one");
    let even = FleetView { tags: vec!["even".into()], ..FleetView::all() };
    assert_eq!(target(even.clone(), &[]), Some((vec![], vec![is(FilterKind::Tag, "even")])), "a tag");
    let both = FleetView { tags: vec!["even".into()], ..production.clone() };
    assert_eq!(target(both, &[]), Some((group(), vec![is(FilterKind::Tag, "even")])), "both");
    let failed = FleetView { last: vec![DeviceState::Failed], ..FleetView::all() };
    assert_eq!(
        target(failed.clone(), &[]),
        Some((vec![], vec![is(FilterKind::Deployment, "failed")])),
        "those that failed"
    );
    let there = FleetView { last: vec![DeviceState::Failed], ..production };
    assert_eq!(target(there, &[]), Some((group(), vec![is(FilterKind::Deployment, "failed")])), "and in a group");
    let one = FleetView { text: "id:=05".into(), ..FleetView::all() };
    assert_eq!(target(one, &[]), Some((vec![], vec![is(FilterKind::SpecificDevice, "05")])), "one");
    let scattered = FleetView { text: "is:refusing".into(), ..FleetView::all() };
    assert_eq!(target(scattered, &["01", "33", "38"]), None, "three that have nothing in common");
}

#[test]
fn a_group_of_which_somebody_may_be_without_telling_is_no_exact_target() {
    let mut state = fleet();
    state
        .choose(FleetChoose::All { view: FleetView { groups: vec!["Production".into()], ..FleetView::all() } }, NOW)
        .unwrap();
    let FleetTarget::Exact { draft, .. } = state.target(&States::new()) else { panic!("d can be left out by its id") };
    assert_eq!(
        draft.filters.iter().map(|filter| (filter.operand, filter.value.as_str())).collect::<Vec<_>>(),
        [(OperandDraft::IsNot, "d")],
        "d told no group: it may be in Production, and nobody chose it"
    );
}

#[test]
#[ignore = "a measurement, meant for a release build"]
#[allow(clippy::print_stderr)]
fn a_million_devices_evaluate_in_a_tenth_of_a_second() {
    let mut of = Knowledge::default();
    for n in 0..1_000_000 {
        let group = ["Production", "Test", "Lab"][n % 3];
        of.told(
            &told(&format!("{n:08x}-1a2b"), group, if n % 2 == 0 { &["gateway"] } else { &[] }, (n % 90) as i64),
            NOW,
            NOW,
        );
    }
    let draft = Draft {
        groups: vec!["Production".into(), "Test".into()],
        filters: vec![filter(FilterKind::Tag, "gateway", ""), filter(FilterKind::DeviceState, "online", "")],
        ..Draft::default()
    };
    let begun = std::time::Instant::now();
    let told = evaluate(&of, &draft, &States::new());
    let took = begun.elapsed();
    let view = FleetView { groups: vec!["Test".into()], ..FleetView::all() };
    let begun = std::time::Instant::now();
    let (order, _) = view::made(&of, &view, &searched(&view, NOW), Order::default().of(&of, 1, &view));
    eprintln!(
        "{} certain, {} perhaps: {took:?}; a view of {}: {:?}",
        told.yes.len(),
        told.perhaps.len(),
        order.len(),
        begun.elapsed()
    );
}
