//! A simulated service for the window to connect to, and the way there.

use std::time::Duration;

use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::desk::{Role, Window};

/// A token that may do everything. Long and odd, so that finding it somewhere is no accident.
pub(crate) const TOKEN: &str = "fd-full-9c41e7b25a8d4f60";
/// A token that may only read.
pub(crate) const READER: &str = "fd-read-3b7a90ce51d24e88";
/// A token of the old API.
pub(crate) const OLD: &str = "fd-old-77aa01";

/// Two fleets, at this pace.
pub(crate) async fn service(devices: u32, speed: f64) -> Simulator {
    let fleet = |key: &str, seed| FleetSpec { devices, seed, fleet_key: key.into(), ..FleetSpec::default() };
    let config = Config {
        fleets: vec![fleet("windfarm", 7), fleet("cameras", 8)],
        tokens: vec![TokenSpec::full(TOKEN), TokenSpec::read_only(READER), TokenSpec::v1(OLD)],
        port: 0,
        clock: ClockSpec::Real { speed },
    };
    Simulator::start(config).await.expect("the simulator starts")
}

/// Fills the connect form and sends it.
pub(crate) async fn fill_connection(window: &Window, url: &str, fleet_key: &str, token: &str) {
    window.fill("Address of the API", url).await;
    window.fill("Fleet key", fleet_key).await;
    window.fill("Token", token).await;
    window.click(Role::Button, "Connect").await;
    // The field is empty from the moment the token is sent; the next filling must not come before the answer to this one.
    window
        .until("the token was sent and answered", Duration::from_secs(30), async || {
            window.all(Role::Button, "Asking the service").await.is_empty()
                && window.script(TOKEN_FIELD).await != TOKEN_TYPED
        })
        .await;
}

const TOKEN_TYPED: &str = "typed";
const TOKEN_FIELD: &str = "const field = document.querySelector('input[type=password]');
return field === null ? 'gone' : field.value === '' ? 'empty' : 'typed';";

/// From the first screen to the fleet's deployments.
pub(crate) async fn connect(window: &Window, url: &str, fleet_key: &str, token: &str) {
    window.click(Role::Button, "Connect a fleet").await;
    fill_connection(window, url, fleet_key, token).await;
    window.see(Role::Heading, "Deployments").await;
    window.see(Role::Row, "finished").await;
}

/// From the deployments to a deployment of the first flow to one group, watched.
pub(crate) async fn deploy(window: &Window, simulator: &Simulator, group: &str, comment: &str) {
    send(window, simulator, group, comment).await;
    window.see(Role::Heading, comment).await;
}

/// The same as far as pressing Deploy.
pub(crate) async fn send(window: &Window, simulator: &Simulator, group: &str, comment: &str) {
    let flow = simulator.about("windfarm").expect("the fleet is there").flows[0].uuid.clone();
    window.click(Role::Button, "New deployment").await;
    window.fill("flow", &flow).await;
    window.click(Role::Button, "Devices").await;
    window.fill("Groups", group).await;
    window.press(thirtyfour::Key::Enter + "").await;
    window.click(Role::Button, "Release").await;
    window.fill("Comment", comment).await;
    window.click(Role::Button, "Review").await;
    window.click(Role::Button, "Deploy to ").await;
}

/// The devices that the service was asked to stop, each time.
pub(crate) fn stopped(simulator: &Simulator) -> Vec<String> {
    let of_device = |path: &str| Some(path.strip_suffix("/abort")?.split_once("/devices/")?.1.to_owned());
    simulator.requests().iter().filter_map(|request| of_device(&request.path)).collect()
}
