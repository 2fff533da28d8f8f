//! What differs between two requests, in words and in columns. Pure.

use std::collections::{BTreeMap, BTreeSet};

use connect_api::{DeployRequest, DeviceFilter, Filter, Operand};

use crate::parameters::secrets::{MASK, Marks};
use crate::wire::{LaunchChange, LaunchDiff, LaunchPart, LaunchRow};

/// There is none to compare with.
pub(super) fn none() -> LaunchDiff {
    let words = "No launch of this flow from here came before it.".to_owned();
    LaunchDiff { other: None, changes: Vec::new(), words, same: false }
}

/// A request, and what the user said of its flow's parameters.
#[derive(Clone, Copy)]
pub(in crate::launch) struct Side<'a> {
    pub(in crate::launch) request: &'a DeployRequest,
    pub(in crate::launch) marks: &'a Marks,
}

/// What became of one request in a later one; `flow` is what a flow is called.
pub(in crate::launch) fn of(
    before: Side<'_>,
    now: Side<'_>,
    other: LaunchRow,
    flow: impl FnMut(&str) -> String,
) -> LaunchDiff {
    let changes = changes(before, now, flow);
    let same = changes.iter().all(|change| change.part == LaunchPart::Comment);
    LaunchDiff { other: Some(other), words: words(&changes), changes, same }
}

/// Whether two requests do the same to the same devices, whatever their comments.
pub(in crate::launch) fn same(a: &DeployRequest, b: &DeployRequest) -> bool {
    let unmarked = Marks::default();
    let side = |request| Side { request, marks: &unmarked };
    changes(side(a), side(b), str::to_owned).iter().all(|change| change.part == LaunchPart::Comment)
}

/// Whether two requests reach the same devices.
pub(in crate::launch) fn same_target(a: &DeployRequest, b: &DeployRequest) -> bool {
    let mut found = Vec::new();
    target(&a.device_filter, &b.device_filter, &mut found);
    found.is_empty()
}

fn changes(before: Side<'_>, now: Side<'_>, mut flow: impl FnMut(&str) -> String) -> Vec<LaunchChange> {
    let (old, new) = (&before.request.deployment_configuration, &now.request.deployment_configuration);
    let mut found = Vec::new();
    if old.flow_uuid != new.flow_uuid {
        let mut told = |uuid: &str| {
            let name = flow(uuid);
            Some(if name == uuid { name } else { format!("{name} ({uuid})") })
        };
        let (before, now) = (told(&old.flow_uuid), told(&new.flow_uuid));
        found.push(change(LaunchPart::Flow, "Update flow", before, now));
    }
    target(&before.request.device_filter, &now.request.device_filter, &mut found);
    parameters(before, now, &mut found);
    if old.app != new.app {
        let told = |app: &Option<connect_api::App>| app.as_ref().map(|app| format!("{} {}", app.name, app.version));
        found.push(change(LaunchPart::Release, "App (tag)", told(&old.app), told(&new.app)));
    }
    if old.comment != new.comment {
        found.push(change(LaunchPart::Comment, "Comment", old.comment.clone(), new.comment.clone()));
    }
    found
}

fn change(part: LaunchPart, name: &str, before: Option<String>, now: Option<String>) -> LaunchChange {
    LaunchChange { part, name: name.to_owned(), before, now, masked: false }
}

/// Groups are a union and filters all have to hold: neither their order nor one that is there twice makes a difference.
fn target(before: &DeviceFilter, now: &DeviceFilter, found: &mut Vec<LaunchChange>) {
    let groups = |filter: &DeviceFilter| filter.groups.iter().map(|group| group.name.clone()).collect::<BTreeSet<_>>();
    let (old, new) = (groups(before), groups(now));
    if old != new {
        let told =
            |names: BTreeSet<String>| (!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join(" or "));
        found.push(change(LaunchPart::Target, "Groups", told(old), told(new)));
    }
    let (old, new) = (filters(before), filters(now));
    let names: BTreeSet<&'static str> = old.keys().chain(new.keys()).copied().collect();
    for name in names {
        let none = BTreeSet::new();
        let (a, b) = (old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        let mut gone = a.difference(b);
        let mut come = b.difference(a);
        loop {
            match (gone.next(), come.next()) {
                (None, None) => break,
                (before, now) => found.push(change(LaunchPart::Target, name, before.cloned(), now.cloned())),
            }
        }
    }
}

/// The filters by what kind they are, each as its value reads.
fn filters(filter: &DeviceFilter) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut all: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for filter in &filter.filters {
        let (name, value) = told(filter);
        all.entry(name).or_default().insert(value);
    }
    all
}

fn told(filter: &Filter) -> (&'static str, String) {
    let is = |operand: &Operand, is: &'static str, is_not: &'static str| match operand {
        Operand::Is => is,
        Operand::IsNot => is_not,
    };
    match filter {
        Filter::SpecificDevice { operand, value } => (is(operand, "Device is", "Device is not"), value.clone()),
        Filter::Tag { operand, value } => (is(operand, "Tag is", "Tag is not"), value.clone()),
        Filter::App { operand, value, app_version } => {
            let version = app_version.as_ref().map_or(", any version".to_owned(), |version| format!(" {version}"));
            (is(operand, "App is", "App is not"), format!("{value}{version}"))
        }
        Filter::DeviceState { operand, value } => (is(operand, "Device state is", "Device state is not"), word(value)),
        Filter::Deployment { operand, value, deployment_id } => {
            (is(operand, "Outcome is", "Outcome is not"), format!("{} in {deployment_id}", word(value)))
        }
    }
}

/// The API's own word.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().replace('_', " ")
}

fn parameters(before: Side<'_>, now: Side<'_>, found: &mut Vec<LaunchChange>) {
    let of = |side: Side<'_>| side.request.deployment_configuration.parameters_mapping.clone().unwrap_or_default();
    let (earlier, later) = (of(before), of(now));
    let names: BTreeSet<&String> = earlier.keys().chain(later.keys()).collect();
    for name in names {
        let (old, new) = (earlier.get(name), later.get(name));
        if old == new {
            continue;
        }
        // One side that looks secret hides both: the other is most likely its like.
        let masked = [(before, old), (now, new)]
            .iter()
            .any(|(side, value)| value.is_some_and(|value| side.marks.hide(name, value)));
        let told = |value: Option<&String>| value.map(|value| if masked { MASK.to_owned() } else { value.clone() });
        found.push(LaunchChange {
            part: LaunchPart::Parameters,
            name: name.clone(),
            before: told(old),
            now: told(new),
            masked,
        });
    }
}

/// "It differs in the target and 2 parameters; the flow and the release are the same."
fn words(changes: &[LaunchChange]) -> String {
    const PARTS: [(LaunchPart, &str); 4] = [
        (LaunchPart::Flow, "the flow"),
        (LaunchPart::Target, "the target"),
        (LaunchPart::Parameters, "the parameters"),
        (LaunchPart::Release, "the release"),
    ];
    let of = |part| changes.iter().filter(|change| change.part == part).count();
    let comment = of(LaunchPart::Comment) > 0;
    let mut differ = Vec::new();
    let mut same = Vec::new();
    for (part, name) in PARTS {
        match (part, of(part)) {
            (_, 0) => same.push(name.to_owned()),
            (LaunchPart::Parameters, 1) => differ.push("one parameter".to_owned()),
            (LaunchPart::Parameters, count) => differ.push(format!("{count} parameters")),
            _ => differ.push(name.to_owned()),
        }
    }
    if differ.is_empty() {
        return if comment {
            "Only the comment differs: it does the same to the same devices.".to_owned()
        } else {
            "Nothing differs: it is the same request.".to_owned()
        };
    }
    if comment {
        differ.push("the comment".to_owned());
    }
    let are = if same.len() == 1 { "is" } else { "are" };
    let rest = if same.is_empty() { String::new() } else { format!(" {} {are} the same.", capital(&listed(&same))) };
    format!("It differs in {}.{rest}", listed(&differ))
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
