//! `ci`: everything a change must hold to. It checks and never fixes.

use std::process::Stdio;

use crate::steps::{Outcome, cargo, has, step};
use crate::system::Need;
use crate::{notices, page, system, test, types, workflows};

/// The one version of the policy checker, so that a new lint of it cannot break an old commit.
const DENY: &str = "0.20.2";

/// Runs every check, then the tests.
pub(crate) fn ci() -> Outcome {
    system::ensure(Need::Drive)?;
    workflows::check()?;
    step("Rust format", cargo().args(["fmt", "--all", "--check"]))?;
    page::packages()?;
    step("page: format and lints", &mut page::npm(&["run", "lint"]))?;
    step("page: types", &mut page::npm(&["run", "check"]))?;
    step("page: nothing unused", &mut page::npm(&["run", "knip"]))?;
    page::build()?;
    // Lints look and link nothing, so this program may look at itself.
    step("Rust lints", cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    types::check()?;
    notices::check()?;
    let documented =
        ["connect-api", "connect-simulator", "flightdeck-core", "flightdeck-plan"].map(|name| ["-p", name]).concat();
    step(
        "documentation",
        cargo().args(["doc", "--locked", "--no-deps"]).args(documented).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    dependencies()?;
    test::test()
}

fn dependencies() -> Outcome {
    if !has("cargo-deny") {
        // An unoptimised checker is built in a third of the time and runs a few seconds longer.
        step(
            "install the policy checker",
            cargo().args(["install", "--quiet", "--debug", "--locked", "cargo-deny", "--version", DENY]),
        )?;
    }
    step("dependency policy", cargo().args(["deny", "--locked", "check", "bans", "licenses", "sources"]))?;
    advisories()
}

/// Known vulnerabilities. Their database lives on the network; without it this says so, and does not pretend.
fn advisories() -> Outcome {
    let reachable = cargo()
        .args(["deny", "fetch", "db"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if reachable {
        return step(
            "known vulnerabilities",
            cargo().args(["deny", "--locked", "check", "--disable-fetch", "advisories"]),
        );
    }
    eprintln!("── known vulnerabilities: NOT CHECKED, the advisory database cannot be reached from here");
    Ok(())
}
