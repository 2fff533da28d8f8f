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

/// The rows of all tables: the first cell and the last.
fn rows(document: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = document.lines().collect();
    let is_row = |line: &str| line.starts_with("| ") && line.ends_with(" |");
    // What stands over a line is a head.
    let rows = lines.iter().zip(lines.iter().skip(1).chain(&[""]));
    let rows = rows.filter(|(row, below)| is_row(row) && !below.starts_with("|---"));
    rows.filter_map(|(row, _)| {
        let cells: Vec<&str> = row.trim_matches(['|', ' ']).split(" | ").collect();
        Some((*cells.first()?, *cells.last()?))
    })
    .collect()
}

/// The files that it names, in backticks.
fn paths(document: &str) -> BTreeSet<&str> {
    let quoted = document.split('`').skip(1).step_by(2);
    quoted.filter(|word| word.contains('/') && !word.contains([' ', ':'])).collect()
}

/// The tests of every package that are run.
fn tests() -> BTreeSet<String> {
    let folders = ["crates", "src-tauri/src", "tests/tests"];
    let files = folders.iter().flat_map(|folder| below(&root().join(folder), &["rs"]));
    files.flat_map(|path| tests_in(&fs::read_to_string(path).unwrap())).collect()
}

fn tests_in(text: &str) -> Vec<String> {
    let (mut found, mut is_test, mut is_ignored) = (Vec::new(), false, false);
    for line in text.lines().map(str::trim_start) {
        is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        is_ignored |= line.starts_with("#[ignore");
        let before = |word| ["pub", "pub(crate)", "pub(super)", "async", "const"].contains(&word);
        let Some((_, rest)) = line.split_once("fn ").filter(|(words, _)| words.split_whitespace().all(before)) else {
            continue;
        };
        if is_test && !is_ignored {
            found.extend(rest.split_once('(').map(|(name, _)| name.to_owned()));
        }
        (is_test, is_ignored) = (false, false);
    }
    found
}

#[test]
fn every_test_that_the_threat_model_names_is_there_and_every_row_names_one() {
    let document = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let (names, tests) = (named(&document), tests());
    assert!(names.len() > 20, "it names its tests; a reading that misses them proves nothing: {names:#?}");
    let missing: Vec<&String> = names.difference(&tests).collect();
    assert!(missing.is_empty(), "docs/security.md names these, which are no tests that are run: {missing:#?}");
    let rows = rows(&document);
    assert!(rows.len() > 30, "its promises stand in rows; a reading that misses them proves nothing: {rows:#?}");
    for (what, proof) in rows {
        assert!(!(named(proof).is_empty() && paths(proof).is_empty()), "“{what}” is a promise without a test: {proof}");
    }
    let gone: Vec<&str> = paths(&document).into_iter().filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "docs/security.md names these files, which are not there: {gone:#?}");
    assert!(paths(&document).contains("ui/src/test/markup.test.ts"), "or it names none, and this proves nothing");
}

#[test]
fn a_test_that_is_not_run_is_none() {
    let text = "#[test]\nfn one() {}\n#[tokio::test(start_paused = true)]\nasync fn two() {}\nfn three() {}\n\
                #[test]\n#[ignore = \"by hand\"]\nfn four() {}\n#[ignore]\n#[test]\nfn five() {}\n#[test]\nfn six() {}";
    assert_eq!(tests_in(text), ["one", "two", "six"], "what is left out of every run proves nothing");
    let table = "| a | b |\n|---|---|\n| c | `d_e_f` |\n| g | |\n";
    assert_eq!(rows(table), [("c", "`d_e_f`"), ("g", "g")], "a row without a proof is found");
}
