//! Runs a rollout plan without a window: the same journal, state machine and gates as the desktop, a line of JSON for everything that
//! happens, and an exit code that says how it ended.

mod asked;
mod machine;
mod running;
mod said;

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use flightdeck_core::plan::{check, file};
use flightdeck_core::secrets::no_core_is_written;
use flightdeck_core::wire::{Plan, PlanProblem};
use serde_json::json;

use asked::{Asked, HELP};
use said::{say, text};

/// How it ended. The numbers are part of what is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The plan is done, or came as far as was asked for.
    Done,
    /// What was asked for cannot be: the options, the plan, its file.
    Wrong,
    /// The plan halted, or was stopped.
    Halted,
    /// A gate asks for a person's yes.
    Asks,
    /// It cannot begin: no token, no service, no room on the disk.
    Cannot,
    /// It was told to end. It goes on from here in the next run.
    Interrupted,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(match end {
            End::Done => 0,
            End::Wrong => 2,
            End::Halted => 3,
            End::Asks => 4,
            End::Cannot => 5,
            End::Interrupted => 130,
        })
    }
}

fn main() -> ExitCode {
    let asked = match asked::read(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            wrong(&format!("{why}. See --help."));
            return End::Wrong.into();
        }
    };
    match asked {
        Asked::Help => text(HELP),
        Asked::Version => text(concat!("flightdeck-plan ", env!("CARGO_PKG_VERSION"), "\n")),
        Asked::Schema => text(file::SCHEMA),
        Asked::Check { plan } => return check_file(&plan).map_or_else(|end| end, |()| End::Done).into(),
        Asked::Run(run) => {
            no_core_is_written();
            tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
            return match read(&run.plan) {
                Ok(plan) => running::run(&run, plan).into(),
                Err(end) => end.into(),
            };
        }
    }
    ExitCode::SUCCESS
}

/// Reads the file of a plan; names every problem of it by its place.
fn read(path: &str) -> Result<Plan, End> {
    let text = opened(path).map_err(|why| {
        wrong(&format!("{path} cannot be read: {why}"));
        End::Wrong
    })?;
    file::read(&text).map_err(|problems| {
        problems.iter().for_each(named);
        End::Wrong
    })
}

/// Names every problem of a plan by its place; an error where one of them keeps it from being run.
fn checked(plan: &Plan) -> Result<(), End> {
    let problems = check::problems(plan);
    problems.iter().for_each(named);
    if problems.iter().any(|problem| problem.stops) { Err(End::Wrong) } else { Ok(()) }
}

/// Checks the file of a plan as it would be with its secret values, which are not in it.
fn check_file(path: &str) -> Result<(), End> {
    let mut plan = read(path)?;
    file::fill_secrets(&mut plan, |_| Some("-".to_owned()));
    checked(&plan)
}

fn opened(path: &str) -> Result<String, String> {
    let mut text = String::new();
    let opened = File::open(path).map_err(|error| error.to_string())?;
    opened.take(file::MOST_BYTES as u64 + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() > file::MOST_BYTES { Err("it is too long to be a plan".to_owned()) } else { Ok(text) }
}

fn named(problem: &PlanProblem) {
    let PlanProblem { place, stops, title, message } = problem;
    say(&json!({ "problem": message, "title": title, "place": place, "stops": stops }));
}

fn wrong(why: &str) {
    say(&json!({ "error": why }));
}
