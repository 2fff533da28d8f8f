//! Rollout plans against the simulator: by the program without a window, as a process of its own that is killed, and by the application.

mod behind_tls;
mod process;
mod room;

use std::collections::BTreeMap;
use std::time::Duration;

use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::ground::{self, FLEET, TOKEN, comment_of, creates};
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_secs(90);

/// A service whose devices need no time to speak of. It outlives the programs.
fn service(speed: f64) -> (Runtime, Simulator) {
    service_of(speed, TOKEN)
}

/// One that takes this token.
fn service_of(speed: f64, token: &str) -> (Runtime, Simulator) {
    let service = Runtime::new().unwrap();
    let fleet = FleetSpec { devices: 300, fleet_key: FLEET.into(), ..FleetSpec::default() };
    let clock = ClockSpec::Real { speed };
    let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(token)], port: 0, clock };
    let simulator = service.block_on(Simulator::start(config)).unwrap();
    (service, simulator)
}

/// How often each comment was sent and created.
fn sent(simulator: &Simulator) -> BTreeMap<String, u32> {
    let mut sent = BTreeMap::new();
    for create in creates(simulator) {
        *sent.entry(comment_of(&create).unwrap_or_default()).or_default() += 1;
    }
    sent
}

fn wait(what: &str, is: impl FnMut() -> bool) {
    ground::wait(what, PATIENCE, is);
}
