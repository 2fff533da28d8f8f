//! `test`: the page's tests, every crate's tests, then the real window on a virtual desk.

use std::fs;
use std::path::PathBuf;

use crate::steps::{Outcome, build, cargo, output, root, step};
use crate::system::Need;
use crate::{desk, page, system};

/// Runs everything that must pass.
pub(crate) fn test() -> Outcome {
    system::ensure(Need::Drive)?;
    page::build()?;
    step("test the page", &mut page::npm(&["test"]))?;
    build()?;
    step("test the crates", cargo().args(["test", "--locked", "--workspace"]))?;
    window()
}

/// The real window under WebDriver. One at a time: the application runs once in a session.
fn window() -> Outcome {
    if !cfg!(target_os = "linux") {
        eprintln!("The window tests drive WebKitGTK and run on Linux; here they were not run.");
        return Ok(());
    }
    let built = output(
        "build the window tests",
        cargo().args(["test", "--locked", "--workspace", "--test", "desktop", "--no-run", "--message-format=json"]),
    )?;
    let program = executable(&built).ok_or("cargo named no executable for the window tests")?;
    let home = fresh_home("window")?;
    step(
        "test the real window",
        desk::on_desk(&home, &program)
            .args(["--test-threads=1"])
            .env("FLIGHTDECK_TEST_ARTEFACTS", root().join("target/window-tests")),
    )
}

/// An empty directory that stands in for the user's home, so that no test touches the real one.
pub(crate) fn fresh_home(name: &str) -> Result<PathBuf, String> {
    let home = root().join("target/homes").join(name);
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    Ok(home)
}

fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "desktop")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_tests_are_found_among_cargos_messages() {
        let messages = "{\"target\":{\"name\":\"other\"},\"executable\":\"/a\"}\nnot json\n{\"target\":{\"name\":\"desktop\"},\"executable\":\"/b\"}";
        assert_eq!(executable(messages), Some(PathBuf::from("/b")), "another executable would run the wrong tests");
        assert_eq!(executable(""), None, "nothing built is an error, not a pass");
    }
}
