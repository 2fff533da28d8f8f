//! `test`: the page's tests, every crate's tests, the guide, then the real window on virtual desks.

use std::fs;
use std::path::PathBuf;

use crate::steps::{EVERYTHING, Outcome, build, cargo, root, step};
use crate::system::Need;
use crate::{guide, page, system, window};

/// Runs everything that must pass.
pub(crate) fn test() -> Outcome {
    system::ensure(Need::Drive)?;
    page::build()?;
    step("test the page", &mut page::npm(&["test"]))?;
    build()?;
    step("test the crates", cargo().arg("test").args(EVERYTHING))?;
    // Alone, and only its unit tests: they are a program of another name, while an integration test would have this one rebuilt.
    step("test this program", cargo().args(["test", "--locked", "--package", "xtask", "--bin", "xtask"]))?;
    // Whoever opens the application compiles nothing of them, so they are not among the others.
    let apart = ["--package", "guide", "--package", "mutants"];
    step("test what builds the guide and tries mutants", cargo().args(["test", "--locked"]).args(apart))?;
    guide::build()?;
    window::run(&[], &[])
}

/// Runs the tests in the real window alone, and of them only those whose names contain one of `names`.
pub(crate) fn in_window(names: &[&str]) -> Outcome {
    system::ensure(Need::Drive)?;
    page::build()?;
    build()?;
    window::run(names, &[])
}

/// An empty directory that stands in for the user's home, so that no test touches the real one.
pub(crate) fn fresh_home(name: &str) -> Result<PathBuf, String> {
    let home = root().join("target/homes").join(name);
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    Ok(home)
}
