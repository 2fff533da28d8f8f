//! A deployment that stands still in the middle of its way, so that what the window shows of it can be counted; and what the tests of it share.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_api::{Client, DeviceFilter, DeviceState};
use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::desk::{Role, Window};
use flightdeck_tests::ground::{self, client_of, limits};
use flightdeck_tests::rows::{Row, Rows, load_all};

use crate::fleet::connect;

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// So far it is on its way: every state is there.
const ON_ITS_WAY: Duration = Duration::from_secs(75);

/// A deployment to a whole fleet whose time goes on only when a test says so.
pub(crate) struct Standing {
    pub(crate) simulator: Simulator,
    pub(crate) uuid: String,
    /// Its devices as the service tells them.
    pub(crate) truth: Rows,
    client: Client,
}

impl Standing {
    pub(crate) async fn with(devices: u32, filter: DeviceFilter) -> Standing {
        Standing::begun(Duration::from_secs(180), devices, filter).await
    }

    /// With a clock that began so long ago. Whatever the test lets pass has to fit in, and not much more: a service whose clock is far
    /// behind tells times that contradict what this computer sees, and those count as none.
    pub(crate) async fn begun(ago: Duration, devices: u32, filter: DeviceFilter) -> Standing {
        let fleet = FleetSpec { devices, fleet_key: ground::FLEET.into(), ..FleetSpec::default() };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock past 1970").as_millis();
        // Its own clock began early enough that none of its times lies ahead of this computer's.
        let start_unix_ms = i64::try_from(now - ago.as_millis()).expect("a time of our age");
        let clock = ClockSpec::Manual { start_unix_ms };
        let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(ground::TOKEN)], port: 0, clock };
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        let client = client_of(&simulator.url(), ground::TOKEN, limits());
        let mut standing = Standing { simulator, uuid: String::new(), truth: Rows::new(), client };
        (standing.uuid, standing.truth) = standing.deploy(filter, "to all", ON_ITS_WAY).await;
        standing
    }

    /// Deploys, lets so much time pass, and tells the deployment and its devices then.
    pub(crate) async fn deploy(&self, filter: DeviceFilter, comment: &str, goes_on: Duration) -> (String, Rows) {
        let created = self.client.create_deployment(&ground::request(filter, comment)).await.expect("a deployment");
        let uuid = created.deployment_uuid.expect("its id");
        self.simulator.advance(goes_on);
        let devices = load_all(&self.client, &uuid).await;
        (uuid, devices)
    }

    /// Lets so much time pass.
    pub(crate) async fn go_on(&mut self, by: Duration) {
        self.simulator.advance(by);
        self.truth = load_all(&self.client, &self.uuid).await;
    }

    pub(crate) async fn open(&self, window: &Window) {
        connect(window, &self.simulator.url(), ground::FLEET, ground::TOKEN).await;
        self.show(window).await;
    }

    /// Goes to it in a window that is connected.
    pub(crate) async fn show(&self, window: &Window) {
        window.script(&format!("location.hash = '#/deployment/{}'", self.uuid)).await;
        window.see(Role::Heading, "to all").await;
    }

    pub(crate) fn in_state(&self, state: DeviceState) -> BTreeSet<&str> {
        self.those(|row| row.state == state)
    }

    pub(crate) fn those(&self, fits: impl Fn(&Row) -> bool) -> BTreeSet<&str> {
        self.truth.iter().filter(|(_, row)| fits(row)).map(|(device, _)| device.as_str()).collect()
    }

    pub(crate) fn posts(&self) -> usize {
        self.simulator.requests().iter().filter(|request| request.method == "POST").count()
    }
}

pub(crate) async fn shows(window: &Window, devices: usize) {
    let what = format!("the table holds {devices} devices");
    window.until(&what, PATIENCE, async || window.devices_shown().await == Some(devices)).await;
}

/// The ids in sight, in their order.
pub(crate) async fn ids(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[aria-label=Devices] [role=row]:not(.waiting)')]
        .filter((row) => row.ariaRowIndex > 1).sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
        .map((row) => row.querySelector('.mono[title]')?.title ?? '')";
    window.texts(script).await
}

pub(crate) async fn first_is(window: &Window, id: &str) {
    window
        .until(&format!("{id} comes first"), PATIENCE, async || ids(window).await.first().is_some_and(|one| one == id))
        .await;
}

/// Whether no colour is on its way to another.
const SETTLED: &str = "return document.getAnimations().every((one) => !(one instanceof CSSTransition))";

pub(crate) async fn nothing_found_by_axe(window: &Window, screen: &str) {
    for theme in ["light", "dark"] {
        window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
        // Buttons take a moment to the colours of the other theme, and what lies in between is no colour of either.
        window.until("the colours have settled", PATIENCE, async || window.script(SETTLED).await == true).await;
        let found = window.found_by_axe().await;
        assert_eq!(found, Vec::<String>::new(), "everybody can use {screen}, {theme}");
    }
}

/// A number as the page writes it.
pub(crate) fn separated(number: usize) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join(",")
}
