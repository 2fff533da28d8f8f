//! `kills`: a real process that writes is killed at any moment, hundreds of times, and what stands on the disk is held against what it said. Its
//! short version is among the tests.

use std::fs;

use crate::steps::{EVERYTHING, Outcome, cargo, root, step};
use crate::trust;

/// Of a run that is written down.
const WHOLE: u32 = 500;

/// Kills so often with the picks of a seed; a run of at least five hundred writes its table to `docs/trust.md`.
pub(crate) fn kills(number: &str, seed: &str) -> Outcome {
    let wanted: u32 = number.parse().map_err(|_| format!("{number} is no number of kills"))?;
    let found = root().join("target/kills.found");
    step(
        "kills",
        cargo()
            .arg("test")
            .args(EVERYTHING)
            .args(["--test", "disk", "--", "--ignored", "--exact", "--nocapture"])
            .arg("five_hundred_kills_lose_nothing_that_was_said_to_be_written")
            .env("FLIGHTDECK_KILLS", number)
            .env("FLIGHTDECK_KILLS_SEED", seed)
            .env("FLIGHTDECK_FOUND", &found),
    )?;
    // What it was measured on is read as Linux tells it.
    if wanted < WHOLE || !cfg!(target_os = "linux") {
        return Ok(());
    }
    let told = fs::read_to_string(&found).map_err(|error| format!("{}: {error}", found.display()))?;
    trust::write("kills", "A process killed at any write", &trust::table(&told))
}
