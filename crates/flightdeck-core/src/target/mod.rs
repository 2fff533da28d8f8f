//! From what is typed to a checked request: the sentence that reads it back, the problems, and the exact body.

pub mod again;
mod contradictions;
mod found;
pub(crate) mod known;
mod problems;
mod request;
mod scripts;
mod sentence;
#[cfg(test)]
mod tests;

use connect_api::DeployRequest;

use crate::parameters::secrets::Marks;
use crate::wire::{
    AppError, Breadth, Draft, DraftReading, ErrorCode, MaskedRequest, OperandDraft, Problem, Segment, Severity,
};

pub(crate) use contradictions::reaches_nothing;
pub use request::draft_of;
pub(crate) use scripts::yaml;

/// Where a launch would go: what the sentence and the curl line name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The API's address, normalised.
    pub base_url: String,
    /// The fleet key.
    pub fleet_key: String,
}

impl Destination {
    /// As the journal writes it: `{base url} {fleet key}`.
    pub fn line(&self) -> String {
        format!("{} {}", self.base_url, self.fleet_key)
    }
}

/// A draft that may be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// Exactly what is sent.
    pub request: DeployRequest,
    /// The target as plain text.
    pub sentence: String,
}

/// The request of a draft, whatever is wrong with it otherwise; none where a filter's value is not one of its words.
pub(crate) fn request_of(draft: &Draft) -> Option<DeployRequest> {
    request::of(draft)
}

/// What is wrong with a draft, or worth knowing, in the order of the wizard.
pub(crate) fn problems_of(draft: &Draft) -> Vec<Problem> {
    problems::of(draft)
}

/// The target of a draft as a sentence.
pub fn sentence_of(draft: &Draft, destination: &Destination) -> Vec<Segment> {
    sentence::of(draft, destination)
}

/// Reads a draft back.
pub fn reading(draft: &Draft, destination: &Destination) -> DraftReading {
    reading_with(draft, destination, Marks::default())
}

/// The same, where the user said something of its flow's parameters.
pub fn reading_with(draft: &Draft, destination: &Destination, marks: Marks) -> DraftReading {
    let problems = problems::of(draft);
    let marks = marks.with_rows(&draft.parameters);
    let request =
        if problems.iter().any(|problem| problem.severity == Severity::Error) { None } else { request::of(draft) };
    let breadth = breadth(draft);
    let sentence = sentence::of(draft, destination);
    let scripts = request.as_ref().and_then(|request| scripts::of(request, destination, &plain(&sentence)));
    let secrets: Vec<String> =
        draft.parameters.iter().filter(|one| marks.hide(&one.name, &one.value)).map(|one| one.name.clone()).collect();
    let masked = request.as_ref().filter(|_| !secrets.is_empty()).map(|request| {
        let shown = marks.masked(request);
        let scripts = scripts::of(&shown, destination, &plain(&sentence));
        MaskedRequest {
            json: serde_json::to_string_pretty(&shown).unwrap_or_default(),
            curl: scripts.as_ref().map(|scripts| scripts.curl.clone()),
            script: scripts.as_ref().map(|scripts| scripts.script.clone()),
            action: scripts.map(|scripts| scripts::readable(&scripts.action)),
        }
    });
    DraftReading {
        sentence,
        breadth,
        problems,
        json: request.as_ref().and_then(|request| serde_json::to_string_pretty(request).ok()),
        curl: scripts.as_ref().map(|scripts| scripts.curl.clone()),
        script: scripts.as_ref().map(|scripts| scripts.script.clone()),
        action: scripts.map(|scripts| scripts.action),
        before: None,
        asks: Vec::new(),
        blocked: None,
        batch: None,
        masked,
        secrets,
        confirm_phrase: (breadth != Breadth::Restricted).then(|| destination.fleet_key.clone()),
    }
}

/// The request of a draft, if nothing keeps it from being sent.
///
/// # Errors
/// `InvalidInput` with the first problem's field; `ConfirmationNeeded` where the whole fleet is reached, or almost, and
/// `confirmation` is not exactly the fleet key.
pub fn checked(draft: &Draft, destination: &Destination, confirmation: Option<&str>) -> Result<Checked, AppError> {
    let problems = problems::of(draft);
    if let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error) {
        return Err(AppError::invalid(problem.field.clone(), problem.message.clone()));
    }
    let reached = match breadth(draft) {
        Breadth::Restricted => None,
        Breadth::Almost => Some("This reaches every device in the fleet but those left out."),
        Breadth::Whole => Some("This reaches every device in the fleet."),
    };
    if let Some(reached) = reached
        && confirmation != Some(destination.fleet_key.as_str())
    {
        let message = format!("{reached} Type {} to confirm.", destination.fleet_key);
        return Err(AppError::new(ErrorCode::ConfirmationNeeded, message).on("confirm"));
    }
    let request = request::of(draft).ok_or_else(|| {
        AppError::new(ErrorCode::Internal, "The draft passed every check and still makes no request.")
    })?;
    Ok(Checked { request, sentence: plain(&sentence::of(draft, destination)) })
}

/// How much of the fleet a draft reaches, as far as its form tells: what only leaves devices out restricts nothing.
fn breadth(draft: &Draft) -> Breadth {
    let restricted = !draft.groups.is_empty() || draft.filters.iter().any(|filter| filter.operand == OperandDraft::Is);
    match (restricted, draft.filters.is_empty()) {
        (true, _) => Breadth::Restricted,
        (false, false) => Breadth::Almost,
        (false, true) => Breadth::Whole,
    }
}

fn plain(sentence: &[Segment]) -> String {
    sentence.iter().map(|segment| segment.text.as_str()).collect()
}
