//! A fleet that answers from a script, for the tests of watching, listing and aborting.

pub(crate) mod known;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use connect_api::{
    Accepted, ApiTime, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DeviceState, DevicesPage,
    Error, Priority, Shortfall, Step,
};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::watch::{WatchOutside, Watches};
use crate::outside::{
    Api, Apis, Clock, Journal, JournalEntry, Kept, LastCounts, LastSeen, Parcel, Pieces, Seen, StorageError,
};
use crate::wire::{AppError, ConnectionId, Counts, DeploymentId, ErrorCode, LaunchOutcome, Settings};

/// Where the test clock begins.
pub(crate) const START_MS: i64 = 1_700_000_000_000;

/// A wall clock that goes with tokio's (paused) time, and can be set.
pub(crate) struct TokioClock {
    started: Instant,
    shows_more_ms: AtomicI64,
}

impl TokioClock {
    pub(crate) fn start() -> Arc<Self> {
        Arc::new(Self { started: Instant::now(), shows_more_ms: AtomicI64::new(START_MS) })
    }

    /// Somebody sets it, or the computer slept.
    pub(crate) fn set_by(&self, ms: i64) {
        self.shows_more_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TokioClock {
    fn now_ms(&self) -> i64 {
        self.shows_more_ms.load(Ordering::SeqCst) + self.started.elapsed().as_millis() as i64
    }
}

/// One answer to a look at the devices.
#[derive(Clone)]
pub(crate) enum Look {
    /// Pages, and what fell short.
    Pages(Vec<DevicesPage>, Option<Shortfall>),
    Fail(Error),
}

/// A fleet behind the API, scripted.
#[derive(Default)]
pub(crate) struct FakeFleet {
    looks: Mutex<HashMap<String, VecDeque<Look>>>,
    pub(crate) details: Mutex<HashMap<String, DeviceDetail>>,
    pub(crate) pages: Mutex<HashMap<Option<String>, Result<DeploymentsPage, Error>>>,
    pub(crate) aborts: Mutex<VecDeque<Result<Accepted, Error>>>,
    /// Everything asked for, in words, with the second it was asked at.
    asked: Mutex<Vec<(u64, String)>>,
    started: Mutex<Option<Instant>>,
    /// Why a deployment asked for alone is not had.
    pub(crate) alone: Mutex<Option<Error>>,
    /// Why no device's detail is had.
    pub(crate) details_fail: Mutex<Option<Error>>,
    /// How long aborting one device takes.
    pub(crate) abort_takes: Mutex<Duration>,
    /// How far the service's clock is ahead.
    pub(crate) clock_offset_ms: Mutex<Option<i64>>,
    /// How long a look at devices takes.
    pub(crate) slowness: Mutex<Duration>,
    running: AtomicUsize,
    pub(crate) most_at_once: AtomicUsize,
}

impl FakeFleet {
    /// The next answers of a deployment's devices; the last one stays.
    pub(crate) fn looks(&self, deployment: &DeploymentId, looks: impl IntoIterator<Item = Look>) {
        self.looks.lock().unwrap().insert(deployment.to_string(), looks.into_iter().collect());
    }

    /// The seconds, from the first call, at which something beginning so was asked for.
    pub(crate) fn seconds(&self, asked: &str) -> Vec<u64> {
        let all = self.asked.lock().unwrap();
        all.iter().filter(|(_, what)| what.starts_with(asked)).map(|(at, _)| *at).collect()
    }

    pub(crate) fn count(&self, asked: &str) -> usize {
        self.seconds(asked).len()
    }

    /// A hundred devices failed, each saying this.
    pub(crate) fn failed_of(&self, text: &str) {
        let (state, absent) = (DeviceState::Failed, ApiTime::Absent);
        let (name, stdout, stderr) = ("install".to_owned(), String::new(), text.to_owned());
        let steps = vec![Step { name, exit_code: Some(1), stdout, stderr }];
        let (raw_status, raw) = ("Failed".to_owned(), "{}".into());
        let detail = DeviceDetail { state, raw_status, started: absent.clone(), finished: absent, steps, raw };
        self.details.lock().unwrap().extend((0..100).map(|device| (format!("d-{device}"), detail.clone())));
    }

    fn note(&self, what: String) {
        let start = *self.started.lock().unwrap().get_or_insert_with(Instant::now);
        self.asked.lock().unwrap().push((start.elapsed().as_secs(), what));
    }
}

#[async_trait]
impl Api for FakeFleet {
    fn at(self: Arc<Self>, _: Priority) -> Arc<dyn Api> {
        self
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        *self.clock_offset_ms.lock().unwrap()
    }

    async fn create(&self, _request: &DeployRequest) -> Result<Created, Error> {
        panic!("nobody expected a create")
    }

    async fn deployments_page(&self, after: Option<&str>, _limit: u16) -> Result<DeploymentsPage, Error> {
        self.note(format!("list {}", after.unwrap_or("top")));
        let page = self.pages.lock().unwrap().get(&after.map(str::to_owned)).cloned();
        page.unwrap_or_else(|| panic!("nobody expected the page {after:?}"))
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        self.note(format!("deployment {uuid}"));
        if let Some(error) = self.alone.lock().unwrap().clone() {
            return Err(error);
        }
        Ok(crate::fakes::deployment(uuid, Some("asked for alone"), None))
    }

    async fn devices(
        &self,
        deployment: &str,
        page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        self.note(format!("devices {deployment}"));
        let now = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(now, Ordering::SeqCst);
        let slowness = *self.slowness.lock().unwrap();
        sleep(slowness).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        let look = {
            let mut looks = self.looks.lock().unwrap();
            let queue = looks.get_mut(deployment).unwrap_or_else(|| panic!("nobody expected {deployment}"));
            if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
        };
        match look.unwrap() {
            Look::Fail(error) => Err(error),
            Look::Pages(pages, shortfall) => {
                pages.into_iter().for_each(page);
                Ok(shortfall)
            }
        }
    }

    async fn device(&self, _deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        self.note(format!("device {device}"));
        if let Some(error) = self.details_fail.lock().unwrap().clone() {
            return Err(error);
        }
        let detail = self.details.lock().unwrap().get(device).cloned();
        detail.ok_or_else(|| crate::fakes::status(404))
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        self.note(format!("abort {deployment}"));
        sleep(Duration::from_millis(10)).await;
        self.aborts.lock().unwrap().pop_front().expect("an abort nobody expected")
    }

    async fn abort_device(&self, _deployment: &str, device: &str) -> Result<Accepted, Error> {
        self.note(format!("abort {device}"));
        let takes = *self.abort_takes.lock().unwrap();
        sleep(takes).await;
        self.aborts.lock().unwrap().pop_front().expect("an abort nobody expected")
    }
}

/// The one fleet for every connection but `none`.
pub(crate) struct OneFleet(pub(crate) Arc<FakeFleet>);

#[async_trait]
impl Apis for OneFleet {
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        match connection.as_str() {
            "none" => Err(AppError::new(ErrorCode::TokenMissing, "There is no token.")),
            _ => Ok(self.0.clone()),
        }
    }
}

/// A fleet for each of these connections; the others have no token.
pub(crate) struct Fleets(pub(crate) Vec<(&'static str, Arc<FakeFleet>)>);

#[async_trait]
impl Apis for Fleets {
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        let found = self.0.iter().find(|(own, _)| connection == own);
        let fleet = found.ok_or_else(|| AppError::new(ErrorCode::TokenMissing, "There is no token."))?;
        Ok(fleet.1.clone())
    }
}

/// A page of devices with these statuses, as the decoder would give it.
pub(crate) fn devices(devices: &[(&str, &str)]) -> DevicesPage {
    let records: Vec<String> =
        devices.iter().map(|(id, status)| format!(r#"{{"uuid":"{id}","status":"{status}"}}"#)).collect();
    DevicesPage::read(format!(r#"{{"deployment_by_device_uuid":[{}]}}"#, records.join(",")).as_bytes()).unwrap()
}

/// `count` devices `d-0`… in one state.
pub(crate) fn many(count: usize, status: &str) -> Vec<(String, String)> {
    (0..count).map(|n| (format!("d-{n}"), status.to_owned())).collect()
}

/// One page with everything.
pub(crate) fn look(rows: &[(&str, &str)]) -> Look {
    Look::Pages(vec![devices(rows)], None)
}

/// One page with everything, from owned texts.
pub(crate) fn look_of(rows: &[(String, String)]) -> Look {
    let rows: Vec<(&str, &str)> = rows.iter().map(|(id, status)| (id.as_str(), status.as_str())).collect();
    look(&rows)
}

/// Remembers nothing and was told nothing, but for one launch.
#[derive(Default)]
pub(crate) struct FakeJournal(pub(crate) Mutex<HashMap<String, JournalEntry>>);

impl Journal for FakeJournal {
    fn begin(&self, _entry: &JournalEntry) -> Result<(), StorageError> {
        panic!("nobody expected a launch")
    }

    fn settle(&self, _request_id: &str, _outcome: &LaunchOutcome) -> Result<(), StorageError> {
        panic!("nobody expected an outcome")
    }

    fn find(&self, _request_id: &str) -> Result<Option<JournalEntry>, StorageError> {
        Ok(None)
    }

    fn of_deployment(
        &self,
        _connection: &ConnectionId,
        deployment: &DeploymentId,
    ) -> Result<Option<JournalEntry>, StorageError> {
        Ok(self.0.lock().unwrap().get(deployment.as_str()).cloned())
    }

    fn all(&self, _connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        Ok(self.0.lock().unwrap().values().cloned().collect())
    }

    fn whole(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        self.all(connection)
    }
}

/// Last-seen counts in memory.
#[derive(Default)]
pub(crate) struct FakeSeen(pub(crate) Mutex<HashMap<String, (Counts, i64)>>);

impl Seen for FakeSeen {
    fn counts(&self, _connection: &ConnectionId, deployment: &DeploymentId) -> Option<(Counts, i64)> {
        self.0.lock().unwrap().get(deployment.as_str()).copied()
    }

    fn remember(&self, _connection: &ConnectionId, deployment: &DeploymentId, counts: Counts, at_ms: i64) {
        self.0.lock().unwrap().insert(deployment.to_string(), (counts, at_ms));
    }

    fn forget(&self, _connection: &ConnectionId, deployment: &DeploymentId) {
        self.0.lock().unwrap().remove(deployment.as_str());
    }
}

/// What was last seen, in memory.
#[derive(Default)]
pub(crate) struct FakeLastSeen {
    pub(crate) kept: Mutex<HashMap<String, Kept>>,
    /// The devices as a whole, beside it.
    pub(crate) counts: Mutex<HashMap<String, LastCounts>>,
    /// Every parcel that came: whether it was a whole, and its bytes of rows.
    pub(crate) parcels: Mutex<Vec<(bool, usize)>>,
    pub(crate) full: AtomicBool,
    /// How often what is too old or too much was let go.
    pub(crate) let_go: AtomicUsize,
    /// The list of each connection, and when it was good.
    pub(crate) list: Mutex<HashMap<String, (Vec<u8>, i64)>>,
}

impl LastSeen for FakeLastSeen {
    fn load(&self, _connection: &ConnectionId, deployment: &DeploymentId) -> Option<Kept> {
        self.kept.lock().unwrap().get(deployment.as_str()).cloned()
    }

    fn keep(&self, _connection: &ConnectionId, deployment: &DeploymentId, parcel: &Parcel) -> Result<(), StorageError> {
        if self.full.load(Ordering::SeqCst) {
            return Err(StorageError("The disk is full.".into()));
        }
        self.parcels.lock().unwrap().push((parcel.whole, parcel.blobs.iter().map(Vec::len).sum()));
        let mut all = self.kept.lock().unwrap();
        let kept = all.entry(deployment.to_string()).or_default();
        if parcel.whole {
            kept.blobs.clear();
            kept.of_whole = parcel.blobs.len();
        }
        kept.blobs.extend(parcel.blobs.iter().cloned());
        kept.head.clone_from(&parcel.head);
        self.counts.lock().unwrap().insert(deployment.to_string(), parcel.counts);
        Ok(())
    }

    /// Excludes nobody, as a store that kept no names.
    fn pieces(&self, _connection: &ConnectionId, _may_name: &dyn Fn(&[u8]) -> bool, piece: &mut dyn FnMut(Pieces)) {
        for (deployment, kept) in self.kept.lock().unwrap().iter() {
            piece(Pieces { deployment: deployment.as_str().into(), at_ms: 1, blobs: kept.blobs.clone() });
        }
    }

    fn last_counts(&self, _connection: &ConnectionId, deployment: &DeploymentId) -> Option<LastCounts> {
        self.counts.lock().unwrap().get(deployment.as_str()).copied()
    }

    fn load_list(&self, connection: &ConnectionId) -> Option<(Vec<u8>, i64)> {
        self.list.lock().unwrap().get(connection.as_str()).cloned()
    }

    fn keep_list(&self, connection: &ConnectionId, list: Option<&[u8]>, at_ms: i64) -> Result<(), StorageError> {
        let mut kept = self.list.lock().unwrap();
        let body = list.map(Vec::from).or_else(|| kept.remove(connection.as_str()).map(|(body, _)| body));
        let body = body.ok_or_else(|| StorageError("Nothing is kept.".into()))?;
        kept.insert(connection.as_str().to_owned(), (body, at_ms));
        Ok(())
    }

    fn drop_rows(&self, _connection: &ConnectionId, deployment: &DeploymentId) {
        self.kept.lock().unwrap().remove(deployment.as_str());
    }

    fn let_go(&self, _now_ms: i64, _keep_days: u32, _keep_megabytes: u32) {
        self.let_go.fetch_add(1, Ordering::SeqCst);
    }
}

/// Watches of this fleet, on this computer.
pub(crate) struct FakeComputer {
    pub(crate) fleet: Arc<FakeFleet>,
    pub(crate) clock: Arc<TokioClock>,
    pub(crate) journal: Arc<FakeJournal>,
    pub(crate) seen: Arc<FakeSeen>,
    pub(crate) last_seen: Arc<FakeLastSeen>,
    pub(crate) settings: watch::Sender<Settings>,
}

impl FakeComputer {
    pub(crate) fn new() -> Self {
        Self {
            fleet: Arc::default(),
            clock: TokioClock::start(),
            journal: Arc::default(),
            seen: Arc::default(),
            last_seen: Arc::default(),
            settings: watch::Sender::new(Settings::default()),
        }
    }

    /// A new run of the application: nothing is watched yet.
    pub(crate) fn watches(&self) -> Arc<Watches> {
        Watches::new(WatchOutside {
            apis: Arc::new(OneFleet(self.fleet.clone())),
            clock: self.clock.clone(),
            journal: self.journal.clone(),
            seen: self.seen.clone(),
            last_seen: self.last_seen.clone(),
            settings: self.settings.subscribe(),
        })
    }
}
