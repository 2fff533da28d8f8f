//! Stopping a few: those chosen by the keyboard alone are asked to stop, and nobody else.

use std::collections::BTreeSet;
use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{TOKEN, connect, deploy, service, stopped};
use crate::standing::PATIENCE;

#[tokio::test]
async fn those_chosen_are_stopped_and_nobody_else() {
    // Devices stand still: all are left to stop, and nobody leaves the view in which they are chosen.
    let simulator = service(400, 0.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Production", "some are stopped").await;
    window.see(Role::Row, "Pending").await;
    window.click(Role::Button, "Pending").await;
    window.see(Role::Row, "Pending").await;

    window.focus_devices().await;
    window.press(" ").await;
    window.read("1 device chosen").await;
    window.press(thirtyfour::Key::Shift + thirtyfour::Key::Down).await;
    window.press(thirtyfour::Key::Shift + thirtyfour::Key::Down).await;
    window.read("3 devices chosen").await;
    // The number is told first, the marks come with the rows.
    let marked = async || ids(&window.script(CHOSEN).await);
    window.until("three rows are marked", PATIENCE, async || marked().await.len() >= 3).await;
    let chosen = marked().await;
    assert_eq!(chosen.len(), 3, "as many rows are marked as it says: {chosen:?}");

    window.click(Role::Button, "Abort chosen").await;
    window.read("devices are not touched").await;
    assert_eq!(stopped(&simulator), Vec::<String>::new(), "nothing is sent before it is confirmed");
    window.click(Role::Button, "Abort on 3 devices").await;
    window.read_within("3 requests were accepted", Duration::from_secs(30)).await;
    let asked: BTreeSet<String> = stopped(&simulator).into_iter().collect();
    assert_eq!(asked, chosen, "one request for each of them, and none besides");
    let all = simulator.requests().iter().filter(|request| request.path.ends_with("/abort")).count();
    assert_eq!(all, 3, "each once");
    window.close().await;
}

fn ids(found: &serde_json::Value) -> BTreeSet<String> {
    found.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

const CHOSEN: &str =
    "return [...document.querySelectorAll('[role=row][aria-selected=true] .mono[title]')].map((id) => id.title)";
