//! `mutants`: a room that decides, changed in one place at a time; each change must be caught by a test of its crate.
//!
//! A change that no test can catch, since it changes nothing that anybody could see, is excused in `.cargo/mutants.toml` with its reason.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::steps::{Outcome, cargo, has, root, step, target};
use crate::trust;

/// Another version makes other mutants, and another score.
const TOOL: &str = "26.0.0";

/// The rooms by name: the crate that each is in, and its files.
const ROOMS: [(&str, &str, &[&str]); 7] = [
    ("launch", "flightdeck-core", &["crates/flightdeck-core/src/launch/**/*.rs"]),
    ("live", "flightdeck-core", &["crates/flightdeck-core/src/live/**/*.rs"]),
    (
        "guard",
        "flightdeck-core",
        &["crates/flightdeck-core/src/guard/**/*.rs", "crates/flightdeck-core/src/guard_rule.rs"],
    ),
    ("plan", "flightdeck-core", &["crates/flightdeck-core/src/plan/**/*.rs"]),
    ("target", "flightdeck-core", &["crates/flightdeck-core/src/target/**/*.rs"]),
    // What is sent has no code of its own to change: who sends it has.
    (
        "request",
        "connect-api",
        &[
            "crates/connect-api/src/request.rs",
            "crates/connect-api/src/client.rs",
            "crates/connect-api/src/transport.rs",
        ],
    ),
    ("retry", "connect-api", &["crates/connect-api/src/retry.rs"]),
];

/// The rooms named, or all; `part` of them as `K/N`, for several evenings. What a whole room came to is written down.
pub(crate) fn mutants(names: &[&str], part: Option<&str>) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| !ROOMS.iter().any(|(room, ..)| room == *name)) {
        let known: Vec<&str> = ROOMS.iter().map(|(room, ..)| *room).collect();
        return Err(format!("there is no room {unknown}: {}", known.join(", ")));
    }
    if !has("cargo-mutants") {
        step(
            "install what makes mutants",
            cargo().args(["install", "--quiet", "--locked", "cargo-mutants", "--version", TOOL]),
        )?;
    }
    let mut alive = Vec::new();
    for (room, package, files) in ROOMS.iter().filter(|(room, ..)| names.is_empty() || names.contains(room)) {
        let score = one(room, package, files, part)?;
        println!("{room}: {}", score.told());
        alive.extend(score.alive.iter().map(|one| format!("{room}: {one}")));
        if part.is_none() {
            trust::write(&format!("mutants {room}"), &format!("Mutants of {room}"), &score.section())?;
        }
    }
    if alive.is_empty() { Ok(()) } else { Err(format!("not caught by any test:\n{}", alive.join("\n"))) }
}

fn one(room: &str, package: &str, files: &[&str], part: Option<&str>) -> Result<Score, String> {
    let folder = target().join("mutants").join(room);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut run = cargo();
    run.args(["mutants", "--package", package, "--minimum-test-timeout", "60", "--no-shuffle", "--output"])
        .arg(&folder);
    for files in files {
        run.args(["--file", files]);
    }
    if let Some(part) = part {
        run.args(["--shard", part]);
    }
    // Core's rooms are tried by tests of their own; the client also by those that hold it against the simulator.
    let tests = if package == "flightdeck-core" { &["--", "--lib"][..] } else { &[] };
    // It works on a copy of the sources: what they stand on is built once, beside this workspace's own.
    run.args(tests).env("CARGO_TARGET_DIR", target().join("mutants/target")).env("CARGO_PROFILE_DEV_DEBUG", "0");
    eprintln!("── mutants of {room}");
    // It also fails where some are alive, which its report tells better.
    let status = run.current_dir(root()).status().map_err(|error| format!("cargo mutants could not start: {error}"))?;
    let report = folder.join("mutants.out/outcomes.json");
    read(&report).map_err(|error| format!("no report of {room} ({status}): {error}"))
}

/// What became of the mutants of a room.
#[derive(Debug, PartialEq, Eq)]
struct Score {
    caught: u64,
    alive: Vec<String>,
    /// Did not end in time, which a test that fails tells too.
    endless: u64,
    /// Did not compile: no mutants at all.
    unviable: u64,
}

impl Score {
    fn told(&self) -> String {
        let caught = self.caught + self.endless;
        let all = caught + self.alive.len() as u64;
        let score = if all == 0 { 100.0 } else { caught as f64 * 100.0 / all as f64 };
        format!(
            "{caught} of {all} caught ({score:.1} %), {} of them since they never ended; {} did not compile",
            self.endless, self.unviable
        )
    }

    fn section(&self) -> String {
        let alive: Vec<String> = self.alive.iter().map(|one| format!("- `{one}`")).collect();
        let rest =
            if alive.is_empty() { "None is alive.".to_owned() } else { format!("Alive:\n\n{}", alive.join("\n")) };
        format!("{}. {rest}", self.told())
    }
}

fn read(report: &Path) -> Result<Score, String> {
    let text = fs::read_to_string(report).map_err(|error| format!("{}: {error}", report.display()))?;
    score(&text).ok_or_else(|| format!("{} is no report that this command knows", report.display()))
}

fn score(report: &str) -> Option<Score> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |name: &str| report[name].as_u64();
    let missed = report["outcomes"].as_array()?.iter().filter(|one| one["summary"] == "MissedMutant");
    let name = |one: &Value| one["scenario"]["Mutant"]["name"].as_str().unwrap_or("one without a name").to_owned();
    let alive: Vec<String> = missed.map(name).collect();
    (alive.len() as u64 == number("missed")?).then_some(())?;
    Some(Score { caught: number("caught")?, alive, endless: number("timeout")?, unviable: number("unviable")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_and_what_is_alive_is_named() {
        let report = r#"{"outcomes":[
            {"scenario":"Baseline","summary":"Success"},
            {"scenario":{"Mutant":{"name":"src/a.rs:1: replace f with ()"}},"summary":"MissedMutant"},
            {"scenario":{"Mutant":{"name":"src/a.rs:2: replace + with -"}},"summary":"CaughtMutant"}],
            "total_mutants":2,"caught":1,"missed":1,"timeout":0,"unviable":0}"#;
        let score = score(report).expect("a report");
        assert_eq!(score.alive, ["src/a.rs:1: replace f with ()"], "who survives is named");
        assert!(score.told().starts_with("1 of 2 caught (50.0 %)"), "{}", score.told());
        assert!(score.section().contains("- `src/a.rs:1"), "{}", score.section());
    }

    #[test]
    fn what_is_no_whole_report_is_no_score() {
        for report in ["", "{}", r#"{"outcomes":[],"caught":1,"missed":3,"timeout":0,"unviable":0}"#] {
            assert_eq!(score(report), None, "survivors that are not named may not be passed over: {report}");
        }
    }
}
