//! Colours in output: what a terminal's colour codes say, as runs over the text that is left without them.
//!
//! Of a terminal's colours only the hue is kept, in a palette of the page's own that can be read on its surface: black on black and white
//! on white are a reader's ordinary ink here, and nothing is ever hidden.

use crate::wire::{Ink, TextRun};

/// Runs told of one output, the last ones: each is an element of its own on the page.
const MOST_RUNS: usize = 4_000;
/// Colours nearer to grey than this have no hue.
const GREYISH: u32 = 48;

/// How text looks from some place on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    ink: Option<Ink>,
    /// A coloured background: its hue tells as much, and is shown where the text has none.
    behind: Option<Ink>,
    bold: bool,
    faint: bool,
    underline: bool,
}

impl Style {
    fn shown(self) -> Style {
        let faint = self.faint.then_some(Ink::Grey);
        Style { ink: self.ink.or(self.behind).or(faint), bold: self.bold, underline: self.underline, ..Self::default() }
    }
}

/// The colours of a text that is being written.
#[derive(Debug, Default)]
pub(crate) struct Paint {
    /// From which byte on it looks how.
    marks: Vec<(usize, Style)>,
    now: Style,
}

impl Paint {
    /// A colour code stands where the text has come to byte `at`.
    pub(crate) fn code(&mut self, at: usize, parameters: &str) {
        self.now = read(self.now, parameters);
        self.mark(at);
    }

    /// The text was cut back to its byte `at`; what is written next looks as what was written last would have.
    pub(crate) fn back_to(&mut self, at: usize) {
        if self.marks.last().is_some_and(|(from, _)| *from > at) {
            let kept = self.marks.partition_point(|(from, _)| *from <= at);
            self.marks.truncate(kept);
            self.mark(at);
        }
    }

    /// The runs of `text` from its byte `from` on, in units of UTF-16 from there: the page counts in those. What looks like any other text
    /// is in no run.
    pub(crate) fn runs(&self, text: &str, from: usize) -> Vec<TextRun> {
        let mut runs: Vec<TextRun> = Vec::new();
        let (mut at, mut units) = (from, 0u32);
        let ends = self.marks.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        for ((begin, style), end) in self.marks.iter().zip(ends) {
            let begin = (*begin).max(from);
            let style = style.shown();
            if begin >= end || style == Style::default() {
                continue;
            }
            units += length(&text[at..begin]);
            let to = units + length(&text[begin..end]);
            match runs.last_mut() {
                Some(last) if last.to == units && style_of(last) == style => last.to = to,
                _ => {
                    runs.push(TextRun { from: units, to, ink: style.ink, bold: style.bold, underline: style.underline })
                }
            }
            (at, units) = (end, to);
        }
        runs.drain(..runs.len().saturating_sub(MOST_RUNS));
        runs
    }

    fn mark(&mut self, at: usize) {
        if self.marks.last().is_some_and(|(from, _)| *from >= at) {
            self.marks.pop();
        }
        let before = self.marks.last().map_or(Style::default(), |(_, style)| *style);
        if before != self.now {
            self.marks.push((at, self.now));
        }
    }
}

fn style_of(run: &TextRun) -> Style {
    Style { ink: run.ink, bold: run.bold, underline: run.underline, ..Style::default() }
}

fn length(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

/// The style after a code with these parameters. What it does not know changes nothing.
fn read(mut style: Style, parameters: &str) -> Style {
    let mut codes = parameters.split(';');
    while let Some(code) = codes.next() {
        // Parts of one code are set apart by colons: `4:3`, `38:5:196`.
        let (code, parts) = code.split_once(':').map_or((code, None), |(code, parts)| (code, Some(parts)));
        let Some(code) = (if code.is_empty() { Some(0) } else { code.parse::<u32>().ok() }) else { continue };
        match code {
            0 => style = Style::default(),
            1 => style.bold = true,
            2 => style.faint = true,
            22 => (style.bold, style.faint) = (false, false),
            4 | 21 => style.underline = parts != Some("0"),
            24 => style.underline = false,
            30..=37 => style.ink = named(code - 30),
            90..=97 => style.ink = named(code - 90 + 8),
            39 => style.ink = None,
            40..=47 => style.behind = named(code - 40),
            100..=107 => style.behind = named(code - 100 + 8),
            49 => style.behind = None,
            38 | 48 | 58 => {
                let told = match parts {
                    Some(parts) => chosen(&mut parts.split(':').filter(|part| !part.is_empty())),
                    None => chosen(&mut codes),
                };
                match (code, told) {
                    (38, Some(ink)) => style.ink = ink,
                    (48, Some(ink)) => style.behind = ink,
                    // The colour of a line below the text: read past, not shown.
                    _ => {}
                }
            }
            _ => {}
        }
    }
    style
}

/// A colour of the 256 (`5;n`), or one by its parts (`2;r;g;b`). None where it is neither.
fn chosen<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<Option<Ink>> {
    let mut number = || parts.next().and_then(|part| part.parse::<u32>().ok());
    match number()? {
        5 => Some(match number()? {
            low @ 0..=15 => named(low),
            cube @ 16..=231 => {
                let level = |part: u32| if part == 0 { 0 } else { 55 + part * 40 };
                let cube = cube - 16;
                hue(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            _ => None,
        }),
        2 => Some(hue(number()?, number()?, number()?)),
        _ => None,
    }
}

fn named(number: u32) -> Option<Ink> {
    match number {
        1 | 9 => Some(Ink::Red),
        2 | 10 => Some(Ink::Green),
        3 | 11 => Some(Ink::Yellow),
        4 | 12 => Some(Ink::Blue),
        5 | 13 => Some(Ink::Magenta),
        6 | 14 => Some(Ink::Cyan),
        8 => Some(Ink::Grey),
        _ => None,
    }
}

fn hue(red: u32, green: u32, blue: u32) -> Option<Ink> {
    let [red, green, blue] = [red, green, blue].map(|part| part.min(255));
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = most - least;
    if range < GREYISH {
        return None;
    }
    let part = |a: u32, b: u32| (f64::from(a) - f64::from(b)) / f64::from(range) * 60.0;
    let degrees = if most == red {
        part(green, blue).rem_euclid(360.0)
    } else if most == green {
        part(blue, red) + 120.0
    } else {
        part(red, green) + 240.0
    };
    Some(match degrees as u32 {
        20..70 => Ink::Yellow,
        70..165 => Ink::Green,
        165..205 => Ink::Cyan,
        205..265 => Ink::Blue,
        265..345 => Ink::Magenta,
        _ => Ink::Red,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitise::output;

    /// The coloured parts of an output: text, hue, bold, underlined.
    fn parts(raw: &str) -> Vec<(String, Option<Ink>, bool, bool)> {
        let shown = output(raw, usize::MAX);
        let units: Vec<u16> = shown.text.encode_utf16().collect();
        let text = |run: &TextRun| String::from_utf16(&units[run.from as usize..run.to as usize]).unwrap();
        shown.runs.iter().map(|run| (text(run), run.ink, run.bold, run.underline)).collect()
    }

    #[test]
    fn codes_become_runs_of_a_small_palette() {
        use Ink::{Blue, Cyan, Green, Grey, Magenta, Red, Yellow};
        for (raw, expected) in [
            ("plain", vec![]),
            ("\u{1b}[31mred\u{1b}[0m plain", vec![("red", Some(Red), false, false)]),
            ("\u{1b}[31mred\u{1b}[m plain", vec![("red", Some(Red), false, false)]),
            ("\u{9b}32mgreen", vec![("green", Some(Green), false, false)]),
            (
                "\u{1b}[1;33mbold\u{1b}[22m not",
                vec![("bold", Some(Yellow), true, false), (" not", Some(Yellow), false, false)],
            ),
            ("\u{1b}[4mline\u{1b}[24m\u{1b}[4:3mwave\u{1b}[4:0m", vec![("linewave", None, false, true)]),
            ("\u{1b}[31ma\u{1b}[0m\u{1b}[31mb", vec![("ab", Some(Red), false, false)]),
            ("\u{1b}[30mblack\u{1b}[37mwhite\u{1b}[97mbright", vec![]),
            ("\u{1b}[90mgrey\u{1b}[39m\u{1b}[2mfaint", vec![("greyfaint", Some(Grey), false, false)]),
            ("\u{1b}[37;41mERROR\u{1b}[49m", vec![("ERROR", Some(Red), false, false)]),
            (
                "\u{1b}[38;5;196mcube\u{1b}[38;5;21mblue\u{1b}[38;5;244mgrey",
                vec![("cube", Some(Red), false, false), ("blue", Some(Blue), false, false)],
            ),
            (
                "\u{1b}[38;2;0;200;200mcyan\u{1b}[38:2::200:0:200mmagenta",
                vec![("cyan", Some(Cyan), false, false), ("magenta", Some(Magenta), false, false)],
            ),
            ("\u{1b}[58;5;1;32mgreen", vec![("green", Some(Green), false, false)]),
            ("\u{1b}[38;5mnothing\u{1b}[38mtoo\u{1b}[999;xm", vec![]),
            ("\u{1b}[>4;2mno colour\u{1b}[?31m\u{1b}[31 m", vec![]),
            ("\u{1b}[8mhidden is shown\u{1b}[0m", vec![]),
            ("😀\u{1b}[34mblau\u{1b}[0m", vec![("blau", Some(Blue), false, false)]),
            ("\u{1b}[31m10 %\r\u{1b}[32m20 %", vec![("20 %", Some(Green), false, false)]),
            ("\u{1b}[31m10 %\r20 %", vec![("20 %", Some(Red), false, false)]),
            ("\u{1b}[32mok \u{1b}[31m1 %\r\u{1b}[0m2 %", vec![]),
        ] {
            let found = parts(raw);
            let found: Vec<_> =
                found.iter().map(|(text, ink, bold, line)| (text.as_str(), *ink, *bold, *line)).collect();
            assert_eq!(found, expected, "{raw:?}");
        }
    }

    #[test]
    fn a_cut_output_keeps_the_colours_of_its_end() {
        let raw = format!("{}\u{1b}[31mred\u{1b}[0m end", "é".repeat(1_000));
        let shown = output(&raw, 12);
        assert!(shown.cut && shown.text.ends_with("red end"), "{}", shown.text);
        let from = shown.text.encode_utf16().count() as u32 - 7;
        assert_eq!(shown.runs, [TextRun { from, to: from + 3, ink: Some(Ink::Red), bold: false, underline: false }]);
        let many = "\u{1b}[31ma\u{1b}[32mb".repeat(10_000);
        let shown = output(&many, usize::MAX);
        assert_eq!(shown.runs.len(), MOST_RUNS, "a page is not given an element for each letter");
        assert_eq!(shown.runs.last().map(|run| run.to), Some(20_000), "the end is what matters");
        assert!(!shown.cleaned, "colours are shown, not taken away");
    }
}
