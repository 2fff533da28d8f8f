//! A guard: it counts in sight, closing the window asks, a restart does not disarm it, and it fires once, stops the deployment by one
//! request, and is acknowledged.

use std::time::Duration;

use connect_api::{DeviceFilter, DeviceState};
use flightdeck_tests::desk::{Display, Home, RETURN, Role, TAB, Window};

use crate::standing::{Standing, nothing_found_by_axe};

const QUESTION: &str = "A guard is armed";
/// So many more must finish before it may fire.
const MORE: usize = 20;
const A_MOMENT: Duration = Duration::from_secs(8);

#[tokio::test]
async fn a_guard_outlives_a_restart_fires_once_and_is_acknowledged() {
    let mut fleet = Standing::with(300, DeviceFilter::default()).await;
    let finished = finished(&fleet);
    let least = finished + MORE;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;

    window.click(Role::Button, "Guard…").await;
    window.fill("Per cent failed", "0").await;
    window.fill("Devices finished at least", &least.to_string()).await;
    nothing_found_by_axe(&window, "setting up a guard").await;
    window.click(Role::Button, "Arm the guard").await;
    window.see(Role::Button, "Guard: stop at 0 %").await;
    let counting = format!("of {finished} finished failed; stops above 0 % of at least {least}");
    window.read(&counting).await;
    assert_eq!(aborts(&fleet), 0, "below its minimum it stops nothing, whatever failed");

    asked_and_closed(window).await;

    let window = Window::open(&mut home).await;
    fleet.show(&window).await;
    window.see(Role::Button, "Guard: stop at 0 %").await;
    window.read(&counting).await;

    while self::finished(&fleet) < least {
        fleet.go_on(Duration::from_secs(2)).await;
    }
    let moving = fleet.those(|row| matches!(row.state, DeviceState::Pending | DeviceState::InProgress)).len();
    assert!(moving > 0, "there is something left to stop");
    let failed = fleet.in_state(DeviceState::Failed).len();
    let finished = self::finished(&fleet);
    assert!(finished >= least && failed > 0, "now it is to fire: {failed} of {finished} failed, from {least} on");
    window.click(Role::Button, "Look now").await;
    window.read("The guard fired at").await;
    window.read(&format!("{failed} of {finished} finished devices failed")).await;
    window.read("The abort was requested and accepted").await;
    assert_eq!(aborts(&fleet), 1, "one request for the deployment");
    window.read("guard fired").await;
    nothing_found_by_axe(&window, "a guard that fired").await;
    window.click(Role::Button, "Acknowledge").await;
    let gone = async || !window.text().await.contains("The guard fired at");
    window.until("what was acknowledged is said no more", A_MOMENT, gone).await;

    window.click(Role::Button, "Look now").await;
    window.read(&format!("{failed} acknowledged failures not counted")).await;
    assert_eq!(aborts(&fleet), 1, "what was acknowledged does not make it fire again");
    asked_and_closed(window).await;
    assert_eq!(aborts(&fleet), 1, "nor does anything later");
}

/// Closing asks; who presses Return stays, and only who chooses to quit quits.
async fn asked_and_closed(window: Window) {
    let display = Display::open();
    let close = || display.ask_to_close(display.shown("Flightdeck").expect("the window is open"));
    close();
    window.until("it asks", A_MOMENT, async || display.shown(QUESTION).is_some()).await;
    display.keep_picture("guard-armed");
    display.press_return(display.shown(QUESTION).unwrap());
    window.until("the question goes away", A_MOMENT, async || display.shown(QUESTION).is_none()).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(window.is_open(), "who keeps it open keeps the guard");
    close();
    window.until("it asks again", A_MOMENT, async || display.shown(QUESTION).is_some()).await;
    display.press(display.shown(QUESTION).unwrap(), &[TAB, RETURN]);
    window.closes_by_itself(A_MOMENT).await;
}

fn finished(fleet: &Standing) -> usize {
    fleet.those(|row| matches!(row.state, DeviceState::Succeeded | DeviceState::Failed)).len()
}

fn aborts(fleet: &Standing) -> usize {
    fleet.simulator.requests().iter().filter(|request| request.path.ends_with("/abort")).count()
}
