//! What docs/security.md promises, and the tests that it names: a promise whose test is gone is none.

use std::collections::BTreeSet;
use std::fs;

use crate::files::{below, root};

/// The tests that tables and sentences name, in backticks: words in small letters with underscores between.
fn named(document: &str) -> BTreeSet<String> {
    let quoted = document.split('`').skip(1).step_by(2);
    let is_test = |word: &&str| {
        word.matches('_').count() > 1 && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    quoted.filter(is_test).map(str::to_owned).collect()
}

/// The tests of every package.
fn tests() -> BTreeSet<String> {
    let folders = ["crates", "src-tauri/src", "tests/tests"];
    let files = folders.iter().flat_map(|folder| below(&root().join(folder), &["rs"]));
    let text: String = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    let marked = ["#[test]", "#[tokio::test"].into_iter().flat_map(|mark| text.split(mark).skip(1));
    let first = |rest: &str| {
        let head: String = rest.lines().take(8).collect::<Vec<_>>().join("\n");
        let (_, rest) = head.split_once("fn ")?;
        rest.split_once('(').map(|(name, _)| name.to_owned())
    };
    marked.filter_map(first).collect()
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let document = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let (named, tests) = (named(&document), tests());
    assert!(named.len() > 20, "it names its tests; a reading that misses them proves nothing: {named:#?}");
    let missing: Vec<&String> = named.difference(&tests).collect();
    assert!(missing.is_empty(), "docs/security.md names these, which are no tests: {missing:#?}");
}
