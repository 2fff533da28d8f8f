//! The user guide: built by mdBook, checked, and given its pictures. Called by `cargo xtask guide`, and a package of its own so that what
//! mdBook brings is compiled only where the guide is built.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

mod book;
mod check;
mod colours;
mod html;
mod pictures;
mod toured;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "guide build FOLDER      build the guide into a folder, and check it\n\
                     guide pictures FOLDER   take the pictures from what the tour left in a folder";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["build", folder] => build(Path::new(folder)),
        ["pictures", folder] => pictures::take(Path::new(folder), &root()),
        _ => Err(format!("usage:\n{USAGE}")),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's root.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

fn build(folder: &Path) -> Result<String, String> {
    let root = root();
    let pages = book::build(&root, folder)?;
    let wrong = check::all(&root, folder)?;
    if wrong.is_empty() {
        return Ok(format!("The guide has {pages} pages: {}", folder.join("index.html").display()));
    }
    Err(format!("The guide does not hold:\n- {}", wrong.join("\n- ")))
}
