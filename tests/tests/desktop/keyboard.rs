//! The whole wizard by keyboard alone, in a small window and both themes: a contradiction is told where it is made, forty parameters are
//! pasted at once, and what is sent is what was typed.

use std::path::PathBuf;

use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::creates;
use serde_json::Value;
use thirtyfour::Key;

use crate::fleet::{TOKEN, connect, service};
use crate::screens::CUT_OFF;
use crate::standing::nothing_found_by_axe;

/// The Enter key among letters.
const ENTER: &str = "\u{e007}";

/// A name and a value that has to arrive as it is.
fn parameter(number: usize) -> (String, String) {
    let value = match number % 4 {
        0 => format!("{number}"),
        1 => format!("http://mirror.example/{number}?a=b"),
        2 => "true".to_owned(),
        _ => format!("word {number}, and more"),
    };
    (format!("SETTING_{number:02}"), value)
}

#[tokio::test]
async fn the_wizard_goes_by_keys_alone() {
    let simulator = service(400, 40.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    window.size(900, 600).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("n").await;
    window.see(Role::Heading, "Flow").await;
    window.tab_to("Gateway firmware").await;
    window.press(" ").await;
    looked_at(&window, "keyboard-1-flow").await;
    onward(&window, "Devices").await;

    window.tab_to("Groups").await;
    window.press("Test").await;
    window.press(Key::Enter + "").await;
    for state in ["on", "off"] {
        window.tab_to("Add a filter").await;
        window.press(Key::Enter + "").await;
        // The type has the focus; letters choose as in any list of the system.
        window.press("Dev").await;
        window.tab_to(": state").await;
        window.press(state).await;
    }
    window.press(Key::Tab + "").await;
    window.read("No device is online and offline at the same time").await;
    looked_at(&window, "keyboard-2-contradiction").await;
    window.tab_to("Remove filter 2").await;
    window.press(Key::Enter + "").await;
    window.read("as the fleet was seen").await;
    let mended = async || !window.text().await.contains("at the same time");
    window.until("the contradiction is gone", std::time::Duration::from_secs(20), mended).await;
    onward(&window, "Parameters").await;

    window.tab_to("Paste many").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Dialog, "Paste many parameters").await;
    let lines: Vec<String> = (0..40).map(parameter).map(|(name, value)| format!("{name}={value}")).collect();
    // Typed and cut, so that they can be pasted as from anywhere else: into the empty field, which reads them at once.
    window.press(lines.join(ENTER)).await;
    window.press(Key::Control + "a").await;
    window.press(Key::Control + "x").await;
    let empty = async || window.script("return document.activeElement?.value").await == "";
    window.until("the field is empty", std::time::Duration::from_secs(20), empty).await;
    window.press(Key::Control + "v").await;
    window.see(Role::Button, "Take 40 parameters").await;
    looked_at(&window, "keyboard-3-pasted").await;
    window.tab_to("Take 40 parameters").await;
    window.press(Key::Enter + "").await;
    window.gone(Role::Dialog, "Paste many parameters").await;
    looked_at(&window, "keyboard-4-parameters").await;
    onward(&window, "Release").await;

    window.tab_to("Comment").await;
    window.press("by keys alone").await;
    looked_at(&window, "keyboard-5-release").await;
    onward(&window, "Review").await;
    window.read("SETTING_39").await;
    looked_at(&window, "keyboard-6-review").await;
    window.see(Role::Button, "Deploy to ").await;
    window.press(Key::Control + Key::Shift + Key::Enter).await;
    window.see(Role::Heading, "by keys alone").await;
    looked_at(&window, "keyboard-7-deployment").await;

    let created = creates(&simulator);
    let [created] = created.as_slice() else { panic!("sent once: {created:?}") };
    let body: Value = serde_json::from_str(&created.body).unwrap();
    assert_eq!(body["device_filter"]["groups"], serde_json::json!([{"name": "Test"}]));
    let filters = serde_json::json!([{"type": "device_state", "operand": "is", "value": "online"}]);
    assert_eq!(body["device_filter"]["filters"], filters, "what was removed is not sent");
    for (name, value) in (0..40).map(parameter) {
        let sent = &body["deployment_configuration"]["parameters_mapping"][&name];
        assert_eq!(sent, value.as_str(), "{name} as it was pasted");
    }
    window.close().await;
}

/// Goes on by the chord, and is there.
async fn onward(window: &Window, step: &str) {
    window.press(Key::Control + Key::Enter).await;
    let script = "return document.activeElement?.textContent ?? ''";
    let there = async || window.script(script).await == step;
    window.until(&format!("{step} has the focus"), std::time::Duration::from_secs(20), there).await;
}

/// Nothing reaches out of the window, everybody can use it, and both themes can be looked at afterwards.
async fn looked_at(window: &Window, name: &str) {
    assert_eq!(window.script(CUT_OFF).await, Value::Array(Vec::new()), "{name} reaches out of its window");
    nothing_found_by_axe(window, name).await;
    let Some(folder) = std::env::var_os("FLIGHTDECK_TEST_ARTEFACTS").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for theme in ["light", "dark"] {
        window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
        window.picture(&folder.join(format!("{name}-{theme}.png"))).await;
    }
}
