//! Two hundred kills at moments of chance: a real process that writes launches, drafts, templates, names of flows, guards and what is known of a
//! fleet is killed with no time to say anything. What it said was written is there in the next start, whole; every launch that the service
//! received is known; and the next start opens the database as it is, with nothing set aside.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod child;
mod disk;

use std::sync::Mutex;
use std::time::Instant;

use disk::{Disk, Told};

/// Disks that are written to at the same time.
const DISKS: u64 = 4;
/// Kills on each.
const KILLS: usize = 50;

#[test]
fn two_hundred_kills_lose_nothing_that_was_said_to_be_written() {
    let begun = Instant::now();
    let told = Mutex::new(Told::default());
    std::thread::scope(|scope| {
        for number in 0..DISKS {
            let told = &told;
            scope.spawn(move || {
                let of_disk = Disk::new(number).run(KILLS);
                told.lock().expect("nobody panicked").add(of_disk);
            });
        }
    });
    let told = told.into_inner().expect("every disk came to its end");
    eprintln!("{told:?}, {:.0} s", begun.elapsed().as_secs_f64());
    assert_eq!(told.kills, DISKS as usize * KILLS, "each start was killed");
    assert!(told.early >= 10, "some while they started: {told:?}");
    assert!(told.said >= told.kills * 4, "much was written between the kills: {told:?}");
    assert!(told.in_flight >= 20, "and many hit a launch between the send and its answer: {told:?}");
    assert!(told.launched >= 100 && told.found >= 4, "launches were made, and found again: {told:?}");
    for (what, said) in told.each {
        assert!(said >= 40, "{what} were written: {said}");
    }
}

/// Not a test: the process that is killed. The test above starts this program again with this name.
#[test]
#[ignore = "the process that the test beside it starts and kills"]
fn the_process_that_is_killed() {
    child::run();
}
