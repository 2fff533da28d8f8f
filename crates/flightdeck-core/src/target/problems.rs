//! What is wrong with a draft, or worth knowing, in the sentence the user reads and beside the field it belongs to.

use std::collections::{HashMap, HashSet};

use super::contradictions;
use super::found::Found;
use super::request::{CONNECTIVITY, OUTCOMES, named, value_of};
use crate::guard_rule;
use crate::wire::{Breadth, Draft, FilterDraft, FilterKind, OperandDraft, ParameterDraft, Problem};

use crate::wire::step::{DEVICES, FLOW, PARAMETERS, RELEASE, REVIEW};

/// Everything to say, in the order of the wizard.
pub(super) fn of(draft: &Draft) -> Vec<Problem> {
    let mut found = Found::default();
    flow(draft, &mut found);
    groups(draft, &mut found);
    for (index, filter) in draft.filters.iter().enumerate() {
        self::filter(index, filter, &mut found);
    }
    contradictions::find(draft, &mut found);
    match super::breadth(draft) {
        Breadth::Restricted => {}
        Breadth::Almost => found.warn(
            "target",
            DEVICES,
            "This reaches almost the whole fleet.",
            "Filters with “is not” only leave devices out: without a group or a filter with “is” every other device of the \
             fleet is reached. You will be asked to type the fleet key.",
        ),
        Breadth::Whole => found.warn(
            "target",
            DEVICES,
            "This reaches the whole fleet.",
            "Without groups and filters the service most probably takes every device. You will be asked to type the fleet \
             key.",
        ),
    }
    parameters(draft, &mut found);
    release(draft, &mut found);
    if let Some(why) = draft.guard.as_ref().and_then(guard_rule::problem) {
        found.error("guard", REVIEW, "A guard that cannot be armed", why);
    }
    found.all()
}

fn flow(draft: &Draft, found: &mut Found) {
    if draft.flow_uuid.trim().is_empty() {
        found.error(
            "flowUuid",
            FLOW,
            "No update flow",
            "Enter the update flow's uuid, for example f-7b56-3336. The Update Flows tab of Connect shows it.",
        );
    } else {
        found.id("flowUuid", FLOW, "The flow's uuid", &draft.flow_uuid);
    }
}

fn groups(draft: &Draft, found: &mut Found) {
    let mut known = HashSet::new();
    for (index, name) in draft.groups.iter().enumerate() {
        let field = format!("groups.{index}");
        if name.trim().is_empty() {
            found.error(field, DEVICES, "An empty group", "Enter the group's name, or remove it.");
            continue;
        }
        found.ends(&field, DEVICES, &format!("The group “{name}”"), name);
        if !known.insert(name) {
            found.warn(field, DEVICES, "A group twice", format!("The group “{name}” is named twice; once is enough."));
        }
    }
}

fn filter(index: usize, filter: &FilterDraft, found: &mut Found) {
    let field = format!("filters.{index}.value");
    let extra = format!("filters.{index}.extra");
    if filter.value.trim().is_empty() {
        let (title, message) = match filter.kind {
            FilterKind::SpecificDevice => ("No device", "Enter the device's id, or remove the filter."),
            FilterKind::Tag => ("No tag", "Enter the tag's name, or remove the filter."),
            FilterKind::App => ("No app", "Enter the name of the app (deployment tag), or remove the filter."),
            FilterKind::DeviceState => ("No state", "Choose online or offline, or remove the filter."),
            FilterKind::Deployment => ("No outcome", "Choose an outcome, or remove the filter."),
        };
        found.error(field.clone(), DEVICES, title, message);
    }
    match filter.kind {
        FilterKind::SpecificDevice => found.id(&field, DEVICES, "The device's id", &filter.value),
        FilterKind::Tag => found.ends(&field, DEVICES, &format!("The tag “{}”", filter.value), &filter.value),
        FilterKind::App => app(filter, &field, &extra, found),
        FilterKind::DeviceState => device_state(filter, &field, found),
        FilterKind::Deployment => deployment(filter, &field, &extra, found),
    }
}

fn app(filter: &FilterDraft, field: &str, extra: &str, found: &mut Found) {
    found.ends(field, DEVICES, &format!("The app “{}”", filter.value), &filter.value);
    if filter.extra.is_empty() {
        let message = match filter.operand {
            OperandDraft::Is => "Without a version, devices with any version of this app are reached.",
            OperandDraft::IsNot => "Without a version, devices with any version of this app are left out.",
        };
        found.warn(extra, DEVICES, "Any version", message);
    } else {
        found.ends(extra, DEVICES, &format!("The version “{}”", filter.extra), &filter.extra);
    }
}

fn device_state(filter: &FilterDraft, field: &str, found: &mut Found) {
    if filter.value.trim().is_empty() {
        return;
    }
    if value_of(CONNECTIVITY, &filter.value).is_none() {
        found.error(
            field,
            DEVICES,
            "An unknown state",
            format!("“{}” is no device state the service knows. Choose online or offline.", filter.value),
        );
    } else if filter.operand == OperandDraft::IsNot {
        found.error(
            field,
            DEVICES,
            "Not possible with device state",
            "The service takes only “is” here. Instead of “is not online” choose “is offline”.",
        );
    } else {
        let word = if filter.value == "online" { "Online" } else { "Offline" };
        found.warn(
            field,
            DEVICES,
            &format!("{word} changes by the minute."),
            "The service decides at launch which devices that is.",
        );
    }
}

fn deployment(filter: &FilterDraft, field: &str, extra: &str, found: &mut Found) {
    if !filter.value.trim().is_empty() && value_of(OUTCOMES, &filter.value).is_none() {
        let words: Vec<&str> = OUTCOMES.iter().map(|(word, _)| *word).collect();
        found.error(
            field,
            DEVICES,
            "An unknown outcome",
            format!("“{}” is no outcome the service knows. It is one of {}.", filter.value, words.join(", ")),
        );
    }
    if filter.extra.trim().is_empty() {
        found.error(
            extra,
            DEVICES,
            "No deployment",
            "Enter the deployment's uuid (dp-…). Without it the filter would reach devices of any deployment.",
        );
    } else {
        found.id(extra, DEVICES, "The deployment's uuid", &filter.extra);
    }
    if filter.operand == OperandDraft::IsNot {
        found.error(
            field,
            DEVICES,
            "Not possible with deployments",
            "The service takes only “is” here. One that passes over “is not” would reach just the devices you mean to leave out.",
        );
    }
}

fn parameters(draft: &Draft, found: &mut Found) {
    let mut known = HashSet::new();
    let mut spelled: HashMap<String, &str> = HashMap::new();
    for (index, parameter) in named(draft) {
        let field = format!("parameters.{index}.name");
        if parameter.name.trim().is_empty() {
            found.error(field, PARAMETERS, "A value without a name", "Enter the parameter's name, or remove the row.");
            continue;
        }
        found.ends(&field, PARAMETERS, &format!("The parameter “{}”", parameter.name), &parameter.name);
        if !known.insert(&parameter.name) {
            found.error(
                field,
                PARAMETERS,
                "A parameter twice",
                format!("“{}” is there twice, and only one value can be sent.", parameter.name),
            );
        }
        match spelled.insert(parameter.name.to_lowercase(), &parameter.name) {
            Some(other) if other != parameter.name => found.warn(
                format!("parameters.{index}.name"),
                PARAMETERS,
                "Names that look alike",
                format!("“{}” differs from “{other}” only in small and large letters; both are sent.", parameter.name),
            ),
            _ => {}
        }
        value(index, parameter, found);
    }
}

/// What is worth a second look in a value; its sentence quotes nothing of it, since it may be secret.
fn value(index: usize, ParameterDraft { name, value, .. }: &ParameterDraft, found: &mut Found) {
    let field = format!("parameters.{index}.value");
    let what = format!("The value of “{name}”");
    if value.is_empty() {
        found.warn(field, PARAMETERS, "An empty value", format!("{what} is empty, and is sent so."));
    } else if value.trim() != value {
        let said = if value.trim().is_empty() { "is nothing but blanks" } else { "begins or ends with a blank" };
        found.warn(field, PARAMETERS, "A blank at an end", format!("{what} {said}. It is sent exactly so."));
    } else {
        found.unseen(&field, PARAMETERS, &what, value);
    }
}

fn release(draft: &Draft, found: &mut Found) {
    let (name, version) = (draft.app_name.trim().is_empty(), draft.app_version.trim().is_empty());
    if name && !(version && draft.app_name.is_empty()) {
        found.error(
            "appName",
            RELEASE,
            "A version without an app",
            "Enter the app (deployment tag) this version belongs to, or clear both.",
        );
    } else if !name && version {
        found.error(
            "appVersion",
            RELEASE,
            "An app without a version",
            "Enter the version the app (deployment tag) will have, or clear both.",
        );
    }
    if !name {
        found.ends("appName", RELEASE, &format!("The app “{}”", draft.app_name), &draft.app_name);
    }
    if !version {
        found.ends("appVersion", RELEASE, &format!("The version “{}”", draft.app_version), &draft.app_version);
    }
    if draft.comment.trim().is_empty() {
        found.warn(
            "comment",
            RELEASE,
            "No comment",
            "The service's list shows little but the comment. If an answer is lost, it is also what the deployment is \
             found again by.",
        );
    }
}
