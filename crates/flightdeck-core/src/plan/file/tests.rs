//! What is written is read back; whatever else is read is told with its place; nothing secret is written.

use proptest::prelude::*;

use super::*;
use crate::wire::{
    Draft, FilterDraft, FilterKind, Gate, GateFailed, GateHours, GuardLimit, GuardRule, OperandDraft, ParameterDraft,
    Plan, PlanBack, PlanWave, WaveTarget,
};

/// A plan of any texts and numbers.
pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let waves = prop::collection::vec(wave(), 0..4);
    let back = (request(), any::<bool>(), any::<bool>());
    let back = back.prop_map(|(request, succeeded, failed)| PlanBack { request, succeeded, failed });
    (any::<String>(), request(), waves, prop::option::of(back)).prop_map(|(name, request, waves, back)| Plan {
        name,
        request,
        waves,
        back,
    })
}

fn request() -> impl Strategy<Value = Draft> {
    let names = prop_oneof![6 => any::<String>(), 1 => Just("api_token".to_owned()), 1 => Just("same".to_owned())];
    let parameter = (names, any::<String>(), prop::option::weighted(0.2, any::<bool>()));
    let parameter = parameter.prop_map(|(name, value, secret)| ParameterDraft { name, value, secret });
    let parts = (any::<String>(), prop::collection::vec(parameter, 0..4), any::<[String; 3]>(), any::<bool>());
    parts.prop_map(|(flow_uuid, parameters, [app_name, app_version, comment], leftovers)| {
        let kept = Draft { flow_uuid, parameters, app_name, app_version, comment, ..Draft::default() };
        if !leftovers {
            return kept;
        }
        let guard = Some(GuardRule { limits: Vec::new(), abort: true });
        Draft { groups: vec!["Left".into()], guard, batch: Some("b-1".into()), step: 3, ..kept }
    })
}

fn wave() -> impl Strategy<Value = PlanWave> {
    let kinds = vec![
        FilterKind::SpecificDevice,
        FilterKind::Tag,
        FilterKind::App,
        FilterKind::DeviceState,
        FilterKind::Deployment,
    ];
    let filter =
        (prop::sample::select(kinds), any::<bool>(), any::<[String; 2]>()).prop_map(|(kind, is, [value, extra])| {
            FilterDraft { kind, operand: if is { OperandDraft::Is } else { OperandDraft::IsNot }, value, extra }
        });
    let texts = || prop::collection::vec(any::<String>(), 0..4);
    let filters = (texts(), prop::collection::vec(filter, 0..4), any::<bool>());
    let target = prop_oneof![
        2 => filters.prop_map(|(groups, filters, rest)| WaveTarget::Filters { groups, filters, rest }),
        1 => texts().prop_map(|ids| WaveTarget::Devices { devices: ids.into_iter().map(Into::into).collect() }),
    ];
    let limit = (0u8..3, any::<[u32; 2]>()).prop_map(|(kind, [one, two])| match kind {
        0 => GuardLimit::FailedShare { percent: one, least: two },
        1 => GuardLimit::OneCause { more_than: one },
        _ => GuardLimit::NoProgress { minutes: one },
    });
    let guard = (prop::collection::vec(limit, 0..3), any::<bool>());
    let guard = prop::option::of(guard.prop_map(|(limits, abort)| GuardRule { limits, abort }));
    (any::<String>(), target, gate(), guard).prop_map(|(name, target, gate, guard)| PlanWave {
        name,
        target,
        gate,
        guard,
    })
}

fn gate() -> impl Strategy<Value = Gate> {
    let failed = prop::option::of(any::<[u32; 2]>().prop_map(|[percent, least]| GateFailed { percent, least }));
    let hours = (prop::collection::vec(any::<u8>(), 0..4), any::<u16>(), any::<u16>());
    let hours = prop::option::of(hours.prop_map(|(days, from, to)| GateHours { days, from, to }));
    let numbers = (any::<u32>(), prop::option::of(any::<u32>()), any::<u32>());
    (numbers, failed, hours, prop::option::of(any::<String>())).prop_map(|(numbers, failed, hours, word)| {
        let (finished_percent, one_cause, wait_minutes) = numbers;
        Gate { finished_percent, failed, one_cause, wait_minutes, hours, word }
    })
}

/// The same plan with numbers and texts as they may be.
pub(super) fn tame(mut plan: Plan) -> Plan {
    plan.name = "A name".into();
    plan.waves.push(PlanWave::default());
    for request in [Some(&mut plan.request), plan.back.as_mut().map(|back| &mut back.request)].into_iter().flatten() {
        request.flow_uuid.push('f');
        if !(request.app_name.is_empty() && request.app_version.is_empty()) {
            request.app_name.push('a');
            request.app_version.push('1');
        }
    }
    if let Some(back) = &mut plan.back {
        back.failed |= !back.succeeded;
    }
    for wave in &mut plan.waves {
        match &mut wave.target {
            WaveTarget::Filters { groups, filters, .. } => {
                groups.iter_mut().for_each(|name| name.push('g'));
                filters.iter_mut().for_each(tame_filter);
            }
            WaveTarget::Devices { devices } => {
                *devices = (0..=devices.len()).map(|number| format!("d-{number}").into()).collect();
            }
        }
        wave.guard = wave.guard.take().map(|guard| GuardRule {
            limits: guard
                .limits
                .into_iter()
                .map(tame_limit)
                .chain([GuardLimit::NoProgress { minutes: 1_440 }])
                .collect(),
            ..guard
        });
        let gate = &mut wave.gate;
        gate.finished_percent %= 101;
        gate.failed = gate.failed.map(|of| GateFailed { percent: of.percent % 100, least: of.least % 1_000_000 + 1 });
        gate.one_cause = gate.one_cause.map(|most| most % 1_000 + 1);
        gate.wait_minutes %= 43_201;
        gate.word = gate.word.take().map(|_| "go".into());
        if let Some(hours) = &mut gate.hours {
            hours.days = hours.days.iter().map(|day| day % 7 + 1).chain([7]).collect();
            (hours.from, hours.to) = (hours.from % 1_440, hours.to % 1_440 + 1);
        }
    }
    plan
}

fn tame_filter(filter: &mut FilterDraft) {
    filter.value.push('v');
    match filter.kind {
        FilterKind::DeviceState => (filter.operand, filter.value) = (OperandDraft::Is, "offline".into()),
        FilterKind::Deployment => {
            (filter.operand, filter.value) = (OperandDraft::Is, "failed".into());
            filter.extra.push('d');
        }
        FilterKind::SpecificDevice | FilterKind::Tag | FilterKind::App => {}
    }
}

fn tame_limit(limit: GuardLimit) -> GuardLimit {
    match limit {
        GuardLimit::FailedShare { percent, least } => {
            GuardLimit::FailedShare { percent: percent % 100, least: least % 1_000_000 + 1 }
        }
        GuardLimit::OneCause { more_than } => GuardLimit::OneCause { more_than: more_than % 1_000 + 1 },
        GuardLimit::NoProgress { minutes } => GuardLimit::NoProgress { minutes: minutes % 1_440 + 1 },
    }
}

/// What a file keeps of a plan: no secret value, and nothing that a plan does not use.
fn kept(mut plan: Plan) -> Plan {
    let (marks, of_back) = secrets::marks_of(&plan);
    let requests = [Some((&mut plan.request, marks)), plan.back.as_mut().map(|back| (&mut back.request, of_back))];
    for (request, marks) in requests.into_iter().flatten() {
        *request = Draft { groups: Vec::new(), guard: None, batch: None, step: 0, ..request.clone() };
        for row in &mut request.parameters {
            if secrets::is_secret(&marks, row) {
                (row.value, row.secret) = (String::new(), Some(true));
            }
        }
    }
    for wave in &mut plan.waves {
        if let WaveTarget::Filters { filters, .. } = &mut wave.target {
            let unused = |filter: &&mut FilterDraft| !matches!(filter.kind, FilterKind::App | FilterKind::Deployment);
            filters.iter_mut().filter(unused).for_each(|filter| filter.extra.clear());
        }
    }
    plan
}

proptest! {
    #[test]
    fn what_is_written_reads_back(one in plan()) {
        let text = written(&one);
        let back = read(&text);
        prop_assert_eq!(&back, &Ok(kept(one)), "{}", text);
        prop_assert_eq!(written(&back.unwrap()), text, "written again it is the same file");
    }

    #[test]
    fn no_text_brings_it_down(text in any::<String>()) {
        prop_assert!(read(&text).is_err(), "no such text is a file of a plan");
    }

    #[test]
    fn no_damage_brings_it_down(one in plan(), at in any::<prop::sample::Index>(), with in "[\"{}\\[\\]:,0-9a-z\\-]{0,3}") {
        let text = written(&one);
        let mut cut: Vec<char> = text.chars().collect();
        let at = at.index(cut.len());
        cut.splice(at..(at + 2).min(cut.len()), with.chars());
        let damaged: String = cut.into_iter().collect();
        if let Err(problems) = read(&damaged) {
            prop_assert!(!problems.is_empty() && problems.iter().all(|one| one.stops), "something is said of {}", damaged);
        }
    }
}

fn places(text: &str) -> Vec<String> {
    let mut places: Vec<String> = read(text).unwrap_err().into_iter().map(|problem| problem.place).collect();
    places.sort_unstable();
    places
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place() {
    let text = r#"{
        "format": "flightdeck.plan", "format_version": 1, "name": 7, "colour": "red",
        "request": {"flow_uuid": "f", "parameters": [{"name": "a", "value": "1"}, {"name": "b"}, {"secret": "yes"}]},
        "waves": [
            {"target": {"groups": ["Lab", 3]}, "gate": {"finished_percent": 95}},
            {"target": {"filters": [{"type": "moon", "operand": "is", "value": "x"}]}, "gate": {}},
            {"target": {"devices": []}, "gate": {"finished_percent": 1, "failed": {"percent": "5", "least": 70000000000}}},
            {"target": null, "gate": {"finished_percent": 1, "hours": {"days": [1, 300], "from": 1.5, "to": 1}},
             "guard": {"limits": [{"type": "sleep"}], "abort": 1}}
        ],
        "back": {"request": {}, "succeeded": "no"}
    }"#;
    assert_eq!(
        places(text),
        [
            "back.request.flow_uuid",
            "back.succeeded",
            "colour",
            "name",
            "request.parameters.1.value",
            "request.parameters.2.name",
            "request.parameters.2.secret",
            "waves.0.target.groups.1",
            "waves.1.gate.finished_percent",
            "waves.1.target.filters.0.type",
            "waves.2.gate.failed.least",
            "waves.2.gate.failed.percent",
            "waves.3.gate.hours.days.1",
            "waves.3.gate.hours.from",
            "waves.3.guard.abort",
            "waves.3.guard.limits.0.type",
            "waves.3.target",
        ],
        "not only the first of them"
    );
    let told = read(text).unwrap_err();
    let said = |place: &str| told.iter().find(|one| one.place == place).map(|one| one.message.as_str()).unwrap();
    assert_eq!(said("name"), "This must be a text; it is the number 7.", "what it is, and what it has to be");
    assert_eq!(
        said("waves.2.gate.failed.percent"),
        "This must be a whole number from 0 to 4294967295; it is the text “5”."
    );
    assert_eq!(said("waves.3.gate.hours.days.1"), "This must be a whole number from 0 to 255; it is the number 300.");
    assert!(said("waves.1.target.filters.0.type").contains("specific_device"), "the words that there are");
    assert!(said("colour").contains("format, format_version, name, request, waves, back"), "the fields that there are");
}

#[test]
fn what_is_no_plan_is_told_as_a_whole() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = " ".repeat(MOST_BYTES + 1);
    for (text, place, said) in [
        ("", "file", "EOF"),
        ("[]", "file", "must be an object; it is a list"),
        ("{} x", "file", "trailing characters"),
        (deep.as_str(), "file", "recursion limit"),
        (large.as_str(), "file", "at most 16777216 bytes"),
        (
            r#"{"format": "flightdeck.templates", "format_version": 9, "templates": []}"#,
            "format",
            "flightdeck.templates",
        ),
        (r#"{"format": "flightdeck.plan", "format_version": 2, "phases": []}"#, "format_version", "version 2"),
    ] {
        let told = read(text).unwrap_err();
        assert_eq!(told.len(), 1, "one thing is said: {told:?}");
        assert_eq!(told[0].place, place, "{told:?}");
        assert!(told[0].message.contains(said), "{said:?} is said: {told:?}");
    }
    let names = places("{}");
    assert_eq!(names, ["format", "format_version", "name", "request", "waves"], "what every plan has");
}

#[test]
fn a_limit_of_a_guard_has_its_own_fields_and_a_filter_its_words() {
    let with = |limit: &str| {
        let guard = format!("\"guard\": {{\"limits\": [{limit}], \"abort\": true}}, \"gate\"");
        written(&tame(Plan::default())).replacen("\"gate\"", &guard, 1)
    };
    let all = "\"percent\": 1, \"least\": 2, \"more_than\": 3, \"minutes\": 4";
    for (word, foreign) in [
        ("failed_share", &["minutes", "more_than"][..]),
        ("one_cause", &["least", "minutes", "percent"]),
        ("no_progress", &["least", "more_than", "percent"]),
        ("sleep", &["type"]),
    ] {
        let found = places(&with(&format!("{{\"type\": \"{word}\", {all}}}")));
        let expected: Vec<String> = foreign.iter().map(|name| format!("waves.0.guard.limits.0.{name}")).collect();
        assert_eq!(found, expected, "{word}: what is of another limit is none of it");
    }
    let filter = r#""filters": [{"type": "moon", "operand": "is", "value": "x"}]"#;
    let text = written(&tame(Plan::default())).replacen("\"filters\": []", filter, 1);
    let told = &read(&text).unwrap_err()[0].message;
    for word in ["specific_device", "tag", "app", "device_state", "deployment"] {
        assert!(told.contains(word), "{word} is one of the words that there are: {told}");
    }
}

#[test]
fn a_field_that_is_said_twice_is_told() {
    let text = written(&tame(Plan::default())).replacen("\"groups\": []", "\"groups\": [\"Lab\"], \"groups\": []", 1);
    assert_eq!(places(&text), ["waves.0.target.groups"], "a review would see Lab, and the fleet would be sent to");
}

#[test]
fn a_field_without_a_name_stands_in_the_file() {
    let text = written(&tame(Plan::default())).replacen('{', "{\"\": 1, \"\": 2,", 1);
    assert_eq!(places(&text), ["file", "file"], "twice, and unknown: a problem without a place is shown nowhere");
}

#[test]
fn of_very_many_fields_that_are_said_twice_a_thousand_are_named() {
    let deep = format!("{}{{{}\"a\":1}}{}", "{\"b\":".repeat(100), "\"a\":1,".repeat(4_999), "}".repeat(100));
    let told = read(&deep).unwrap_err();
    assert_eq!(told.len(), 1_001, "and how many are not");
    assert!(told[1_000].message.starts_with("4"), "{:?}", told[1_000]);
}

#[test]
fn of_very_many_problems_a_thousand_are_named() {
    let text = written(&tame(Plan::default())).replacen(
        "\"groups\": []",
        &format!("\"groups\": [{}0]", "0,".repeat(4_999)),
        1,
    );
    let told = read(&text).unwrap_err();
    assert_eq!(told.len(), 1_001, "and how many are not");
    assert!(told[1_000].message.starts_with("4000 more"), "{:?}", told[1_000]);
}

#[test]
fn values_of_any_kind_are_told_where_they_do_not_belong() {
    for (value, told) in [
        ("null", "null"),
        ("-7", "the number -7"),
        ("1.5", "the number 1.5"),
        ("7", "the number 7"),
        ("true", "“true”"),
        ("[1]", "a list"),
        ("{}", "an object"),
    ] {
        let text = written(&tame(Plan::default())).replacen("\"A name\"", value, 1);
        let problems = read(&text).unwrap_err();
        assert_eq!(problems[0].message, format!("This must be a text; it is {told}."), "{value}");
    }
}

#[test]
fn a_file_may_be_as_large_as_it_says() {
    let mut text = written(&tame(Plan::default()));
    text.push_str(&" ".repeat(MOST_BYTES - text.len()));
    assert!(read(&text).is_ok(), "16 MiB, and not a byte more");
    text.push(' ');
    assert_eq!(read(&text).unwrap_err()[0].title, "Too large");
}
