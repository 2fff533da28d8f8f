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

use std::fmt::Write as _;

use account::{Sample, lines};
use world::{FLEETS, Found, World};

/// That of the program that ships (`src-tauri/src/lib.rs`).
#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Of fewer hours a quarter says too little.
const HOURS_TO_TELL: u32 = 8;

#[test]
fn an_hour_of_three_fleets_loses_nothing_and_asks_no_more_than_it_should() {
    let found = World::new(7).run(1);
    enough(&found, 1);
}

/// Hours and seed come by `FLIGHTDECK_SOAK_HOURS` and `FLIGHTDECK_SOAK_SEED`; what was found goes to `FLIGHTDECK_FOUND`.
#[test]
#[ignore = "takes minutes: cargo xtask soak"]
fn a_day_of_three_fleets_stays_flat() {
    let word = |name: &str, usual: u32| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (hours, seed) = (word("FLIGHTDECK_SOAK_HOURS", 24), word("FLIGHTDECK_SOAK_SEED", 1));
    let found = World::new(u64::from(seed)).run(hours);
    let quarters: Vec<&Sample> =
        found.samples.iter().filter(|sample| (1..=4).any(|part| sample.hour == (hours * part).div_ceil(4))).collect();
    let lines = lines(&quarters);
    let mut told = did(&found, hours, seed);
    let at: String = quarters.iter().map(|sample| format!(" hour {} |", sample.hour)).collect();
    let rule = "---|".repeat(quarters.len() + 3);
    writeln!(told, "| what it takes |{at} at most at the end | |\n|{rule}").expect("a text takes everything");
    lines.iter().for_each(|line| writeln!(told, "{}", line.row()).expect("a text takes everything"));
    eprint!("{told}");
    enough(&found, hours);
    let broken: Vec<String> = lines.iter().filter_map(account::Line::broken).collect();
    assert!(hours < HOURS_TO_TELL || broken.is_empty(), "what is held grows with time alone: {broken:#?}");
    if let Ok(place) = std::env::var("FLIGHTDECK_FOUND") {
        std::fs::write(place, told).expect("the place can be written to");
    }
}

/// Not a test: the service. A run starts this program again with this name.
#[test]
#[ignore = "the process that the tests beside it start"]
fn the_service() {
    service::run();
}

/// What was done in these hours, as a table.
fn did(found: &Found, hours: u32, seed: u32) -> String {
    let fleets: Vec<String> = FLEETS.iter().map(|(_, devices)| devices.to_string()).collect();
    let mut told = "| what was done | |\n|---|---|\n".to_owned();
    for (what, number) in [
        ("simulated hours", hours.to_string()),
        ("seed", seed.to_string()),
        ("devices of the three fleets", fleets.join(", ")),
        ("faults given to the service", found.faults.to_string()),
        ("launches pressed", found.launches.to_string()),
        ("deployments opened, and seen to their end as the service has it", found.seen_to_end.to_string()),
        ("guards armed", found.guards.to_string()),
        ("of them fired, and armed again", found.fired.to_string()),
        ("plans that ended, each of three waves", found.plans.to_string()),
        ("waves of them", found.waves.to_string()),
        ("times a wave of unknown outcome was looked for by hand", found.set_aside.to_string()),
        ("times the page was loaded", found.pages.to_string()),
        ("windows of rows", found.windows.to_string()),
        ("pictures", found.pictures.to_string()),
        ("files taken away", found.files.to_string()),
        ("notices to the page", found.notices.to_string()),
        ("notifications of the system", found.notifications.to_string()),
        ("requests", found.requests.to_string()),
        ("most looks at one deployment within a minute", found.most_looks_a_minute.to_string()),
    ] {
        writeln!(told, "| {what} | {number} |").expect("a text takes everything");
    }
    told.push('\n');
    told
}

/// What was not met was not shown.
fn enough(found: &Found, hours: u32) {
    let hours = hours as usize;
    for (what, met, least) in [
        ("launches", found.launches, 12 * hours),
        ("deployments seen to their end", found.seen_to_end, 10 * hours),
        ("faults", found.faults, 6 * hours),
        ("guards", found.guards, 7 * hours),
        ("guards that fired", found.fired, hours / 2),
        ("waves of plans", found.waves, 3 * hours - hours / 2),
        ("windows of rows", found.windows, 60 * hours),
        ("pictures", found.pictures, 8 * hours),
        ("notices", found.notices, 300 * hours),
        ("notifications", found.notifications, hours),
        ("requests", found.requests, 600 * hours),
    ] {
        assert!(
            met >= least,
            "{what}: {met} in {hours} hours, and at least {least} are needed for this to say something: {found:?}"
        );
    }
}
