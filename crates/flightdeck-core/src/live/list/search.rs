//! Searching the list of deployments: the fields a search can name, and the deployments that fit. Pure.

use super::entry::{Entry, standing};
use crate::live::search::Op;
use crate::live::search::needle::Needle;
use crate::live::search::reading::{Meaning, Query, read};
use crate::live::search::span::{Here, Span, number, point};
use crate::wire::{Cve, ListView, SearchReading, Standing};

/// What one term asks of a deployment.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// In comment, uuid, flow or type.
    Anywhere(Needle),
    Id(Needle),
    Comment(Needle),
    Kind(Needle),
    /// The flow's name or uuid.
    Flow(Needle),
    Target(Needle),
    App(Needle),
    /// Here, or elsewhere.
    Launched(bool),
    Created(Span),
    State(Standing),
    Devices(Span),
    Failed(Span),
    Cve(Found),
}

/// What of known vulnerabilities is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Level(Needle),
    None,
    NotScanned,
}

/// A search of deployments.
pub(crate) type Search = Query<Test>;

const STATES: &str = "moving, attention, finished, aborted or no-device";
const NUMBER: &str = "a whole number, such as >0";
const POINT: &str = "how long ago or a day, such as <2d or >=2026-11-28";

/// The text of a view, as a search.
pub(crate) fn searched(view: &ListView, now_ms: i64) -> Search {
    search(&view.text, Here { now_ms, zone_minutes: view.zone_minutes.unwrap_or(0) })
}

/// Reads a search text.
pub(crate) fn search(text: &str, here: Here) -> Search {
    read(text, |field, op, value| meaning(field, op, value, here), Test::Anywhere)
}

fn meaning(field: &str, op: Op, value: &str, here: Here) -> Meaning<Test> {
    match field {
        "id" => Meaning::text("id", op, value, Test::Id),
        "comment" => Meaning::text("comment", op, value, Test::Comment),
        "type" => Meaning::text("type", op, value, Test::Kind),
        "flow" => Meaning::text("flow", op, value, Test::Flow),
        "target" => Meaning::text("target", op, value, Test::Target),
        "app" => Meaning::text("app", op, value, Test::App),
        "created" => Meaning::span("created", point(op, value, here), POINT, |read| Test::Created(read.span)),
        "devices" => Meaning::span("number of devices", number(op, value), NUMBER, |read| Test::Devices(read.span)),
        "failed" => Meaning::span("number of failed", number(op, value), NUMBER, |read| Test::Failed(read.span)),
        "state" | "standing" | "launched" | "cve" if !matches!(op, Op::Plain | Op::Is) => {
            Meaning::Broken(format!("{field} cannot be compared"))
        }
        "state" | "standing" => state(value),
        "launched" => match value.to_lowercase().as_str() {
            "here" => Meaning::Test(Test::Launched(true), "launched here".to_owned(), false),
            "elsewhere" => Meaning::Test(Test::Launched(false), "launched outside this computer".to_owned(), false),
            _ => Meaning::Broken("launched takes here or elsewhere".to_owned()),
        },
        "cve" => match bare(value).as_str() {
            "none" => Meaning::Test(Test::Cve(Found::None), "none were found".to_owned(), false),
            "notscanned" => Meaning::Test(Test::Cve(Found::NotScanned), "not scanned".to_owned(), false),
            _ => Meaning::text("level found", op, value, |needle| Test::Cve(Found::Level(needle))),
        },
        _ => Meaning::NoField,
    }
}

/// In lower case, without what joins words.
fn bare(value: &str) -> String {
    value.to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect()
}

fn state(value: &str) -> Meaning<Test> {
    const NAMES: [(&str, Standing, &str); 6] = [
        ("moving", Standing::Moving, "moving"),
        ("attention", Standing::Attention, "needs attention"),
        ("needsattention", Standing::Attention, "needs attention"),
        ("finished", Standing::Finished, "finished"),
        ("aborted", Standing::Aborted, "aborted"),
        ("nodevice", Standing::NoDevice, "no device"),
    ];
    let word = bare(value);
    // `a` could be two of them, `at` only one.
    let mut fitting = NAMES.iter().filter(|(name, ..)| !word.is_empty() && name.starts_with(word.as_str()));
    match (fitting.next(), fitting.next()) {
        (Some((_, standing, name)), None) => Meaning::Test(Test::State(*standing), format!("state is {name}"), false),
        (Some(_), Some(_)) => Meaning::Broken(format!("“{word}” begins more than one of {STATES}")),
        (None, _) => Meaning::Broken(format!("state takes {STATES}")),
    }
}

impl Search {
    /// Whether every term holds for a deployment.
    pub(crate) fn fits(&self, entry: &Entry) -> bool {
        self.tests.iter().all(|(negated, test)| holds(test, entry) != *negated)
    }

    /// Whether its answer depends on what is known of devices.
    fn asks_devices(&self) -> bool {
        self.tests.iter().any(|(_, test)| matches!(test, Test::State(_) | Test::Devices(_) | Test::Failed(_)))
    }

    /// Whether its answer depends on what is known of launches.
    fn asks_launch(&self) -> bool {
        self.tests.iter().any(|(_, test)| matches!(test, Test::Flow(_) | Test::Target(_) | Test::App(_)))
    }

    /// How it was read, with what its answer leaves open; none for no text.
    pub(crate) fn told<'a>(&self, entries: impl Iterator<Item = &'a Entry> + Clone) -> Option<SearchReading> {
        if self.reading.terms.is_empty() {
            return None;
        }
        let mut reading = self.reading.clone();
        let not_looked = entries.clone().filter(|entry| entry.counts().is_none()).count();
        if self.asks_devices() && not_looked > 0 {
            let all = entries.clone().count();
            reading.notes.push(format!(
                "The devices of {not_looked} of {all} deployments were not looked at yet; those fit no state or number, and every exclusion of one."
            ));
        }
        let elsewhere = entries.clone().filter(|entry| entry.launched.is_none()).count();
        if self.asks_launch() && elsewhere > 0 {
            let all = entries.clone().count();
            reading.notes.push(format!(
                "{elsewhere} of {all} deployments were launched outside this computer, and nobody tells with what; those fit no flow, target or app, and every exclusion of one."
            ));
        }
        Some(reading)
    }
}

fn holds(test: &Test, entry: &Entry) -> bool {
    let launched = entry.launched.as_ref();
    let is_in = |needle: &Needle, text: Option<&str>| text.is_some_and(|text| needle.is_in(text));
    let flow = |needle: &Needle| {
        is_in(needle, launched.map(|launched| launched.flow_uuid.as_str()))
            || is_in(needle, launched.and_then(|launched| launched.flow_name.as_deref()))
    };
    let counts = entry.counts();
    match test {
        Test::Anywhere(needle) => {
            needle.is_in(&entry.uuid)
                || is_in(needle, entry.comment.as_deref())
                || is_in(needle, entry.kind.as_deref())
                || flow(needle)
        }
        Test::Id(needle) => needle.is_in(&entry.uuid),
        Test::Comment(needle) => is_in(needle, entry.comment.as_deref()),
        Test::Kind(needle) => is_in(needle, entry.kind.as_deref()),
        Test::Flow(needle) => flow(needle),
        Test::Target(needle) => is_in(needle, launched.map(|launched| launched.target.as_str())),
        Test::App(needle) => is_in(needle, launched.and_then(|launched| launched.app.as_deref())),
        Test::Launched(here) => launched.is_some() == *here,
        Test::Created(span) => entry.created_ms().is_some_and(|at| span.has(at)),
        Test::State(wanted) => counts.is_some_and(|counts| standing(&counts) == *wanted),
        Test::Devices(span) => counts.is_some_and(|counts| span.has(i64::from(counts.total()))),
        Test::Failed(span) => counts.is_some_and(|counts| span.has(i64::from(counts.failed))),
        Test::Cve(found) => match (found, &entry.cve) {
            (Found::Level(needle), Cve::Found { levels }) => levels.iter().any(|level| needle.is_in(&level.level)),
            (Found::None, Cve::NoneFound) | (Found::NotScanned, Cve::NotScanned) => true,
            (Found::Level(_) | Found::None | Found::NotScanned, _) => false,
        },
    }
}
