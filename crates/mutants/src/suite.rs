//! The tests of a crate, each a name in a program: what it takes, which changes it comes by, and whether it holds with one of them.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::compile::Program;

/// Tests that end are given so much more time than they took, and this besides: other work is done meanwhile.
const SLOWER: u32 = 10;
const BESIDES: Duration = Duration::from_secs(if cfg!(test) { 3 } else { 20 });

/// So many are run at once for each core: those that take long wait for the clock, and not for the processor.
const A_CORE: usize = 4;

/// What tests of one call take together: first what is soon known.
const CALLS: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_millis(800), Duration::from_secs(3), Duration::from_secs(12)];

#[derive(Clone, Debug)]
pub(crate) struct Test {
    program: usize,
    name: String,
    took: Duration,
    /// The changes that it comes by.
    pub(crate) reaches: BTreeSet<u32>,
}

/// What tests say of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// One failed.
    Caught,
    /// They did not end.
    Endless,
    Alive,
    /// They could not be started, which says nothing of the change.
    Unstarted,
}

pub(crate) struct Suite {
    programs: Vec<Program>,
    pub(crate) tests: Vec<Test>,
    /// For what the tests leave behind.
    scratch: PathBuf,
}

impl Suite {
    /// Runs every test once by itself, without a change. An error where one of them fails.
    pub(crate) fn measured(programs: Vec<Program>, scratch: &Path) -> Result<Self, String> {
        let mut suite = Self { programs, tests: Vec::new(), scratch: scratch.to_owned() };
        let mut names = Vec::new();
        for (program, at) in suite.programs.iter().zip(0..) {
            let ignored = listed(program, &["--ignored"])?;
            let wanted = listed(program, &[])?;
            names.extend(wanted.difference(&ignored).map(|name| (at, name.clone())));
        }
        let failed = Mutex::new(Vec::new());
        let tests = side_by_side(&names, |(program, name), worker| {
            let scratch = suite.scratch(worker);
            let told = scratch.join("reached");
            let begun = Instant::now();
            let names = [name.as_str()];
            let verdict = suite.call(*program, &names, &scratch, ("MUTANTS_REACHED", &told), Duration::from_secs(300));
            let took = begun.elapsed();
            if verdict != Verdict::Alive {
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{name}: {verdict:?}"));
            }
            let reaches = reached(&told);
            let _ = fs::remove_dir_all(&scratch);
            Test { program: *program, name: name.clone(), took, reaches }
        });
        suite.tests = tests;
        suite.tests.sort_by_key(|test| test.took);
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if failed.is_empty() { Ok(suite) } else { Err(format!("fails without a change: {}", failed.join(", "))) }
    }

    /// Those of some of the programs, built anew, as they were measured. Nothing where one is of no program that was.
    pub(crate) fn of(&self, programs: &[Program]) -> Option<Self> {
        let known: Option<Vec<usize>> =
            programs.iter().map(|program| self.programs.iter().position(|known| known.is(program))).collect();
        let known = known?;
        let again = |test: &Test| {
            let program = known.iter().position(|known| *known == test.program)?;
            Some(Test { program, ..test.clone() })
        };
        let tests = self.tests.iter().filter_map(again).collect();
        Some(Self { programs: programs.to_vec(), tests, scratch: self.scratch.clone() })
    }

    /// What the tests say of a change: those that may come by it, the quick ones first.
    pub(crate) fn tried(&self, number: u32, may_reach: impl Fn(&Test) -> bool, worker: usize) -> Verdict {
        let calls = self.calls(may_reach);
        let mut verdicts = calls.iter().map(|call| self.chosen(number, call, worker));
        verdicts.find(|verdict| *verdict != Verdict::Alive).unwrap_or(Verdict::Alive)
    }

    /// The same of what the programs were built with, by all tests at once.
    pub(crate) fn tried_at_once(&self) -> Verdict {
        let (calls, over) = (self.calls(|_| true), AtomicBool::new(false));
        let verdicts = side_by_side(&calls, |call, worker| {
            if over.load(Ordering::Relaxed) {
                return Verdict::Alive;
            }
            let verdict = self.chosen(0, call, worker);
            over.fetch_or(verdict != Verdict::Alive, Ordering::Relaxed);
            verdict
        });
        verdicts.into_iter().find(|verdict| *verdict != Verdict::Alive).unwrap_or(Verdict::Alive)
    }

    /// Tests in the calls that they are run in: each of one program.
    fn calls(&self, may_reach: impl Fn(&Test) -> bool) -> Vec<Vec<&Test>> {
        let mut open: Vec<&Test> = self.tests.iter().filter(|test| may_reach(test)).collect();
        let (mut calls, mut together) = (Vec::new(), CALLS.iter());
        let mut longest = CALLS[0];
        while let Some(first) = open.first() {
            longest = *together.next().unwrap_or(&longest);
            let (program, mut sum) = (first.program, Duration::ZERO);
            let (taken, left): (Vec<&Test>, Vec<&Test>) = open.into_iter().partition(|test| {
                let is_first = sum.is_zero();
                let taken = test.program == program && (is_first || sum + test.took <= longest);
                sum += if taken { test.took } else { Duration::ZERO };
                taken
            });
            calls.push(taken);
            open = left;
        }
        calls
    }

    /// What the tests of a call say with a change, none at zero.
    fn chosen(&self, number: u32, tests: &[&Test], worker: usize) -> Verdict {
        let Some(first) = tests.first() else { return Verdict::Alive };
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        let most = tests.iter().map(|test| test.took).sum::<Duration>() * SLOWER + BESIDES;
        let scratch = self.scratch(worker);
        let chosen = number.to_string();
        let verdict = self.call(first.program, &names, &scratch, ("MUTANT_CHOSEN", Path::new(&chosen)), most);
        let _ = fs::remove_dir_all(&scratch);
        verdict
    }

    fn scratch(&self, worker: usize) -> PathBuf {
        let scratch = self.scratch.join(worker.to_string());
        // Where it cannot be made, the tests say so.
        let _ = fs::create_dir_all(&scratch);
        scratch
    }

    /// Runs tests of a program, up to the first that fails.
    fn call(&self, program: usize, names: &[&str], scratch: &Path, with: (&str, &Path), most: Duration) -> Verdict {
        let program = &self.programs[program];
        let mut command = Command::new(&program.path);
        command.args(["--exact", "--test-threads", "1"]).args(names).current_dir(&program.folder);
        command.env("TMPDIR", scratch).env(with.0, with.1).env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let Ok(mut child) = command.spawn() else { return Verdict::Unstarted };
        let watch = Watch::over(&child, most);
        let failed = child.stdout.take().is_some_and(|told| {
            BufReader::new(told)
                .lines()
                .map_while(Result::ok)
                .any(|line| line.starts_with("test ") && line.ends_with("FAILED"))
        });
        if failed {
            end(child.id());
        }
        let passed = child.wait().is_ok_and(|status| status.success());
        match (watch.ended_it(), passed && !failed) {
            (true, _) => Verdict::Endless,
            (_, true) => Verdict::Alive,
            (_, false) => Verdict::Caught,
        }
    }
}

fn listed(program: &Program, words: &[&str]) -> Result<BTreeSet<String>, String> {
    let answer = Command::new(&program.path)
        .args(["--list", "--format", "terse"])
        .args(words)
        .current_dir(&program.folder)
        .output()
        .map_err(|error| format!("{}: {error}", program.path.display()))?;
    let text = String::from_utf8_lossy(&answer.stdout);
    Ok(text.lines().filter_map(|line| Some(line.strip_suffix(": test")?.to_owned())).collect())
}

fn reached(told: &Path) -> BTreeSet<u32> {
    let told = fs::read_to_string(told).unwrap_or_default();
    let ranges = told.lines().filter_map(|line| {
        let (first, last) = line.split_once(' ')?;
        Some(first.parse::<u32>().ok()?..=last.parse().ok()?)
    });
    ranges.flatten().collect()
}

/// Ends a process that takes too long, and those that it started.
struct Watch {
    over: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
}

impl Watch {
    fn over(child: &Child, most: Duration) -> Self {
        let watch = Self { over: Arc::default(), ended: Arc::default() };
        let (over, ended, id) = (Arc::clone(&watch.over), Arc::clone(&watch.ended), child.id());
        thread::spawn(move || {
            let begun = Instant::now();
            while begun.elapsed() < most {
                thread::park_timeout(Duration::from_millis(50));
                if over.load(Ordering::Acquire) {
                    return;
                }
            }
            ended.store(true, Ordering::Release);
            end(id);
        });
        watch
    }

    fn ended_it(self) -> bool {
        self.over.store(true, Ordering::Release);
        self.ended.load(Ordering::Acquire)
    }
}

/// Ends a process and those that it started.
fn end(id: u32) {
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{id}")]).stderr(Stdio::null()).status();
}

/// Does it with each, so many at once, and answers in their order. It is told which of those that work it is.
pub(crate) fn side_by_side<T: Sync, R: Send>(all: &[T], each: impl Fn(&T, usize) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(all.len())));
    let workers = thread::available_parallelism().map_or(1, usize::from) * A_CORE;
    thread::scope(|scope| {
        for worker in 0..workers {
            let (next, done, each) = (&next, &done, &each);
            scope.spawn(move || {
                while let Some((at, one)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    all.get(at).map(|one| (at, one))
                } {
                    let answer = each(one, worker);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}
