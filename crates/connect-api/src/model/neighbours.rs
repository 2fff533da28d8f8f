//! What the neighbouring reads answer: the devices of a fleet and its update flows. They stand outside the seven operations, and a
//! token may be refused every one of them. \[F\]

use crate::time::ApiTime;

/// Which devices of the fleet are asked for. \[F\]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FleetDevicesQuery {
    /// Those of this group; all without one.
    pub group_name: Option<String>,
    /// Those with any of these tags; all without one.
    pub tags: Vec<String>,
    /// Behind this token, which an earlier page told.
    pub after: Option<String>,
    /// How many at once; brought into 1 to 1000.
    pub limit: u16,
    /// Whether each device is to tell its tags.
    pub enrich: bool,
}

impl Default for FleetDevicesQuery {
    fn default() -> FleetDevicesQuery {
        FleetDevicesQuery { group_name: None, tags: Vec::new(), after: None, limit: 1000, enrich: true }
    }
}

/// One page of the fleet's devices.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FleetDevicesPage {
    /// The devices in the order received.
    pub devices: Vec<FleetDevice>,
    /// The token of the next page; never empty.
    pub next: Option<String>,
    /// How many devices the service says there are. Advisory: it may be wrong.
    pub total: Option<u64>,
    /// Whether the devices stood where such answers have them; otherwise they were found by looking for records with a uuid.
    pub shape_known: bool,
    /// How many records had no usable id and are missing from `devices`.
    pub unreadable: u32,
}

/// One device as the fleet tells it. Everything but the uuid may be missing, and what is missing is *not told*, never "none".
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FleetDevice {
    /// The device's id.
    pub uuid: String,
    /// Its name.
    pub name: Option<String>,
    /// The one group that was told; `None` where none was, or several.
    pub group: Option<String>,
    /// All groups that were told.
    pub groups: Vec<String>,
    /// Its tags; `None` where none were told, which is not the same as having none.
    pub tags: Option<Vec<String>>,
    /// There may be more tags than are told: the service says so, or some could not be read.
    pub tags_cut: bool,
    /// When it reported in last.
    pub last_keepalive: ApiTime,
    /// The version of its agent.
    pub agent_version: Option<String>,
    /// Its network address.
    pub ip: Option<String>,
    /// Where it stands, in the words of its owner.
    pub address: Option<String>,
    /// What its owner wrote about it.
    pub description: Option<String>,
    /// Whether its update trigger is on: then deployments stay pending until it is released. \[F\]
    pub update_trigger: Option<bool>,
    /// When it was registered.
    pub registered: ApiTime,
    /// How busy its processor is, as told.
    pub cpu: Option<String>,
    /// How full its memory is, as told.
    pub ram: Option<String>,
    /// How full its disk is, as told.
    pub disk: Option<String>,
}

/// One update flow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UpdateFlow {
    /// The flow's id, which a deploy request names.
    pub uuid: String,
    /// Its name.
    pub name: Option<String>,
    /// Its inputs in the order received, which are the keys of `parameters_mapping` \[I\]; empty where none were told.
    pub inputs: Vec<FlowInput>,
    /// What its steps are called, in order; empty where none were told.
    pub steps: Vec<String>,
}

/// One input of an update flow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FlowInput {
    /// The key in `parameters_mapping`.
    pub name: String,
    /// The value when none is sent.
    pub default: Option<String>,
    /// What it means.
    pub description: Option<String>,
    /// Whether a value has to be sent; false where it is not told.
    pub required: bool,
}

/// Why a neighbouring read is not to be had with this token; asking again soon is of no use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NotOffered {
    /// The token may not read this (401, 403).
    Refused,
    /// There is no such read here (404, 405, 410, 501, a web page, a redirect).
    Absent,
    /// Something answered that is not understood.
    Odd,
}
