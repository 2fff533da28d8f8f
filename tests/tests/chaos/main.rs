//! The whole program for thousands of simulated minutes against a service that fails in every way it can, killed and started again on the same
//! disk, with a person who launches, watches, aborts, guards and runs plans meanwhile. Everything follows from a seed.
//!
//! What must hold is asked at every step ([`book`]), of what the service received and of what the program says. A short run is with every test;
//! the long one is `cargo xtask chaos [MINUTES SEED]`.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod acts;
mod book;
mod laws;
mod person;
mod world;

use std::fmt::Write as _;

use world::{Found, World};

/// Of the long run.
const MINUTES: u32 = 10_000;
/// So many programs share its minutes, each with a service, a disk and a seed of its own: most of the time each waits for its exchanges.
const BESIDE: u32 = 4;

#[test]
fn an_hour_and_a_half_of_chaos_breaks_no_law() {
    let found = World::new(11).run(90);
    enough(&found, 90);
}

/// Minutes and seed come by `FLIGHTDECK_CHAOS_MINUTES` and `FLIGHTDECK_CHAOS_SEED`; what was found goes to `FLIGHTDECK_FOUND`.
#[test]
#[ignore = "takes a long time: cargo xtask chaos"]
fn thousands_of_minutes_of_chaos_break_no_law() {
    let word = |name: &str, usual: u32| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (minutes, seed) = (word("FLIGHTDECK_CHAOS_MINUTES", MINUTES), word("FLIGHTDECK_CHAOS_SEED", 1));
    let runs: Vec<_> = (0..BESIDE)
        .map(|number| std::thread::spawn(move || World::new(u64::from(seed + number)).run(minutes.div_ceil(BESIDE))))
        .collect();
    let mut found = Found::default();
    for run in runs {
        // What it broke was told by its own thread.
        found.add(&run.join().expect("no program breaks a law"));
    }
    enough(&found, minutes);
    let mut table = String::new();
    for (what, number) in found.told(minutes, seed) {
        writeln!(table, "{what}\t{number}").expect("a text takes everything");
    }
    eprint!("{table}");
    if let Ok(place) = std::env::var("FLIGHTDECK_FOUND") {
        std::fs::write(place, table).expect("the place can be written to");
    }
}

/// What was not met was not shown.
fn enough(found: &Found, minutes: u32) {
    let hours = minutes as usize / 60;
    for (what, met, least) in [
        ("launches", found.launches, 8 * hours),
        ("faults", found.faults, 8 * hours),
        ("aborts", found.aborts, hours),
        ("guards", found.guards, hours),
        ("waves of plans", found.waves, hours),
        ("kills", found.kills, hours / 2),
        ("looks at rows", found.rows_looked_at, 20 * hours),
        ("deployments seen to recover", found.recovered, hours),
    ] {
        assert!(
            met >= least,
            "{what}: {met} in {minutes} minutes, and at least {least} are needed for this to say something: {found:?}"
        );
    }
}
