//! `chaos`: the whole program for days of simulated time against a service that fails in every way. Its short version is among the tests.

use std::fs;

use crate::steps::{EVERYTHING, Outcome, cargo, root, step};
use crate::trust;

/// Of a run that is written down.
const WHOLE: u32 = 1_000;

/// Runs so many minutes with the picks of a seed; one of at least a thousand writes its table to `docs/trust.md`.
pub(crate) fn chaos(minutes: &str, seed: &str) -> Outcome {
    let wanted: u32 = minutes.parse().map_err(|_| format!("{minutes} is no number of minutes"))?;
    let found = root().join("target/chaos.found");
    step(
        "chaos",
        cargo()
            .arg("test")
            .args(EVERYTHING)
            .args(["--test", "chaos", "--", "--ignored", "--nocapture"])
            .env("FLIGHTDECK_CHAOS_MINUTES", minutes)
            .env("FLIGHTDECK_CHAOS_SEED", seed)
            .env("FLIGHTDECK_FOUND", &found),
    )?;
    // What it was measured on is read as Linux tells it.
    if wanted < WHOLE || !cfg!(target_os = "linux") {
        return Ok(());
    }
    let told = fs::read_to_string(&found).map_err(|error| format!("{}: {error}", found.display()))?;
    trust::write("chaos", "The whole program against a service that fails", &table(&told))
}

/// The lines of `what`, a tab, and a number, as a table.
fn table(told: &str) -> String {
    let rows = told.lines().filter_map(|line| line.split_once('\t'));
    let rows: Vec<String> = rows.map(|(what, number)| format!("| {what} | {number} |")).collect();
    format!("| what | |\n|---|---|\n{}", rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_a_table() {
        assert_eq!(table("kills\t3\nnothing\nseed\t1\n"), "| what | |\n|---|---|\n| kills | 3 |\n| seed | 1 |");
    }
}
