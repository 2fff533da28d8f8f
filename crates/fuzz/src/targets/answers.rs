//! The answers of the seven operations that tell of deployments and of one device.

use connect_api::{Accepted, ApiTime, Created, Deployment, DeploymentsPage, DeviceDetail, Token};
use flightdeck_core::fuzzing::lay_out;
use serde_json::Value;

use super::shown::clean_line;
use super::{Outcome, law};

/// The token that requests went out with.
pub(super) const TOKEN: &str = "T0k3n-of-the-test_9f8e7d6c5b4a";
/// A byte that is no text becomes a character of three; a record is kept as its text and as its fields.
const GROWS: usize = 6;

/// The token of the tests.
///
/// # Errors
/// It cannot be one.
pub(super) fn token() -> Result<Token, String> {
    Token::new(TOKEN.to_owned()).map_err(|error| error.to_string())
}

pub(super) fn time_len(time: &ApiTime) -> usize {
    match time {
        ApiTime::Unreadable(text) => text.len(),
        ApiTime::Absent | ApiTime::At { .. } => 0,
    }
}

fn deployment_len(one: &Deployment) -> usize {
    let levels: usize = one.cve.iter().flat_map(|cve| &cve.levels).map(|(name, _)| name.len()).sum();
    let texts = [one.comment.as_deref(), one.kind.as_deref(), Some(&*one.raw), Some(one.uuid.as_str())];
    levels + time_len(&one.created) + texts.into_iter().flatten().map(str::len).sum::<usize>()
}

/// The list of deployments.
pub(super) fn deployments(body: &[u8]) -> Outcome {
    let read = DeploymentsPage::read(body);
    let around = [b"\xEF\xBB\xBF \n".as_slice(), body, b"\r\n\t "].concat();
    if !body.starts_with(b"\xEF\xBB\xBF") {
        law!(DeploymentsPage::read(&around) == read, "blanks around an answer change what it tells");
    }
    let Ok(page) = read else { return Ok(false) };
    law!(page.deployments.iter().all(|one| !one.uuid.is_empty()), "a deployment has no id");
    law!(page.after.as_deref() != Some(""), "an empty token leads nowhere");
    let bytes: usize = page.deployments.iter().map(deployment_len).sum();
    law!(bytes <= GROWS * body.len(), "{bytes} bytes are kept of {}", body.len());
    if let Ok(Value::Object(told)) = serde_json::from_slice::<Value>(body)
        && let Some(Value::Array(records)) = told.get("deployments")
    {
        let counted = page.deployments.len() + page.unreadable as usize;
        law!(counted == records.len(), "{counted} of {} records are told or counted", records.len());
    }
    Ok(true)
}

/// One deployment.
pub(super) fn deployment(body: &[u8]) -> Outcome {
    let Ok(one) = Deployment::read(body, "dp-1") else { return Ok(false) };
    law!(!one.uuid.is_empty(), "the deployment has no id");
    let bytes = deployment_len(&one);
    law!(bytes <= GROWS * body.len() + 8, "{bytes} bytes are kept of {}", body.len());
    Ok(true)
}

/// The answer to a create.
pub(super) fn created(body: &[u8]) -> Outcome {
    let Ok(created) = Created::read(201, body) else { return Ok(false) };
    let id = created.deployment_uuid.unwrap_or_else(|| "none".to_owned());
    law!(!id.trim().is_empty() && id.trim() == id, "a blank id, or blanks around it: {id:?}");
    Ok(true)
}

/// The answer to an abort.
pub(super) fn accepted(body: &[u8]) -> Outcome {
    let Ok(accepted) = Accepted::read(200, body, &token()?) else { return Ok(false) };
    let Some(message) = accepted.message else { return Ok(true) };
    law!(message.chars().count() <= 300, "a message of {} characters", message.chars().count());
    law!(!message.contains(TOKEN), "the message has the token: {message}");
    clean_line(&message)?;
    Ok(true)
}

/// The status on one device.
pub(super) fn device(body: &[u8]) -> Outcome {
    let Ok(one) = DeviceDetail::read(body) else { return Ok(false) };
    let steps: usize = one.steps.iter().map(|step| step.name.len() + step.stdout.len() + step.stderr.len()).sum();
    let bytes = one.raw.len() + one.raw_status.len() + time_len(&one.started) + time_len(&one.finished) + steps;
    law!(bytes <= GROWS * body.len(), "{bytes} bytes are kept of {}", body.len());
    law!(one.steps.len() <= body.len(), "more steps than bytes");
    let laid_out = lay_out(&one.raw);
    law!(laid_out.len() <= 257 * 1024, "{} bytes laid out are {}", one.raw.len(), laid_out.len());
    if laid_out.len() < 256 * 1024
        && let Ok(record) = serde_json::from_str::<Value>(&one.raw)
    {
        law!(serde_json::from_str::<Value>(&laid_out).ok() == Some(record), "laid out it is other JSON: {laid_out}");
    }
    Ok(true)
}
