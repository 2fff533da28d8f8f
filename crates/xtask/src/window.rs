//! The tests in the real window: each on a desk of its own, three desks side by side, and none sees what another left.
//!
//! A test is a process: what it printed is shown when it failed, and how long it took in any case.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::steps::{EVERYTHING, Outcome, cargo, command, has, output, root};
use crate::{desk, page, system, test};

/// Where the application runs once in a session, there is one session on Linux for each desk, and elsewhere the user's alone.
const DESKS: usize = if cfg!(target_os = "linux") { 3 } else { 1 };
/// Two displays that look for a free number in one moment find the same.
const APART: Duration = Duration::from_millis(700);

/// Builds and runs those whose names contain one of `names`, or all. The application itself must stand beside them. `environment` is
/// set for each.
pub(crate) fn run(names: &[&str], environment: &[(&str, &str)]) -> Outcome {
    if let Some(why) = no_driver(std::env::consts::OS, has) {
        eprintln!("── test the real window: NOT RUN, {why}");
        return Ok(());
    }
    page::design()?;
    eprintln!("── test the real window");
    let begun = Instant::now();
    let program = built()?;
    let listed =
        output("list the window tests", command(&program.display().to_string()).args(["--list", "--format", "terse"]))?;
    let chosen = chosen(&listed, names);
    if chosen.is_empty() {
        return Err(format!("no window test has a name with any of {names:?}"));
    }
    let run =
        Run { program, environment, left: Mutex::new(chosen), failed: Mutex::default(), starting: Mutex::default() };
    let passed = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..DESKS)
            .map(|desk| {
                scope.spawn({
                    let run = &run;
                    move || run.desk(desk)
                })
            })
            .collect();
        desks.into_iter().map(|desk| desk.join().unwrap_or_default()).sum::<usize>()
    });
    let failed = run.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (name, printed) in &failed {
        eprintln!("\n── {name}\n{printed}");
    }
    println!("{passed} passed, {} failed", failed.len());
    eprintln!("   test the real window: {:.0} s", begun.elapsed().as_secs_f64());
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!(
        "failed in the real window: {}",
        failed.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    ))
}

/// What is shared by the desks.
struct Run<'a> {
    program: PathBuf,
    environment: &'a [(&'a str, &'a str)],
    left: Mutex<VecDeque<String>>,
    failed: Mutex<Vec<(String, String)>>,
    starting: Mutex<()>,
}

impl Run<'_> {
    /// Takes one test after the other until none is left; how many passed.
    fn desk(&self, number: usize) -> usize {
        let mut passed = 0;
        while let Some(name) = self.next() {
            let begun = Instant::now();
            let outcome = self.one(number, &name);
            let seconds = begun.elapsed().as_secs_f64();
            match outcome {
                Ok(()) => {
                    passed += 1;
                    eprintln!("   {name}: {seconds:.0} s");
                }
                Err(printed) => {
                    eprintln!("   {name}: FAILED after {seconds:.0} s");
                    self.failed.lock().unwrap_or_else(PoisonError::into_inner).push((name, printed));
                }
            }
        }
        passed
    }

    fn next(&self) -> Option<String> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// One test; what it printed, where it failed.
    fn one(&self, desk: usize, name: &str) -> Outcome {
        let mut test = on_desk(desk, &self.program)?;
        test.args(["--exact", name, "--nocapture"]).envs(self.environment.iter().copied());
        test.env("FLIGHTDECK_TEST_ARTEFACTS", root().join("target/window-tests"));
        let started = {
            let _alone = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
            let started = test.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
            std::thread::sleep(APART);
            started
        };
        let answer = started
            .and_then(std::process::Child::wait_with_output)
            .map_err(|error| format!("{test:?} could not start: {error}"))?;
        let printed = format!("{}{}", String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
        // A name that nothing has runs nothing, and ends well.
        if answer.status.success() && printed.contains("1 passed") {
            Ok(())
        } else {
            Err(format!("{printed}({})", answer.status))
        }
    }
}

/// The test program with an empty home, on Linux on a desk of its own.
fn on_desk(desk: usize, program: &Path) -> Result<Command, String> {
    if cfg!(target_os = "linux") {
        Ok(desk::on_desk(&test::fresh_home(&format!("window-{desk}"))?, program))
    } else {
        Ok(command(&program.display().to_string()))
    }
}

fn built() -> Result<PathBuf, String> {
    let built = output(
        "build the window tests",
        cargo().arg("test").args(EVERYTHING).args(["--test", "desktop", "--no-run", "--message-format=json"]),
    )?;
    executable(&built).ok_or_else(|| "cargo named no executable for the window tests".to_owned())
}

/// The tests that the program lists, those whose names contain one of `names` if any are given.
fn chosen(listed: &str, names: &[&str]) -> VecDeque<String> {
    let all = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    all.filter(|name| names.is_empty() || names.iter().any(|part| name.contains(part))).map(str::to_owned).collect()
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

    #[test]
    fn those_named_are_run_and_nothing_else() {
        let listed = "abort::a: test\nlooks::b: test\nlooks::c: test\n\n3 tests, 0 benchmarks";
        assert_eq!(chosen(listed, &[]).len(), 3, "without names all are run, and only tests are tests");
        assert_eq!(chosen(listed, &["b", "abort"]), ["abort::a", "looks::b"], "with names those that have one of them");
    }
}
