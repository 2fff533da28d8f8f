//! Walks the demo as a new user would, in the real window, and leaves a picture of every screen in both themes.
//!
//! `cargo xtask run` starts it where there is no display; the pictures go to the folder named by `FLIGHTDECK_TOUR`.

use std::path::PathBuf;
use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};
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
    window.press("1").await;
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
    window.click(Role::Button, "Release").await;
    tour.pictures("7-release").await;
    window.click(Role::Button, "Review").await;
    tour.pictures("8-review").await;
    window.click(Role::Button, "Deploy to 2 groups").await;

    window.see(Role::Button, "Abort…").await;
    window.see_within(Role::Row, "In progress", Duration::from_secs(60)).await;
    tour.pictures("9-deployment-begins").await;
    window.see_within(Role::Row, "Failed", Duration::from_secs(120)).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    tour.pictures("10-deployment").await;
    window.click(Role::Row, "Failed").await;
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
    window.click(Role::Button, "Cancel").await;
    window.click(Role::Button, "Abort…").await;
    window.see(Role::Dialog, "").await;
    tour.pictures("16-abort").await;
    window.click(Role::Button, "Keep running").await;
    window.read_within("Finished", Duration::from_secs(360)).await;
    tour.pictures("17-landed").await;
    window.click(Role::Button, "More to do").await;
    window.click(Role::Menuitem, "Export").await;
    window.see(Role::Dialog, "").await;
    tour.pictures("18-export").await;
    window.click(Role::Button, "Cancel").await;
    window.click(Role::Button, "Launches").await;
    window.see(Role::Row, "launched").await;
    tour.pictures("19-launches").await;
    window.click(Role::Row, "launched").await;
    window.read("Request as sent").await;
    tour.pictures("20-launch").await;
    window.click(Role::Button, "Settings").await;
    window.see(Role::Heading, "Settings").await;
    tour.pictures("21-settings").await;
    tour.window.close().await;
}

struct Tour {
    window: Window,
    folder: PathBuf,
}

impl Tour {
    /// Light and dark, wide and narrow.
    async fn pictures(&self, name: &str) {
        for (width, height) in [(900, 600), (1280, 800)] {
            self.window.size(width, height).await;
            for theme in ["dark", "light"] {
                self.window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
                self.window.picture(&self.folder.join(format!("{name}-{theme}-{width}.png"))).await;
            }
        }
    }
}
