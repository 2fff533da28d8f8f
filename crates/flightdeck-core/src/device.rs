//! One device in one deployment as the drawer shows it, and as it is saved.

mod exit;

use std::fmt::Write;

use connect_api::{ApiTime, DeviceDetail, DeviceState, Step};

use crate::crossing::moment;
use crate::sanitise;
use crate::wire::{DeploymentId, DeviceView, StepView};

/// Why a device may wait though nothing is wrong with it.
const PENDING: &str = "Not started yet. A device waits while it is offline, while its Update Trigger is on, or for its next report: \
                       devices report in every 15 seconds by default."; // [F]
const PENDING_ABORTED: &str = "Its abort was requested; a pending device stops without having started.";
const RUNNING_ABORTED: &str = "Its abort was requested. It may still finish before it stops.";
/// Most bytes of one output on screen, and of all outputs of a device together; each shows this many of its end in any case.
const OUTPUT_LIMIT: usize = 4 << 20;
const ALL_LIMIT: usize = 8 << 20;
const LEAST: usize = 64 << 10;
const CONTINUED: &str = "This step failed and the flow went on: its step is set to continue on failure.";

/// The device as the drawer shows it. `abort_requested`: asked to stop from here, whatever came of it.
pub fn device_view(id: &str, detail: &DeviceDetail, abort_requested: bool, now_ms: i64) -> DeviceView {
    let abort_requested = abort_requested && !detail.state.is_terminal();
    let took_ms = match (detail.started.unix_ms(), detail.finished.unix_ms()) {
        (Some(started), Some(finished)) => Some(finished.saturating_sub(started)).filter(|took| *took >= 0),
        _ => None,
    };
    DeviceView {
        id: id.into(),
        state: detail.state.into(),
        raw_status: sanitise::line(&detail.raw_status, 200),
        started: moment(&detail.started),
        finished: moment(&detail.finished),
        took_ms,
        steps: steps(detail),
        note: note(detail, abort_requested),
        abort_requested,
        raw: sanitise::record(&sanitise::lay_out(&detail.raw)),
        read_ms: now_ms,
    }
}

/// The steps in order. What a device printed last tells most: the room is given out from there.
fn steps(detail: &DeviceDetail) -> Vec<StepView> {
    let mut room = ALL_LIMIT;
    let last_first = detail.steps.iter().enumerate().rev();
    let mut views: Vec<StepView> =
        last_first.map(|(index, step)| step_view(index, step, detail.state, &mut room)).collect();
    views.reverse();
    views
}

fn step_view(index: usize, step: &Step, state: DeviceState, room: &mut usize) -> StepView {
    let failed = step.exit_code.is_some_and(|code| code != 0);
    let mut shown = |text: &str| {
        let output = sanitise::output(text, OUTPUT_LIMIT.min((*room).max(LEAST)));
        *room = room.saturating_sub(output.text.len());
        output
    };
    let (stderr, stdout) = (shown(&step.stderr), shown(&step.stdout));
    StepView {
        index: index as u32,
        name: sanitise::line(&step.name, 200),
        exit_code: step.exit_code,
        exit_means: step.exit_code.and_then(exit::meaning),
        stdout,
        stderr,
        note: (failed && state == DeviceState::Succeeded).then(|| CONTINUED.to_owned()),
    }
}

fn note(detail: &DeviceDetail, abort_requested: bool) -> Option<String> {
    let note = match (detail.state, abort_requested) {
        (DeviceState::Pending, true) => PENDING_ABORTED.to_owned(),
        (DeviceState::InProgress | DeviceState::Unknown, true) => RUNNING_ABORTED.to_owned(),
        (DeviceState::Pending, false) => PENDING.to_owned(),
        (DeviceState::Unknown, false) if detail.raw_status.is_empty() => {
            "The service sent no status for this device.".to_owned()
        }
        (DeviceState::Unknown, false) => format!(
            "The service calls this “{}”, a status this version does not know. It is not taken for the end.",
            sanitise::line(&detail.raw_status, 200)
        ),
        (DeviceState::Failed, _) if detail.steps.is_empty() => {
            "The service sent no steps with this failure.".to_owned()
        }
        (DeviceState::Succeeded, _) if detail.steps.iter().any(|step| step.exit_code.is_some_and(|code| code != 0)) => {
            "A step failed and the device still succeeded: that step is set to continue on failure.".to_owned()
        }
        _ => return None,
    };
    Some(note)
}

/// Everything the device's steps printed, whole and as received, for a file.
pub fn device_text(deployment: &DeploymentId, id: &str, detail: &DeviceDetail) -> String {
    let size: usize = detail.steps.iter().map(|step| step.stdout.len() + step.stderr.len() + 200).sum();
    let mut text = String::with_capacity(size + 400);
    let time = |time: &ApiTime| match time {
        ApiTime::Absent => "not given".to_owned(),
        ApiTime::Unreadable(raw) => raw.to_string(),
        ApiTime::At { unix_ms, zone_assumed } => {
            let read = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(*unix_ms) * 1_000_000).ok();
            let read = read.and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok());
            let assumed = if *zone_assumed { " (zone assumed UTC)" } else { "" };
            format!("{}{assumed}", read.unwrap_or_else(|| unix_ms.to_string()))
        }
    };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "Deployment: {deployment}\nDevice: {id}\nStatus: {}", detail.raw_status);
    let _ = writeln!(text, "Started: {}\nFinished: {}", time(&detail.started), time(&detail.finished));
    for (index, step) in detail.steps.iter().enumerate() {
        let code = step.exit_code.map_or_else(|| "no exit code".to_owned(), |code| format!("exit code {code}"));
        let _ = writeln!(text, "\nStep {}: {} ({code})", index + 1, step.name);
        for (name, output) in [("stdout", &step.stdout), ("stderr", &step.stderr)] {
            let _ = writeln!(text, "[{name}, {} bytes]", output.len());
            text.push_str(output);
            if !output.is_empty() && !output.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    fn step(name: &str, exit_code: Option<i64>, stderr: &str) -> Step {
        Step { name: name.into(), exit_code, stdout: "out\0\n".into(), stderr: stderr.into() }
    }

    fn detail(state: DeviceState, raw: &str, steps: Vec<Step>) -> DeviceDetail {
        let at = |unix_ms| ApiTime::At { unix_ms, zone_assumed: false };
        DeviceDetail {
            state,
            raw_status: raw.into(),
            started: at(1_000),
            finished: at(61_000),
            steps,
            raw: r#"{"status":"x"}"#.into(),
        }
    }

    #[test]
    fn each_state_that_raises_a_question_has_its_answer() {
        let failed = || vec![step("a", Some(0), ""), step("b", Some(3), "no")];
        for (detail, abort, part) in [
            (detail(DeviceState::Pending, "Pending", vec![]), false, Some("Update Trigger")),
            (detail(DeviceState::Pending, "Pending", vec![]), true, Some("abort was requested")),
            (detail(DeviceState::InProgress, "Running", vec![]), true, Some("may still finish")),
            (detail(DeviceState::InProgress, "Running", vec![]), false, None),
            (detail(DeviceState::Succeeded, "Success", failed()), false, Some("continue on failure")),
            (detail(DeviceState::Succeeded, "Success", vec![]), false, None),
            (detail(DeviceState::Failed, "Failed", vec![]), false, Some("no steps")),
            (detail(DeviceState::Failed, "Failed", failed()), true, None),
            (detail(DeviceState::Unknown, "Resting", vec![]), false, Some("“Resting”")),
            (detail(DeviceState::Unknown, "", vec![]), false, Some("no status")),
        ] {
            let view = device_view("d", &detail, abort, 5);
            match (&view.note, part) {
                (Some(note), Some(part)) => assert!(note.contains(part), "{note} should say {part}"),
                (note, part) => assert_eq!(note.as_deref(), part, "{:?} {}", detail.state, detail.raw_status),
            }
        }
    }

    #[test]
    fn a_failed_step_in_a_success_is_explained_at_the_step() {
        let steps = vec![step("same", Some(1), "no\n"), step("same", Some(0), "")];
        let view = device_view("d", &detail(DeviceState::Succeeded, "Success", steps), true, 5);
        assert!(view.steps[0].note.is_some() && view.steps[1].note.is_none(), "the index tells equal names apart");
        assert!(!view.abort_requested, "an ended device is past its abort");
        assert_eq!((view.took_ms, view.state), (Some(60_000), wire::DeviceState::Succeeded), "times make a duration");
        assert_eq!(view.steps[0].stdout.text, "out␀\n", "what is shown is safe");
    }

    #[test]
    fn megabytes_are_shown_the_last_ones_first() {
        let megabytes = "x".repeat(5 << 20);
        let steps = (0..4).map(|_| Step { stdout: String::new(), ..step("s", Some(0), &megabytes) }).collect();
        let view = device_view("d", &detail(DeviceState::Failed, "Failed", steps), false, 5);
        let shown: Vec<usize> = view.steps.iter().map(|step| step.stderr.text.len()).collect();
        assert_eq!(shown, [LEAST, LEAST, OUTPUT_LIMIT, OUTPUT_LIMIT], "and of each its end");
        assert!(view.steps.iter().all(|step| step.stderr.cut && step.stderr.bytes == 5 << 20), "with its whole size");
    }

    #[test]
    fn what_is_saved_is_whole_and_as_received() {
        let long = "x".repeat(200_000);
        let detail = detail(DeviceState::Failed, "Failed", vec![step("install", Some(7), &long), step("b", None, "")]);
        let text = device_text(&"dp-1".into(), "d-1", &detail);
        assert!(text.contains(&long), "the whole output is there, past the cap of the screen");
        assert!(text.contains("out\0\n"), "a NUL stays a NUL in a file");
        for part in ["Device: d-1", "Step 1: install (exit code 7)", "Step 2: b (no exit code)", "1970-01-01T00:00:01Z"]
        {
            assert!(text.contains(part), "the file should say {part}");
        }
    }
}
