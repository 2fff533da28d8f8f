//! From what is typed to a checked request: the sentence that reads it back, the problems, and the exact body.

mod contradictions;
mod curl;
mod problems;
mod request;
mod sentence;
#[cfg(test)]
mod tests;

use connect_api::DeployRequest;

use crate::wire::{AppError, Breadth, Draft, DraftReading, ErrorCode, Segment, Severity};

pub use request::draft_of;

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

/// Reads a draft back.
pub fn reading(draft: &Draft, destination: &Destination) -> DraftReading {
    let problems = problems::of(draft);
    let request =
        if problems.iter().any(|problem| problem.severity == Severity::Error) { None } else { request::of(draft) };
    let whole_fleet = is_whole_fleet(draft);
    DraftReading {
        sentence: sentence::of(draft, destination),
        breadth: if whole_fleet { Breadth::Whole } else { Breadth::Restricted },
        problems,
        json: request.as_ref().and_then(|request| serde_json::to_string_pretty(request).ok()),
        curl: request.as_ref().and_then(|request| curl::line(request, destination)),
        confirm_phrase: whole_fleet.then(|| destination.fleet_key.clone()),
    }
}

/// The request of a draft, if nothing keeps it from being sent.
///
/// # Errors
/// `InvalidInput` with the first problem's field; `ConfirmationNeeded` where the whole fleet is reached and `confirmation`
/// is not exactly the fleet key.
pub fn checked(draft: &Draft, destination: &Destination, confirmation: Option<&str>) -> Result<Checked, AppError> {
    let problems = problems::of(draft);
    if let Some(problem) = problems.iter().find(|problem| problem.severity == Severity::Error) {
        return Err(AppError::invalid(problem.field.clone(), problem.message.clone()));
    }
    if is_whole_fleet(draft) && confirmation != Some(destination.fleet_key.as_str()) {
        return Err(AppError::new(
            ErrorCode::ConfirmationNeeded,
            format!("This reaches every device in the fleet. Type {} to confirm.", destination.fleet_key),
        )
        .on("confirm"));
    }
    let request = request::of(draft).ok_or_else(|| {
        AppError::new(ErrorCode::Internal, "The draft passed every check and still makes no request.")
    })?;
    Ok(Checked { request, sentence: plain(&sentence::of(draft, destination)) })
}

fn is_whole_fleet(draft: &Draft) -> bool {
    draft.groups.is_empty() && draft.filters.is_empty()
}

fn plain(sentence: &[Segment]) -> String {
    sentence.iter().map(|segment| segment.text.as_str()).collect()
}
