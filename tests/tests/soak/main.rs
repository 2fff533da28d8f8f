//! Hours of watching in simulated time against a service that fails: a short one with every test, half a day by `cargo xtask soak`.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod watching;

use watching::run;

/// Devices of each deployment in the long soak.
const DEVICES: u32 = 300;

#[test]
fn an_hour_of_faults_loses_nothing_and_asks_no_more_than_it_should() {
    let found = run(60, 100, 7);
    assert_eq!(found.deployments, 12, "one every five minutes, each seen to its end");
    assert!(found.faults >= 10, "without faults it would show less than it says: {found:?}");
    assert!(found.looks_a_minute > 0.5 && found.looks_a_minute < 6.0, "about every 15 s, with second tries: {found:?}");
}

/// Hours and seed come by `FLIGHTDECK_SOAK_HOURS` and `FLIGHTDECK_SOAK_SEED`.
#[test]
#[ignore = "takes minutes: cargo xtask soak"]
fn half_a_day_of_faults_stays_flat() {
    let word = |name: &str, usual: u32| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (hours, seed) = (word("FLIGHTDECK_SOAK_HOURS", 12), word("FLIGHTDECK_SOAK_SEED", 1));
    let found = run(hours * 60, DEVICES, u64::from(seed));
    eprintln!("{hours} simulated hours of watching, seed {seed}, {DEVICES} devices a deployment");
    eprintln!("deployments launched and seen to their end   {}", found.deployments);
    eprintln!("faults given                                 {}", found.faults);
    eprintln!("requests                                     {}", found.requests);
    eprintln!("looks a minute at one deployment, mean       {:.2}", found.looks_a_minute);
    eprintln!("looks a minute at one deployment, most       {}", found.most_looks_a_minute);
    let Some([quarter, end]) = found.memory_mib else { return };
    eprintln!("memory after a quarter and at the end        {quarter:.1} and {end:.1} MiB");
    // The simulator stands in the same process and keeps every device it ever deployed to.
    assert!(end < quarter * 1.25 + 8.0, "memory stays flat: {quarter:.1} MiB after a quarter, {end:.1} MiB at the end");
}
