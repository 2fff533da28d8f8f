//! One deployment for each of 37 devices, by the whole application against the simulator: one is refused, the program is killed while another
//! is on its way, and the next run resumes it. The simulator counts: every device one deployment, the refused one none.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use connect_api::Token;
use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, Simulator, TokenSpec};
use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::outside::{Preferences, Recovery, SecretError, SecretStore, StorageError};
use flightdeck_core::store;
use flightdeck_core::wire::{
    BatchStage, BatchView, ConnectionDraft, ConnectionId, Draft, FleetChoose, FleetReads, FleetView, Keep,
};
use flightdeck_tests::ground::{self, FLEET, FLOW, TOKEN, client_of, limits};
use flightdeck_tests::rows::documented;
use serde_json::Value;
use tokio::runtime::Runtime;

const DEVICES: usize = 37;
const COMMENT: &str = "Firmware, one by one";
const PATIENCE: Duration = Duration::from_secs(60);

/// What this computer keeps besides the database, over all runs.
#[derive(Default)]
struct Computer {
    preferences: Mutex<HashMap<String, Value>>,
    tokens: Mutex<HashMap<String, Token>>,
}

impl Preferences for Computer {
    fn get(&self, name: &str) -> Option<Value> {
        self.preferences.lock().unwrap().get(name).cloned()
    }

    fn set(&self, name: &str, value: Value) -> Result<(), StorageError> {
        self.preferences.lock().unwrap().insert(name.to_owned(), value);
        Ok(())
    }

    fn path(&self) -> String {
        String::new()
    }

    fn recovery(&self) -> Option<Recovery> {
        None
    }
}

#[async_trait]
impl SecretStore for Computer {
    async fn probe(&self) -> Result<(), SecretError> {
        Ok(())
    }

    async fn set(&self, account: &str, token: &Token) -> Result<(), SecretError> {
        self.tokens.lock().unwrap().insert(account.to_owned(), token.clone());
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Token>, SecretError> {
        Ok(self.tokens.lock().unwrap().get(account).cloned())
    }

    async fn clear(&self, account: &str) -> Result<(), SecretError> {
        self.tokens.lock().unwrap().remove(account);
        Ok(())
    }
}

/// One run of the program.
struct Run {
    runtime: Runtime,
    flightdeck: Arc<Flightdeck>,
}

impl Run {
    fn start(computer: &Arc<Computer>, folder: &Path) -> Run {
        let runtime = Runtime::new().unwrap();
        let opened = store::open(folder, 0).unwrap();
        let flightdeck = {
            let _inside = runtime.enter();
            Arc::new(Flightdeck::new(Outside {
                dial: Arc::new(RealDial { limits: limits() }),
                clock: Arc::new(SystemClock),
                secrets: computer.clone(),
                preferences: computer.clone(),
                store: Arc::new(opened.store),
                notes: opened.notes,
                demo: None,
                desk: None,
                updater: None,
            }))
        };
        Run { runtime, flightdeck }
    }

    /// Ends it wherever it stands; nothing is told to anybody.
    fn kill(self) {
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }

    fn connect(&self, url: &str) -> ConnectionId {
        let form = ConnectionDraft {
            name: "Turbines".into(),
            base_url: url.to_owned(),
            fleet_key: FLEET.into(),
            token: TOKEN.into(),
            keep: Keep::Keyring,
            authorities: Vec::new(),
        };
        self.runtime.block_on(self.flightdeck.connect("c-1", None, form)).unwrap().active.unwrap()
    }

    /// Reads the fleet and chooses so many of it, as a user would.
    fn choose(&self, connection: &ConnectionId) -> Vec<String> {
        let fleets = &self.flightdeck.fleets;
        let reads = Arc::new(Mutex::new(FleetReads::NotAsked));
        let heard = reads.clone();
        let _inside = self.runtime.enter();
        fleets
            .watch(0, connection, move |notice| {
                *heard.lock().unwrap() = notice.service;
                true
            })
            .unwrap();
        wait("the fleet is read", || matches!(*reads.lock().unwrap(), FleetReads::Read { whole: true, .. }));
        let rows = fleets.rows(connection, &FleetView::all(), 0, DEVICES as u32).rows;
        for row in &rows {
            fleets.choose(connection, FleetChoose::Toggle { device: row.id.clone() }).unwrap();
        }
        fleets.chosen_ids(connection).lines().map(str::to_owned).collect()
    }

    fn view(&self) -> BatchView {
        self.flightdeck.batches.view("b-1").unwrap()
    }

    fn ended(&self) -> BatchView {
        wait("it is not being sent any more", || self.view().stage != BatchStage::Sending && self.view().now.is_none());
        self.view()
    }
}

fn wait(what: &str, is: impl FnMut() -> bool) {
    ground::wait(what, PATIENCE, is);
}

/// What the service has under the batch's comment: how many deployments each device is in.
fn counted(service: &Runtime, simulator: &Simulator) -> BTreeMap<String, u32> {
    let client = client_of(&simulator.url(), TOKEN, limits());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let devices = async |uuid: &str| {
        let url = format!("{}/api/v2/{FLEET}/deployments/{uuid}/devices", simulator.url());
        let answer: Value = http.get(url).bearer_auth(TOKEN).send().await.unwrap().json().await.unwrap();
        documented(&answer)
    };
    service.block_on(async {
        let mut counts = BTreeMap::new();
        let page = client.deployments_page(None, 100).await.unwrap();
        for one in page.deployments.iter().filter(|one| one.comment.as_deref() == Some(COMMENT)) {
            let rows = devices(&one.uuid).await;
            assert_eq!(rows.len(), 1, "each is one device's deployment: {rows:?}");
            for device in rows.into_keys() {
                *counts.entry(device).or_default() += 1;
            }
        }
        counts
    })
}

#[test]
fn a_batch_that_is_killed_and_resumed_gives_every_device_one_deployment() {
    // The service outlives the program.
    let service = Runtime::new().unwrap();
    let fleet = FleetSpec { devices: 200, fleet_key: FLEET.into(), ..FleetSpec::default() };
    let clock = ClockSpec::Real { speed: 1.0 };
    let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(TOKEN)], port: 0, clock };
    let simulator = service.block_on(Simulator::start(config)).unwrap();
    let (computer, folder) = (Arc::new(Computer::default()), tempfile::tempdir().unwrap());

    let run = Run::start(&computer, folder.path());
    let connection = run.connect(&simulator.url());
    let chosen = run.choose(&connection);
    assert_eq!(chosen.len(), DEVICES, "they are chosen");
    let prepared = run.flightdeck.batch_prepare("b-1", &connection).unwrap();
    assert_eq!(prepared.counts.devices as usize, DEVICES);
    // The sixth is refused; the answer to the fourteenth comes so late that the program is killed over it.
    let creates = |fault, times| simulator.faults().on(Operation::Create, fault, times);
    creates(Fault::Delay(Duration::ZERO), 5);
    creates(Fault::Status { status: 422, body: r#"{"error":"not this one"}"#.into() }, 1);
    creates(Fault::Delay(Duration::ZERO), 7);
    creates(Fault::Drip { bytes_per_tick: 1, tick: Duration::from_secs(600) }, 1);
    let draft =
        Draft { flow_uuid: FLOW.into(), comment: COMMENT.into(), batch: Some("b-1".into()), ..Draft::default() };
    let start = || {
        let _inside = run.runtime.enter();
        run.flightdeck.batch_start("b-1", draft.clone(), Some("37"), &[]).unwrap()
    };
    assert_eq!(start().stage, BatchStage::Sending);
    start();
    wait("thirteen were answered", || run.view().counts.sent + run.view().counts.refused == 13);
    wait("the fourteenth is made", || counted(&service, &simulator).len() == 13);
    run.kill();

    let run = Run::start(&computer, folder.path());
    let view = run.view();
    assert_eq!((view.stage, view.counts.unresolved), (BatchStage::Stopped, 1), "it does not go on by itself: {view:?}");
    assert_eq!((view.counts.sent, view.counts.refused, view.counts.waiting), (12, 1, 23), "{view:?}");
    simulator.faults().clear();
    run.runtime.block_on(run.flightdeck.batch_resume("b-1")).unwrap();
    let view = run.ended();
    assert_eq!((view.stage, view.counts.sent, view.counts.refused), (BatchStage::Done, 36, 1), "{view:?}");

    let counts = counted(&service, &simulator);
    let refused = &chosen[5];
    for device in &chosen {
        let expected = u32::from(device != refused);
        assert_eq!(counts.get(device).copied().unwrap_or(0), expected, "deployments of {device} at the service");
    }
    assert_eq!(counts.len(), DEVICES - 1, "and nobody else has one");
    let creates = simulator.requests().into_iter().filter(|heard| heard.operation == Some(Operation::Create));
    assert_eq!(creates.count(), DEVICES, "each was sent exactly once, the refused one and the lost one included");
    run.kill();
}
