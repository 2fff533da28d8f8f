//! Searching the launches: the fields a search can name, and the launches that fit. Pure.

use connect_api::DeployRequest;

use super::ToldFlow;
use crate::live::search::Op;
use crate::live::search::needle::Needle;
use crate::live::search::reading::{Meaning, Query, read};
use crate::live::search::span::{Here, Span, number, point};
use crate::outside::JournalEntry;
use crate::parameters::secrets::Marks;
use crate::wire::LaunchState;

/// What one term asks of a launch.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// In comment, flow, target, app or deployment.
    Anywhere(Needle),
    Comment(Needle),
    /// The flow's name or uuid.
    Flow(Needle),
    Target(Needle),
    App(Needle),
    /// A parameter's name, or `name=value` of one that is not secret.
    Parameter(Needle),
    Parameters(Span),
    /// The deployment's id.
    Id(Needle),
    Sent(Span),
    State(&'static [LaunchState]),
}

const STATES: &str = "launched, created, adopted, refused, unresolved, dismissed or sending";
const POINT: &str = "how long ago or a day, such as <2d or >=2026-11-28";
const NAMES: [(&str, &[LaunchState], &str); 7] = [
    ("launched", &[LaunchState::Created, LaunchState::Adopted], "launched"),
    ("created", &[LaunchState::Created], "created"),
    ("adopted", &[LaunchState::Adopted], "adopted"),
    ("refused", &[LaunchState::Refused], "refused"),
    ("unresolved", &[LaunchState::Unresolved, LaunchState::Sending], "unresolved"),
    ("dismissed", &[LaunchState::Dismissed], "set aside"),
    ("sending", &[LaunchState::Sending], "being sent"),
];

/// Reads a search text.
pub(super) fn search(text: &str, here: Here) -> Query<Test> {
    read(text, |field, op, value| meaning(field, op, value, here), Test::Anywhere)
}

fn meaning(field: &str, op: Op, value: &str, here: Here) -> Meaning<Test> {
    match field {
        "comment" => Meaning::text("comment", op, value, Test::Comment),
        "flow" => Meaning::text("flow", op, value, Test::Flow),
        "target" => Meaning::text("target", op, value, Test::Target),
        "app" => Meaning::text("app", op, value, Test::App),
        "parameter" => Meaning::text("a parameter", op, value, Test::Parameter),
        "parameters" => {
            Meaning::span("number of parameters", number(op, value), "a whole number, such as >0", |read| {
                Test::Parameters(read.span)
            })
        }
        "id" | "deployment" => Meaning::text("deployment", op, value, Test::Id),
        "sent" | "time" => Meaning::span("sent", point(op, value, here), POINT, |read| Test::Sent(read.span)),
        "outcome" | "state" if !matches!(op, Op::Plain | Op::Is) => {
            Meaning::Broken(format!("{field} cannot be compared"))
        }
        "outcome" | "state" => outcome(value),
        _ => Meaning::NoField,
    }
}

fn outcome(value: &str) -> Meaning<Test> {
    let word = value.to_lowercase();
    let mut fitting = NAMES.iter().filter(|(name, ..)| !word.is_empty() && name.starts_with(word.as_str()));
    match (fitting.next(), fitting.next()) {
        (Some((_, states, words)), None) => Meaning::Test(Test::State(states), format!("outcome is {words}"), false),
        (Some(_), Some(_)) => Meaning::Broken(format!("“{word}” begins more than one of {STATES}")),
        (None, _) => Meaning::Broken(format!("outcome takes {STATES}")),
    }
}

/// Whether every term holds for a launch; `flow` is what is known of its flow.
pub(super) fn fits(search: &Query<Test>, entry: &JournalEntry, state: LaunchState, flow: &ToldFlow) -> bool {
    search.tests.iter().all(|(negated, test)| holds(test, entry, state, flow) != *negated)
}

fn holds(test: &Test, entry: &JournalEntry, state: LaunchState, ToldFlow { name, marks }: &ToldFlow) -> bool {
    let name = name.as_deref();
    let configuration = &entry.request.deployment_configuration;
    let is_in = |needle: &Needle, text: Option<&str>| text.is_some_and(|text| needle.is_in(text));
    let flow = |needle: &Needle| needle.is_in(&configuration.flow_uuid) || is_in(needle, name);
    let comment = |needle: &Needle| is_in(needle, configuration.comment.as_deref());
    let app = |needle: &Needle| {
        configuration.app.as_ref().is_some_and(|app| {
            needle.is_in(&app.name)
                || needle.is_in(&app.version)
                || needle.is_in(&format!("{} {}", app.name, app.version))
        })
    };
    let id = |needle: &Needle| {
        is_in(needle, entry.outcome.as_ref().and_then(|outcome| outcome.deployment()).map(|id| id.as_str()))
    };
    match test {
        Test::Anywhere(needle) => {
            comment(needle) || flow(needle) || needle.is_in(&entry.target) || app(needle) || id(needle)
        }
        Test::Comment(needle) => comment(needle),
        Test::Flow(needle) => flow(needle),
        Test::Target(needle) => needle.is_in(&entry.target),
        Test::App(needle) => app(needle),
        Test::Parameter(needle) => parameter(needle, &entry.request, marks),
        Test::Parameters(span) => span.has(
            configuration.parameters_mapping.as_ref().map_or(0, |all| i64::try_from(all.len()).unwrap_or(i64::MAX)),
        ),
        Test::Id(needle) => id(needle),
        Test::Sent(span) => span.has(entry.sent_ms),
        Test::State(states) => states.contains(&state),
    }
}

/// A secret cannot be searched for: whether it holds a text would be told by what is found.
fn parameter(needle: &Needle, request: &DeployRequest, marks: &Marks) -> bool {
    request.deployment_configuration.parameters_mapping.iter().flatten().any(|(name, value)| {
        needle.is_in(name)
            || (!marks.hide(name, value) && (needle.is_in(value) || needle.is_in(&format!("{name}={value}"))))
    })
}
