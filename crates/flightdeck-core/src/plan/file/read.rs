//! From the text of a file to a plan. Whether the plan can be started is asked of it afterwards (`plan::check`).

use serde_json::Value;

use super::walk::{Fields, Found, number, text};
use super::{FORMAT, MOST_BYTES, VERSION, json};
use crate::packed_draft::{PackedFilter, PackedKind, PackedOperand};
use crate::sanitise::line;
use crate::wire::{
    Draft, FilterDraft, Gate, GateFailed, GateHours, GuardLimit, GuardRule, ParameterDraft, Plan, PlanBack,
    PlanProblem, PlanWave, WaveTarget,
};

/// A plan of a file. Secret parameters that have no value there have an empty one.
///
/// # Errors
/// Everything that is wrong with the file, by its place: the path of the field (`waves.2.gate.failed.percent`), counted from 0; `file` for the
/// file as a whole.
pub fn read(file: &str) -> Result<Plan, Vec<PlanProblem>> {
    let mut found = Found::default();
    if file.len() > MOST_BYTES {
        let message = format!("A file of a plan has at most {MOST_BYTES} bytes; this one has {}.", file.len());
        found.add("file", "Too large", message);
        return found.none_or(None);
    }
    let plan = json::parse(file, &mut found).and_then(|value| plan(&value, &mut found));
    found.none_or(plan)
}

fn plan(value: &Value, found: &mut Found) -> Option<Plan> {
    // What is of another kind has other fields: of those nothing is to be said.
    if is_other(value, found) {
        return None;
    }
    let known = ["format", "format_version", "name", "request", "waves", "back"];
    let fields = Fields::of(value, String::new(), &known, found)?;
    fields.text("format", found);
    fields.number::<u32>("format_version", found);
    let name = fields.text("name", found);
    let request = fields.required("request", found).and_then(|value| request(value, fields.place("request"), found));
    fields.required("waves", found);
    let waves = fields.rows("waves", found, wave);
    let back = fields.optional("back").map(|value| back(value, fields.place("back"), found));
    Some(Plan { name: name?, request: request?, waves, back: back.flatten() })
}

/// Whether a file says that it is something else, or of another version.
fn is_other(value: &Value, found: &mut Found) -> bool {
    match value.get("format") {
        Some(Value::String(format)) if format != FORMAT => {
            let message = format!("The file says it is “{}”, not {FORMAT}.", line(format, 60));
            found.add("format", "Not a plan", message);
            return true;
        }
        _ => {}
    }
    match value.get("format_version").filter(|version| version.is_number()) {
        Some(version) if version.as_f64() != Some(f64::from(VERSION)) => {
            let message = format!("The file is of version {version}; this Flightdeck reads version {VERSION}.");
            found.add("format_version", "Another version", message);
            true
        }
        _ => false,
    }
}

fn request(value: &Value, place: String, found: &mut Found) -> Option<Draft> {
    let fields = Fields::of(value, place, &["flow_uuid", "parameters", "app", "comment"], found)?;
    let flow_uuid = fields.text("flow_uuid", found);
    let parameters = fields.rows("parameters", found, parameter);
    let (app_name, app_version) =
        fields.optional("app").and_then(|value| app(value, fields.place("app"), found)).unwrap_or_default();
    let comment = fields.optional_text("comment", found).unwrap_or_default();
    Some(Draft { flow_uuid: flow_uuid?, parameters, app_name, app_version, comment, ..Draft::default() })
}

fn app(value: &Value, place: String, found: &mut Found) -> Option<(String, String)> {
    let fields = Fields::of(value, place, &["name", "version"], found)?;
    let name = fields.text("name", found);
    let version = fields.text("version", found);
    Some((name?, version?))
}

fn parameter(value: &Value, place: &dyn Fn() -> String, found: &mut Found) -> Option<ParameterDraft> {
    let fields = Fields::of(value, place(), &["name", "value", "secret"], found)?;
    let name = fields.text("name", found);
    let secret = fields.flag("secret", found);
    let value = match (fields.optional("value"), secret) {
        (Some(_), Some(true)) => {
            let message = "The value of a secret stays out of the file: it is given where the plan is run.";
            found.add(fields.place("value"), "A secret in the file", message);
            None
        }
        (None, Some(true)) => Some(String::new()),
        (None, None) if fields.optional("secret").is_some() => None,
        (None, _) => {
            let message = "The field “value” has to be here: only that of a parameter with “secret”: true is left out.";
            found.add(fields.place("value"), "A field is missing", message);
            None
        }
        (Some(_), _) => fields.text("value", found),
    };
    Some(ParameterDraft { name: name?, value: value?, secret })
}

fn wave(value: &Value, place: &dyn Fn() -> String, found: &mut Found) -> Option<PlanWave> {
    let fields = Fields::of(value, place(), &["name", "target", "gate", "guard"], found)?;
    let name = fields.optional_text("name", found).unwrap_or_default();
    let target = fields.required("target", found).and_then(|value| target(value, fields.place("target"), found));
    let gate = fields.required("gate", found).and_then(|value| gate(value, fields.place("gate"), found));
    let guard = fields.optional("guard").and_then(|value| guard(value, fields.place("guard"), found));
    Some(PlanWave { name, target: target?, gate: gate?, guard })
}

fn target(value: &Value, place: String, found: &mut Found) -> Option<WaveTarget> {
    let fields = Fields::of(value, place.clone(), &["groups", "filters", "rest", "devices"], found)?;
    let named = ["groups", "filters", "rest"].iter().any(|name| fields.optional(name).is_some());
    match (named, fields.optional("devices")) {
        (true, Some(_)) => {
            let message = "A wave reaches groups and filters, or a list of devices: only one of them can be here.";
            found.add(place, "Two targets", message);
            None
        }
        (false, None) => {
            let message =
                "Say whom the wave reaches: groups, filters, or devices. The whole fleet is `\"groups\": []`.";
            found.add(place, "No target", message);
            None
        }
        (false, Some(_)) => {
            let device = |value: &Value, place: &dyn Fn() -> String, found: &mut Found| text(value, place, found);
            let devices = fields.rows("devices", found, device);
            Some(WaveTarget::Devices { devices: devices.into_iter().map(Into::into).collect() })
        }
        (true, None) => {
            let groups = fields.rows("groups", found, |value, place, found| text(value, place, found));
            let filters = fields.rows("filters", found, filter);
            let rest = fields.flag("rest", found).unwrap_or_default();
            Some(WaveTarget::Filters { groups, filters, rest })
        }
    }
}

fn filter(value: &Value, place: &dyn Fn() -> String, found: &mut Found) -> Option<FilterDraft> {
    let known = ["type", "operand", "value", "app_version", "deployment_id"];
    let fields = Fields::of(value, place(), &known, found)?;
    let kind = fields.word::<PackedKind>("type", found);
    let operand = fields.word::<PackedOperand>("operand", found);
    let value = fields.text("value", found);
    let app_version = fields.optional_text("app_version", found);
    let deployment_id = fields.optional_text("deployment_id", found);
    let packed = PackedFilter { kind: kind?, operand: operand?, value: value?, app_version, deployment_id };
    let draft = packed.draft();
    if let Err(foreign) = &draft {
        let message = format!("The field “{foreign}” belongs to another type of filter.");
        found.add(fields.place(foreign), "A field of another type", message);
    }
    draft.ok()
}

fn gate(value: &Value, place: String, found: &mut Found) -> Option<Gate> {
    let known = ["finished_percent", "failed", "one_cause", "wait_minutes", "hours", "word"];
    let fields = Fields::of(value, place, &known, found)?;
    let finished_percent = fields.number("finished_percent", found);
    let failed = fields.optional("failed").and_then(|value| failed(value, fields.place("failed"), found));
    let one_cause = fields.optional_number("one_cause", found);
    let wait_minutes = fields.optional_number("wait_minutes", found).unwrap_or_default();
    let hours = fields.optional("hours").and_then(|value| hours(value, fields.place("hours"), found));
    let word = fields.optional_text("word", found);
    Some(Gate { finished_percent: finished_percent?, failed, one_cause, wait_minutes, hours, word })
}

fn failed(value: &Value, place: String, found: &mut Found) -> Option<GateFailed> {
    let fields = Fields::of(value, place, &["percent", "least"], found)?;
    let percent = fields.number("percent", found);
    let least = fields.number("least", found);
    Some(GateFailed { percent: percent?, least: least? })
}

fn hours(value: &Value, place: String, found: &mut Found) -> Option<GateHours> {
    let fields = Fields::of(value, place, &["days", "from", "to"], found)?;
    fields.required("days", found);
    let days = fields.rows("days", found, |value, place, found| number(value, place, found));
    let from = fields.number("from", found);
    let to = fields.number("to", found);
    Some(GateHours { days, from: from?, to: to? })
}

fn guard(value: &Value, place: String, found: &mut Found) -> Option<GuardRule> {
    let fields = Fields::of(value, place, &["limits", "abort"], found)?;
    fields.required("limits", found);
    let limits = fields.rows("limits", found, limit);
    fields.required("abort", found);
    let abort = fields.flag("abort", found);
    Some(GuardRule { limits, abort: abort? })
}

fn limit(value: &Value, place: &dyn Fn() -> String, found: &mut Found) -> Option<GuardLimit> {
    let word = value.get("type").and_then(Value::as_str).unwrap_or_default();
    let known: &[&str] = match word {
        "failed_share" => &["type", "percent", "least"],
        "one_cause" => &["type", "more_than"],
        "no_progress" => &["type", "minutes"],
        _ => &["type", "percent", "least", "more_than", "minutes"],
    };
    let fields = Fields::of(value, place(), known, found)?;
    match word {
        "failed_share" => {
            let percent = fields.number("percent", found);
            let least = fields.number("least", found);
            Some(GuardLimit::FailedShare { percent: percent?, least: least? })
        }
        "one_cause" => Some(GuardLimit::OneCause { more_than: fields.number("more_than", found)? }),
        "no_progress" => Some(GuardLimit::NoProgress { minutes: fields.number("minutes", found)? }),
        _ => {
            let other = fields.text("type", found)?;
            let other = line(&other, 60);
            let message = format!("“{other}” is no limit of a guard: it is failed_share, one_cause or no_progress.");
            found.add(fields.place("type"), "An unknown word", message);
            None
        }
    }
}

fn back(value: &Value, place: String, found: &mut Found) -> Option<PlanBack> {
    let fields = Fields::of(value, place, &["request", "succeeded", "failed"], found)?;
    let request = fields.required("request", found).and_then(|value| request(value, fields.place("request"), found));
    let succeeded = fields.flag("succeeded", found).unwrap_or_default();
    let failed = fields.flag("failed", found).unwrap_or_default();
    Some(PlanBack { request: request?, succeeded, failed })
}
