//! Every rule of a plan: what breaks it, where that is said, and whether it stops.

use super::*;
use crate::wire::{Gate, GateFailed, GateHours, GuardLimit, GuardRule, OperandDraft, ParameterDraft};

fn groups(names: &[&str]) -> WaveTarget {
    let groups = names.iter().map(|name| (*name).to_owned()).collect();
    WaveTarget::Filters { groups, filters: Vec::new(), rest: false }
}

fn filtered(filters: Vec<FilterDraft>, rest: bool) -> WaveTarget {
    WaveTarget::Filters { groups: vec!["All".into()], filters, rest }
}

fn list(ids: &[&str]) -> WaveTarget {
    WaveTarget::Devices { devices: ids.iter().map(|id| (*id).into()).collect() }
}

fn filter_of(kind: FilterKind, operand: OperandDraft, value: &str, extra: &str) -> FilterDraft {
    FilterDraft { kind, operand, value: value.into(), extra: extra.into() }
}

fn row(name: &str, value: &str, secret: Option<bool>) -> ParameterDraft {
    ParameterDraft { name: name.into(), value: value.into(), secret }
}

/// A plan of which nothing is to be said.
fn plan() -> Plan {
    let request = Draft {
        flow_uuid: "f-1".into(),
        app_name: "gateway".into(),
        app_version: "2".into(),
        comment: "Nightly".into(),
        ..Draft::default()
    };
    let gate = Gate {
        finished_percent: 95,
        failed: Some(GateFailed { percent: 5, least: 50 }),
        one_cause: Some(20),
        wait_minutes: 60,
        hours: Some(GateHours { days: vec![1, 5], from: 480, to: 1_080 }),
        word: Some("go".into()),
    };
    let guard = GuardRule { limits: vec![GuardLimit::OneCause { more_than: 3 }], abort: true };
    Plan {
        name: "Gateway 2".into(),
        request: request.clone(),
        waves: vec![
            PlanWave { name: "Lab".into(), target: groups(&["Lab"]), gate, guard: Some(guard) },
            PlanWave { target: list(&["d-1", "d-2"]), ..PlanWave::default() },
            PlanWave { target: filtered(Vec::new(), true), ..PlanWave::default() },
        ],
        back: Some(PlanBack { request, succeeded: true, failed: true }),
    }
}

#[test]
fn of_a_plan_in_order_nothing_is_said() {
    assert_eq!(problems(&plan()), [], "each part of it is as it may be");
}

/// What is done to the plan; where something is said of it; whether that stops; what it says.
type Row = (fn(&mut Plan), &'static str, bool, &'static str);

fn told(rows: &[Row]) {
    for (row, (change, place, stops, said)) in rows.iter().enumerate() {
        let mut plan = plan();
        change(&mut plan);
        let all = problems(&plan);
        assert_eq!(all.len(), 1, "row {row}, {place}: one thing is wrong, and one is said: {all:#?}");
        assert_eq!((all[0].place.as_str(), all[0].stops), (*place, *stops), "row {row}: {all:?}");
        let words = format!("{} {}", all[0].title, all[0].message);
        assert!(words.contains(said), "row {row}, {place} must say {said:?}: {words}");
    }
}

fn gate_of(plan: &mut Plan) -> &mut Gate {
    &mut plan.waves[0].gate
}

#[test]
fn the_name_and_the_request() {
    told(&[
        (|plan| plan.name = " ".into(), "name", true, "No name"),
        (|plan| plan.name = "x".repeat(81), "name", true, "1 to 80"),
        (|plan| plan.name = "a\nb".into(), "name", true, "one line"),
        (|plan| plan.request.flow_uuid.clear(), "request.flowUuid", true, "No update flow"),
        (|plan| plan.request.parameters.push(row("", "x", None)), "request.parameters.0.name", true, "without a name"),
        (|plan| plan.request.parameters.push(row("x", "", None)), "request.parameters.0.value", false, "empty"),
        (|plan| plan.request.parameters.push(row("x", "", Some(true))), "request.parameters.0.value", true, "secret"),
        (
            |plan| {
                plan.request.app_version.clear();
                plan.waves.pop();
            },
            "request.appVersion",
            true,
            "An app without a version",
        ),
        (|plan| plan.request.app_version = "2 ".into(), "request.appVersion", false, "blank"),
        (|plan| plan.back.as_mut().unwrap().request.flow_uuid.clear(), "back.request.flowUuid", true, "No update flow"),
        (|plan| plan.back.as_mut().unwrap().request.comment.clear(), "back.request.comment", false, "No comment"),
        (
            |plan| plan.back = plan.back.take().map(|back| PlanBack { succeeded: false, failed: false, ..back }),
            "back",
            true,
            "nobody",
        ),
    ]);
    let mut spoken = plan();
    spoken.request.comment.clear();
    spoken.request.guard = Some(GuardRule { limits: Vec::new(), abort: true });
    spoken.request.groups = vec![String::new()];
    assert_eq!(problems(&spoken), [], "waves name themselves, and what of a request is not used is not judged");
}

#[test]
fn the_waves_and_whom_they_reach() {
    told(&[
        (|plan| plan.waves.clear(), "waves", true, "No waves"),
        (
            |plan| {
                plan.waves = (0..51)
                    .map(|number| PlanWave { target: groups(&[&format!("G{number}")]), ..PlanWave::default() })
                    .collect();
            },
            "waves",
            true,
            "at most 50",
        ),
        (|plan| plan.waves[0].target = groups(&["Lab", " "]), "waves.0.groups.1", true, "empty group"),
        (
            |plan| {
                let filter = filter_of(FilterKind::Tag, OperandDraft::Is, "", "");
                plan.waves[2].target = filtered(vec![filter], false);
            },
            "waves.2.filters.0.value",
            true,
            "No tag",
        ),
        (
            |plan| {
                let filter = filter_of(FilterKind::Deployment, OperandDraft::Is, "failed", "");
                plan.waves[2].target = filtered(vec![filter], false);
            },
            "waves.2.filters.0.extra",
            true,
            "No deployment",
        ),
        (
            |plan| {
                let filter = filter_of(FilterKind::App, OperandDraft::Is, "gateway", "2");
                plan.waves[2].target = filtered(vec![filter], true);
            },
            "waves.2.rest",
            true,
            "matches nothing",
        ),
        (|plan| plan.waves[0].target = groups(&[]), "waves.0.target", false, "the whole fleet"),
        (
            |plan| {
                plan.waves[2].target = WaveTarget::Filters { groups: Vec::new(), filters: Vec::new(), rest: true };
            },
            "waves.2.target",
            false,
            "almost the whole fleet",
        ),
        (
            |plan| {
                plan.request.app_name.clear();
                plan.request.app_version.clear();
            },
            "waves.2.rest",
            true,
            "The rest can only be said where the request sets an app and its version",
        ),
        (|plan| plan.waves.swap(0, 2), "waves.0.rest", false, "Nothing was sent before"),
        (|plan| plan.waves[1].target = groups(&["Lab"]), "waves.1.target", false, "Waves 1 and 2 have the same target"),
        (
            |plan| {
                let wave = PlanWave { target: list(&["d-2", "d-1"]), ..PlanWave::default() };
                plan.waves.push(wave);
            },
            "waves.3.target",
            false,
            "Waves 2 and 4 have the same target: these devices are sent to twice.",
        ),
        (
            |plan| plan.waves.push(plan.waves[2].clone()),
            "waves.3.target",
            false,
            "Waves 3 and 4 have the same target: those that have not got the app",
        ),
    ]);
}

#[test]
fn targets_that_differ_in_anything_are_not_the_same() {
    use FilterKind::{App, Tag};
    use OperandDraft::{Is, IsNot};
    let first = filter_of(App, IsNot, "gateway", "1");
    for (filter, same) in [
        (filter_of(App, IsNot, "gateway", "1"), true),
        (filter_of(App, Is, "gateway", "1"), false),
        (filter_of(App, IsNot, "camera", "1"), false),
        (filter_of(App, IsNot, "gateway", "0"), false),
        (filter_of(Tag, IsNot, "gateway", ""), false),
    ] {
        let mut plan = plan();
        plan.waves[2].target = filtered(vec![first.clone()], false);
        plan.waves.push(PlanWave { target: filtered(vec![filter.clone()], false), ..PlanWave::default() });
        let places: Vec<String> = problems(&plan).into_iter().map(|problem| problem.place).collect();
        let expected: &[&str] = if same { &["waves.3.target"] } else { &[] };
        assert_eq!(places, expected, "{filter:?} beside {first:?}");
    }
    let mut left_over = plan();
    let with = |extra| vec![filter_of(Tag, Is, "lab", extra)];
    left_over.waves[2].target = filtered(with("1"), false);
    left_over.waves.push(PlanWave { target: filtered(with("2"), false), ..PlanWave::default() });
    let places: Vec<String> = problems(&left_over).into_iter().map(|problem| problem.place).collect();
    assert_eq!(places, ["waves.3.target"], "a tag has no second field, whatever its form has left over");
}

#[test]
fn the_most_there_may_be_are_none_too_many() {
    let mut plan = plan();
    plan.name = "é".repeat(80);
    plan.waves =
        (0..50).map(|number| PlanWave { target: groups(&[&format!("G{number}")]), ..PlanWave::default() }).collect();
    let devices = (0..1_000).map(|number| format!("d-{number}").into()).collect();
    plan.waves[1].target = WaveTarget::Devices { devices };
    assert_eq!(problems(&plan), [], "80 characters, 50 waves, 1,000 devices");
}

#[test]
fn lists_of_devices_and_guards() {
    told(&[
        (|plan| plan.waves[1].target = list(&[]), "waves.1.target", true, "No devices"),
        (
            |plan| {
                let devices = (0..1_001).map(|number| format!("d-{number}").into()).collect();
                plan.waves[1].target = WaveTarget::Devices { devices };
            },
            "waves.1.target",
            true,
            "at most 1,000",
        ),
        (|plan| plan.waves[1].target = list(&["d-1", "d-2", "d-1"]), "waves.1.devices.2", true, "already at place 1"),
        (|plan| plan.waves[1].target = list(&["d-1", ""]), "waves.1.devices.1", true, "No device"),
        (|plan| plan.waves[1].target = list(&["d-1\n"]), "waves.1.devices.0", true, "A blank in an id"),
        (|plan| plan.waves[1].target = list(&["d-\u{7}1"]), "waves.1.devices.0", true, "not seen"),
        (|plan| plan.waves[1].guard = plan.waves[0].guard.clone(), "waves.1.guard", true, "no one deployment to guard"),
        (
            |plan| plan.waves[0].guard = Some(GuardRule { limits: Vec::new(), abort: false }),
            "waves.0.guard",
            true,
            "at least one limit",
        ),
    ]);
}

#[test]
fn gates() {
    told(&[
        (|plan| gate_of(plan).finished_percent = 101, "waves.0.gate.finishedPercent", true, "between 0 and 100 %"),
        (
            |plan| gate_of(plan).failed = Some(GateFailed { percent: 100, least: 1 }),
            "waves.0.gate.failed.percent",
            true,
            "between 0 and 99 %; it is 100",
        ),
        (
            |plan| gate_of(plan).failed = Some(GateFailed { percent: 0, least: 0 }),
            "waves.0.gate.failed.least",
            true,
            "between 1 and 1,000,000",
        ),
        (|plan| gate_of(plan).one_cause = Some(0), "waves.0.gate.oneCause", true, "between 1 and 1,000"),
        (|plan| gate_of(plan).wait_minutes = 43_201, "waves.0.gate.waitMinutes", true, "43,200 minutes"),
        (|plan| hours_of(plan).days.clear(), "waves.0.gate.hours.days", true, "at least one day"),
        (|plan| hours_of(plan).days = vec![1, 8], "waves.0.gate.hours.days", true, "7 Sunday"),
        (|plan| hours_of(plan).from = 1_440, "waves.0.gate.hours.from", true, "0 to 1439"),
        (|plan| hours_of(plan).to = 0, "waves.0.gate.hours.to", true, "1 to 1440"),
        (|plan| hours_of(plan).to = 1_441, "waves.0.gate.hours.to", true, "1 to 1440"),
        (|plan| gate_of(plan).word = Some("  ".into()), "waves.0.gate.word", true, "not blanks alone"),
        (|plan| gate_of(plan).word = Some("x".repeat(41)), "waves.0.gate.word", true, "1 to 40"),
        (|plan| gate_of(plan).word = Some("a\tb".into()), "waves.0.gate.word", true, "one line"),
    ]);
    let mut most = plan();
    *gate_of(&mut most) = Gate {
        finished_percent: 0,
        failed: Some(GateFailed { percent: 99, least: 1_000_000 }),
        one_cause: Some(1_000),
        wait_minutes: 43_200,
        hours: Some(GateHours { days: vec![7], from: 1_439, to: 1_440 }),
        word: Some("é".repeat(40)),
    };
    assert_eq!(problems(&most), [], "the ends of each range are within it");
}

fn hours_of(plan: &mut Plan) -> &mut GateHours {
    gate_of(plan).hours.as_mut().unwrap()
}

#[test]
fn everything_is_said_and_what_is_said_of_the_request_is_not_said_again_of_the_rest() {
    let mut blank = plan();
    blank.request.app_name = "gateway ".into();
    let places: Vec<String> = problems(&blank).into_iter().map(|problem| problem.place).collect();
    assert_eq!(places, ["request.appName"], "the filter that leaves out who has it is made of that name");
    let mut wrong = plan();
    wrong.name.clear();
    wrong.request.flow_uuid.clear();
    wrong.waves[0].gate.wait_minutes = 50_000;
    wrong.waves[0].gate.one_cause = Some(0);
    wrong.waves[1].target = list(&["", "d 1"]);
    let places: Vec<String> = problems(&wrong).into_iter().map(|problem| problem.place).collect();
    let all = [
        "name",
        "request.flowUuid",
        "waves.0.gate.oneCause",
        "waves.0.gate.waitMinutes",
        "waves.1.devices.0",
        "waves.1.devices.1",
    ];
    assert_eq!(places, all, "not only the first, and in the order of the plan");
}
