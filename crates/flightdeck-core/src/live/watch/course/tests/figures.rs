//! Forecast and durations.

use super::*;
use crate::wire::{Forecast, Slow};

/// Devices that started and ended at these seconds after the deployment was made (none: running, or waiting), seen at `now`.
fn fleet(devices: &[(Option<i64>, Option<i64>)], now: i64) -> (Rows, Looks) {
    let (mut rows, mut looks) = (Rows::default(), Looks::default());
    let ms = |second: i64| BORN + second * 1_000;
    rows.begin(ms(now));
    for (n, (started, finished)) in devices.iter().enumerate() {
        let state = match (started, finished) {
            (_, Some(_)) => DeviceState::Succeeded,
            (Some(_), None) => DeviceState::InProgress,
            (None, None) => DeviceState::Pending,
        };
        rows.apply([record(&format!("d-{n}"), state, at(started.map(ms)), at(finished.map(ms)))].into_iter(), ms(now));
    }
    rows.end(true);
    looks.saw(ms(now), rows.counts(), 0);
    (rows, looks)
}

fn drawn(devices: &[(Option<i64>, Option<i64>)], now: i64) -> crate::wire::Course {
    let (rows, looks) = fleet(devices, now);
    course(Recall::new(&rows, &looks, Some(BORN)), 1).unwrap()
}

/// `landed` devices, one every `every` seconds, each of which took `took`; then so many that wait.
fn steady(landed: i64, every: i64, took: i64, waiting: usize) -> Vec<(Option<i64>, Option<i64>)> {
    let ended = (1..=landed).map(|n| (Some((n * every - took).max(0)), Some(n * every)));
    ended.chain(vec![(None, None); waiting]).collect()
}

#[test]
fn a_steady_rate_is_told_at_the_first_look_and_no_other() {
    let even = steady(300, 2, 60, 100);
    let told = drawn(&even, 600).forecast.unwrap();
    let hundred = Forecast { about_ms: 200_000, least_ms: 200_000, most_ms: 200_000 };
    assert_eq!(told, hundred, "a hundred to go, one every two seconds, and all of them take the same");
    for (why, devices, now) in [
        ("nothing moves", steady(300, 2, 60, 0), 600),
        ("nothing landed", steady(0, 2, 60, 100), 600),
        ("too few to tell", steady(7, 85, 60, 100), 600),
        ("it has begun a moment ago", steady(20, 2, 2, 100), 50),
        ("those that wait have not been reached for long", steady(300, 1, 60, 100), 600),
        ("all at once", vec![(Some(10), Some(590)); 300].into_iter().chain([(None, None)]).collect(), 600),
    ] {
        assert_eq!(drawn(&devices, now).forecast, None, "{why}");
    }
    let mut uneven = steady(300, 2, 60, 100);
    uneven.extend((0..20).map(|n| (Some(400), Some(401 + n))));
    let told: Forecast = drawn(&uneven, 600).forecast.unwrap();
    assert!(told.least_ms < told.about_ms && told.about_ms < told.most_ms, "a range where the rate has one: {told:?}");
}

#[test]
fn a_rate_needs_enough_landings_that_are_spread_evenly() {
    for (landings, told) in [
        ([2, 2, 2, 2], true),
        ([1, 2, 2, 2], false),
        ([1, 3, 3, 3], true),
        ([1, 4, 4, 4], false),
        ([4, 0, 4, 4], false),
        ([4, 4, 4, 12], true),
        ([4, 4, 4, 13], false),
    ] {
        // The last third is looked at, in four parts of 50 s.
        let parts = (0..).zip(landings);
        let ended = parts.flat_map(|(part, landed)| (1..=landed).map(move |n| (Some(0), Some(400 + part * 50 + n))));
        let devices: Vec<_> = ended.chain(vec![(None, None); 10]).collect();
        assert_eq!(
            drawn(&devices, 600).forecast.is_some(),
            told,
            "{landings:?}: eight, and at most three times as many"
        );
    }
    let ends: Vec<_> = [1, 1, 50, 50].into_iter().zip(0..).map(|(second, part)| 400 + part * 50 + second).collect();
    let twice: Vec<_> = ends.iter().chain(&ends).map(|end| (Some(0), Some(*end))).chain([(None, None)]).collect();
    assert!(drawn(&twice, 600).forecast.is_some(), "a part holds its end and not its beginning");
}

#[test]
fn what_runs_or_is_gone_has_not_landed() {
    let mut devices = steady(300, 2, 60, 100);
    devices.extend(vec![(Some(590), None); 50]);
    let told = drawn(&devices, 600).forecast;
    let even = Forecast { about_ms: 300_000, least_ms: 300_000, most_ms: 300_000 };
    assert_eq!(told, Some(even), "those that began lately are to land as well");
    let (mut rows, mut looks) = fleet(&devices, 590);
    let now_ms = BORN + 600_000;
    rows.begin(now_ms);
    let ms = |second: i64| at(Some(BORN + second * 1_000));
    for (n, (started, finished)) in devices.iter().enumerate().skip(20) {
        let state = match (started, finished) {
            (_, Some(_)) => DeviceState::Succeeded,
            (Some(_), None) => DeviceState::InProgress,
            (None, None) => DeviceState::Pending,
        };
        let times = [started, finished].map(|second| second.map_or(TimeRef::Absent, ms));
        rows.apply([record(&format!("d-{n}"), state, times[0], times[1])].into_iter(), now_ms);
    }
    rows.end(true);
    looks.saw(now_ms, rows.counts(), rows.gone());
    let left = course(Recall::new(&rows, &looks, Some(BORN)), 1).unwrap();
    assert_eq!((rows.gone(), left.forecast), (20, Some(even)), "to leave is not to land");
}

#[test]
fn durations_are_those_of_the_work_that_ended() {
    let mut devices: Vec<_> = (1..=100).map(|n| (Some(0), Some(n))).collect();
    devices.push((Some(500), None));
    devices.push((None, None));
    let told = drawn(&devices, 1_000).durations.unwrap();
    assert_eq!((told.counted, told.median_ms, told.p95_ms, told.most_ms), (100, 50_000, 95_000, 100_000));
    assert_eq!(told.bars.iter().sum::<u32>(), 100, "each in one bar, the slowest too");
    let bars: Vec<u32> = (0..24).map(|bar| if [6, 12, 18, 23].contains(&bar) { 5 } else { 4 }).collect();
    assert_eq!(told.bars, bars, "equal parts of 100 s");
    let named: Vec<(&str, i64)> = told.slowest.iter().map(|slow| (slow.device.as_str(), slow.took_ms)).collect();
    assert_eq!(
        named,
        [("d-100", 500_000), ("d-99", 100_000), ("d-98", 99_000), ("d-97", 98_000), ("d-96", 97_000)],
        "the one that still runs is the slowest of all"
    );
    let running: &Slow = &told.slowest[0];
    assert_eq!(running.state, crate::wire::DeviceState::InProgress, "and is said to run");
    devices.push((Some(0), Some(90_000)));
    let one = drawn(&devices, 100_000).durations.unwrap();
    assert_eq!(
        (one.most_ms, one.up_to_ms),
        (90_000_000, one.p95_ms * 2),
        "one of a day does not press the others together"
    );
    let soon = drawn(&[(Some(0), Some(5)), (Some(10), None), (Some(20), None)], 10).durations.unwrap();
    let named: Vec<i64> = soon.slowest.iter().map(|slow| slow.took_ms).collect();
    assert_eq!(named, [5_000, 0], "who begins after now, by a clock that is off, has run for no time");
    assert_eq!(drawn(&[(Some(5), None)], 10).durations, None, "nothing ended, nothing to tell");
}
