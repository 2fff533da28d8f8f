//! What the program is made of: the policy of its packages, what is known against them, and a page that two builds make alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::steps::{Outcome, cargo, cargo_has, root, step, step_aside, target};
use crate::{page, tools};

/// The one version of the policy checker, so that a new lint of it cannot break an old commit.
const DENY: &str = "0.20.2";

/// Licences, sources and what is known against crates, the page's packages and what packs them.
pub(crate) fn policy() -> Outcome {
    cargo_has("deny", DENY)?;
    step("dependency policy", cargo().args(["deny", "--locked", "check", "bans", "licenses", "sources"]))?;
    known_of_crates()?;
    known_of("the page's packages", page::npm(&AUDIT))?;
    tools::ALL.iter().try_for_each(|tool| known_of(tool, tools::npm(tool, &AUDIT)))
}

/// Known vulnerabilities. Their database lives on the network; without it this says so, and does not pretend.
fn known_of_crates() -> Outcome {
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

const AUDIT: [&str; 4] = ["audit", "--json", "--fetch-retries=1", "--fetch-timeout=20000"];

/// The same of packages from Node's registry, those that only build something included. The registry is asked.
fn known_of(what: &str, mut asked: Command) -> Outcome {
    let answer = asked.stderr(Stdio::null()).output().map_err(|error| format!("npm could not start: {error}"))?;
    match audit(&String::from_utf8_lossy(&answer.stdout)) {
        Audit::Clean => {
            eprintln!("── known vulnerabilities of {what}: none");
            Ok(())
        }
        Audit::Unanswered => {
            eprintln!("── known vulnerabilities of {what}: NOT CHECKED, the registry does not tell them from here");
            Ok(())
        }
        Audit::Found(packages) => Err(format!("known vulnerabilities of {what}: {}", packages.join(", "))),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Audit {
    Clean,
    Found(Vec<String>),
    /// There is no report: it was not asked, not answered, or not understood.
    Unanswered,
}

fn audit(report: &str) -> Audit {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let (Some(found), true) = (report["vulnerabilities"].as_object(), report["metadata"].is_object()) else {
        return Audit::Unanswered;
    };
    let told = |(name, one): (&String, &Value)| {
        format!("{name} ({})", one["severity"].as_str().unwrap_or("of unknown severity"))
    };
    if found.is_empty() { Audit::Clean } else { Audit::Found(found.iter().map(told).collect()) }
}

/// Builds the page once more, elsewhere, at another place on the clock and in another language, and compares it byte for byte with the build
/// that stands in `ui/dist`.
pub(crate) fn same_page_twice() -> Outcome {
    let again = target().join("page-again");
    let out = again.display().to_string();
    step_aside(
        "the page built again",
        page::npm(&["run", "build", "--", "--outDir", &out, "--emptyOutDir"])
            .env("TZ", "Pacific/Auckland")
            .env("LC_ALL", "de_DE.UTF-8")
            .env("LANG", "de_DE.UTF-8"),
    )?;
    let (first, second) = (files(&root().join("ui/dist"))?, files(&again)?);
    let apart = apart(&first, &second);
    if !apart.is_empty() {
        return Err(format!(
            "two builds of the page differ, so that nobody can tell what was built: {}",
            apart.join(", ")
        ));
    }
    eprintln!("   the page is the same twice: {} files", first.len());
    Ok(())
}

/// Files by name, with their bytes.
type Files = BTreeMap<String, Vec<u8>>;

fn files(folder: &Path) -> Result<Files, String> {
    let mut found = Files::new();
    collect(folder, folder, &mut found).map_err(|error| format!("{}: {error}", folder.display()))?;
    if found.is_empty() { Err(format!("{} is empty", folder.display())) } else { Ok(found) }
}

fn collect(top: &Path, folder: &Path, into: &mut Files) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(top, &path, into)?;
        } else {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
            into.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}

/// The files that are not in both, or not the same.
fn apart(first: &Files, second: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    names.into_iter().filter(|name| first.get(*name) != second.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_report_says_that_nothing_is_known() {
        for (report, expected) in [
            (
                r#"{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0}}}"#,
                Audit::Clean,
            ),
            (
                r#"{"vulnerabilities":{"left-pad":{"severity":"high"}},"metadata":{}}"#,
                Audit::Found(vec!["left-pad (high)".to_owned()]),
            ),
            (r#"{"message":"405 Method Not Allowed","statusCode":405}"#, Audit::Unanswered),
            (r#"{"vulnerabilities":{}}"#, Audit::Unanswered),
            ("", Audit::Unanswered),
        ] {
            assert_eq!(audit(report), expected, "silence is no clean report: {report}");
        }
    }

    #[test]
    fn a_file_that_differs_or_is_missing_is_named() {
        let of = |files: &[(&str, u8)]| {
            files.iter().map(|(name, byte)| ((*name).to_owned(), vec![*byte])).collect::<Files>()
        };
        let first = of(&[("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(apart(&first, &of(&[("a", 1), ("b", 2), ("c", 3)])), Vec::<String>::new(), "the same is the same");
        assert_eq!(apart(&first, &of(&[("a", 1), ("b", 9), ("d", 3)])), ["b", "c", "d"], "changed, gone and new");
    }
}
