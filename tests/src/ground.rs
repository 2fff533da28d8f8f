//! One simulator and one client per test: own port, own clock, nothing shared, nothing slow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use connect_api::{
    BaseUrl, Client, ClientConfig, DeployRequest, DeploymentConfiguration, DeviceFilter, Filter, Limits, Operand, Token,
};
use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, Received, Simulator, TokenSpec, Variants};
use flightdeck_core::outside::{Api, Apis};
use flightdeck_core::wire::{AppError, ConnectionId};
use serde_json::{Value, json};

use crate::rows::{self, Rows};

/// The fleet key of every test.
pub const FLEET: &str = "windfarm";
/// A token that may do everything.
pub const TOKEN: &str = "full-7f3c";
/// A token that may only read.
pub const READ_ONLY: &str = "reader-19ab";
/// A token of the old API.
pub const V1: &str = "old-55d0";
/// Where the clock stands at first, in milliseconds since 1970.
pub const START_MS: i64 = 1_790_000_000_123;
/// An update flow with five steps that the simulator knows.
pub const FLOW: &str = "f-7b56-3336";

/// A simulator with a client that talks to it.
pub struct Ground {
    /// The other side.
    pub simulator: Simulator,
    /// The client under test.
    pub client: Client,
    http: reqwest::Client,
}

/// Short limits, no waiting for turns, and no second tries unless a test asks for them.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        read: Duration::from_secs(10),
        total: Duration::from_secs(30),
        per_second: 100_000,
        burst: 100_000,
        retries: 0,
        ..Limits::default()
    }
}

/// A client of any service.
pub fn client_of(url: &str, token: &str, limits: Limits) -> Client {
    Client::new(ClientConfig {
        base_url: BaseUrl::parse(url).unwrap(),
        fleet_key: FLEET.into(),
        token: Token::new(token.into()).unwrap(),
        authorities: Vec::new(),
        limits,
    })
    .unwrap()
}

/// A request that reaches these devices, with a comment to know it again by.
pub fn request(device_filter: DeviceFilter, comment: &str) -> DeployRequest {
    let deployment_configuration = DeploymentConfiguration {
        flow_uuid: FLOW.into(),
        comment: Some(comment.into()),
        ..DeploymentConfiguration::default()
    };
    DeployRequest { device_filter, deployment_configuration }
}

/// The JSON of a deploy request with these filters, written without the client's types.
pub fn deploy_body(filters: &Value) -> String {
    json!({"device_filter": {"groups": [], "filters": filters}, "deployment_configuration": {"flow_uuid": FLOW}})
        .to_string()
}

/// The creates that a simulator received.
pub fn creates(simulator: &Simulator) -> Vec<Received> {
    let mut requests = simulator.requests();
    requests.retain(|one| one.operation == Some(Operation::Create));
    requests
}

/// The comment of a create.
pub fn comment_of(create: &Received) -> Option<String> {
    let body: Value = serde_json::from_str(&create.body).ok()?;
    body["deployment_configuration"]["comment"].as_str().map(str::to_owned)
}

/// The target that reaches every device with a tag.
pub fn tagged(tag: &str) -> DeviceFilter {
    DeviceFilter { groups: Vec::new(), filters: vec![Filter::Tag { operand: Operand::Is, value: tag.into() }] }
}

/// One fleet, whatever connection is asked for.
pub struct OneFleet(pub Arc<dyn Api>);

#[async_trait]
impl Apis for OneFleet {
    async fn api(&self, _: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        Ok(self.0.clone())
    }
}

impl Ground {
    /// A fleet of so many devices, with 24 finished deployments behind it.
    pub async fn start(devices: u32) -> Ground {
        Ground::start_with(devices, limits()).await
    }

    /// The same with other limits.
    pub async fn start_with(devices: u32, limits: Limits) -> Ground {
        let fleet = FleetSpec { devices, fleet_key: FLEET.into(), ..FleetSpec::default() };
        let tokens = vec![TokenSpec::full(TOKEN), TokenSpec::read_only(READ_ONLY), TokenSpec::v1(V1)];
        let clock = ClockSpec::Manual { start_unix_ms: START_MS };
        let simulator = Simulator::start(Config { fleets: vec![fleet], tokens, port: 0, clock }).await.unwrap();
        let client = client_of(&simulator.url(), TOKEN, limits);
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Ground { simulator, client, http }
    }

    /// Another client of the same simulator.
    pub fn client(&self, token: &str, limits: Limits) -> Client {
        client_of(&self.simulator.url(), token, limits)
    }

    /// Spells everything as documented but for what is changed here.
    pub fn vary(&self, change: impl FnOnce(&mut Variants)) {
        let mut variants = Variants::default();
        change(&mut variants);
        self.simulator.set_variants(variants);
    }

    /// Switches one fault on for the next request of an operation.
    pub fn fault_once(&self, operation: Operation, fault: Fault) {
        self.simulator.faults().clear();
        self.simulator.faults().on(operation, fault, 1);
    }

    /// Moves the fleet's time on.
    pub fn advance(&self, seconds: u64) {
        self.simulator.advance(Duration::from_secs(seconds));
    }

    /// Deploys to the whole fleet and names the deployment.
    pub async fn deploy(&self) -> String {
        let created = self.client.create_deployment(&request(DeviceFilter::default(), "to all")).await.unwrap();
        created.deployment_uuid.unwrap()
    }

    /// A deployment that has ended on every device.
    pub async fn finished(&self) -> String {
        let uuid = self.deploy().await;
        self.advance(3600);
        uuid
    }

    /// A deployment in the middle of its way, with devices in all five states. Takes a fleet of some hundred devices.
    pub async fn mixed(&self) -> String {
        let uuid = self.deploy().await;
        self.advance(10);
        let pending: Vec<String> = self
            .truth(&uuid)
            .await
            .into_iter()
            .filter(|(_, row)| row.raw_status == "Pending")
            .map(|(uuid, _)| uuid)
            .take(3)
            .collect();
        for device in &pending {
            self.client.abort_device(&uuid, device).await.unwrap();
        }
        self.advance(28);
        let rows = self.truth(&uuid).await;
        for word in ["Pending", "In Progress", "Success", "Failed", "Aborted"] {
            let found = rows.values().any(|row| row.raw_status == word);
            assert!(found, "without a device that is {word:?} this ground would test less than it says");
        }
        uuid
    }

    /// One exchange without the client under test: the status, and the body as it came. The path begins behind `deployments`.
    pub async fn exchange(&self, method: &str, path: &str, token: &str, body: &str) -> (u16, Vec<u8>) {
        let url = format!("{}/api/v2/{FLEET}/deployments{path}", self.simulator.url());
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let answer = self.http.request(method, url).bearer_auth(token).body(body.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }

    /// What the service says at a path, as plain JSON.
    pub async fn raw(&self, path: &str) -> Value {
        let (status, body) = self.exchange("GET", path, TOKEN, "").await;
        assert_eq!(status, 200, "GET {path} was answered {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    /// How a deployment stands on its devices, in the documented spelling and without the client's help.
    pub async fn truth(&self, deployment: &str) -> Rows {
        let variants = self.simulator.variants();
        self.simulator.set_variants(Variants::default());
        let answer = self.raw(&format!("/{deployment}/devices")).await;
        self.simulator.set_variants(variants);
        rows::documented(&answer)
    }

    /// Forgets the requests so far, so that those of one call can be looked at.
    pub fn listen(&self) {
        self.simulator.clear_requests();
    }

    /// The requests since [`Ground::listen`].
    pub fn heard(&self) -> Vec<Received> {
        self.simulator.requests()
    }
}

/// Waits for what can be asked again.
///
/// # Panics
/// It does not come within this time.
pub fn wait(what: &str, patience: Duration, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < patience, "{what}: not within {patience:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
