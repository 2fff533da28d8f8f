//! What becomes of each change.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::compile::{Compiler, Refusal};
use crate::instrument::{Parts, instrument};
use crate::mutant::{Genre, Mutant};
use crate::suite::{Suite, Test, Verdict, side_by_side};
use crate::tree::Tree;

/// What is put at the end of the crate.
const SWITCH: &str = include_str!("switch.rs");

/// Errors of types: what a change has wrong beside the original, it has wrong alone.
const OF_TYPES: [&str; 16] = [
    "E0026", "E0061", "E0107", "E0271", "E0277", "E0282", "E0283", "E0308", "E0368", "E0369", "E0425", "E0433",
    "E0599", "E0600", "E0614", "E0624",
];

/// After so many it is told how far it is.
const TOLD: usize = 200;

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Of(Verdict),
    /// It did not compile: no change at all.
    Unviable,
    /// Alive, and no test so much as comes by.
    Unreached,
}

/// What became of all.
#[derive(Debug, Default)]
pub(crate) struct Score {
    caught: usize,
    endless: usize,
    unviable: usize,
    alive: Vec<String>,
}

/// Changes by their numbers, from one on, in the files that they are in.
struct Room {
    tree: Tree,
    compiler: Compiler,
    /// Where the crate begins, from the workspace's root on.
    head: String,
    mutants: BTreeMap<u32, Mutant>,
    sources: BTreeMap<String, String>,
}

/// Tries changes of a package by the tests that cargo is told of by these words.
pub(crate) fn tried(
    workspace: &Path,
    work: &Path,
    package: &str,
    tests: &[String],
    mutants: Vec<Mutant>,
) -> Result<Score, String> {
    let tree = Tree::copy(workspace, &work.join("tree"))?;
    let (root, target) = (tree.root.clone(), work.join("target"));
    let compiler = Compiler { root, target, package: package.to_owned(), tests: tests.to_vec() };
    let room = Room::of(tree, compiler, mutants)?;
    let mut became = BTreeMap::new();
    let (alone, suite) = room.side_by_side(work, &mut became)?;
    room.alone(work, (&alone, &suite), &mut became)?;
    room.score(&became)
}

impl Room {
    fn of(tree: Tree, compiler: Compiler, mut mutants: Vec<Mutant>) -> Result<Self, String> {
        let mut sources = BTreeMap::new();
        for mutant in &mutants {
            if !sources.contains_key(&mutant.file) {
                sources.insert(mutant.file.clone(), tree.source(&mutant.file)?);
            }
        }
        // Those of one place have numbers that follow one another.
        mutants.sort_by_key(|mutant| {
            let at = sources.get(&mutant.file).map_or(0, |source| mutant.bytes(source).start);
            (mutant.file.clone(), at, mutant.genre)
        });
        let mutants = (1..).zip(mutants).collect();
        let head = format!("crates/{}/src/lib.rs", compiler.package);
        Ok(Self { tree, compiler, head, mutants, sources })
    }

    /// Tries all that can stand in one build. Answers with those that cannot, and the tests as they were measured.
    fn side_by_side(&self, work: &Path, became: &mut BTreeMap<u32, Became>) -> Result<(BTreeSet<u32>, Suite), String> {
        let mut alone = BTreeSet::new();
        let mut refusals = 0;
        loop {
            let parts = self.write(&mut alone, became)?;
            let refused = self.compiler.check()?;
            if refused.is_empty() {
                break;
            }
            refusals += refused.len();
            eprintln!("   {refusals} refused by the compiler so far");
            for refusal in &refused {
                if let Some(number) = self.blamed(refusal, &parts) {
                    eprintln!("   {} {}", refusal.code, self.name(number));
                    if OF_TYPES.contains(&refusal.code.as_str()) {
                        became.insert(number, Became::Unviable);
                    } else {
                        alone.insert(number);
                    }
                } else {
                    alone.extend(self.opaque_within(refusal, &parts)?);
                }
            }
        }
        let suite = Suite::measured(self.compiler.tests()?, &work.join("scratch"))?;
        let open: Vec<u32> = self
            .mutants
            .keys()
            .copied()
            .filter(|number| !alone.contains(number) && !became.contains_key(number))
            .collect();
        eprintln!("   {} tests, {} changes in one build, {} alone", suite.tests.len(), open.len(), alone.len());
        let done = AtomicUsize::new(0);
        let verdicts = side_by_side(&open, |number, worker| {
            let comes_by = |test: &Test| test.reaches.contains(number);
            let is_reached = suite.tests.iter().any(comes_by);
            let became =
                if is_reached { Became::Of(suite.tried(*number, comes_by, worker)) } else { Became::Unreached };
            if became != Became::Of(Verdict::Caught) {
                eprintln!("   {became:?}: {}", self.name(*number));
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(TOLD) {
                eprintln!("   {done} of {}", open.len());
            }
            became
        });
        became.extend(open.into_iter().zip(verdicts));
        Ok((alone, suite))
    }

    /// Writes the files with all changes that are still open in them.
    fn write(
        &self,
        alone: &mut BTreeSet<u32>,
        became: &mut BTreeMap<u32, Became>,
    ) -> Result<BTreeMap<&str, Parts>, String> {
        let mut parts = BTreeMap::new();
        for (file, source) in &self.sources {
            let open: Vec<(u32, &Mutant)> = self
                .mutants
                .iter()
                .filter(|(number, mutant)| {
                    mutant.file == *file && !alone.contains(number) && !became.contains_key(number)
                })
                .map(|(number, mutant)| (*number, mutant))
                .collect();
            let instrumented = instrument(source, &open).map_err(|error| format!("{file}: {error}"))?;
            became.extend(instrumented.impossible.into_iter().map(|number| (number, Became::Unviable)));
            let text = if *file == self.head { self.with_switch(&instrumented.text) } else { instrumented.text };
            self.tree.write(file, text.as_bytes())?;
            alone.extend(instrumented.alone);
            parts.insert(file.as_str(), instrumented.parts);
        }
        if !self.sources.contains_key(&self.head) {
            self.tree.write(&self.head, self.with_switch(&self.tree.source(&self.head)?).as_bytes())?;
        }
        Ok(parts)
    }

    fn with_switch(&self, source: &str) -> String {
        format!("{source}\n{}", SWITCH.replace("COUNT", &(self.mutants.len() + 1).to_string()).replace("//!", "//"))
    }

    /// Whose error it is: of what stands nearest around the first place that is of a change.
    fn blamed(&self, refusal: &Refusal, parts: &BTreeMap<&str, Parts>) -> Option<u32> {
        refusal.places.iter().find_map(|(file, bytes)| {
            let parts = parts.get(self.compiler.within(file).to_str()?)?;
            let around = parts.iter().filter(|(part, _)| part.start <= bytes.start && bytes.start < part.end);
            around.min_by_key(|(part, _)| part.len()).map(|(_, number)| *number)
        })
    }

    /// An error of a function as a whole is one of the answers that its type says no more of: which, they say alone.
    fn opaque_within(&self, refusal: &Refusal, parts: &BTreeMap<&str, Parts>) -> Result<Vec<u32>, String> {
        let is_opaque = |number: &u32| {
            let mutant = self.mutants.get(number);
            mutant.is_some_and(|mutant| mutant.genre == Genre::FnValue && mutant.answers_something_opaque())
        };
        let within = refusal.places.iter().find_map(|(file, bytes)| {
            let parts = parts.get(self.compiler.within(file).to_str()?)?;
            let within = parts.iter().filter(|(part, _)| bytes.start <= part.start && part.end <= bytes.end);
            let opaque: Vec<u32> = within.map(|(_, number)| *number).filter(is_opaque).collect();
            (!opaque.is_empty()).then_some(opaque)
        });
        within.ok_or_else(|| format!("an error that is of no change:\n{}", refusal.text))
    }

    /// Tries each in a build of its own, by the tests of its package.
    fn alone(
        &self,
        work: &Path,
        (alone, measured): (&BTreeSet<u32>, &Suite),
        became: &mut BTreeMap<u32, Became>,
    ) -> Result<(), String> {
        if alone.is_empty() {
            return Ok(());
        }
        for (file, source) in &self.sources {
            self.tree.write(file, source.as_bytes())?;
        }
        self.tree.write(&self.head, self.tree.source(&self.head)?.as_bytes())?;
        let programs = self.compiler.own_tests()?;
        let suite = match measured.of(&programs) {
            Some(suite) => suite,
            None => Suite::measured(programs, &work.join("scratch"))?,
        };
        for number in alone {
            let Some(mutant) = self.mutants.get(number) else { continue };
            let source = self.sources.get(&mutant.file).map(String::as_str).unwrap_or_default();
            self.tree.write(&mutant.file, changed(source, mutant).as_bytes())?;
            let of = match self.compiler.own_tests() {
                Ok(_) => Became::Of(suite.tried_at_once()),
                Err(_) => Became::Unviable,
            };
            became.insert(*number, of);
            self.tree.write(&mutant.file, source.as_bytes())?;
            eprintln!("   alone: {} {of:?}", self.name(*number));
        }
        Ok(())
    }

    fn name(&self, number: u32) -> String {
        let Some(mutant) = self.mutants.get(&number) else { return String::new() };
        mutant.name(self.sources.get(&mutant.file).map(String::as_str).unwrap_or_default())
    }

    fn score(&self, became: &BTreeMap<u32, Became>) -> Result<Score, String> {
        let mut score = Score::default();
        for number in self.mutants.keys() {
            let name = self.name(*number);
            match became.get(number) {
                Some(Became::Of(Verdict::Caught)) => score.caught += 1,
                Some(Became::Of(Verdict::Endless)) => score.endless += 1,
                Some(Became::Unviable) => score.unviable += 1,
                Some(Became::Of(Verdict::Alive)) => score.alive.push(name),
                Some(Became::Unreached) => score.alive.push(format!("{name} (no test comes by)")),
                Some(Became::Of(Verdict::Unstarted)) | None => return Err(format!("it was not tried: {name}")),
            }
        }
        Ok(score)
    }
}

/// The file with one change made.
fn changed(source: &str, mutant: &Mutant) -> String {
    let Range { start, mut end } = mutant.bytes(source);
    if mutant.genre == Genre::StructField && source[end..].starts_with(',') {
        end += 1;
    }
    format!("{}{}{}", &source[..start], mutant.replacement, &source[end..])
}

impl Score {
    pub(crate) fn is_any_alive(&self) -> bool {
        !self.alive.is_empty()
    }

    /// For a reader, in Markdown.
    pub(crate) fn section(&self) -> String {
        let caught = self.caught + self.endless;
        let all = caught + self.alive.len();
        let score = if all == 0 { 100.0 } else { caught as f64 * 100.0 / all as f64 };
        let alive: Vec<String> = self.alive.iter().map(|one| format!("- `{one}`")).collect();
        let rest =
            if alive.is_empty() { "None is alive.".to_owned() } else { format!("Alive:\n\n{}", alive.join("\n")) };
        format!(
            "{caught} of {all} caught ({score:.1} %), {} of them since they never ended; {} did not compile. {rest}\n",
            self.endless, self.unviable
        )
    }
}

#[cfg(test)]
mod tests;
