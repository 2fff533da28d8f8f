//! No circles between the modules of a package: what leans on each other in a circle cannot be read, tested or moved alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::files::{below, root};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// The modules of a package by their paths (`pages::course`), each with the text that is compiled into the program.
fn modules(package: &str) -> BTreeMap<String, String> {
    let source = root().join("crates").join(package).join("src");
    let files: BTreeMap<String, String> = below(&source, &["rs"])
        .iter()
        .map(|path| (module_of(path.strip_prefix(&source).unwrap()), fs::read_to_string(path).unwrap()))
        .collect();
    let for_tests: Vec<String> = files.iter().flat_map(|(module, text)| test_modules(module, text)).collect();
    let kept = files
        .into_iter()
        .filter(|(module, _)| !for_tests.iter().any(|test| module == test || module.starts_with(&format!("{test}::"))));
    kept.map(|(module, text)| (module, program(&text))).collect()
}

/// `pages/course.rs` is `pages::course`, `fleet/mod.rs` is `fleet`; the root has no name.
fn module_of(path: &Path) -> String {
    let parts: Vec<String> = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !["mod", "lib", "main"].contains(part)).collect();
    parts.join("::")
}

/// The modules that this one declares for tests only.
fn test_modules(module: &str, text: &str) -> Vec<String> {
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| rest.lines().next());
    let names = declared.filter_map(|line| line.strip_suffix(';')?.split_once("mod ").map(|(_, name)| name));
    names.map(|name| if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }).collect()
}

/// The text without comments and without the tests at its end.
fn program(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The paths that begin here, after `crate::` or `super::`: `a::b`, or all of `a::{b, c::D}`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if let Some(inner) = rest.strip_prefix('{').filter(|_| word.is_empty()) {
        return branches(inner).into_iter().flat_map(|branch| paths(branch.trim())).collect();
    }
    match rest.strip_prefix("::") {
        Some(rest) if !word.is_empty() => {
            let further = paths(rest).into_iter();
            further.map(|tail| [vec![word.to_owned()], tail].concat()).collect()
        }
        _ => vec![vec![word.to_owned()]],
    }
}

/// The parts between commas of a group, up to the brace that closes it.
fn branches(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&text[from..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts
}

/// What a module names, as paths from the root.
fn named(module: &str, text: &str) -> Vec<Vec<String>> {
    let here: Vec<String> = module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut all: Vec<Vec<String>> = text.split("crate::").skip(1).flat_map(paths).collect();
    for rest in text.split("super::").skip(1) {
        // `super::super::` gives an empty rest here, and is not used in this house.
        let parent = here[..here.len().saturating_sub(1)].to_vec();
        all.extend(paths(rest).into_iter().map(|tail| [parent.clone(), tail].concat()));
    }
    all
}

/// Which module leans on which. What a parent takes from its children does not count: it is made of them.
fn graph(modules: &BTreeMap<String, String>) -> Graph {
    let mut graph = Graph::new();
    for (module, text) in modules.iter().filter(|(module, _)| !module.is_empty()) {
        for path in named(module, text) {
            let deepest =
                (1..=path.len()).rev().map(|length| path[..length].join("::")).find(|path| modules.contains_key(path));
            let Some(other) = deepest.filter(|other| other != module) else { continue };
            if !other.starts_with(&format!("{module}::")) {
                graph.entry(module.clone()).or_default().insert(other);
            }
        }
    }
    graph
}

/// The same between the folders and files at the top.
fn at_the_top(graph: &Graph) -> Graph {
    let top = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let mut folded = Graph::new();
    for (module, others) in graph {
        let others = others.iter().map(|other| top(other)).filter(|other| *other != top(module));
        folded.entry(top(module)).or_default().extend(others);
    }
    folded
}

/// The modules that reach themselves, each with those of its circle that it names.
fn circles(graph: &Graph) -> Vec<String> {
    let reached = |from: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(module) = open.pop() {
            for next in graph.get(&module).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let inside: BTreeSet<&String> = graph.keys().filter(|module| reached(module).contains(*module)).collect();
    let told = |module: &&String| {
        let next: Vec<&str> = graph[*module].iter().filter(|next| inside.contains(next)).map(String::as_str).collect();
        format!("{module} → {}", next.join(", "))
    };
    inside.iter().map(told).collect()
}

#[test]
fn no_modules_lean_on_each_other_in_a_circle() {
    for package in ["connect-api", "connect-simulator", "flightdeck-core"] {
        let graph = graph(&modules(package));
        assert!(
            graph.len() > 10,
            "{package} has modules that use each other; a reading that misses them proves nothing"
        );
        for graph in [at_the_top(&graph), graph] {
            let circles = circles(&graph);
            assert!(circles.is_empty(), "{package}: move what both need to a place of its own: {circles:#?}");
        }
    }
}

#[test]
fn a_circle_is_found_wherever_it_hides() {
    let read = |files: &[(&str, &str)]| {
        let files: BTreeMap<String, String> =
            files.iter().map(|(name, text)| ((*name).into(), program(text))).collect();
        circles(&at_the_top(&graph(&files))).len() + circles(&graph(&files)).len()
    };
    let table = [
        (0, "one way", vec![("a", "use crate::b::B;"), ("b", "")]),
        (4, "straight", vec![("a", "use crate::b::B;"), ("b", "use crate::a::A;")]),
        (
            4,
            "in a group",
            vec![("a", "use crate::{\n    b::{B, C},\n    c,\n};"), ("b", "use crate::{c::D, a};"), ("c", "")],
        ),
        (4, "without a use", vec![("a", "fn f() { crate::b::g(); }"), ("b", "use crate::a::f;")]),
        (0, "in a comment", vec![("a", "use crate::b::B;"), ("b", "//! See [`crate::a::A`].")]),
        (0, "in tests", vec![("a", "use crate::b::B;"), ("b", "\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}")]),
        (0, "a parent and its child", vec![("a", "use crate::a::x::X;"), ("a::x", "use super::A;")]),
        (2, "two children", vec![("a", ""), ("a::x", "use super::y::Y;"), ("a::y", "use crate::a::x::X;")]),
        (
            2,
            "two folders",
            vec![("a::x", "use crate::b::x::X;"), ("b::x", ""), ("b::y", "use crate::a::y::Y;"), ("a::y", "")],
        ),
    ];
    for (found, what, files) in table {
        assert_eq!(read(&files), found, "{what}");
    }
}
