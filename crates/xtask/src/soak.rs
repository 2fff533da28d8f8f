//! `soak`: a day of the whole program in simulated time against a service that fails, and half an hour of the real window. The short version of
//! the first is among the tests.

use std::fs;

use crate::page;
use crate::steps::{EVERYTHING, Outcome, build, cargo, output, root, step, target};
use crate::system::Need;
use crate::{desk, system, test, trust};

/// Hours and minutes of a run that is written down.
const HOURS: u32 = 24;
const MINUTES: u32 = 30;

/// Runs so many hours with the faults of a seed; one of at least a day writes its table to `docs/trust.md`.
pub(crate) fn soak(hours: &str, seed: &str) -> Outcome {
    let wanted: u32 = hours.parse().map_err(|_| format!("{hours} is no number of hours"))?;
    let found = root().join("target/soak.found");
    step(
        "soak",
        cargo()
            .arg("test")
            .args(EVERYTHING)
            .args(["--test", "soak", "--", "--exact", "a_day_of_three_fleets_stays_flat", "--ignored", "--nocapture"])
            .env("FLIGHTDECK_SOAK_HOURS", hours)
            .env("FLIGHTDECK_SOAK_SEED", seed)
            .env("FLIGHTDECK_FOUND", &found),
    )?;
    // What it was measured on is read as Linux tells it.
    if wanted < HOURS || !cfg!(target_os = "linux") {
        return Ok(());
    }
    let told = fs::read_to_string(&found).map_err(|error| format!("{}: {error}", found.display()))?;
    trust::write("soak", "A day of three fleets", &told)
}

/// The same of the real window: so many minutes, of the build that ships, or quickly of the one that is there.
pub(crate) fn window(minutes: &str, debug: bool) -> Outcome {
    let wanted: u32 = minutes.parse().map_err(|_| format!("{minutes} is no number of minutes"))?;
    if !cfg!(target_os = "linux") {
        return Err("What the window takes is read as Linux tells it, and there only.".to_owned());
    }
    system::ensure(Need::Drive)?;
    page::build()?;
    let (folder, words) = if debug {
        build()?;
        ("debug", "of a debug build")
    } else {
        let driven = ["--bins", "--features", "flightdeck/automation"];
        step("release build", cargo().args(["build", "--release"]).args(EVERYTHING).args(driven))?;
        ("release", "of a release build that may be driven")
    };
    let home = test::fresh_home("soak")?;
    let program = target().join(folder).join("soak_window");
    let told = output("soak of the window", desk::on_desk(&home, &program).args([minutes, words]))?;
    let told = without_what_the_desk_says(&told);
    println!("{told}");
    if wanted < MINUTES || debug { Ok(()) } else { trust::write("soak --window", "Half an hour of the window", told) }
}

/// What the program printed, without what services of its desk printed before.
fn without_what_the_desk_says(told: &str) -> &str {
    told.find("The window of ").map_or(told, |begins| &told[begins..])
}

#[cfg(test)]
mod tests {
    use super::without_what_the_desk_says;

    #[test]
    fn what_is_written_down_is_the_programs() {
        let (said, table) = ("SpiRegistry daemon is running\n", "The window of a build:\n\n| what |\n");
        assert_eq!(without_what_the_desk_says(&format!("{said}{table}")), table);
        assert_eq!(without_what_the_desk_says(table), table, "with a desk that says nothing");
    }
}
