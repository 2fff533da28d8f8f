//! Times as the service may write them, read into milliseconds since 1970.

/// A time of the service, kept even when it cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum ApiTime {
    /// Absent, null or empty.
    #[default]
    Absent,
    /// A moment.
    At {
        /// Milliseconds since 1970-01-01T00:00:00Z.
        unix_ms: i64,
        /// The text had no time zone, so UTC was assumed.
        zone_assumed: bool,
    },
    /// Something that is no known form of time; shown verbatim.
    Unreadable(Box<str>),
}

/// The same, borrowed from a [`crate::DeviceBatch`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeRef<'a> {
    /// Absent, null or empty.
    Absent,
    /// A moment.
    At {
        /// Milliseconds since 1970-01-01T00:00:00Z.
        unix_ms: i64,
        /// The text had no time zone, so UTC was assumed.
        zone_assumed: bool,
    },
    /// Something that is no known form of time; shown verbatim.
    Unreadable(&'a str),
}

impl ApiTime {
    /// Reads RFC 3339 with or without a zone, RFC 1123 and 2822, and seconds or milliseconds since 1970.
    pub fn parse(text: &str) -> ApiTime {
        TimeRef::parse(text).into()
    }

    /// Milliseconds since 1970, if this is a moment.
    pub fn unix_ms(&self) -> Option<i64> {
        match self {
            ApiTime::At { unix_ms, .. } => Some(*unix_ms),
            ApiTime::Absent | ApiTime::Unreadable(_) => None,
        }
    }
}

impl From<TimeRef<'_>> for ApiTime {
    fn from(time: TimeRef<'_>) -> ApiTime {
        match time {
            TimeRef::Absent => ApiTime::Absent,
            TimeRef::At { unix_ms, zone_assumed } => ApiTime::At { unix_ms, zone_assumed },
            TimeRef::Unreadable(text) => ApiTime::Unreadable(text.into()),
        }
    }
}

impl<'a> TimeRef<'a> {
    /// The moment of the most frequent form, if the bytes are that and nothing else: they need not be known to be text.
    pub(crate) fn plain(bytes: &[u8]) -> Option<TimeRef<'static>> {
        iso(bytes).map(|(unix_ms, zone_assumed)| TimeRef::At { unix_ms, zone_assumed })
    }

    /// As [`ApiTime::parse`], without copying the text.
    pub fn parse(text: &'a str) -> TimeRef<'a> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return TimeRef::Absent;
        }
        if let Some((unix_ms, zone_assumed)) = iso(trimmed.as_bytes()) {
            return TimeRef::At { unix_ms, zone_assumed };
        }
        match epoch(trimmed).or_else(|| rfc_1123(trimmed)) {
            Some(unix_ms) => TimeRef::At { unix_ms, zone_assumed: false },
            None => TimeRef::Unreadable(text),
        }
    }
}

const MS_PER_DAY: i64 = 86_400_000;

/// `2020-02-08[T ]16:12:11[.fraction][ ][Z|UTC|GMT|±hh[[:]mm]]`, or the date alone. Read by hand: a refresh of a large
/// fleet reads hundreds of thousands of these, and general parsers cost more than the rest of the record.
fn iso(text: &[u8]) -> Option<(i64, bool)> {
    let (year, month, day) = (digits(text.get(0..4)?)?, digits(text.get(5..7)?)?, digits(text.get(8..10)?)?);
    if text[4] != b'-' || text[7] != b'-' || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let midnight = days_since_epoch(year, month, day) * MS_PER_DAY;
    if text.len() == 10 {
        return Some((midnight, true));
    }
    let clock = text.get(11..19)?;
    if !matches!(text[10], b'T' | b't' | b' ') || clock[2] != b':' || clock[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (digits(&clock[0..2])?, digits(&clock[3..5])?, digits(&clock[6..8])?);
    // A leap second is counted as the second after it, which is what POSIX time does.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (millis, zone) = fraction(&text[19..])?;
    let moment = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
    match offset_minutes(zone)? {
        Some(minutes) => Some((moment - minutes * 60_000, false)),
        None => Some((moment, true)),
    }
}

/// The milliseconds of `.123456…` (or `,123`) and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.' | b',', rest)) = text.split_first() else { return Some((0, text)) };
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if len == 0 {
        return None;
    }
    let (digits, zone) = rest.split_at(len);
    let millis = (0..3).fold(0, |millis, index| millis * 10 + i64::from(digits.get(index).unwrap_or(&b'0') - b'0'));
    Some((millis, zone))
}

/// Minutes east of UTC; `Some(None)` when no zone is given, `None` when it is not a zone.
fn offset_minutes(zone: &[u8]) -> Option<Option<i64>> {
    let zone = zone.strip_prefix(b" ").unwrap_or(zone);
    let (sign, rest) = match zone {
        b"" => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours <= 23 && minutes <= 59).then_some(Some(sign * (hours * 60 + minutes)))
}

fn digits(text: &[u8]) -> Option<i64> {
    let mut value = 0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(value)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap day is the last one.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size: each unit's range ends around the
/// year 5000, where the next one's begins around 1973.
fn epoch(text: &str) -> Option<i64> {
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return match whole.unsigned_abs() {
            0..100_000_000_000 => Some(whole * 1000),
            100_000_000_000..100_000_000_000_000 => Some(whole),
            100_000_000_000_000..100_000_000_000_000_000 => Some(whole / 1000),
            _ => Some(whole / 1_000_000),
        };
    }
    let number: f64 = text.parse().ok()?;
    let millis = match number.abs() {
        size if size < 1e11 => number * 1000.0,
        size if size < 1e14 => number,
        size if size < 1e17 => number / 1e3,
        size if size < 1e20 => number / 1e6,
        _ => return None,
    };
    Some(millis.round() as i64)
}

/// `Sat, 08 Feb 2020 16:12:11 GMT` and its relatives, from HTTP and from mail.
fn rfc_1123(text: &str) -> Option<i64> {
    if let Ok(moment) = httpdate::parse_http_date(text) {
        return moment.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis().try_into().ok();
    }
    let moment = ::time::OffsetDateTime::parse(text, &::time::format_description::well_known::Rfc2822).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
    use proptest::prelude::*;

    use super::*;

    const MOMENT: i64 = 1_581_178_331_000; // 2020-02-08T16:12:11Z

    #[test]
    fn every_form_the_service_may_use() {
        for (text, unix_ms, zone_assumed) in [
            ("2020-02-08T16:12:11Z", MOMENT, false),
            ("2020-02-08t16:12:11z", MOMENT, false),
            ("2020-02-08T16:12:11.5Z", MOMENT + 500, false),
            ("2020-02-08T16:12:11.123456789Z", MOMENT + 123, false),
            ("2020-02-08T17:12:11+01:00", MOMENT, false),
            ("2020-02-08T10:42:11-0530", MOMENT, false),
            ("2020-02-08T18:12:11+02", MOMENT, false),
            ("2020-02-08 16:12:11 UTC", MOMENT, false),
            ("2020-02-08 16:12:11 +0000", MOMENT, false),
            ("2020-02-08 16:12:11", MOMENT, true),
            ("2020-02-08T16:12:11.250", MOMENT + 250, true),
            (" 2020-02-08 16:12:11\n", MOMENT, true),
            ("2020-02-08", MOMENT - 58_331_000, true),
            ("Sat, 08 Feb 2020 16:12:11 GMT", MOMENT, false),
            ("Sat, 08 Feb 2020 17:12:11 +0100", MOMENT, false),
            ("1581178331", MOMENT, false),
            ("1581178331000", MOMENT, false),
            ("1581178331000000", MOMENT, false),
            ("1581178331000000000", MOMENT, false),
            ("1581178331.25", MOMENT + 250, false),
            ("1.581178331e9", MOMENT, false),
            ("0", 0, false),
            ("-1", -1000, false),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000, false),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000, false),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000, false),
        ] {
            assert_eq!(ApiTime::parse(text), ApiTime::At { unix_ms, zone_assumed }, "{text:?} is a time");
        }
    }

    #[test]
    fn nothing_is_absent_and_nonsense_is_kept() {
        for text in ["", " ", "\n"] {
            assert_eq!(ApiTime::parse(text), ApiTime::Absent, "{text:?} says nothing");
        }
        for text in [
            "yesterday",
            "2020-13-08T16:12:11Z",
            "2023-02-29T00:00:00Z",
            "2020-02-08T24:12:11Z",
            "2020-02-08T16:12:11X",
            "2020-02-08T16:12",
            "2020-02-08T16:12:11.Z",
            "2020/02/08",
            "--",
            "1e300",
            "äöüäöüäöüäöüäöü",
        ] {
            assert_eq!(ApiTime::parse(text), ApiTime::Unreadable(text.into()), "{text:?} must be shown as it came");
        }
    }

    proptest! {
        #[test]
        fn the_fast_way_agrees_with_the_library(seconds in -62_135_596_800i64..253_402_300_799, ms in 0i64..1000) {
            let unix_ms = seconds * 1000 + ms;
            let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000).unwrap();
            let text = moment.format(&Rfc3339).unwrap();
            prop_assert_eq!(iso(text.as_bytes()), Some((unix_ms, false)), "{} was misread", text);
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,40}") {
            let _ = ApiTime::parse(&text);
        }
    }
}
