//! The user's rules of a connection: whether they can be, and what they forbid at a moment. Pure.

use crate::wire::{AppError, Blocked, ConnectionRules, ErrorCode, WeekHours};

const MINUTE_MS: i64 = 60_000;
const DAY: i64 = 24 * 60;
/// So far ahead an end is looked for: hours that never end within it forbid everything.
const AHEAD: i64 = 8 * DAY;
/// So many spans of hours may be kept in one place.
const SPANS: usize = 20;

/// Whether rules can be kept.
///
/// # Errors
/// `InvalidInput` with the field that cannot be.
pub(crate) fn checked(rules: &ConnectionRules) -> Result<(), AppError> {
    if rules.ask_above == Some(0) {
        return Err(AppError::invalid(
            "askAbove",
            "Enter a number of devices above 0, or mark the connection as production.",
        ));
    }
    hours_checked(&rules.forbidden, "forbidden")
}

/// Whether hours of the week can be kept, in the field of this name.
///
/// # Errors
/// `InvalidInput` with the span that cannot be.
pub(crate) fn hours_checked(spans: &[WeekHours], field: &str) -> Result<(), AppError> {
    if spans.len() > SPANS {
        return Err(AppError::invalid(field, format!("At most {SPANS} spans of hours can be kept.")));
    }
    for (index, hours) in spans.iter().enumerate() {
        let field = format!("{field}.{index}");
        if hours.days.is_empty() || hours.days.iter().any(|day| !(1..=7).contains(day)) {
            return Err(AppError::invalid(field, "Choose at least one day."));
        }
        if i64::from(hours.from) >= DAY || i64::from(hours.to) > DAY || hours.to == 0 {
            return Err(AppError::invalid(field, "Enter times of a day, such as 22:00 and 06:00."));
        }
    }
    Ok(())
}

/// Why nothing is acted on in a connection at all.
pub(crate) fn read_only(rules: &ConnectionRules) -> Result<(), AppError> {
    if rules.read_only {
        return Err(AppError::new(ErrorCode::RuleForbids, READ_ONLY));
    }
    Ok(())
}

const READ_ONLY: &str = "This connection is read only, by your own rule: nothing is launched or aborted from here.";

/// Why nothing is launched at a moment. `zone` tells by how many minutes this computer's time is ahead of UTC at a moment: across a
/// change of the clocks hours are those that the clock on the wall shows.
pub(crate) fn blocked(rules: &ConnectionRules, at_ms: i64, zone: &dyn Fn(i64) -> i32) -> Option<Blocked> {
    if rules.read_only {
        return Some(Blocked { why: READ_ONLY.to_owned(), until_ms: None });
    }
    let forbidden = |at_ms: i64| within(&rules.forbidden, at_ms, zone);
    if !forbidden(at_ms) {
        return None;
    }
    let until_ms = next(at_ms, &|at| !forbidden(at));
    let why = match until_ms {
        Some(_) => "Nothing is launched in these hours, by your own rule.",
        None => "Your own rule forbids to launch at any hour.",
    };
    Some(Blocked { why: why.to_owned(), until_ms })
}

/// Refuses to launch what cannot be launched now.
pub(crate) fn refused(blocked: Option<Blocked>) -> Result<(), AppError> {
    blocked.map_or(Ok(()), |Blocked { why, .. }| Err(AppError::new(ErrorCode::RuleForbids, why)))
}

/// The next full minute, within eight days, for which it holds.
pub(crate) fn next(at_ms: i64, holds: &dyn Fn(i64) -> bool) -> Option<i64> {
    let minute = at_ms.div_euclid(MINUTE_MS);
    (minute + 1..=minute + AHEAD).map(|minute| minute * MINUTE_MS).find(|at| holds(*at))
}

/// Whether a moment lies in any of these hours.
pub(crate) fn within(spans: &[WeekHours], at_ms: i64, zone: &dyn Fn(i64) -> i32) -> bool {
    spans.iter().any(|hours| inside((&hours.days, hours.from, hours.to), at_ms, zone))
}

/// Whether a moment lies in hours of the week, on the clock on the wall: the days on which they begin (1 is Monday), and the minutes of the
/// day from which on and until which they last.
pub(crate) fn inside(hours: (&[u8], u16, u16), at_ms: i64, zone: &dyn Fn(i64) -> i32) -> bool {
    let (days, from, to) = hours;
    let wall = at_ms.div_euclid(MINUTE_MS) + i64::from(zone(at_ms));
    let (day, minute) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
    // 1970 began with a Thursday.
    let on = |day: i64| days.iter().any(|one| i64::from(*one) == (day + 3).rem_euclid(7) + 1);
    let (from, to) = (i64::from(from), i64::from(to));
    if from < to {
        on(day) && (from..to).contains(&minute)
    } else {
        (on(day) && minute >= from) || (on(day - 1) && minute < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: i64, minute: i64) -> i64 {
        // 2026-11-23 is a Monday.
        (20_780 + day) * DAY * MINUTE_MS + (hour * 60 + minute) * MINUTE_MS
    }

    fn nights(days: &[u8]) -> ConnectionRules {
        let forbidden = vec![WeekHours { days: days.to_vec(), from: 22 * 60, to: 6 * 60 }];
        ConnectionRules { forbidden, ..ConnectionRules::default() }
    }

    #[test]
    fn hours_hold_on_their_days_and_across_midnight() {
        let utc = |_: i64| 0;
        let rules = nights(&[1]);
        for (day, hour, minute, expected) in [
            (0, 21, 59, None),
            (0, 22, 0, Some(at(1, 6, 0))),
            (1, 0, 0, Some(at(1, 6, 0))),
            (1, 5, 59, Some(at(1, 6, 0))),
            (1, 6, 0, None),
            (1, 23, 0, None),
            (0, 3, 0, None),
            (7, 23, 0, Some(at(8, 6, 0))),
        ] {
            let blocked = blocked(&rules, at(day, hour, minute), &utc);
            assert_eq!(blocked.map(|blocked| blocked.until_ms), expected.map(Some), "day {day}, {hour}:{minute}");
        }
        let noon = ConnectionRules {
            forbidden: vec![WeekHours { days: vec![1, 2], from: 9 * 60, to: 17 * 60 }],
            ..ConnectionRules::default()
        };
        assert!(blocked(&noon, at(1, 9, 0), &utc).is_some() && blocked(&noon, at(2, 9, 0), &utc).is_none(), "two days");
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall_also_when_it_is_set() {
        // Two hours ahead of UTC until 01:00 UTC of day 0, one hour from then on: 02:00 to 03:00 comes twice.
        let autumn = |at_ms: i64| if at_ms < at(0, 1, 0) { 120 } else { 60 };
        let rules = ConnectionRules {
            forbidden: vec![WeekHours { days: vec![1], from: 2 * 60 + 30, to: 3 * 60 }],
            ..ConnectionRules::default()
        };
        let forbidden = |minutes: i64| blocked(&rules, at(0, 0, 0) + minutes * MINUTE_MS, &autumn).is_some();
        assert!(forbidden(30) && forbidden(59), "02:30 the first time");
        assert!(!forbidden(60), "02:00 the second time is before it again");
        assert!(forbidden(90) && !forbidden(120), "and 02:30 comes once more, until three");
        // One hour ahead until 01:00 UTC, two from then on: 02:00 to 03:00 never comes.
        let spring = |at_ms: i64| if at_ms < at(0, 1, 0) { 60 } else { 120 };
        let all: Vec<i64> =
            (0..120).filter(|minutes| blocked(&rules, at(0, 0, 0) + minutes * MINUTE_MS, &spring).is_some()).collect();
        assert_eq!(all, Vec::<i64>::new(), "an hour that the clock does not show forbids nothing");
        let long = nights(&[7]);
        let until = blocked(&long, at(0, 0, 0), &spring).and_then(|blocked| blocked.until_ms);
        assert_eq!(until, Some(at(0, 4, 0)), "it ends at six on the wall, an hour earlier than it would have");
    }

    /// Every change of the clocks of a year, with another reader of the wall: northern, southern, by half an hour, and none.
    #[test]
    fn hours_hold_in_every_minute_around_the_changes_of_the_clocks() {
        const YEAR: i64 = 365 * DAY;
        let spans = [(22 * 60, 6 * 60), (2 * 60 + 30, 3 * 60), (0, 1440), (1380, 1440), (60, 150), (121, 120)];
        for zone in [
            "CET-1CEST,M3.5.0,M10.5.0/3",
            "EST5EDT,M3.2.0,M11.1.0",
            "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
            "<+0545>-5:45",
        ] {
            let zone = jiff::tz::TimeZone::posix(zone).unwrap();
            let wall = |at_ms: i64| zone.to_datetime(jiff::Timestamp::from_millisecond(at_ms).unwrap());
            let ahead = |at_ms: i64| zone.to_offset(jiff::Timestamp::from_millisecond(at_ms).unwrap()).seconds() / 60;
            let first = at(0, 0, 0);
            let changes = (0..YEAR / 60).map(|hour| first + hour * 60 * MINUTE_MS);
            let changes: Vec<i64> = changes.filter(|at| ahead(*at) != ahead(at - 60 * MINUTE_MS)).collect();
            assert!([0, 2].contains(&changes.len()), "clocks go forward once a year and back once: {changes:?}");
            for middle in changes.into_iter().chain([first]) {
                for (from, to) in spans {
                    let hours = WeekHours { days: vec![6, 7], from, to };
                    let rules = ConnectionRules { forbidden: vec![hours], ..ConnectionRules::default() };
                    // Each minute near the change; far from it, one of thirteen, which meets every minute of an hour.
                    for minute in (-36 * 60..36 * 60).filter(|minute: &i64| minute.abs() < 200 || minute % 13 == 0) {
                        let at_ms = middle + minute * MINUTE_MS;
                        let shown = wall(at_ms);
                        let now = i64::from(shown.hour()) * 60 + i64::from(shown.minute());
                        let on = |day: jiff::civil::Date| day.weekday().to_monday_one_offset() >= 6;
                        let (from, to) = (i64::from(from), i64::from(to));
                        let expected = if from < to {
                            on(shown.date()) && from <= now && now < to
                        } else {
                            (on(shown.date()) && now >= from) || (on(shown.date().yesterday().unwrap()) && now < to)
                        };
                        let blocked = blocked(&rules, at_ms, &ahead);
                        assert_eq!(blocked.is_some(), expected, "{from} to {to}, on the wall it is {shown}");
                        if let Some(until) = blocked.filter(|_| minute % 91 == 0).and_then(|blocked| blocked.until_ms) {
                            let forbidden = |at_ms: i64| within(&rules.forbidden, at_ms, &ahead);
                            let all = (at_ms..until).step_by(60_000).all(forbidden);
                            assert!(all && !forbidden(until), "it lasts until it is said to end: {shown}, {until}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_forbids_everything_or_cannot_be_is_said() {
        let always = ConnectionRules {
            forbidden: vec![WeekHours { days: (1..=7).collect(), from: 0, to: 1440 }],
            ..ConnectionRules::default()
        };
        assert_eq!(blocked(&always, at(2, 3, 4), &|_| 0).map(|blocked| blocked.until_ms), Some(None), "no end");
        let read = ConnectionRules { read_only: true, ..ConnectionRules::default() };
        assert!(blocked(&read, 0, &|_| 0).is_some() && read_only(&read).is_err(), "read only forbids both");
        assert!(blocked(&ConnectionRules::default(), 0, &|_| 0).is_none(), "without a rule everything is allowed");
        let hours = |days: &[u8], from, to| ConnectionRules {
            forbidden: vec![WeekHours { days: days.to_vec(), from, to }],
            ..ConnectionRules::default()
        };
        for wrong in [
            ConnectionRules { ask_above: Some(0), ..ConnectionRules::default() },
            hours(&[], 0, 60),
            hours(&[8], 0, 60),
            hours(&[1], 1440, 60),
            hours(&[1], 0, 0),
            hours(&[1], 0, 1441),
        ] {
            assert!(checked(&wrong).is_err(), "{wrong:?}");
        }
        assert!(checked(&nights(&[1, 7])).is_ok() && checked(&hours(&[1], 0, 1440)).is_ok(), "a night, a whole day");
    }
}
