//! The tools that a person brings: Rust, Node and npm. Looked at first, so that nothing fails halfway for want of one.

use std::path::Path;
use std::process::Command;

use crate::steps::{Outcome, command};

struct Tool {
    name: &'static str,
    program: &'static str,
    needed: (u32, u32),
    from: &'static str,
}

/// npm is a script on Windows, and a script is not found without its ending.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Installs exactly what is locked.
pub(crate) const AS_LOCKED: [&str; 3] = ["ci", "--no-audit", "--no-fund"];

/// An npm command in a folder.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut npm = command(NPM);
    npm.current_dir(folder).args(arguments);
    npm
}

const TOOLS: [Tool; 3] = [
    Tool {
        name: "Rust",
        program: "rustc",
        needed: (1, 95),
        from: "`rustup update stable`, or https://rustup.rs where there is no rustup",
    },
    Tool { name: "Node", program: "node", needed: (20, 19), from: "https://nodejs.org" },
    Tool {
        name: "npm",
        program: NPM,
        needed: (9, 0),
        from: "it comes with Node from https://nodejs.org; Debian packs it apart, as npm",
    },
];

/// Says what is missing or too old, all of it at once.
pub(crate) fn ensure() -> Outcome {
    let wrong: Vec<String> =
        TOOLS.iter().filter_map(|tool| complaint(tool, version(tool.program).as_deref())).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn version(program: &str) -> Option<String> {
    let answer = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    Some(text.lines().next()?.trim().to_owned())
}

/// What is wrong with a tool that says this about its version; nothing where it serves.
fn complaint(tool: &Tool, found: Option<&str>) -> Option<String> {
    if found.and_then(numbers).is_some_and(|numbers| numbers >= tool.needed) {
        return None;
    }
    let (major, minor) = tool.needed;
    let found = found.unwrap_or("none");
    Some(format!("{} {major}.{minor} or newer is needed; found: {found}. Get it: {}.", tool.name, tool.from))
}

/// The first two numbers of a version, whatever stands before and behind them.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let word = text
        .split_whitespace()
        .find(|word| word.trim_start_matches('v').starts_with(|first: char| first.is_ascii_digit()))?;
    let mut numbers = word.trim_start_matches('v').split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_tools_print_them() {
        for (text, expected) in [
            ("v20.20.2", Some((20, 20))),
            ("v24.1.0", Some((24, 1))),
            ("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95))),
            ("rustc 1.96.0-nightly (abc 2026-03-01)", Some((1, 96))),
            ("10.8.2", Some((10, 8))),
            ("none", None),
            ("", None),
        ] {
            assert_eq!(numbers(text), expected, "{text:?} decides whether anything is built");
        }
    }

    #[test]
    fn a_tool_that_is_missing_or_too_old_is_told_with_what_was_found() {
        let [rust, node, npm] = &TOOLS;
        for (tool, found, expected) in [
            (rust, Some("rustc 1.95.0 (x)"), None),
            (
                rust,
                Some("rustc 1.94.1 (x)"),
                Some("Rust 1.95 or newer is needed; found: rustc 1.94.1 (x). Get it: `rustup update"),
            ),
            (node, Some("v20.19.0"), None),
            (node, Some("v22.0.0"), None),
            (
                node,
                Some("v18.19.1"),
                Some("Node 20.19 or newer is needed; found: v18.19.1. Get it: https://nodejs.org"),
            ),
            (node, None, Some("Node 20.19 or newer is needed; found: none.")),
            (npm, Some("9.2.0"), None),
            (npm, Some("not a version"), Some("npm 9.0 or newer is needed; found: not a version.")),
        ] {
            let told = complaint(tool, found);
            match expected {
                None => assert_eq!(told, None, "{found:?} serves"),
                Some(words) => assert!(
                    told.as_deref().is_some_and(|told| told.starts_with(words)),
                    "{found:?} must be told as {words:?}: {told:?}"
                ),
            }
        }
    }

    #[test]
    fn what_is_needed_is_what_the_manifests_say() {
        let [rust, node, _] = &TOOLS;
        let manifest = include_str!("../../../Cargo.toml");
        let needed = format!("rust-version = \"{}.{}\"", rust.needed.0, rust.needed.1);
        assert!(manifest.contains(&needed), "the workspace must ask for the same Rust: {needed}");
        let page: serde_json::Value =
            serde_json::from_str(include_str!("../../../ui/package.json")).unwrap_or_default();
        assert_eq!(
            page["engines"]["node"],
            format!(">={}.{}", node.needed.0, node.needed.1),
            "and the page for the same Node"
        );
    }
}
