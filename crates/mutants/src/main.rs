//! Tries the changes that `cargo mutants --list --json` names, all of them in one build: each stands in the code behind a switch that a
//! variable of the environment turns, and of the tests only those that come by it are run, the quick ones first. `cargo-mutants` itself
//! builds once for each change, which takes a day for the rooms of this workspace. What cannot stand beside the original, as a constant
//! cannot, is built alone.
//!
//! `cargo xtask mutants` calls it. It prints what became of the changes, and ends with 1 where a change is alive.

mod compile;
mod instrument;
mod mutant;
mod suite;
mod tree;
mod trial;

use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use mutant::Mutant;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, work, package, tests @ ..] = words.as_slice() else {
        eprintln!(
            "mutants WORKSPACE FOLDER PACKAGE WORDS, with the list on the standard input; the words tell cargo which tests there are"
        );
        return ExitCode::from(2);
    };
    match tried(Path::new(workspace), Path::new(work), package, tests) {
        Ok((told, code)) => {
            let _ = std::io::stdout().write_all(told.as_bytes());
            code
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn tried(workspace: &Path, work: &Path, package: &str, tests: &[String]) -> Result<(String, ExitCode), String> {
    let mut list = String::new();
    std::io::stdin().read_to_string(&mut list).map_err(|error| error.to_string())?;
    let mutants: Vec<Mutant> = serde_json::from_str(&list).map_err(|error| format!("the list: {error}"))?;
    let score = trial::tried(workspace, work, package, tests, mutants)?;
    Ok((score.section(), ExitCode::from(u8::from(score.is_any_alive()))))
}
