//! The same launch as a curl line, for a script or a colleague; the token stays a variable.

use connect_api::{BaseUrl, DeployRequest};

use super::Destination;

/// One line for `sh`; none where the address cannot be read.
pub(super) fn line(request: &DeployRequest, destination: &Destination) -> Option<String> {
    let body = serde_json::to_string(request).ok()?;
    let url = BaseUrl::parse(&destination.base_url).ok()?.deployments(&destination.fleet_key)?;
    Some(format!(
        "curl -X POST {} -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data-binary {}",
        quoted(url.as_str()),
        quoted(&body)
    ))
}

/// One word for a POSIX shell, whatever it holds: between single quotes nothing is special but the single quote.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
