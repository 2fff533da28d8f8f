//! Whatever is typed: what would be sent is what the description of the API and the facts beside it allow, and nothing typed is lost on the way.

use flightdeck_core::target::{self, Destination};
use flightdeck_core::wire::{Draft, FilterDraft, FilterKind, OperandDraft, ParameterDraft};
use flightdeck_tests::contract::{Contract, Request};
use flightdeck_tests::random::Random;
use serde_json::Value;

const WORDS: &[&str] =
    &["", " ", "Production", "north ", "4.12.0", "é🔥", "a\nb", "\"quoted\"", "d-1", "dp-e6a5", "online", "failed"];
const KINDS: &[(FilterKind, &str)] = &[
    (FilterKind::SpecificDevice, "specific_device"),
    (FilterKind::Tag, "tag"),
    (FilterKind::App, "app"),
    (FilterKind::DeviceState, "device_state"),
    (FilterKind::Deployment, "deployment"),
];

fn word(random: &mut Random) -> String {
    random.one(WORDS).to_owned()
}

/// Words that fit the kind most of the time, so that many of the drafts can be sent.
fn value(random: &mut Random, kind: FilterKind) -> String {
    match (kind, random.below(8)) {
        (_, 0) => word(random),
        (FilterKind::DeviceState, _) => random.one(&["online", "offline"]).to_owned(),
        (FilterKind::Deployment, _) => {
            random.one(&["pending", "in_progress", "success", "failed", "aborted", "any"]).to_owned()
        }
        (FilterKind::SpecificDevice, other) => format!("d-{other}"),
        (FilterKind::Tag | FilterKind::App, other) => format!("name {other}"),
    }
}

fn draft(random: &mut Random) -> Draft {
    let many = |random: &mut Random, most: u64| random.below(most + 1);
    let filters = (0..many(random, 3)).map(|_| {
        let kind = random.one(KINDS).0;
        let operand = if random.below(3) == 0 { OperandDraft::IsNot } else { OperandDraft::Is };
        let extra = if random.below(4) == 0 { String::new() } else { format!("dp-{}", random.below(9)) };
        FilterDraft { kind, operand, value: value(random, kind), extra }
    });
    let filters = filters.collect();
    Draft {
        flow_uuid: if random.below(8) == 0 { word(random) } else { "f-7b56-3336".to_owned() },
        groups: (0..many(random, 2))
            .map(|n| if random.below(6) == 0 { word(random) } else { format!("g {n}") })
            .collect(),
        filters,
        parameters: (0..many(random, 3))
            .map(|n| ParameterDraft {
                name: if random.below(6) == 0 { word(random) } else { format!("p{n}") },
                value: word(random),
                secret: None,
            })
            .collect(),
        app_name: if random.below(2) == 0 { String::new() } else { "gateway".to_owned() },
        app_version: if random.below(3) == 0 { String::new() } else { "4.12.0".to_owned() },
        comment: word(random),
        ..Draft::default()
    }
}

#[test]
fn every_request_of_every_draft_is_one_the_api_allows() {
    let contract = Contract::load();
    let destination = Destination { base_url: "https://api.example.test".to_owned(), fleet_key: "windfarm".to_owned() };
    let mut random = Random::new(7);
    let mut sent = 0;
    for number in 0..4_000 {
        let draft = draft(&mut random);
        let reading = target::reading(&draft, &destination);
        let checked = target::checked(&draft, &destination, Some("windfarm"));
        assert_eq!(
            reading.json.is_some(),
            checked.is_ok(),
            "{number}: what is shown as sent is what can be: {draft:?}"
        );
        let Ok(checked) = checked else { continue };
        sent += 1;
        let body = serde_json::to_string(&checked.request).unwrap();
        let path = "/api/v2/windfarm/deployments";
        let request = Request { method: "POST", path, query: "", body: body.as_bytes() };
        if let Err(why) = contract.check_request(request) {
            panic!("{number}: {why}\n{body}");
        }
        kept(&draft, &serde_json::from_str(&body).unwrap());
    }
    assert!(sent > 300, "enough drafts can be sent for this to say something: {sent}");
}

/// Nothing that was typed is missing, and nothing was added.
fn kept(draft: &Draft, body: &Value) {
    let filter = &body["device_filter"];
    let groups: Vec<&str> =
        filter["groups"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(groups, draft.groups, "both arrays are always sent, word for word");
    let filters = filter["filters"].as_array().unwrap();
    assert_eq!(filters.len(), draft.filters.len(), "a lost filter widens the target");
    for (typed, sent) in draft.filters.iter().zip(filters) {
        let word = KINDS.iter().find(|(kind, _)| *kind == typed.kind).unwrap().1;
        assert_eq!((sent["type"].as_str(), sent["value"].as_str()), (Some(word), Some(typed.value.as_str())));
        let operand = if typed.operand == OperandDraft::Is { "is" } else { "is_not" };
        assert_eq!(sent["operand"], operand, "{typed:?}");
        match typed.kind {
            FilterKind::Deployment => assert_eq!(sent["deployment_id"], typed.extra.as_str(), "required, or it widens"),
            FilterKind::App if !typed.extra.is_empty() => assert_eq!(sent["app_version"], typed.extra.as_str()),
            FilterKind::DeviceState => assert_eq!(sent["operand"], "is", "the service takes nothing else here"),
            _ => assert_eq!(sent.as_object().unwrap().len(), 3, "no field that belongs elsewhere: {sent}"),
        }
    }
    let configuration = &body["deployment_configuration"];
    assert_eq!(configuration["flow_uuid"], draft.flow_uuid.as_str(), "the flow as typed");
    let typed = draft.parameters.iter().filter(|one| !(one.name.is_empty() && one.value.is_empty()));
    for parameter in typed.clone() {
        assert_eq!(configuration["parameters_mapping"][&parameter.name], parameter.value.as_str(), "always a text");
    }
    let count = configuration["parameters_mapping"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(count, typed.count(), "each once");
    assert_eq!(configuration.get("app").is_some(), !draft.app_name.is_empty(), "an app with its version, or none");
}
