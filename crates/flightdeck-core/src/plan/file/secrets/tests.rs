//! Which values a file leaves out, and how they are given where it is run.

use super::super::{read, written};
use super::*;
use crate::wire::{Draft, PlanBack};

fn row(name: &str, value: &str, secret: Option<bool>) -> ParameterDraft {
    ParameterDraft { name: name.into(), value: value.into(), secret }
}

#[test]
fn a_secret_is_never_written_and_given_where_it_is_run() {
    let request = |parameters: Vec<ParameterDraft>| Draft { flow_uuid: "f".into(), parameters, ..Draft::default() };
    let mut plan = Plan {
        request: request(vec![
            row("channel", "stable", None),
            row("token", "hunter2", None),
            row("pin", "4711", Some(true)),
            row("token_count", "7", Some(false)),
            row("password", "", None),
        ]),
        back: Some(PlanBack {
            request: request(vec![row("pin", "4712", None), row("api-key", "k1", None)]),
            ..PlanBack::default()
        }),
        ..Plan::default()
    };
    let text = written(&plan);
    for secret in ["hunter2", "4711", "4712", "k1"] {
        assert!(!text.contains(secret), "{secret} is in no file: {text}");
    }
    assert!(text.contains("stable") && text.contains("\"7\""), "what is none is: {text}");
    let variables = secret_variables(&plan);
    let named: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, ["token", "pin", "password", "api-key"], "each once");
    assert_eq!(variables[3].1, "FLIGHTDECK_PARAMETER_API_KEY", "a name that an environment can have");
    let mut back = read(&text).unwrap();
    assert_eq!(secret_variables(&back), variables, "and they are those of the file");
    let given = |name: &str| match name {
        "password" => Some(String::new()),
        "api-key" => None,
        other => Some(format!("given {other}")),
    };
    assert_eq!(fill_secrets(&mut back, given), ["password", "api-key"], "an empty value is none");
    let values: Vec<&str> = back.request.parameters.iter().map(|row| row.value.as_str()).collect();
    assert_eq!(values, ["stable", "given token", "given pin", "7", ""], "each goes where it belongs");
    assert_eq!(back.back.as_ref().unwrap().request.parameters[0].value, "given pin", "also in what is sent back");
    assert_eq!(fill_secrets(&mut plan, |_| None), ["password"], "a value that is there stays, and is not asked");
    assert_eq!(plan.request.parameters[1].value, "hunter2");
}

#[test]
fn what_is_said_of_a_parameter_holds_for_what_is_sent_back_of_the_same_flow_alone() {
    for (flow, hidden) in [("f", true), ("another", false)] {
        let request = |flow: &str, secret| Draft {
            flow_uuid: flow.into(),
            parameters: vec![row("site", "Straße 7", secret)],
            ..Draft::default()
        };
        let back = Some(PlanBack { request: request(flow, None), ..PlanBack::default() });
        let mut plan = Plan { request: request("f", Some(true)), back, ..Plan::default() };
        assert_eq!(written(&plan).contains("Straße 7"), !hidden, "sent back by {flow}");
        plan.back.as_mut().unwrap().request.parameters[0].value.clear();
        plan.request.parameters[0].value.clear();
        assert_eq!(fill_secrets(&mut plan, |_| None), ["site"], "asked for once, with {flow} as well");
    }
}

#[test]
fn the_variables_of_one_plan_differ() {
    let names = ["api-key", "api_key", "API.KEY", "api_key_2", "ключ"];
    let parameters = names.map(|name| row(name, "v", Some(true))).into();
    let plan = Plan { request: Draft { parameters, ..Draft::default() }, ..Plan::default() };
    let variables: Vec<String> = secret_variables(&plan)
        .into_iter()
        .map(|(_, variable)| variable.strip_prefix("FLIGHTDECK_PARAMETER_").unwrap().to_owned())
        .collect();
    let told = ["API_KEY", "API_KEY_2", "API_KEY_3", "API_KEY_2_2", "____"];
    assert_eq!(variables, told, "two secrets never share one, and a name without a letter of ASCII has one, too");
}
