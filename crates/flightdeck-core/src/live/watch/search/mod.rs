//! Searching a deployment's devices: the fields a search can name, and the rows that fit. Pure.

mod causes;
mod names;
#[cfg(test)]
mod tests;

use causes::Failed;
use connect_api::DeviceState;
use names::{Texts, named};

use super::course::Lens;
use super::judged::ENOUGH;
use super::triage::Triage;
use crate::live::search::Op;
use crate::live::search::needle::Needle;
use crate::live::search::reading::{Meaning, Query, read};
use crate::live::search::span::{Here, Span, length, number, point};
use crate::wire::{Judgement, SearchReading};

/// What one term asks of a device.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// In id, name, group or status.
    Anywhere(Needle),
    Id(Needle),
    Status(Needle),
    Name(Needle),
    Group(Needle),
    State(States),
    Took(Span),
    Started(Span),
    Finished(Span),
    /// Since when it is in its state.
    Since(Span),
    Cause(Needle),
    Step(Needle),
    Exit(Span),
    Judged(Judgement),
}

/// Which states, gone being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct States {
    of: [bool; 6],
    gone: bool,
}

/// A search of devices.
pub(crate) type Search = Query<Test>;

const STATES: &str = "pending, in-progress, succeeded, failed, aborted, unknown or gone; or moving, ended";
const JUDGED: &str = "stuck or unreached";
const LENGTH: &str = "a length of time with its unit, such as >5m or <1h30m";
const POINT: &str = "a time of day, a day or how long ago, such as >=14:05, 2026-11-28 or <2h";

/// Reads a search text.
pub(crate) fn search(text: &str, here: Here) -> Search {
    read(text, |field, op, value| meaning(field, op, value, here), Test::Anywhere)
}

fn meaning(field: &str, op: Op, value: &str, here: Here) -> Meaning<Test> {
    let time = || point(op, value, here);
    match field {
        "state" => state(op, value),
        "is" => judged(op, value),
        "id" => Meaning::text("id", op, value, Test::Id),
        "name" => Meaning::text("name", op, value, Test::Name),
        "group" => Meaning::text("group", op, value, Test::Group),
        "status" => Meaning::text("status", op, value, Test::Status),
        "cause" => Meaning::text("cause", op, value, Test::Cause),
        "step" => Meaning::text("failed step", op, value, Test::Step),
        "exit" => Meaning::span("exit code", number(op, value), "a whole number, such as 28 or >0", |read| {
            Test::Exit(read.span)
        }),
        "took" => Meaning::span("took", length(op, value), LENGTH, |read| Test::Took(read.span)),
        "started" => Meaning::span("started", time(), POINT, |read| Test::Started(read.span)),
        "finished" => Meaning::span("finished", time(), POINT, |read| Test::Finished(read.span)),
        // How long is how long ago it began.
        "in-state" | "instate" => match length(op, value).and(point(op, value, here)) {
            Some(read) => Meaning::Test(
                Test::Since(read.span),
                format!("in its state for {}", read.words.trim_end_matches(" ago")),
                read.moves,
            ),
            None => Meaning::Broken(format!("in-state takes {LENGTH}")),
        },
        _ => Meaning::NoField,
    }
}

fn state(op: Op, value: &str) -> Meaning<Test> {
    if !matches!(op, Op::Plain | Op::Is) {
        return Meaning::Broken(format!("A state cannot be compared; state takes {STATES}"));
    }
    let word: String = value.to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
    let one = |state: DeviceState| Some(States { of: DeviceState::ALL.map(|other| other == state), gone: false });
    let ended =
        |ended: bool| Some(States { of: DeviceState::ALL.map(|state| state.is_terminal() == ended), gone: false });
    const NAMES: [(&str, DeviceState, &str); 6] = [
        ("pending", DeviceState::Pending, "pending"),
        ("inprogress", DeviceState::InProgress, "in progress"),
        ("succeeded", DeviceState::Succeeded, "succeeded"),
        ("failed", DeviceState::Failed, "failed"),
        ("aborted", DeviceState::Aborted, "aborted"),
        ("unknown", DeviceState::Unknown, "unknown"),
    ];
    let (states, name) = match word.as_str() {
        "" => (None, ""),
        "moving" => (ended(false), "moving"),
        "ended" => (ended(true), "ended"),
        "running" => (one(DeviceState::InProgress), "in progress"),
        "success" => (one(DeviceState::Succeeded), "succeeded"),
        word if "gone".starts_with(word) => (Some(States { of: [false; 6], gone: true }), "gone"),
        // The beginning of a name is enough: each begins with another letter.
        word => match NAMES.iter().find(|(name, ..)| name.starts_with(word)) {
            Some((_, state, name)) => (one(*state), *name),
            None => (None, ""),
        },
    };
    match states {
        Some(states) => Meaning::Test(Test::State(states), format!("state is {name}"), false),
        None => Meaning::Broken(format!("state takes {STATES}")),
    }
}

fn judged(op: Op, value: &str) -> Meaning<Test> {
    let word: String = value.to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
    match (op, word.as_str()) {
        (Op::Plain | Op::Is, "stuck") => Meaning::Test(Test::Judged(Judgement::Stuck), "is stuck".to_owned(), false),
        (Op::Plain | Op::Is, "unreached" | "notreached") => {
            Meaning::Test(Test::Judged(Judgement::Unreached), "is not reached".to_owned(), false)
        }
        _ => Meaning::Broken(format!("is takes {JUDGED}")),
    }
}

impl Search {
    /// Whether its answer changes with the causes.
    pub(crate) fn asks_causes(&self) -> bool {
        self.tests.iter().any(|(_, test)| matches!(test, Test::Cause(_) | Test::Step(_) | Test::Exit(_)))
    }

    /// Whether its answer changes with what devices are known to be called.
    pub(crate) fn asks_names(&self) -> bool {
        self.tests.iter().any(|(_, test)| matches!(test, Test::Anywhere(_) | Test::Name(_) | Test::Group(_)))
    }

    /// Whether its answer changes with what is judged.
    pub(crate) fn asks_judged(&self) -> bool {
        self.tests.iter().any(|(_, test)| matches!(test, Test::Judged(_)))
    }

    /// How it was read, with what its answer leaves open; none for no text.
    pub(crate) fn told(&self, lens: Lens<'_>, triage: &Triage) -> Option<SearchReading> {
        if self.reading.terms.is_empty() {
            return None;
        }
        let mut reading = self.reading.clone();
        if self.asks_causes() {
            reading.notes.extend(causes::open(lens, triage));
        }
        if !lens.knows_statuses() && self.tests.iter().any(|(_, test)| matches!(test, Test::Status(_))) {
            reading.notes.push(
                "Which status a device had then is not known: none fits one, and every device fits an exclusion."
                    .into(),
            );
        }
        if self.asks_judged() && !lens.judges() {
            reading.notes.push(match (lens.is_past(), lens.is_judging()) {
                (true, _) => {
                    "Who was stuck or not reached then is not judged: none is, and every device fits an exclusion."
                        .into()
                }
                (false, false) => {
                    "Nobody is judged stuck or not reached here: none is, and every device fits an exclusion.".into()
                }
                (false, true) => format!(
                    "Nobody is judged stuck or not reached until {ENOUGH} devices have ended whose times are known."
                ),
            });
        }
        Some(reading)
    }

    /// Those of `chosen` for which every term holds, in their order.
    pub(crate) fn keep(&self, lens: Lens<'_>, triage: &Triage, mut chosen: Vec<u32>) -> Vec<u32> {
        let mut tests: Vec<&(bool, Test)> = self.tests.iter().collect();
        tests.sort_by_key(|(_, test)| cost(test));
        for (negated, test) in tests {
            retain(lens, triage, test, *negated, &mut chosen);
        }
        chosen
    }
}

impl Search {
    /// For each term, whether it excludes, and for each row whether the term holds for it.
    pub(crate) fn hits(&self, lens: Lens<'_>, triage: &Triage) -> Vec<(bool, Vec<bool>)> {
        let hits = |(negated, test): &(bool, Test)| {
            let mut rows: Vec<u32> = (0..lens.rows().len()).collect();
            retain(lens, triage, test, false, &mut rows);
            let mut hit = vec![false; lens.rows().len() as usize];
            for row in rows {
                hit[row as usize] = true;
            }
            (*negated, hit)
        };
        self.tests.iter().map(hits).collect()
    }
}

/// What is told by a number goes first: it leaves fewer texts to look at.
fn cost(test: &Test) -> u8 {
    match test {
        Test::State(_) | Test::Took(_) | Test::Started(_) | Test::Finished(_) | Test::Since(_) => 0,
        Test::Judged(_) => 0,
        Test::Cause(_) | Test::Step(_) | Test::Exit(_) => 1,
        Test::Group(_) | Test::Status(_) => 2,
        Test::Name(_) | Test::Id(_) => 3,
        Test::Anywhere(_) => 4,
    }
}

fn retain(lens: Lens<'_>, triage: &Triage, test: &Test, negated: bool, chosen: &mut Vec<u32>) {
    let mut keep = |holds: &mut dyn FnMut(u32) -> bool| chosen.retain(|row| holds(*row) != negated);
    let has = |span: &Span, number: Option<i64>| number.is_some_and(|number| span.has(number));
    match test {
        Test::State(states) => {
            keep(&mut |row| if lens.is_gone(row) { states.gone } else { states.of[lens.state(row) as usize] })
        }
        Test::Took(span) => keep(&mut |row| has(span, lens.took_ms(row))),
        Test::Started(span) => keep(&mut |row| has(span, lens.started_ms(row))),
        Test::Finished(span) => keep(&mut |row| has(span, lens.finished_ms(row))),
        // What is gone is in no state.
        Test::Since(span) => keep(&mut |row| !lens.is_gone(row) && has(span, lens.since_ms(row))),
        Test::Judged(judgement) => keep(&mut |row| lens.judgement(row) == Some(*judgement)),
        Test::Cause(needle) => {
            let failed = Failed::of(lens, triage, |reason| needle.is_in(&reason.text));
            keep(&mut |row| failed.has(row));
        }
        Test::Step(needle) => {
            let failed = Failed::of(lens, triage, |reason| reason.step.as_ref().is_some_and(|step| needle.is_in(step)));
            keep(&mut |row| failed.has(row));
        }
        Test::Exit(span) => {
            let failed = Failed::of(lens, triage, |reason| has(span, reason.exit_code));
            keep(&mut |row| failed.has(row));
        }
        Test::Id(needle) => keep(&mut |row| needle.is_in(lens.rows().id(row))),
        Test::Status(needle) => {
            let mut texts = Texts::new(lens.rows(), needle);
            keep(&mut |row| texts.hit(lens.text_numbers(row)[0]));
        }
        Test::Name(needle) => named(lens, needle, chosen, negated, |_, of| of.name()),
        Test::Group(needle) => named(lens, needle, chosen, negated, |_, of| of.group()),
        Test::Anywhere(needle) => named(lens, needle, chosen, negated, |row, of| {
            needle.is_in(lens.rows().id(row)) || of.status() || of.name() || of.group()
        }),
    }
}
