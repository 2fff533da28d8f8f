//! The palette in the real window, by keyboard alone: a place, a device of the known fleet by its name, an abort that asks first; back and
//! forward; and the next run begins where this one ended.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};
use thirtyfour::Key;

use crate::fleet::{TOKEN, connect, deploy, service, stopped};
use crate::standing::nothing_found_by_axe;

#[tokio::test]
async fn everything_is_found_by_a_few_letters_and_the_next_run_begins_where_this_one_ended() {
    let simulator = service(1_000, 40.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "found by its name").await;

    find(&window, "go to fleet").await;
    window.see(Role::Heading, "Fleet").await;
    window.read("read from the service").await;
    window.until("devices are named", Duration::from_secs(20), async || window.script(NAMED).await.is_string()).await;
    let device = window.script(NAMED).await.as_str().unwrap_or_default().to_owned();

    open_palette(&window).await;
    window.press(device.as_str()).await;
    window.see(Role::Option, &device).await;
    nothing_found_by_axe(&window, "the palette").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Dialog, "Palette").await;

    find(&window, &device).await;
    window
        .until("the device's own page is open", Duration::from_secs(10), async || {
            window.script("return location.hash").await.as_str().is_some_and(|hash| hash.starts_with("#/fleet/device/"))
        })
        .await;

    find(&window, "found by its name").await;
    window.see(Role::Heading, "found by its name").await;
    window.press(Key::Alt + Key::Left).await;
    window.see(Role::Heading, "Fleet").await;
    window.press(Key::Alt + Key::Right).await;
    window.see(Role::Heading, "found by its name").await;

    find(&window, "request…").await;
    window.see(Role::Dialog, "").await;
    window.press(Key::Escape + "").await;
    assert_eq!(stopped(&simulator), Vec::<String>::new(), "looking for things stops nobody");

    find(&window, "go to plans").await;
    window.see(Role::Heading, "Plans").await;
    // It is kept a moment after the user has come to rest.
    tokio::time::sleep(Duration::from_secs(1)).await;
    window.close().await;

    let window = Window::open(&mut home).await;
    window.see(Role::Heading, "Plans").await;
    open_palette(&window).await;
    window.see(Role::Option, "found by its name").await;
    window.close().await;
}

/// The name of a known device that is on screen.
const NAMED: &str = "return [...document.querySelectorAll('[role=row]:not(.waiting) [role=gridcell]')]
    .map((cell) => cell.textContent.trim()).find((text) => /^[a-z]+-[a-z0-9-]*[0-9]+$/i.test(text)) ?? null";

async fn open_palette(window: &Window) {
    window.press(Key::Control + "k").await;
    window.see(Role::Dialog, "Palette").await;
}

/// Types it into the palette, and does what is found first.
pub(crate) async fn find(window: &Window, text: &str) {
    open_palette(window).await;
    window.press(text).await;
    let first = "const one = document.querySelector('[role=option][aria-selected=true]');
        const field = document.querySelector('[role=combobox]');
        const list = document.querySelector('[role=listbox]');
        return one !== null && field.value !== '' && list.getAttribute('aria-busy') === 'false' ? one.textContent : null";
    window.until("something is found", Duration::from_secs(10), async || window.script(first).await.is_string()).await;
    window.press(Key::Enter + "").await;
    window.gone(Role::Dialog, "Palette").await;
}
