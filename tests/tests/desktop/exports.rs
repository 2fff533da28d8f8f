//! Taking results away: who is chosen and all of them as CSV, and a report, where the system's own dialog says; each file holds what the
//! service tells, and none holds the token.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use connect_api::{DeviceFilter, DeviceState};
use flightdeck_tests::desk::{Display, Home, Role, Window};
use flightdeck_tests::ground;
use thirtyfour::Key;

use crate::standing::{Standing, nothing_found_by_axe, shows};

const DIALOG: &str = "Save File";
const A_MOMENT: Duration = Duration::from_secs(8);

#[tokio::test]
async fn files_hold_the_truth_and_no_token() {
    let fleet = Standing::with(300, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    shows(&window, 300).await;

    let failed = fleet.in_state(DeviceState::Failed).len();
    window.click(Role::Button, "Failed").await;
    shows(&window, failed).await;
    window.focus_devices().await;
    window.press(Key::Control + "a").await;
    window.read(&format!("{failed} devices chosen")).await;
    window.click(Role::Button, "Export…").await;
    window.see(Role::Dialog, "").await;
    nothing_found_by_axe(&window, "exporting").await;
    let file = saved(&window, &format!("{failed} devices written")).await;
    assert_eq!(states(&file), truth(&fleet, Some(DeviceState::Failed)), "those chosen, as the service tells them");
    window.focus_devices().await;
    window.press(Key::Escape + "").await;
    window.click(Role::Button, "All").await;
    shows(&window, 300).await;

    whole(&window, "CSV").await;
    let file = saved(&window, "300 devices written").await;
    assert_eq!(states(&file), truth(&fleet, None), "all of them, each once");

    whole(&window, "Report").await;
    let report = saved(&window, "Report written").await;
    assert!(report.contains("to all") && report.contains(&fleet.uuid), "the report says what it is about");
    assert!(report.starts_with("<!doctype html>"), "a page that any browser shows: {}", &report[..80]);
    for what in ["<script", " src=\"http", "@import"] {
        assert!(!report.contains(what), "the report runs nothing and fetches nothing: {what}");
    }
    window.close().await;
}

async fn whole(window: &Window, format: &str) {
    window.click(Role::Button, "More to do").await;
    window.click(Role::Menuitem, "Export").await;
    window.click(Role::Radio, format).await;
}

/// Answers the system's dialog with what it offers, and reads the file that the page says was written.
async fn saved(window: &Window, said: &str) -> String {
    let display = Display::open();
    window.click(Role::Button, "Choose where…").await;
    window.until("the system asks where", A_MOMENT, async || display.shown(DIALOG).is_some()).await;
    // It takes keys once it has looked into its folder.
    tokio::time::sleep(Duration::from_millis(500)).await;
    display.keep_picture("save-as");
    display.confirm(DIALOG).await;
    window.read(said).await;
    let told =
        window.texts("return [...document.querySelectorAll('[aria-label=Notes] p')].map((p) => p.textContent)").await;
    let path =
        told.iter().find_map(|line| Some(PathBuf::from(line.rsplit_once(" (")?.0))).expect("the note names the file");
    let text =
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
    std::fs::remove_file(&path).unwrap();
    window.click(Role::Button, "Close this note").await;
    assert!(!text.contains(ground::TOKEN), "no file holds the token");
    text
}

/// The state of each device in a CSV file.
fn states(csv: &str) -> BTreeMap<String, String> {
    let mut lines = csv.trim_start_matches('\u{feff}').split("\r\n");
    let head = lines.next().unwrap_or_default();
    assert!(head.starts_with("device_id,name,group,state,"), "its columns are named: {head}");
    let rows: Vec<Vec<&str>> = lines.filter(|line| !line.is_empty()).map(|line| line.split(',').collect()).collect();
    let states: BTreeMap<String, String> = rows.iter().map(|row| (row[0].to_owned(), row[3].to_owned())).collect();
    assert_eq!(states.len(), rows.len(), "each device stands there once");
    states
}

fn truth(fleet: &Standing, only: Option<DeviceState>) -> BTreeMap<String, String> {
    let word = |state: DeviceState| match state {
        DeviceState::Pending => "pending",
        DeviceState::InProgress => "in_progress",
        DeviceState::Succeeded => "succeeded",
        DeviceState::Failed => "failed",
        DeviceState::Aborted => "aborted",
        _ => "unknown",
    };
    let rows = fleet.truth.iter().filter(|(_, row)| only.is_none_or(|state| row.state == state));
    rows.map(|(id, row)| (id.clone(), word(row.state).to_owned())).collect()
}
