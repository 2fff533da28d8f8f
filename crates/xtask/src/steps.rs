//! Running a command as a named, timed step that fails loudly.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What every step answers; the text is for the person who ran it.
pub(crate) type Outcome = Result<(), String>;

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// What every build and every test selects: the whole workspace but this program and the guide's.
///
/// Windows cannot overwrite a program that runs, and this one runs. The rest is always selected as a whole: cargo unifies features
/// over what one call selects, and any narrower call would choose other features and compile the shell's dependencies again. The guide's
/// program is called alone, and whoever only opens the application compiles nothing of mdBook.
pub(crate) const EVERYTHING: [&str; 8] =
    ["--locked", "--workspace", "--exclude", "xtask", "--exclude", "guide", "--exclude", "mutants"];

/// Builds every program and example; the examples too, since their dependencies choose features as well.
pub(crate) fn build() -> Outcome {
    step("build", cargo().arg("build").args(EVERYTHING).args(["--bins", "--examples"]))
}

/// A program that was built, by its path below the target folder and without its ending.
pub(crate) fn built(path: &str) -> Command {
    command(&target().join(format!("{path}{}", std::env::consts::EXE_SUFFIX)).display().to_string())
}

/// A command that starts in the workspace's root.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Runs it, says what and how long.
pub(crate) fn step(name: &str, command: &mut Command) -> Outcome {
    eprintln!("── {name}");
    let begun = Instant::now();
    let status = command.status().map_err(|error| unstarted(name, command, &error))?;
    eprintln!("   {name}: {:.0} s", begun.elapsed().as_secs_f64());
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status}): {command:?}")) }
}

/// The same of what runs beside something else: what it printed is shown where it failed, and does not mix with what the other prints.
pub(crate) fn step_aside(name: &str, command: &mut Command) -> Outcome {
    let begun = Instant::now();
    let answer = command.output().map_err(|error| unstarted(name, command, &error))?;
    if answer.status.success() {
        eprintln!("── beside it, {name}: {:.0} s", begun.elapsed().as_secs_f64());
        return Ok(());
    }
    let printed = format!("{}{}", String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    Err(format!("{printed}\n{name} failed ({}): {command:?}", answer.status))
}

/// Runs both at once: the page's tools use one core, and the compiler not always both. Both are told of where both failed.
pub(crate) fn side_by_side(aside: impl FnOnce() -> Outcome + Send, shown: impl FnOnce() -> Outcome) -> Outcome {
    std::thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let shown = shown();
        let aside = aside.join().unwrap_or_else(|_| Err("what ran beside it panicked".to_owned()));
        match (aside, shown) {
            (Err(one), Err(other)) => Err(format!("{one}\n\n{other}")),
            (one, other) => one.and(other),
        }
    })
}

/// Runs it and answers with what it printed.
pub(crate) fn output(name: &str, command: &mut Command) -> Result<String, String> {
    let answer = command.stderr(Stdio::inherit()).output().map_err(|error| unstarted(name, command, &error))?;
    if !answer.status.success() {
        return Err(format!("{name} failed ({}): {command:?}", answer.status));
    }
    String::from_utf8(answer.stdout).map_err(|_| format!("{name} printed something that is not text"))
}

fn unstarted(name: &str, command: &Command, error: &std::io::Error) -> String {
    format!("{name}: {:?} could not start: {error}", command.get_program())
}

/// Whether a program is on the path.
pub(crate) fn has(program: &str) -> bool {
    let suffix = std::env::consts::EXE_SUFFIX;
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(format!("{program}{suffix}")).is_file())
    })
}

/// Sees to a subcommand of cargo in the one version that is meant; another one, which whoever builds here may have, takes its place. An unoptimised
/// one is built in a third of the time and runs a few seconds longer.
pub(crate) fn cargo_has(subcommand: &str, version: &str) -> Outcome {
    let told = cargo().args([subcommand, "--version"]).output();
    if told.is_ok_and(|told| is_version(&String::from_utf8_lossy(&told.stdout), version)) {
        return Ok(());
    }
    let package = format!("cargo-{subcommand}");
    let install = ["install", "--quiet", "--debug", "--locked", "--force", &package, "--version", version];
    step(&format!("install {package} {version}"), cargo().args(install))
}

fn is_version(told: &str, version: &str) -> bool {
    told.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::{is_version, side_by_side};

    #[test]
    fn another_version_of_a_tool_is_another_tool() {
        for (told, same) in
            [("cargo-deny 0.20.2\n", true), ("cargo-deny 0.20.20", false), ("cargo-deny 0.19.0", false), ("", false)]
        {
            assert_eq!(is_version(told, "0.20.2"), same, "its lints would be others: {told:?}");
        }
    }

    #[test]
    fn what_fails_on_either_side_is_told() {
        let fails = |what: &str| Err(what.to_owned());
        assert_eq!(side_by_side(|| Ok(()), || Ok(())), Ok(()), "both passed");
        assert_eq!(side_by_side(|| fails("lint"), || Ok(())), fails("lint"), "what ran aside counts as much");
        assert_eq!(side_by_side(|| Ok(()), || fails("clippy")), fails("clippy"), "and so does what was shown");
        assert_eq!(
            side_by_side(|| fails("lint"), || fails("clippy")),
            fails("lint\n\nclippy"),
            "of two failures neither is lost"
        );
        assert!(side_by_side(|| panic!("of this test"), || Ok(())).is_err(), "a panic is a failure");
    }
}
