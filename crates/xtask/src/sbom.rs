//! `sbom`: what the application is made of, as CycloneDX: its crates and its page's packages, each of them a file of `target/sbom`.

use std::fs;

use crate::page;
use crate::steps::{Outcome, cargo, has, output, root, step};
use crate::toolchain;

/// The one version of the tool: what it writes is part of a release.
const CYCLONEDX: &str = "0.5.9";

/// Writes both.
pub(crate) fn write() -> Outcome {
    toolchain::ensure()?;
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if !has("cargo-cyclonedx") {
        step(
            "install the crates' reader",
            cargo().args(["install", "--quiet", "--debug", "--locked", "cargo-cyclonedx", "--version", CYCLONEDX]),
        )?;
    }
    // It writes beside the manifest of each member of the workspace; the shell's is the application's.
    let name = "flightdeck-crates";
    step(
        "read the crates",
        cargo().args(["cyclonedx", "--format", "json", "--target", "all", "--override-filename", name]),
    )?;
    for member in [
        "src-tauri",
        "tests",
        "crates/connect-api",
        "crates/connect-simulator",
        "crates/flightdeck-core",
        "crates/xtask",
    ] {
        let written = root().join(member).join(format!("{name}.json"));
        let moved = match member {
            "src-tauri" => fs::rename(&written, folder.join(format!("{name}.cdx.json"))),
            _ => fs::remove_file(&written),
        };
        moved.map_err(|error| format!("{}: {error}", written.display()))?;
    }
    page::packages()?;
    let packages = output(
        "read the page's packages",
        &mut page::npm(&["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--omit", "dev"]),
    )?;
    let page = folder.join("flightdeck-page.cdx.json");
    fs::write(&page, packages).map_err(|error| format!("{}: {error}", page.display()))?;
    eprintln!("Both are under {}", folder.display());
    Ok(())
}
