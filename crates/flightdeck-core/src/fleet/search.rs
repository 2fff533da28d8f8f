//! Searching the known fleet: the fields a search can name, and the devices that fit. Pure.

use super::knowledge::{Device, Knowledge};
use crate::live::search::Op;
use crate::live::search::needle::Needle;
use crate::live::search::reading::{Meaning, Query, read};
use crate::live::search::span::{Here, Span, point};
use crate::wire::{DeviceState, FleetView, SearchReading, SeenWhen};

/// What one term asks of a device.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// In name, id, group or a tag.
    Anywhere(Needle),
    Id(Needle),
    Name(Needle),
    Group(Needle),
    Tag(Needle),
    Agent(Needle),
    /// Address, network address or description.
    About(Needle),
    Seen(Span),
    Online(bool),
    Trigger(bool),
    State(DeviceState),
}

/// A search of devices.
pub(crate) type Search = Query<Test>;

const POINT: &str = "how long ago or a time, such as <2h or >=2026-11-28";

/// The text of a view, as a search.
pub(crate) fn searched(view: &FleetView, now_ms: i64) -> Search {
    let here = Here { now_ms, zone_minutes: view.zone_minutes.unwrap_or(0) };
    read(&view.text, |field, op, value| meaning(field, op, value, here), Test::Anywhere)
}

fn meaning(field: &str, op: Op, value: &str, here: Here) -> Meaning<Test> {
    match field {
        "id" => Meaning::text("id", op, value, Test::Id),
        "name" => Meaning::text("name", op, value, Test::Name),
        "group" => Meaning::text("group", op, value, Test::Group),
        "tag" => Meaning::text("a tag", op, value, Test::Tag),
        "agent" => Meaning::text("agent version", op, value, Test::Agent),
        "about" => Meaning::text("address or description", op, value, Test::About),
        "seen" => Meaning::span("last sign of life", point(op, value, here), POINT, |read| Test::Seen(read.span)),
        "is" | "state" if !matches!(op, Op::Plain | Op::Is) => Meaning::Broken(format!("{field} cannot be compared")),
        "is" => match value.to_lowercase().as_str() {
            "online" => Meaning::Test(Test::Online(true), "probably online".to_owned(), false),
            "offline" => Meaning::Test(Test::Online(false), "not online when it was read".to_owned(), false),
            "refusing" => Meaning::Test(Test::Trigger(true), "refuses updates".to_owned(), false),
            _ => Meaning::Broken("is takes online, offline or refusing".to_owned()),
        },
        "state" => state(value),
        _ => Meaning::NoField,
    }
}

fn state(value: &str) -> Meaning<Test> {
    const NAMES: [(&str, DeviceState, &str); 6] = [
        ("pending", DeviceState::Pending, "pending"),
        ("inprogress", DeviceState::InProgress, "in progress"),
        ("succeeded", DeviceState::Succeeded, "succeeded"),
        ("failed", DeviceState::Failed, "failed"),
        ("aborted", DeviceState::Aborted, "aborted"),
        ("unknown", DeviceState::Unknown, "unknown"),
    ];
    let word: String = value.to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
    match NAMES.iter().find(|(name, ..)| !word.is_empty() && name.starts_with(word.as_str())) {
        Some((_, state, name)) => {
            Meaning::Test(Test::State(*state), format!("the last deployment there is {name}"), false)
        }
        None => Meaning::Broken("state takes pending, in-progress, succeeded, failed, aborted or unknown".to_owned()),
    }
}

impl Search {
    /// Made ready to be asked of many devices: what they share is looked through once.
    pub(crate) fn ready(&self, of: &Knowledge) -> Ready<'_> {
        let shared = |test: &Test| match test {
            Test::Anywhere(needle) | Test::Group(needle) | Test::Tag(needle) | Test::Agent(needle) => {
                of.texts.all().map(|text| needle.is_in(text)).collect()
            }
            _ => Vec::new(),
        };
        let tests = self.tests.iter().map(|(negated, test)| (*negated, test, shared(test)));
        Ready { tests: tests.collect() }
    }

    /// How it was read; none for no text.
    pub(crate) fn told(&self) -> Option<SearchReading> {
        (!self.reading.terms.is_empty()).then(|| self.reading.clone())
    }
}

/// A search, made ready for one fleet.
pub(crate) struct Ready<'a> {
    /// Whether a term is turned round, what it asks, and which of the texts that devices share fit it.
    tests: Vec<(bool, &'a Test, Vec<bool>)>,
}

impl Ready<'_> {
    /// Whether every term holds for a device.
    pub(crate) fn fits(&self, device: &Device) -> bool {
        self.tests.iter().all(|(negated, test, shared)| holds(test, shared, device) != *negated)
    }
}

fn holds(test: &Test, shared: &[bool], device: &Device) -> bool {
    let is_in = |needle: &Needle, text: Option<&str>| text.is_some_and(|text| needle.is_in(text));
    let any = |numbers: &[u32]| numbers.iter().any(|number| shared.get(*number as usize) == Some(&true));
    match test {
        Test::Anywhere(needle) => {
            any(&device.groups)
                || device.tags.as_deref().is_some_and(any)
                || needle.is_in(&device.id)
                || is_in(needle, device.name.as_deref())
        }
        Test::Id(needle) => needle.is_in(&device.id),
        Test::Name(needle) => is_in(needle, device.name.as_deref()),
        Test::Group(_) => any(&device.groups),
        Test::Tag(_) => device.tags.as_deref().is_some_and(any),
        Test::Agent(_) => any(device.agent.as_slice()),
        Test::About(needle) => {
            [&device.address, &device.ip, &device.description].into_iter().any(|text| is_in(needle, text.as_deref()))
        }
        Test::Seen(span) => device.seen_ms.is_some_and(|at| span.has(at)),
        Test::Online(wanted) => match device.seen.0 {
            SeenWhen::Unknown => false,
            seen => (seen == SeenWhen::Online) == *wanted,
        },
        Test::Trigger(wanted) => device.trigger == Some(*wanted),
        Test::State(state) => device.last.is_some_and(|last| last.state == *state),
    }
}
