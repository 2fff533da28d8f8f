//! The fleet, known: who points at devices deploys to just these, without typing an id; and all is as before where the service does not tell.

use std::time::Duration;

use connect_simulator::FleetReads;
use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{TOKEN, connect, deploy, service};

/// As many as the table shows now, once it is neither of these.
async fn shown_but(window: &Window, others: &[usize]) -> usize {
    let other = async || window.devices_shown().await.is_some_and(|shown| shown > 0 && !others.contains(&shown));
    window.until("the facet decides what is shown", Duration::from_secs(20), other).await;
    window.devices_shown().await.expect("the table is there")
}

#[tokio::test]
async fn pointed_at_by_two_facets_the_same_number_lands() {
    let simulator = service(400, 20.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.see(Role::Heading, "Fleet").await;
    window.read("read from the service").await;
    let all = async || window.devices_shown().await == Some(400);
    window.until("every device of the fleet is shown", Duration::from_secs(20), all).await;
    window.click(Role::Button, "Production").await;
    let in_group = shown_but(&window, &[400]).await;
    window.click(Role::Button, "gateway").await;
    let shown = shown_but(&window, &[400, in_group]).await;
    assert!(shown < in_group, "two facets narrow: {shown} of {in_group}");

    window.focus_devices().await;
    window.press(thirtyfour::Key::Control + "a").await;
    window.read(&format!("{shown} devices chosen")).await;
    window.click(Role::Button, "Deploy to these").await;
    window.see(Role::Heading, "New deployment").await;
    window.read(&format!("{shown} devices")).await;
    window.read("as the fleet was seen").await;

    window.click(Role::Button, "Flow").await;
    window.click(Role::Radio, "").await;
    window.click(Role::Button, "Review").await;
    window.read(&format!("{shown} devices")).await;
    window.click(Role::Button, "Deploy to matching devices in Production").await;
    window.see(Role::Button, "Abort…").await;
    let landed = async || window.devices_shown().await == Some(shown);
    window.until("as many devices land as were pointed at", Duration::from_secs(60), landed).await;
    window.close().await;
}

#[tokio::test]
async fn a_token_that_may_not_list_devices_launches_as_before() {
    let simulator = service(400, 1.0).await;
    let mut variants = simulator.variants();
    variants.fleet_reads = FleetReads::Refused;
    simulator.set_variants(variants);
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.see(Role::Heading, "The service does not list its devices to this token").await;
    window.read("Everything else works without it").await;
    window.press("1").await;
    window.see(Role::Row, "finished").await;
    deploy(&window, &simulator, "Production", "as before").await;
    let text = window.text().await;
    assert!(
        !text.contains("as the fleet was seen"),
        "nothing is known of the fleet, and nothing is said of it: {text}"
    );
    window.close().await;
}
