//! The list of what the client survives, and its tests: a row without a test is a promise without proof.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::files::{below, root};

/// The names in backticks of each row's last column, by the row's number.
fn rows(document: &str) -> BTreeMap<u32, BTreeSet<String>> {
    let cells = document.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let mut rows = BTreeMap::new();
    for row in cells {
        let cells: Vec<&str> = row.split(" | ").collect();
        let Ok(number) = cells[0].parse() else { continue };
        assert_eq!(cells.len(), 5, "row {number} has its five columns");
        let names = cells[4].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        assert!(rows.insert(number, names).is_none(), "row {number} stands there once");
    }
    rows
}

/// The tests named after rows.
fn tests() -> BTreeSet<String> {
    let files = below(&root().join("tests/tests/survival"), &["rs"]);
    let text: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let starts = text.split("#[tokio::test]\nasync fn ").skip(1);
    starts.filter_map(|rest| rest.split_once('(')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_row_names_its_tests_and_every_test_stands_in_its_row() {
    let document = fs::read_to_string(root().join("docs/survival.md")).unwrap();
    let (rows, tests) = (rows(&document), tests());
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), (1..=33).collect::<Vec<_>>(), "the rows are numbered");
    for (number, names) in &rows {
        assert!(!names.is_empty(), "row {number} is proved by nothing");
        for name in names {
            assert!(tests.contains(name), "row {number} names {name}, which is no test");
            assert!(name.starts_with(&format!("row_{number:02}_")), "{name} stands in row {number}");
        }
    }
    let named: BTreeSet<&String> = rows.values().flatten().collect();
    let unnamed: Vec<&String> = tests.iter().filter(|name| name.starts_with("row_") && !named.contains(name)).collect();
    assert!(unnamed.is_empty(), "these prove a row that does not know of them: {unnamed:#?}");
}
