//! Which operation a request is.

use crate::faults::Operation;

/// One call of an operation, taken from method and path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) fleet_key: String,
    pub(crate) deployment: String,
    pub(crate) device: String,
}

/// The operations, for whoever asks for something else.
pub(crate) const EXPECTED: [&str; 10] = [
    "POST /api/v2/{project_key}/deployments",
    "GET /api/v2/{project_key}/deployments",
    "GET /api/v2/{project_key}/deployments/{deployment_uuid}",
    "GET /api/v2/{project_key}/deployments/{deployment_uuid}/devices",
    "GET /api/v2/{project_key}/deployments/{deployment_uuid}/devices/{device_uuid}",
    "POST /api/v2/{project_key}/deployments/{deployment_uuid}/abort",
    "POST /api/v2/{project_key}/deployments/{deployment_uuid}/devices/{device_uuid}/abort",
    "GET /api/v2/{project_key}/devices",
    "GET /api/v2/{project_key}/devices/{device_uuid}",
    "GET /api/v2/{project_key}/update-flows",
];

/// Which operation a request is.
pub(crate) fn classify(method: &str, path: &str) -> Option<Call> {
    let rest = path.strip_prefix("/api/v2/")?;
    let parts: Vec<&str> = rest.split('/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let (operation, fleet_key, deployment, device) = match (method, parts.as_slice()) {
        ("POST", [fleet, "deployments"]) => (Operation::Create, *fleet, "", ""),
        ("GET", [fleet, "deployments"]) => (Operation::List, *fleet, "", ""),
        ("GET", [fleet, "deployments", id]) => (Operation::Get, *fleet, *id, ""),
        ("GET", [fleet, "deployments", id, "devices"]) => (Operation::Devices, *fleet, *id, ""),
        ("GET", [fleet, "deployments", id, "devices", device]) => (Operation::Device, *fleet, *id, *device),
        ("POST", [fleet, "deployments", id, "abort"]) => (Operation::AbortDeployment, *fleet, *id, ""),
        ("POST", [fleet, "deployments", id, "devices", device, "abort"]) => {
            (Operation::AbortDevice, *fleet, *id, *device)
        }
        ("GET", [fleet, "devices"]) => (Operation::FleetDevices, *fleet, "", ""),
        ("GET", [fleet, "devices", device]) => (Operation::FleetDevice, *fleet, "", *device),
        ("GET", [fleet, "update-flows"]) => (Operation::UpdateFlows, *fleet, "", ""),
        _ => return None,
    };
    Some(Call { operation, fleet_key: fleet_key.into(), deployment: deployment.into(), device: device.into() })
}
