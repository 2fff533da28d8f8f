//! The whole way by keys alone, from the first start: the demo, a deployment of one's own, a device that failed, back, abort, the palette, the
//! theme. Nothing is clicked and no script moves anything; at each step it is seen where the focus is.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};
use thirtyfour::Key;

const PATIENCE: Duration = Duration::from_secs(20);
const NAME: &str = "without a mouse";

#[tokio::test]
async fn everything_goes_without_a_mouse() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;

    to(&window, "Try the demo fleet").await;
    enter(&window).await;
    window.see(Role::Row, "finished").await;

    to(&window, "New deployment").await;
    enter(&window).await;
    write_the_draft(&window).await;
    to(&window, "Deploy to ").await;
    enter(&window).await;

    window.see(Role::Heading, NAME).await;
    window.focus_is_seen("a deployment is opened").await;
    a_failed_device_and_back(&window).await;
    abort_all(&window).await;
    the_dark_theme(&window).await;
    window.close().await;
}

/// From the flow to the review: filter, parameter, name.
async fn write_the_draft(window: &Window) {
    window.see(Role::Heading, "New deployment").await;
    onward(window, "Devices").await;
    to(window, "Add a filter").await;
    enter(window).await;
    window.focus_is_seen("the type of a new filter").await;
    // Letters choose as in any list of the system.
    window.press("Dev").await;
    to(window, ": state").await;
    window.press("on").await;
    onward(window, "Parameters").await;
    to(window, "Add a parameter").await;
    enter(window).await;
    window.focus_is_seen("the name of a new parameter").await;
    window.press("KEYS_ALONE").await;
    to(window, ": value").await;
    window.press("yes").await;
    onward(window, "Release").await;
    to(window, "Comment").await;
    window.press(Key::Control + "a").await;
    window.press(NAME).await;
    onward(window, "Review").await;
    window.read("KEYS_ALONE").await;
    window.read(NAME).await;
}

/// Watched until some failed; one of them is opened and closed, and its row has the focus again.
async fn a_failed_device_and_back(window: &Window) {
    let failed = async || window.script(FAILED).await.as_u64() > Some(0);
    window.until("devices have failed", Duration::from_secs(120), failed).await;
    to(window, "Failed").await;
    window.press(" ").await;
    window.see(Role::Row, "Failed").await;
    window.tab_to("Devices").await;
    window.press(Key::Down + "").await;
    window.focus_is_seen("a row of the table").await;
    let row = window.script(ROW).await;
    assert!(row.is_string(), "the keys have a row to move");
    enter(window).await;
    window.see(Role::Region, "Device").await;
    window.focus_is_seen("a device is opened").await;
    window.read("exit ").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Region, "Device ").await;
    window.focus_is_seen("the device is closed").await;
    assert_eq!(window.script(ROW).await, row, "the row that was opened has the focus again");
}

async fn abort_all(window: &Window) {
    window.press("x").await;
    window.see(Role::Dialog, "Abort the deployment").await;
    window.focus_is_seen("the abort asks").await;
    assert_eq!(window.focused().await, "Keep running", "a dialog begins with what does no harm");
    to(window, "Abort the deployment").await;
    enter(window).await;
    window.read("Abort requested").await;
    window.focus_is_seen("the abort was sent").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Dialog, "Abort").await;
    window.focus_is_seen("the dialog is closed").await;
}

async fn the_dark_theme(window: &Window) {
    window.press(Key::Control + "k").await;
    window.see(Role::Dialog, "Palette").await;
    window.focus_is_seen("the palette is open").await;
    window.press("go to settings").await;
    let first = async || window.script(CHOSEN).await.as_str().is_some_and(|name| name.contains("Settings"));
    window.until("the palette has found it", PATIENCE, first).await;
    enter(window).await;
    window.see(Role::Heading, "Settings").await;
    to(window, "Appearance").await;
    enter(window).await;
    to(window, "As the system").await;
    let dark = async || window.script("return document.documentElement.dataset.theme").await == "dark";
    for _ in 0..3 {
        if dark().await {
            break;
        }
        window.press(Key::Down + "").await;
        window.focus_is_seen("a theme").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    window.until("the theme is dark", PATIENCE, dark).await;
}

const FAILED: &str = "const chip = [...document.querySelectorAll('[aria-label=\"Show devices\"] button')].find((one) => one.textContent.includes('Failed'));
return chip ? Number(chip.textContent.replace(/[^0-9]/g, '')) : 0";
/// The device of the row that the keys move; null where that is in no table.
const ROW: &str = "const id = document.activeElement?.getAttribute('aria-activedescendant');
return id ? document.getElementById(id).querySelector('[role=gridcell]:nth-child(2)').textContent.trim() : null";
const CHOSEN: &str = "return document.querySelector('[role=option][aria-selected=true]')?.textContent ?? null";

/// Goes to it from control to control, and sees it.
async fn to(window: &Window, name: &str) {
    window.tab_to(name).await;
    window.focus_is_seen(name).await;
}

async fn enter(window: &Window) {
    window.press(Key::Enter + "").await;
}

/// Goes on by the chord, and is there.
async fn onward(window: &Window, step: &str) {
    window.press(Key::Control + Key::Enter).await;
    window.until(&format!("{step} has the focus"), PATIENCE, async || window.focused().await == step).await;
    window.focus_is_seen(step).await;
}
