//! `fuzz`: every reader of bytes from outside on inputs that nobody would write. Its short version is among the tests of `crates/fuzz`.

use std::process::Command;

use crate::steps::{Outcome, cargo, command, output, root, step, target};
use crate::trust;

/// Builds it as fast as what ships, but saying where a number overflows, and runs it. A run of everything writes its table to
/// `docs/trust.md`; one of chosen targets, from another execution on or of fewer only prints it.
pub(crate) fn fuzz(words: &[&str]) -> Outcome {
    step(
        "build the fuzzer",
        cargo().args(["build", "--locked", "--profile", "fuzzing", "--package", "flightdeck-fuzz"]),
    )?;
    let table = output("fuzz", fuzzer().args(words));
    let table =
        table.map_err(|error| format!("{error}\nWhat was found is told above; the inputs are in target/fuzz."))?;
    println!("{table}");
    // What it was measured on is read as Linux tells it.
    if is_whole(words) && cfg!(target_os = "linux") {
        trust::write("fuzz", "Readers of bytes from outside", &table)
    } else {
        Ok(())
    }
}

fn fuzzer() -> Command {
    let program = target().join(format!("fuzzing/flightdeck-fuzz{}", std::env::consts::EXE_SUFFIX));
    let mut fuzzer = command(&program.display().to_string());
    fuzzer.arg("--found").arg(root().join("target/fuzz"));
    fuzzer
}

/// Whether everything is tried, as often as it is without words, or more often.
fn is_whole(words: &[&str]) -> bool {
    words.chunks(2).all(|pair| match pair {
        ["--seed" | "--threads", _] => true,
        ["--executions", number] => number.parse().is_ok_and(|number: u64| number >= 20_000_000),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn only_a_run_of_everything_is_written_down() {
        for (words, whole) in [
            (&[][..], true),
            (&["--seed", "3", "--threads", "1"], true),
            (&["--executions", "40000000"], true),
            (&["--executions", "1000"], false),
            (&["--target", "json"], false),
            (&["--first", "7"], false),
        ] {
            assert_eq!(is_whole(words), whole, "{words:?}");
        }
    }
}
