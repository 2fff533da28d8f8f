//! What a draft says, what is wrong with it, and that nothing of it is lost on the way out.

use proptest::prelude::*;

use super::*;
use crate::wire::{Breadth, FilterDraft, FilterKind, OperandDraft, ParameterDraft};
use FilterKind::*;
use OperandDraft::*;

pub(super) fn destination() -> Destination {
    Destination { base_url: "https://api.test".into(), fleet_key: "wturb".into() }
}

pub(super) fn filter(kind: FilterKind, operand: OperandDraft, value: &str, extra: &str) -> FilterDraft {
    FilterDraft { kind, operand, value: value.into(), extra: extra.into() }
}

pub(super) fn draft(groups: &[&str], filters: &[FilterDraft]) -> Draft {
    Draft {
        flow_uuid: "f-7b56-3336".into(),
        comment: "Firmware".into(),
        groups: groups.iter().map(|name| (*name).to_owned()).collect(),
        filters: filters.to_vec(),
        ..Draft::default()
    }
}

fn said(draft: &Draft) -> String {
    plain(&reading(draft, &destination()).sentence)
}

/// `severity field` of every problem.
fn problems(draft: &Draft) -> Vec<String> {
    let all = reading(draft, &destination()).problems;
    all.iter().map(|problem| format!("{:?} {}", problem.severity, problem.field).to_lowercase()).collect()
}

#[test]
fn the_drawn_example_reads_as_drawn() {
    let drawn = draft(
        &["Production", "Test"],
        &[
            filter(Tag, Is, "gateway", ""),
            filter(DeviceState, Is, "online", ""),
            filter(App, IsNot, "gateway", "4.12.0"),
            filter(Deployment, Is, "failed", "dp-e6a5-7e19"),
        ],
    );
    assert_eq!(
        said(&drawn),
        "Devices in Production or Test, tagged gateway, that are online, not running gateway 4.12.0, and where \
         dp-e6a5-7e19 failed.",
        "the sentence is what the operator checks before launching"
    );
    let values: Vec<Segment> =
        reading(&drawn, &destination()).sentence.into_iter().filter(|segment| segment.value).collect();
    let words: Vec<&str> = values.iter().map(|segment| segment.text.as_str()).collect();
    assert_eq!(
        words,
        ["Production", "Test", "gateway", "online", "gateway 4.12.0", "dp-e6a5-7e19", "failed"],
        "the user's own values stand out"
    );
    let mono: Vec<&str> = values.iter().filter(|segment| segment.mono).map(|segment| segment.text.as_str()).collect();
    assert_eq!(mono, ["dp-e6a5-7e19"], "ids are monospaced");
}

#[test]
fn words_between_two_values_are_one_piece() {
    let short = draft(&["A"], &[filter(Tag, Is, "x", "")]);
    let sentence = reading(&short, &destination()).sentence;
    let pieces: Vec<(&str, bool)> = sentence.iter().map(|segment| (segment.text.as_str(), segment.value)).collect();
    assert_eq!(
        pieces,
        [("Devices in ", false), ("A", true), (", tagged ", false), ("x", true), (".", false)],
        "a value stands between words, and words are never cut"
    );
}

#[test]
fn sentences_of_all_kinds() {
    for (groups, filters, sentence) in [
        (&[][..], vec![], "Every device in the fleet wturb."),
        (&["A"][..], vec![], "Devices in A."),
        (&[][..], vec![filter(Tag, IsNot, "x", "")], "Every device in the fleet wturb except those tagged x."),
        (
            &[][..],
            vec![
                filter(Tag, IsNot, "x", ""),
                filter(App, IsNot, "gw", "1"),
                filter(Deployment, IsNot, "failed", "dp-1"),
                filter(SpecificDevice, IsNot, "d-1", ""),
            ],
            "Every device in the fleet wturb except those tagged x, those running gw 1, those where dp-1 failed and the one \
             with the id d-1.",
        ),
        (&["A", "B", "C"][..], vec![], "Devices in A, B or C."),
        (&["A"][..], vec![filter(Tag, IsNot, "x", "")], "Devices in A, not tagged x."),
        (&[][..], vec![filter(SpecificDevice, Is, "d-1", "")], "Devices with the id d-1."),
        (&["A"][..], vec![filter(App, Is, "gw", "")], "Devices in A, running gw in any version."),
        (&["A"][..], vec![filter(Deployment, Is, "any", "dp-1")], "Devices in A, and that took part in dp-1."),
        (&[][..], vec![filter(Deployment, Is, "aborted", "dp-1")], "Devices where dp-1 was aborted."),
        (&[][..], vec![filter(Deployment, Is, "in_progress", "dp-1")], "Devices where dp-1 is in progress."),
        (&[][..], vec![filter(Tag, Is, "", "")], "Devices tagged …."),
    ] {
        assert_eq!(said(&draft(groups, &filters)), sentence, "{groups:?} {filters:?}");
    }
}

#[test]
fn of_very_many_filters_each_has_one_problem_and_too_many_are_refused() {
    let many = |count: usize, one: fn(usize) -> FilterDraft| draft(&["A"], &(0..count).map(one).collect::<Vec<_>>());
    let told = |draft: &Draft| {
        let problems = problems_of(draft);
        (problems.len(), problems.last().map(|problem| problem.title.clone()).unwrap_or_default())
    };
    let devices = |at: usize| filter(SpecificDevice, Is, &format!("d-{at}"), "");
    let mixed = |at: usize| filter(App, if at == 7 { IsNot } else { Is }, "gw", ["1", "2"][at % 2]);
    assert_eq!(told(&many(500, devices)), (499, "This matches nothing".into()), "not one for each two");
    let (_, title) = told(&many(8, mixed));
    assert_eq!(title, "This matches nothing", "the worst that is to be said, although it is doubtful, too");
    assert_eq!(told(&many(50_000, devices)), (500, "Too many filters".into()), "whoever wrote the file");
}

#[test]
fn every_problem_is_named_at_its_field() {
    let one = |filter: FilterDraft| draft(&["A"], &[filter]);
    let two = |a: FilterDraft, b: FilterDraft| draft(&["A"], &[a, b]);
    let none: &[&str] = &[];
    for (draft, expected) in [
        (draft(&["A"], &[]), none),
        (Draft { flow_uuid: " ".into(), ..draft(&["A"], &[]) }, &["error flowuuid"][..]),
        (Draft { flow_uuid: "f-1 ".into(), ..draft(&["A"], &[]) }, &["error flowuuid"][..]),
        (draft(&[], &[]), &["warning target"][..]),
        (draft(&[], &[filter(Tag, IsNot, "x", "")]), &["warning target"][..]),
        (draft(&["A", " "], &[]), &["error groups.1"][..]),
        (draft(&["A", "A"], &[]), &["warning groups.1"][..]),
        (draft(&["A "], &[]), &["warning groups.0"][..]),
        (one(filter(Tag, Is, "", "")), &["error filters.0.value"][..]),
        (one(filter(Tag, Is, " gw", "")), &["warning filters.0.value"][..]),
        (one(filter(App, Is, "gw", "")), &["warning filters.0.extra"][..]),
        (one(filter(App, Is, "gw", "1")), none),
        (one(filter(SpecificDevice, Is, "d 1", "")), &["error filters.0.value"][..]),
        (one(filter(DeviceState, Is, "online", "")), &["warning filters.0.value"][..]),
        (one(filter(DeviceState, IsNot, "online", "")), &["error filters.0.value"][..]),
        (one(filter(DeviceState, Is, "Online", "")), &["error filters.0.value"][..]),
        (one(filter(Deployment, Is, "failed", "dp-1")), none),
        (one(filter(Deployment, Is, "failed", "")), &["error filters.0.extra"][..]),
        (one(filter(Deployment, Is, "succeeded", "dp-1")), &["error filters.0.value"][..]),
        (one(filter(Deployment, IsNot, "failed", "dp-1")), &["error filters.0.value"][..]),
        (two(filter(Tag, Is, "x", ""), filter(Tag, Is, "x", "")), &["warning filters.1.value"][..]),
        (two(filter(Tag, Is, "x", ""), filter(Tag, Is, "X", "")), none),
        (two(filter(Tag, Is, "x", ""), filter(Tag, IsNot, "x", "")), &["error filters.1.value"][..]),
        (two(filter(SpecificDevice, Is, "a", ""), filter(SpecificDevice, Is, "b", "")), &["error filters.1.value"][..]),
        (two(filter(SpecificDevice, IsNot, "a", ""), filter(SpecificDevice, IsNot, "b", "")), none),
        (two(filter(App, Is, "g", "1"), filter(App, IsNot, "g", "1")), &["error filters.1.value"][..]),
        (two(filter(App, Is, "g", "1"), filter(App, IsNot, "g", "2")), none),
        (two(filter(App, Is, "g", "1"), filter(App, Is, "g", "2")), &["warning filters.1.value"][..]),
        (
            two(filter(App, Is, "g", "1"), filter(App, IsNot, "g", "")),
            &["warning filters.1.extra", "error filters.1.value"][..],
        ),
        (
            two(filter(Deployment, Is, "failed", "dp"), filter(Deployment, Is, "success", "dp")),
            &["error filters.1.value"][..],
        ),
        (two(filter(Deployment, Is, "failed", "dp"), filter(Deployment, Is, "success", "dq")), none),
        (two(filter(Deployment, Is, "failed", "dp"), filter(Deployment, Is, "any", "dp")), none),
        (
            two(filter(Deployment, Is, "failed", "dp"), filter(Deployment, IsNot, "failed", "dp")),
            &["error filters.1.value", "error filters.1.value"][..],
        ),
        (
            two(filter(Deployment, Is, "failed", "dp"), filter(Deployment, IsNot, "any", "dp")),
            &["error filters.1.value", "error filters.1.value"][..],
        ),
        (Draft { app_name: "gw".into(), ..draft(&["A"], &[]) }, &["error appversion"][..]),
        (Draft { app_version: "1".into(), ..draft(&["A"], &[]) }, &["error appname"][..]),
        (Draft { comment: " ".into(), ..draft(&["A"], &[]) }, &["warning comment"][..]),
    ] {
        assert_eq!(problems(&draft), expected, "{draft:?}");
    }
}

#[test]
fn online_and_offline_exclude_each_other() {
    let both = draft(&["A"], &[filter(DeviceState, Is, "online", ""), filter(DeviceState, Is, "offline", "")]);
    assert!(problems(&both).contains(&"error filters.1.value".to_owned()), "no device is both: {:?}", problems(&both));
}

#[test]
fn a_state_is_called_by_its_own_word() {
    for (state, title) in [("online", "Online changes by the minute."), ("offline", "Offline changes by the minute.")] {
        let said = problems_of(&draft(&["A"], &[filter(DeviceState, Is, state, "")]));
        assert_eq!(said.first().map(|problem| problem.title.as_str()), Some(title), "{state} is what was chosen");
    }
}

#[test]
fn parameters_are_checked_by_row() {
    let rows = |rows: &[(&str, &str)]| Draft {
        parameters: rows
            .iter()
            .map(|(name, value)| ParameterDraft { name: (*name).into(), value: (*value).into(), secret: None })
            .collect(),
        ..draft(&["A"], &[])
    };
    assert_eq!(problems(&rows(&[("a", "1"), ("", ""), ("b", "2")])), [""; 0], "an empty row is room to type");
    assert_eq!(problems(&rows(&[("a", "1"), ("b", "")])), ["warning parameters.1.value"], "an empty value is sent so");
    for odd in [" x", "x ", "\t", "a\u{200b}b", "a\u{a0}b"] {
        assert_eq!(problems(&rows(&[("a", odd)])), ["warning parameters.0.value"], "{odd:?} is not what it looks like");
    }
    assert_eq!(problems(&rows(&[("a", "1\n2"), ("b", "x y")])), [""; 0], "several lines and words are seen");
    assert_eq!(problems(&rows(&[("a\u{feff}", "1")])), ["warning parameters.0.name"], "the service would know another");
    assert_eq!(
        problems(&rows(&[("Channel", "1"), ("channel", "2")])),
        ["warning parameters.1.name"],
        "told apart by case"
    );
    let secret = Draft {
        parameters: vec![ParameterDraft { name: "pin".into(), value: "4711 ".into(), secret: Some(true) }],
        ..draft(&["A"], &[])
    };
    assert!(!reading(&secret, &destination()).problems[0].message.contains("4711"), "no sentence quotes a value");
    assert_eq!(problems(&rows(&[("", "1")])), ["error parameters.0.name"], "a value without a name would vanish");
    assert_eq!(problems(&rows(&[("a", "1"), ("", ""), ("a", "2")])), ["error parameters.2.name"], "one would vanish");
    assert_eq!(problems(&rows(&[("a ", "1")])), ["warning parameters.0.name"], "sent exactly so");
}

#[test]
fn errors_hide_the_request_and_the_whole_fleet_takes_a_phrase() {
    let broken = reading(&draft(&[" "], &[]), &destination());
    assert_eq!((broken.json, broken.curl), (None, None), "what cannot be sent is not shown as if it could");
    let everyone = reading(&draft(&[], &[]), &destination());
    assert_eq!(everyone.confirm_phrase.as_deref(), Some("wturb"), "the fleet key is typed, exactly");
    assert!(everyone.breadth == Breadth::Whole && everyone.json.is_some(), "it may be sent, after that");
}

/// B11: a target that only leaves devices out reaches practically the fleet.
#[test]
fn what_restricts_nothing_takes_the_phrase_too() {
    for (groups, filters, breadth) in [
        (&[][..], vec![], Breadth::Whole),
        (&[][..], vec![filter(Tag, IsNot, "x", "")], Breadth::Almost),
        (&[][..], vec![filter(Tag, IsNot, "x", ""), filter(App, IsNot, "g", "1")], Breadth::Almost),
        (&[][..], vec![filter(Tag, IsNot, "x", ""), filter(Tag, Is, "y", "")], Breadth::Restricted),
        (&["A"][..], vec![filter(Tag, IsNot, "x", "")], Breadth::Restricted),
    ] {
        let draft = draft(groups, &filters);
        let read = reading(&draft, &destination());
        let phrase = (breadth != Breadth::Restricted).then_some("wturb");
        assert_eq!((read.breadth, read.confirm_phrase.as_deref()), (breadth, phrase), "{groups:?} {filters:?}");
        let unasked = checked(&draft, &destination(), None).err().map(|error| (error.code, error.message));
        assert_eq!(
            unasked.as_ref().map(|(code, _)| *code),
            phrase.map(|_| ErrorCode::ConfirmationNeeded),
            "{filters:?}"
        );
        let said = unasked.is_some_and(|(_, message)| message.contains("but those left out"));
        assert_eq!(said, breadth == Breadth::Almost, "it says what it reaches, no more: {filters:?}");
        assert!(checked(&draft, &destination(), Some("wturb")).is_ok(), "typed exactly, it goes: {filters:?}");
    }
}

#[test]
fn the_curl_line_names_the_endpoint_and_no_token() {
    let odd = Destination { base_url: "https://acme.test/connect".into(), fleet_key: "a b'c".into() };
    let line = reading(&draft(&["A"], &[]), &odd).curl.unwrap();
    assert!(
        line.starts_with("curl -X POST 'https://acme.test/connect/api/v2/a%20b'\\''c/deployments' -H \"Authorization: Bearer $CONNECT_TOKEN\""),
        "the path is encoded, then quoted: {line}"
    );
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9._'\"$`\\\\ !-]{1,12}", "\\PC{1,8}"].prop_filter("blank", |text| !text.trim().is_empty())
}

fn any_filter() -> impl Strategy<Value = FilterDraft> {
    let operand = prop_oneof![Just(Is), Just(IsNot)];
    prop_oneof![
        (operand.clone(), any_text()).prop_map(|(operand, value)| filter(Tag, operand, &value, "")),
        (operand.clone(), "[a-z0-9-]{1,9}").prop_map(|(operand, value)| filter(SpecificDevice, operand, &value, "")),
        (operand, any_text(), prop_oneof![Just(String::new()), any_text()])
            .prop_map(|(operand, value, extra)| filter(App, operand, &value, &extra)),
        prop_oneof![Just("online"), Just("offline")].prop_map(|value| filter(DeviceState, Is, value, "")),
        (prop::sample::select(vec!["pending", "in_progress", "success", "failed", "aborted", "any"]), "dp-[0-9a-f]{4}")
            .prop_map(|(value, id)| filter(Deployment, Is, value, &id)),
    ]
}

fn any_draft() -> impl Strategy<Value = Draft> {
    (
        prop::collection::vec(any_text(), 0..4),
        prop::collection::vec(any_filter(), 0..5),
        prop::collection::btree_map(any_text(), ".{0,6}", 0..4),
        prop::option::of((any_text(), any_text())),
        prop_oneof![Just(String::new()), any_text()],
    )
        .prop_map(|(groups, filters, parameters, app, comment)| {
            let (app_name, app_version) = app.unwrap_or_default();
            Draft {
                flow_uuid: "f-1".into(),
                groups,
                filters,
                parameters: parameters
                    .into_iter()
                    .map(|(name, value)| ParameterDraft { name, value, secret: None })
                    .collect(),
                app_name,
                app_version,
                comment,
                ..Draft::default()
            }
        })
}

proptest! {
    #[test]
    fn a_draft_survives_the_way_out_and_back(draft in any_draft()) {
        let request = request::of(&draft).unwrap();
        prop_assert_eq!(&draft_of(&request), &draft, "nothing typed may be lost or changed");
        let json = serde_json::to_string(&request).unwrap();
        let back: DeployRequest = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&back, &request, "the journal must hold exactly what was sent");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        for (typed, sent) in draft.filters.iter().zip(value["device_filter"]["filters"].as_array().unwrap()) {
            let extra = match typed.kind {
                App if !typed.extra.is_empty() => &sent["app_version"],
                Deployment => &sent["deployment_id"],
                _ => continue,
            };
            prop_assert_eq!(extra.as_str(), Some(typed.extra.as_str()), "a dropped field silently widens the target");
        }
    }

    #[test]
    fn problems_and_sentences_never_fail(draft in any_draft()) {
        let read = reading(&draft, &destination());
        let error = read.problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(read.json.is_none(), error, "exactly what has no error can be sent");
    }
}

/// The shell itself is the judge of the quoting.
#[cfg(unix)]
#[test]
fn quoting_survives_a_real_shell() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut texts: Vec<String> = ["", "'", "''", "a'b", "$CONNECT_TOKEN", "`id`", "\\'", "!x", "new\nline", "-n"]
        .iter()
        .map(|text| (*text).to_owned())
        .collect();
    for _ in 0..100 {
        texts.push("[^\\x00]{0,20}".new_tree(&mut runner).unwrap().current());
    }
    // One shell for all: each text ends with a byte that no text holds.
    let script: String = texts.iter().map(|text| format!("printf '%s\\000' {}\n", scripts::quoted(text))).collect();
    let output = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
    let printed: Vec<String> =
        output.stdout.split(|byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    assert_eq!(printed[..texts.len()], texts[..], "a shell must read back exactly what was quoted");
}
