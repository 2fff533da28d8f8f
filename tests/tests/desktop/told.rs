//! A launch lands while another application is worked in: it is told once, in the right words, and a click on that leads there. In front nothing
//! is told.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_api::DeviceState;
use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::desk::{Display, Home, Notices, Role, Window};
use flightdeck_tests::ground::{client_of, limits};
use flightdeck_tests::rows::load_all;

use crate::fleet::{TOKEN, connect, deploy};

const FLEET: &str = "windfarm";
/// Looks come every 15 s, and the end needs two that agree.
const LANDED: Duration = Duration::from_secs(120);
/// All devices of a small fleet have ended by then.
const ENDED: Duration = Duration::from_secs(900);
const A_MOMENT: Duration = Duration::from_secs(8);

#[tokio::test]
async fn what_lands_behind_other_windows_is_told_once_and_leads_there() {
    let notices = Notices::serve().await;
    let simulator = service().await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let display = Display::open();
    connect(&window, &simulator.url(), FLEET, TOKEN).await;
    only_the_end(&window).await;

    display.turn_away();
    let uuid = launched(&window, &simulator, "Test", "from the desk").await;
    window.script("location.hash = '#/launches'").await;
    window.see(Role::Heading, "Launches").await;
    simulator.advance(ENDED);
    window.until("it is told", LANDED, async || !notices.told().is_empty()).await;
    let told = notices.told().remove(0);
    assert_eq!((told.title.as_str(), told.body), ("“from the desk” has finished", words(&simulator, &uuid).await));
    assert_eq!(told.actions.first().map(String::as_str), Some("default"), "a click on it is heard");

    notices.choose(told.id).await;
    window.see(Role::Heading, "from the desk").await;
    let place = window.script("return location.hash").await;
    assert_eq!(place, format!("#/deployment/{uuid}"), "the click leads there");

    display.focus(display.shown("Flightdeck").expect("the window is open"));
    launched(&window, &simulator, "Production", "in front of it").await;
    simulator.advance(ENDED);
    window.read_within("Finished", LANDED).await;
    tokio::time::sleep(A_MOMENT).await;
    let titles: Vec<String> = notices.told().into_iter().map(|one| one.title).collect();
    assert_eq!(titles, ["“from the desk” has finished"], "once, and what is in front is not told at all");
    // Nothing is watched any more, so nothing is asked.
    window.close().await;
}

/// A fleet whose time goes on only when the test says so, and that began so early that none of its times lies ahead.
async fn service() -> Simulator {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock past 1970").as_millis();
    let start_unix_ms = i64::try_from(now - 2 * ENDED.as_millis() - 60_000).expect("a time of our age");
    let fleet = FleetSpec { devices: 200, seed: 7, fleet_key: FLEET.into(), ..FleetSpec::default() };
    let clock = ClockSpec::Manual { start_unix_ms };
    let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(TOKEN)], port: 0, clock };
    Simulator::start(config).await.expect("the simulator starts")
}

/// Of all there is to be told, only that deployments have finished.
async fn only_the_end(window: &Window) {
    window.click(Role::Button, "Settings").await;
    for kind in ["begins to fail", "stuck devices"] {
        window.click(Role::Checkbox, kind).await;
    }
    window.click(Role::Button, "Deployments").await;
    window.see(Role::Heading, "Deployments").await;
}

/// Launches from the window, and tells which deployment that is.
async fn launched(window: &Window, simulator: &Simulator, group: &str, comment: &str) -> String {
    deploy(window, simulator, group, comment).await;
    let place = window.script("return location.hash").await;
    place.as_str().and_then(|place| place.strip_prefix("#/deployment/")).expect("it is on the screen").to_owned()
}

/// How it ended, by the service's own word.
async fn words(simulator: &Simulator, uuid: &str) -> String {
    let rows = load_all(&client_of(&simulator.url(), TOKEN, limits()), uuid).await;
    let of = |state: DeviceState| rows.values().filter(|row| row.state == state).count();
    let (succeeded, failed) = (of(DeviceState::Succeeded), of(DeviceState::Failed));
    assert_eq!(succeeded + failed, rows.len(), "every device has ended");
    match failed {
        0 => format!("All {succeeded} devices succeeded."),
        failed => format!("{succeeded} devices succeeded and {failed} failed."),
    }
}
