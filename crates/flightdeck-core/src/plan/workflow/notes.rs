//! What has to be known before a workflow is used: as comments at its top, and as notes beside it.

use super::{JOB_MINUTES, Job, RUN_MINUTES, environment, plain};
use crate::wire::{Plan, PlanWave};

/// What is set up before the first run, as comments.
pub(super) fn header(plan: &Plan, jobs: &[Job], secrets: &[String]) -> String {
    let mut lines = vec![
        format!("{}: a rollout plan as a workflow of GitHub Actions, written by Flightdeck.", plain(&plan.name)),
        String::new(),
        "Before the first run, in this repository and its settings:".to_owned(),
        "- Commit the plan's file as plan.json, at the top. Whoever may change it decides what is sent.".to_owned(),
        "- Variables: FLIGHTDECK_PLAN_URL, the https address of the program flightdeck-plan for Linux, and".to_owned(),
        "  FLIGHTDECK_PLAN_SHA256, its SHA-256 in hex. Nothing else is run with the token.".to_owned(),
        "- Secrets, of the repository or of each environment: CONNECT_TOKEN, an access token of API v2.".to_owned(),
    ];
    lines.extend(secrets.iter().map(|secret| format!("  {secret}, the value of a parameter.")));
    if plan.waves.iter().any(|wave| wave.gate.hours.is_some()) {
        lines.push(
            "- Variable: FLIGHTDECK_TZ, the time zone of the gates' hours, such as Europe/Berlin. Else UTC.".to_owned(),
        );
    }
    if let (Some(first), Some(last)) = (jobs.first(), jobs.last()) {
        lines.push(format!(
            "- Environments {} to {}, with required reviewers: GitHub makes one that",
            environment(first),
            environment(last)
        ));
        lines.push("  is not there without any, and then nobody is asked.".to_owned());
    }
    lines.push(String::new());
    lines.push(
        "A new run of this workflow is a new rollout. One that failed goes on with “Re-run failed jobs”: what it sent"
            .to_owned(),
    );
    lines.push("is in the artifact flightdeck-state. Where that is not found, or its runner was lost, nothing is sent: look at".to_owned());
    lines.push("the list of deployments, then run what is left as another plan.".to_owned());
    lines.iter().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect()
}

/// The numbers of the waves of which something holds, from 1, in words; none where it holds of none.
fn waves(plan: &Plan, holds: impl Fn(&PlanWave) -> bool) -> Option<String> {
    let numbers: Vec<String> = (1..)
        .zip(&plan.waves)
        .filter(|(_, wave)| holds(wave))
        .map(|(number, _): (u32, _)| number.to_string())
        .collect();
    match numbers.as_slice() {
        [] => None,
        [one] => Some(format!("wave {one}")),
        [before @ .., last] => Some(format!("waves {} and {last}", before.join(", "))),
    }
}

/// What is to be known about the workflow of this plan.
pub(super) fn notes(plan: &Plan, jobs: &[Job], secrets: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some(first), Some(last)) = (jobs.first(), jobs.last()) {
        notes.push(format!(
            "Each job waits for its environment, {} to {}. Give each its required reviewers in the repository's settings first: GitHub \
             makes an environment that is not there without any, and then nobody is asked.",
            environment(first),
            environment(last)
        ));
    }
    if let Some(words) = waves(plan, |wave| wave.gate.word.is_some()) {
        notes.push(format!(
            "Nobody types the word at the gate of {words}: whoever approves the environment of the next job says yes with it."
        ));
    }
    let hours = JOB_MINUTES / 60;
    notes.push(format!(
        "A job may take {hours} hours on GitHub's runners. Where a wave takes longer, run the failed jobs again: the plan goes on where it was."
    ));
    if let Some(long) = waves(plan, |wave| wave.gate.wait_minutes >= RUN_MINUTES) {
        notes.push(format!(
            "The gate of {long} waits for {RUN_MINUTES} minutes or more: its job ends before, and has to be run again. On a runner of your \
             own, with runs-on and both timeout-minutes changed, it need not."
        ));
    }
    if let Some(in_hours) = waves(plan, |wave| wave.gate.hours.is_some()) {
        notes.push(format!(
            "The gate of {in_hours} has hours. The runner's clock shows UTC: set the variable FLIGHTDECK_TZ to your time zone."
        ));
    }
    if let Some(guarded) = waves(plan, |wave| wave.guard.is_some()) {
        notes.push(format!("The guard of {guarded} watches only while that wave's job runs."));
    }
    if plan.back.is_some() {
        notes.push("What the plan sends back takes a person's yes, and is no part of the workflow.".to_owned());
    }
    let told = if secrets.is_empty() { "" } else { ", with the values of secret parameters" };
    notes.push(format!(
        "The state goes from job to job as an artifact, and tells what was sent{told}. Whoever can read the repository can download it: keep \
         the repository private."
    ));
    notes.push(
        "A new run of the workflow is a new rollout. To go on with one that failed, use “Re-run failed jobs”; where its state is gone \
         nothing is sent."
            .to_owned(),
    );
    notes
}
