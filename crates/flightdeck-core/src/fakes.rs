//! Stand-ins for the outside world, shared by the tests of this crate.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use connect_api::{
    Accepted, ApiTime, Authority, BaseUrl, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail,
    DevicesPage, Error, MaybeSent, NotSent, Priority, Shortfall, Token, UpdateFlow,
};

use crate::connections::Destinations;
use crate::outside::{
    Api, Clock, Demo, DemoFleet, Dial, FlowNames, Preferences, Recovery, SecretError, SecretStore, StorageError,
};
use crate::target::Destination;
use crate::wire::{AppError, ConnectionId, Suggestions};

/// Connections that lead where they are told to.
pub(crate) struct Leads(Mutex<String>);

impl Leads {
    pub(crate) fn to(base_url: &str) -> Self {
        Self(Mutex::new(base_url.to_owned()))
    }

    pub(crate) fn lead_to(&self, base_url: &str) {
        *self.0.lock().unwrap() = base_url.to_owned();
    }
}

impl Destinations for Leads {
    fn destination(&self, _: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: self.0.lock().unwrap().clone(), fleet_key: "f".into() })
    }
}

/// A clock that stands until it is moved.
pub(crate) struct FakeClock(AtomicI64);

impl FakeClock {
    pub(crate) fn at(ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(ms)))
    }

    pub(crate) fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Preferences in memory, whose disk can be made to fail.
#[derive(Default)]
pub(crate) struct FakePreferences {
    values: Mutex<HashMap<String, serde_json::Value>>,
    failing: AtomicBool,
    pub(crate) recovery: Mutex<Option<Recovery>>,
}

impl FakePreferences {
    pub(crate) fn put(&self, name: &str, value: serde_json::Value) {
        self.values.lock().unwrap().insert(name.to_owned(), value);
    }

    pub(crate) fn fail(&self, failing: bool) {
        self.failing.store(failing, Ordering::SeqCst);
    }

    /// Everything kept, as one text, to be searched for what must not be there.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(&*self.values.lock().unwrap()).unwrap()
    }
}

impl Preferences for FakePreferences {
    fn get(&self, name: &str) -> Option<serde_json::Value> {
        self.values.lock().unwrap().get(name).cloned()
    }

    fn set(&self, name: &str, value: serde_json::Value) -> Result<(), StorageError> {
        if self.failing.load(Ordering::SeqCst) {
            return Err(StorageError("The disk is full.".into()));
        }
        self.put(name, value);
        Ok(())
    }

    fn path(&self) -> String {
        "settings.json".into()
    }

    fn recovery(&self) -> Option<Recovery> {
        self.recovery.lock().unwrap().clone()
    }
}

/// A keyring that can be made to fail, and counts how often it was asked.
#[derive(Default)]
pub(crate) struct FakeSecrets {
    pub(crate) tokens: Mutex<HashMap<String, Token>>,
    pub(crate) failure: Mutex<Option<SecretError>>,
    pub(crate) gets: AtomicU32,
}

impl FakeSecrets {
    pub(crate) fn failing(&self, failure: Option<SecretError>) {
        *self.failure.lock().unwrap() = failure;
    }

    pub(crate) fn accounts(&self) -> HashSet<String> {
        self.tokens.lock().unwrap().keys().cloned().collect()
    }

    fn check(&self) -> Result<(), SecretError> {
        self.failure.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl SecretStore for FakeSecrets {
    async fn probe(&self) -> Result<(), SecretError> {
        self.check()
    }

    async fn set(&self, account: &str, token: &Token) -> Result<(), SecretError> {
        self.check()?;
        self.tokens.lock().unwrap().insert(account.to_owned(), token.clone());
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Token>, SecretError> {
        self.gets.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        self.check()?;
        Ok(self.tokens.lock().unwrap().get(account).cloned())
    }

    async fn clear(&self, account: &str) -> Result<(), SecretError> {
        self.check()?;
        self.tokens.lock().unwrap().remove(account);
        Ok(())
    }
}

/// An API that answers from a script. What is not scripted fails loudly.
#[derive(Default)]
pub(crate) struct ScriptedApi {
    /// Answers to `create`, in order.
    pub(crate) creates: Mutex<VecDeque<Result<Created, Error>>>,
    /// Answers to `deployments_page`, in order; the last one stays.
    pub(crate) lists: Mutex<VecDeque<Result<DeploymentsPage, Error>>>,
    /// The answer to `deployments_page` while a create is still expected.
    pub(crate) before: Mutex<Option<Result<DeploymentsPage, Error>>>,
    /// Every request `create` was given.
    pub(crate) created: Mutex<Vec<DeployRequest>>,
    /// How often the list was asked for.
    pub(crate) looks: AtomicU32,
    /// Devices may be looked at: the look fails. Else nobody expects one.
    pub(crate) devices_fail: AtomicBool,
    /// How far the service's clock is ahead.
    pub(crate) clock_offset_ms: Mutex<Option<i64>>,
    /// The flows of the fleet.
    pub(crate) flows: Mutex<Vec<UpdateFlow>>,
}

impl ScriptedApi {
    pub(crate) fn on_create(&self, answer: Result<Created, Error>) {
        self.creates.lock().unwrap().push_back(answer);
    }

    pub(crate) fn on_list(&self, answer: Result<DeploymentsPage, Error>) {
        self.lists.lock().unwrap().push_back(answer);
    }

    pub(crate) fn sent(&self) -> usize {
        self.created.lock().unwrap().len()
    }
}

#[async_trait]
impl Api for ScriptedApi {
    fn at(self: Arc<Self>, _: Priority) -> Arc<dyn Api> {
        self
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        *self.clock_offset_ms.lock().unwrap()
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        self.created.lock().unwrap().push(request.clone());
        tokio::task::yield_now().await;
        self.creates.lock().unwrap().pop_front().expect("a create nobody expected")
    }

    async fn deployments_page(&self, _after: Option<&str>, _limit: u16) -> Result<DeploymentsPage, Error> {
        if !self.creates.lock().unwrap().is_empty() {
            return self.before.lock().unwrap().clone().unwrap_or_else(|| Ok(DeploymentsPage::default()));
        }
        self.looks.fetch_add(1, Ordering::SeqCst);
        let mut lists = self.lists.lock().unwrap();
        if lists.len() > 1 {
            return lists.pop_front().unwrap();
        }
        lists.front().cloned().unwrap_or_else(|| Ok(DeploymentsPage::default()))
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        // Known are those that the next answer of the list names.
        let lists = self.lists.lock().unwrap();
        let listed = lists.front().and_then(|page| page.as_ref().ok()).into_iter().flat_map(|page| &page.deployments);
        Ok(listed.clone().find(|one| one.uuid == uuid).expect("a deployment nobody expected to be asked for").clone())
    }

    async fn devices(
        &self,
        deployment: &str,
        _page: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        assert!(
            self.devices_fail.load(Ordering::SeqCst),
            "nobody expected to be asked for the devices of {deployment}"
        );
        Err(status(503))
    }

    async fn device(&self, _deployment: &str, device: &str) -> Result<DeviceDetail, Error> {
        panic!("nobody expected to be asked for {device}")
    }

    async fn update_flows(&self) -> Result<Vec<UpdateFlow>, Error> {
        Ok(self.flows.lock().unwrap().clone())
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        panic!("nobody expected {deployment} to be aborted")
    }

    async fn abort_device(&self, _deployment: &str, device: &str) -> Result<Accepted, Error> {
        panic!("nobody expected {device} to be aborted")
    }
}

/// Flows without names.
pub(crate) struct Nameless;

impl FlowNames for Nameless {
    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        None
    }
}

/// Opens the same scripted API for everyone and notes who called with which token.
#[derive(Default)]
pub(crate) struct FakeDial {
    pub(crate) api: Arc<ScriptedApi>,
    pub(crate) calls: Mutex<Vec<(String, String, String)>>,
    /// Whose certificates each of these calls trusts.
    pub(crate) trusted: Mutex<Vec<Vec<String>>>,
}

impl Dial for FakeDial {
    fn open(
        &self,
        base_url: &BaseUrl,
        fleet_key: &str,
        token: &Token,
        authorities: &[Authority],
    ) -> Result<Arc<dyn Api>, Error> {
        self.trusted.lock().unwrap().push(authorities.iter().map(|one| one.subject().to_owned()).collect());
        self.calls.lock().unwrap().push((
            base_url.as_str().to_owned(),
            fleet_key.to_owned(),
            token.expose().to_owned(),
        ));
        Ok(self.api.clone())
    }
}

/// A demo fleet that moves to another port with every process.
pub(crate) struct FakeDemo {
    pub(crate) port: u16,
    pub(crate) starts: AtomicU32,
}

impl FakeDemo {
    pub(crate) fn on(port: u16) -> Arc<Self> {
        Arc::new(Self { port, starts: AtomicU32::new(0) })
    }
}

#[async_trait]
impl Demo for FakeDemo {
    async fn start(&self) -> Result<DemoFleet, String> {
        self.starts.fetch_add(1, Ordering::SeqCst);
        Ok(DemoFleet {
            base_url: BaseUrl::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap(),
            fleet_key: "demo".into(),
            name: "Demo fleet".into(),
            token: Token::new("demo-token".into()).unwrap(),
            suggestions: Suggestions { groups: vec!["Production".into()], demo: true, ..Suggestions::default() },
        })
    }
}

/// A deployment as the list would bring it.
pub(crate) fn deployment(uuid: &str, comment: Option<&str>, created_ms: Option<i64>) -> Deployment {
    Deployment {
        uuid: uuid.into(),
        comment: comment.map(Into::into),
        created: created_ms.map_or(ApiTime::Absent, |unix_ms| ApiTime::At { unix_ms, zone_assumed: false }),
        kind: None,
        cve: None,
        raw: "{}".into(),
    }
}

pub(crate) fn page(deployments: Vec<Deployment>) -> DeploymentsPage {
    DeploymentsPage { deployments, ..DeploymentsPage::default() }
}

pub(crate) fn cut() -> Error {
    Error::MaybeSent { reason: MaybeSent::Cut, detail: "cut".into() }
}

pub(crate) fn refused() -> Error {
    Error::NotSent { reason: NotSent::Refused, detail: "refused".into() }
}

pub(crate) fn status(status: u16) -> Error {
    Error::Status { status, text: String::new(), retry_after: None, request_id: None }
}
