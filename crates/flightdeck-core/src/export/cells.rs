//! One value of a row, as CSV and as JSON. Pure.

use std::borrow::Cow;
use std::io::{self, Write};

use time::OffsetDateTime;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Not given, or not known.
    None,
    /// From outside: whatever it holds.
    Text(Cow<'a, str>),
    /// One of this program's own words.
    Word(&'static str),
    Number(i64),
    /// A length of time in milliseconds, written in seconds.
    Seconds(i64),
    /// A point in time in milliseconds since 1970.
    Time(i64),
    Yes(bool),
}

impl<'a> Cell<'a> {
    /// A text, or none.
    pub(crate) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::None, |text| Self::Text(Cow::Borrowed(text)))
    }
}

/// What spreadsheets take for the beginning of a formula, in both widths, or pass over in front of one.
const RUNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet runs: an apostrophe before what would begin a formula. One more before what has some already, since an
/// import takes one away.
pub(crate) fn defused(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches('\'').trim_start_matches(' ').chars().next();
    if first.is_some_and(|first| RUNS.contains(&first)) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

/// A row of CSV (RFC 4180).
pub(crate) fn csv_row<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = Cell<'a>>) -> io::Result<()> {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match cell {
            Cell::None => {}
            Cell::Text(text) => quoted(out, &defused(&text))?,
            Cell::Word(word) => out.write_all(word.as_bytes())?,
            Cell::Number(number) => write!(out, "{number}")?,
            Cell::Seconds(ms) => seconds(out, ms)?,
            Cell::Time(ms) => out.write_all(iso(ms).as_bytes())?,
            Cell::Yes(yes) => out.write_all(if yes { b"yes" } else { b"no" })?,
        }
    }
    out.write_all(b"\r\n")
}

fn quoted(out: &mut dyn Write, text: &str) -> io::Result<()> {
    if !text.contains([',', '"', '\r', '\n', ';', '\t']) && !text.starts_with(' ') && !text.ends_with(' ') {
        return out.write_all(text.as_bytes());
    }
    out.write_all(b"\"")?;
    for (number, part) in text.split('"').enumerate() {
        if number > 0 {
            out.write_all(b"\"\"")?;
        }
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"\"")
}

/// An object of JSON, with what is named so.
pub(crate) fn json_object<'a>(
    out: &mut dyn Write,
    names: &[&str],
    cells: impl IntoIterator<Item = Cell<'a>>,
) -> io::Result<()> {
    out.write_all(b"{")?;
    for (number, (name, cell)) in names.iter().zip(cells).enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        write!(out, "\"{name}\":")?;
        match cell {
            Cell::None => out.write_all(b"null")?,
            Cell::Text(text) => serde_json::to_writer(&mut *out, &*text)?,
            Cell::Word(word) => write!(out, "\"{word}\"")?,
            Cell::Number(number) => write!(out, "{number}")?,
            Cell::Seconds(ms) => seconds(out, ms)?,
            Cell::Time(ms) => write!(out, "\"{}\"", iso(ms))?,
            Cell::Yes(yes) => write!(out, "{yes}")?,
        }
    }
    out.write_all(b"}")
}

fn seconds(out: &mut dyn Write, ms: i64) -> io::Result<()> {
    match ms % 1_000 {
        0 => write!(out, "{}", ms / 1_000),
        rest => write!(out, "{}{}.{:03}", if ms < 0 { "-" } else { "" }, (ms / 1_000).abs(), rest.abs()),
    }
}

/// A point in time as ISO 8601 in UTC; the number itself where it is none that a calendar has.
pub(crate) fn iso(ms: i64) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000) else { return ms.to_string() };
    let (date, time) = (at.date(), at.time());
    let (month, day) = (u8::from(date.month()), date.day());
    let whole =
        format!("{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", date.year(), time.hour(), time.minute(), time.second());
    match time.millisecond() {
        0 => format!("{whole}Z"),
        rest => format!("{whole}.{rest:03}Z"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn csv(cells: Vec<Cell<'_>>) -> String {
        let mut out = Vec::new();
        csv_row(&mut out, cells).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::text(Some(text))
    }

    #[test]
    fn every_kind_of_value_is_written_so_that_it_is_read_alike_everywhere() {
        let cells = || {
            vec![
                Cell::None,
                text("a,\"b\""),
                Cell::Word("failed"),
                Cell::Number(-9),
                Cell::Seconds(90_500),
                Cell::Seconds(-500),
                Cell::Time(1_500),
                Cell::Yes(true),
            ]
        };
        assert_eq!(csv(cells()), ",\"a,\"\"b\"\"\",failed,-9,90.500,-0.500,1970-01-01T00:00:01.500Z,yes\r\n");
        let mut out = Vec::new();
        json_object(&mut out, &["a", "b", "c", "d", "e", "f", "g", "h"], cells()).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let expected = serde_json::json!({
            "a": null, "b": "a,\"b\"", "c": "failed", "d": -9, "e": 90.5, "f": -0.5, "g": "1970-01-01T00:00:01.500Z", "h": true
        });
        assert_eq!(read, expected, "numbers are numbers, times are ISO 8601 in UTC, nothing is null");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_defused() {
        for formula in ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "|cmd", "＝1", "＠x"] {
            let row = csv(vec![text(formula)]);
            assert!(row.trim_start_matches('"').starts_with('\''), "{formula:?} must not be run: {row:?}");
        }
        assert_eq!(defused("'=1"), "''=1", "what an import takes away is there twice");
        for harmless in ["a=1", "1-1", "", "d-1", "x@y", "'quoted"] {
            assert_eq!(defused(harmless), harmless, "what is harmless stays as it came");
        }
    }

    #[test]
    fn times_no_calendar_has_are_numbers() {
        assert_eq!(iso(i64::MAX), i64::MAX.to_string());
        assert_eq!(
            (iso(-1), iso(1_795_875_804_000)),
            ("1969-12-31T23:59:59.999Z".into(), "2026-11-28T14:23:24Z".into())
        );
    }

    /// Reads CSV by RFC 4180, as a reader that knows nothing of how it was written.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if inside && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => inside = !inside,
                ',' if !inside => row.push(std::mem::take(&mut cell)),
                '\r' if !inside && chars.peek() == Some(&'\n') => {
                    chars.next();
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                c => cell.push(c),
            }
        }
        rows
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_but_for_the_defusing(
            rows in prop::collection::vec(prop::collection::vec(prop_oneof![any::<String>(), "[=+@,;\"\r\n\t a-]{0,8}"], 1..5), 1..5)
        ) {
            let mut out = Vec::new();
            for row in &rows {
                csv_row(&mut out, row.iter().map(|cell| text(cell))).unwrap();
            }
            let expected: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| defused(cell).into_owned()).collect()).collect();
            prop_assert_eq!(read(&String::from_utf8(out).unwrap()), expected);
        }

        #[test]
        fn defusing_only_ever_adds_an_apostrophe(cell in any::<String>()) {
            let safe = defused(&cell);
            prop_assert!(safe.strip_prefix('\'').is_some_and(|rest| rest == cell) || *safe == *cell);
            let first = safe.trim_start_matches(' ').chars().next();
            prop_assert!(first.is_none_or(|first| !RUNS.contains(&first)), "{:?}", safe);
        }
    }
}
