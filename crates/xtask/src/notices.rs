//! `notices`: the licences of everything that is in the application, crates and page, in one text: `THIRD-PARTY.txt`. Committed, compared in CI,
//! and shown by the application itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::page;
use crate::steps::{Outcome, cargo, output, root};

const FILE: &str = "THIRD-PARTY.txt";
/// How the files are called that hold a licence, or what has to be said with one.
const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];
const HEAD: &str = "\
Third-party notices of Flightdeck

What others wrote and Flightdeck has in it, each with its licence, then the texts. A package names its texts by their numbers; one without a
number brought none: it is under the licence that it names, and is by those who are named. Written by `cargo xtask notices`.
";

/// A package that is in the application.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
    /// Who wrote it, where it says so: told where it brings no text.
    authors: Vec<String>,
    folder: PathBuf,
}

/// Writes it.
pub(crate) fn write() -> Outcome {
    let (path, text) = made()?;
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Fails where what is committed is not what would be written.
pub(crate) fn check() -> Outcome {
    let (path, text) = made()?;
    let committed = fs::read_to_string(&path).unwrap_or_default();
    // Git may have given it another line ending.
    if committed.replace("\r\n", "\n") == text {
        return Ok(());
    }
    Err(format!("{FILE} is not what the packages say: run `cargo xtask notices`, and commit what it wrote."))
}

fn made() -> Result<(PathBuf, String), String> {
    let metadata =
        output("list the crates", cargo().args(["metadata", "--locked", "--format-version", "1", "--all-features"]))?;
    let metadata = serde_json::from_str(&metadata).map_err(|error| format!("cargo described nothing: {error}"))?;
    page::packages()?;
    let ui = root().join("ui");
    let lock = fs::read_to_string(ui.join("package-lock.json")).map_err(|error| format!("the page's lock: {error}"))?;
    let lock = serde_json::from_str(&lock).map_err(|error| format!("the page's lock: {error}"))?;
    let all = [("Crates", crates(&metadata)?), ("Packages of the page", packages(&lock, &ui)?)];
    Ok((root().join(FILE), told(&all)?))
}

/// The crates that the shell reaches, on any system, itself and its siblings left out.
fn crates(metadata: &Value) -> Result<Vec<Package>, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, &Value> =
        metadata["packages"].as_array().into_iter().flatten().map(|one| (text(&one["id"]), one)).collect();
    let nodes: BTreeMap<String, &Value> =
        metadata["resolve"]["nodes"].as_array().into_iter().flatten().map(|one| (text(&one["id"]), one)).collect();
    let shell = packages.iter().find(|(_, one)| one["name"] == "flightdeck" && one["source"].is_null());
    let (shell, _) = shell.ok_or("the workspace has no package flightdeck")?;
    let (mut seen, mut open) = (BTreeSet::from([shell.clone()]), vec![shell.clone()]);
    while let Some(id) = open.pop() {
        for edge in nodes.get(&id).and_then(|node| node["deps"].as_array()).into_iter().flatten() {
            let normal = edge["dep_kinds"].as_array().is_some_and(|all| all.iter().any(|one| one["kind"].is_null()));
            if normal && seen.insert(text(&edge["pkg"])) {
                open.push(text(&edge["pkg"]));
            }
        }
    }
    let foreign = seen.iter().filter_map(|id| packages.get(id)).filter(|one| !one["source"].is_null());
    let mut all: Vec<Package> = foreign
        .map(|one| Package {
            name: text(&one["name"]),
            version: text(&one["version"]),
            licence: one["license"].as_str().unwrap_or("as its text says").to_owned(),
            authors: one["authors"].as_array().into_iter().flatten().map(text).collect(),
            folder: Path::new(&text(&one["manifest_path"])).parent().map(Path::to_owned).unwrap_or_default(),
        })
        .collect();
    all.sort();
    if all.is_empty() { Err("no crate was found that the shell reaches".to_owned()) } else { Ok(all) }
}

/// The packages that are in the page: what it depends on, and what these depend on. What only builds it is not.
fn packages(lock: &Value, ui: &Path) -> Result<Vec<Package>, String> {
    let installed = lock["packages"].as_object().ok_or("the page's lock lists no packages")?;
    let foreign =
        installed.iter().filter(|(place, one)| !place.is_empty() && one["dev"] != true && one["peer"] != true);
    let mut all: Vec<Package> = foreign
        .map(|(place, one)| Package {
            name: place.rsplit("node_modules/").next().unwrap_or(place).to_owned(),
            version: one["version"].as_str().unwrap_or_default().to_owned(),
            licence: one["license"].as_str().unwrap_or("as its text says").to_owned(),
            authors: Vec::new(),
            folder: ui.join(place),
        })
        .collect();
    all.sort();
    if all.is_empty() { Err("the page's lock lists no packages".to_owned()) } else { Ok(all) }
}

/// The whole text: the packages, then each text once.
fn told(all: &[(&str, Vec<Package>)]) -> Result<String, String> {
    let (mut numbers, mut texts) = (BTreeMap::new(), Vec::new());
    let mut said = HEAD.to_owned();
    for (title, packages) in all {
        said.push_str(&format!("\n── {title}\n\n"));
        for Package { name, version, licence, authors, folder } in packages {
            let mut named = BTreeSet::new();
            for text in texts_in(folder)? {
                let next = texts.len() + 1;
                let number = *numbers.entry(words(&text)).or_insert(next);
                if number == next {
                    texts.push(text);
                }
                named.insert(number);
            }
            let named: Vec<String> = named.iter().map(ToString::to_string).collect();
            let last = match (named.as_slice(), authors.as_slice()) {
                ([], []) => "by those who made it".to_owned(),
                ([], authors) => format!("by {}", authors.join(", ")),
                (named, _) => named.join(" "),
            };
            said.push_str(&format!("{name} {version} · {licence} · {last}\n"));
        }
    }
    for (at, text) in texts.iter().enumerate() {
        said.push_str(&format!("\n── Text {}\n\n{text}\n", at + 1));
    }
    Ok(said)
}

/// The texts that a package brings, in the order of their names.
fn texts_in(folder: &Path) -> Result<Vec<String>, String> {
    let said = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let code = [".rs", ".js", ".ts", ".toml", ".json"].iter().any(|ending| name.ends_with(ending));
        if NAMES.iter().any(|begin| name.starts_with(begin)) && !code && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let texts =
        paths.iter().map(|path| fs::read(path).map(|bytes| tidy(&String::from_utf8_lossy(&bytes))).map_err(said));
    let texts: Result<Vec<String>, String> = texts.collect();
    Ok(texts?.into_iter().filter(|text| !text.is_empty()).collect())
}

/// One line ending, and no blanks at the ends of lines.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// What makes two texts the same: their words, however they are laid out.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &Path, name: &str, files: &[(&str, &str)]) -> Package {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        Package { name: name.into(), version: "1.0.0".into(), licence: "MIT".into(), authors: vec!["C".into()], folder }
    }

    #[test]
    fn a_text_stands_once_however_it_is_laid_out() {
        let folder = std::env::temp_dir().join(format!("flightdeck-notices-{}", std::process::id()));
        let a = package(
            &folder,
            "a",
            &[("LICENSE", "Be kind.  \r\nAlways.\r\n"), ("lib.rs", "code"), ("NOTICE.md", "By A")],
        );
        let b = package(&folder, "b", &[("licence.txt", "\nBe kind.\nAlways."), ("license.rs", "code")]);
        let c = package(&folder, "c", &[]);
        let said = told(&[("Crates", vec![a, b, c])]).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(said.contains("a 1.0.0 · MIT · 1 2\nb 1.0.0 · MIT · 1\nc 1.0.0 · MIT · by C\n"), "{said}");
        assert!(said.ends_with("── Text 1\n\nBe kind.\nAlways.\n\n── Text 2\n\nBy A\n"), "{said}");
    }

    #[test]
    fn only_what_the_shell_is_made_of_is_told() {
        let dep = |id: &str, kind: Value| serde_json::json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let of = |name: &str, source: Value| {
            serde_json::json!({ "id": name, "name": name, "version": "1", "license": "MIT", "source": source,
                "manifest_path": format!("/r/{name}/Cargo.toml") })
        };
        let metadata = serde_json::json!({
            "packages": [of("flightdeck", Value::Null), of("core", Value::Null), of("used", "r".into()), of("tests", "r".into())],
            "resolve": { "nodes": [
                { "id": "flightdeck", "deps": [dep("core", Value::Null), dep("tests", "dev".into())] },
                { "id": "core", "deps": [dep("used", Value::Null)] },
            ] },
        });
        let names: Vec<String> = crates(&metadata).unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["used"], "neither our own crates nor what only tests use");
        let lock = serde_json::json!({ "packages": {
            "": {}, "node_modules/@a/used": { "version": "2", "license": "ISC" }, "node_modules/built": { "dev": true },
        } });
        let names: Vec<String> = packages(&lock, Path::new("ui")).unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["@a/used"], "what only builds the page is not in it");
    }
}
