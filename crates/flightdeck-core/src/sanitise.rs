//! Makes text from devices safe to show: no escape sequence, no control character, nothing that reorders or hides text.
//!
//! What could mislead a reader is made visible (`⟨U+202E⟩`, `␀`) rather than dropped. Colour codes stand beside an output's text as
//! runs; every other escape is dropped.

use crate::ansi::Paint;
use crate::wire::Output;

/// Most bytes of a record on screen.
pub(crate) const SHOWN_LIMIT: usize = 64 * 1024;
/// How much of a record is read to find what is shown: cleaning can shorten text, so more is read than shown.
const READ_LIMIT: usize = 4 * SHOWN_LIMIT;

/// An output for the screen: its end, `most` bytes of it, made safe.
pub(crate) fn output(text: &str, most: usize) -> Output {
    let read = &text[text.ceil_char_boundary(text.len().saturating_sub(most.saturating_mul(4)))..];
    let mut paint = Paint::default();
    let (mut clean, cleaned) = scan(read, &mut paint);
    let from = clean.ceil_char_boundary(clean.len().saturating_sub(most));
    let runs = paint.runs(&clean, from);
    let cut = from > 0 || read.len() < text.len();
    clean.drain(..from);
    Output { text: clean, runs, bytes: text.len() as u64, cut, cleaned }
}

/// A record for the screen: its beginning, made safe.
pub(crate) fn record(text: &str) -> String {
    let read = &text[..text.floor_char_boundary(READ_LIMIT)];
    let mut clean = clean(read).0;
    clean.truncate(clean.floor_char_boundary(SHOWN_LIMIT));
    clean
}

/// A short text on one line, made safe and shortened to `limit` bytes.
pub(crate) fn line(text: &str, limit: usize) -> String {
    let read = &text[..text.floor_char_boundary(limit.saturating_mul(4))];
    let clean = clean(read).0;
    let joined = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.len() <= limit {
        return joined;
    }
    format!("{}…", &joined[..joined.floor_char_boundary(limit)])
}

/// The text made safe, and whether anything but colours had to be changed.
pub(crate) fn clean(text: &str) -> (String, bool) {
    scan(text, &mut Paint::default())
}

fn scan(text: &str, paint: &mut Paint) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut cleaned = false;
    // Where the present line begins in `out`: a lone carriage return goes back there, as a terminal does.
    let mut line_start = 0;
    let mut returned = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\r' {
            if rest.peek() == Some(&'\n') {
                continue;
            }
            returned = true;
            cleaned = true;
            continue;
        }
        if c == '\n' {
            returned = false;
            out.push(c);
            line_start = out.len();
            continue;
        }
        if c == '\u{1b}' || c == '\u{9b}' {
            match skip_escape(c, &mut rest) {
                Some(colours) => paint.code(out.len(), &colours),
                None => cleaned = true,
            }
            continue;
        }
        // Only now is the line overwritten: a return at the end of a line, or before an escape alone, leaves it standing.
        if std::mem::take(&mut returned) {
            out.truncate(line_start);
            paint.back_to(line_start);
        }
        match visible(c) {
            Visible::AsIs => out.push(c),
            Visible::Picture(picture) => {
                out.push(picture);
                cleaned = true;
            }
            Visible::Code => {
                out.push_str(&format!("⟨U+{:04X}⟩", c as u32));
                cleaned = true;
            }
        }
    }
    (out, cleaned)
}

enum Visible {
    AsIs,
    Picture(char),
    Code,
}

fn visible(c: char) -> Visible {
    match c {
        '\n' | '\t' => Visible::AsIs,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).map_or(Visible::Code, Visible::Picture),
        '\u{7f}' => Visible::Picture('\u{2421}'),
        '\u{80}'..='\u{9f}' => Visible::Code,
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator: shown as nothing.
        '\u{ad}' | '\u{61c}' | '\u{180e}' => Visible::Code,
        // Zero-width and directional marks, line and paragraph separators, embeddings, overrides, isolates.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => Visible::Code,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => Visible::Code,
        _ => Visible::AsIs,
    }
}

/// Skips one escape sequence; the parameters of one that sets colours. A sequence that is never ended stops at the end of its line: it must
/// not swallow the output.
fn skip_escape(first: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let kind = if first == '\u{9b}' { Some('[') } else { rest.next_if(|c| *c != '\n' && *c != '\u{1b}') };
    match kind {
        Some('[') => {
            let mut parameters = String::new();
            while let Some(c) = rest.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)) {
                parameters.push(c);
            }
            let end = rest.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
            let plain = parameters.chars().all(|c| c.is_ascii_digit() || c == ';' || c == ':');
            return (end == Some('m') && plain).then_some(parameters);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = rest.next_if(|c| *c != '\n') {
                if c == '\u{7}' || c == '\u{9c}' {
                    break;
                }
                if c == '\u{1b}' {
                    rest.next_if(|c| *c == '\\');
                    break;
                }
            }
        }
        Some(c) if ('\u{20}'..='\u{2f}').contains(&c) => {
            while rest.next_if(|c| ('\u{20}'..='\u{2f}').contains(c)).is_some() {}
            rest.next_if(|c| ('\u{30}'..='\u{7e}').contains(c));
        }
        _ => {}
    }
    None
}

/// JSON laid out on lines, otherwise exactly as received: order, repeated keys and number spellings stay.
/// What is no JSON comes out with its texts intact. What a record is not read to find is left out: a few deep bytes become many.
pub(crate) fn lay_out(json: &str) -> String {
    let mut out = String::with_capacity((json.len() * 2).min(READ_LIMIT));
    let mut depth = 0usize;
    let mut in_text = false;
    let mut escaped = false;
    let mut rest = json.trim().chars().peekable();
    while let Some(c) = rest.next() {
        if out.len() > READ_LIMIT {
            break;
        }
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while rest.next_if(|c| c.is_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    // Depth comes from outside: a record of brackets must not grow quadratically.
    for _ in 0..depth.min(64) {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_of_a_few_deep_bytes_is_not_laid_out_into_many() {
        let deep = format!("{}{}0{}", "[".repeat(100), "1,".repeat(100_000), "]".repeat(100));
        let laid_out = lay_out(&deep);
        assert!(laid_out.len() <= READ_LIMIT + 200, "{} bytes became {}", deep.len(), laid_out.len());
        assert_eq!(record(&laid_out).len(), SHOWN_LIMIT, "and what is shown of it is there");
    }

    #[test]
    fn text_reads_as_a_terminal_would_show_it() {
        for (raw, safe, cleaned) in [
            ("plain\n\ttext ✓ ünï", "plain\n\ttext ✓ ünï", false),
            ("dos\r\nlines\r\n", "dos\nlines\n", false),
            ("\u{1b}[31mred\u{1b}[0m", "red", false),
            ("\u{1b}[38;5;196mred\u{1b}[K", "red", true),
            ("\u{9b}1mbold", "bold", false),
            ("\u{1b}]0;a title\u{7}after", "after", true),
            ("\u{1b}]8;;https://x.test\u{1b}\\link", "link", true),
            ("\u{1b}]never ended\nnext line", "\nnext line", true),
            ("\u{1b}(Bcharset", "charset", true),
            ("end\u{1b}", "end", true),
            ("10 %\r20 %\r100 %\ndone", "100 %\ndone", true),
            ("100 %\r", "100 %", true),
            ("100 %\r\u{1b}[K\n", "100 %\n", true),
            ("first\nsecond\rthird", "first\nthird", true),
            ("nul\0here", "nul␀here", true),
            ("bell\u{7}", "bell␇", true),
            ("del\u{7f}", "del␡", true),
            ("abc\u{202e}cba", "abc⟨U+202E⟩cba", true),
            ("zero\u{200b}width\u{feff}", "zero⟨U+200B⟩width⟨U+FEFF⟩", true),
            ("c1\u{85}", "c1⟨U+0085⟩", true),
            ("<script>alert(1)</script>", "<script>alert(1)</script>", false),
        ] {
            assert_eq!(clean(raw), (safe.to_owned(), cleaned), "{raw:?}");
        }
    }

    #[test]
    fn a_long_output_keeps_its_end_whole_characters_only() {
        let long = "é".repeat(100_000);
        let shown = output(&long, 65_537);
        assert!(shown.cut && shown.bytes == 200_000, "the size told is the whole one");
        assert!(shown.text.len() <= 65_537 && shown.text.len() > 65_533, "the cap is used, not passed");
        let shown = output("short", 65_537);
        assert_eq!(
            (shown.text.as_str(), shown.cut, shown.cleaned),
            ("short", false, false),
            "short text is left alone"
        );
        let megabytes = format!("{}\nthe last line", "\u{1b}[0m".repeat(1_000_000));
        assert!(output(&megabytes, 65_537).text.ends_with("the last line"), "the end is what matters");
    }

    #[test]
    fn json_is_laid_out_and_not_changed() {
        let laid = lay_out(r#"{"b":1.0,"a":[ ],"b":{"x":"a,\"{b}\\"},"c":[1,2]}"#);
        let expected = "{\n  \"b\": 1.0,\n  \"a\": [],\n  \"b\": {\n    \"x\": \"a,\\\"{b}\\\\\"\n  },\n  \"c\": [\n    1,\n    2\n  ]\n}";
        assert_eq!(laid, expected, "order, repeated keys and spelling stay as received");
        assert_eq!(lay_out("]} \"x y"), "\n]\n}\"x y", "and what is no JSON is no panic");
    }

    proptest! {
        #[test]
        fn nothing_dangerous_is_left(text in "(\\PC|[\u{0}-\u{9f}]|[\u{200b}-\u{206f}]|\u{1b}\\[|\u{feff}|\r|\n|x){0,200}") {
            let shown = output(&text, 65_536);
            let bad = shown.text.chars().find(|c| {
                (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
            });
            prop_assert_eq!(bad, None, "a reader must not be misled by {:?}", text);
            let again = clean(&shown.text);
            prop_assert_eq!(again, (shown.text, false), "safe text needs no second cleaning");
        }

        /// Whatever colours a text has, and however it is cut: its text is that of the same text without them, and the runs lie within
        /// it, in order, none empty. (A return right before a line's end is one end with it: no code may stand between the two.)
        #[test]
        fn colours_take_no_text_away(
            parts in prop::collection::vec(("(\\PC|\r[a-z]|\n|é|😀){0,6}", "[0-9;:]{0,9}"), 0..30),
            most in 1usize..200,
        ) {
            let coloured: String = parts.iter().map(|(text, code)| format!("\u{1b}[{code}m{text}")).collect();
            let plain: String = parts.iter().map(|(text, _)| text.as_str()).collect();
            let shown = output(&coloured, usize::MAX);
            prop_assert_eq!(&shown.text, &clean(&plain).0, "no letter is lost or added");
            for shown in [shown, output(&coloured, most)] {
                let mut before = 0;
                for run in &shown.runs {
                    prop_assert!(run.from >= before && run.to > run.from, "{:?}", shown.runs);
                    before = run.to;
                }
                let units: Vec<u16> = shown.text.encode_utf16().collect();
                prop_assert!(before as usize <= units.len(), "within the text");
                for run in &shown.runs {
                    let part = &units[run.from as usize..run.to as usize];
                    prop_assert!(String::from_utf16(part).is_ok(), "no character is cut in two");
                }
            }
        }
    }
}
