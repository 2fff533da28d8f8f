//! The house rules that no compiler checks: which way dependencies point, and how long a file may be.
// Helpers of tests fail by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// The longest a file of code may be, in lines.
const LINES: usize = 400;

/// Tables of data, which grow with their subject and are not code to be split: path from the root of the workspace.
const TABLES: [&str; 0] = [];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Asked once: cargo answers one question at a time.
static WORKSPACE: LazyLock<Graph> = LazyLock::new(Graph::of_workspace);

/// Which packages each package of the workspace reaches through normal dependencies, on any platform.
struct Graph {
    names: BTreeMap<String, String>,
    edges: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn of_workspace() -> Graph {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
        Graph::read(&serde_json::from_slice(&output.stdout).unwrap())
    }

    fn read(metadata: &Value) -> Graph {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let names =
            metadata["packages"].as_array().unwrap().iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
        let normal =
            |dependency: &&Value| dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
        let edges = metadata["resolve"]["nodes"].as_array().unwrap().iter().map(|node| {
            let targets =
                node["deps"].as_array().unwrap().iter().filter(normal).map(|dependency| text(&dependency["pkg"]));
            (text(&node["id"]), targets.collect())
        });
        let edges = edges.collect();
        Graph { names, edges }
    }

    /// The names of everything a package reaches, itself left out, each with the way it is reached.
    fn reached(&self, package: &str) -> BTreeMap<&str, String> {
        let start = self.names.iter().find(|(_, name)| *name == package).map(|(id, _)| id.as_str());
        let start = start.unwrap_or_else(|| panic!("the workspace has no package {package}"));
        let mut ways = BTreeMap::new();
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![(start, package.to_owned())];
        while let Some((id, way)) = open.pop() {
            for next in &self.edges[id] {
                if seen.insert(next) {
                    let name = self.names[next].as_str();
                    let further = format!("{way} → {name}");
                    ways.insert(name, further.clone());
                    open.push((next, further));
                }
            }
        }
        ways
    }
}

fn is_desktop(name: &str) -> bool {
    name.starts_with("tauri") || name == "wry" || name == "tao"
}

#[test]
fn nothing_below_the_shell_knows_the_desktop() {
    let graph = &*WORKSPACE;
    for package in ["connect-api", "connect-simulator", "flightdeck-core"] {
        let reached = graph.reached(package);
        assert!(reached.contains_key("serde"), "{package} uses serde; a walk that misses it would prove nothing");
        let desktop: Vec<&String> = reached.iter().filter(|(name, _)| is_desktop(name)).map(|(_, way)| way).collect();
        assert!(desktop.is_empty(), "{package} must stay testable without a window, but: {desktop:#?}");
    }
    let shell = graph.reached("flightdeck");
    assert!(
        shell.keys().any(|name| is_desktop(name)),
        "the shell does reach tauri; otherwise this test looks for the wrong names"
    );
}

#[test]
fn client_and_simulator_share_nothing() {
    let graph = &*WORKSPACE;
    for (package, other) in [("connect-api", "connect-simulator"), ("connect-simulator", "connect-api")] {
        let way = graph.reached(package).get(other).cloned();
        assert_eq!(way, None, "two implementations check each other only as long as neither leans on the other");
    }
}

#[test]
fn the_client_knows_no_disk_database_or_keyring() {
    let graph = &*WORKSPACE;
    for package in ["connect-api", "connect-simulator"] {
        let reached = graph.reached(package);
        for foreign in ["flightdeck-core", "flightdeck", "rusqlite", "keyring", "keyring-core"] {
            assert_eq!(reached.get(foreign), None, "{package} knows HTTP and nothing of this machine");
        }
    }
}

#[test]
fn the_graph_walk_follows_normal_dependencies_only() {
    let metadata = serde_json::json!({
        "packages": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "tauri"}, {"id": "4", "name": "wry"}],
        "resolve": {"nodes": [
            {"id": "1", "deps": [{"pkg": "2", "dep_kinds": [{"kind": "dev"}, {"kind": null, "target": "cfg(windows)"}]}]},
            {"id": "2", "deps": [{"pkg": "3", "dep_kinds": [{"kind": null}]}, {"pkg": "4", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]}]},
            {"id": "3", "deps": []},
            {"id": "4", "deps": []},
        ]},
    });
    let graph = Graph::read(&metadata);
    let reached = graph.reached("a");
    assert_eq!(
        reached.get("tauri").map(String::as_str),
        Some("a → b → tauri"),
        "a dependency of one platform counts, at any depth"
    );
    assert_eq!(reached.get("wry"), None, "what only tests or build scripts use is not in the program");
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut folders = vec![root().join("src-tauri/src"), root().join("tests/src"), root().join("tests/tests")];
    folders.extend(std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src")));
    let mut found = Vec::new();
    folders.iter().filter(|folder| folder.is_dir()).for_each(|folder| rust_files(folder, &mut found));
    assert!(found.iter().any(|path| path.ends_with("tests/tests/house.rs")), "the search must at least find this file");
    found
}

#[test]
fn no_file_is_too_long_to_read() {
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    let long: Vec<String> = all_sources()
        .iter()
        .map(|path| (name(path), std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(name, lines)| *lines > LINES && !TABLES.contains(&name.as_str()))
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "past {LINES} lines a file has two subjects; split it: {long:#?}");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<PathBuf> =
        all_sources().into_iter().filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "a file whose first line does not tell its job has none yet: {silent:#?}");
}

/// The oddities that the client must survive are numbered 1 to 26; a number without a test is a promise without proof.
#[test]
fn every_oddity_of_the_api_has_a_test_of_its_number() {
    let text: String = all_sources()
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("survival_")))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let untested: Vec<u32> = (1..=26).filter(|row| !text.contains(&format!("async fn row_{row:02}_"))).collect();
    assert!(untested.is_empty(), "no test is named after these: {untested:?}");
}
