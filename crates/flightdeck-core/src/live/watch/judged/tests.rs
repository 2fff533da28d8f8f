//! Who is judged stuck or not reached: each rule and each minimum, and laws over random deployments.

use connect_api::{DeviceRef, TimeRef};
use proptest::prelude::*;

use super::*;

const S: i64 = 1_000;
const MIN: i64 = 60 * S;
/// When the deployment was made.
const BORN: i64 = 1_795_875_804_000;

/// A device: state, start and end after `BORN` in milliseconds, and when it was first seen so.
type Device = (DeviceState, Option<i64>, Option<i64>, i64);

fn rows(devices: &[Device]) -> Rows {
    let mut rows = Rows::default();
    rows.begin(BORN);
    let at = |ms: Option<i64>| ms.map_or(TimeRef::Absent, |ms| TimeRef::At { unix_ms: BORN + ms, zone_assumed: false });
    for (number, (state, started, finished, seen)) in devices.iter().enumerate() {
        let uuid = format!("d-{number}");
        let record = DeviceRef {
            uuid: &uuid,
            state: *state,
            raw_status: "",
            started: at(*started),
            finished: at(*finished),
            steps: None,
            name: None,
            group: None,
        };
        rows.apply([record].into_iter(), BORN + seen);
    }
    rows.end(true);
    rows
}

/// As of a look so long after the deployment was made, which was first looked at at once.
fn at(ms: i64) -> Asked {
    Asked { now_ms: BORN + ms, ahead_ms: 0, first_look_ms: Some(BORN), least_ms: BORN - 10 * MIN }
}

fn judged(devices: &[Device], asked: Asked) -> Option<Judgements> {
    Judged::default().again(&rows(devices), asked).told()
}

fn stuck(devices: &[Device], asked: Asked) -> u32 {
    judged(devices, asked).map_or(0, |told| told.stuck)
}

fn unreached(devices: &[Device], asked: Asked) -> u32 {
    judged(devices, asked).map_or(0, |told| told.unreached)
}

/// So many that started at once and took so long.
fn ended(count: usize, took: i64) -> Vec<Device> {
    vec![(DeviceState::Succeeded, Some(0), Some(took), 0); count]
}

const fn running(since: i64) -> Device {
    (DeviceState::InProgress, Some(since), None, 0)
}

const fn pending(seen: i64) -> Device {
    (DeviceState::Pending, None, None, seen)
}

fn with(mut devices: Vec<Device>, more: &[Device]) -> Vec<Device> {
    devices.extend_from_slice(more);
    devices
}

#[test]
fn a_device_is_stuck_when_it_runs_for_much_longer_than_others_took() {
    use DeviceState::*;
    let slow_tail = with(ended(97, 2 * MIN), &[(Failed, Some(0), Some(9 * MIN), 0); 3]);
    for (what, devices, now, expected) in [
        ("twice the median has not passed", with(ended(20, 2 * MIN), &[running(0)]), 4 * MIN, 0),
        ("it has", with(ended(20, 2 * MIN), &[running(0)]), 4 * MIN + 1, 1),
        ("one that started later has not run for so long", with(ended(20, 2 * MIN), &[running(1)]), 4 * MIN + 1, 0),
        ("19 that ended tell nothing", with(ended(19, 2 * MIN), &[running(0)]), 500 * MIN, 0),
        ("some took nine minutes: so may others", with(slow_tail.clone(), &[running(0)]), 9 * MIN, 0),
        ("but not longer", with(slow_tail, &[running(0)]), 9 * MIN + 1, 1),
        ("whoever took seconds is known a minute later", with(ended(20, S), &[running(0)]), MIN, 0),
        ("and not later than that", with(ended(20, S), &[running(0)]), MIN + 1, 1),
        ("nobody knows since when this one runs", with(ended(20, S), &[(InProgress, None, None, 0)]), 500 * MIN, 0),
        ("a start from before the deployment is none", with(ended(20, S), &[running(-700 * MIN)]), 5 * MIN, 0),
        ("a start yet to come is none", with(ended(20, S), &[running(9 * MIN)]), 5 * MIN, 0),
        ("an unknown state is not judged", with(ended(20, S), &[(Unknown, Some(0), None, 0)]), 5 * MIN, 0),
        (
            "aborts tell nothing of how long the work takes",
            with(vec![(Aborted, Some(0), Some(S), 0); 40], &[running(0)]),
            500 * MIN,
            0,
        ),
    ] {
        assert_eq!(stuck(&devices, at(now)), expected, "{what}");
    }
}

#[test]
fn a_device_is_not_reached_when_it_is_pending_long_after_the_others_started() {
    let quick = || ended(99, 30 * S);
    for (what, devices, now, expected) in [
        ("ten minutes have not passed", with(quick(), &[pending(0)]), 10 * MIN - 1, 0),
        ("they have", with(quick(), &[pending(0)]), 10 * MIN + 1, 1),
        ("19 that ended tell nothing", with(ended(19, 30 * S), &[pending(0)]), 500 * MIN, 0),
        ("it came to wait a moment ago", with(quick(), &[pending(20 * MIN)]), 25 * MIN, 0),
        ("and waits for long by now", with(quick(), &[pending(20 * MIN)]), 60 * MIN, 1),
        ("slow ones keep their places for hours", with(ended(99, 60 * MIN), &[pending(0)]), 110 * MIN, 0),
        ("by now a place was free", with(ended(99, 60 * MIN), &[pending(0)]), 121 * MIN, 1),
        ("one straggler of a hundred is not the rest", with(quick(), &[pending(0), running(55 * MIN)]), 60 * MIN, 1),
        ("two are", with(quick(), &[pending(0), running(55 * MIN), running(56 * MIN)]), 60 * MIN, 0),
        (
            "two from before the wait are not",
            with(quick(), &[pending(0), running(30 * MIN), running(30 * MIN)]),
            60 * MIN,
            1,
        ),
    ] {
        assert_eq!(unreached(&devices, at(now)), expected, "{what}");
    }
    // One starts every minute for two hours.
    let slowly: Vec<Device> =
        (0..120).map(|n| (DeviceState::Succeeded, Some(n * MIN), Some(n * MIN + 30 * S), 0)).collect();
    let slowly = with(slowly, &[pending(0)]);
    assert_eq!(unreached(&slowly, at(135 * MIN)), 0, "a deployment that takes hours is given hours");
    assert_eq!(unreached(&slowly, at(240 * MIN)), 1, "and then no more");
}

#[test]
fn a_row_is_stuck_by_the_same_bounds_as_it_is_counted() {
    // Twenty that took a minute: who runs for more than two is stuck.
    let moving = [running(3 * MIN), running(3 * MIN - 1), running(-10 * MIN), running(-10 * MIN - 1)];
    let rows = rows(&with(ended(20, MIN), &moving));
    let judged = Judged::default().again(&rows, at(5 * MIN));
    let stuck = [20, 21, 22, 23].map(|row| judged.of(&rows, row) == Some(Judgement::Stuck));
    assert_eq!(stuck, [false, true, true, false], "not at two minutes, and not with a start that is not believed");
    assert_eq!(judged.told().map(|told| told.stuck), Some(2), "as it is said");
}

#[test]
fn the_limit_is_that_of_ninety_nine_in_a_hundred_or_twice_that_of_half() {
    let seconds = |all: std::ops::Range<u32>| all.map(|second| second * 1_000).collect::<Vec<_>>();
    let outlier = [vec![120_000; 99], vec![540_000]].concat();
    for (what, took, expected) in [
        ("nineteen tell nothing", seconds(100..119), None),
        ("the tenth of twenty is their half", seconds(100..120), Some(218_000)),
        ("one of a hundred may be slow", outlier, Some(240_000)),
        ("two of a hundred are no outlier", [vec![120_000; 98], vec![540_000; 2]].concat(), Some(540_000)),
        ("a minute is the least", vec![5; 20], Some(60_000)),
        ("hours are told like seconds", vec![3 * 3_600_000; 20], Some(6 * 3_600_000)),
        ("there is no end", vec![u32::MAX; 20], Some(2 * i64::from(u32::MAX))),
    ] {
        assert_eq!(limit(&took), expected, "{what}");
    }
    assert_eq!(
        [0, 1_023, 1_024, 2_048, u32::MAX].map(about_as),
        [0, 0, 1, 2, ABOUT - 1],
        "lengths are about the same within a second"
    );
    let mut about = [0; ABOUT];
    about[0] = 1;
    assert_eq!(
        [0, 1, 2].map(|place| nth(&[5], &about, place)),
        [5, 0, 0],
        "a place that nothing stands at is no panic"
    );
}

#[test]
fn each_judging_has_another_version() {
    let (nobody, some) = (rows(&[]), rows(&with(ended(20, MIN), &[running(0)])));
    let first = Judged::default().again(&nobody, at(0));
    let second = first.again(&some, at(MIN));
    let third = second.again(&rows(&[running(0)]), at(2 * MIN));
    let versions = [Judged::default(), first, second, third].map(|judged| judged.version());
    assert_eq!(versions, [0, 1, 2, 3], "whether anybody is judged or not");
}

#[test]
fn what_is_judged_is_said_with_its_ground() {
    let devices = with(ended(812, 80 * S), &[running(0), pending(0), pending(0)]);
    let told = judged(&devices, at(20 * MIN)).unwrap();
    let expected = Judgements {
        stuck: 1,
        stuck_after_ms: Some(160 * S),
        ended: 812,
        unreached: 2,
        unreached_after_ms: Some(10 * MIN),
        unseen: 0,
        triggered: 0,
        started: 813,
    };
    assert_eq!(told, expected);
    assert_eq!(judged(&ended(812, 80 * S), at(20 * MIN)), None, "nobody is left to be judged");
}

#[test]
fn the_services_clock_decides_over_the_services_times() {
    // This computer is an hour late.
    let here = BORN - 60 * MIN;
    let devices = with(ended(20, 2 * MIN), &[running(0), pending(-60 * MIN)]);
    for (minutes, expected) in [(4, (0, 0)), (5, (1, 0)), (11, (1, 1))] {
        let now_ms = BORN + minutes * MIN;
        let asked = Asked { now_ms, ahead_ms: 60 * MIN, first_look_ms: Some(here), least_ms: BORN - 10 * MIN };
        let told = Judged::default().again(&rows(&devices), asked).told().unwrap();
        assert_eq!(
            (told.stuck, told.unreached),
            expected,
            "after {minutes} minutes, which are neither 60 more nor fewer"
        );
    }
}

fn any_device() -> impl Strategy<Value = Device> {
    use DeviceState::*;
    let state = prop::sample::select(vec![
        Pending, InProgress, InProgress, Succeeded, Succeeded, Succeeded, Failed, Aborted, Unknown,
    ]);
    (state, -20..60i64, 0..40i64, 0..60i64).prop_map(|(state, start, took, seen)| match state {
        Pending => pending(seen * MIN),
        InProgress | Unknown => (state, Some(start * MIN), None, seen * MIN),
        Succeeded | Failed | Aborted => (state, Some(start * MIN), Some((start + took) * MIN), seen * MIN),
    })
}

proptest! {
    #[test]
    fn the_numbers_are_those_of_the_rows_and_by_the_rule(
        devices in prop::collection::vec(any_device(), 0..90), now in 0..200i64,
    ) {
        let rows = rows(&devices);
        let judged = Judged::default().again(&rows, at(now * MIN));
        let of = |what| (0..rows.len()).filter(|row| judged.of(&rows, *row) == Some(what)).count() as u32;
        let told = judged.told().unwrap_or_default();
        prop_assert_eq!((of(Judgement::Stuck), of(Judgement::Unreached)), (told.stuck, told.unreached));

        // By sorting everything, which is too slow to be done with each look.
        let mut took: Vec<i64> = devices
            .iter()
            .filter(|(state, ..)| matches!(state, DeviceState::Succeeded | DeviceState::Failed))
            .filter_map(|(_, start, end, _)| Some((*end)? - (*start)?))
            .collect();
        took.sort_unstable();
        let enough = took.len() >= 20;
        let limit = enough.then(|| took[(took.len() * 99).div_ceil(100) - 1].max(2 * took[took.len().div_ceil(2) - 1]).max(MIN));
        let long = |start: i64| limit.is_some_and(|limit| start >= -10 * MIN && now * MIN - start > limit);
        let stuck = devices.iter().filter(|(state, start, ..)| *state == DeviceState::InProgress && start.is_some_and(long));
        prop_assert_eq!(stuck.count() as u32, told.stuck);
    }

    #[test]
    fn while_nothing_happens_nobody_is_unjudged(
        devices in prop::collection::vec(any_device(), 20..90), now in 60..200i64, later in 0..200i64,
    ) {
        let rows = rows(&devices);
        let before = Judged::default().again(&rows, at(now * MIN));
        let after = before.again(&rows, at((now + later) * MIN));
        for row in 0..rows.len() {
            if let Some(judgement) = before.of(&rows, row) {
                prop_assert_eq!(after.of(&rows, row), Some(judgement), "row {}: {:?}", row, devices[row as usize]);
            }
        }
    }

    #[test]
    fn only_lengths_matter_not_the_date(devices in prop::collection::vec(any_device(), 20..60), now in 0..200i64, days in 0..900i64) {
        let shift = days * 24 * 60 * MIN;
        let moved: Vec<Device> = devices
            .iter()
            .map(|(state, start, end, seen)| (*state, start.map(|at| at + shift), end.map(|at| at + shift), seen + shift))
            .collect();
        let then = Asked {
            now_ms: BORN + now * MIN + shift,
            ahead_ms: 0,
            first_look_ms: Some(BORN + shift),
            least_ms: BORN - 10 * MIN + shift,
        };
        prop_assert_eq!(judged(&devices, at(now * MIN)), judged(&moved, then));
    }
}

/// A measurement: `cargo test --release -p flightdeck-core judged::tests::measure -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, meant for a release build"]
fn measure_a_million_rows() {
    use DeviceState::*;
    let devices: Vec<Device> = (0..1_000_000i64)
        .map(|n| {
            let (start, took) = (n * 7_919 % (60 * MIN), MIN + n * 104_729 % (4 * MIN));
            match n * 31 % 100 {
                0..80 => (Succeeded, Some(start), Some(start + took), 0),
                80..85 => (Failed, Some(start), Some(start + took), 0),
                85..92 => running(start),
                _ => pending(0),
            }
        })
        .collect();
    let rows = rows(&devices);
    let begun = std::time::Instant::now();
    let judged = Judged::default().again(&rows, at(70 * MIN));
    println!("judged in {:?}: {:?}", begun.elapsed(), judged.told());
}
