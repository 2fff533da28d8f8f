//! Which way dependencies point between packages, whatever the platform.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::files::root;

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
    for package in ["connect-api", "connect-simulator", "flightdeck-core", "flightdeck-fuzz"] {
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
fn nothing_that_ships_brings_the_fuzzer() {
    for package in ["flightdeck", "flightdeck-plan"] {
        assert_eq!(WORKSPACE.reached(package).get("flightdeck-fuzz"), None, "{package} has no use for it");
    }
    let reached = WORKSPACE.reached("flightdeck-fuzz");
    assert!(reached.contains_key("flightdeck-core"), "it reaches what it tries; else this walk proves nothing");
    assert_eq!(reached.get("connect-simulator"), None, "its inputs are bytes, from nobody");
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
