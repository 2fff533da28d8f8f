//! What the service answered, in the words of this crate.

mod neighbours;

use crate::state::DeviceState;
use crate::time::ApiTime;

pub use neighbours::{FleetDevice, FleetDevicesPage, FleetDevicesQuery, FlowInput, NotOffered, UpdateFlow};

/// One deployment as listed. The service tells nothing about flow, target, parameters or progress here. \[S\]
#[derive(Clone, PartialEq, Debug)]
pub struct Deployment {
    /// The deployment's id, for example `dp-e6a5-7e19`. \[S\]
    pub uuid: String,
    /// The comment given at creation; `None` when absent or null.
    pub comment: Option<String>,
    /// When it was created.
    pub created: ApiTime,
    /// The wire's `type`; no values are documented. \[S\]
    pub kind: Option<String>,
    /// Known vulnerabilities; `None` means "not scanned", which is not the same as a count of zero. \[I\]
    pub cve: Option<CveSeverity>,
    /// The record's JSON as received, for the raw view. Invalid UTF-8 is replaced.
    pub raw: Box<str>,
}

/// Counts of known vulnerabilities by level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CveSeverity {
    /// Level name as received, and its count; ordered Critical, High, Medium, Low, then others by name. Never empty.
    pub levels: Vec<(String, u64)>,
}

/// One page of the list of deployments.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DeploymentsPage {
    /// The deployments in the order received.
    pub deployments: Vec<Deployment>,
    /// The token of the next page; never empty.
    pub after: Option<String>,
    /// How many deployments the service says there are. Advisory: it may be wrong.
    pub total: Option<u64>,
    /// How many records could not be read (no usable id) and are missing from `deployments`.
    pub unreadable: u32,
}

/// One device's part of a deployment, with its steps.
#[derive(Clone, PartialEq, Debug)]
pub struct DeviceDetail {
    /// The state the status stands for.
    pub state: DeviceState,
    /// The status verbatim; empty when absent.
    pub raw_status: String,
    /// When the device began.
    pub started: ApiTime,
    /// When the device ended.
    pub finished: ApiTime,
    /// The steps in the order received; names may repeat.
    pub steps: Vec<Step>,
    /// The JSON as received, for the raw view. Invalid UTF-8 is replaced.
    pub raw: Box<str>,
}

/// One step of an update flow as it ran on one device.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Step {
    /// The step's name; not unique.
    pub name: String,
    /// The exit code, if the service gave one that is a number.
    pub exit_code: Option<i64>,
    /// What the step wrote to standard output. Untrusted: may be megabytes, with control characters. Never log it.
    pub stdout: String,
    /// What the step wrote to standard error. As untrusted as `stdout`.
    pub stderr: String,
}

/// The service accepted a create.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Created {
    /// The new deployment's id; `None` means "created, id unknown": the reply had none.
    pub deployment_uuid: Option<String>,
    /// The HTTP status; any 2xx is success.
    pub status: u16,
}

/// The service accepted an abort. The device may still run, and may yet succeed or fail. \[S\]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// What the service said.
    pub message: Option<String>,
    /// The HTTP status; any 2xx is success.
    pub status: u16,
}

/// A list that ended before it was whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shortfall {
    /// How many different records were received.
    pub loaded: u64,
    /// How many there should be. When the service gave no total but said there was more: one more than `loaded`.
    pub expected: u64,
}
