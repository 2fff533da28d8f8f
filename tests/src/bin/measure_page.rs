//! Measures what the page costs in the real window, on a display of its own: one JSON line.
//!
//! `measure_page DEVICES [brief]`. A simulator with so many devices runs inside; once the deployment is half way its devices stand still, and
//! before each look they are moved on by as much as makes one in a hundred change. The application beside this program must be one that may be driven. With `brief` only what depends on
//! the number of devices is measured: no spans of waiting.
//!
//! | field | what it is |
//! |---|---|
//! | `devices` | how many devices the deployment has |
//! | `opening_seconds` | from asking for the deployment until its first rows are painted |
//! | `rows_seconds` | from the page hearing the first counts until its first rows are painted |
//! | `scrolled_pss_mib` | the application's processes right after the table was scrolled from end to end, MiB |
//! | `pss_mib` | the same at rest, with all devices shown |
//! | `scroll`, `jumps`, `updates` | gaps between frames in ms, each `{frames, over_50, longest, median}`: 400 px a frame; a fortieth of the table a frame; standing still while looks come that change one device in a hundred |
//! | `watching_percent` | CPU of the page's process, in per cent of a core, while one device in a hundred changes each look |
//! | `at_work_percent` | the same with rows in sight that are all in progress, those first that began last: their ages change by the second |
//! | `changed_per_mille` | how many of a thousand devices changed in such a look, on average |
//! | `list_percent`, `finished_percent`, `settings_percent`, `wizard_percent` | CPU of the page's process on screens where nothing changes |
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::{Duration, Instant};

use connect_api::{Client, DeviceFilter};
use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_tests::desk::{Frames, Home, Role, Window};
use flightdeck_tests::ground;
use flightdeck_tests::process::{family, named, pss_kib, ticks};
use flightdeck_tests::rows::{Rows, load};
use serde_json::{Map, Value, json};

/// A look is asked for this often; by itself it may come later, where the window counts as hidden.
const LOOK: Duration = Duration::from_secs(15);
const LOOK_NOW: &str = "document.querySelector('[aria-label=\"Look now\"]').click()";
/// What a scroll or a screen before left over is collected within this time.
const REST: Duration = Duration::from_secs(15);
/// How long a screen is watched where nothing changes.
const STILL: Duration = Duration::from_secs(20);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let devices: u32 = words.first().and_then(|word| word.parse().ok()).expect("measure_page DEVICES [brief]");
    let brief = words.get(1).is_some_and(|word| word == "brief");
    let service = Service::start(devices).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &service).await;
    let mut figures = Map::new();
    figures.insert("devices".into(), json!(devices));
    let page = named("WebKitWebProces").first().copied().expect("the page has a process");
    if !brief {
        figures.insert("list_percent".into(), json!(still(page).await));
    }

    let uuid = service.half_way().await;
    let hash = format!("#/deployment/{uuid}");
    let (opening, rows) = opening(&window, &hash).await;
    figures.insert("opening_seconds".into(), json!(opening));
    figures.insert("rows_seconds".into(), json!(rows));
    window
        .until("all devices are counted", Duration::from_secs(60), async || {
            window.devices_shown().await == Some(devices as usize)
        })
        .await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    figures.insert("scroll".into(), told(&window.scroll_devices("400", 190).await));
    figures.insert("jumps".into(), told(&window.scroll_devices("max / 40", 120).await));
    figures.insert("scrolled_pss_mib".into(), json!(pss()));
    tokio::time::sleep(REST).await;
    figures.insert("pss_mib".into(), json!(pss()));
    if !brief {
        watched(&window, &service, &uuid, page, &mut figures).await;
        service.simulator.advance(Duration::from_secs(7200));
        window.click(Role::Button, "Look now").await;
        window.read_within("Finished", Duration::from_secs(360)).await;
        // Looking for causes is a change that goes on for minutes with so many failed devices: here it may stop when they repeat.
        window.script("document.querySelector('[id$=\"-settles\"]').click()").await;
        window.see_within(Role::Button, "Look at all", Duration::from_secs(120)).await;
        figures.insert("finished_percent".into(), json!(still(page).await));
        for (hash, heading, field) in
            [("#/settings", "Settings", "settings_percent"), ("#/new", "New deployment", "wizard_percent")]
        {
            window.script(&format!("location.hash = '{hash}'")).await;
            window.see(Role::Heading, heading).await;
            figures.insert(field.into(), json!(still(page).await));
        }
    }
    window.close().await;
    println!("{}", Value::Object(figures));
}

/// The service of this measurement, in the time of this computer: ages are those that a user would see.
struct Service {
    simulator: Simulator,
    client: Client,
}

impl Service {
    async fn start(devices: u32) -> Service {
        let fleet = FleetSpec { devices, fleet_key: ground::FLEET.into(), ..FleetSpec::default() };
        let tokens = vec![TokenSpec::full(ground::TOKEN)];
        let config = Config { fleets: vec![fleet], tokens, port: 0, clock: ClockSpec::Real { speed: 1.0 } };
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        let client = ground::client_of(&simulator.url(), ground::TOKEN, ground::limits());
        Service { simulator, client }
    }

    /// A deployment to all devices that stands still in the middle of its way.
    async fn half_way(&self) -> String {
        let request = ground::request(DeviceFilter::default(), "to all");
        let created = self.client.create_deployment(&request).await.expect("a deployment");
        tokio::time::sleep(Duration::from_secs(45)).await;
        let stand = reqwest::Client::builder().no_proxy().build().expect("a client");
        let address = format!("{}/_control/speed", self.simulator.url());
        let answer = stand.post(address).json(&json!({ "speed": 0.0 })).send().await.expect("the simulator answers");
        assert!(answer.status().is_success(), "its clock can be stopped: {answer:?}");
        created.deployment_uuid.expect("its id")
    }

    async fn rows(&self, uuid: &str) -> Rows {
        load(&self.client, uuid).await.rows
    }
}

async fn connect(window: &Window, service: &Service) {
    window.click(Role::Button, "Connect a fleet").await;
    window.fill("Address of the API", &service.simulator.url()).await;
    window.fill("Fleet key", ground::FLEET).await;
    window.fill("Token", ground::TOKEN).await;
    window.click(Role::Button, "Connect").await;
    window.see(Role::Heading, "Deployments").await;
    window.see(Role::Row, "finished").await;
}

/// What a watched deployment costs while it moves.
async fn watched(window: &Window, service: &Service, uuid: &str, page: u32, figures: &mut Map<String, Value>) {
    let mut pace = Pace { step: Duration::from_millis(450), seen: service.rows(uuid).await, changed: Vec::new() };
    // The first step only finds out how long a step must be.
    pace.step_on(service, uuid).await;
    pace.changed.clear();
    figures.insert("watching_percent".into(), json!(looked(window, &mut pace, service, uuid, page).await));
    window.script("[...document.querySelectorAll('[aria-label=\"Show devices\"] button')].find((one) => one.textContent.includes('In progress')).click()").await;
    // Once: the longest in state first; twice: the newest.
    for _ in 0..2 {
        window.click(Role::Button, "In state").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    figures.insert("at_work_percent".into(), json!(looked(window, &mut pace, service, uuid, page).await));
    window.script("document.querySelector('[aria-label=\"Show devices\"] button').click()").await;
    window.record_frames().await;
    for _ in 0..4 {
        pace.step_on(service, uuid).await;
        window.script(LOOK_NOW).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    figures.insert("updates".into(), told(&window.recorded_frames().await));
    let mean = pace.changed.iter().sum::<f64>() / pace.changed.len() as f64;
    figures.insert("changed_per_mille".into(), json!(mean));
}

/// How far the clock must move for one device in a hundred to change.
struct Pace {
    step: Duration,
    seen: Rows,
    changed: Vec<f64>,
}

impl Pace {
    async fn step_on(&mut self, service: &Service, uuid: &str) {
        service.simulator.advance(self.step);
        let now = service.rows(uuid).await;
        let changed = now.iter().filter(|(device, row)| self.seen.get(*device) != Some(row)).count();
        let per_mille = changed as f64 * 1000.0 / now.len().max(1) as f64;
        // The course is not even: the next step is as long as this one should have been.
        self.step = self.step.mul_f64((10.0 / per_mille.max(0.5)).clamp(0.25, 4.0));
        self.changed.push(per_mille);
        self.seen = now;
    }
}

/// The page's share of a core over four looks, each of which finds one device in a hundred changed.
async fn looked(window: &Window, pace: &mut Pace, service: &Service, uuid: &str, page: u32) -> f64 {
    let (begun, before) = (Instant::now(), ticks(page));
    for look in 1..=4 {
        pace.step_on(service, uuid).await;
        window.script(LOOK_NOW).await;
        tokio::time::sleep((LOOK * look).saturating_sub(begun.elapsed())).await;
    }
    percent(page, begun, before)
}

/// The page's share of a core on a screen where nothing changes, once it has come to rest.
async fn still(page: u32) -> f64 {
    tokio::time::sleep(REST).await;
    let (begun, before) = (Instant::now(), ticks(page));
    tokio::time::sleep(STILL).await;
    percent(page, begun, before)
}

/// Linux counts in hundredths of a second: so many in a second are as many per cent.
fn percent(process: u32, begun: Instant, before: u64) -> f64 {
    ticks(process).saturating_sub(before) as f64 / begun.elapsed().as_secs_f64()
}

/// Goes to a deployment; seconds until its first rows are painted, and how many of them after the page had its counts.
async fn opening(window: &Window, hash: &str) -> (f64, f64) {
    let script = format!(
        "window.opened = null; performance.clearMarks(); const begun = performance.now();
        const watched = new MutationObserver(() => {{
            const counted = performance.getEntriesByName('first counts')[0]?.startTime ?? null;
            const row = document.querySelector('[aria-label=Devices] [aria-rowindex=\"2\"]:not(.waiting)');
            if (counted === null || (row?.textContent.trim() ?? '') === '') return;
            watched.disconnect();
            const painted = () => (window.opened = [performance.now() - begun, performance.now() - counted]);
            // A frame is painted after its callbacks. A message is the first task after that: a timer would wait behind others.
            const {{ port1, port2 }} = new MessageChannel();
            port1.onmessage = painted;
            requestAnimationFrame(() => port2.postMessage(null));
        }});
        watched.observe(document.body, {{ subtree: true, childList: true, characterData: true, attributes: true }});
        location.hash = '{hash}';"
    );
    window.script(&script).await;
    let done = "return window.opened";
    window.until("the first rows stand", Duration::from_secs(60), async || !window.script(done).await.is_null()).await;
    let told = window.script(done).await;
    let seconds = |at: usize| told[at].as_f64().unwrap_or(f64::NAN) / 1000.0;
    (seconds(0), seconds(1))
}

fn told(frames: &Frames) -> Value {
    json!({
        "frames": frames.count(),
        "over_50": frames.over(50.0),
        "longest": frames.longest(),
        "median": frames.median(),
    })
}

/// Proportional set size of the application's processes, MiB; the driver's are not its own.
fn pss() -> f64 {
    let ours = family()
        .into_iter()
        .filter(|(_, name)| name == "flightdeck" || name.starts_with("WebKitWebP") || name.starts_with("WebKitNet"));
    ours.filter_map(|(process, _)| pss_kib(process)).sum::<f64>() / 1024.0
}
