//! From bytes to records. Nothing here knows HTTP; everything here accepts whatever a field may hold.

mod devices;
mod fields;
pub(crate) mod json;
mod neighbours;
mod records;
mod tree;

pub(crate) use devices::DeviceDecoder;
pub(crate) use fields::{error_text, message};
pub(crate) use neighbours::{fleet_device, fleet_devices, update_flows};
pub(crate) use records::{deployment, deployment_uuid, deployments_page, device_detail};
pub(crate) use tree::tree;

use json::Stop;

use crate::error::NotApi;

/// Why a body is no reply of the operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Misfit {
    pub(crate) kind: NotApi,
    /// What was missed, if the body was JSON of another shape; empty if its beginning tells more.
    pub(crate) missed: &'static str,
}

impl Misfit {
    pub(crate) fn shape(missed: &'static str) -> Misfit {
        Misfit { kind: NotApi::NotJson, missed }
    }
}

impl From<NotApi> for Misfit {
    fn from(kind: NotApi) -> Misfit {
        Misfit { kind, missed: "" }
    }
}

impl From<Stop> for Misfit {
    fn from(stop: Stop) -> Misfit {
        Misfit::from(match stop {
            Stop::More => NotApi::Truncated,
            Stop::Bad => NotApi::NotJson,
            Stop::TooDeep => NotApi::TooDeep,
        })
    }
}

/// The body without a byte order mark and white space around it.
pub(crate) fn trimmed(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii()
}

/// Whether this is a web page: no JSON begins with an angle bracket, and content types are often wrong.
pub(crate) fn is_html(body: &[u8]) -> bool {
    trimmed(body).starts_with(b"<")
}
