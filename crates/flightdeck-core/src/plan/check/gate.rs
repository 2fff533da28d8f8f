//! What a gate may ask for: numbers within their ranges, hours that there are, a word that can be typed.

use std::ops::RangeInclusive;

use super::Found;
use crate::numbers::grouped;
use crate::wire::{
    GATE_FAILED_PERCENT, GATE_FINISHED_PERCENT, GATE_LEAST, GATE_ONE_CAUSE, GATE_WAIT_MINUTES, GATE_WORD_CHARS, Gate,
    GateHours,
};

/// Minutes of a day.
const DAY: u16 = 1_440;

/// What is wrong with a gate that stands at this place.
pub(super) fn problems(place: &str, gate: &Gate, found: &mut Found) {
    let mut number = |field: &str, value: u32, range: RangeInclusive<u32>, what: &str, unit: &str| {
        if !range.contains(&value) {
            let (least, most) = (grouped(*range.start()), grouped(*range.end()));
            let message = format!("{what} must be between {least} and {most}{unit}; it is {}.", grouped(value));
            found.stop(format!("{place}.{field}"), "Out of range", message);
        }
    };
    let finished = "The share of devices that has ended";
    number("finishedPercent", gate.finished_percent, GATE_FINISHED_PERCENT, finished, " %");
    if let Some(failed) = &gate.failed {
        number("failed.percent", failed.percent, GATE_FAILED_PERCENT, "The share of failures", " %");
        number("failed.least", failed.least, GATE_LEAST, "The number of devices that it is judged by", "");
    }
    if let Some(one_cause) = gate.one_cause {
        number("oneCause", one_cause, GATE_ONE_CAUSE, "The number of failures alike", "");
    }
    number("waitMinutes", gate.wait_minutes, GATE_WAIT_MINUTES, "The wait", " minutes");
    if let Some(hours) = &gate.hours {
        self::hours(place, hours, found);
    }
    if let Some(word) = &gate.word {
        self::word(place, word, found);
    }
}

fn hours(place: &str, hours: &GateHours, found: &mut Found) {
    if hours.days.is_empty() || hours.days.iter().any(|day| !(1..=7).contains(day)) {
        let message = "Choose at least one day of the week: 1 is Monday, 7 Sunday.";
        found.stop(format!("{place}.hours.days"), "No such days", message);
    }
    if hours.from >= DAY {
        let message = "They begin at a minute of the day, 0 to 1439; 480 is 08:00.";
        found.stop(format!("{place}.hours.from"), "No such time", message);
    }
    if hours.to == 0 || hours.to > DAY {
        let message = "They end at a minute of the day, 1 to 1440; 1440 is midnight.";
        found.stop(format!("{place}.hours.to"), "No such time", message);
    }
}

fn word(place: &str, word: &str, found: &mut Found) {
    let most = *GATE_WORD_CHARS.end();
    if word.trim().is_empty() || word.chars().count() > most as usize || word.chars().any(char::is_control) {
        let message = format!("It has 1 to {most} characters, on one line, and not blanks alone: a person types it.");
        found.stop(format!("{place}.word"), "Not a word", message);
    }
}
