//! The status on one device, with its steps.

use serde_json::{Map, Value, json};

use crate::answers::moment::Moment;
use crate::answers::outputs::printed;
use crate::answers::spelling::{make_odd, status_word};
use crate::fleet::deployment::Deployment;
use crate::fleet::timeline::{Seen, State, StepRun};
use crate::times::time_value;
use crate::variants::{ExitCodes, OddFields, Outputs, StepsMode, Variants};

/// The steps of a device; none where the switch leaves them out.
pub(crate) fn steps(
    deployment: &Deployment,
    device: u32,
    seen: &Seen,
    moment: &Moment,
    variants: &Variants,
) -> Option<Value> {
    match variants.steps {
        StepsMode::Absent => return None,
        StepsMode::Null => return Some(Value::Null),
        StepsMode::Empty => return Some(json!([])),
        _ => {}
    }
    let runs = match seen.state {
        State::Pending => Vec::new(),
        _ => deployment.plan.steps(device, seen.finished.unwrap_or(moment.now)),
    };
    let steps = runs.iter().enumerate().map(|(place, run)| {
        let ignored = variants.steps == StepsMode::FailedInsideSuccess && seen.state == State::Success && place == 0;
        step(deployment, device, run, ignored, moment, variants)
    });
    Some(steps.collect())
}

fn step(
    deployment: &Deployment,
    device: u32,
    run: &StepRun,
    ignored: bool,
    moment: &Moment,
    variants: &Variants,
) -> Value {
    let mut step = Map::new();
    let name = deployment.plan.flow.steps[run.index].name;
    step.insert("name".into(), json!(if variants.steps == StepsMode::RepeatedNames { "run script" } else { name }));
    let code = if ignored { 17 } else { run.failure.map_or(0, |cause| cause.exit_code()) };
    let exit_code = match variants.exit_codes {
        ExitCodes::Integer => Some(json!(code)),
        ExitCodes::Null => Some(Value::Null),
        ExitCodes::Negative => Some(json!(if code == 0 { 0 } else { -code })),
        ExitCodes::Text => Some(json!(code.to_string())),
        ExitCodes::Absent => None,
    };
    step.extend(exit_code.map(|code| ("exit_code".to_owned(), code)));
    let mut text = printed(deployment, device, run, &moment.scale, variants.outputs);
    if ignored {
        text.stderr.push_str("optional probe failed, the flow is set to continue on failure\n");
    }
    match variants.outputs {
        Outputs::Absent => {}
        Outputs::Null => {
            step.insert("stdout".into(), Value::Null);
            step.insert("stderr".into(), Value::Null);
        }
        _ => {
            step.insert("stdout".into(), json!(text.stdout));
            step.insert("stderr".into(), json!(text.stderr));
        }
    }
    if variants.unknown_fields {
        step.insert("step_type".into(), json!("run_script"));
    }
    Value::Object(step)
}

/// The whole answer. Times a device does not have yet are left out, as the documents know them only as text.
pub(crate) fn answer(deployment: &Deployment, device: u32, moment: &Moment, variants: &Variants) -> Value {
    let seen = deployment.plan.seen(&deployment.aborts(), device, moment.now);
    let mut record = Map::new();
    record.insert("status".into(), json!(status_word(variants.status_words, seen.state, device)));
    for (key, time) in [("started_time", seen.started), ("finished_time", seen.finished)] {
        record.extend(time.map(|ms| (key.to_owned(), time_value(variants.times, moment.scale.service_ms(ms)))));
    }
    if let Some(steps) = steps(deployment, device, &seen, moment, variants) {
        record.insert("steps".into(), steps);
    }
    if variants.device_names {
        record.insert("device_name".into(), json!(deployment.plan.model.name(device)));
    }
    if variants.odd_fields != OddFields::None {
        let turns = [OddFields::Null, OddFields::Absent, OddFields::Neighbours];
        let odd = if variants.odd_fields == OddFields::All { turns[device as usize % 3] } else { variants.odd_fields };
        make_odd(&mut record, odd);
    }
    Value::Object(record)
}
