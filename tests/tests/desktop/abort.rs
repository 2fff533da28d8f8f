//! Stopping: one device, then all; what will happen is said first, what did afterwards.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{TOKEN, connect, deploy, service};

#[tokio::test]
async fn one_device_and_then_all_are_aborted() {
    // Slow, so that there is something left to stop.
    let simulator = service(400, 0.2).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Production", "to be stopped").await;
    window.see(Role::Row, "Pending").await;

    window.click(Role::Button, "Pending").await;
    window.click(Role::Row, "Pending").await;
    window.see(Role::Region, "Device").await;
    window.click(Role::Button, "Abort this device").await;
    window.see(Role::Dialog, "").await;
    assert!(!received(&simulator, "abort"), "nothing is sent before it is confirmed");
    window.click(Role::Button, "Abort on this device").await;
    window
        .until("the service was asked to stop the device", Duration::from_secs(20), async || {
            received(&simulator, "abort")
        })
        .await;
    close_outcome(&window).await;
    window.click(Role::Button, "Close the device").await;

    window.click(Role::Button, "Abort…").await;
    window.read("pending").await;
    window.click(Role::Button, "Abort the deployment").await;
    window
        .until("the service was asked to stop all", Duration::from_secs(20), async || {
            simulator
                .requests()
                .iter()
                .any(|request| request.path.ends_with("/abort") && !request.path.contains("/devices/"))
        })
        .await;
    close_outcome(&window).await;
    window.click(Role::Button, "All").await;
    window.see_within(Role::Row, "Aborted", Duration::from_secs(40)).await;
    let asked = simulator.requests().iter().filter(|request| request.path.ends_with("/abort")).count();
    assert_eq!(asked, 2, "one request for the device and one for all: an abort is never repeated by itself");
    window.close().await;
}

fn received(simulator: &connect_simulator::Simulator, end: &str) -> bool {
    simulator.requests().iter().any(|request| request.path.ends_with(end))
}

async fn close_outcome(window: &Window) {
    window.click(Role::Button, "Close").await;
    window.gone(Role::Dialog, "Abort").await;
}
