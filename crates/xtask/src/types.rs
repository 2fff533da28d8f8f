//! The page's types, generated from Rust and committed.

use std::fs;
use std::path::PathBuf;

use crate::steps::{EVERYTHING, Outcome, built, cargo, output, root, step};

fn place() -> PathBuf {
    root().join("ui/src/lib/transport/types.ts")
}

fn generated() -> Result<String, String> {
    step("build the types", cargo().args(["build", "--quiet"]).args(EVERYTHING).args(["--example", "types"]))?;
    output("generate the types", &mut built("debug/examples/types"))
}

/// Writes them.
pub(crate) fn write() -> Outcome {
    fs::write(place(), generated()?).map_err(|error| format!("{}: {error}", place().display()))
}

/// Compares them with what is committed.
pub(crate) fn check() -> Outcome {
    let committed = fs::read_to_string(place()).map_err(|error| format!("{}: {error}", place().display()))?;
    if committed == generated()? {
        return Ok(());
    }
    Err(format!("{} is not what Rust says. Run `cargo xtask types` and commit it.", place().display()))
}
