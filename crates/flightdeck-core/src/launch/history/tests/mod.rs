//! What was sent is told as it was, found by what it was, and never with its secrets.

mod told;

use std::collections::BTreeMap;

use connect_api::{
    App, DeployRequest, DeploymentConfiguration, DeploymentOutcome, DeviceFilter, Filter, Group, Operand,
};

use super::super::tests::{MINUTE, SENT, bench};
use super::*;
use crate::wire::{LaunchFilter, LaunchPart, LaunchSort};

pub(in crate::launch) fn request(flow: &str, comment: &str, parameters: &[(&str, &str)]) -> DeployRequest {
    let mapping: BTreeMap<String, String> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    DeployRequest {
        device_filter: DeviceFilter { groups: vec![Group { name: "Production".into() }], filters: Vec::new() },
        deployment_configuration: DeploymentConfiguration {
            flow_uuid: flow.into(),
            comment: Some(comment.into()),
            app: None,
            parameters_mapping: (!mapping.is_empty()).then_some(mapping),
        },
    }
}

pub(in crate::launch) fn entry(
    id: &str,
    minutes_ago: i64,
    request: DeployRequest,
    outcome: Option<LaunchOutcome>,
) -> JournalEntry {
    JournalEntry {
        request_id: id.into(),
        connection: "c".into(),
        destination: "https://api.test key".into(),
        sent_ms: SENT - minutes_ago * MINUTE,
        clock_offset_ms: None,
        before: None,
        request,
        target: "Devices in Production.".into(),
        outcome,
    }
}

/// One launch of every outcome, newest first: `r-1`…`r-5`.
fn every_outcome() -> Vec<JournalEntry> {
    let created = |id: &str| Some(LaunchOutcome::Created { deployment: id.into() });
    let unknown = LaunchOutcome::Unknown {
        why: "The connection was cut.".into(),
        trouble: None,
        created: false,
        searched: None,
        candidates: Vec::new(),
    };
    let refused = LaunchOutcome::Refused { error: AppError::new(ErrorCode::Forbidden, "The token may not deploy.") };
    vec![
        entry("r-1", 1, request("f-1", "Gateway 2", &[("channel", "beta")]), created("dp-1")),
        entry("r-2", 2, request("f-2", "Camera", &[("token", "hunter2")]), Some(unknown)),
        entry("r-3", 3, request("f-1", "Gateway 1", &[]), Some(refused)),
        entry("r-4", 4, request("f-1", "Gateway 1", &[("channel", "stable")]), created("dp-4")),
        entry("r-5", 60 * 24 * 3, request("f-3", "Old", &[]), Some(LaunchOutcome::Dismissed)),
    ]
}

fn with(entries: Vec<JournalEntry>) -> super::super::tests::Bench {
    let bench = bench();
    for entry in entries.iter().rev() {
        bench.store.begin(entry).unwrap();
    }
    bench
}

fn ids(window: &LaunchesWindow) -> Vec<&str> {
    window.rows.iter().map(|row| row.request_id.as_str()).collect()
}

fn newest(text: &str) -> LaunchesView {
    LaunchesView { text: text.into(), descending: true, ..LaunchesView::default() }
}

#[test]
fn everything_ever_sent_is_there_newest_first_with_what_became_of_it() {
    let bench = with(every_outcome());
    let window = bench.launches.rows(&"c".into(), &newest(""), 0, 100).unwrap();
    assert_eq!(ids(&window), ["r-1", "r-2", "r-3", "r-4", "r-5"], "refused, unresolved and dismissed ones too");
    let states: Vec<LaunchState> = window.rows.iter().map(|row| row.state).collect();
    use LaunchState::{Created, Dismissed, Refused, Unresolved};
    assert_eq!(states, [Created, Unresolved, Refused, Created, Dismissed], "each says where it stands");
    let counts = LaunchCounts { all: 5, launched: 2, unresolved: 1, refused: 1, dismissed: 1 };
    assert_eq!(window.counts, counts, "the counts share out all of them");
    assert_eq!(window.rows[2].why.as_deref(), Some("The token may not deploy."), "and why, where it went wrong");
    let part = bench.launches.rows(&"c".into(), &newest(""), 1, 2).unwrap();
    assert_eq!((ids(&part), part.total), (vec!["r-2", "r-3"], 5), "a window is a part of it");
    let others = bench.launches.rows(&"other".into(), &newest(""), 0, 100).unwrap();
    assert_eq!(others.total, 0, "each connection has its own");
}

#[test]
fn a_search_finds_launches_by_what_they_were() {
    let bench = with(every_outcome());
    for (text, expected) in [
        ("flow:f-1", vec!["r-1", "r-3", "r-4"]),
        ("-flow:f-1", vec!["r-2", "r-5"]),
        ("comment:=\"Gateway 1\"", vec!["r-3", "r-4"]),
        ("outcome:refused", vec!["r-3"]),
        ("outcome:launched", vec!["r-1", "r-4"]),
        ("-outcome:l sent:<1d", vec!["r-2", "r-3"]),
        ("parameter:channel=beta", vec!["r-1"]),
        ("parameter:token", vec!["r-2"]),
        ("parameter:hunter", vec![]),
        ("parameters:0", vec!["r-3", "r-5"]),
        ("sent:>2d", vec!["r-5"]),
        ("id:dp-4", vec!["r-4"]),
        ("gate prod", vec!["r-1", "r-3", "r-4"]),
        ("dp-1", vec!["r-1"]),
    ] {
        let window = bench.launches.rows(&"c".into(), &newest(text), 0, 100).unwrap();
        assert_eq!(ids(&window), expected, "{text}");
        let terms = window.search.unwrap().terms;
        assert!(terms.iter().all(|term| term.problem.is_none()), "{text} is understood: {terms:?}");
    }
    let wrong = bench.launches.rows(&"c".into(), &newest("outcome:>refused nonsense:x"), 0, 9).unwrap();
    assert!(wrong.search.unwrap().terms.iter().all(|term| term.problem.is_some()), "what is not understood is said");
}

#[test]
fn filters_and_orders() {
    let bench = with(every_outcome());
    let rows = |view: LaunchesView| {
        let window = bench.launches.rows(&"c".into(), &view, 0, 100).unwrap();
        ids(&window).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let view = |sort, descending| LaunchesView { sort, descending, ..LaunchesView::default() };
    assert_eq!(rows(view(LaunchSort::Sent, false)), ["r-5", "r-4", "r-3", "r-2", "r-1"], "oldest first");
    assert_eq!(
        rows(view(LaunchSort::Comment, false)),
        ["r-2", "r-3", "r-4", "r-1", "r-5"],
        "equal ones stay newest first"
    );
    assert_eq!(rows(view(LaunchSort::Comment, true))[..2], ["r-5", "r-1"], "turned round");
    assert_eq!(rows(view(LaunchSort::Outcome, false))[..2], ["r-2", "r-3"], "what needs eyes comes first");
    let only = |filter| rows(LaunchesView { filter, descending: true, ..LaunchesView::default() });
    assert_eq!(only(LaunchFilter::Launched), ["r-1", "r-4"], "those that became a deployment");
    assert_eq!(only(LaunchFilter::Unresolved), ["r-2"], "those nobody knows of");
}

#[test]
fn what_is_held_is_read_again_when_the_journal_changes() {
    let bench = with(every_outcome());
    let first = bench.launches.rows(&"c".into(), &newest(""), 0, 9).unwrap();
    bench.launches.dismiss("r-2").unwrap();
    let second = bench.launches.rows(&"c".into(), &newest(""), 0, 9).unwrap();
    assert_eq!(second.rows[1].state, LaunchState::Dismissed, "what was decided shows at once");
    assert_ne!(first.revision, second.revision, "so that the page asks again");
    bench.store.forget_fleet(&"c".into()).unwrap();
    assert_eq!(bench.launches.rows(&"c".into(), &newest(""), 0, 9).unwrap().total, 0, "forgotten is forgotten");
}

#[test]
fn a_launch_opened_is_told_whole_and_its_secrets_are_not() {
    let bench = with(every_outcome());
    let whole = bench.launches.one("r-2").unwrap().1;
    assert!(whole.json.contains("\"token\"") && !whole.json.contains("hunter2"), "named, not told: {}", whole.json);
    assert_eq!(whole.masked, 1, "and that something is hidden is said");
    assert_eq!((whole.base_url.as_str(), whole.fleet_key.as_str()), ("https://api.test", "key"), "where it went");
    assert!(!whole.moved, "the connection still leads there");
    let sentence: String = whole.sentence.iter().map(|segment| segment.text.as_str()).collect();
    assert_eq!(sentence, "Devices in Production.", "whom it was for");
    let elsewhere = super::super::tests::restarted(bench.store.clone(), "https://other.test");
    assert!(elsewhere.launches.one("r-2").unwrap().1.moved, "that it leads elsewhere now is said");
    assert_eq!(bench.launches.one("r-9").unwrap_err().code, ErrorCode::NotFound, "there is no such launch");
}

#[test]
fn a_launch_is_compared_with_the_one_before_it_of_its_flow() {
    let bench = with(every_outcome());
    let diff = bench.launches.diff("r-1", None).unwrap();
    assert_eq!(diff.other.as_ref().map(|row| row.request_id.as_str()), Some("r-3"), "the previous one of f-1");
    let told: Vec<_> = diff
        .changes
        .iter()
        .map(|one| (one.part, one.name.as_str(), one.before.as_deref(), one.now.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (LaunchPart::Parameters, "channel", None, Some("beta")),
            (LaunchPart::Comment, "Comment", Some("Gateway 1"), Some("Gateway 2")),
        ],
        "in columns"
    );
    assert_eq!(
        diff.words, "It differs in one parameter and the comment. The flow, the target and the release are the same.",
        "and in words"
    );
    let chosen = bench.launches.diff("r-1", Some("r-4")).unwrap();
    assert_eq!(chosen.changes[0].before.as_deref(), Some("stable"), "or with any other");
    assert!(bench.launches.diff("r-5", None).unwrap().other.is_none(), "the first of its flow has none before it");
}

#[test]
fn what_differs_between_two_targets() {
    let tag = |operand, value: &str| Filter::Tag { operand, value: value.into() };
    let base = request("f-1", "A", &[("token", "one")]);
    let mut later = request("f-1", "A", &[("token", "two")]);
    later.device_filter.groups = vec![Group { name: "Test".into() }, Group { name: "Production".into() }];
    later.device_filter.filters = vec![
        tag(Operand::Is, "north"),
        Filter::Deployment { operand: Operand::Is, value: DeploymentOutcome::InProgress, deployment_id: "dp-1".into() },
        Filter::App { operand: Operand::IsNot, value: "fw".into(), app_version: None },
    ];
    later.deployment_configuration.app = Some(App { name: "fw".into(), version: "2".into() });
    let mut earlier = base.clone();
    earlier.device_filter.filters = vec![tag(Operand::Is, "south")];
    let row = Told::new(&with(vec![]).launches).row(&entry("x", 0, base.clone(), None));
    let unmarked = Marks::default();
    let diff = diff::of(side(&earlier, &unmarked), side(&later, &unmarked), row.clone(), str::to_owned);
    let told: Vec<_> =
        diff.changes.iter().map(|one| (one.name.as_str(), one.before.as_deref(), one.now.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("Groups", Some("Production"), Some("Production or Test")),
            ("App is not", None, Some("fw, any version")),
            ("Outcome is", None, Some("in progress in dp-1")),
            ("Tag is", Some("south"), Some("north")),
            ("token", Some("••••••••"), Some("••••••••")),
            ("App (tag)", None, Some("fw 2")),
        ],
        "each filter beside what it was, and of a secret only that it differs"
    );
    assert!(diff.changes[4].masked && !diff.same, "it is another launch");
    let mut turned = later.clone();
    turned.device_filter.groups.reverse();
    turned.device_filter.filters.reverse();
    turned.deployment_configuration.comment = Some("B".into());
    let diff = diff::of(side(&later, &unmarked), side(&turned, &unmarked), row, str::to_owned);
    assert!(diff::same(&later, &turned) && !diff::same(&earlier, &later), "the short question has the same answer");
    assert!(diff.same, "order changes nothing, and neither does a comment: {:?}", diff.changes);
    assert_eq!(diff.words, "Only the comment differs: it does the same to the same devices.", "said so");
}

#[test]
fn apps_and_targets_are_searched_by_their_own_words() {
    let mut fleet = every_outcome();
    fleet[1].target = "Devices in Test.".into();
    fleet[2].request.deployment_configuration.app = Some(App { name: "fw".into(), version: "2".into() });
    let bench = with(fleet);
    for (text, expected) in [
        ("target:test", vec!["r-2"]),
        ("app:fw", vec!["r-3"]),
        ("app:=fw", vec!["r-3"]),
        ("app:=2", vec!["r-3"]),
        ("app:=\"fw 2\"", vec!["r-3"]),
        ("app:=test", vec![]),
        ("target:fw", vec![]),
        ("app:gateway", vec![]),
    ] {
        let window = bench.launches.rows(&"c".into(), &newest(text), 0, 100).unwrap();
        assert_eq!(ids(&window), expected, "{text} looks there and nowhere else");
        assert!(window.search.unwrap().terms.iter().all(|term| term.problem.is_none()), "{text} is understood");
    }
}

#[test]
fn what_differs_is_counted_and_what_does_not_is_not_named() {
    let bench = with(every_outcome());
    for (one, other, words) in [
        (
            "r-1",
            "r-2",
            "It differs in the flow, 2 parameters and the comment. The target and the release are the same.",
        ),
        ("r-3", "r-4", "It differs in one parameter. The flow, the target and the release are the same."),
        ("r-1", "r-1", "Nothing differs: it is the same request."),
    ] {
        assert_eq!(bench.launches.diff(one, Some(other)).unwrap().words, words, "{one} beside {other}");
    }
}
