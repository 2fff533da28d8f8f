//! Text in columns: CSV with whatever separator, as spreadsheets and people write it. Pure.
//!
//! Fields may stand in quotes (a quote inside is doubled) and then hold separators and line ends. Everything else is taken as it
//! stands: nothing is trimmed, and a quote in the middle of a field is a quote. Lines end with `\n`, `\r\n` or `\r`.

use std::borrow::Cow;

/// Separators that are known, the likeliest first where two fit alike.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];
/// So many lines decide which one it is.
const SAMPLE: usize = 10;
/// A longer field in quotes is a quote that was never closed.
const MAX_QUOTED: usize = 64 * 1024;
/// After so many quotes that were never closed, quotes mean nothing here.
const MAX_UNCLOSED: u32 = 16;

/// One row that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    /// The line it begins in, from 1.
    pub(crate) line: u32,
    pub(crate) cells: Vec<Cow<'a, str>>,
}

/// A row whose quote, opened in this line, is never closed. The next row is the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub(crate) line: u32,
}

/// The separator of a text, told by how many lines have as many of it as the first one; a comma where there is none.
pub(crate) fn separator(text: &str) -> char {
    let counts = |separator: char| -> Vec<usize> {
        let sample = Rows::new(text, separator).filter_map(Result::ok).take(SAMPLE);
        sample.map(|row| row.cells.len()).collect()
    };
    let fit = |separator: &char| {
        let counts = counts(*separator);
        let first = counts.first().copied().unwrap_or_default();
        let alike = counts.iter().filter(|count| **count == first).count();
        (first > 1).then_some((alike, first))
    };
    // Of equals the earlier one holds.
    SEPARATORS
        .into_iter()
        .rev()
        .filter_map(|separator| Some((fit(&separator)?, separator)))
        .max_by_key(|(fit, _)| *fit)
        .map_or(',', |(_, separator)| separator)
}

/// The rows of a text.
pub(crate) struct Rows<'a> {
    rest: &'a str,
    separator: char,
    line: u32,
    unclosed: u32,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(text: &'a str, separator: char) -> Rows<'a> {
        Rows { rest: text, separator, line: 1, unclosed: 0 }
    }

    /// The field here and what follows it, which begins with a separator, a line end, or is empty.
    fn field(&self, text: &'a str) -> Option<(Cow<'a, str>, &'a str)> {
        let Some(quoted) = text.strip_prefix('"').filter(|_| self.unclosed < MAX_UNCLOSED) else {
            let end = text.find(|c| self.ends_field(c)).unwrap_or(text.len());
            return Some((Cow::Borrowed(&text[..end]), &text[end..]));
        };
        let (mut value, mut rest) = (Cow::Borrowed(""), quoted);
        loop {
            let (inside, behind) =
                rest.split_once('"').filter(|(inside, _)| value.len() + inside.len() <= MAX_QUOTED)?;
            value += inside;
            match behind.strip_prefix('"') {
                Some(further) => (value, rest) = (value + "\"", further),
                None => {
                    let end = behind.find(|c| self.ends_field(c)).unwrap_or(behind.len());
                    return Some((value + &behind[..end], &behind[end..]));
                }
            }
        }
    }

    fn ends_field(&self, c: char) -> bool {
        c == self.separator || c == '\n' || c == '\r'
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Row<'a>, Unclosed>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let (line, start) = (self.line, self.rest);
            let mut cells = Vec::new();
            let mut rest = start;
            loop {
                let Some((cell, behind)) = self.field(rest) else {
                    self.unclosed += 1;
                    let end = start.find(['\n', '\r']).unwrap_or(start.len());
                    self.rest = without_line_end(&start[end..]);
                    self.line += 1;
                    return Some(Err(Unclosed { line }));
                };
                cells.push(cell);
                match behind.strip_prefix(self.separator) {
                    Some(further) => rest = further,
                    None => {
                        self.rest = without_line_end(behind);
                        break;
                    }
                }
            }
            self.line += line_ends(&start[..start.len() - self.rest.len()]);
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(Ok(Row { line, cells }));
            }
        }
    }
}

fn without_line_end(text: &str) -> &str {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\n', '\r'])).unwrap_or(text)
}

fn line_ends(text: &str) -> u32 {
    let (mut ends, mut after_return) = (0, false);
    for byte in text.bytes() {
        ends += u32::from(byte == b'\r' || byte == b'\n' && !after_return);
        after_return = byte == b'\r';
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, separator: char) -> Vec<(u32, Vec<String>)> {
        let rows = Rows::new(text, separator).map(|row| match row {
            Ok(row) => (row.line, row.cells.into_iter().map(Cow::into_owned).collect()),
            Err(Unclosed { line }) => (line, vec!["unclosed".to_owned()]),
        });
        rows.collect()
    }

    #[test]
    fn rows_are_read_as_spreadsheets_write_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("a,b", &[(1, &["a", "b"][..])][..]),
            ("a,b\r\nc,d\r\n", &[(1, &["a", "b"]), (2, &["c", "d"])]),
            ("a\rb\n\nc", &[(1, &["a"]), (2, &["b"]), (4, &["c"])]),
            ("\n , \n\na", &[(4, &["a"])]),
            ("a,,", &[(1, &["a", "", ""])]),
            ("\"a,b\",\"c\"\"d\"", &[(1, &["a,b", "c\"d"])]),
            ("\"two\nlines\",x\ny", &[(1, &["two\nlines", "x"]), (3, &["y"])]),
            ("a\"b,c", &[(1, &["a\"b", "c"])]),
            ("\"a\"b,c", &[(1, &["ab", "c"])]),
            (" \"a\" ,b", &[(1, &[" \"a\" ", "b"])]),
            ("a,\"b\nc,d", &[(1, &["unclosed"]), (2, &["c", "d"])]),
            ("\"", &[(1, &["unclosed"])]),
        ] {
            let expected: Vec<(u32, Vec<String>)> =
                expected.iter().map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect())).collect();
            assert_eq!(rows(text, ','), expected, "{text:?}");
        }
    }

    #[test]
    fn the_separator_is_told_by_the_lines() {
        for (text, separator) in [
            ("id,name\n1,a", ','),
            ("id;name\n1;a,b\n2;c", ';'),
            ("id\tname\n1\ta,b;c", '\t'),
            ("id|name\n1|a", '|'),
            ("\"a;b\",c\nd,e", ','),
            ("only\none\ncolumn", ','),
            ("", ','),
            ("a,b;c\n1,5;2", ';'),
        ] {
            assert_eq!(super::separator(text), separator, "{text:?}");
        }
    }

    #[test]
    fn quotes_that_are_never_closed_cost_their_line_only() {
        let text: String = (0..40).map(|_| "\"open,x\n").collect();
        assert!(rows(&text, ',').len() >= 20, "the lines behind them are read");
        let long = format!("\"{}\",b\nc,d", "x".repeat(MAX_QUOTED + 1));
        assert_eq!(rows(&long, ',').last(), Some(&(2, vec!["c".into(), "d".into()])), "a field has an end");
    }

    proptest! {
        #[test]
        fn what_is_written_in_quotes_is_read_back(
            table in prop::collection::vec(prop::collection::vec(any::<String>(), 1..5), 0..6),
            separator in prop::sample::select(&SEPARATORS[..]),
        ) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines: Vec<String> =
                table.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string())).collect();
            let read: Vec<Vec<String>> = rows(&lines.join("\r\n"), separator).into_iter().map(|(_, cells)| cells).collect();
            let told: Vec<Vec<String>> =
                table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            prop_assert_eq!(read, told);
        }

        #[test]
        fn every_text_has_rows_and_an_end(text in "[a\",;\n\r ]{0,60}") {
            for separator in SEPARATORS {
                let rows = rows(&text, separator);
                prop_assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0), "lines only go on: {:?}", rows);
            }
        }
    }
}
