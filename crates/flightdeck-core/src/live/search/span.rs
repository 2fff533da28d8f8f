//! Numbers, lengths of time and points in time as a search writes them: each with its comparison becomes a span of numbers.

use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset};

use super::Op;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const UNITS: [(&str, i64); 10] = [
    ("ms", 1),
    ("s", SECOND),
    ("sec", SECOND),
    ("m", MINUTE),
    ("min", MINUTE),
    ("h", HOUR),
    ("d", DAY),
    ("day", DAY),
    ("days", DAY),
    ("w", 7 * DAY),
];

/// All numbers from one up to another, that one left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    from: i64,
    to: i64,
}

impl Span {
    /// Whether a number lies in it.
    pub(crate) fn has(&self, number: i64) -> bool {
        self.from <= number && number < self.to
    }

    /// The numbers that compare so with `from..to`, which stands for one value: later than it is from its end on.
    fn of(op: Op, from: i64, to: i64) -> Self {
        let (least, most) = (i64::MIN, i64::MAX);
        match op {
            Op::Plain | Op::Is => Self { from, to },
            Op::Less => Self { from: least, to: from },
            Op::AtMost => Self { from: least, to },
            Op::More => Self { from: to, to: most },
            Op::AtLeast => Self { from, to: most },
        }
    }
}

/// When and where a search is asked: what its ages count from, and the zone of its clock times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Here {
    pub(crate) now_ms: i64,
    /// Minutes that the zone is ahead of UTC.
    pub(crate) zone_minutes: i32,
}

/// A value that was understood: what it stands for, and how that reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) span: Span,
    pub(crate) words: String,
    /// It counts from now, so that it holds for other rows a moment later.
    pub(crate) moves: bool,
}

impl Read {
    fn still(span: Span, words: String) -> Option<Self> {
        Some(Self { span, words, moves: false })
    }
}

/// A whole number.
pub(crate) fn number(op: Op, value: &str) -> Option<Read> {
    let number: i64 = value.parse().ok()?;
    let words = format!("{} {number}", than(op, "is"));
    Read::still(Span::of(op, number, number.saturating_add(1)), words)
}

/// A length of time; without a comparison one that reads so (`5m` is 5 minutes and some seconds).
pub(crate) fn length(op: Op, value: &str) -> Option<Read> {
    let (ms, unit) = milliseconds(value)?;
    let to = if matches!(op, Op::Plain | Op::Is) { ms.saturating_add(unit) } else { ms.saturating_add(1) };
    let words = if unit > 1 && matches!(op, Op::Plain | Op::Is) {
        format!("is {} to under {}", in_words(ms), in_words(to))
    } else {
        format!("{} {}", than(op, "is"), in_words(ms))
    };
    Read::still(Span::of(op, ms, to), words)
}

/// A point in time, or how long ago: `<2h` is less than two hours ago, `>=14:05` from then on today, `2026-11-28` that day.
pub(crate) fn point(op: Op, value: &str, here: Here) -> Option<Read> {
    if let Some((age, _)) = milliseconds(value) {
        return ago(op, age, here);
    }
    if value.is_empty() {
        return None;
    }
    let zone = UtcOffset::from_whole_seconds(here.zone_minutes.checked_mul(60)?).ok()?;
    let now = OffsetDateTime::from_unix_timestamp_nanos(i128::from(here.now_ms) * 1_000_000).ok()?.to_offset(zone);
    let today = now.date();
    let (date, rest) = match value {
        "today" => (today, ""),
        "yesterday" => (today.previous_day()?, ""),
        value => match value.get(..10).and_then(date) {
            Some(date) => (date, &value[10..]),
            None => (today, value),
        },
    };
    let days = |date: Date, zone: UtcOffset| milliseconds_of(OffsetDateTime::new_in_offset(date, Time::MIDNIGHT, zone));
    let day = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
    if rest.is_empty() {
        let words = match op {
            Op::Plain | Op::Is => format!("on {day}"),
            op => format!("{} {day}", when(op)),
        };
        return Read::still(Span::of(op, days(date, zone), days(date.next_day()?, zone)), words);
    }
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
    let (clock, zone) = zoned(rest, zone)?;
    let (time, unit) = time_of_day(clock)?;
    let at = milliseconds_of(OffsetDateTime::new_in_offset(date, time, zone));
    let to = if matches!(op, Op::Plain | Op::Is) { at + unit } else { at + 1 };
    let shown = if unit == MINUTE { &clock[..5] } else { clock };
    let words = match op {
        Op::Plain | Op::Is => format!("on {day} at {shown}"),
        op => format!("{} {day} {shown}", when(op)),
    };
    Read::still(Span::of(op, at, to), format!("{words}{}", zone_words(zone)))
}

/// So long ago. That needs a comparison: nothing happened exactly two hours ago.
fn ago(op: Op, age: i64, here: Here) -> Option<Read> {
    let at = here.now_ms.checked_sub(age)?;
    let (op, than) = match op {
        Op::Plain | Op::Is => return None,
        Op::Less => (Op::More, "less than"),
        Op::AtMost => (Op::AtLeast, "at most"),
        Op::More => (Op::Less, "more than"),
        Op::AtLeast => (Op::AtMost, "at least"),
    };
    let words = format!("{than} {} ago", in_words(age));
    Some(Read { span: Span::of(op, at, at.saturating_add(1)), words, moves: true })
}

fn than(op: Op, is: &'static str) -> &'static str {
    match op {
        Op::Plain | Op::Is => is,
        Op::Less => "under",
        Op::AtMost => "at most",
        Op::More => "over",
        Op::AtLeast => "at least",
    }
}

fn when(op: Op) -> &'static str {
    match op {
        Op::Plain | Op::Is => "on",
        Op::Less => "before",
        Op::AtMost => "up to",
        Op::More => "after",
        Op::AtLeast => "from",
    }
}

/// `1h30m`, `90s`, `1.5h`: its milliseconds, and those of its last unit.
fn milliseconds(text: &str) -> Option<(i64, i64)> {
    let text = text.trim().to_ascii_lowercase();
    let (mut rest, mut sum, mut last) = (text.as_str(), 0i64, 0i64);
    while !rest.is_empty() {
        let (count, behind) = rest.split_at(rest.find(|c: char| c != '.' && !c.is_ascii_digit())?);
        let behind = behind.trim_start();
        let (unit, behind) = behind.split_at(behind.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(behind.len()));
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let part = match count.split_once('.') {
            None => count.parse::<i64>().ok()?.checked_mul(*unit)?,
            // A fraction is read by hand: floating point would make 1.1h a millisecond less than it is.
            Some((whole, fraction)) => {
                let digits = u32::try_from(fraction.len()).ok().filter(|digits| (1..=6).contains(digits))?;
                let fraction = fraction.parse::<i64>().ok()?.checked_mul(*unit)? / 10i64.pow(digits);
                whole.parse::<i64>().ok()?.checked_mul(*unit)?.checked_add(fraction)?
            }
        };
        // What was written with a fraction means that value, not a whole unit of it.
        last = if count.contains('.') { 1 } else { *unit };
        sum = sum.checked_add(part)?;
        rest = behind.trim_start();
    }
    (last > 0).then_some((sum, last))
}

/// A length of time as it reads: `1 h 30 min`.
pub(crate) fn in_words(ms: i64) -> String {
    let mut parts = Vec::new();
    let mut left = ms;
    for (unit, name) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1, "ms")] {
        if left >= unit {
            parts.push(format!("{} {name}", left / unit));
            left %= unit;
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// `14:05` or `14:05:09`, and how much it leaves open.
fn time_of_day(text: &str) -> Option<(Time, i64)> {
    let parts: Vec<&str> = text.split(':').collect();
    let two = |part: &str| (part.len() == 2).then(|| part.parse::<u8>().ok()).flatten();
    match parts[..] {
        [hour, minute] => Some((Time::from_hms(two(hour)?, two(minute)?, 0).ok()?, MINUTE)),
        [hour, minute, second] => Some((Time::from_hms(two(hour)?, two(minute)?, two(second)?).ok()?, SECOND)),
        _ => None,
    }
}

/// A clock time apart from the zone behind it, if one is there.
fn zoned(text: &str, here: UtcOffset) -> Option<(&str, UtcOffset)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, UtcOffset::UTC));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, here)) };
    let (clock, offset) = text.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':')?;
    let sign: i8 = if offset.starts_with('-') { -1 } else { 1 };
    let part = |text: &str| (text.len() == 2).then(|| text.parse::<i8>().ok()).flatten();
    Some((clock, UtcOffset::from_hms(sign * part(hours)?, sign * part(minutes)?, 0).ok()?))
}

fn zone_words(zone: UtcOffset) -> String {
    let minutes = zone.whole_minutes();
    match minutes {
        0 => " UTC".to_owned(),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!(" UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}

fn milliseconds_of(at: OffsetDateTime) -> i64 {
    let since: Duration = at - OffsetDateTime::UNIX_EPOCH;
    i64::try_from(since.whole_milliseconds()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28 14:23:24 UTC.
    const NOW: i64 = 1_795_875_804_000;
    const HERE: Here = Here { now_ms: NOW, zone_minutes: 60 };

    fn bounds(read: Option<Read>) -> Option<(i64, i64, String)> {
        read.map(|read| (read.span.from, read.span.to, read.words))
    }

    #[test]
    fn numbers_and_lengths_of_time_are_spans() {
        let (least, most) = (i64::MIN, i64::MAX);
        for (read, from, to, words) in [
            (number(Op::Plain, "28"), 28, 29, "is 28"),
            (number(Op::More, "0"), 1, most, "over 0"),
            (number(Op::AtMost, "-1"), least, 0, "at most -1"),
            (length(Op::More, "5m"), 300_001, most, "over 5 min"),
            (length(Op::AtLeast, "1h30m"), 5_400_000, most, "at least 1 h 30 min"),
            (length(Op::Less, "90 s"), least, 90_000, "under 1 min 30 s"),
            (length(Op::AtMost, "1.5h"), least, 5_400_001, "at most 1 h 30 min"),
            (length(Op::Plain, "5m"), 300_000, 360_000, "is 5 min to under 6 min"),
            (length(Op::Is, "1.1h"), 3_960_000, 3_960_001, "is 1 h 6 min"),
            (length(Op::More, "2W"), 14 * DAY + 1, most, "over 14 d"),
            (length(Op::Less, "0s"), least, 0, "under 0 s"),
        ] {
            assert_eq!(bounds(read), Some((from, to, words.to_owned())), "{words}");
        }
    }

    #[test]
    fn points_in_time_are_read_in_the_zone_that_is_shown() {
        let day = NOW - (14 * HOUR + 23 * MINUTE + 24 * SECOND) - HOUR;
        let (least, most) = (i64::MIN, i64::MAX);
        let five_past_two = day + 14 * HOUR + 5 * MINUTE;
        for (op, value, from, to, words) in [
            (Op::Less, "2h", NOW - 2 * HOUR + 1, most, "less than 2 h ago"),
            (Op::More, "2d", least, NOW - 2 * DAY, "more than 2 d ago"),
            (Op::AtMost, "2d", NOW - 2 * DAY, most, "at most 2 d ago"),
            (Op::Plain, "2026-11-28", day, day + DAY, "on 2026-11-28"),
            (Op::Plain, "today", day, day + DAY, "on 2026-11-28"),
            (Op::More, "yesterday", day, most, "after 2026-11-27"),
            (Op::AtMost, "2026-11-28", least, day + DAY, "up to 2026-11-28"),
            (Op::AtLeast, "14:05", five_past_two, most, "from 2026-11-28 14:05 UTC+01:00"),
            (Op::Plain, "14:05", five_past_two, five_past_two + MINUTE, "on 2026-11-28 at 14:05 UTC+01:00"),
            (Op::Less, "2026-11-28T14:05:00", least, five_past_two, "before 2026-11-28 14:05:00 UTC+01:00"),
            (Op::Less, "2026-11-28 13:05Z", least, five_past_two, "before 2026-11-28 13:05 UTC"),
            (Op::More, "11:35-01:30", five_past_two + 1, most, "after 2026-11-28 11:35 UTC-01:30"),
        ] {
            assert_eq!(bounds(point(op, value, HERE)), Some((from, to, words.to_owned())), "{value}");
        }
        assert!(point(Op::Less, "2h", HERE).unwrap().moves, "an age is another a moment later");
        assert!(!point(Op::Less, "14:05", HERE).unwrap().moves, "a clock time is not");
    }

    #[test]
    fn a_day_has_three_parts_of_their_full_width() {
        assert_eq!(date("2026-11-28"), Date::from_calendar_date(2026, Month::November, 28).ok());
        for text in ["2026-11-28-1", "2026-11", "02026-11-28", "2026-011-28", "2026-11-028", "26-11-28", "2026-1-28"] {
            assert_eq!(date(text), None, "{text:?} is no day");
        }
    }

    #[test]
    fn what_is_no_value_is_none() {
        for value in
            ["", "5", "m", "5x", "1h5", ".5h", "1..5h", "99999999999999999999d", "9999999999999w", "🔥", "-5m", "5m-"]
        {
            assert_eq!(length(Op::More, value), None, "{value:?} is no length of time");
        }
        for value in [
            "",
            "2h ago",
            "25:00",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1",
            "14:5",
            "14:05+1",
            "14:05+99:00",
            "14:05:09:01",
            "x🔥",
        ] {
            assert_eq!(point(Op::More, value, HERE), None, "{value:?} is no point in time");
        }
        assert_eq!(point(Op::Plain, "2h", HERE), None, "nothing happened exactly so long ago");
        for value in ["", "1.5", "1e3", "99999999999999999999", "one"] {
            assert_eq!(number(Op::Plain, value), None, "{value:?} is no whole number");
        }
        let odd = Here { now_ms: i64::MAX, zone_minutes: i32::MAX };
        assert_eq!(point(Op::More, "14:05", odd), None, "a clock nobody has");
    }
}
