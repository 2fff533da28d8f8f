//! A thousand launches by a program that is killed again and again, against a service that fails in every way it can: nothing is made twice,
//! nothing of somebody else's is taken, and every launch ends known, adopted, or before the user.
//!
//! Each launch meets one fault, and which one is known: launches leave one after the other, so the fault that waits at the service meets
//! just that one. What is to come of each is a table ([`faults::Kind::expected`]), and is asked of the service and of the journal.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod computer;
mod faults;
mod start;
mod yard;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use faults::Kind;
use yard::{Told, Yard};

/// Launches of one fleet.
const EACH: usize = 50;
/// Fleets at once; most of the time is waiting.
const AT_ONCE: usize = 8;

/// Fewer, while one works on this: `FLIGHTDECK_CREATES=200`.
fn launches() -> usize {
    std::env::var("FLIGHTDECK_CREATES").ok().and_then(|word| word.parse().ok()).unwrap_or(1_000)
}

#[test]
fn a_thousand_launches_are_never_doubled_stolen_or_forgotten() {
    let begun = Instant::now();
    let fleets = launches().div_ceil(EACH);
    let mut numbers: Vec<usize> = (0..fleets).collect();
    // Taken from the end: those that wait longest begin first.
    numbers.sort_by_key(|number| yard::is_patient(*number));
    let left = Mutex::new(numbers);
    let told = Mutex::new(Told::default());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(fleets) {
            scope.spawn(|| {
                while let Some(number) = { left.lock().expect("nobody panicked").pop() } {
                    let of_yard = Yard::new(number, EACH).run();
                    told.lock().expect("nobody panicked").add(of_yard);
                }
            });
        }
    });
    let told = told.into_inner().expect("every fleet came to its end");
    print(&told, begun.elapsed().as_secs_f64());
    enough(&told, fleets * EACH);
}

fn print(told: &Told, seconds: f64) {
    eprintln!("{:<22} launched  sent  made  created  adopted  refused  asked", "what goes wrong");
    for (kind, one) in &told.kinds {
        eprintln!(
            "{:<22} {:>8} {:>5} {:>5} {:>8} {:>8} {:>8} {:>6}",
            format!("{kind:?}"),
            one.launched,
            one.sent,
            one.made,
            one.created,
            one.adopted,
            one.refused,
            one.asked
        );
    }
    eprintln!(
        "{} starts, {} by a clock that is hours off, {} ended by being killed, {} twice at a time; {} commands repeated; {} deployments \
         of strangers with the same words, {seconds:.0} s",
        told.starts, told.clock_off, told.kills, told.two_starts, told.repeated, told.strangers
    );
}

/// What was not met was not shown.
fn enough(told: &Told, launches: usize) {
    let count = |of: fn(&faults::Ended) -> usize| told.kinds.values().map(of).sum::<usize>();
    assert_eq!(count(|one| one.launched), launches, "every launch is accounted for");
    let each: BTreeMap<Kind, usize> = told.kinds.iter().map(|(kind, one)| (*kind, one.launched)).collect();
    for kind in Kind::ALL {
        let met = each.get(&kind).copied().unwrap_or_default();
        assert!(met >= launches / 60, "{kind:?} was met {met} times: too few for this to say something");
    }
    // Of those that left without an answer, the ones that were made are nearly all found.
    for (what, met, least) in [
        ("sent", count(|one| one.sent), launches * 3 / 4),
        ("made", count(|one| one.made), launches / 2),
        ("created", count(|one| one.created), launches / 8),
        ("adopted", count(|one| one.adopted), launches / 8),
        ("refused", count(|one| one.refused), launches / 20),
        ("put before the user", count(|one| one.asked), launches / 5),
        ("deployments of strangers", told.strangers, launches / 20),
        ("commands repeated", told.repeated, launches / 5),
        ("kills", told.kills, launches / 10),
        ("starts with a clock hours off", told.clock_off, launches / 20),
        ("two starts at a time", told.two_starts, launches / 50),
    ] {
        assert!(met >= least, "{what}: {met}, and at least {least} are needed for this to say something");
    }
}
