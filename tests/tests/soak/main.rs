//! Hours of the whole program in simulated time against a service that fails, with three fleets watched and its page open: nothing may be lost,
//! nothing may be asked more often than it should, and nothing may grow. A short one with every test, a day by `cargo xtask soak`.
//!
//! Time stands unless it is moved: tokio's, this computer's and the service's go forward together, a step at a time, and the exchanges in between
//! are real ones, with a service that is a process of its own.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod account;
mod page;
mod person;
mod service;
mod world;

use world::World;

#[test]
fn two_hours_of_three_fleets_lose_nothing_and_ask_no_more_than_they_should() {
    let found = World::new(7).run(2);
    eprintln!("{found:?}");
}

/// Hours and seed come by `FLIGHTDECK_SOAK_HOURS` and `FLIGHTDECK_SOAK_SEED`; what was found goes to `FLIGHTDECK_FOUND`.
#[test]
#[ignore = "takes minutes: cargo xtask soak"]
fn a_day_of_three_fleets_stays_flat() {
    let word = |name: &str, usual: u32| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (hours, seed) = (word("FLIGHTDECK_SOAK_HOURS", 24), word("FLIGHTDECK_SOAK_SEED", 1));
    let found = World::new(u64::from(seed)).run(hours);
    eprintln!("{found:?}");
}

/// Not a test: the service. A run starts this program again with this name.
#[test]
#[ignore = "the process that the tests beside it start"]
fn the_service() {
    service::run();
}
