//! The page's types, generated from Rust and committed.

use std::fs;
use std::path::PathBuf;

use crate::steps::{EVERYTHING, Outcome, built, cargo, output, root, step};

fn place() -> PathBuf {
    root().join("ui/src/lib/transport/types.ts")
}

/// Both programs that tell, built with everything's features: a narrower selection would compile core a second time.
fn build() -> Outcome {
    step(
        "build the types",
        cargo().args(["build", "--quiet"]).args(EVERYTHING).args(["--example", "types", "--example", "readings"]),
    )
}

fn generated() -> Result<String, String> {
    output("generate the types", &mut built("debug/examples/types"))
}

/// Drafts with what Rust reads from each, for the page's tests and its design-time page.
fn readings_place() -> PathBuf {
    root().join("ui/src/dev/readings.ts")
}

fn readings() -> Result<String, String> {
    output("generate the readings", &mut built("debug/examples/readings"))
}

/// Writes them.
pub(crate) fn write() -> Outcome {
    build()?;
    for (place, text) in [(place(), generated()?), (readings_place(), readings()?)] {
        fs::write(&place, text).map_err(|error| format!("{}: {error}", place.display()))?;
    }
    Ok(())
}

/// Compares them with what is committed.
pub(crate) fn check() -> Outcome {
    build()?;
    for (place, text) in [(place(), generated()?), (readings_place(), readings()?)] {
        let committed = fs::read_to_string(&place).map_err(|error| format!("{}: {error}", place.display()))?;
        if committed != text {
            return Err(format!("{} is not what Rust says. Run `cargo xtask types` and commit it.", place.display()));
        }
    }
    Ok(())
}
