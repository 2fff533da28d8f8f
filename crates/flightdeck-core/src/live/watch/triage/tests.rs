//! Which failed devices are looked at, how they are grouped by cause, and when that is told.

use super::*;

fn steps(line: &str) -> Vec<Step> {
    vec![Step { name: "install".into(), exit_code: Some(1), stdout: String::new(), stderr: line.into() }]
}

#[test]
fn devices_that_failed_alike_are_one_cause() {
    let mut triage = Triage::default();
    for (row, line) in [(4, "disk full: 12 MB"), (9, "no network"), (2, "disk full: 9 MB")] {
        triage.found(row, &steps(line));
    }
    let name = |row| format!("d-{row}").into();
    let causes = triage.causes(50, name);
    let told: Vec<_> = causes.causes.iter().map(|c| (c.text.as_str(), c.count, c.example.as_str())).collect();
    assert_eq!(told, [("disk full: # MB", 2, "d-4"), ("no network", 1, "d-9")], "most frequent first");
    assert_eq!((causes.failed, causes.looked_at, triage.revision()), (50, 3, 3), "a sample says its size");
    let network = causes.causes[1].id;
    for row in 20..23 {
        triage.found(row, &steps("no network"));
    }
    let first = &triage.causes(50, name).causes[0];
    assert_eq!((first.id, first.count), (network, 4), "a cause keeps its number when the order changes");
    assert_eq!(triage.rows_of(network), [9, 20, 21, 22], "and names the devices it was seen on");
    let again = Triage::remembered(triage.kept());
    assert_eq!(again.causes(50, name), triage.causes(50, name), "a later run knows all of it");
    assert!(!again.welcomes(9) && again.welcomes(5), "and asks for no device twice");
}

fn failed(rows: impl IntoIterator<Item = u32>) -> impl Iterator<Item = (i64, u32)> {
    rows.into_iter().map(|row| (i64::from(row % 100), row))
}

#[test]
fn all_are_looked_at_the_newest_first_and_nobody_twice() {
    let mut triage = Triage::default();
    triage.line_up(failed([7, 99, 3, 42]));
    assert_eq!(triage.choose(2), [99, 42], "what failed last tells most of now");
    triage.line_up(failed([7, 99, 3, 42, 50]));
    assert_eq!(triage.choose(9), [50, 7, 3], "with what failed since, and without those under way");
    assert!(triage.choose(9).is_empty(), "then no more");
    triage.put_back(42);
    triage.line_up(failed([7, 99, 3, 42, 50]));
    assert_eq!(triage.choose(9), [42], "what could not be fetched may be tried again");
    assert!(triage.welcomes(5) && !triage.welcomes(42), "steps that come along unasked are welcome once");
}

#[test]
fn there_is_an_end_even_of_a_million_failures() {
    let mut triage = Triage::default();
    triage.line_up((0..1_000_000).map(|row| (i64::from(row), row)));
    assert_eq!(triage.choose(3), [999_999, 999_998, 999_997], "the newest");
    let rest = triage.choose(usize::MAX);
    assert_eq!((rest.len(), rest.last().copied()), (MOST - 3, Some(1_000_000 - MOST as u32)), "and no more than that");
    assert!(triage.is_full() && !triage.welcomes(5), "it takes no unasked steps then");
    triage.line_up(failed([5]));
    assert!(triage.choose(1).is_empty(), "nor asks for any");
}

#[test]
fn it_stops_when_the_causes_no_longer_change_if_that_is_wished() {
    let at = |rows: std::ops::Range<u32>| rows.map(|row| (i64::from(row), row));
    let one_by_one = |triage: &mut Triage, cause: &dyn Fn(u32) -> &'static str| {
        let mut looked = 0;
        while let Some(row) = triage.choose(1).pop() {
            triage.found(row, &steps(cause(row)));
            looked += 1;
        }
        looked
    };
    let mut triage = Triage::default();
    triage.spare(true);
    triage.line_up(at(0..1_000));
    assert_eq!(
        one_by_one(&mut triage, &|row| if row > 900 { "disk full" } else { "no network" }),
        200,
        "100 after the last new one"
    );
    let settled = |triage: &Triage| triage.causes(1_000, |_| "d".into()).settled;
    let told = triage.revision();
    assert!(settled(&triage), "it says that it stopped");
    triage.line_up(at(0..1_000));
    assert_eq!(one_by_one(&mut triage, &|_| "no network"), 0, "another look brings nothing by itself");
    triage.line_up(at(0..1_050));
    assert_eq!(one_by_one(&mut triage, &|_| "no network"), 10, "of those that failed since, the newest few");
    triage.line_up(at(0..1_060));
    assert_eq!(
        one_by_one(&mut triage, &|row| if row == 1_055 { "new" } else { "no network" }),
        105,
        "and all, once one tells something new"
    );
    triage.go_on();
    assert!(!settled(&triage) && triage.revision() > told, "the user may go on");
    assert_eq!(one_by_one(&mut triage, &|_| "no network"), 1_060 - 315, "to the last one");
    let mut all = Triage::default();
    all.line_up(at(0..1_000));
    assert_eq!(one_by_one(&mut all, &|_| "no network"), 1_000, "unless it is wished, all are looked at");
    let mut late = Triage::default();
    late.line_up(at(0..1_000));
    late.choose(500).into_iter().for_each(|row| late.found(row, &steps("no network")));
    let before = late.revision();
    late.spare(true);
    assert!(settled(&late) && late.revision() > before, "wished for on the way, it stops at once and says so");
}

#[test]
fn thousands_are_told_in_few_words_and_to_the_last_one() {
    let mut triage = Triage::default();
    triage.line_up(failed(0..4_000));
    for row in triage.choose(usize::MAX) {
        triage.queue = if row == 0 { Vec::new() } else { vec![row] };
        triage.found(row, &steps("no network"));
    }
    assert!(triage.revision() < 200, "a page asks again with each revision: {}", triage.revision());
    let told = triage.revision();
    triage.queue = vec![1];
    triage.found(5_000, &steps("disk full"));
    assert_eq!(triage.revision(), told + 1, "a new cause is told at once");
}

/// One that has found `count` rows of one cause, and has others to look at, as a later run finds it.
fn remembered(count: u32) -> Triage {
    let mut triage = Triage::default();
    (0..count).for_each(|row| triage.found(row, &steps("no network")));
    let mut triage = Triage::remembered(triage.kept());
    triage.line_up(failed(1_000..1_100));
    triage
}

#[test]
fn the_revision_grows_with_what_is_new_and_else_with_each_twentieth() {
    let mut triage = remembered(100);
    assert_eq!(triage.revision(), 100, "a later run does not begin with that of a page that knows nothing");
    let mut found = |line: &str, row: u32| {
        triage.found(row, &steps(line));
        triage.revision()
    };
    let told = [2_000, 2_001, 2_002, 2_003, 2_004, 2_005].map(|row| found("no network", row));
    assert_eq!(told, [100, 100, 100, 100, 101, 101], "a twentieth of a hundred is five");
    assert_eq!(found("disk full", 3_000), 102, "a new cause is told at once");
    triage.queue.clear();
    triage.found(3_001, &steps("no network"));
    assert_eq!(triage.revision(), 103, "and so is the last one");
    assert_eq!(remembered(0).revision(), 0);
}

#[test]
fn that_it_stops_or_goes_on_is_told_once() {
    let mut triage = Triage::default();
    triage.spare(true);
    triage.line_up(failed(0..101));
    triage.choose(usize::MAX).into_iter().for_each(|row| triage.found(row, &steps("no network")));
    assert!(!triage.is_settled(), "nobody is left to be looked at");
    let told = triage.revision();
    let mut line_up = |rows: std::ops::Range<u32>| {
        triage.line_up(failed(rows));
        triage.revision() - told
    };
    assert_eq!([0..150, 0..150, 0..150].map(&mut line_up), [1, 1, 1], "some are, and are not looked at");
    assert_eq!([0..101, 0..101].map(&mut line_up), [2, 2], "they do not fail any more");
    assert_eq!(line_up(0..160), 3);
    assert!(triage.go_on(), "it had stopped");
    assert_eq!(triage.revision() - told, 4);
    assert!(!triage.go_on(), "and goes on already");
    assert_eq!(triage.revision() - told, 4, "which is no news");
}

#[test]
fn that_the_causes_are_known_is_told_with_the_one_that_settles_it() {
    let mut triage = remembered(2_000);
    triage.spare(true);
    triage.line_up(failed(5_000..5_500));
    let told = triage.revision();
    (3_000..3_050).for_each(|row| triage.found(row, &steps("no network")));
    assert_eq!(triage.revision(), told, "a twentieth of two thousand is a hundred");
    triage.unchanged = CAUSES_STEADY - 1;
    triage.found(4_000, &steps("no network"));
    assert!(triage.is_settled() && triage.revision() == told + 1);
    triage.found(4_001, &steps("disk full"));
    assert!(!triage.is_settled() && triage.revision() == told + 2, "and that they are not");
}

#[test]
fn of_those_that_failed_at_the_same_time_no_sample_is_taken_twice() {
    let mut triage = Triage::default();
    let at = |since_ms: i64| (0..300).map(move |row| (since_ms, row));
    triage.spare(true);
    triage.line_up(at(5));
    while let Some(row) = triage.choose(1).pop() {
        triage.found(row, &steps("no network"));
    }
    assert!(triage.is_settled());
    triage.line_up(at(5));
    assert_eq!(triage.choose(99), [0; 0], "they are not newer than the newest");
    triage.line_up(at(6));
    assert_eq!(triage.choose(99).len(), SAMPLE, "now they are");
}

#[test]
fn every_cause_is_known_with_its_rows() {
    let mut triage = Triage::default();
    assert_eq!(triage.known().count(), 0);
    for (row, line) in [(4, "no network"), (9, "disk full"), (2, "no network")] {
        triage.found(row, &steps(line));
    }
    let mut known: Vec<_> = triage.known().map(|(reason, rows)| (reason.text.as_str(), rows)).collect();
    known.sort();
    assert_eq!(known, [("disk full", &[9][..]), ("no network", &[4, 2][..])]);
}
