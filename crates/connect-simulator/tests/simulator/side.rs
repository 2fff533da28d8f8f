//! A simulator with a clock moved by hand, and a plain HTTP client that helps nobody: no retries, no redirects.

use std::time::Duration;

use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec, Variants};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub(crate) const START: i64 = 1_795_000_000_000;

pub(crate) struct Side {
    pub(crate) sim: Simulator,
    pub(crate) http: Client,
}

pub(crate) fn config(devices: u32) -> Config {
    let fleet = FleetSpec { devices, ..FleetSpec::default() };
    Config {
        fleets: vec![fleet, FleetSpec { fleet_key: "other".into(), devices: 10, ..FleetSpec::default() }],
        tokens: vec![
            TokenSpec::full("full"),
            TokenSpec::read_only("reader"),
            TokenSpec::v1("old"),
            TokenSpec { fleets: vec!["other".into()], ..TokenSpec::full("elsewhere") },
        ],
        port: 0,
        clock: ClockSpec::Manual { start_unix_ms: START },
    }
}

pub(crate) async fn side(devices: u32) -> Side {
    side_with(config(devices)).await
}

pub(crate) async fn side_with(config: Config) -> Side {
    let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    Side { sim: Simulator::start(config).await.unwrap(), http }
}

impl Side {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.sim.url())).bearer_auth("full")
    }

    /// A path below the deployments of the fleet.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, &format!("/api/v2/demo/deployments{path}"))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("/api/v2/demo/deployments{path}"))
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        let response = self.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path} must be there");
        response.json().await.unwrap()
    }

    pub(crate) async fn try_deploy(&self, groups: Value, filters: Value) -> Response {
        let body = json!({
            "device_filter": {"groups": groups, "filters": filters},
            "deployment_configuration": {"flow_uuid": "f-7b56-3336", "comment": "by a test", "app": {"name": "gateway", "version": "5.0.0"}},
        });
        self.post("").json(&body).send().await.unwrap()
    }

    /// Deploys and tells the id.
    pub(crate) async fn deploy(&self, groups: Value, filters: Value) -> String {
        let response = self.try_deploy(groups, filters).await;
        assert_eq!(response.status(), 201, "a good request is accepted");
        let value: Value = response.json().await.unwrap();
        value["deployment_uuid"].as_str().unwrap().to_owned()
    }

    /// The records of the devices of a deployment, in the default shape.
    pub(crate) async fn devices(&self, deployment: &str) -> serde_json::Map<String, Value> {
        let value = self.read(&format!("/{deployment}/devices")).await;
        value["deployment_by_device_uuid"]["additionalProperties"].as_object().unwrap().clone()
    }

    pub(crate) async fn count(&self, deployment: &str, status: &str) -> usize {
        self.devices(deployment).await.values().filter(|record| record["status"] == status).count()
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.sim.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn vary(&self, change: impl FnOnce(&mut Variants)) {
        let mut variants = Variants::default();
        change(&mut variants);
        self.sim.set_variants(variants);
    }
}
