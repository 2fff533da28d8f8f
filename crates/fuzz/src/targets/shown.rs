//! What is shown of texts from outside.

use flightdeck_core::fuzzing::{line, output, record};

use super::{Law, Outcome, law};
use crate::random::Random;

/// Whether a character hides itself or others, or changes their order.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// The laws of a text that stands on one line.
pub(super) fn clean_line(text: &str) -> Law {
    match text.chars().find(|c| c.is_control() || is_odd(*c)) {
        Some(c) => Err(format!("{c:?} is in {text:?}")),
        None => Ok(()),
    }
}

/// The laws of a text of several lines.
fn clean_text(text: &str) -> Law {
    match text.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || is_odd(*c)) {
        Some(c) => Err(format!("{c:?} is in {text:?}")),
        None => Ok(()),
    }
}

/// Outputs of devices, whole and cut.
pub(super) fn outputs(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    for most in [usize::MAX, 1 + Random::of_bytes(body).below(text.len() + 1)] {
        let shown = output(&text, most);
        clean_text(&shown.text)?;
        law!(shown.bytes == text.len() as u64, "{} bytes are told as {}", text.len(), shown.bytes);
        law!(shown.text.len() <= most, "{} bytes, where {most} may be shown", shown.text.len());
        law!(shown.text.len() <= 12 * text.len(), "{} bytes are {}", text.len(), shown.text.len());
        let units: Vec<u16> = shown.text.encode_utf16().collect();
        let mut before = 0;
        for run in &shown.runs {
            law!(before <= run.from && run.from < run.to, "runs lie over each other: {:?}", shown.runs);
            let part = units.get(run.from as usize..run.to as usize);
            law!(part.is_some_and(|part| String::from_utf16(part).is_ok()), "{run:?} cuts {:?}", shown.text);
            before = run.to;
        }
        law!(output(&shown.text, usize::MAX).text == shown.text, "what is clean is cleaned again: {:?}", shown.text);
    }
    let record = record(&text);
    law!(record.len() <= 64 * 1024, "a record of {} bytes", record.len());
    clean_text(&record)?;
    Ok(true)
}

/// Texts where one line has room for them.
pub(super) fn short_texts(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    for limit in [0, 1, 7, 60, 300, 2_000] {
        let shown = line(&text, limit);
        clean_line(&shown)?;
        law!(shown.len() <= limit + '…'.len_utf8(), "{} bytes, where {limit} may be shown", shown.len());
    }
    Ok(true)
}
