//! The fleet picture: looked at more closely by keys, a device named under the pointer and opened by a click, the rest dimmed by a filter.

use connect_api::{DeviceFilter, DeviceState};
use flightdeck_tests::desk::{Home, Role, Window};
use serde_json::Value;
use thirtyfour::Key;

use crate::standing::{PATIENCE, Standing};

const DEVICES: u32 = 300;
/// What stands in the Why column of the rows of failed devices.
const REASONS: &str = "const why = [...document.querySelectorAll('[aria-label=Devices] [role=columnheader]')]
    .findIndex((heading) => heading.textContent.trim() === 'Why');
return [...document.querySelectorAll('[aria-label=Devices] [role=row]')].filter((row) => row.textContent.includes('Failed'))
    .map((row) => row.children[why].textContent.trim())";

#[tokio::test]
async fn the_picture_names_opens_and_dims() {
    let fleet = Standing::with(DEVICES, DeviceFilter::default()).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    fleet.open(&window).await;
    window.see(Role::Row, "Failed").await;
    window.read("by id").await;
    // Each failed row says why, once its device was looked at; nothing else changes any more.
    let told = async || {
        let reasons = window.texts(REASONS).await;
        !reasons.is_empty() && !reasons.contains(&String::new())
    };
    window.until("each failed device says why it failed", PATIENCE, told).await;

    let grid = Cells::of(&window).await;
    dimmed(&window, &fleet, &grid).await;

    // Every look closer shows fewer of them.
    window.script("document.querySelector('[aria-roledescription=\"fleet picture\"]').focus()").await;
    window.press(Key::Home + "").await;
    let mut seen = 300;
    for _ in 0..2 {
        window.press("+").await;
        let fewer = async || in_sight(&window).await < seen;
        window.until("fewer devices are looked at", PATIENCE, fewer).await;
        seen = in_sight(&window).await;
    }
    let close = Cells::of(&window).await;
    assert!(close.width > grid.width, "a cell looked at closely is larger: {} and {}", close.width, grid.width);

    for place in [0, 7] {
        let (id, row) = fleet.truth.iter().nth(place).expect("a device");
        let (x, y) = close.middle(place);
        window.point_at("[aria-roledescription='fleet picture']", x, y).await;
        window.until(&format!("{id} is named"), PATIENCE, async || tip(&window).await.contains(id)).await;
        let word = match row.state {
            DeviceState::Pending => "Pending",
            DeviceState::InProgress => "In progress",
            DeviceState::Succeeded => "Succeeded",
            DeviceState::Failed => "Failed",
            _ => "Aborted",
        };
        assert!(tip(&window).await.contains(word), "with its state, {word}: {}", tip(&window).await);
    }
    window.click_there().await;
    let id = fleet.truth.keys().nth(7).expect("a device");
    window.see(Role::Region, &format!("Device {id}")).await;
    window.press(Key::Escape + "").await;
    window.gone(Role::Region, "Device ").await;

    window.script("document.querySelector('[aria-roledescription=\"fleet picture\"]').focus()").await;
    window.press("0").await;
    window.read("300 devices, by id").await;
    window.close().await;
}

/// Who is not shown is drawn otherwise, who is shown as before, and all are as before when all are shown again.
async fn dimmed(window: &Window, fleet: &Standing, grid: &Cells) {
    let place = |state| fleet.truth.values().position(|row| row.state == state).expect("every state is there");
    let (failed, succeeded) = (place(DeviceState::Failed), place(DeviceState::Succeeded));
    let plain = (grid.colour(window, failed).await, grid.colour(window, succeeded).await);
    assert_ne!(plain.0, plain.1, "states have colours of their own");
    window.click(Role::Button, "Failed").await;
    let dims = async || grid.colour(window, succeeded).await != plain.1;
    window.until("who is left out is dimmed", PATIENCE, dims).await;
    assert_eq!(grid.colour(window, failed).await, plain.0, "who is shown stays as plain as before");
    window.click(Role::Button, "All").await;
    let back = async || grid.colour(window, succeeded).await == plain.1;
    window.until("nobody is dimmed any more", PATIENCE, back).await;
}

/// How many devices the picture says it shows, from the first one on.
async fn in_sight(window: &Window) -> usize {
    let text = window.text().await;
    let (_, after) = text.split_once("devices 1–").unwrap_or_default();
    after.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
}

async fn tip(window: &Window) -> String {
    let script = "return document.querySelector('[aria-roledescription=\"fleet picture\"] .tip')?.textContent ?? ''";
    window.script(script).await.as_str().unwrap_or_default().to_owned()
}

/// Where cells stand, told by the frame of the one that the keyboard is at.
struct Cells {
    width: f64,
    height: f64,
    columns: usize,
}

impl Cells {
    async fn of(window: &Window) -> Cells {
        window.script("document.querySelector('[aria-roledescription=\"fleet picture\"]').focus()").await;
        window.press(Key::Home + "").await;
        let (left, top) = frame(window).await;
        window.press(Key::Right + "").await;
        let (right, _) = frame(window).await;
        window.press(Key::Left + "").await;
        let wide = window
            .script("return document.querySelector('[aria-roledescription=\"fleet picture\"]').clientWidth")
            .await;
        window.press(Key::Down + "").await;
        let (_, bottom) = frame(window).await;
        let width = right - left;
        Cells { width, height: bottom - top, columns: (wide.as_f64().unwrap_or_default() / width) as usize }
    }

    fn middle(&self, place: usize) -> (f64, f64) {
        let (line, column) = (place / self.columns, place % self.columns);
        ((column as f64 + 0.4) * self.width, (line as f64 + 0.4) * self.height)
    }

    /// The colour in the middle of a cell.
    async fn colour(&self, window: &Window, place: usize) -> Value {
        let (x, y) = self.middle(place);
        let script = format!(
            "const canvas = document.querySelector('[aria-roledescription=\"fleet picture\"] canvas');
            return [...canvas.getContext('2d').getImageData({x}, {y}, 1, 1).data].join(',');"
        );
        window.script(&script).await
    }
}

/// The corner of the cell that the keyboard is at.
async fn frame(window: &Window) -> (f64, f64) {
    let script = "const spot = document.querySelector('[aria-roledescription=\"fleet picture\"] .spot');
        return [Number.parseFloat(spot.style.left), Number.parseFloat(spot.style.top)]";
    let at = window.script(script).await;
    let part = |index: usize| at.get(index).and_then(Value::as_f64).expect("a cell has the keyboard's frame");
    (part(0), part(1))
}
