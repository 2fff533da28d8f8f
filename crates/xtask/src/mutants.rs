//! `mutants`: a room that decides, changed in one place at a time; each change must be caught by a test of its crate.
//!
//! A room has hundreds of places, so a run may be ended at any time and goes on where it was: what became of each change is kept beside
//! the build, for as long as its file stays as it is. What no test of the room itself caught is tried by all tests of the crate, and
//! anew by each later run. A change that no test can catch, since it changes nothing that anybody could see, is excused in
//! `.cargo/mutants.toml` with its reason.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{Outcome, cargo, has, output, root, step, target};
use crate::trust;

/// Another version makes other mutants, and another score.
const TOOL: &str = "26.0.0";

/// A part of a crate.
struct Room {
    name: &'static str,
    package: &'static str,
    files: &'static [&'static str],
    /// What the names of its own tests have in common, where they can be run by themselves.
    own: Option<&'static str>,
}

const ROOMS: [Room; 7] = [
    of_core("launch", &["crates/flightdeck-core/src/launch/**/*.rs"], "launch::"),
    of_core("live", &["crates/flightdeck-core/src/live/**/*.rs"], "live::"),
    of_core(
        "guard",
        &["crates/flightdeck-core/src/guard/**/*.rs", "crates/flightdeck-core/src/guard_rule.rs"],
        "guard",
    ),
    of_core("plan", &["crates/flightdeck-core/src/plan/**/*.rs"], "plan::"),
    of_core("target", &["crates/flightdeck-core/src/target/**/*.rs"], "target::"),
    // What is sent has no code of its own to change: who sends it has.
    Room {
        name: "request",
        package: "connect-api",
        files: &[
            "crates/connect-api/src/request.rs",
            "crates/connect-api/src/client.rs",
            "crates/connect-api/src/transport.rs",
        ],
        own: None,
    },
    Room { name: "retry", package: "connect-api", files: &["crates/connect-api/src/retry.rs"], own: None },
];

const fn of_core(name: &'static str, files: &'static [&'static str], own: &'static str) -> Room {
    Room { name, package: "flightdeck-core", files, own: Some(own) }
}

/// The rooms named, or all. What a room came to is written down once every change of it was tried.
pub(crate) fn mutants(names: &[&str]) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| !ROOMS.iter().any(|room| room.name == **name)) {
        let known: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
        return Err(format!("there is no room {unknown}: {}", known.join(", ")));
    }
    if !has("cargo-mutants") {
        step(
            "install what makes mutants",
            cargo().args(["install", "--quiet", "--locked", "cargo-mutants", "--version", TOOL]),
        )?;
    }
    let mut alive = Vec::new();
    for room in ROOMS.iter().filter(|room| names.is_empty() || names.contains(&room.name)) {
        let score = room.tried()?;
        println!("{}: {}", room.name, score.told());
        alive.extend(score.alive.iter().map(|one| format!("{}: {one}", room.name)));
        trust::write(&format!("mutants {}", room.name), &format!("Mutants of {}", room.name), &score.section())?;
    }
    if alive.is_empty() { Ok(()) } else { Err(format!("not caught by any test:\n{}", alive.join("\n"))) }
}

impl Room {
    fn tried(&self) -> Result<Score, String> {
        let folder = target().join("mutants").join(self.name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let all = self.listed()?;
        let mut ledger = Ledger::read(&folder);
        ledger.harvest()?;
        let mut missed = BTreeSet::new();
        let passes: &[Option<&str>] = if self.own.is_some() { &[self.own, None] } else { &[None] };
        for own in passes {
            let known: Vec<&String> = all.iter().filter(|name| ledger.outcomes.contains_key(*name)).collect();
            eprintln!("── mutants of {}: {} of {} are known", self.name, known.len(), all.len());
            if known.len() == all.len() {
                break;
            }
            ledger.begin(&all, &known)?;
            self.run(&folder, *own)?;
            ledger.harvest()?;
            missed = lines(&folder.join("mutants.out/missed.txt"));
        }
        ledger.score(&all, &missed)
    }

    fn command(&self) -> Command {
        let mut command = cargo();
        command.args(["mutants", "--package", self.package, "--no-shuffle"]).current_dir(root());
        for files in self.files {
            command.args(["--file", files]);
        }
        command
    }

    fn listed(&self) -> Result<BTreeSet<String>, String> {
        let all = output("list the mutants", self.command().arg("--list"))?;
        Ok(all.lines().map(str::to_owned).collect())
    }

    /// Tries what is not known yet: core's rooms by tests of their own, the client also by those that hold it against the simulator.
    fn run(&self, folder: &Path, own: Option<&str>) -> Outcome {
        let mut run = self.command();
        run.args(["--iterate", "--minimum-test-timeout", "60", "--output"]).arg(folder);
        if self.package == "flightdeck-core" {
            run.args(["--", "--lib"]).args(own);
        }
        // It works on a copy of the sources: what they stand on is built once, beside this workspace's own.
        run.env("CARGO_TARGET_DIR", target().join("mutants/target")).env("CARGO_PROFILE_DEV_DEBUG", "0");
        // It also fails where some are alive, which its report tells better.
        run.status().map_err(|error| format!("cargo mutants could not start: {error}"))?;
        Ok(())
    }
}

/// What became of one mutant, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Caught,
    /// Did not end in time, which a test that fails tells too.
    Endless,
    /// Did not compile: no mutant at all.
    Unviable,
}

impl Became {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Caught, "caught"), (Self::Endless, "timeout"), (Self::Unviable, "unviable")];
}

/// What became of mutants, kept beside the report of the last run, which may have been ended.
struct Ledger {
    folder: PathBuf,
    outcomes: BTreeMap<String, Became>,
}

impl Ledger {
    /// What is known of files that are what they were.
    fn read(folder: &Path) -> Self {
        let mut sources = Sources::default();
        let kept = lines(&folder.join("ledger"));
        let outcomes = kept.iter().filter_map(|line| {
            let (outcome, rest) = line.split_once('\t')?;
            let (hash, name) = rest.split_once('\t')?;
            let (became, _) = Became::ALL.iter().find(|(_, word)| *word == outcome)?;
            (sources.of(name) == hash).then(|| (name.to_owned(), *became))
        });
        let outcomes = outcomes.collect();
        Self { folder: folder.to_owned(), outcomes }
    }

    /// Tells the tool what to pass over, as it tells itself, and notes what the files are that it works on.
    fn begin(&self, all: &BTreeSet<String>, known: &[&String]) -> Outcome {
        let mut sources = Sources::default();
        let begun: BTreeSet<String> = all.iter().map(|name| format!("{}\t{}", file(name), sources.of(name))).collect();
        let report = self.folder.join("mutants.out");
        fs::create_dir_all(&report)
            .and_then(|()| {
                for word in Became::ALL.iter().map(|(_, word)| *word).chain(["missed"]) {
                    fs::write(report.join(format!("{word}.txt")), "")?;
                }
                fs::write(report.join("previously_caught.txt"), text(known))
            })
            .and_then(|()| fs::write(self.folder.join("begun"), text(&begun)))
            .map_err(|error| format!("{}: {error}", report.display()))
    }

    /// Takes over what the last run found out, as far as it came.
    fn harvest(&mut self) -> Outcome {
        let mut sources = Sources::default();
        let begun = lines(&self.folder.join("begun"));
        for (became, word) in Became::ALL {
            for name in lines(&self.folder.join(format!("mutants.out/{word}.txt"))) {
                if begun.contains(&format!("{}\t{}", file(&name), sources.of(&name))) {
                    self.outcomes.insert(name, became);
                }
            }
        }
        let kept = self.outcomes.iter().map(|(name, became)| {
            let word = Became::ALL.iter().find(|(one, _)| one == became).map_or("", |(_, word)| word);
            format!("{word}\t{}\t{name}", sources.of(name))
        });
        let (path, beside) = (self.folder.join("ledger"), self.folder.join("ledger.new"));
        // Evenings of work: a run that is ended here leaves the old one or the new one.
        fs::write(&beside, text(&kept.collect::<Vec<_>>()))
            .and_then(|()| fs::rename(&beside, &path))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What all of a room came to. An error where some were not tried.
    fn score(&self, all: &BTreeSet<String>, missed: &BTreeSet<String>) -> Result<Score, String> {
        let of = |wanted| all.iter().filter(|name| self.outcomes.get(*name) == Some(&wanted)).count();
        let open: Vec<&String> = all.iter().filter(|name| !self.outcomes.contains_key(*name)).collect();
        let alive: Vec<String> =
            open.iter().filter(|name| missed.contains(**name)).map(|name| (*name).clone()).collect();
        match open.len() - alive.len() {
            0 => Ok(Score {
                caught: of(Became::Caught),
                alive,
                endless: of(Became::Endless),
                unviable: of(Became::Unviable),
            }),
            untried => Err(format!("{untried} mutants were not tried, as its report tells: run it again")),
        }
    }
}

/// What the files are, by a number of their contents.
#[derive(Default)]
struct Sources(BTreeMap<String, String>);

impl Sources {
    /// The file that a mutant is in.
    fn of(&mut self, mutant: &str) -> &str {
        self.0.entry(file(mutant).to_owned()).or_insert_with_key(|file| {
            let mut hasher = DefaultHasher::new();
            fs::read(root().join(file)).unwrap_or_default().hash(&mut hasher);
            format!("{:x}", hasher.finish())
        })
    }
}

/// The file of a mutant's name: `FILE:LINE:COLUMN: CHANGE`.
fn file(mutant: &str) -> &str {
    mutant.split(':').next().unwrap_or_default()
}

fn lines(path: &Path) -> BTreeSet<String> {
    fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn text<'a>(lines: impl IntoIterator<Item = &'a (impl AsRef<str> + 'a + ?Sized)>) -> String {
    lines.into_iter().map(|line| format!("{}\n", line.as_ref())).collect()
}

/// What became of the mutants of a room.
#[derive(Debug, PartialEq, Eq)]
struct Score {
    caught: usize,
    alive: Vec<String>,
    endless: usize,
    unviable: usize,
}

impl Score {
    fn told(&self) -> String {
        let caught = self.caught + self.endless;
        let all = caught + self.alive.len();
        let score = if all == 0 { 100.0 } else { caught as f64 * 100.0 / all as f64 };
        format!(
            "{caught} of {all} caught ({score:.1} %), {} of them since they never ended; {} did not compile",
            self.endless, self.unviable
        )
    }

    fn section(&self) -> String {
        let alive: Vec<String> = self.alive.iter().map(|one| format!("- `{one}`")).collect();
        let rest =
            if alive.is_empty() { "None is alive.".to_owned() } else { format!("Alive:\n\n{}", alive.join("\n")) };
        format!("{}. {rest}", self.told())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Cargo.toml:1:1: replace f with ()";
    const TWO: &str = "Cargo.toml:2:1: replace + with -";
    const THREE: &str = "Cargo.toml:3:1: replace > with >=";

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// A run that told this much.
    fn reported(ledger: &Ledger, caught: &[&str], endless: &[&str]) {
        let report = ledger.folder.join("mutants.out");
        fs::write(report.join("caught.txt"), text(caught)).unwrap();
        fs::write(report.join("timeout.txt"), text(endless)).unwrap();
    }

    #[test]
    fn a_run_that_was_ended_is_gone_on_with_and_what_is_alive_is_named() {
        let folder = target().join(format!("mutants-test-{}", std::process::id()));
        let all = names(&[ONE, TWO, THREE]);
        let ledger = Ledger::read(&folder);
        ledger.begin(&all, &[]).unwrap();
        reported(&ledger, &[ONE], &[]);

        let mut later = Ledger::read(&folder);
        later.harvest().unwrap();
        assert_eq!(later.outcomes.keys().collect::<Vec<_>>(), [ONE], "what the ended run found out is known");
        let early = later.score(&all, &names(&[TWO]));
        assert!(early.is_err(), "one that nobody tried may not be passed over: {early:?}");
        later.begin(&all, &[&ONE.to_owned()]).unwrap();
        reported(&later, &[], &[THREE]);
        later.harvest().unwrap();
        let score = Ledger::read(&folder).score(&all, &names(&[TWO])).unwrap();
        assert_eq!(score, Score { caught: 1, alive: vec![TWO.to_owned()], endless: 1, unviable: 0 });
        assert!(score.told().starts_with("2 of 3 caught (66.7 %), 1 of them"), "{}", score.told());
        assert!(score.section().contains(&format!("- `{TWO}`")), "{}", score.section());

        let kept = fs::read_to_string(folder.join("ledger")).unwrap();
        let hash = Sources::default().of(ONE).to_owned();
        fs::write(folder.join("ledger"), kept.replace(&hash, "0")).unwrap();
        assert!(Ledger::read(&folder).outcomes.is_empty(), "of a file that is another now nothing is known");
        fs::remove_dir_all(&folder).unwrap();
    }
}
