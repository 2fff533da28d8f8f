//! The short version of `cargo xtask fuzz`: some hundred inputs of each target that are the same in every run, and some seconds of others.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

use std::time::{Duration, Instant, SystemTime};

use flightdeck_fuzz::targets::{Outcome, Shape, TARGETS, Target};
use flightdeck_fuzz::{Case, Found, Plan, run};

/// Inputs of each target in every run.
const EACH: u64 = 250;
/// How long others are tried.
const OTHERS: Duration = Duration::from_secs(12);
/// An unoptimised program beside others that build takes its time.
const LIMIT: Duration = Duration::from_secs(10);

fn plan(seed: u64, first: u64, executions: u64) -> Plan {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    Plan { seed, first, executions, threads, limit: LIMIT, until: None }
}

fn hold(case: &Case, plan: &Plan) {
    let name = case.target.name;
    if let Some(failure) = run(case, plan).failure {
        let shorter = String::from_utf8_lossy(&failure.shorter);
        panic!(
            "{:?} of {:?}\ncargo xtask fuzz --target {name} --seed {} --first {} --executions 1",
            failure.why, shorter, plan.seed, failure.number
        );
    }
}

#[test]
fn the_corpus_is_read_and_every_law_holds_of_it() {
    for target in &TARGETS {
        let case = Case::of(target).unwrap();
        let read: Vec<bool> = case.unchanged().map(|input| (target.run)(input).unwrap()).collect();
        assert!(read.contains(&true), "{}: changes of what is not read are read by chance alone", target.name);
    }
}

#[test]
fn nothing_that_nobody_would_write_breaks_a_law() {
    for target in &TARGETS {
        hold(&Case::of(target).unwrap(), &plan(1, 0, EACH));
    }
}

#[test]
fn nor_does_anything_that_no_run_tried_before() {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let until = Instant::now() + OTHERS;
    let share = OTHERS / TARGETS.len() as u32;
    for (target, number) in TARGETS.iter().zip(1..) {
        let ends = (until - OTHERS + share * number).min(until);
        let seed = since.as_secs();
        hold(&Case::of(target).unwrap(), &Plan { until: Some(ends), ..plan(seed, 0, u64::MAX >> 1) });
    }
}

fn panics(input: &[u8]) -> Outcome {
    assert!(!input.windows(2).any(|pair| pair == b"]]"), "planted");
    Ok(false)
}

fn breaks(input: &[u8]) -> Outcome {
    if input.contains(&b'}') { Err("planted".to_owned()) } else { Ok(true) }
}

fn is_slow(input: &[u8]) -> Outcome {
    // Work, and no mere waiting: it is the time on a processor that counts.
    let rounds = if input.contains(&b'\\') { 1_000_000 } else { 0 };
    Ok((0..rounds).fold(0u64, |sum, round| std::hint::black_box(sum ^ round)) < u64::MAX)
}

const fn planted(run: fn(&[u8]) -> Outcome) -> Target {
    let (corpus, words) = (["json"].as_slice(), ["]", "}"].as_slice());
    Target { name: "planted", what: "", holds: "", shape: Shape::Words, corpus, made: None, words, run }
}

static PANICS: Target = planted(panics);
static BREAKS: Target = planted(breaks);
static SLOW: Target = planted(is_slow);

#[test]
fn what_is_planted_is_found_shortened_and_found_again() {
    for (target, shortest) in [(&PANICS, &b"]]"[..]), (&BREAKS, b"}"), (&SLOW, b"\\")] {
        let case = Case::of(target).unwrap();
        let limit = if std::ptr::eq(target, &SLOW) { Duration::from_millis(1) } else { LIMIT };
        let plan = Plan { limit, ..plan(7, 0, 100_000) };
        let tried = run(&case, &plan);
        let failure = tried.failure.expect("what is planted is found");
        assert_eq!(failure.shorter, shortest, "nothing is left in it but what it takes");
        assert_eq!(case.input(7, failure.number), failure.input, "three words are the whole input");
        let told = match &failure.why {
            Found::Panic(told) => told.contains("planted") && told.contains("short.rs"),
            Found::Law(told) => told == "planted",
            Found::Slow(took) => *took >= limit,
        };
        assert!(told, "it says what was found: {:?}", failure.why);
        let again = run(&case, &Plan { first: failure.number, executions: 1, ..plan });
        let again = again.failure.map(|again| (again.number, again.input));
        assert_eq!(again, Some((failure.number, failure.input)), "and again with its number alone");
    }
}
