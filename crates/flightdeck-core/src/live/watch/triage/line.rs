//! The line that tells why a device failed, and what makes two such lines the same.

use connect_api::Step;
use serde::{Deserialize, Serialize};

use crate::sanitise;

/// Longest line kept, in bytes.
const LINE_LIMIT: usize = 300;
/// What tools say when something is wrong.
const COMPLAINTS: &[&str] = &[
    "error",
    "fail",
    "mismatch",
    "no space",
    "timed out",
    "timeout",
    "denied",
    "refused",
    "cannot",
    "can't",
    "could not",
    "unable to",
    "not found",
    "no such",
    "invalid",
    "corrupt",
    "fatal",
    "panic",
    "killed",
    "exceeded",
    "unreachable",
    "not permitted",
];
/// A hexadecimal word at least this long is an id or a digest.
const HEX_FROM: usize = 7;

/// Why one device failed: step, exit code, and the line with everything that differs between devices replaced by `#`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub(crate) step: Option<String>,
    pub(crate) exit_code: Option<i64>,
    pub(crate) text: String,
}

/// Reads the reason from a failed device's steps: the first failed step's telling line of errors, else of output.
pub(crate) fn reason(steps: &[Step]) -> Reason {
    let failed = steps.iter().find(|step| step.exit_code.is_some_and(|code| code != 0));
    // Without exit codes, what complained last is the best guess.
    let Some(step) = failed.or_else(|| steps.iter().rev().find(|step| telling_line(&step.stderr).is_some())) else {
        let text = if steps.is_empty() { "The service sent no steps" } else { "No step reported an error" };
        return Reason { step: None, exit_code: None, text: text.to_owned() };
    };
    let line = telling_line(&step.stderr).or_else(|| telling_line(&step.stdout));
    Reason {
        step: Some(sanitise::line(&step.name, 200)),
        exit_code: step.exit_code,
        text: line.map_or_else(|| "No output".to_owned(), |line| normalise(&line)),
    }
}

/// The first line that complains, since what follows it is detail and farewell; else the last line that says anything.
fn telling_line(text: &str) -> Option<String> {
    // Outputs can be megabytes: only the end is looked at.
    let end = &text[text.ceil_char_boundary(text.len().saturating_sub(16 * 1024))..];
    let (clean, _) = sanitise::clean(end);
    let lines = || clean.lines().map(|line| sanitise::line(line, LINE_LIMIT)).filter(|line| !line.is_empty());
    lines().find(|line| complains(line)).or_else(|| lines().next_back())
}

fn complains(line: &str) -> bool {
    let line = line.to_lowercase();
    COMPLAINTS.iter().any(|word| line.contains(word))
}

/// Replaces numbers, hexadecimal words, uuids and quoted paths by `#`.
pub(crate) fn normalise(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if let Some(len) = quoted_path(&chars[at..]) {
            out.push(c);
            out.push('#');
            out.push(c);
            at += len;
        } else if c.is_ascii_alphanumeric() {
            at += word(&chars[at..], &mut out);
        } else {
            out.push(c);
            at += 1;
        }
    }
    out
}

/// The length of a quoted path at the beginning, quotes included.
fn quoted_path(chars: &[char]) -> Option<usize> {
    let quote = chars.first().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let end = 1 + chars[1..].iter().position(|c| c == quote)?;
    chars[1..end].iter().any(|c| matches!(c, '/' | '\\')).then_some(end + 1)
}

/// Writes the word at the beginning without what differs, and returns its length.
fn word(chars: &[char], out: &mut String) -> usize {
    if let Some(len) = uuid(chars) {
        out.push('#');
        return len;
    }
    let len = chars.iter().position(|c| !c.is_ascii_alphanumeric()).unwrap_or(chars.len());
    let word = &chars[..len];
    let hex = |part: &[char]| part.iter().all(char::is_ascii_hexdigit);
    let prefixed = len > 2 && word[0] == '0' && matches!(word[1], 'x' | 'X') && hex(&word[2..]);
    if prefixed || (len >= HEX_FROM && hex(word) && word.iter().any(char::is_ascii_digit)) {
        out.push('#');
        return len;
    }
    let mut in_number = false;
    for c in word {
        if c.is_ascii_digit() {
            if !in_number {
                out.push('#');
            }
            in_number = true;
        } else {
            out.push(*c);
            in_number = false;
        }
    }
    len
}

/// The length of a uuid at the beginning.
fn uuid(chars: &[char]) -> Option<usize> {
    const PARTS: [usize; 5] = [8, 4, 4, 4, 12];
    let mut at = 0;
    for (n, part) in PARTS.into_iter().enumerate() {
        if n > 0 {
            chars.get(at).filter(|c| **c == '-')?;
            at += 1;
        }
        chars.get(at..at + part).filter(|part| part.iter().all(char::is_ascii_hexdigit))?;
        at += part;
    }
    chars.get(at).is_none_or(|c| !c.is_ascii_alphanumeric()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, exit_code: Option<i64>, stdout: &str, stderr: &str) -> Step {
        Step { name: name.into(), exit_code, stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn what_differs_between_devices_is_set_aside() {
        for (line, expected) in [
            ("E: disk full: 12 MB free", "E: disk full: # MB free"),
            ("connect 10.0.3.17:8080 timed out after 30s", "connect #.#.#.#:# timed out after #s"),
            ("no such device 3f2504e0-4f89-11d3-9a0c-0305e82c3301!", "no such device #!"),
            ("checksum 9f86d081884c7d65 differs", "checksum # differs"),
            ("bad address 0xDEADBEEF", "bad address #"),
            ("cannot open '/var/lib/app/7/data.db'", "cannot open '#'"),
            ("cannot open \"C:\\data\\x\"", "cannot open \"#\""),
            ("don't stop, won't stop", "don't stop, won't stop"),
            ("deadbeef facade decade", "deadbeef facade decade"),
            ("sha256 mismatch in libssl1.1", "sha# mismatch in libssl#.#"),
            ("Übertragung 5 %", "Übertragung # %"),
            ("a 'x/y' b '/y/z'-c", "a '#' b '#'-c"),
            ("0x, 0x1", "#x, #"),
            ("", ""),
        ] {
            assert_eq!(normalise(line), expected, "{line}");
        }
    }

    #[test]
    fn of_a_long_output_the_last_sixteen_kilobytes_are_read() {
        let told = |filler: usize| {
            let stderr = format!("error: early\n{}last", "x\n".repeat(filler));
            reason(&[step("a", Some(1), "", &stderr)]).text
        };
        assert_eq!(told(0), "error: early");
        assert_eq!(told(8_000), "error: early", "16 013 bytes before the last line");
        assert_eq!(told(9_000), "last", "what stands before them is not read");
    }

    #[test]
    fn the_first_failed_step_tells() {
        let text = |steps: &[Step]| {
            let reason = reason(steps);
            (reason.step, reason.exit_code, reason.text)
        };
        let some = |s: &str| Some(s.to_owned());
        for (steps, expected) in [
            (
                vec![
                    step("a", Some(0), "", "warn"),
                    step("b", Some(7), "out", "first\nlast 5\n\n"),
                    step("c", Some(1), "", "x"),
                ],
                (some("b"), Some(7), "last #".to_owned()),
            ),
            (vec![step("a", Some(1), "only out 9\n", " \n")], (some("a"), Some(1), "only out #".to_owned())),
            (vec![step("a", Some(-1), "", "")], (some("a"), Some(-1), "No output".to_owned())),
            (
                vec![step("a", None, "", "early"), step("b", None, "", "late"), step("c", None, "fine", "")],
                (some("b"), None, "late".to_owned()),
            ),
            (vec![step("a", Some(0), "fine", "")], (None, None, "No step reported an error".to_owned())),
            (vec![], (None, None, "The service sent no steps".to_owned())),
            (
                vec![step("a", Some(2), "", "\u{1b}[31mred \u{202e}error\u{1b}[0m")],
                (some("a"), Some(2), "red ⟨U+#E⟩error".to_owned()),
            ),
            (
                vec![step(
                    "a",
                    Some(3),
                    "",
                    "warming up\nChecksum mismatch for gw-4.swu\n  got sha256:99\ngiving up\n",
                )],
                (some("a"), Some(3), "Checksum mismatch for gw-#.swu".to_owned()),
            ),
        ] {
            assert_eq!(text(&steps), expected, "{steps:?}");
        }
    }
}
