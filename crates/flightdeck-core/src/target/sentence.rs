//! The target read back as a sentence, so that what will be reached is read once more before it is sent.

use super::Destination;
use super::request::{OUTCOMES, value_of};
use crate::wire::{Breadth, Draft, FilterDraft, FilterKind, OperandDraft, Segment};
use connect_api::DeploymentOutcome;

/// The sentence of a draft, complete or not: what is still to be typed shows as an ellipsis.
pub(super) fn of(draft: &Draft, destination: &Destination) -> Vec<Segment> {
    let mut sentence = Sentence::default();
    match super::breadth(draft) {
        Breadth::Restricted => sentence.words("Devices"),
        Breadth::Almost | Breadth::Whole => {
            sentence.words("Every device in the fleet ");
            sentence.value(&destination.fleet_key);
            sentence.left_out(&draft.filters);
            sentence.words(".");
            return sentence.0;
        }
    }
    let mut first = true;
    if !draft.groups.is_empty() {
        sentence.words(" in ");
        sentence.any_of(&draft.groups);
        first = false;
    }
    let last = draft.filters.len().saturating_sub(1);
    for (index, filter) in draft.filters.iter().enumerate() {
        if !first {
            // Only "where …" needs the "and": the others read as one list of properties.
            let and = index == last && filter.kind == FilterKind::Deployment;
            sentence.words(if and { ", and" } else { "," });
        }
        first = false;
        clause(&mut sentence, filter);
    }
    sentence.words(".");
    sentence.0
}

fn clause(sentence: &mut Sentence, filter: &FilterDraft) {
    let is = filter.operand == OperandDraft::Is;
    match filter.kind {
        FilterKind::SpecificDevice => {
            sentence.words(if is { " with the id " } else { " except the one with the id " });
            sentence.id(&filter.value);
        }
        FilterKind::Tag => {
            sentence.words(if is { " tagged " } else { " not tagged " });
            sentence.value(&filter.value);
        }
        FilterKind::App => {
            sentence.words(if is { " running " } else { " not running " });
            if filter.extra.is_empty() {
                sentence.value(&filter.value);
                sentence.words(" in any version");
            } else {
                sentence.value(&format!("{} {}", shown(&filter.value), filter.extra));
            }
        }
        FilterKind::DeviceState => {
            sentence.words(if is { " that are " } else { " that are not " });
            sentence.value(&filter.value);
        }
        FilterKind::Deployment => deployment(sentence, filter, is),
    }
}

fn deployment(sentence: &mut Sentence, filter: &FilterDraft, is: bool) {
    let outcome = value_of(OUTCOMES, &filter.value);
    if outcome == Some(DeploymentOutcome::Any) {
        sentence.words(if is { " that took part in " } else { " that took no part in " });
        sentence.id(&filter.extra);
        return;
    }
    sentence.words(" where ");
    sentence.id(&filter.extra);
    let (is_words, not_words, word) = match outcome {
        Some(DeploymentOutcome::Success) => (" ", " has not ", "succeeded"),
        Some(DeploymentOutcome::Failed) => (" ", " has not ", "failed"),
        Some(DeploymentOutcome::Pending) => (" is ", " is not ", "pending"),
        Some(DeploymentOutcome::InProgress) => (" is ", " is not ", "in progress"),
        Some(DeploymentOutcome::Aborted) => (" was ", " was not ", "aborted"),
        Some(DeploymentOutcome::Any) | None => (" is ", " is not ", filter.value.as_str()),
    };
    sentence.words(if is { is_words } else { not_words });
    sentence.value(word);
}

fn shown(text: &str) -> &str {
    if text.trim().is_empty() { "…" } else { text }
}

#[derive(Default)]
struct Sentence(Vec<Segment>);

impl Sentence {
    fn words(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(last) if !last.value => last.text.push_str(text),
            _ => self.0.push(Segment { text: text.to_owned(), value: false, mono: false }),
        }
    }

    fn value(&mut self, text: &str) {
        self.0.push(Segment { text: shown(text).to_owned(), value: true, mono: false });
    }

    fn id(&mut self, text: &str) {
        self.0.push(Segment { text: shown(text).to_owned(), value: true, mono: true });
    }

    /// What is left out of everything.
    fn left_out(&mut self, filters: &[FilterDraft]) {
        for (index, filter) in filters.iter().enumerate() {
            self.words(match index {
                0 => " except ",
                _ if index + 1 == filters.len() => " and ",
                _ => ", ",
            });
            if filter.kind == FilterKind::SpecificDevice {
                self.words("the one");
            } else {
                self.words("those");
            }
            clause(self, &FilterDraft { operand: OperandDraft::Is, ..filter.clone() });
        }
    }

    fn any_of(&mut self, names: &[String]) {
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                self.words(if index + 1 == names.len() { " or " } else { ", " });
            }
            self.value(name);
        }
    }
}
