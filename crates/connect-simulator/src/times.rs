//! How a moment is written: the documented form and all the forms a client must survive.

use crate::variants::TimeFormat;

/// A moment taken apart, in UTC.
struct Civil {
    year: i64,
    month: usize,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    milli: u32,
    weekday: usize,
}

/// Days since 1970 to a date (Howard Hinnant's algorithm).
fn civil(unix_ms: i64) -> Civil {
    let days = unix_ms.div_euclid(86_400_000);
    let rest = unix_ms.rem_euclid(86_400_000) as u32;
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    Civil {
        year: yoe + era * 400 + i64::from(month <= 2),
        month: month as usize,
        day: (doy - (153 * mp + 2) / 5 + 1) as u32,
        hour: rest / 3_600_000,
        minute: rest / 60_000 % 60,
        second: rest / 1_000 % 60,
        milli: rest % 1_000,
        weekday: (days + 4).rem_euclid(7) as usize,
    }
}

fn two(out: &mut Vec<u8>, value: u32) {
    out.push(b'0' + (value / 10 % 10) as u8);
    out.push(b'0' + (value % 10) as u8);
}

fn date(out: &mut Vec<u8>, at: &Civil, between: u8) {
    two(out, (at.year / 100) as u32);
    two(out, (at.year % 100) as u32);
    out.push(b'-');
    two(out, at.month as u32);
    out.push(b'-');
    two(out, at.day);
    out.push(between);
    two(out, at.hour);
    out.push(b':');
    two(out, at.minute);
    out.push(b':');
    two(out, at.second);
}

/// Writes the JSON value of a moment; by hand because a devices answer has hundreds of thousands of them.
pub(crate) fn write_time(out: &mut Vec<u8>, format: TimeFormat, unix_ms: i64) {
    let at = civil(unix_ms);
    match format {
        TimeFormat::Rfc3339 | TimeFormat::Offset => {
            out.push(b'"');
            date(out, &at, b'T');
            out.push(b'.');
            out.push(b'0' + (at.milli / 100) as u8);
            two(out, at.milli % 100);
            out.extend_from_slice(if format == TimeFormat::Offset { b"+00:00\"" } else { b"Z\"" });
        }
        TimeFormat::Zoneless => {
            out.push(b'"');
            date(out, &at, b' ');
            out.push(b'"');
        }
        TimeFormat::Rfc1123 => {
            out.push(b'"');
            out.extend_from_slice(http_date(unix_ms).as_bytes());
            out.push(b'"');
        }
        TimeFormat::EpochSeconds => out.extend_from_slice((unix_ms.div_euclid(1_000)).to_string().as_bytes()),
        TimeFormat::EpochMillis => out.extend_from_slice(unix_ms.to_string().as_bytes()),
        TimeFormat::Empty => out.extend_from_slice(b"\"\""),
        TimeFormat::Null => out.extend_from_slice(b"null"),
        TimeFormat::Nonsense => out.extend_from_slice(b"\"a while ago\""),
    }
}

/// The same as a JSON value.
pub(crate) fn time_value(format: TimeFormat, unix_ms: i64) -> serde_json::Value {
    let mut out = Vec::new();
    write_time(&mut out, format, unix_ms);
    serde_json::from_slice(&out).unwrap_or_default()
}

/// `Mon, 23 Nov 2026 14:00:00 GMT`.
pub(crate) fn http_date(unix_ms: i64) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = civil(unix_ms);
    let (day, month) = (DAYS[at.weekday], MONTHS[at.month - 1]);
    format!("{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT", at.day, at.year, at.hour, at.minute, at.second)
}

/// `2026-11-23 14:00:00`, as logs write it.
pub(crate) fn log_time(unix_ms: i64) -> String {
    let mut out = Vec::new();
    date(&mut out, &civil(unix_ms), b' ');
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_every_form() {
        for (format, json) in [
            (TimeFormat::Rfc3339, r#""2020-02-08T16:12:11.042Z""#),
            (TimeFormat::Offset, r#""2020-02-08T16:12:11.042+00:00""#),
            (TimeFormat::Zoneless, r#""2020-02-08 16:12:11""#),
            (TimeFormat::Rfc1123, r#""Sat, 08 Feb 2020 16:12:11 GMT""#),
            (TimeFormat::EpochSeconds, "1581178331"),
            (TimeFormat::EpochMillis, "1581178331042"),
            (TimeFormat::Empty, r#""""#),
            (TimeFormat::Null, "null"),
        ] {
            let mut out = Vec::new();
            write_time(&mut out, format, 1_581_178_331_042);
            assert_eq!(String::from_utf8(out).unwrap(), json, "{format:?}");
        }
    }

    #[test]
    fn leap_days_and_year_ends() {
        for (unix_ms, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (1_735_689_599_999, "2024-12-31 23:59:59"),
            (1_709_251_200_000, "2024-03-01 00:00:00"),
        ] {
            assert_eq!(log_time(unix_ms), text, "{unix_ms}");
        }
    }
}
