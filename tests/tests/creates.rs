//! A thousand launches by a program that is killed again and again, against a service that fails in every way it can: nothing is made twice,
//! nothing of somebody else's is taken, and every launch ends known, adopted, or before the user.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use connect_api::{BaseUrl, Limits, Token};
use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, RetryAfter, Simulator, TokenSpec};
use flightdeck_core::client::RealDial;
use flightdeck_core::connections::Destinations;
use flightdeck_core::launch::Launches;
use flightdeck_core::outside::{Api, Apis, Clock, Dial, FlowNames, Journal};
use flightdeck_core::store::{self, Store};
use flightdeck_core::target::Destination;
use flightdeck_core::wire::{AppError, ConnectionId, Draft, LaunchOutcome};
use flightdeck_tests::ground::{FLOW, START_MS, TOKEN, limits};
use flightdeck_tests::random::Random;
use tokio::runtime::Runtime;

const FLEETS: usize = 10;
/// Launches in each fleet.
const EACH: usize = 100;
const HOUR_MS: i64 = 60 * 60 * 1_000;

/// The computer: its clock may be hours off, and is another after each start.
struct Computer {
    url: String,
    dial: RealDial,
    off_ms: i64,
}

#[async_trait]
impl Apis for Computer {
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        let token = Token::new(TOKEN.into()).unwrap();
        Ok(self.dial.open(&BaseUrl::parse(&self.url).unwrap(), connection, &token).unwrap())
    }
}

impl Destinations for Computer {
    fn destination(&self, connection: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: self.url.clone(), fleet_key: connection.to_string() })
    }
}

impl FlowNames for Computer {
    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        None
    }
}

impl Clock for Computer {
    fn now_ms(&self) -> i64 {
        START_MS + self.off_ms
    }
}

/// One run of the program, on the same disk as the one before it.
struct Process {
    runtime: Runtime,
    store: Arc<Store>,
    launches: Arc<Launches>,
}

impl Process {
    fn start(disk: &Path, simulator: &Simulator, off_ms: i64) -> Self {
        let limits = Limits { connect: Duration::from_secs(2), read: Duration::from_millis(400), ..limits() };
        let computer = Arc::new(Computer { url: simulator.url(), dial: RealDial { limits }, off_ms });
        let store = Arc::new(store::open(disk, START_MS).unwrap().store);
        let launches =
            Launches::new(computer.clone(), computer.clone(), store.clone(), computer.clone(), computer.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Self { runtime, store, launches }
    }

    /// Ends it wherever it stands; nothing is told to anybody.
    fn kill(self) {
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }

    fn launch(&self, press: &Press) {
        let (launches, press) = (self.launches.clone(), press.clone());
        self.runtime.spawn(async move {
            let draft = Draft {
                flow_uuid: FLOW.to_owned(),
                groups: vec!["Production".to_owned()],
                comment: press.comment.clone(),
                ..Draft::default()
            };
            launches.launch(&press.id, &press.fleet, draft, None).await
        });
    }
}

/// One press of Deploy.
#[derive(Clone)]
struct Press {
    id: String,
    fleet: ConnectionId,
    comment: String,
}

fn fault(random: &mut Random) -> Fault {
    let status = |status| Fault::Status { status, body: r#"{"error":"no"}"#.to_owned() };
    match random.below(14) {
        0 => Fault::Cut,
        1 => Fault::CommitThenDrop,
        2 => Fault::CommitThenStatus(502),
        3 => Fault::CommitThenStatus(500),
        4 => Fault::Never,
        5 => Fault::Truncate,
        6 => status(503),
        7 => status(403),
        8 => Fault::TooMany { retry_after: RetryAfter::Seconds(0) },
        9 => Fault::Html { status: 502, json_content_type: false },
        // Long enough for the program to be killed between the send and the answer.
        10 => Fault::Delay(Duration::from_millis(random.below(300))),
        _ => Fault::Delay(Duration::ZERO),
    }
}

/// What a fleet's list holds: the deployments by their comments.
fn listed(runtime: &Runtime, computer: &Computer, fleet: &ConnectionId) -> HashMap<String, HashSet<String>> {
    let page = runtime.block_on(async {
        computer.api(fleet).await.unwrap().deployments_page(None, 1_000).await.expect("nothing fails any more")
    });
    assert!(page.after.is_none(), "all of it is on one page");
    let mut found: HashMap<String, HashSet<String>> = HashMap::new();
    for deployment in page.deployments {
        found.entry(deployment.comment.unwrap_or_default()).or_default().insert(deployment.uuid);
    }
    found
}

#[test]
fn a_thousand_launches_are_never_doubled_stolen_or_forgotten() {
    let main = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let names: Vec<String> = (0..FLEETS).map(|number| format!("fleet{number}")).collect();
    let fleets = names.iter().map(|name| FleetSpec { devices: 20, fleet_key: name.clone(), ..FleetSpec::default() });
    let config = Config {
        fleets: fleets.collect(),
        tokens: vec![TokenSpec::full(TOKEN)],
        port: 0,
        clock: ClockSpec::Manual { start_unix_ms: START_MS },
    };
    let simulator = main.block_on(Simulator::start(config)).unwrap();
    let mut random = Random::new(20_261_128);
    let mut ends: HashMap<&str, u32> = HashMap::new();

    for name in &names {
        let disk = tempfile::tempdir().unwrap();
        let fleet = ConnectionId::from(name.as_str());
        let mut strangers: HashSet<String> = HashSet::new();
        let presses: Vec<Press> = (0..EACH)
            .map(|number| Press {
                id: format!("{name}-{number}"),
                fleet: fleet.clone(),
                // A few are pressed twice on purpose: two launches with the same words.
                comment: format!("{name} {}", if number % 20 == 19 { number - 1 } else { number }),
            })
            .collect();
        for press in presses.iter().filter(|_| random.below(6) == 0).collect::<Vec<_>>() {
            let ago = Duration::from_secs(3 + random.below(7_200));
            strangers.extend(simulator.stranger_deploys(name, &press.comment, ago));
        }
        for _ in 0..EACH {
            simulator.faults().on(Operation::Create, fault(&mut random), 1);
        }
        simulator.clear_requests();

        // Some are sent, and the program is killed; the next run is asked for all of them again, and killed as well.
        let off_ms = |random: &mut Random| random.below(28) as i64 * HOUR_MS - 14 * HOUR_MS;
        let first = Process::start(disk.path(), &simulator, off_ms(&mut random));
        for (number, press) in presses.iter().enumerate() {
            first.launch(press);
            if number % 3 == 0 {
                first.launch(press);
            }
            if number % 25 == 24 {
                std::thread::sleep(Duration::from_millis(random.below(60)));
            }
        }
        std::thread::sleep(Duration::from_millis(50 + random.below(250)));
        first.kill();
        let second = Process::start(disk.path(), &simulator, off_ms(&mut random));
        presses.iter().for_each(|press| second.launch(press));
        std::thread::sleep(Duration::from_millis(100 + random.below(400)));
        second.kill();

        simulator.faults().clear();
        let last = Process::start(disk.path(), &simulator, off_ms(&mut random));
        let unresolved = last.runtime.block_on(last.launches.unresolved(&fleet)).unwrap();
        let waiting: HashSet<&str> = unresolved.iter().map(|record| record.request_id.as_str()).collect();
        let computer = Computer { url: simulator.url(), dial: RealDial { limits: limits() }, off_ms: 0 };
        let there = listed(&last.runtime, &computer, &fleet);

        let mut sent: HashMap<String, u32> = HashMap::new();
        for request in simulator.requests().iter().filter(|one| one.operation == Some(Operation::Create)) {
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            let comment = body["deployment_configuration"]["comment"].as_str().unwrap().to_owned();
            *sent.entry(comment).or_default() += 1;
        }
        let mut pressed: HashMap<&str, u32> = HashMap::new();
        presses.iter().for_each(|press| *pressed.entry(press.comment.as_str()).or_default() += 1);
        let none = HashSet::new();
        for (comment, times) in &pressed {
            let sent = sent.get(*comment).copied().unwrap_or(0);
            assert!(sent <= *times, "“{comment}” was pressed {times} times and sent {sent} times");
            let made = there.get(*comment).unwrap_or(&none).difference(&strangers).count();
            assert!(made as u32 <= *times, "“{comment}”: {made} deployments of {times} presses");
        }
        let mut taken: HashSet<String> = HashSet::new();
        for press in &presses {
            let of_comment = there.get(&press.comment).unwrap_or(&none);
            let Some(entry) = last.store.find(&press.id).unwrap() else {
                ends.entry("never sent").and_modify(|count| *count += 1).or_insert(1);
                continue;
            };
            let end = match &entry.outcome {
                Some(LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. }) => {
                    assert!(of_comment.contains(deployment.as_str()), "{}: {deployment} is another's", press.id);
                    assert!(!strangers.contains(deployment.as_str()), "{}: a stranger's was taken", press.id);
                    assert!(taken.insert(deployment.to_string()), "{deployment} was taken by two launches");
                    if matches!(entry.outcome, Some(LaunchOutcome::Created { .. })) { "created" } else { "adopted" }
                }
                Some(LaunchOutcome::Refused { .. }) => "refused",
                None | Some(LaunchOutcome::Unknown { .. }) => {
                    assert!(waiting.contains(press.id.as_str()), "{} is neither known nor before the user", press.id);
                    "before the user"
                }
                Some(LaunchOutcome::Dismissed) => panic!("nobody set {} aside", press.id),
            };
            if end == "refused" && pressed[press.comment.as_str()] == 1 {
                let made = of_comment.difference(&strangers).count();
                assert_eq!(made, 0, "{} was made and called refused", press.id);
            }
            ends.entry(end).and_modify(|count| *count += 1).or_insert(1);
        }
        last.kill();
    }
    for end in ["created", "adopted", "refused", "before the user"] {
        assert!(ends.get(end).is_some_and(|count| *count >= 20), "every end was met, or less was tried: {ends:?}");
    }
}
