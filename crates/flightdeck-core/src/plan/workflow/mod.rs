//! A plan as a workflow of GitHub Actions, which runs it without the desktop: one job after another, a wave each. Pure.
//!
//! Each job calls the program `flightdeck-plan` and hands its state (the journal) to the next one as an artifact, so that a job that is run
//! again resumes. What it relies on of the program:
//! - `run PLAN --url URL --fleet KEY --state DIR --until-wave N` sends what is not sent yet of waves 1 to N, and ends well once all that the
//!   gate of wave N asks for holds but its word; a state that shows a wave as sent never sends it again.
//! - `--yes-to-gate N` is a person's yes at the gate of wave N.
//! - The token is in `CONNECT_TOKEN`, secret parameters are in the variables of [`secret_variables`].
//!
//! A state that cannot be had is never taken for an empty one: the job fails, and sends nothing. A runner that is lost in the middle of a wave
//! leaves a mark in the state, and a job that finds it refuses to guess.

mod notes;
#[cfg(test)]
#[cfg(unix)]
mod shell;
#[cfg(test)]
mod tests;

use super::file::secret_variables;
use crate::target::{self, Destination};
use crate::wire::Plan;

/// A workflow, and what has to be known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// The file, for `.github/workflows`.
    pub yaml: String,
    /// What the user should know before it is used, in sentences.
    pub notes: Vec<String>,
}

/// What a job may take on GitHub's own runners, in minutes [F].
const JOB_MINUTES: u32 = 360;
/// What the plan may take of it, in minutes: the rest is for keeping the state, which a job that is cut off could not.
const RUN_MINUTES: u32 = 340;

/// What begins the state: only in the first try of a run, since a later one has one to take.
const BEGIN_STATE: &str = r"      - name: Begin the state
        if: ${{ github.run_attempt == '1' }}
        run: |
          set -eu
          mkdir state
          echo 'The state of a rollout plan.' > state/begun
      - name: Take the state of the earlier try
        if: ${{ github.run_attempt != '1' }}
";

/// What refuses a state that another job, or an earlier try of this one, never gave back: jobs run one at a time, so its runner was lost.
const REFUSE_MARKED: &str = r#"      - name: Mark the state as in use
        id: mark
        run: |
          set -eu
          for mark in state/running-*; do
            if [ -e "$mark" ]; then
              echo 'The runner of an earlier try was lost, and what it sent with it. Look at the list of deployments.' >&2
              exit 1
            fi
          done
"#;

const CHECK_OUT: &str = r"      - name: Check out the plan
        uses: actions/checkout@v4
        with:
          persist-credentials: false
";

/// What fetches the program: from an address of the repository's variables, and only as the bytes whose checksum stands beside it.
const GET: &str = r#"      - name: Get flightdeck-plan
        env:
          PLAN_URL: ${{ vars.FLIGHTDECK_PLAN_URL }}
          PLAN_SHA256: ${{ vars.FLIGHTDECK_PLAN_SHA256 }}
        run: |
          set -eu
          : "${PLAN_URL:?Set the repository variable FLIGHTDECK_PLAN_URL}"
          : "${PLAN_SHA256:?Set the repository variable FLIGHTDECK_PLAN_SHA256}"
          mkdir -p "$RUNNER_TEMP/flightdeck"
          curl -fsSL --proto '=https' --retry 3 -o "$RUNNER_TEMP/flightdeck/flightdeck-plan" --url "$PLAN_URL"
          printf '%s  %s\n' "$PLAN_SHA256" "$RUNNER_TEMP/flightdeck/flightdeck-plan" | sha256sum -c -
          chmod +x "$RUNNER_TEMP/flightdeck/flightdeck-plan"
          printf '%s\n' "$RUNNER_TEMP/flightdeck" >> "$GITHUB_PATH"
"#;

/// The state of an earlier job, or of an earlier try. By run and token, the newest of all tries of this run is found; without them only those
/// of the present try might be [I]. All jobs overwrite one name: an older state is never found in the place of a newer.
const TAKE_STATE: &str = r"        uses: actions/download-artifact@v4
        with:
          name: flightdeck-state
          path: state
          run-id: ${{ github.run_id }}
          github-token: ${{ github.token }}
";

const KEEP_STATE: &str = r"        uses: actions/upload-artifact@v4
        with:
          name: flightdeck-state
          path: state
          overwrite: true
          include-hidden-files: true
          if-no-files-found: error
";

/// One job.
struct Job {
    /// Its id, and the end of its environment's name.
    key: String,
    /// As it is read.
    title: String,
    /// The job before it.
    after: Option<String>,
    /// The wave until which it runs, from 1.
    until: usize,
    /// The wave at whose gate its environment's approval is the yes, from 1.
    yes_to: Option<usize>,
}

/// The workflow that runs a plan against a fleet. The plan's file has to be committed as `plan.json` beside it.
pub fn workflow(plan: &Plan, destination: &Destination) -> Workflow {
    let secrets: Vec<String> = secret_variables(plan).into_iter().map(|(_, variable)| variable).collect();
    let jobs = jobs(plan);
    let mut yaml = notes::header(plan, &jobs, &secrets);
    yaml.push_str(&format!("name: {}\n", target::yaml(&format!("Rollout: {}", plain(&plan.name)))));
    yaml.push_str("on:\n  workflow_dispatch:\n");
    // To read artifacts of an earlier try of the same run.
    yaml.push_str("permissions:\n  actions: read\n  contents: read\n");
    let group = target::yaml(&format!("flightdeck-plan {}", plan.name));
    yaml.push_str(&format!("concurrency:\n  group: {group}\n  cancel-in-progress: false\n"));
    yaml.push_str(&format!(
        "env:\n  FLIGHTDECK_URL: {}\n  FLIGHTDECK_FLEET: {}\n",
        target::yaml(&destination.base_url),
        target::yaml(&destination.fleet_key)
    ));
    yaml.push_str("jobs:\n");
    let in_hours = plan.waves.iter().any(|wave| wave.gate.hours.is_some());
    for job in &jobs {
        yaml.push_str(&written(job, &secrets, in_hours));
    }
    Workflow { yaml, notes: notes::notes(plan, &jobs, &secrets) }
}

/// The jobs: one for each wave, and one more where a word ends the last.
fn jobs(plan: &Plan) -> Vec<Job> {
    let key = |wave: usize| format!("wave-{wave}");
    let word = |wave: usize| plan.waves.get(wave - 1).and_then(|wave| wave.gate.word.as_ref()).map(|_| wave);
    let mut jobs: Vec<Job> = (1..=plan.waves.len())
        .zip(&plan.waves)
        .map(|(number, wave)| Job {
            key: key(number),
            title: match plain(&wave.name) {
                name if name.is_empty() => format!("Wave {number}"),
                name => format!("Wave {number}: {name}"),
            },
            after: (number > 1).then(|| key(number - 1)),
            until: number,
            yes_to: (number > 1).then(|| word(number - 1)).flatten(),
        })
        .collect();
    let last = plan.waves.len();
    if last > 0 && word(last).is_some() {
        let title = "The last gate".to_owned();
        jobs.push(Job { key: "done".to_owned(), title, after: Some(key(last)), until: last, yes_to: Some(last) });
    }
    jobs
}

/// A text on one line that GitHub takes for no expression: for names that are only read.
fn plain(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    let line: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    line.replace("${{", "$ {{").trim().to_owned()
}

fn written(job: &Job, secrets: &[String], in_hours: bool) -> String {
    let Job { key, title, after, until, yes_to } = job;
    let mark = format!("state/running-{key}");
    let mut out = format!("  {key}:\n    name: {}\n", target::yaml(title));
    if let Some(after) = after {
        out.push_str(&format!("    needs: [{after}]\n"));
    }
    out.push_str(&format!(
        "    runs-on: ubuntu-latest\n    environment: {}\n    timeout-minutes: {JOB_MINUTES}\n    steps:\n",
        environment(job)
    ));
    out.push_str(CHECK_OUT);
    if after.is_none() {
        out.push_str(BEGIN_STATE);
    } else {
        out.push_str("      - name: Take the state of the job before\n");
    }
    out.push_str(TAKE_STATE);
    out.push_str("      - name: Have the state\n        id: state\n        run: test -e state/begun\n");
    out.push_str(GET);
    out.push_str(REFUSE_MARKED);
    out.push_str(&format!("          echo 'A job runs, or was lost.' > {mark}\n"));
    out.push_str("      - name: Keep the marked state\n");
    out.push_str(KEEP_STATE);
    out.push_str(&format!("      - name: Run the plan\n        timeout-minutes: {RUN_MINUTES}\n        env:\n"));
    out.push_str("          CONNECT_TOKEN: ${{ secrets.CONNECT_TOKEN }}\n");
    for secret in secrets {
        out.push_str(&format!("          {secret}: ${{{{ secrets.{secret} }}}}\n"));
    }
    if in_hours {
        out.push_str("          TZ: ${{ vars.FLIGHTDECK_TZ || 'UTC' }}\n");
    }
    let yes = yes_to.map(|wave| format!(" --yes-to-gate {wave}")).unwrap_or_default();
    out.push_str(&format!(
        "        run: >-\n          flightdeck-plan run plan.json --url \"$FLIGHTDECK_URL\" --fleet \"$FLIGHTDECK_FLEET\"\n          \
         --state state --until-wave {until}{yes}\n"
    ));
    out.push_str(&format!(
        "      - name: Unmark the state\n        if: ${{{{ always() && steps.mark.outcome == 'success' }}}}\n        run: rm -f {mark}\n"
    ));
    out.push_str("      - name: Keep the state\n        if: ${{ always() && steps.state.outcome == 'success' }}\n");
    out.push_str(KEEP_STATE);
    out
}

/// The environment of a job, whose approval the repository's settings ask for.
fn environment(job: &Job) -> String {
    format!("flightdeck-{}", job.key)
}
