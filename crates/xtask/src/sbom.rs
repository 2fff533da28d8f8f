//! `sbom`: what the application is made of, as CycloneDX: its crates and its page's packages, each of them a file of `target/sbom`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::page;
use crate::steps::{Outcome, cargo, cargo_has, output, root, step};
use crate::toolchain;

/// The one version of the tool: what it writes is part of a release.
const CYCLONEDX: &str = "0.5.9";

/// Writes both.
pub(crate) fn write() -> Outcome {
    toolchain::ensure()?;
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    cargo_has("cyclonedx", CYCLONEDX)?;
    let name = "flightdeck-crates";
    step(
        "read the crates",
        cargo().args([
            "cyclonedx",
            "--quiet",
            "--format",
            "json",
            "--spec-version",
            "1.5",
            "--target",
            "all",
            "--override-filename",
            name,
        ]),
    )?;
    // It writes beside the manifest of every member of the workspace; the shell's is the application's.
    let about =
        output("list the members", cargo().args(["metadata", "--locked", "--no-deps", "--format-version", "1"]))?;
    for (member, place) in members(&about)? {
        let written = place.join(format!("{name}.json"));
        let outcome = match member.as_str() {
            "flightdeck" => fs::rename(&written, folder.join(format!("{name}.cdx.json"))),
            _ => fs::remove_file(&written),
        };
        outcome.map_err(|error| format!("{}: {error}", written.display()))?;
    }
    page::packages()?;
    // With the packages that only build it: what they compile in, Svelte's runtime first, is in the page too.
    let packages = output(
        "read the page's packages",
        &mut page::npm(&["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application"]),
    )?;
    let page = folder.join("flightdeck-page.cdx.json");
    fs::write(&page, packages).map_err(|error| format!("{}: {error}", page.display()))?;
    eprintln!("Both are under {}", folder.display());
    Ok(())
}

/// The workspace's members, by name, and the folder of each.
fn members(metadata: &str) -> Result<Vec<(String, PathBuf)>, String> {
    let metadata: Value =
        serde_json::from_str(metadata).map_err(|error| format!("cargo described nothing: {error}"))?;
    let packages = metadata["packages"].as_array().ok_or("cargo described no packages")?;
    let member = |package: &Value| {
        let manifest = PathBuf::from(package["manifest_path"].as_str()?);
        Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
    };
    Ok(packages.iter().filter_map(member).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_where_their_manifests_are() {
        let metadata = r#"{"packages":[{"name":"flightdeck","manifest_path":"/w/src-tauri/Cargo.toml"}]}"#;
        assert_eq!(
            members(metadata),
            Ok(vec![("flightdeck".into(), PathBuf::from("/w/src-tauri"))]),
            "a bill that is not found there would be missing from a release"
        );
        assert!(members("{}").is_err(), "nothing described is not an empty workspace");
    }

    #[test]
    fn the_page_bears_the_version_of_the_workspace() {
        let page: Value = serde_json::from_str(include_str!("../../../ui/package.json")).unwrap_or_default();
        assert_eq!(
            page["version"],
            env!("CARGO_PKG_VERSION"),
            "the page's bill of materials must name the release it is of"
        );
    }
}
