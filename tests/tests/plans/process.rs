//! The program without a window, as a process.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use connect_simulator::{Fault, Operation, Simulator};
use flightdeck_tests::ground::{FLEET, FLOW, TOKEN};
use flightdeck_tests::marked::{MARKED, files, holds};
use serde_json::{Value, json};

use super::behind_tls::behind_tls;
use super::{PATIENCE, sent, service, service_of, wait};

/// A run of it, and what it says.
struct Run {
    child: Child,
    lines: Receiver<Value>,
    heard: Vec<Value>,
}

impl Run {
    fn start(simulator: &Simulator, plan: &Path, state: &Path, options: &[&str]) -> Self {
        Self::start_at(&simulator.url(), plan, state, options)
    }

    fn start_at(url: &str, plan: &Path, state: &Path, options: &[&str]) -> Self {
        Self::start_with(TOKEN, Stdio::null(), url, plan, state, options)
    }

    fn start_with(token: &str, errors: Stdio, url: &str, plan: &Path, state: &Path, options: &[&str]) -> Self {
        let exe = std::env::current_exe().unwrap();
        let programs = exe.ancestors().nth(2).unwrap();
        let program: PathBuf = programs.join(format!("flightdeck-plan{}", std::env::consts::EXE_SUFFIX));
        assert!(program.exists(), "{} is built before the tests (cargo xtask test does)", program.display());
        let mut child = Command::new(program)
            .args(["run", &plan.display().to_string(), "--url", url, "--fleet", FLEET, "--poll", "5"])
            .args(["--state", &state.display().to_string()])
            .args(options)
            .env("CONNECT_TOKEN", token)
            .env("NO_PROXY", "127.0.0.1")
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (says, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("a line of JSON: {line}"));
                let _ = says.send(value);
            }
        });
        Self { child, lines, heard: Vec::new() }
    }

    /// Waits until it says something.
    fn hear(&mut self, what: &str, is: impl Fn(&Value) -> bool) {
        if self.heard.iter().any(&is) {
            return;
        }
        loop {
            let said = self.lines.recv_timeout(PATIENCE);
            let said = said.unwrap_or_else(|_| panic!("{what}: it said only {:#?}", self.heard));
            let found = is(&said);
            self.heard.push(said);
            if found {
                return;
            }
        }
    }

    /// Waits until it has ended, with everything it said.
    fn end(mut self) -> (Option<i32>, Vec<Value>) {
        wait("it ends", || self.child.try_wait().unwrap().is_some());
        self.heard.extend(self.lines.iter());
        (self.child.wait().unwrap().code(), std::mem::take(&mut self.heard))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn plan(gate: &Value) -> Value {
    let wave = |name: &str, group: &str| json!({"name": name, "target": {"groups": [group]}, "gate": gate});
    json!({
        "format": "flightdeck.plan", "format_version": 1, "name": "Gateway",
        "request": {"flow_uuid": FLOW},
        "waves": [wave("one", "Lab"), wave("two", "Test"), wave("three", "Staging")],
    })
}

fn written(folder: &Path, plan: &Value) -> PathBuf {
    let path = folder.join("plan.json");
    std::fs::write(&path, plan.to_string()).unwrap();
    path
}

fn sent_one(line: &Value) -> bool {
    line["text"].as_str().is_some_and(|text| text.contains(": sent as dp-"))
}

fn comments() -> [String; 3] {
    ["one", "two", "three"].map(|name| {
        let number = 1 + ["one", "two", "three"].iter().position(|one| *one == name).unwrap();
        format!("Gateway (wave {number} of 3, {name})")
    })
}

#[test]
fn it_is_killed_again_and_again_and_sends_each_wave_once() {
    let (_service, simulator) = service(120.0);
    let folder = tempfile::tempdir().unwrap();
    let plan = written(folder.path(), &plan(&json!({"finished_percent": 90})));
    let state = folder.path().join("state");
    // The answer to the second wave comes so late that it is killed over it.
    simulator.faults().on(Operation::Create, Fault::Delay(std::time::Duration::ZERO), 1);
    let late = Fault::Drip { bytes_per_tick: 1, tick: std::time::Duration::from_secs(600) };
    simulator.faults().on(Operation::Create, late, 1);
    let run = Run::start(&simulator, &plan, &state, &[]);
    wait("the second wave is made", || sent(&simulator).len() == 2);
    drop(run);
    simulator.faults().clear();
    for pause in [5, 40, 90, 160, 250, 400, 700, 1_100] {
        let run = Run::start(&simulator, &plan, &state, &[]);
        std::thread::sleep(std::time::Duration::from_millis(pause));
        drop(run);
    }
    let (code, said) = Run::start(&simulator, &plan, &state, &[]).end();
    assert_eq!(code, Some(0), "it goes on from where it was, and is done: {said:#?}");
    assert_eq!(said.last().unwrap()["stage"], "done");
    let expected = comments().map(|comment| (comment, 1)).into();
    assert_eq!(sent(&simulator), expected, "one deployment for each wave, whatever it was killed over");
    let (code, said) = Run::start(&simulator, &plan, &state, &[]).end();
    assert_eq!(
        (code, said.last().unwrap()["stage"].as_str()),
        (Some(0), Some("done")),
        "run once more, it sends nothing"
    );
    assert_eq!(sent(&simulator).len(), 3);
}

#[test]
fn it_goes_wave_by_wave_and_asks_a_person() {
    let (_service, simulator) = service(120.0);
    let folder = tempfile::tempdir().unwrap();
    let plan = written(folder.path(), &plan(&json!({"finished_percent": 90, "word": "go"})));
    let state = folder.path().join("state");
    let run = |options: &[&str]| Run::start(&simulator, &plan, &state, options).end();
    let (code, said) = run(&["--until-wave", "1"]);
    assert_eq!((code, said.last().unwrap()["stage"].as_str()), (Some(0), Some("arrived")), "{said:#?}");
    assert_eq!(sent(&simulator).len(), 1, "the next wave is another run's");
    let (code, said) = run(&["--until-wave", "2"]);
    assert_eq!(code, Some(4), "it needs a person: {said:#?}");
    assert_eq!(said.last().unwrap()["yes"], "--yes-to-gate 1", "and says how it is told yes");
    assert_eq!(sent(&simulator).len(), 1);
    let (code, _) = run(&["--until-wave", "2", "--yes-to-gate", "1"]);
    assert_eq!((code, sent(&simulator).len()), (Some(0), 2));
    let (code, said) = run(&["--until-wave", "3", "--yes-to-gate", "2"]);
    assert_eq!(
        (code, said.last().unwrap()["stage"].as_str()),
        (Some(0), Some("arrived")),
        "only a yes is left: {said:#?}"
    );
    let (code, said) = run(&["--yes-to-gate", "2", "--yes-to-gate", "3"]);
    assert_eq!((code, said.last().unwrap()["stage"].as_str()), (Some(0), Some("done")), "{said:#?}");
    assert_eq!(sent(&simulator), comments().map(|comment| (comment, 1)).into());
}

#[test]
fn it_halts_with_its_reason_and_goes_on_only_when_told() {
    let (_service, simulator) = service(120.0);
    let folder = tempfile::tempdir().unwrap();
    let none_fails = json!({"finished_percent": 90, "failed": {"percent": 0, "least": 1}});
    let waves = json!({"groups": ["Production"]});
    let mut plan = plan(&none_fails);
    plan["waves"][0]["target"] = waves;
    let plan = written(folder.path(), &plan);
    let state = folder.path().join("state");
    let (code, said) = Run::start(&simulator, &plan, &state, &[]).end();
    let last = said.last().unwrap();
    assert_eq!((code, last["stage"].as_str(), last["reason"].as_str()), (Some(3), Some("halted"), Some("failed")));
    assert!(last["text"].as_str().unwrap().contains("the gate lets 0 % pass"), "{last}");
    let (code, _) = Run::start(&simulator, &plan, &state, &[]).end();
    assert_eq!((code, sent(&simulator).len()), (Some(3), 1), "a run alone is no yes");
    let mut run = Run::start(&simulator, &plan, &state, &["--resume"]);
    run.hear("the failures count no more", |line| {
        line["text"].as_str().is_some_and(|text| text.starts_with("Resumed."))
    });
    run.hear("the second wave is sent", |line| line["wave"] == 2 && sent_one(line));
}

#[test]
fn two_runs_never_have_one_folder_and_another_plan_is_refused() {
    let (_service, simulator) = service(1.0);
    let folder = tempfile::tempdir().unwrap();
    let first = written(folder.path(), &plan(&json!({"finished_percent": 90})));
    let state = folder.path().join("state");
    let mut run = Run::start(&simulator, &first, &state, &[]);
    run.hear("the first wave is sent", sent_one);
    let (code, said) = Run::start(&simulator, &first, &state, &[]).end();
    assert_eq!(code, Some(5), "{said:#?}");
    assert!(said[0]["error"].as_str().unwrap().contains("another run has"), "{said:#?}");
    drop(run);
    let other = written(folder.path(), &plan(&json!({"finished_percent": 91})));
    let (code, said) = Run::start(&simulator, &other, &state, &[]).end();
    assert_eq!(code, Some(2), "{said:#?}");
    assert!(said[0]["error"].as_str().unwrap().contains("holds another plan"), "{said:#?}");
    assert_eq!(sent(&simulator).len(), 1);
}

#[test]
fn a_service_of_ones_own_company_is_believed_by_its_certificate_in_a_file() {
    let (runtime, simulator) = service(120.0);
    let (url, certificate) = behind_tls(&runtime, &simulator.url());
    let folder = tempfile::tempdir().unwrap();
    let plan = written(folder.path(), &plan(&json!({"finished_percent": 90})));
    let state = folder.path().join("state");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let run = |options: &[&str]| Run::start_at(&url, &plan, &state, options).end();
    let (code, said) = run(&[]);
    assert_eq!(code, Some(5), "a certificate that no system knows is not believed: {said:#?}");
    assert!(said.last().unwrap()["error"].as_str().unwrap().contains("certificate"), "and it says so: {said:#?}");
    let (code, said) = run(&["--authority", &file("odd.pem", "no certificate")]);
    assert_eq!(code, Some(2), "what is no certificate is an option that cannot be: {said:#?}");
    assert!(said.last().unwrap()["error"].as_str().unwrap().contains("odd.pem"), "and is named: {said:#?}");
    assert_eq!(sent(&simulator).len(), 0, "so far nobody was asked anything");
    let (code, said) = run(&["--authority", &file("company.pem", &certificate)]);
    assert_eq!((code, sent(&simulator).len()), (Some(0), 3), "with it the plan runs to its end: {said:#?}");
    let (code, said) = run(&[]);
    assert_eq!(code, Some(5), "and a run without it believes nobody again: {said:#?}");
}

#[test]
fn its_token_is_in_nothing_that_it_says_or_leaves() {
    let (_service, simulator) = service_of(120.0, MARKED);
    let folder = tempfile::tempdir().unwrap();
    let plan = written(folder.path(), &plan(&json!({"finished_percent": 90})));
    let (state, errors) = (folder.path().join("state"), folder.path().join("errors"));
    // A service that says it back, in words that are told.
    let body = format!("who is {MARKED}?");
    simulator.faults().on(Operation::Create, Fault::Status { status: 422, body }, 1);
    let run = |options: &[&str]| {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&errors).unwrap();
        Run::start_with(MARKED, file.into(), &simulator.url(), &plan, &state, options).end()
    };
    let (code, refused) = run(&[]);
    assert_eq!(code, Some(3), "it halts over the refusal: {refused:#?}");
    let (code, done) = run(&["--resume"]);
    assert_eq!(code, Some(0), "the token is a good one: {done:#?}");
    for line in refused.iter().chain(&done) {
        assert!(!holds(line.to_string().as_bytes()), "whatever collects its lines would have it: {line}");
    }
    let left = files(folder.path());
    assert!(left.len() > 4, "there is something to be searched: {:?}", left.keys());
    for (path, bytes) in &left {
        assert!(!holds(bytes), "{} holds the token", path.display());
    }
}

#[cfg(unix)]
#[test]
fn told_to_end_it_says_so_and_goes_on_in_the_next_run() {
    let (_service, simulator) = service(1.0);
    let folder = tempfile::tempdir().unwrap();
    let plan = written(folder.path(), &plan(&json!({"finished_percent": 90})));
    let state = folder.path().join("state");
    let mut run = Run::start(&simulator, &plan, &state, &[]);
    run.hear("the first wave is sent", sent_one);
    let told = Command::new("kill").args(["-TERM", &run.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let (code, said) = run.end();
    assert_eq!((code, said.last().unwrap()["stage"].as_str()), (Some(130), Some("interrupted")));
    let mut run = Run::start(&simulator, &plan, &state, &[]);
    run.hear("it goes on", |line| line["text"].as_str().is_some_and(|text| text.contains("goes on from here")));
    assert_eq!(sent(&simulator).len(), 1);
}
