//! `test`: the page's tests, every crate's tests, the guide, then the real window on a virtual desk.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::steps::{EVERYTHING, Outcome, build, cargo, command, has, output, root, step};
use crate::system::Need;
use crate::{desk, guide, page, system};

/// Runs everything that must pass.
pub(crate) fn test() -> Outcome {
    system::ensure(Need::Drive)?;
    page::build()?;
    step("test the page", &mut page::npm(&["test"]))?;
    build()?;
    step("test the crates", cargo().arg("test").args(EVERYTHING))?;
    // Alone, and only its unit tests: they are a program of another name, while an integration test would have this one rebuilt.
    step("test this program", cargo().args(["test", "--locked", "--package", "xtask", "--bin", "xtask"]))?;
    guide::test()?;
    guide::build()?;
    window(&[])
}

/// Runs the tests in the real window alone, and of them only those whose names contain one of `names`.
pub(crate) fn in_window(names: &[&str]) -> Outcome {
    system::ensure(Need::Drive)?;
    page::build()?;
    build()?;
    window(names)
}

/// The real window under WebDriver. One at a time: the application runs once in a session.
fn window(names: &[&str]) -> Outcome {
    if let Some(why) = no_driver(std::env::consts::OS, has) {
        eprintln!("── test the real window: NOT RUN, {why}");
        return Ok(());
    }
    page::design()?;
    step("test the real window", window_tests()?.args(names))
}

/// The window tests on their desk, built. The application itself must stand beside them.
pub(crate) fn window_tests() -> Result<Command, String> {
    let built = output(
        "build the window tests",
        cargo().arg("test").args(EVERYTHING).args(["--test", "desktop", "--no-run", "--message-format=json"]),
    )?;
    let program = executable(&built).ok_or("cargo named no executable for the window tests")?;
    let mut tests = if cfg!(target_os = "linux") {
        desk::on_desk(&fresh_home("window")?, &program)
    } else {
        command(&program.display().to_string())
    };
    tests.args(["--test-threads=1"]).env("FLIGHTDECK_TEST_ARTEFACTS", root().join("target/window-tests"));
    Ok(tests)
}

/// Why the window cannot be driven on this system; nothing where it can.
pub(crate) fn no_driver(system: &str, has: impl Fn(&str) -> bool) -> Option<&'static str> {
    match system {
        "linux" if has(system::DRIVER) => None,
        "linux" => Some("this distribution packs no WebKitWebDriver"),
        "windows" if has("msedgedriver") => None,
        "windows" => Some("msedgedriver, in the version of the WebView2 runtime, is not on the PATH"),
        _ => Some("no WebDriver for this system's webview exists"),
    }
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
    fn the_window_is_driven_where_a_driver_is_and_left_out_in_words_elsewhere() {
        for (system, driver, driven) in [
            ("linux", "WebKitWebDriver", true),
            ("linux", "msedgedriver", false),
            ("windows", "msedgedriver", true),
            ("windows", "WebKitWebDriver", false),
            ("macos", "WebKitWebDriver", false),
        ] {
            let why = no_driver(system, |program| program == driver);
            assert_eq!(why.is_none(), driven, "{system} with {driver}: {why:?}");
        }
    }

    #[test]
    fn the_window_tests_are_found_among_cargos_messages() {
        let messages = "{\"target\":{\"name\":\"other\"},\"executable\":\"/a\"}\nnot json\n{\"target\":{\"name\":\"desktop\"},\"executable\":\"/b\"}";
        assert_eq!(executable(messages), Some(PathBuf::from("/b")), "another executable would run the wrong tests");
        assert_eq!(executable(""), None, "nothing built is an error, not a pass");
    }
}
