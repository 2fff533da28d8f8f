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
    trust::write("chaos", "The whole program against a service that fails", &trust::table(&told))
}
