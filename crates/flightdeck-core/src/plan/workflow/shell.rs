//! The commands of the workflow, run by a shell with a program in the place of `flightdeck-plan` that writes down what it is given.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::tests::{ODD, destination, evaluated, parsed, plan};
use super::workflow;

/// Writes its arguments and the secrets that it has, each ended by a zero byte.
const PROGRAM: &str = "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\0' \"$word\"; done >> \"$RECORD\"\n\
     printf '%s\\0' \"$CONNECT_TOKEN\" \"$FLIGHTDECK_PARAMETER___TOUCH_RAN__KEY\" \"$TZ\" >> \"$RECORD\"\n";
/// Takes the place of what fetches the program.
const CURL: &str = "#!/bin/sh\nwhile [ \"$#\" -gt 0 ]; do\n  case $1 in\n    -o) shift; cp \"$SERVED\" \"$1\" ;;\n    \
     --url) shift; printf '%s' \"$1\" > \"$FETCHED\" ;;\n  esac\n  shift\ndone\n";
/// Takes the place of what compares checksums.
const SUM: &str = "#!/bin/sh\nread -r sum file\n[ \"$sum\" = right ] && [ -f \"$file\" ]\n";

/// A runner.
struct Runner {
    folder: TempDir,
    sum: &'static str,
}

impl Runner {
    fn new(sum: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["bin", "work", "temp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let runner = Self { folder, sum };
        runner.program("served", PROGRAM);
        runner.program("bin/curl", CURL);
        runner.program("bin/sha256sum", SUM);
        runner
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn program(&self, name: &str, text: &str) {
        let place = self.folder.path().join(name);
        fs::write(&place, text).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs one step as GitHub does, and tells whether it ended well.
    fn step(&self, workflow: &Value, step: &Value) -> bool {
        let of = |expression: &str| match expression {
            "vars.FLIGHTDECK_PLAN_URL" => format!("https://dl.example.test/{ODD}"),
            "vars.FLIGHTDECK_PLAN_SHA256" => self.sum.to_owned(),
            "vars.FLIGHTDECK_TZ || 'UTC'" => "UTC".to_owned(),
            secret => format!("the {} {ODD}", secret.strip_prefix("secrets.").expect("nothing else is used")),
        };
        let envs = [&workflow["env"], &step["env"]].into_iter().filter_map(Value::as_object).flatten();
        let env: BTreeMap<&str, String> =
            envs.map(|(name, value)| (name.as_str(), evaluated(value.as_str().unwrap(), &of))).collect();
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "nothing is put into a script: {script}");
        let added = fs::read_to_string(self.path("added")).unwrap_or_default();
        let path = format!("{}:{}:{}", added.trim_end(), self.path("bin"), std::env::var("PATH").unwrap());
        Command::new("sh")
            .args(["-e", "-c", script])
            .current_dir(self.path("work"))
            .envs(env)
            .env("PATH", path)
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_PATH", self.path("added"))
            .env("RECORD", self.path("record"))
            .env("SERVED", self.path("served"))
            .env("FETCHED", self.path("fetched"))
            .output()
            .unwrap()
            .status
            .success()
    }

    /// Runs the commands of a job, all of them or until one fails; those that are named are left out. Answers with the one that failed.
    fn job(&self, workflow: &Value, key: &str, left_out: &[&str]) -> Option<String> {
        // Each job has a machine of its own: what one adds to the path is not there for the next.
        fs::write(self.path("added"), "").unwrap();
        let steps = workflow["jobs"][key]["steps"].as_array().unwrap();
        let run = steps.iter().filter(|step| !step["run"].is_null());
        let mut run = run.filter(|step| !left_out.iter().any(|name| step["name"] == *name));
        run.find(|step| !self.step(workflow, step)).map(|step| step["name"].as_str().unwrap().to_owned())
    }

    /// What the program was given, call after call.
    fn recorded(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("record")).unwrap_or_default();
        text.split_terminator('\0').map(str::to_owned).collect()
    }
}

#[test]
fn odd_names_and_values_arrive_exactly_and_nothing_is_run_from_them() {
    let runner = Runner::new("right");
    let read = parsed(&workflow(&plan(), &destination()).yaml);
    let mut expected = Vec::new();
    for (key, ends) in [
        ("wave-1", vec!["1"]),
        ("wave-2", vec!["2", "--yes-to-gate", "1"]),
        ("wave-3", vec!["3"]),
        ("done", vec!["3", "--yes-to-gate", "3"]),
    ] {
        assert_eq!(runner.job(&read, key, &[]), None, "{key} runs to its end");
        let url = destination().base_url;
        let head = ["run", "plan.json", "--url", &url, "--fleet", ODD, "--state", "state", "--until-wave"];
        expected.extend(head.map(str::to_owned));
        expected.extend(ends.into_iter().map(str::to_owned));
        expected.push(format!("the CONNECT_TOKEN {ODD}"));
        expected.push(format!("the FLIGHTDECK_PARAMETER___TOUCH_RAN__KEY {ODD}"));
        expected.push("UTC".to_owned());
    }
    assert_eq!(runner.recorded(), expected, "each word, byte for byte");
    assert_eq!(fs::read_to_string(runner.path("fetched")).unwrap(), format!("https://dl.example.test/{ODD}"));
    let left: Vec<String> =
        fs::read_dir(runner.path("work")).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    assert_eq!(left, ["state"], "nothing that a text named was run, and nothing else was written");
    let state: Vec<String> =
        fs::read_dir(runner.path("work/state")).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    assert_eq!(state, ["begun"], "and no mark is left by a job that ended");
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn a_program_of_another_checksum_is_not_run() {
    for sum in ["wrong", ""] {
        let runner = Runner::new(sum);
        let read = parsed(&workflow(&plan(), &destination()).yaml);
        assert_eq!(
            runner.job(&read, "wave-1", &[]).as_deref(),
            Some("Get flightdeck-plan"),
            "{sum:?} is not the right one"
        );
        assert!(runner.recorded().is_empty(), "and nothing is sent");
    }
}

#[test]
fn a_job_after_a_lost_runner_and_one_without_a_state_send_nothing() {
    let runner = Runner::new("right");
    let read = parsed(&workflow(&plan(), &destination()).yaml);
    assert_eq!(runner.job(&read, "wave-2", &[]).as_deref(), Some("Have the state"), "of wave 1 nothing is known");
    assert_eq!(runner.job(&read, "wave-1", &["Run the plan", "Unmark the state"]), None, "a runner that is lost");
    let failed = runner.job(&read, "wave-1", &["Begin the state"]);
    assert_eq!(failed.as_deref(), Some("Mark the state as in use"), "what it sent nobody knows");
    let failed = runner.job(&read, "wave-2", &[]);
    assert_eq!(failed.as_deref(), Some("Mark the state as in use"), "nor does the job after it");
    assert!(runner.recorded().is_empty(), "so nothing is sent");
}
