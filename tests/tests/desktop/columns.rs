//! The columns of the devices: hidden, moved and made wider by keyboard, sorted, and found so after a restart.

use std::time::Duration;

use connect_api::DeviceFilter;
use flightdeck_tests::desk::{Home, Role, Window};
use thirtyfour::Key;

use crate::standing::{PATIENCE, Standing, first_is, nothing_found_by_axe};

#[tokio::test]
async fn columns_are_arranged_by_keyboard_and_remembered() {
    let fleet = Standing::with(60, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    headings_are(&window, &["State", "Id", "Why", "In state", "Started", "Took", "Action"]).await;

    window.script("document.querySelector('[aria-label=Columns]').focus()").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Button, "Move Started left").await;
    window.tab_to("Move Started left").await;
    window.press(Key::Enter + "").await;
    headings_are(&window, &["State", "Id", "Why", "Started", "In state", "Took", "Action"]).await;
    window.tab_to("Took").await;
    window.press(" ").await;
    headings_are(&window, &["State", "Id", "Why", "Started", "In state", "Action"]).await;
    nothing_found_by_axe(&window, "arranging columns").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Button, "Move Started left").await;
    window.see(Role::Heading, "to all").await;

    let before = width(&window).await;
    window.tab_to("Width of Id").await;
    for _ in 0..2 {
        window.press(Key::Shift + Key::Right).await;
    }
    let wider = async || width(&window).await > before + 40.0;
    window.until("the column is wider", PATIENCE, wider).await;
    let set = width(&window).await;
    window.click(Role::Button, "Id").await;
    let first = fleet.truth.keys().next().expect("a device");
    first_is(&window, first).await;
    // Kept soon after the last change, not with each.
    tokio::time::sleep(Duration::from_secs(1)).await;
    window.close().await;

    let window = Window::open(&mut home).await;
    fleet.show(&window).await;
    headings_are(&window, &["State", "Id", "Why", "Started", "In state", "Action"]).await;
    first_is(&window, first).await;
    let again = width(&window).await;
    assert!((again - set).abs() <= 1.0, "as wide as it was made: {again} and not {set}");

    window.click(Role::Button, "Columns").await;
    window.click(Role::Button, "Standard columns").await;
    headings_are(&window, &["State", "Id", "Why", "In state", "Started", "Took", "Action"]).await;
    window.close().await;
}

async fn headings_are(window: &Window, expected: &[&str]) {
    let script = "return [...document.querySelectorAll('[aria-label=Devices] [role=columnheader]')]
        .map((one) => one.textContent.trim()).filter((words) => words !== '')";
    let same = async || window.texts(script).await == expected;
    window.until(&format!("the columns are {expected:?}"), PATIENCE, same).await;
}

/// How wide the ids' column is drawn.
async fn width(window: &Window) -> f64 {
    let script =
        "return document.querySelector('[aria-label=\"Width of Id\"]').parentElement.getBoundingClientRect().width";
    window.script(script).await.as_f64().unwrap_or_default()
}
