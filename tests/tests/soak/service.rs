//! The service in a process of its own, so that nothing of what it holds is taken for the program's: started from this test, told what to do line
//! by line, and gone with the one who started it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, Received, Simulator, TokenSpec};
use flightdeck_tests::ground::{START_MS, TOKEN};
use flightdeck_tests::rows::{counts, documented};
use serde_json::{Value, json};

/// Set where this program is started as the service.
const SERVICE: &str = "FLIGHTDECK_SOAK_SERVICE";
/// Said before each answer, so that nothing else that is printed is taken for one.
const SAID: &str = "answer:";
/// Marks what the test itself asks.
const OF_THE_TEST: &str = "x-of-the-test";

/// A fleet: its key and how many devices it has.
pub(crate) type FleetOf = (&'static str, u32);

/// The service, as the one who started it has it.
pub(crate) struct Service {
    process: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Service {
    pub(crate) fn start(fleets: &[FleetOf]) -> Service {
        let mut process = Command::new(std::env::current_exe().expect("this test's own path"))
            .args(["--exact", "the_service", "--ignored", "--nocapture"])
            .env(SERVICE, json!(fleets).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let orders = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().expect("it speaks"));
        let mut service = Service { process, orders, answers, url: String::new() };
        service.url = service.answer().as_str().expect("its address").to_owned();
        service
    }

    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.ask(&json!({ "advance": by.as_millis() as u64 }));
    }

    /// What arrived since this was last asked: operation, and path.
    pub(crate) fn heard(&mut self) -> Vec<(Option<Operation>, String)> {
        serde_json::from_value(self.ask(&json!("heard"))).expect("operations and paths")
    }

    /// The next requests, whatever they are, meet a fault.
    pub(crate) fn fault(&mut self, fault: &Fault, times: u32) {
        self.ask(&json!({ "fault": fault, "times": times }));
    }

    /// No more faults.
    pub(crate) fn calm(&mut self) {
        self.ask(&json!("calm"));
    }

    /// How a deployment stands, device for device in number, by the service's own word. Only while there are no faults.
    pub(crate) fn truth(&mut self, fleet: &str, deployment: &str) -> [usize; 6] {
        let path = format!("{fleet}/deployments/{deployment}/devices");
        serde_json::from_value(self.ask(&json!({ "truth": path }))).expect("six numbers")
    }

    fn ask(&mut self, order: &Value) -> Value {
        let orders = self.orders.as_mut().expect("it listens while it is there");
        writeln!(orders, "{order}").and_then(|()| orders.flush()).expect("the service listens");
        self.answer()
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.answers.read_line(&mut line).expect("the service speaks");
            assert!(read > 0, "the service ended before it answered");
            if let Some((_, said)) = line.split_once(SAID) {
                return serde_json::from_str(said).expect("it says JSON");
            }
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It ends where nobody can order anything any more; a busy one does not get to that.
        self.orders = None;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The process itself: serves until nobody orders anything any more.
pub(crate) fn run() {
    let Ok(fleets) = std::env::var(SERVICE) else { return };
    let fleets: Vec<(String, u32)> = serde_json::from_str(&fleets).expect("fleets");
    let specs = fleets.into_iter().zip(1..).map(|((fleet_key, devices), seed)| FleetSpec {
        devices,
        fleet_key,
        seed,
        ..FleetSpec::default()
    });
    let clock = ClockSpec::Manual { start_unix_ms: START_MS };
    let config = Config { fleets: specs.collect(), tokens: vec![TokenSpec::full(TOKEN)], port: 0, clock };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let simulator = runtime.block_on(Simulator::start(config)).expect("the simulator starts");
    let line = reqwest::Client::builder().no_proxy().build().expect("a line");
    say(&json!(simulator.url()));
    for order in std::io::stdin().lines() {
        let Ok(order) = order else { return };
        let order: Value = serde_json::from_str(&order).expect("an order is JSON");
        say(&match order.as_str() {
            Some("calm") => {
                simulator.faults().clear();
                json!(null)
            }
            Some("heard") => {
                let mut heard = simulator.take_requests();
                heard.retain(|one: &Received| one.header(OF_THE_TEST).is_none());
                heard.into_iter().map(|one| json!([one.operation, one.path])).collect()
            }
            _ => obey(&order, &simulator, |path| {
                let address = format!("{}/api/v2/{path}", simulator.url());
                runtime.block_on(async {
                    let asked = line.get(address).header(OF_THE_TEST, "yes").bearer_auth(TOKEN);
                    asked.send().await.expect("it answers").json().await.expect("it is JSON")
                })
            }),
        });
    }
}

fn obey(order: &Value, simulator: &Simulator, get: impl Fn(&str) -> Value) -> Value {
    if let Some(ms) = order["advance"].as_u64() {
        simulator.advance(Duration::from_millis(ms));
        json!(null)
    } else if let Some(path) = order["truth"].as_str() {
        json!(counts(&documented(&get(path))))
    } else {
        let fault: Fault = serde_json::from_value(order["fault"].clone()).expect("a fault");
        let times = order["times"].as_u64().and_then(|times| times.try_into().ok()).expect("a number");
        simulator.faults().on(Operation::Any, fault, times);
        json!(null)
    }
}

/// Says it, and it is said: what stays in a buffer was never said.
fn say(what: &Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{SAID}{what}").and_then(|()| out.flush()).expect("somebody listens");
}
