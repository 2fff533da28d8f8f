//! How long a file may be, what its first line tells, and who on the page may reach the desktop.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest a file of code may be, in lines.
const LINES: usize = 400;

/// Tables of data and generated files, which grow with their subject and are not code to be split: path from the root.
const TABLES: [&str; 2] = ["ui/src/lib/transport/types.ts", "ui/src/dev/readings.ts"];

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A path as it is told: from the root, with slashes.
pub(crate) fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// All files below a folder with one of these endings.
pub(crate) fn below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The Rust files of every package: program, tests, examples, build scripts.
fn rust_sources() -> Vec<PathBuf> {
    let mut packages = vec![root().join("src-tauri"), root().join("tests")];
    packages.extend(fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path()));
    let mut found = Vec::new();
    for package in packages {
        for folder in ["src", "tests", "examples", "benches"] {
            found.extend(below(&package.join(folder), &["rs"]));
        }
        found.extend(Some(package.join("build.rs")).filter(|script| script.is_file()));
    }
    for expected in ["tests/tests/house/files.rs", "crates/connect-api/tests/client/main.rs", "src-tauri/build.rs"] {
        assert!(found.iter().any(|path| name(path) == expected), "the search must at least find {expected}");
    }
    found
}

fn page_sources() -> Vec<PathBuf> {
    let found = below(&root().join("ui/src"), &["ts", "svelte", "css", "js"]);
    assert!(found.iter().any(|path| path.ends_with("App.svelte")), "the search must at least find the page's root");
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn no_file_is_too_long_to_read() {
    let all = rust_sources().into_iter().chain(page_sources());
    let long: Vec<String> = all
        .map(|path| (name(&path), text(&path).lines().count()))
        .filter(|(name, lines)| *lines > LINES && !TABLES.contains(&name.as_str()))
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "past {LINES} lines a file has two subjects; split it: {long:#?}");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<String> =
        rust_sources().iter().filter(|path| !text(path).starts_with("//! ")).map(|path| name(path)).collect();
    assert!(silent.is_empty(), "a file whose first line does not tell its job has none yet: {silent:#?}");
}

#[test]
fn the_page_reaches_the_desktop_in_one_folder_only() {
    let reaches = |path: &PathBuf| text(path).contains("@tauri-apps/");
    let (inside, outside): (Vec<String>, Vec<String>) = page_sources()
        .iter()
        .filter(|path| reaches(path))
        .map(|path| name(path))
        .partition(|name| name.starts_with("ui/src/lib/transport/"));
    assert!(!inside.is_empty(), "the transport does reach it; otherwise this test looks for the wrong words");
    assert!(outside.is_empty(), "take a Transport instead, which tests can put another in the place of: {outside:#?}");
}

/// What `crates/fuzz` reaches in core is no way in for anybody else.
#[test]
fn one_crate_goes_through_the_door_of_the_fuzzer() {
    let (inside, outside): (Vec<String>, Vec<String>) = rust_sources()
        .iter()
        .filter(|path| text(path).contains(concat!("flightdeck_core::", "fuzzing")))
        .map(|path| name(path))
        .partition(|name| name.starts_with("crates/fuzz/"));
    assert!(!inside.is_empty(), "the fuzzer does; otherwise this test looks for the wrong words");
    assert!(outside.is_empty(), "what is of use to others is an interface of its own: {outside:#?}");
}

/// Tests stand in `tests.rs` beside what they test, or in the file itself; integration tests of a package are one program.
#[test]
fn tests_have_one_place() {
    let odd: Vec<String> = rust_sources()
        .iter()
        .filter(|path| name(path).ends_with("_tests.rs") || text(path).lines().any(|line| line.starts_with("#[path")))
        .map(|path| name(path))
        .collect();
    assert!(odd.is_empty(), "the tests of `x.rs` stand in `x/tests.rs`: {odd:#?}");
}
