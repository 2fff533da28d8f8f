//! What stands on the disk: processes that are killed at any write, disks that are full and folders that cannot be written, two programs on one
//! folder, damage of every kind, and the databases of every earlier version.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod child;
mod damage;
mod full;
mod kept_then;
mod kills;
mod together;
mod versions;

use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Instant;

use kills::{Disk, Told};

/// Disks that are written to at the same time.
const DISKS: usize = 4;
/// Of the short run, on all disks, and of the long one.
const SOME: usize = 48;
const MANY: usize = 500;

/// A real process that writes launches, drafts, templates, names of flows, marks of secrets, guards, plans, batches, what is watched in the
/// background, what is known of a fleet and what was last seen is killed with no time to say anything. What it said was written is there in the next start, whole; every launch that the service
/// received is known; and the next start opens the files as they are, with nothing set aside.
#[test]
fn kills_at_any_write_lose_nothing_that_was_said_to_be_written() {
    held(&killed(SOME, 77), SOME);
}

/// Their number and seed come by `FLIGHTDECK_KILLS` and `FLIGHTDECK_KILLS_SEED`; what was found goes to `FLIGHTDECK_FOUND`.
#[test]
#[ignore = "takes minutes: cargo xtask kills"]
fn five_hundred_kills_lose_nothing_that_was_said_to_be_written() {
    let word = |name: &str, usual: usize| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(usual);
    let (kills, seed) = (word("FLIGHTDECK_KILLS", MANY), word("FLIGHTDECK_KILLS_SEED", 1));
    let told = killed(kills, seed as u64);
    let mut table = format!("seed\t{seed}\n");
    for (what, number) in told.lines() {
        writeln!(table, "{what}\t{number}").expect("a text takes everything");
    }
    eprint!("{table}");
    held(&told, kills);
    if let Ok(place) = std::env::var("FLIGHTDECK_FOUND") {
        std::fs::write(place, table).expect("the place can be written to");
    }
}

/// Kills so often, on all disks together, with the picks of a seed.
fn killed(kills: usize, seed: u64) -> Told {
    let begun = Instant::now();
    let told = Mutex::new(Told::default());
    std::thread::scope(|scope| {
        for number in 0..DISKS {
            let told = &told;
            let share = kills / DISKS + usize::from(number < kills % DISKS);
            scope.spawn(move || {
                let of_disk = Disk::new(seed * 1_000 + number as u64).run(share);
                told.lock().expect("nobody panicked").add(of_disk);
            });
        }
    });
    let told = told.into_inner().expect("every disk came to its end");
    eprintln!("{told:?}, {:.0} s", begun.elapsed().as_secs_f64());
    told
}

/// Nothing was lost, and it was met often enough to say something.
fn held(told: &Told, kills: usize) {
    assert_eq!(told.lost, Vec::<String>::new(), "what was said to be written is there");
    assert_eq!(told.doubled, 0, "nothing was sent twice");
    assert_eq!(told.damaged, Vec::<String>::new(), "a kill damages nothing");
    assert_eq!(told.kills, kills, "each start was killed");
    assert!(told.early * 20 >= kills, "some while they started: {told:?}");
    assert!(told.said >= kills * 4, "much was written between the kills: {told:?}");
    assert!(told.in_flight * 12 >= kills, "and many hit a launch between the send and its answer: {told:?}");
    assert!(
        told.launched * 3 >= kills && (told.found + told.asked) * 12 >= kills,
        "launches were made, and found again: {told:?}"
    );
    for (what, said) in &told.each {
        assert!(said * 6 >= kills, "{what} were written: {said}");
    }
}

/// Not a test: the process that is killed. The tests above start this program again with this name.
#[test]
#[ignore = "the process that the tests beside it start and kill"]
fn the_process_that_is_killed() {
    child::run();
}
