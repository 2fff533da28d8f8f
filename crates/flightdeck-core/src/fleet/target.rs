//! A target for those chosen. The service cannot be asked for several devices by name, so a group, a tag or what a deployment did there
//! is looked for that reaches exactly these, for certain; where there is none, that is said. Pure.

use std::collections::HashSet;

use super::evaluate::{States, evaluate, word_of};
use super::knowledge::{Device, Knowledge};
use crate::wire::{Draft, FilterDraft, FilterKind, FleetTarget, FleetView, OperandDraft, step};

/// Devices left out by name, at most: a longer request is no target any more but a list.
const LEFT_OUT: usize = 20;

/// The draft that reaches exactly the chosen devices, or that there is none. `states` has what is known of the deployments that
/// [`asked`] names.
pub(crate) fn target(of: &Knowledge, members: &[bool], rule: Option<&FleetView>, states: &States) -> FleetTarget {
    let chosen = chosen(of, members);
    let devices = chosen.len() as u32;
    let drafts = candidates(of, &chosen, rule);
    let within = |most: usize| drafts.iter().filter_map(move |draft| exactly(of, draft, members, states, most));
    // One that says what those chosen are goes before one that lists what they are not.
    let exact = within(0).next().or_else(|| within(LEFT_OUT).min_by_key(|draft| draft.filters.len()));
    match exact {
        Some(draft) if devices > 0 => FleetTarget::Exact { draft: Box::new(draft), reaches: devices },
        _ => FleetTarget::OneByOne { devices },
    }
}

/// The deployment whose outcome may tell those chosen apart: all of them were in it last.
pub(crate) fn asked(of: &Knowledge, members: &[bool]) -> Option<String> {
    let (deployment, _) = common_last(&chosen(of, members))?;
    of.deployments.get(deployment as usize).map(|named| named.id.to_string())
}

fn chosen<'a>(of: &'a Knowledge, members: &[bool]) -> Vec<&'a Device> {
    of.devices.iter().zip(members).filter(|(_, chosen)| **chosen).map(|(device, _)| device).collect()
}

/// The deployment and state that are the last of all of them.
fn common_last(chosen: &[&Device]) -> Option<(u32, crate::wire::DeviceState)> {
    let first = chosen.first()?.last?;
    let same = |device: &&Device| {
        device.last.is_some_and(|last| (last.deployment, last.state) == (first.deployment, first.state))
    };
    chosen.iter().all(same).then_some((first.deployment, first.state))
}

/// Targets that may be it, the plainest first.
fn candidates(of: &Knowledge, chosen: &[&Device], rule: Option<&FleetView>) -> Vec<Draft> {
    if let [one] = chosen {
        return vec![draft(Vec::new(), vec![filter(FilterKind::SpecificDevice, &one.id)])];
    }
    let groups: HashSet<u32> = chosen.iter().flat_map(|device| device.groups.iter().copied()).collect();
    let mut groups: Vec<String> = groups.into_iter().map(|group| of.texts.get(group).to_owned()).collect();
    groups.sort_unstable();
    let mut tags: Vec<u32> = chosen.first().and_then(|device| device.tags.as_deref()).unwrap_or_default().to_vec();
    tags.retain(|tag| chosen.iter().all(|device| device.tags.as_ref().is_some_and(|tags| tags.contains(tag))));
    // The tags that were asked for come first: they are what was meant.
    let meant = |tag: &u32| rule.is_some_and(|rule| rule.tags.iter().any(|wanted| wanted == of.texts.get(*tag)));
    tags.sort_by_key(|tag| !meant(tag));
    let last = common_last(chosen).and_then(|(deployment, state)| {
        let named = of.deployments.get(deployment as usize)?;
        Some(FilterDraft { extra: named.id.to_string(), ..filter(FilterKind::Deployment, word_of(state)?) })
    });
    let tag = |tag: &u32| filter(FilterKind::Tag, of.texts.get(*tag));
    let mut all = vec![draft(groups.clone(), Vec::new())];
    for one in tags.iter().take(8) {
        all.push(draft(Vec::new(), vec![tag(one)]));
        all.push(draft(groups.clone(), vec![tag(one)]));
    }
    if let Some(last) = last {
        all.push(draft(Vec::new(), vec![last.clone()]));
        all.push(draft(groups.clone(), vec![last.clone()]));
        for one in tags.iter().take(8) {
            all.push(draft(groups.clone(), vec![tag(one), last.clone()]));
        }
    }
    // Without a group or a filter a draft is the whole fleet, also what is not known of it: nobody chose that.
    all.retain(|draft| !draft.groups.is_empty() || !draft.filters.is_empty());
    all
}

/// The draft, with at most so many left out by name, if it then reaches exactly the members for certain.
fn exactly(of: &Knowledge, draft: &Draft, members: &[bool], states: &States, most: usize) -> Option<Draft> {
    let told = evaluate(of, draft, states);
    let is_member = |number: &u32| members[*number as usize];
    let wanted = members.iter().filter(|chosen| **chosen).count();
    let (inside, beside): (Vec<u32>, Vec<u32>) = told.yes.iter().copied().partition(is_member);
    let doubted = told.perhaps.iter().any(is_member);
    let too_many: Vec<u32> = beside.into_iter().chain(told.perhaps.iter().copied()).collect();
    if inside.len() != wanted || doubted || too_many.len() > most {
        return None;
    }
    let mut draft = draft.clone();
    draft.filters.extend(too_many.iter().map(|number| FilterDraft {
        operand: OperandDraft::IsNot,
        ..filter(FilterKind::SpecificDevice, &of.devices[*number as usize].id)
    }));
    Some(draft)
}

fn draft(groups: Vec<String>, filters: Vec<FilterDraft>) -> Draft {
    Draft { groups, filters, step: step::DEVICES, ..Draft::default() }
}

fn filter(kind: FilterKind, value: &str) -> FilterDraft {
    FilterDraft { kind, operand: OperandDraft::Is, value: value.to_owned(), extra: String::new() }
}
