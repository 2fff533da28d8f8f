//! The same launch as a curl line, for a script or a colleague; the token stays a variable.

use connect_api::DeployRequest;

use super::Destination;

/// One line for `sh`; none where the address cannot be read.
pub(super) fn line(request: &DeployRequest, destination: &Destination) -> Option<String> {
    let body = serde_json::to_string(request).ok()?;
    let mut url = url::Url::parse(&destination.base_url).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(["api", "v2", destination.fleet_key.as_str(), "deployments"]);
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
