//! The workflow as GitHub would read it: YAML of the right form, in which every text is what it was.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Value, json};

use super::*;
use crate::wire::{
    DeviceId, Draft, Gate, GateHours, GuardLimit, GuardRule, ParameterDraft, PlanBack, PlanWave, WaveTarget,
};

/// A text that is something to a shell, to YAML and to GitHub.
pub(super) const ODD: &str =
    "it's \"odd\" $(touch ran) `touch ran`; touch ran\n\\ # & * ! ${{ secrets.CONNECT_TOKEN }} é\u{2028}\u{7}: {x}";

/// A plan of three waves in odd words.
pub(super) fn plan() -> Plan {
    let parameter = |name: &str, value: &str, secret| ParameterDraft { name: name.into(), value: value.into(), secret };
    let request = Draft {
        flow_uuid: "f-1".into(),
        parameters: vec![parameter("channel", ODD, None), parameter("$(touch ran)-key", "hunter2", Some(true))],
        comment: ODD.into(),
        ..Draft::default()
    };
    let hours = Some(GateHours { days: vec![1], from: 480, to: 1_080 });
    let guard = GuardRule { limits: vec![GuardLimit::NoProgress { minutes: 5 }], abort: true };
    Plan {
        name: ODD.into(),
        request: request.clone(),
        waves: vec![
            PlanWave {
                name: ODD.into(),
                target: WaveTarget::Filters { groups: vec![ODD.into()], filters: Vec::new(), rest: false },
                gate: Gate { word: Some(ODD.into()), ..Gate::default() },
                guard: Some(guard),
            },
            PlanWave {
                target: WaveTarget::Devices { devices: vec![DeviceId::from("d-1")] },
                gate: Gate { wait_minutes: 400, hours, ..Gate::default() },
                ..PlanWave::default()
            },
            PlanWave { gate: Gate { word: Some("done".into()), ..Gate::default() }, ..PlanWave::default() },
        ],
        back: Some(PlanBack { request, succeeded: true, failed: false }),
    }
}

pub(super) fn destination() -> Destination {
    Destination { base_url: format!("https://api.example.test/{ODD}"), fleet_key: ODD.to_owned() }
}

/// A YAML text as JSON; a key that stands twice is none.
pub(super) fn parsed(yaml: &str) -> Value {
    let documents = Yaml::load_from_str(yaml).unwrap_or_else(|error| panic!("{error} in\n{yaml}"));
    assert_eq!(documents.len(), 1, "one document");
    plain_of(&documents[0])
}

fn plain_of(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::String(text)) => json!(text),
        Yaml::Sequence(rows) => rows.iter().map(plain_of).collect(),
        Yaml::Mapping(fields) => Value::Object(
            fields.iter().map(|(name, value)| (plain_of(name).as_str().unwrap().to_owned(), plain_of(value))).collect(),
        ),
        other => panic!("nothing else is used: {other:?}"),
    }
}

/// A text as GitHub makes it of one with expressions in it. What each name has is said by `of`.
pub(super) fn evaluated(text: &str, of: &dyn Fn(&str) -> String) -> String {
    let Some((before, rest)) = text.split_once("${{") else { return text.to_owned() };
    let (expression, after) = rest.split_once("}}").expect("an expression ends");
    let expression = expression.trim();
    let value = match expression.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(literal) => literal.to_owned(),
        None => of(expression),
    };
    format!("{before}{value}{}", evaluated(after, of))
}

/// The part of GitHub's format of workflows that is used.
fn format_of_workflows() -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let step = |required: Value, properties: Value| {
        let mut all = json!({ "name": text, "if": { "type": "string", "pattern": "^\\$\\{\\{ .* \\}\\}$" }, "id": { "pattern": "^[a-z]+$" } });
        all.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
        json!({ "type": "object", "additionalProperties": false, "required": required, "properties": all })
    };
    let with = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "name": { "const": "flightdeck-state" }, "path": { "const": "state" }, "overwrite": { "const": true },
            "include-hidden-files": { "const": true }, "if-no-files-found": { "const": "error" },
            "persist-credentials": { "const": false },
            "run-id": { "const": "${{ github.run_id }}" }, "github-token": { "const": "${{ github.token }}" },
        },
    });
    let actions = ["actions/checkout@v4", "actions/download-artifact@v4", "actions/upload-artifact@v4"];
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "on", "permissions", "concurrency", "env", "jobs"],
        "properties": {
            "name": text,
            "on": { "type": "object", "additionalProperties": false, "required": ["workflow_dispatch"], "properties": { "workflow_dispatch": { "type": "null" } } },
            "permissions": { "const": { "actions": "read", "contents": "read" } },
            "concurrency": {
                "type": "object", "additionalProperties": false, "required": ["group", "cancel-in-progress"],
                "properties": { "group": text, "cancel-in-progress": { "const": false } },
            },
            "env": texts,
            "jobs": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": { "pattern": "^[a-zA-Z_][a-zA-Z0-9_-]*$" },
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["name", "runs-on", "environment", "timeout-minutes", "steps"],
                    "properties": {
                        "name": text,
                        "needs": { "type": "array", "minItems": 1, "maxItems": 1, "items": text },
                        "runs-on": { "const": "ubuntu-latest" },
                        "environment": { "type": "string", "pattern": "^flightdeck-(wave-[0-9]+|done)$" },
                        "timeout-minutes": { "type": "integer", "minimum": 1, "maximum": 360 },
                        "steps": {
                            "type": "array",
                            "minItems": 1,
                            "items": { "oneOf": [
                                step(json!(["name", "run"]), json!({ "run": text, "env": texts, "timeout-minutes": { "const": 340 } })),
                                step(json!(["name", "uses", "with"]), json!({ "uses": { "enum": actions }, "with": with })),
                            ] },
                        },
                    },
                },
            },
        },
    })
}

#[test]
fn it_has_the_form_of_a_workflow_and_every_text_is_what_it_was() {
    let Workflow { yaml, .. } = workflow(&plan(), &destination());
    let read = parsed(&yaml);
    let format = jsonschema::validator_for(&format_of_workflows()).unwrap();
    let errors: Vec<String> = format.iter_errors(&read).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?} in\n{yaml}");
    let nothing = |expression: &str| panic!("{expression} is evaluated, and is a text of the plan");
    let text = |value: &Value| evaluated(value.as_str().unwrap(), &nothing);
    assert_eq!(text(&read["env"]["FLIGHTDECK_URL"]), destination().base_url, "the address, exactly");
    assert_eq!(text(&read["env"]["FLIGHTDECK_FLEET"]), ODD, "the fleet, exactly");
    assert_eq!(text(&read["concurrency"]["group"]), format!("flightdeck-plan {ODD}"), "one run of a plan at a time");
    for name in [&read["name"], &read["jobs"]["wave-1"]["name"]] {
        let name = name.as_str().unwrap();
        assert!(name.contains("it's \"odd\"") && !name.contains("${{") && !name.contains('\n'), "a name: {name}");
    }
    assert!(
        yaml.is_ascii() || yaml.lines().all(|line| line.is_ascii() || line.starts_with('#')),
        "only comments are not"
    );
    assert!(!yaml.contains("hunter2"), "no secret value is in it");
}

#[test]
fn one_job_follows_another_and_the_state_goes_with_them() {
    let Workflow { yaml, .. } = workflow(&plan(), &destination());
    let read = parsed(&yaml);
    let jobs = read["jobs"].as_object().unwrap();
    assert_eq!(jobs.len(), 4, "one for each wave, and one where a word ends the last");
    for (key, needs, ends) in [
        ("wave-1", Value::Null, "--until-wave 1"),
        ("wave-2", json!(["wave-1"]), "--until-wave 2 --yes-to-gate 1"),
        ("wave-3", json!(["wave-2"]), "--until-wave 3"),
        ("done", json!(["wave-3"]), "--until-wave 3 --yes-to-gate 3"),
    ] {
        let job = &jobs[key];
        assert_eq!(job["needs"], needs, "{key} waits for the one before it");
        assert_eq!(job["environment"], format!("flightdeck-{key}"), "and for its own environment");
        let steps = job["steps"].as_array().unwrap();
        let at =
            |name: &str| steps.iter().position(|step| step["name"] == name).unwrap_or_else(|| panic!("{key}: {name}"));
        let run = &steps[at("Run the plan")];
        assert!(run["run"].as_str().unwrap().trim_end().ends_with(ends), "{key}: {}", run["run"]);
        assert_eq!(run["env"]["CONNECT_TOKEN"], "${{ secrets.CONNECT_TOKEN }}");
        let variable = "FLIGHTDECK_PARAMETER___TOUCH_RAN__KEY";
        assert_eq!(run["env"][variable], format!("${{{{ secrets.{variable} }}}}"), "the secret comes from GitHub's");
        assert_eq!(run["env"]["TZ"], "${{ vars.FLIGHTDECK_TZ || 'UTC' }}", "hours are those of a time zone");
        let others = steps.iter().filter(|step| step["name"] != "Run the plan");
        assert!(others.clone().all(|step| !step.to_string().contains("secrets.")), "no other step has the token");
        let take =
            if key == "wave-1" { "Take the state of the earlier try" } else { "Take the state of the job before" };
        let order = [
            at("Check out the plan"),
            at(take),
            at("Have the state"),
            at("Get flightdeck-plan"),
            at("Mark the state as in use"),
            at("Keep the marked state"),
            at("Run the plan"),
            at("Unmark the state"),
            at("Keep the state"),
        ];
        assert!(order.is_sorted(), "{key}: {order:?}");
        assert!(steps[at("Keep the state")]["if"].as_str().unwrap().contains("always()"), "also of a job that failed");
        assert_eq!(
            steps[at(take)]["if"].is_null(),
            key != "wave-1",
            "a state that is not there is never taken for empty"
        );
    }
    assert_eq!(jobs["wave-1"]["steps"][1]["if"], "${{ github.run_attempt == '1' }}", "begun in the first try alone");
}

#[test]
fn what_has_to_be_known_is_said_and_nothing_else() {
    let said = |plan: &Plan| workflow(plan, &destination()).notes.join("\n");
    let all = said(&plan());
    let only = Plan { name: "Plain".into(), waves: vec![PlanWave::default()], ..Plan::default() };
    let few = said(&only);
    for (word, always) in [
        ("flightdeck-wave-1 to flightdeck-", true),
        ("6 hours", true),
        ("keep the repository private", true),
        ("A new run of the workflow is a new rollout", true),
        ("word at the gate of waves 1 and 3", false),
        ("gate of wave 2 waits for 340 minutes", false),
        ("FLIGHTDECK_TZ", false),
        ("guard of wave 1", false),
        ("sends back", false),
        ("values of secret parameters", false),
    ] {
        assert!(all.contains(word), "{word:?} is said: {all}");
        assert_eq!(few.contains(word), always, "{word:?} of a plan that has none of it: {few}");
    }
    let Workflow { yaml, .. } = workflow(&only, &destination());
    assert!(!yaml.contains("TZ:") && !yaml.contains("yes-to-gate"), "what is not asked is not in it: {yaml}");
    assert!(
        workflow(&plan(), &destination()).yaml.contains("#   FLIGHTDECK_PARAMETER___TOUCH_RAN__KEY"),
        "to be set up"
    );
}

#[test]
fn each_wave_is_a_job_and_a_last_word_one_more() {
    /// Its key and title, after which it comes, how far it goes, and to which word it says yes.
    type Told = (String, String, Option<String>, usize, Option<usize>);
    let told = |plan: &Plan| -> Vec<Told> {
        jobs(plan).into_iter().map(|job| (job.key, job.title, job.after, job.until, job.yes_to)).collect()
    };
    let wave = |name: &str, word: Option<&str>| PlanWave {
        name: name.into(),
        gate: Gate { word: word.map(str::to_owned), ..Gate::default() },
        ..PlanWave::default()
    };
    let (first, second, done) = ("wave-1".to_owned(), "wave-2".to_owned(), "done".to_owned());
    let of = |waves| Plan { waves, ..Plan::default() };
    assert_eq!(told(&of(vec![])), [], "no waves, no jobs");
    assert_eq!(
        told(&of(vec![wave("Lab", Some("go")), wave(" ", None)])),
        [
            (first.clone(), "Wave 1: Lab".to_owned(), None, 1, None),
            (second.clone(), "Wave 2".to_owned(), Some(first.clone()), 2, Some(1)),
        ]
    );
    assert_eq!(
        told(&of(vec![wave("", Some("go"))])),
        [
            (first.clone(), "Wave 1".to_owned(), None, 1, None),
            (done, "The last gate".to_owned(), Some(first), 1, Some(1)),
        ]
    );
}
