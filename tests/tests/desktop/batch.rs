//! Devices that no one target reaches: chosen by hand, each gets its own deployment, once, also when it is stopped and resumed.

use std::collections::BTreeSet;
use std::time::Duration;

use connect_simulator::{Fault, Operation};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::creates;
use serde_json::Value;
use thirtyfour::Key;

use crate::fleet::{TOKEN, connect, service};

/// So long the service takes for each, so that there is something left to stop.
const SLOW: Duration = Duration::from_millis(1_500);

#[tokio::test]
async fn devices_that_share_nothing_get_one_deployment_each_and_no_second() {
    let simulator = service(200, 40.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.read("read from the service").await;
    let all = async || window.devices_shown().await == Some(200);
    window.until("every device of the fleet is shown", Duration::from_secs(20), all).await;
    window.focus_devices().await;
    for chosen in 1..=4 {
        window.press(" ").await;
        window.read(&format!("{chosen} device")).await;
        window.press(Key::Down + Key::Down).await;
    }
    window.read("4 devices chosen").await;
    let chosen = words(&window, CHOSEN).await;
    assert_eq!(chosen.len(), 4, "as many rows are marked as it says: {chosen:?}");

    window.click(Role::Button, "Deploy to these").await;
    window.read("No one target reaches exactly these").await;
    window.click(Role::Button, "Prepare 4 deployments").await;
    window.see(Role::Heading, "New deployment").await;
    window.read("4 devices, one deployment each").await;
    let listed = words(&window, LISTED).await;
    assert_eq!(listed, chosen, "the wizard names those that were chosen");

    window.click(Role::Button, "Flow").await;
    window.click(Role::Radio, "").await;
    window.click(Role::Button, "Review").await;
    window.read("by id, one deployment for each").await;
    assert_eq!(creates(&simulator).len(), 0, "nothing is sent before it is confirmed");
    simulator.faults().on(Operation::Create, Fault::Delay(SLOW), 4);
    window.click(Role::Button, "Send 4 deployments").await;

    window.read_within("being sent", Duration::from_secs(20)).await;
    window.click(Role::Button, "Stop").await;
    window.read_within("It is stopped", Duration::from_secs(20)).await;
    let sent = creates(&simulator).len();
    assert!((1..4).contains(&sent), "some were sent to, and not all: {sent}");
    window.read(&format!("{sent} of 4 sent")).await;
    simulator.faults().clear();
    simulator.faults().on(Operation::Create, Fault::Status { status: 422, body: r#"{"error":"busy"}"#.into() }, 1);
    window.click(Role::Button, "Resume").await;
    window.read_within("3 of 4 sent, 1 refused", Duration::from_secs(30)).await;
    let named: Vec<String> = creates(&simulator).iter().map(|one| device_of(&one.body)).collect();
    assert_eq!(named.len(), 4, "one request for each: {named:?}");
    assert_eq!(named.iter().cloned().collect::<BTreeSet<_>>(), chosen, "and none besides");

    // The one that was refused is reviewed and sent alone.
    window.click(Role::Button, "Retry 1 refused").await;
    window.see(Role::Heading, "New deployment").await;
    window.read("1 device by id").await;
    window.click(Role::Button, "Send 1 deployment").await;
    window.read_within("1 of 1 sent", Duration::from_secs(20)).await;
    let last = creates(&simulator).last().map(|one| device_of(&one.body));
    assert_eq!(
        (creates(&simulator).len(), last.as_ref()),
        (5, named.get(sent)),
        "that one, once more, and nobody else"
    );

    // Named where it is listed, and where its deployment is watched.
    let name = words(&window, FIRST_NAME).await.pop_first().expect("the first is there");
    assert!(!chosen.contains(&name), "it is called by its name: {name}");
    window.click(Role::Button, "dp-").await;
    window.see(Role::Button, "Abort…").await;
    window.see(Role::Row, &name).await;
    window.close().await;
}

/// The one device that a request names.
fn device_of(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("a request");
    let filters = body["device_filter"]["filters"].as_array().expect("filters").clone();
    assert_eq!(filters.len(), 1, "the device alone: {body}");
    filters[0]["value"].as_str().expect("its id").to_owned()
}

async fn words(window: &Window, script: &str) -> BTreeSet<String> {
    window.texts(script).await.into_iter().collect()
}

const CHOSEN: &str =
    "return [...document.querySelectorAll('[role=row][aria-selected=true] .mono[title]')].map((id) => id.title)";
const LISTED: &str = "return [...document.querySelectorAll('ul[aria-label=Devices] li')].map((device) => device.title)";
const FIRST_NAME: &str = "return [document.querySelector('[aria-label=\"Devices of the batch\"] [role=row][aria-rowindex=\"2\"] .cut').textContent]";
