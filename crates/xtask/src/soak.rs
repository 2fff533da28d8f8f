//! `soak`: half a day of watching in simulated time against a service that fails. Its short version is among the tests.

use crate::steps::{EVERYTHING, Outcome, cargo, step};

/// Runs so many hours with the faults of a seed.
pub(crate) fn soak(hours: &str, seed: &str) -> Outcome {
    step(
        "soak",
        cargo()
            .arg("test")
            .args(EVERYTHING)
            .args(["--test", "soak", "--", "--ignored", "--nocapture"])
            .env("FLIGHTDECK_SOAK_HOURS", hours)
            .env("FLIGHTDECK_SOAK_SEED", seed),
    )
}
