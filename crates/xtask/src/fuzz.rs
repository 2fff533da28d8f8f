//! `fuzz`: every reader of bytes from outside on inputs that nobody would write. Its short version is among the tests of `crates/fuzz`.

use std::process::Command;

use crate::steps::{Outcome, cargo, command, output, root, step, target};
use crate::trust;

/// Executions of a run of everything that is written down.
const WHOLE: u64 = 20_000_000;
/// And of a run of one target: no fewer than its share of the former.
const ONE: u64 = 700_000;

/// Builds it as fast as what ships, but saying where a number overflows, and runs it. A run of everything writes its table to
/// `docs/trust.md`, one of a single target a section of its own; one of several, from another execution on or of fewer only prints it.
pub(crate) fn fuzz(words: &[&str]) -> Outcome {
    step(
        "build the fuzzer",
        cargo().args(["build", "--locked", "--profile", "fuzzing", "--package", "flightdeck-fuzz"]),
    )?;
    let table = output("fuzz", fuzzer().args(words));
    let table =
        table.map_err(|error| format!("{error}\nWhat was found is told above; the inputs are in target/fuzz."))?;
    println!("{table}");
    match section(words) {
        // What it was measured on is read as Linux tells it.
        Some((command, heading)) if cfg!(target_os = "linux") => trust::write(&command, &heading, &table),
        _ => Ok(()),
    }
}

fn fuzzer() -> Command {
    let program = target().join(format!("fuzzing/flightdeck-fuzz{}", std::env::consts::EXE_SUFFIX));
    let mut fuzzer = command(&program.display().to_string());
    fuzzer.arg("--found").arg(root().join("target/fuzz"));
    fuzzer
}

/// The command and the heading of the section that a run writes, if it is one that is written down.
fn section(words: &[&str]) -> Option<(String, String)> {
    let (mut executions, mut target) = (WHOLE, None);
    for pair in words.chunks(2) {
        match pair {
            ["--seed" | "--threads", _] => {}
            ["--executions", number] => executions = number.parse().ok()?,
            ["--target", name] if target.is_none() => target = Some(*name),
            _ => return None,
        }
    }
    match target {
        None if executions >= WHOLE => Some(("fuzz".to_owned(), "Readers of bytes from outside".to_owned())),
        Some(name) if executions >= ONE => {
            Some((format!("fuzz --target {name}"), format!("Of the readers, `{name}` alone")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn a_run_of_everything_and_one_of_a_single_target_are_written_down() {
        for (words, command) in [
            (&[][..], Some("fuzz")),
            (&["--seed", "3", "--threads", "1"], Some("fuzz")),
            (&["--executions", "40000000"], Some("fuzz")),
            (&["--executions", "1000"], None),
            (&["--target", "json"], Some("fuzz --target json")),
            (&["--target", "json", "--executions", "700000"], Some("fuzz --target json")),
            (&["--target", "json", "--executions", "699999"], None),
            (&["--target", "json", "--target", "plans"], None),
            (&["--first", "7"], None),
        ] {
            assert_eq!(section(words).map(|(command, _)| command).as_deref(), command, "{words:?}");
        }
    }
}
