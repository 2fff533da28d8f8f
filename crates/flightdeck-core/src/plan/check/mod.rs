//! What is wrong with a plan, or worth knowing, each by its place. Pure.

mod gate;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use super::waves;
use crate::numbers::grouped;
use crate::parameters::unseen;
use crate::target;
use crate::wire::{
    DeviceId, Draft, FilterDraft, FilterKind, PLAN_DEVICES, PLAN_NAME_CHARS, PLAN_WAVES, Plan, PlanBack, PlanProblem,
    PlanWave, Problem, Severity, WaveTarget,
};

/// Everything to say, in the order of the plan. None of it that `stops`, and the plan can be started.
pub fn problems(plan: &Plan) -> Vec<PlanProblem> {
    let mut found = Found::default();
    name(&plan.name, &mut found);
    request("request", &plan.request, &mut found);
    // What is said of the request is not said again of a filter that is made of it.
    let said: HashSet<String> = found.0.iter().map(|problem| problem.message.clone()).collect();
    match plan.waves.len() {
        0 => found.stop("waves", "No waves", "Add a wave: without one, nothing is sent."),
        waves if waves > most(&PLAN_WAVES) => {
            let message = format!("A plan has at most {} waves; this one has {waves}.", PLAN_WAVES.end());
            found.stop("waves", "Too many waves", message);
        }
        _ => {}
    }
    for (index, wave) in plan.waves.iter().enumerate().take(most(&PLAN_WAVES)) {
        self::wave(plan, index, wave, &said, &mut found);
    }
    if let Some(back) = &plan.back {
        self::back(back, &mut found);
    }
    found.0
}

/// What was found so far.
#[derive(Default)]
struct Found(Vec<PlanProblem>);

impl Found {
    /// Something that keeps the plan from being started.
    fn stop(&mut self, place: impl Into<String>, title: &str, message: impl Into<String>) {
        self.add(place.into(), true, title, message.into());
    }

    /// Something worth knowing, which does not.
    fn warn(&mut self, place: impl Into<String>, title: &str, message: impl Into<String>) {
        self.add(place.into(), false, title, message.into());
    }

    /// What was found of a draft.
    fn take(&mut self, place: String, problem: Problem) {
        self.add(place, problem.severity == Severity::Error, &problem.title, problem.message);
    }

    fn add(&mut self, place: String, stops: bool, title: &str, message: String) {
        self.0.push(PlanProblem { place, stops, title: title.to_owned(), message });
    }
}

fn most(range: &RangeInclusive<u32>) -> usize {
    *range.end() as usize
}

fn name(name: &str, found: &mut Found) {
    if name.trim().is_empty() {
        found.stop("name", "No name", "Enter what the plan is called. Its deployments are told apart by it.");
    } else if name.chars().count() > most(&PLAN_NAME_CHARS) || name.chars().any(char::is_control) {
        let most = PLAN_NAME_CHARS.end();
        found.stop("name", "Not a name", format!("A name has 1 to {most} characters, on one line."));
    }
}

/// What a draft's field is about, as far as a plan tells it apart.
enum Of {
    /// What is sent.
    Request,
    /// Whom it reaches.
    Target,
    /// Its guard.
    Guard,
}

fn of(field: &str) -> Of {
    match field.split('.').next().unwrap_or(field) {
        "groups" | "filters" | "target" => Of::Target,
        "guard" => Of::Guard,
        _ => Of::Request,
    }
}

/// What is wrong with what is sent; whom it reaches and its guard are of the waves. The plan's own request needs no comment: each wave's is made
/// of the plan's name.
fn request(place: &str, request: &Draft, found: &mut Found) {
    let commented = place == "request";
    for problem in target::problems_of(request) {
        let asked = asked(request, &problem.field);
        match of(&problem.field) {
            Of::Target | Of::Guard => {}
            Of::Request if commented && problem.field == "comment" => {}
            Of::Request => match asked {
                Some(name) => found.stop(
                    format!("{place}.{}", problem.field),
                    "A secret that is not there",
                    format!(
                        "The value of “{name}” is secret, and in no file. Enter it here before the plan is started."
                    ),
                ),
                None => found.take(format!("{place}.{}", problem.field), problem),
            },
        }
    }
}

/// The parameter whose secret value is what a field lacks.
fn asked<'a>(request: &'a Draft, field: &str) -> Option<&'a str> {
    let row = field.strip_prefix("parameters.")?.strip_suffix(".value")?.parse::<usize>().ok()?;
    let row = request.parameters.get(row)?;
    (row.secret == Some(true) && row.value.is_empty()).then_some(row.name.as_str())
}

fn wave(plan: &Plan, index: usize, wave: &PlanWave, said: &HashSet<String>, found: &mut Found) {
    match &wave.target {
        WaveTarget::Filters { filters, rest, .. } => {
            reached(plan, index, filters.len(), said, found);
            if *rest {
                self::rest(plan, index, found);
            }
        }
        WaveTarget::Devices { devices } => {
            self::devices(index, devices, found);
            if wave.guard.is_some() {
                found.stop(
                    format!("waves.{index}.guard"),
                    "Nothing that is guarded",
                    "A list has no one deployment to guard: it has one for each device. The limits of its gate hold for it.",
                );
            }
        }
    }
    same_target(plan, index, found);
    gate::problems(&format!("waves.{index}.gate"), &wave.gate, found);
}

/// What is wrong with whom a wave reaches, and with its guard. Of its filters the first `own` are its own.
fn reached(plan: &Plan, index: usize, own: usize, said: &HashSet<String>, found: &mut Found) {
    for problem in waves::draft_of(plan, index).iter().flat_map(target::problems_of) {
        match of(&problem.field) {
            Of::Request => {}
            Of::Target if is_made(&problem.field, own) => {
                if !said.contains(&problem.message) {
                    found.take(format!("waves.{index}.rest"), problem);
                }
            }
            Of::Target | Of::Guard => found.take(format!("waves.{index}.{}", problem.field), problem),
        }
    }
}

/// A field of the filter behind a wave's own ones, which leaves out who has the app already.
fn is_made(field: &str, own: usize) -> bool {
    let row = field.strip_prefix("filters.").and_then(|rest| rest.split('.').next());
    row.and_then(|row| row.parse::<usize>().ok()).is_some_and(|row| row >= own)
}

fn rest(plan: &Plan, index: usize, found: &mut Found) {
    let place = format!("waves.{index}.rest");
    if waves::has_it_already(&plan.request).is_none() {
        found.stop(
            place,
            "The rest of what?",
            "The rest can only be said where the request sets an app and its version: then who has it already can be left out.",
        );
    } else if index == 0 {
        found.warn(
            place,
            "Nothing was sent before",
            "In the first wave this leaves out only those that had the app in its version before this plan.",
        );
    }
}

fn devices(index: usize, devices: &[DeviceId], found: &mut Found) {
    let place = format!("waves.{index}.target");
    let most = most(&PLAN_DEVICES);
    if devices.is_empty() {
        found.stop(place, "No devices", "Name at least one device, or choose groups and filters.");
    } else if devices.len() > most {
        let (most, named) = (grouped(*PLAN_DEVICES.end()), devices.len());
        let message = format!(
            "A list names at most {most} devices, a deployment for each; this one names {named}. Use a group or a tag."
        );
        found.stop(place, "Too many devices", message);
    }
    let mut before: HashMap<&str, usize> = HashMap::new();
    for (row, id) in devices.iter().take(most).enumerate() {
        let place = format!("waves.{index}.devices.{row}");
        if id.trim().is_empty() {
            found.stop(place, "No device", "Enter the device's id, or remove the row.");
            continue;
        }
        if id.contains(char::is_whitespace) {
            let message = "The device's id holds a blank or a line break. Copy the id alone.";
            found.stop(place.clone(), "A blank in an id", message);
        } else if let Some((at, called)) = unseen::first(id) {
            let message = format!("The device's id has {called} at its character {}. Type that part anew.", at + 1);
            found.stop(place.clone(), "A character in an id that is not seen", message);
        }
        match before.get(id.as_str()) {
            Some(first) => {
                let message = format!("{id} is already at place {}, and would be sent to twice.", first + 1);
                found.stop(place, "A device twice", message);
            }
            None => {
                before.insert(id, row);
            }
        }
    }
}

/// Whether an earlier wave has the same target.
fn same_target(plan: &Plan, index: usize, found: &mut Found) {
    let key = key(&plan.waves[index].target);
    let Some(first) = plan.waves[..index].iter().position(|wave| self::key(&wave.target) == key) else { return };
    let whom = match key {
        Key::Filters(.., true) => "those that have not got the app by then are sent to twice",
        Key::Filters(..) | Key::Devices(_) => "these devices are sent to twice",
    };
    let message = format!("Waves {} and {} have the same target: {whom}.", first + 1, index + 1);
    found.warn(format!("waves.{index}.target"), "The same target twice", message);
}

/// What makes a target the same as another: not its order, and not what its form has left over.
#[derive(PartialEq, Eq)]
enum Key<'a> {
    Filters(BTreeSet<&'a str>, BTreeSet<(String, &'a str, &'a str)>, bool),
    Devices(BTreeSet<&'a str>),
}

fn key(target: &WaveTarget) -> Key<'_> {
    match target {
        WaveTarget::Filters { groups, filters, rest } => {
            Key::Filters(groups.iter().map(String::as_str).collect(), filters.iter().map(filter).collect(), *rest)
        }
        WaveTarget::Devices { devices } => Key::Devices(devices.iter().map(DeviceId::as_str).collect()),
    }
}

fn filter(filter: &FilterDraft) -> (String, &str, &str) {
    // Only these two kinds have an extra field; in the others it is a leftover of the form.
    let has_extra = matches!(filter.kind, FilterKind::App | FilterKind::Deployment);
    let kind = format!("{:?} {:?}", filter.kind, filter.operand);
    (kind, filter.value.as_str(), if has_extra { filter.extra.as_str() } else { "" })
}

fn back(back: &PlanBack, found: &mut Found) {
    request("back.request", &back.request, found);
    if !back.succeeded && !back.failed {
        let message = "Choose those that succeeded, those that failed, or both; or send nothing back.";
        found.stop("back", "Sent back to nobody", message);
    }
}
