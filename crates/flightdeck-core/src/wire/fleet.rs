//! What is known of a fleet: its devices, where the knowledge comes from, the counts beside the table, and who is chosen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, DeploymentId, DeviceId, DeviceState, Draft, SearchReading};

/// What came of reading the fleet from the service, which may be refused to a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FleetReads {
    /// Nobody asked yet.
    NotAsked,
    /// What was known in an earlier run is being taken in; the service was not asked yet.
    Opening {
        /// Devices so far.
        loaded: u32,
        /// Devices in all, each counted as often as a source tells of it.
        of: u32,
    },
    /// It is being read.
    Reading {
        /// Devices so far.
        loaded: u32,
    },
    /// It was read.
    Read {
        /// When, milliseconds since 1970.
        at_ms: i64,
        /// How many devices came.
        devices: u32,
        /// As many came as the service announced.
        whole: bool,
    },
    /// It is not to be had with this token. Everything else works without.
    NotAvailable {
        /// Why, in a sentence.
        why: String,
        /// When that was found, milliseconds since 1970.
        at_ms: i64,
    },
    /// It failed and may not the next time; what was known before stays.
    Trouble {
        /// Why.
        error: AppError,
        /// When it was last read, milliseconds since 1970.
        at_ms: Option<i64>,
    },
}

/// A list of devices that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportedList {
    /// Made here.
    pub id: String,
    /// The name of its file.
    pub name: String,
    /// Devices it names.
    pub devices: u32,
    /// When it was imported, milliseconds since 1970.
    pub at_ms: i64,
}

/// What is known of a fleet as a whole. Carries no devices: the page asks for its rows again when the revision is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetNotice {
    /// Grows when anything about a device changes.
    pub revision: u32,
    /// Devices that are known.
    pub devices: u32,
    /// What came of reading them from the service.
    pub service: FleetReads,
    /// The lists that were imported, in the order they were.
    pub imported: Vec<ImportedList>,
    /// Devices that only deployments named.
    pub seen_only: u32,
}

/// How long ago a device gave its last sign of life, judged when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SeenWhen {
    /// Within three reporting cycles: probably online.
    Online,
    /// Within a day.
    WithinDay,
    /// Longer ago.
    Longer,
    /// Nothing tells.
    Unknown,
}

/// The orders of the known fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FleetSort {
    /// By name; those without come last.
    Name,
    /// By id.
    Id,
    /// By group.
    Group,
    /// By the last sign of life.
    Seen,
    /// By when the last deployment did something there.
    Last,
}

/// Which devices of the known fleet, in which order. Values of one facet add up, facets narrow each other; an empty one restricts nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetView {
    /// Groups; the empty name is those of which none was told.
    pub groups: Vec<String>,
    /// Last signs of life.
    pub seen: Vec<SeenWhen>,
    /// Tags.
    pub tags: Vec<String>,
    /// What the last deployment did.
    pub last: Vec<DeviceState>,
    /// Only those whose update trigger is on.
    pub trigger: bool,
    /// A search text.
    pub text: String,
    /// The order.
    pub sort: FleetSort,
    /// Turned round.
    pub descending: bool,
    /// Minutes that the times of day in the text are ahead of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub zone_minutes: Option<i32>,
}

impl FleetView {
    /// All that is known, by name.
    pub fn all() -> Self {
        Self {
            groups: Vec::new(),
            seen: Vec::new(),
            tags: Vec::new(),
            last: Vec::new(),
            trigger: false,
            text: String::new(),
            sort: FleetSort::Name,
            descending: false,
            zone_minutes: None,
        }
    }
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// Devices it holds.
    pub devices: u32,
}

/// How many were seen when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenCount {
    /// When.
    pub value: SeenWhen,
    /// How many.
    pub devices: u32,
}

/// How many are in which state of their last deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LastCount {
    /// The state.
    pub value: DeviceState,
    /// How many.
    pub devices: u32,
}

/// The counts beside the table: each facet is counted under the others and the text, not under itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetFacets {
    /// Groups, the greatest first; at most [`FleetFacets::LISTED`].
    pub groups: Vec<FacetCount>,
    /// Groups beyond those.
    pub more_groups: u32,
    /// Tags, likewise.
    pub tags: Vec<FacetCount>,
    /// Tags beyond those.
    pub more_tags: u32,
    /// Last signs of life.
    pub seen: Vec<SeenCount>,
    /// What the last deployment did.
    pub last: Vec<LastCount>,
    /// Devices whose update trigger is on.
    pub trigger: u32,
}

impl FleetFacets {
    /// Values of a facet that are listed, at most.
    pub const LISTED: usize = 200;
}

/// What a deployment that was watched here last saw of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetLast {
    /// Which.
    pub deployment: DeploymentId,
    /// Its comment, where known.
    pub comment: Option<String>,
    /// What the device did in it.
    pub state: DeviceState,
    /// Since when, or when it was last seen so; milliseconds since 1970.
    pub at_ms: i64,
}

/// One device of the known fleet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetDeviceRow {
    /// Its place in the view.
    pub index: u32,
    /// Its id.
    pub id: DeviceId,
    /// Its name, where told.
    pub name: Option<String>,
    /// Its group, where told.
    pub group: Option<String>,
    /// Its tags, as far as told.
    pub tags: Vec<String>,
    /// Its last sign of life, milliseconds since 1970.
    pub seen_ms: Option<i64>,
    /// How long ago that was when it was read.
    pub seen: SeenWhen,
    /// Whether its update trigger is on, where told.
    pub trigger: Option<bool>,
    /// What its last deployment did, as far as it was watched here.
    pub last: Option<FleetLast>,
    /// It is chosen.
    pub chosen: bool,
}

/// Who is chosen, in numbers. The rows say which: [`FleetDeviceRow::chosen`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetChosen {
    /// How many.
    pub total: u32,
    /// Chosen is what matches a view (and what was changed by hand): who comes to match it is chosen, too.
    pub rule: bool,
}

/// The rows of a view on screen, with the counts beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetWindow {
    /// Of this revision.
    pub revision: u32,
    /// The first row's place.
    pub start: u32,
    /// Rows of the whole view.
    pub total: u32,
    /// The rows.
    pub rows: Vec<FleetDeviceRow>,
    /// The counts.
    pub facets: FleetFacets,
    /// Who is chosen.
    pub chosen: FleetChosen,
    /// How the text was understood; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub search: Option<SearchReading>,
}

/// A change of who is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum FleetChoose {
    /// Nobody.
    Nobody,
    /// All that a view shows now and later, and nobody else.
    All {
        /// The view.
        view: FleetView,
    },
    /// This one, or not any more.
    Toggle {
        /// Its id.
        device: DeviceId,
    },
    /// These, too: all rows of a view from one device to another.
    Range {
        /// The view.
        view: FleetView,
        /// One end.
        from: DeviceId,
        /// The other end.
        to: DeviceId,
    },
}

/// Where a fact is known from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum FactSource {
    /// The service told it.
    Service,
    /// An imported list did.
    List {
        /// The name of its file.
        name: String,
    },
    /// A deployment that was watched here did.
    Deployment {
        /// Which.
        deployment: DeploymentId,
        /// Its comment, where known.
        comment: Option<String>,
    },
}

/// Something that is known of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetFact {
    /// What it is about ("Group").
    pub name: String,
    /// In words.
    pub value: String,
    /// Where from.
    pub source: FactSource,
    /// When it was told, milliseconds since 1970.
    pub at_ms: i64,
}

/// One device of the known fleet, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FleetDeviceView {
    /// Its id.
    pub id: DeviceId,
    /// Its name, where told.
    pub name: Option<String>,
    /// What is known of it.
    pub facts: Vec<FleetFact>,
    /// What deployments that were watched here saw of it, the newest first.
    pub history: Vec<FleetLast>,
}

/// What a launch to those chosen would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum FleetTarget {
    /// This target reaches exactly these for certain, as far as the fleet is known.
    Exact {
        /// A draft with that target, and nothing else.
        draft: Box<Draft>,
        /// How many it reaches.
        reaches: u32,
    },
    /// There is no one target: it would be a deployment for each.
    OneByOne {
        /// So many.
        devices: u32,
    },
}

/// What a suggestion is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SuggestedKind {
    /// A known device.
    Device,
    /// A deployment that was watched or launched here.
    Deployment,
}

/// Something that can be taken over while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Suggested {
    /// What is taken over.
    pub value: String,
    /// What it is called; empty where nothing tells.
    pub label: String,
}
