//! A hundred thousand devices in the window: looked through, sorted, searched, shown as they were, chosen, and few of them stopped. Then
//! one device, and none: just as right. By keyboard where a person without a mouse would, and looked at by axe.

use std::collections::BTreeSet;
use std::time::Duration;

use connect_api::{ApiTime, DeviceFilter, DeviceState, Group};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::rows::Row;
use thirtyfour::Key;

use crate::fleet::stopped;
use crate::standing::{PATIENCE, Standing, first_is, ids, nothing_found_by_axe, separated, shows};

const MANY: u32 = 100_000;

#[tokio::test]
async fn a_hundred_thousand_devices_are_looked_through() {
    let fleet = Standing::with(MANY, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    shows(&window, MANY as usize).await;

    // Frames are only printed: how long they take is this machine's affair, and `bench` holds them to their budget.
    for by in ["400", "max / 40"] {
        let frames = window.scroll_devices(by, 60).await;
        let (longest, over) = (frames.longest().unwrap_or_default(), frames.over(50.0));
        eprintln!("scrolling by {by}: {} frames, longest {longest:.0} ms, {over} over 50 ms", frames.count());
        assert!(frames.count() >= 60, "the page goes on drawing while it is scrolled: {frames:?}");
    }

    sorted(&window, &fleet).await;
    searched(&window, &fleet).await;
    as_it_was(&window).await;
    nothing_found_by_axe(&window, "a deployment").await;
    all_failed(&window, &fleet).await;
    window.close().await;
}

/// By the keyboard alone: the headings are buttons, the grid has its keys.
async fn sorted(window: &Window, fleet: &Standing) {
    window.focus_devices().await;
    let first = fleet.truth.keys().next().expect("a device");
    let last = fleet.truth.keys().next_back().expect("a device");
    window.click(Role::Button, "Id").await;
    first_is(window, first).await;
    window.focus_devices().await;
    window.press(Key::End + "").await;
    window.until("End leads to the last device", PATIENCE, async || ids(window).await.contains(last)).await;
    window.press(Key::Home + "").await;
    first_is(window, first).await;
    window.press(Key::PageDown + "").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Region, "Device").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Region, "Steps").await;
    window.click(Role::Button, "Id").await;
    first_is(window, last).await;
}

async fn searched(window: &Window, fleet: &Standing) {
    let part = &fleet.truth.keys().nth(4_321).expect("a device")[..5];
    let with_part = fleet.truth.keys().filter(|id| id.contains(part)).count();
    window.fill("Search devices", part).await;
    shows(window, with_part).await;

    let longer = |row: &Row| match (&row.started, &row.finished) {
        (ApiTime::At { unix_ms: from, .. }, ApiTime::At { unix_ms: to, .. }) => to - from > 20_000,
        _ => false,
    };
    let slow_and_not_failed = fleet.those(|row| longer(row) && row.state != DeviceState::Failed);
    assert!(slow_and_not_failed.len() > 100, "some took their time: {}", slow_and_not_failed.len());
    window.fill("Search devices", "took:>20s -state:failed").await;
    shows(window, slow_and_not_failed.len()).await;
    window.fill("Search devices", "nobody-is-called-so").await;
    window.read("No device matches").await;
    window.click(Role::Button, "Show all").await;
    shows(window, MANY as usize).await;
}

/// To the first moment and back, by keys: nobody has ended then, and nothing can be done about it.
async fn as_it_was(window: &Window) {
    let strip = "document.querySelector('[role=slider][aria-label^=Timeline]')";
    window.script(&format!("{strip}.focus()")).await;
    window.press(Key::Home + "").await;
    window.read("as it was at").await;
    let moving = "const count = (word) => Number([...document.querySelectorAll('[aria-label=\"Show devices\"] button')]
        .find((chip) => chip.textContent.includes(word)).textContent.replace(/[^0-9]/g, ''));
        return count('Pending') + count('In progress')";
    let nobody_had_ended = async || window.script(moving).await.as_f64() == Some(f64::from(MANY));
    window.until("nobody had ended at the beginning", PATIENCE, nobody_had_ended).await;
    shows(window, MANY as usize).await;
    let abort = window.see(Role::Button, "Abort…").await;
    assert!(!abort.is_enabled().await.unwrap_or(true), "nothing is stopped in the past");
    assert_eq!(window.all(Role::Button, "Abort d-").await.len(), 0, "nor is any of its devices");
    window.press(Key::End + "").await;
    window.until("it is the present again", PATIENCE, async || !window.text().await.contains("as it was at")).await;
}

/// All that failed, by one chip and one box: they are counted, leave nothing to stop, and can be deployed to again after a review.
async fn all_failed(window: &Window, fleet: &Standing) {
    let failed = fleet.in_state(DeviceState::Failed).len();
    assert!(failed > 500, "there are failures to look into: {failed}");
    window.click(Role::Button, "Failed").await;
    shows(window, failed).await;
    window.focus_devices().await;
    window.press(Key::Control + "a").await;
    window.read(&format!("{} devices chosen", separated(failed))).await;
    let abort = window.see(Role::Button, "Abort chosen").await;
    assert!(!abort.is_enabled().await.unwrap_or(true), "those that failed have ended: there is nothing to stop");
    window.press(Key::Escape + "").await;
    window.until("nobody is chosen", PATIENCE, async || !window.text().await.contains("devices chosen")).await;

    let before = fleet.posts();
    window.click(Role::Button, "Retry").await;
    window.click(Role::Button, "Use this draft").await;
    window.see(Role::Heading, "New deployment").await;
    window.click(Role::Button, "Review").await;
    window.read(&format!("Devices where {} failed", fleet.uuid)).await;
    assert_eq!(fleet.posts(), before, "a retry sends nothing before its review was confirmed");
}

#[tokio::test]
async fn stopping_many_asks_nobody_besides_and_can_itself_be_stopped() {
    let fleet = Standing::with(20_000, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    shows(&window, 20_000).await;
    let running = fleet.in_state(DeviceState::InProgress);
    assert!(running.len() > 200, "there is something to stop: {}", running.len());
    window.click(Role::Button, "In progress").await;
    shows(&window, running.len()).await;
    window.focus_devices().await;
    window.press(Key::Control + "a").await;
    window.click(Role::Button, "Abort chosen").await;
    window.see(Role::Button, &format!("Abort on {} devices", separated(running.len()))).await;
    assert_eq!(stopped(&fleet.simulator), Vec::<String>::new(), "nothing is sent before it is confirmed");
    nothing_found_by_axe(&window, "the question").await;
    window.click(Role::Button, "Abort on").await;
    window.click(Role::Button, "Ask no more devices").await;
    window.read_within("were not asked", PATIENCE).await;
    let asked = stopped(&fleet.simulator);
    assert!(!asked.is_empty() && asked.len() < running.len(), "it was stopped on its way: {} asked", asked.len());
    let each: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!(each.len(), asked.len(), "each is asked once");
    assert!(each.is_subset(&running), "nobody is asked who was not chosen: {:?}", each.difference(&running).next());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(stopped(&fleet.simulator).len(), asked.len(), "and nobody is asked any more");
    window.close().await;
}

#[tokio::test]
async fn one_device_and_none_are_just_as_right() {
    let fleet = Standing::with(1, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    shows(&window, 1).await;
    let id = fleet.truth.keys().next().expect("a device");
    first_is(&window, id).await;
    window.focus_devices().await;
    window.press(" ").await;
    window.read("1 device chosen").await;
    window.press(Key::Escape + "").await;
    nothing_found_by_axe(&window, "a deployment to one device").await;
    window.close().await;

    let nobody = DeviceFilter { groups: vec![Group { name: "a group of nobody".into() }], filters: Vec::new() };
    let fleet = Standing::with(1, nobody).await;
    assert_eq!(fleet.truth.len(), 0, "its target reaches nobody");
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    window.read("No devices matched").await;
    nothing_found_by_axe(&window, "a deployment to nobody").await;
    window.close().await;
}
