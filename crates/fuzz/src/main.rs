//! `flightdeck-fuzz`: tries targets, tells what was found, and prints a table of what was tried. `cargo xtask fuzz` builds and runs it.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use flightdeck_fuzz::targets::TARGETS;
use flightdeck_fuzz::{Case, Failure, Found, Plan, Tried, run};

/// No execution may take longer: inputs have 64 KiB at most.
const LIMIT: Duration = Duration::from_millis(100);

const USAGE: &str =
    "flightdeck-fuzz [--target NAME]… [--executions N] [--seed S] [--first N] [--threads N] [--found FOLDER]";

/// What was asked for.
struct Asked {
    targets: Vec<String>,
    executions: u64,
    seed: u64,
    first: u64,
    threads: u64,
    /// Where inputs are written that something was found with.
    found: PathBuf,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)).and_then(|asked| all(&asked)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let found = Path::new("target/fuzz").to_owned();
    let mut asked = Asked { targets: Vec::new(), executions: 20_000_000, seed: 1, first: 0, threads, found };
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} takes a value\nusage: {USAGE}"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{word} takes a number, not {value}"));
        match word.as_str() {
            "--target" => asked.targets.push(value),
            "--executions" => asked.executions = number()?,
            "--seed" => asked.seed = number()?,
            "--first" => asked.first = number()?,
            "--threads" => asked.threads = number()?.max(1),
            "--found" => asked.found = value.into(),
            _ => return Err(format!("there is no {word}\nusage: {USAGE}")),
        }
    }
    Ok(asked)
}

/// Tries the targets one after the other, each as often. False where something was found.
fn all(asked: &Asked) -> Result<bool, String> {
    let chosen: Vec<_> = TARGETS
        .iter()
        .filter(|target| asked.targets.is_empty() || asked.targets.iter().any(|name| name == target.name))
        .collect();
    if chosen.is_empty() || asked.targets.len() > chosen.len() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("the targets are {}", names.join(", ")));
    }
    let each = asked.executions.div_ceil(chosen.len() as u64);
    println!(
        "| what is read | what holds of it | executions | read | MiB | longest | found |\n|---|---|---|---|---|---|---|"
    );
    let (mut executions, mut well) = (0, true);
    for target in chosen {
        let case = Case::of(target)?;
        let plan = Plan {
            seed: asked.seed,
            first: asked.first,
            executions: each,
            threads: asked.threads,
            limit: LIMIT,
            until: None,
        };
        let begun = Instant::now();
        let tried = run(&case, &plan);
        eprintln!("   {}: {} in {:.0} s", target.name, tried.executions, begun.elapsed().as_secs_f64());
        println!("{}", row(&case, &tried));
        executions += tried.executions;
        if let Some(failure) = &tried.failure {
            well = false;
            tell(asked, target.name, failure)?;
        }
    }
    println!("\n{executions} executions with seed {}.", asked.seed);
    Ok(well)
}

fn row(case: &Case, tried: &Tried) -> String {
    let target = case.target;
    format!(
        "| `{}`: {} | {} | {} | {} % | {} | {:.1} ms | {} |",
        target.name,
        target.what,
        target.holds,
        grouped(tried.executions),
        100 * tried.read / tried.executions.max(1),
        tried.bytes >> 20,
        tried.longest.as_secs_f64() * 1000.0,
        if tried.failure.is_some() { "**yes**" } else { "nothing" },
    )
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join(",")
}

/// Says what was found, and writes the input down.
fn tell(asked: &Asked, name: &str, failure: &Failure) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", asked.found.display());
    fs::create_dir_all(&asked.found).map_err(told)?;
    let place = |ending: &str| asked.found.join(format!("{name}-{}-{}{ending}", asked.seed, failure.number));
    let (whole, shorter) = (place(""), place("-shorter"));
    fs::write(&whole, &failure.input).map_err(told)?;
    fs::write(&shorter, &failure.shorter).map_err(told)?;
    let why = match &failure.why {
        Found::Law(law) => format!("a law does not hold: {law}"),
        Found::Panic(panic) => format!("a panic: {panic}"),
        Found::Slow(took) => format!("it took {took:.1?}; {LIMIT:?} are the most"),
    };
    eprintln!(
        "\n{name}, seed {}, execution {}: {why}\n  input: {} ({} bytes)\n  shorter: {} ({} bytes): {}\n  again: cargo xtask \
         fuzz --target {name} --seed {} --first {} --executions 1\n",
        asked.seed,
        failure.number,
        whole.display(),
        failure.input.len(),
        shorter.display(),
        failure.shorter.len(),
        String::from_utf8_lossy(&failure.shorter[..failure.shorter.len().min(400)]).escape_debug(),
        asked.seed,
        failure.number,
    );
    Ok(())
}
