//! `mutants`: a room that decides, changed in one place at a time; each change must be caught by a test.
//!
//! What is changed, and how, cargo-mutants says; `crates/mutants` tries it. A change that no test can catch, since it changes nothing that
//! anybody could see, is excused in `.cargo/mutants.toml` with its reason.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::steps::{Outcome, cargo, has, output, root, step, target};
use crate::trust;

/// Another version makes other mutants, and another score.
const TOOL: &str = "26.0.0";

/// A part of a crate.
struct Room {
    name: &'static str,
    package: &'static str,
    files: &'static [&'static str],
    /// The tests that have to catch them, as cargo is told: none of those in the real window, none that take minutes.
    tests: &'static [&'static str],
}

/// What decides is tried by itself, and by what tries the whole program.
const OF_CORE: [&str; 23] = [
    "--package",
    "flightdeck-core",
    "--package",
    "flightdeck-tests",
    "--package",
    "flightdeck-plan",
    "--lib",
    "--test",
    "batches",
    "--test",
    "contract",
    "--test",
    "creates",
    "--test",
    "disk",
    "--test",
    "plans",
    "--test",
    "requests",
    "--test",
    "selection",
    "--test",
    "survival",
];
/// The client by itself, and against the simulator.
const OF_THE_CLIENT: [&str; 4] = ["--package", "connect-api", "--lib", "--tests"];

const ROOMS: [Room; 7] = [
    of_core("launch", &["crates/flightdeck-core/src/launch/**/*.rs"]),
    of_core("live", &["crates/flightdeck-core/src/live/**/*.rs"]),
    of_core("guard", &["crates/flightdeck-core/src/guard/**/*.rs", "crates/flightdeck-core/src/guard_rule.rs"]),
    of_core("plan", &["crates/flightdeck-core/src/plan/**/*.rs"]),
    of_core("target", &["crates/flightdeck-core/src/target/**/*.rs"]),
    // What is sent has no code of its own to change: who sends it has.
    Room {
        name: "request",
        package: "connect-api",
        files: &[
            "crates/connect-api/src/request.rs",
            "crates/connect-api/src/client.rs",
            "crates/connect-api/src/transport.rs",
        ],
        tests: &OF_THE_CLIENT,
    },
    Room { name: "retry", package: "connect-api", files: &["crates/connect-api/src/retry.rs"], tests: &OF_THE_CLIENT },
];

const fn of_core(name: &'static str, files: &'static [&'static str]) -> Room {
    Room { name, package: "flightdeck-core", files, tests: &OF_CORE }
}

/// The rooms named, or all. Each is written down when it ends.
pub(crate) fn mutants(names: &[&str]) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| !ROOMS.iter().any(|room| room.name == **name)) {
        let known: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
        return Err(format!("there is no room {unknown}: {}", known.join(", ")));
    }
    if !has("cargo-mutants") {
        step(
            "install what makes mutants",
            cargo().args(["install", "--quiet", "--locked", "cargo-mutants", "--version", TOOL]),
        )?;
    }
    step("build what tries mutants", cargo().args(["build", "--locked", "--package", "mutants"]))?;
    let mut alive = Vec::new();
    for room in ROOMS.iter().filter(|room| names.is_empty() || names.contains(&room.name)) {
        eprintln!("── mutants of {}", room.name);
        let (told, is_any_alive) = room.tried()?;
        println!("{}: {told}", room.name);
        trust::write(&format!("mutants {}", room.name), &format!("Mutants of {}", room.name), &told)?;
        alive.extend(is_any_alive.then_some(room.name));
    }
    if alive.is_empty() { Ok(()) } else { Err(format!("some are alive of {}", alive.join(", "))) }
}

impl Room {
    /// What became of them, for a reader, and whether any is alive.
    fn tried(&self) -> Result<(String, bool), String> {
        let list = output("list the mutants", &mut self.list(&["--json"]))?;
        let all = output("list the mutants", &mut self.list(&["--no-config"]))?.lines().count();
        let tried = output("list the mutants", &mut self.list(&[]))?.lines().count();

        let mut program = Command::new(target().join(format!("debug/mutants{}", std::env::consts::EXE_SUFFIX)));
        program.arg(root()).arg(target().join("mutants")).arg(self.package).args(self.tests);
        let failed = |error| format!("what tries mutants: {error}");
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(list.as_bytes()).map_err(failed)?;
        }
        let answer = child.wait_with_output().map_err(failed)?;
        let told = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        match answer.status.code() {
            Some(code @ (0 | 1)) => Ok((with_excused(&told, all - tried), code == 1)),
            _ => Err(format!("the mutants of {} could not be tried", self.name)),
        }
    }

    fn list(&self, words: &[&str]) -> Command {
        let mut command = cargo();
        command.args(["mutants", "--list", "--package", self.package]).args(words).current_dir(root());
        for files in self.files {
            command.args(["--file", files]);
        }
        command
    }
}

fn with_excused(told: &str, excused: usize) -> String {
    match excused {
        0 => told.to_owned(),
        1 => format!("{told}\n\nOne more is excused in `.cargo/mutants.toml`."),
        _ => format!("{told}\n\n{excused} more are excused in `.cargo/mutants.toml`."),
    }
}

#[cfg(test)]
mod tests {
    use super::with_excused;

    #[test]
    fn what_is_excused_is_counted_in_the_open() {
        assert_eq!(with_excused("All.", 0), "All.");
        assert!(with_excused("All.", 1).contains("One more is excused"), "one");
        assert!(with_excused("All.", 7).starts_with("All.\n\n7 more are"), "and more than one");
    }
}
