//! Walks the demo as a new user would, in the real window, and leaves a picture of every screen in both themes.
//!
//! `cargo xtask run` starts it where there is no display; the pictures go to the folder named by `FLIGHTDECK_TOUR`.

use std::path::PathBuf;
use std::time::Duration;

use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::FLOW;
use thirtyfour::Key;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = std::env::var_os("FLIGHTDECK_TOUR").map(PathBuf::from).expect("FLIGHTDECK_TOUR names the folder");
    std::fs::create_dir_all(&folder).expect("the folder for the pictures");
    let mut home = Home::new();
    let tour = Tour { window: Window::open(&mut home).await, folder };
    let window = &tour.window;

    window.see(Role::Button, "Try the demo fleet").await;
    tour.pictures("1-welcome").await;
    window.click(Role::Button, "Connect a fleet").await;
    tour.pictures("2-connect").await;
    window.click(Role::Button, "Cancel").await;
    window.click(Role::Button, "Try the demo fleet").await;
    window.see(Role::Row, "finished").await;
    tour.pictures("3-deployments").await;
    window.press("2").await;
    window.read("read from the service").await;
    tour.pictures("3-fleet").await;
    a_batch(&tour).await;
    window.click(Role::Button, "Deployments").await;
    window.see(Role::Row, "finished").await;

    window.click(Role::Button, "New deployment").await;
    window.read("Update flow").await;
    tour.pictures("4-flow").await;
    window.click(Role::Button, "Devices").await;
    window.fill("Groups", "Test").await;
    window.press(Key::Enter + "").await;
    window.click(Role::Button, "Add a filter").await;
    tour.pictures("5-devices").await;
    window.click(Role::Button, "Remove filter 1").await;
    window.click(Role::Button, "Parameters").await;
    tour.pictures("6-parameters").await;
    a_template(&tour).await;
    window.click(Role::Button, "Release").await;
    tour.pictures("7-release").await;
    window.click(Role::Button, "Review").await;
    tour.pictures("8-review").await;
    window.click(Role::Button, "Deploy to ").await;

    window.see(Role::Button, "Abort…").await;
    window.see_within(Role::Row, "In progress", Duration::from_secs(60)).await;
    tour.pictures("9-deployment-begins").await;
    window.see_within(Role::Row, "Failed", Duration::from_secs(120)).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    tour.pictures("10-deployment").await;
    window.focus_devices().await;
    window.press(Key::Home + "").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Region, "Steps").await;
    tour.pictures("11-device").await;
    window.click(Role::Button, "Close the device").await;
    window.fill("Search devices", "took:>20s -state:failed").await;
    window.read("devices shown").await;
    tour.pictures("12-search").await;
    window.fill("Search devices", "").await;
    let all = async || !window.text().await.contains("devices shown");
    window.until("all devices are shown again", Duration::from_secs(20), all).await;
    window.focus_devices().await;
    window.press(Key::Control + "a").await;
    window.read("devices chosen").await;
    tour.pictures("13-chosen").await;
    window.press(Key::Escape + "").await;
    window.script("document.querySelector('[role=slider][aria-label^=Timeline]').focus()").await;
    for _ in 0..40 {
        window.press(Key::Left + "").await;
    }
    window.read("as it was at").await;
    tour.pictures("14-as-it-was").await;
    window.press(Key::End + "").await;
    window.click(Role::Button, "Guard").await;
    window.see(Role::Dialog, "").await;
    tour.pictures("15-guard").await;
    // So strict that it fires with its first look; it only tells, so that the deployment lands.
    window.fill("Per cent failed", "0").await;
    window.fill("Devices finished at least", "1").await;
    window.click(Role::Radio, "tell me").await;
    window.click(Role::Button, "Arm the guard").await;
    window.read_within("The guard fired at", Duration::from_secs(60)).await;
    tour.pictures("16-guard-fired").await;
    window.click(Role::Button, "Acknowledge").await;
    window.read_within("not counted", Duration::from_secs(60)).await;
    tour.pictures("17-guarded").await;
    window.click(Role::Button, "Abort…").await;
    window.see(Role::Dialog, "").await;
    tour.pictures("18-abort").await;
    window.click(Role::Button, "Keep running").await;
    window.read_within("Finished", Duration::from_secs(360)).await;
    tour.pictures("19-landed").await;
    window.click(Role::Button, "More to do").await;
    window.click(Role::Menuitem, "Export").await;
    window.see(Role::Dialog, "").await;
    tour.pictures("20-export").await;
    window.click(Role::Button, "Cancel").await;
    window.click(Role::Button, "More to do").await;
    window.click(Role::Menuitem, "Compare").await;
    window.read("The newest first").await;
    tour.pictures("21-compare-with").await;
    window.tab_to("dp-").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Heading, "Comparison").await;
    window.see(Role::Row, "Fixed in B").await;
    tour.pictures("22-comparison").await;
    window.click(Role::Button, "Launches").await;
    window.see(Role::Row, "launched").await;
    tour.pictures("23-launches").await;
    // The newest, by keys: in the middle of its row stands a link to the deployment.
    window.script("document.querySelector('[role=grid][aria-label=Launches]').focus()").await;
    window.press(Key::Down + Key::Enter).await;
    window.read("Request as sent").await;
    tour.pictures("24-launch").await;

    plan(&tour).await;

    let second = second_fleet().await;
    window.click(Role::Button, "Switch fleet").await;
    window.click(Role::Menuitem, "Connect another fleet").await;
    window.click(Role::Button, "Connect a fleet").await;
    window.fill("Address of the API", &second.url()).await;
    window.fill("Fleet key", "cameras").await;
    window.fill("Token", TOKEN).await;
    window.click(Role::Button, "Connect").await;
    window.see(Role::Row, "finished").await;
    window.click(Role::Button, "Switch fleet").await;
    tour.pictures("29-fleets").await;
    window.click(Role::Menuitem, "All fleets").await;
    window.see(Role::Heading, "All fleets").await;
    window.see(Role::Row, "cameras").await;
    tour.pictures("30-all-fleets").await;
    window.click(Role::Button, "Settings").await;
    window.see(Role::Heading, "Settings").await;
    tour.pictures("31-settings").await;
    for (name, section) in [
        ("33-polling", "Polling"),
        ("34-notifications", "Notifications"),
        ("35-appearance", "Appearance"),
        ("36-keyboard", "Keyboard"),
        ("37-storage", "Storage"),
        ("38-about", "About"),
    ] {
        window.click(Role::Button, section).await;
        tour.pictures(name).await;
    }
    window.click(Role::Button, "Connections").await;
    window.press(Key::Control + "k").await;
    window.see(Role::Dialog, "Palette").await;
    window.press("fleet").await;
    window.see(Role::Option, "").await;
    tour.pictures("39-palette").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Dialog, "Palette").await;
    window.press("?").await;
    window.see(Role::Dialog, "Keys").await;
    tour.pictures("40-keys").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Dialog, "Keys").await;
    window.press(Key::F1 + "").await;
    window.see(Role::Heading, "Settings").await;
    window.see(Role::Button, "Back to where you were").await;
    tour.pictures("32-help").await;
    tour.window.close().await;
}

/// Devices that share nothing, chosen by hand: one deployment for each, up to its review.
async fn a_batch(tour: &Tour) {
    let window = &tour.window;
    window.focus_devices().await;
    for _ in 0..3 {
        window.press(" ").await;
        window.press(Key::Down + Key::Down).await;
    }
    window.read("3 devices chosen").await;
    window.click(Role::Button, "Deploy to these").await;
    window.read("No one target reaches exactly these").await;
    tour.pictures("3-no-one-target").await;
    window.click(Role::Button, "Prepare 3 deployments").await;
    window.read("3 devices, one deployment each").await;
    tour.pictures("3-batch").await;
    window.click(Role::Button, "Discard").await;
    window.click(Role::Button, "Discard the draft").await;
}

/// What is launched again and again, kept as a template.
async fn a_template(tour: &Tour) {
    let window = &tour.window;
    window.click(Role::Button, "Templates").await;
    window.click(Role::Button, "Save this draft…").await;
    window.fill("Name", "Gateway to a group").await;
    window.click(Role::Button, "Save").await;
    window.read("Gateway to a group").await;
    tour.pictures("6-templates").await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Dialog, "Templates").await;
}

/// A plan of two waves: written, played, sent, and stopped again.
async fn plan(tour: &Tour) {
    let window = &tour.window;
    window.click(Role::Button, "Plans").await;
    window.click(Role::Button, "New plan").await;
    window.fill("Name of the plan", "Gateway 4.12 to everyone").await;
    window.fill("flow, by its uuid", FLOW).await;
    window.fill("Name of wave 1", "Lab").await;
    window.fill("Groups", "Lab").await;
    window.press(Key::Enter + "").await;
    window.click(Role::Checkbox, "Limit how many failed").await;
    window.click(Role::Button, "Wave 1").await;
    window.click(Role::Button, "Add a wave").await;
    window.fill("Name of wave 2", "Everyone else").await;
    window.fill("Groups", "Production").await;
    window.press(Key::Enter + "").await;
    window.read("Nothing stands against starting it").await;
    tour.pictures("25-plan").await;
    window.click(Role::Button, "Dry run…").await;
    window.fill("Everyone else: failed, per cent", "12").await;
    window.click(Role::Button, "Play").await;
    window.read("Would halt in wave 2").await;
    tour.pictures("26-dry-run").await;
    window.click(Role::Button, "Close").await;
    window.click(Role::Button, "Start…").await;
    window.click(Role::Button, "Start: send wave 1").await;
    window.read("Wave 1: sent as").await;
    tokio::time::sleep(Duration::from_secs(45)).await;
    tour.pictures("27-plan-running").await;
    window.click(Role::Button, "Stop the plan…").await;
    window.click(Role::Button, "Stop the plan").await;
    window.read("Stopped by hand").await;
    tour.pictures("28-plan-stopped").await;
}

/// Whatever opens the fleet beside the demo's.
const TOKEN: &str = "of-the-second-fleet";

/// A fleet beside the demo's, so that there are several.
async fn second_fleet() -> Simulator {
    let fleet = FleetSpec { devices: 300, seed: 8, fleet_key: "cameras".into(), ..FleetSpec::default() };
    let clock = ClockSpec::Real { speed: 1.0 };
    let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(TOKEN)], port: 0, clock };
    Simulator::start(config).await.expect("the simulator starts")
}

struct Tour {
    window: Window,
    folder: PathBuf,
}

impl Tour {
    /// Light and dark, wide and narrow; without the notes in the corner, which would lie over what is shown.
    async fn pictures(&self, name: &str) {
        self.window
            .script("document.querySelectorAll('[aria-label=\"Close this note\"]').forEach((one) => one.click())")
            .await;
        for (width, height) in [(900, 600), (1280, 800)] {
            self.window.size(width, height).await;
            for theme in ["dark", "light"] {
                self.window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
                self.window.picture(&self.folder.join(format!("{name}-{theme}-{width}.png"))).await;
            }
        }
    }
}
