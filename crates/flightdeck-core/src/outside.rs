//! The outside world as core sees it: traits, so that tests run the same code with fakes.

mod batches;
mod desk;
mod drafts;
mod plans;
mod secrets;
mod templates;
mod updates;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use connect_api::{
    Accepted, Authority, BaseUrl, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage,
    FleetDevicesPage, Priority, Shortfall, Since, Token, UpdateFlow,
};
use serde::{Deserialize, Serialize};

use crate::parameters::secrets::Marks;
use crate::wire::{AppError, ConnectionId, Counts, DeploymentId, LaunchOutcome, Suggestions};

pub use batches::{BatchLaunch, Batchbook, KeptBatch, NamedDevice};
pub use desk::{Desk, KeptLanding, Landingbook, Moving, MovingItem, Notification};
pub use drafts::{Drafts, KeptDraft};
pub use plans::{KeptPlan, Planbook};
pub use secrets::{SecretError, SecretStore};
pub use templates::{KeptTemplate, Templates};
pub use updates::Updater;

/// The API of one fleet. `connect_api::Client` in the application, a script in tests.
#[async_trait]
pub trait Api: Send + Sync {
    /// The same API at another urgency: what is more urgent is sent first where requests have to wait for their turn. Creating and
    /// aborting are always the most urgent.
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api>;
    /// How far the service's clock is ahead of this computer's, milliseconds; none before its first answer.
    fn clock_offset_ms(&self) -> Option<i64>;
    /// Creates a deployment; never retried.
    async fn create(&self, request: &DeployRequest) -> Result<Created, connect_api::Error>;
    /// One page of deployments.
    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, connect_api::Error>;
    /// One deployment.
    async fn deployment(&self, uuid: &str) -> Result<Deployment, connect_api::Error>;
    /// All device rows, page by page, each handed to `page` as it comes.
    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, connect_api::Error>;
    /// The same for one who remembers the last look: see [`connect_api::Client::look`]. An API that cannot compare tells all rows.
    async fn look(
        &self,
        deployment: &str,
        _since: Since,
        receive: &mut (dyn FnMut(DevicesPage) -> usize + Send),
    ) -> Result<Option<Shortfall>, connect_api::Error> {
        let mut page = |page: DevicesPage| {
            receive(page);
        };
        self.devices(deployment, &mut page).await
    }
    /// One device.
    async fn device(&self, deployment: &str, device: &str) -> Result<DeviceDetail, connect_api::Error>;
    /// The devices of the whole fleet, or of a group, page by page, each handed to `page` as it comes: a read outside the seven
    /// operations, which may be refused. An API that does not know its fleet names nobody.
    async fn fleet_devices(
        &self,
        _group: Option<&str>,
        _page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, connect_api::Error> {
        Ok(None)
    }
    /// The update flows of the fleet: another read outside the seven operations, which may be refused.
    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, connect_api::Error> {
        Ok(Vec::new())
    }
    /// Aborts a deployment.
    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, connect_api::Error>;
    /// Aborts one device.
    async fn abort_device(&self, deployment: &str, device: &str) -> Result<Accepted, connect_api::Error>;
}

/// Opens the API of a fleet.
pub trait Dial: Send + Sync {
    /// Makes a client that believes these authorities beside the system's; sends nothing.
    fn open(
        &self,
        base_url: &BaseUrl,
        fleet_key: &str,
        token: &Token,
        authorities: &[Authority],
    ) -> Result<Arc<dyn Api>, connect_api::Error>;
}

/// Finds the API of a connection by its id; the token is fetched where it is kept.
#[async_trait]
pub trait Apis: Send + Sync {
    /// The API, or why not (`TokenMissing`, the keyring codes, `NotFound` for an unknown connection).
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError>;
    /// Whether the user allows to launch and to abort there at all (`RuleForbids`).
    fn may_act(&self, _connection: &ConnectionId) -> Result<(), AppError> {
        Ok(())
    }
    /// Whether the user allows to launch there at this moment (`RuleForbids`).
    fn may_launch(&self, connection: &ConnectionId, _clock: &dyn Clock) -> Result<(), AppError> {
        self.may_act(connection)
    }
}

/// The wall clock. Waiting is tokio's, so that tests can pause it.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn now_ms(&self) -> i64;
    /// By how many minutes this computer's time zone is ahead of UTC at a moment.
    fn zone_minutes(&self, _at_ms: i64) -> i32 {
        0
    }
}

/// Keeps settings and connections (never secrets) as JSON values by name.
pub trait Preferences: Send + Sync {
    /// The value, if there is one.
    fn get(&self, name: &str) -> Option<serde_json::Value>;
    /// Keeps a value, durably.
    fn set(&self, name: &str, value: serde_json::Value) -> Result<(), StorageError>;
    /// Where the file is, for the settings screen.
    fn path(&self) -> String;
    /// What had to be mended when it was opened.
    fn recovery(&self) -> Option<Recovery>;
}

/// How a preferences file that could not be used was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Where the damaged file was put; none if the file was gone.
    pub damaged: Option<String>,
    /// The last good copy that took its place; none if there was none, so that everything begins with defaults.
    pub copy: Option<GoodCopy>,
}

/// The copy that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodCopy {
    /// Where it is.
    pub path: String,
    /// When it was made, milliseconds since 1970; none if the file system does not say.
    pub made_ms: Option<i64>,
}

/// This computer could not keep or read something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StorageError(pub String);

/// One launch, as the journal keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalEntry {
    /// Made by the page when Deploy was pressed.
    pub request_id: String,
    /// The connection's id.
    pub connection: ConnectionId,
    /// `{base url} {fleet key}`: where it went, whatever the connection says later.
    pub destination: String,
    /// When it was written, milliseconds since 1970.
    pub sent_ms: i64,
    /// The service's clock minus this computer's at that time, where it was known.
    pub clock_offset_ms: Option<i64>,
    /// What was there before it was sent, where that could be looked at; forgotten once its outcome is definite.
    pub before: Option<Before>,
    /// The exact request.
    pub request: DeployRequest,
    /// The target as a sentence.
    pub target: String,
    /// What became of it.
    pub outcome: Option<LaunchOutcome>,
}

/// What the list held just before a launch was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Deployments with the launch's comment: none of them can be the launch's own.
    pub same: Vec<DeploymentId>,
    /// All that was created later than this was read: milliseconds since 1970 on the service's clock, the least there is where
    /// the list was read to its end. None where its order showed nothing.
    pub read_back_to_ms: Option<i64>,
}

/// The durable journal of launches.
pub trait Journal: Send + Sync {
    /// Writes an entry; when this returns, it is on disk. Refuses an id that is already there.
    fn begin(&self, entry: &JournalEntry) -> Result<(), StorageError>;
    /// Writes what became of it.
    fn settle(&self, request_id: &str, outcome: &LaunchOutcome) -> Result<(), StorageError>;
    /// The entry of a request id.
    fn find(&self, request_id: &str) -> Result<Option<JournalEntry>, StorageError>;
    /// The launch that made a deployment, if it was made here.
    fn of_deployment(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
    ) -> Result<Option<JournalEntry>, StorageError>;
    /// Changes with whatever is written; none where that cannot be told.
    fn revision(&self) -> Option<u64> {
        None
    }
    /// All entries of a connection, newest first, but for those that cannot be read.
    fn all(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError>;
    /// The same, and an error where one of them cannot be read.
    fn whole(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError>;
}

/// Counts last seen of a deployment whose devices were all terminal: such a deployment never costs a second look.
pub trait Seen: Send + Sync {
    /// What was seen, and when (milliseconds since 1970).
    fn counts(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<(Counts, i64)>;
    /// Remembers.
    fn remember(&self, connection: &ConnectionId, deployment: &DeploymentId, counts: Counts, at_ms: i64);
    /// It is not all terminal after all.
    fn forget(&self, connection: &ConnectionId, deployment: &DeploymentId);
}

/// What is kept of a watched deployment: blobs of rows, and what stands beside them. The store does not read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// What stands beside the rows; empty where something was found damaged.
    pub head: Vec<u8>,
    /// Rows, in the order they were kept.
    pub blobs: Vec<Vec<u8>>,
    /// How many of the blobs were kept as a whole; the others are changes.
    pub of_whole: usize,
}

/// Something to be kept of a watched deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// What stands beside the rows.
    pub head: Vec<u8>,
    /// Takes the place of everything kept before; else it is added to that.
    pub whole: bool,
    /// Rows.
    pub blobs: Vec<Vec<u8>>,
    /// What tells of each of them which devices it names; nothing where that is not known.
    pub names: Vec<Vec<u8>>,
    /// Its devices as a whole, when this was seen.
    pub counts: LastCounts,
}

/// A deployment's devices as a whole, as they were last seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCounts {
    /// Devices per state.
    pub counts: Counts,
    /// Fewer devices than announced.
    pub shortfall: Option<crate::wire::Shortfall>,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// What is kept of a deployment as far as one device may be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// Which deployment.
    pub deployment: DeploymentId,
    /// When it was last looked at, milliseconds since 1970.
    pub at_ms: i64,
    /// The blobs that may name the device, and the changes kept after the first of them, in the order they were kept.
    pub blobs: Vec<Vec<u8>>,
}

/// Keeps what was last seen of watched deployments and of the lists. Its calls take as long as the disk: none is made on the path of a look.
pub trait LastSeen: Send + Sync {
    /// What was kept.
    fn load(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<Kept>;
    /// Keeps more. An error where there is nothing to add changes to.
    fn keep(&self, connection: &ConnectionId, deployment: &DeploymentId, parcel: &Parcel) -> Result<(), StorageError>;
    /// What is kept of a connection's deployments where `may_name` does not exclude a device by the names kept with a blob; the latest
    /// looked at first, handed out one by one.
    fn pieces(&self, connection: &ConnectionId, may_name: &dyn Fn(&[u8]) -> bool, piece: &mut dyn FnMut(Pieces));
    /// A deployment's devices as a whole, as they were last kept. Cheap: the list asks it of every row.
    fn last_counts(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<LastCounts>;
    /// The list of a connection as it was kept, and when it was last good (milliseconds since 1970). The store does not read it.
    fn load_list(&self, connection: &ConnectionId) -> Option<(Vec<u8>, i64)>;
    /// Keeps a connection's list, or only that it was still so at this time. An error where nothing is kept that could still be so.
    fn keep_list(&self, connection: &ConnectionId, list: Option<&[u8]>, at_ms: i64) -> Result<(), StorageError>;
    /// Lets go of one deployment.
    fn drop_rows(&self, connection: &ConnectionId, deployment: &DeploymentId);
    /// Lets go of what was not looked at for so long, and of the oldest until the rest takes no more than that.
    fn let_go(&self, now_ms: i64, keep_days: u32, keep_megabytes: u32);
}

/// What one source told of a fleet's devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FleetSource {
    /// The imported list's id; empty for the service.
    pub id: String,
    /// The imported list's name.
    pub name: String,
    /// When it was told, milliseconds since 1970.
    pub at_ms: i64,
    /// How many devices it told of.
    pub devices: u32,
    /// Nothing of it is missing.
    pub whole: bool,
    /// The devices, in parts. The store does not read them.
    pub parts: Vec<Vec<u8>>,
}

/// Keeps what is known of the fleets' devices. Its calls take as long as the disk.
pub trait FleetBook: Send + Sync {
    /// All that is kept of a connection's fleet, what was told first in front. What cannot be read is as not kept.
    fn sources(&self, connection: &ConnectionId) -> Vec<FleetSource>;
    /// Keeps a source in the place of the one with its id.
    fn keep_source(&self, connection: &ConnectionId, source: &FleetSource) -> Result<(), StorageError>;
    /// Forgets a source; no error if there is none.
    fn drop_source(&self, connection: &ConnectionId, id: &str) -> Result<(), StorageError>;
}

/// Keeps what the user says of update flows: their names, and which of their parameters are secret.
pub trait Flows: Send + Sync {
    /// One flow's name.
    fn name(&self, connection: &ConnectionId, flow: &str) -> Result<Option<String>, StorageError>;
    /// All names of a connection, by the flow's uuid.
    fn names(&self, connection: &ConnectionId) -> Result<BTreeMap<String, String>, StorageError>;
    /// Keeps a name, or forgets it.
    fn set_name(&self, connection: &ConnectionId, flow: &str, name: Option<&str>) -> Result<(), StorageError>;
    /// What was said of a flow's parameters.
    fn marks(&self, connection: &ConnectionId, flow: &str) -> Result<Marks, StorageError>;
    /// Keeps what is said of some of them.
    fn set_marks(&self, connection: &ConnectionId, flow: &str, marks: &[(&str, bool)]) -> Result<(), StorageError>;
}

/// What is known here of update flows, and the API does not tell: names, and which parameters are secret.
pub trait FlowNames: Send + Sync {
    /// What the user said of a flow's parameters.
    fn marks(&self, _connection: &ConnectionId, _flow: &str) -> Marks {
        Marks::default()
    }
    /// The name, where the user gave one or it is otherwise known.
    fn flow_name(&self, connection: &ConnectionId, flow: &str) -> Option<String>;
}

/// A guard as it is kept. The store does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptGuard {
    /// Its id.
    pub id: String,
    /// Its connection: what is removed with that is this, too.
    pub connection: ConnectionId,
    /// The guard, as JSON.
    pub guard: String,
}

/// Keeps guards, durably: what a guard did must be known to the next run.
pub trait Guardbook: Send + Sync {
    /// All guards, in the order in which they were first kept.
    fn guards(&self) -> Result<Vec<KeptGuard>, StorageError>;
    /// Keeps one; when this returns, it is on disk.
    fn keep_guard(&self, guard: &KeptGuard) -> Result<(), StorageError>;
    /// Forgets one; no error if there is none.
    fn drop_guard(&self, id: &str) -> Result<(), StorageError>;
}

/// The demo fleet, started inside the application.
#[async_trait]
pub trait Demo: Send + Sync {
    /// Starts it, or says where it already runs.
    async fn start(&self) -> Result<DemoFleet, String>;
}

/// A running demo fleet.
#[derive(Clone, Debug)]
pub struct DemoFleet {
    /// Its address on loopback.
    pub base_url: BaseUrl,
    /// Its fleet key.
    pub fleet_key: String,
    /// Its name.
    pub name: String,
    /// Its token, kept in memory only.
    pub token: Token,
    /// What the wizard can offer.
    pub suggestions: Suggestions,
}
