//! The compiler, over the copy: what of the changes it refuses, and the tests with all the rest.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// Cargo over a copy of the workspace, for one of its packages and the tests that try it.
pub(crate) struct Compiler {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) package: String,
    /// What cargo is told to have these tests built.
    pub(crate) tests: Vec<String>,
}

/// An error, with the places that it names: the main ones first.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) places: Vec<(PathBuf, Range<usize>)>,
}

#[derive(Deserialize)]
struct Line {
    message: Option<Message>,
    executable: Option<PathBuf>,
    profile: Option<Profile>,
    manifest_path: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    code: Option<Code>,
    rendered: Option<String>,
    spans: Vec<Place>,
    #[serde(default)]
    children: Vec<Message>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Place {
    file_name: PathBuf,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Place,
}

/// A program of tests, and the folder that cargo would start it in.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Program {
    /// Whether it is another build of the same tests.
    pub(crate) fn is(&self, other: &Self) -> bool {
        // What stands behind the last dash is of the build.
        let name = |program: &Self| {
            let file = program.path.file_name()?.to_str()?;
            Some(file.rsplit_once('-')?.0.to_owned())
        };
        self.folder == other.folder && name(self).is_some() && name(self) == name(other)
    }
}

impl Compiler {
    /// What the compiler refuses. Nothing, where it refuses nothing.
    pub(crate) fn check(&self) -> Result<Vec<Refusal>, String> {
        let (lines, passed) = self.cargo(&["check", "--lib", "--tests", "--package", &self.package])?;
        let refusals: Vec<Refusal> = lines.into_iter().filter_map(|line| refusal(line.message?)).collect();
        if !passed && refusals.is_empty() {
            return Err("cargo check failed, and said nothing of the code".to_owned());
        }
        Ok(refusals)
    }

    /// The programs of all tests, or the first error.
    pub(crate) fn tests(&self) -> Result<Vec<Program>, String> {
        // Tests start programs of the packages that they are told with.
        let packages = self.tests.windows(2).filter(|two| two[0] == "--package").flatten().map(String::as_str);
        let words: Vec<&str> = ["build"].into_iter().chain(packages).collect();
        self.built(&words)?;
        let words: Vec<&str> = ["test", "--no-run"].into_iter().chain(self.tests.iter().map(String::as_str)).collect();
        self.built(&words)
    }

    /// The same of the package's own tests alone.
    pub(crate) fn own_tests(&self) -> Result<Vec<Program>, String> {
        self.built(&["test", "--no-run", "--lib", "--tests", "--package", &self.package])
    }

    fn built(&self, words: &[&str]) -> Result<Vec<Program>, String> {
        let (lines, passed) = self.cargo(words)?;
        if !passed {
            let first = lines.into_iter().find_map(|line| refusal(line.message?));
            return Err(first.map_or_else(|| format!("cargo {} failed", words.join(" ")), |first| first.text));
        }
        let programs = lines.into_iter().filter(|line| line.profile.as_ref().is_some_and(|profile| profile.test));
        let programs = programs.filter_map(|line| {
            let folder = line.manifest_path?.parent()?.to_owned();
            Some(Program { path: line.executable?, folder })
        });
        Ok(programs.collect())
    }

    fn cargo(&self, words: &[&str]) -> Result<(Vec<Line>, bool), String> {
        let answer = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(words)
            .args(["--locked", "--quiet", "--message-format", "json"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            // A change leaves things unused, which is no error of it.
            .env("RUSTFLAGS", "--cap-lints=allow")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo could not start: {error}"))?;
        let lines = String::from_utf8_lossy(&answer.stdout);
        Ok((lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(), answer.status.success()))
    }

    /// A path that the compiler names, from the workspace's root on.
    pub(crate) fn within<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

fn refusal(message: Message) -> Option<Refusal> {
    if message.level != "error" {
        return None;
    }
    let mut places = places(&message);
    places.sort_by_key(|(main, _, _)| !main);
    Some(Refusal {
        // The last error of all only counts the others.
        code: message.code.map(|code| code.code).unwrap_or_default(),
        text: message.rendered.unwrap_or_default(),
        places: places.into_iter().map(|(_, file, bytes)| (file, bytes)).collect(),
    })
    .filter(|refusal| !refusal.places.is_empty())
}

fn places(message: &Message) -> Vec<(bool, PathBuf, Range<usize>)> {
    let mut all = Vec::new();
    for place in &message.spans {
        let mut place = place;
        loop {
            all.push((place.is_primary, place.file_name.clone(), place.byte_start..place.byte_end));
            match &place.expansion {
                Some(expansion) => place = &expansion.span,
                None => break,
            }
        }
    }
    // What helps to understand an error names places too, after those of the error itself.
    let helps = message.children.iter().flat_map(places);
    all.extend(helps.map(|(_, file, bytes)| (false, file, bytes)));
    all
}
