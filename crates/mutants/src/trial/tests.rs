//! What becomes of the changes of a small crate, from the list to the score.

use std::fs;

use super::*;

const LIB: &str = "\
pub const LIMIT: u32 = 6 * 10;
pub fn sum(a: u32, b: u32) -> u32 {
    a + b
}
pub fn is_over(n: u32) -> bool {
    n > LIMIT
}
pub fn up_to(n: u32) -> u32 {
    let mut at = 0;
    while at < n {
        at += 1;
    }
    at
}
pub fn below(n: u32) -> impl Iterator<Item = u32> {
    0..n
}
pub fn never_called() -> u32 {
    7
}
#[cfg(test)]
mod tests {
    #[test]
    fn sums() {
        assert_eq!(crate::sum(2, 3), 5);
        assert_eq!(crate::up_to(3), 3);
        assert_eq!(crate::below(3).count(), 3);
    }
    #[test]
    fn limits() {
        assert!(crate::is_over(crate::LIMIT + 1));
    }
}
";

/// Changes of it, as cargo-mutants lists them: the line, the column, how long what they replace is, and what stands there then.
const CHANGES: [(&str, usize, usize, usize, &str); 10] = [
    ("BinaryOperator", 1, 26, 1, "+"),
    ("FnValue", 3, 5, 5, "0"),
    ("FnValue", 3, 5, 5, "String::new()"),
    ("BinaryOperator", 3, 7, 1, "-"),
    ("BinaryOperator", 6, 7, 1, "<"),
    ("BinaryOperator", 6, 7, 1, ">="),
    ("BinaryOperator", 11, 12, 2, "*="),
    ("FnValue", 16, 5, 4, "::std::iter::empty()"),
    ("FnValue", 16, 5, 4, "::std::iter::once(Some(1))"),
    ("FnValue", 19, 5, 1, "1"),
];

fn list() -> Vec<Mutant> {
    let changes = CHANGES.iter().map(|(genre, line, column, long, replacement)| {
        let within = |column: usize| serde_json::json!({ "line": line, "column": column });
        serde_json::json!({
            "file": "crates/small/src/lib.rs", "genre": genre, "replacement": replacement,
            "function": { "function_name": "f", "return_type": if *line == 16 { "-> impl Iterator<Item = u32>" } else { "-> u32" } },
            "span": { "start": within(*column), "end": within(column + long) },
        })
    });
    serde_json::from_value(changes.collect()).unwrap()
}

fn words() -> [String; 2] {
    ["--package", "small"].map(str::to_owned)
}

/// A workspace of one crate, which needs nothing.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "[workspace]\nmembers = [\"crates/small\"]\nresolver = \"3\"\n");
    write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"small\"\nversion = \"0.1.0\"\n");
    write("crates/small/Cargo.toml", "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    write("crates/small/src/lib.rs", LIB);
    let git = std::process::Command::new("git").args(["init", "--quiet"]).current_dir(folder.path()).status().unwrap();
    assert!(git.success(), "what is copied is what git knows of");
    folder
}

#[test]
fn what_is_caught_alive_endless_or_no_change_is_told_apart() {
    let workspace = small();
    let work = tempfile::tempdir().unwrap();
    let score = tried(workspace.path(), work.path(), "small", &words(), list()).unwrap();
    assert_eq!(score.unviable, 2, "answers of another type are no change: {score:?}");
    assert_eq!(score.endless, 1, "a loop that stands still is ended: {score:?}");
    assert_eq!(score.caught, 4, "both sums, nothing below three, and what is under the limit: {score:?}");
    let alive: Vec<&str> = score.alive.iter().map(String::as_str).collect();
    assert_eq!(
        alive,
        [
            "crates/small/src/lib.rs:1:26: * is + in f",
            "crates/small/src/lib.rs:6:7: > is >= in f",
            "crates/small/src/lib.rs:19:5: f answers 1 (no test comes by)",
        ],
        "a constant was tried in a build of its own, and each that is alive is told"
    );
    let told = score.section();
    assert!(told.starts_with("5 of 8 caught (62.5 %), 1 of them since they never ended; 2 did not compile."), "{told}");
    assert!(score.is_any_alive(), "which the command fails for");

    let copied = work.path().join("tree/crates/small/src/lib.rs");
    assert!(copied.exists(), "it was tried on a copy");
    fs::remove_file(workspace.path().join("crates/small/src/lib.rs")).unwrap();
    Tree::copy(workspace.path(), &work.path().join("tree")).unwrap();
    assert!(!copied.exists(), "what is gone in the workspace is gone in the next copy");
}

#[test]
fn a_suite_that_fails_by_itself_proves_nothing() {
    let workspace = small();
    let lib = workspace.path().join("crates/small/src/lib.rs");
    fs::write(&lib, LIB.replace("crate::sum(2, 3), 5", "crate::sum(2, 3), 6")).unwrap();
    let work = tempfile::tempdir().unwrap();
    let error = tried(workspace.path(), work.path(), "small", &words(), list()).unwrap_err();
    assert!(error.contains("fails without a change: tests::sums"), "{error}");
}
