//! A start without a network: what was seen before stands at once, with its age, and nothing is made up.

use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{TOKEN, connect, deploy, service};

#[tokio::test]
async fn without_a_network_what_was_last_seen_is_there_with_its_age() {
    let simulator = service(60, 60.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "seen before the network went").await;
    let (_, seen) = (window.see(Role::Row, "Succeeded").await, window.script(DEVICES).await);
    assert!(seen.as_array().is_some_and(|devices| !devices.is_empty()), "there are devices to remember: {seen}");
    window.click(Role::Button, "Back to the deployments").await;
    window.see(Role::Row, "seen before the network went").await;
    window.close().await;
    simulator.shutdown().await;

    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Deployments").await;
    window.see(Role::Row, "seen before the network went").await;
    window.read("What is shown was seen").await;
    window.read("goes on trying").await;
    window.click(Role::Row, "seen before the network went").await;
    window.see(Role::Heading, "seen before the network went").await;
    window.see(Role::Row, "Succeeded").await;
    window.read("What is shown was seen").await;
    let shown = window.script(DEVICES).await;
    assert_eq!(shown, seen, "the same devices, none made up and none lost");
    window.close().await;
}

/// The ids of the first devices, in an order that does not hang on how far they are.
const DEVICES: &str =
    "return [...document.querySelectorAll('[role=gridcell] .mono[title]')].map((id) => id.title).sort()";
