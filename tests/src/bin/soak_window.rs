//! The real window for half an hour of work, on a display of its own: what its two processes take at every fifth minute, as a table.
//!
//! `soak_window [MINUTES] [WORDS]`. Three fleets are connected. The page is open on a deployment of 20,000 devices that moves all the time and
//! has an armed guard; a plan runs in the second fleet, and is started again when it has ended; in the third something is launched every few
//! minutes, and watched in the background. Every minute the page goes to another screen and comes back. The application beside this program
//! must be one that may be driven; `WORDS` say of which build it is. Of thirty minutes and more the last span is held against the first, and
//! what grew beyond its bound ends this in failure; of fewer it is only told.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use connect_api::{Client, DeviceFilter};
use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use flightdeck_core::wire::{AskKind, Draft, Gate, Plan, PlanStage, PlanWave, WaveTarget};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::{self, FLEET, FLOW, TOKEN};
use flightdeck_tests::process::{handles, memory_kib_of, named, pss_kib, threads, ticks};
use serde_json::{Value, json};

/// Devices of the deployment that is open.
const DEVICES: u32 = 20_000;
/// Devices of each of the other fleets.
const OTHERS: u32 = 2_000;
/// From here on what grew is a failure.
const WHOLE: u64 = 30;
/// So much of what the service does takes this long at its usual pace: then nearly all devices of a deployment have ended.
const COURSE: f64 = 100.0;
/// What comes before the first minute.
const BEFORE: f64 = 60.0;
/// Where the page goes, and comes back from.
const AWAY: [&str; 9] = [
    "#/deployments",
    "#/fleets",
    "#/fleet",
    "#/plans",
    "#/launches",
    "#/new",
    "#/settings",
    "#/help",
    "#/plans/{plan}",
];
/// How long it stays there.
const STAY: Duration = Duration::from_secs(15);
const MINUTE: Duration = Duration::from_secs(60);
const GROUPS: [&str; 3] = ["Lab", "Test", "Production"];
const YES: [AskKind; 3] = [AskKind::Twin, AskKind::Production, AskKind::Many];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let minutes = words.first().map_or(WHOLE, |word| word.parse().expect("soak_window [MINUTES] [WORDS]"));
    let build = words.get(1).map_or("of an unnamed build", String::as_str);
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let mut work = Work::begin(&window, &home, minutes).await;
    let span = minutes.clamp(2, 10) / 2;
    let mut samples = Vec::new();
    let mut meter = Meter::begin();
    for minute in 1..=minutes {
        work.minute(&window, minute).await;
        if minute % span == 0 {
            let sample = meter.sample(&window, minute).await;
            eprintln!("{sample:?}");
            samples.push(sample);
        }
    }
    let still = work.moving(&window).await;
    window.close().await;
    println!("{}", table(&samples, build, &work));
    let mut grown: Vec<String> = FIGURES.iter().filter_map(|figure| figure.grown(&samples)).collect();
    grown.extend((!still).then(|| "the deployment has ended: too little moved".to_owned()));
    grown.iter().for_each(|one| eprintln!("{one}"));
    if minutes >= WHOLE && !grown.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What goes on while the window is looked at.
struct Work {
    /// The simulators live as long as the work.
    _services: [Simulator; 2],
    deployment: String,
    planned: String,
    launched_in: String,
    plan: String,
    plans: usize,
    launches: usize,
}

impl Work {
    async fn begin(window: &Window, home: &Home, minutes: u64) -> Work {
        let speed = COURSE / (minutes as f64 * 60.0 + BEFORE);
        let big = service(&[FLEET], DEVICES, speed).await;
        let others = service(&["cameras", "pumps"], OTHERS, 1.0).await;
        for (number, (url, key)) in
            [(others.url(), "pumps"), (others.url(), "cameras"), (big.url(), FLEET)].into_iter().enumerate()
        {
            if number > 0 {
                window.click(Role::Button, "Switch fleet").await;
                window.click(Role::Menuitem, "Connect another fleet").await;
            }
            connect(window, &url, key).await;
        }
        let client: Client = ground::client_of(&big.url(), TOKEN, ground::limits());
        let request = ground::request(DeviceFilter::default(), "to all");
        let created = client.create_deployment(&request).await.expect("a deployment");
        let deployment = created.deployment_uuid.expect("its id");
        let mut work = Work {
            _services: [big, others],
            deployment,
            planned: connection(home, "cameras"),
            launched_in: connection(home, "pumps"),
            plan: String::new(),
            plans: 0,
            launches: 0,
        };
        work.back(window).await;
        window.click(Role::Button, "Guard…").await;
        window.fill("Per cent failed", "95").await;
        window.fill("Devices finished at least", "100").await;
        window.click(Role::Button, "Arm the guard").await;
        window.see(Role::Button, "Guard: stop at 95 %").await;
        work.start_a_plan(window).await;
        work
    }

    /// One minute: away to another screen, back to the deployment, and a look through its rows.
    async fn minute(&mut self, window: &Window, minute: u64) {
        let begun = Instant::now();
        if minute % 4 == 1 {
            self.launch(window).await;
        }
        let plan = call(window, "plan", &json!({ "id": self.plan })).await;
        if let Ok(PlanStage::Done { .. }) = serde_json::from_value(plan["stage"].clone()) {
            self.start_a_plan(window).await;
        }
        let place = AWAY[(minute as usize - 1) % AWAY.len()].replace("{plan}", &self.plan);
        go(window, &place).await;
        tokio::time::sleep(STAY.saturating_sub(begun.elapsed())).await;
        self.back(window).await;
        // As a person would who wants what is under them.
        while !window.all(Role::Button, "Close this note").await.is_empty() {
            window.click(Role::Button, "Close this note").await;
        }
        window.click(Role::Button, "In state").await;
        window.scroll_devices("400", 60).await;
        tokio::time::sleep(MINUTE.saturating_sub(begun.elapsed())).await;
    }

    /// The page is on the deployment, with all of its devices.
    async fn back(&self, window: &Window) {
        go(window, &format!("#/deployment/{}", self.deployment)).await;
        window
            .until("all devices are shown", Duration::from_secs(60), async || {
                window.devices_shown().await == Some(DEVICES as usize)
            })
            .await;
    }

    /// Whether something of the deployment has not ended.
    async fn moving(&self, window: &Window) -> bool {
        self.back(window).await;
        !window.text().await.contains("Finished")
    }

    async fn launch(&mut self, window: &Window) {
        let group = GROUPS[self.launches % GROUPS.len()];
        let comment = format!("launch {}", self.launches);
        let draft = Draft { flow_uuid: FLOW.into(), groups: vec![group.into()], comment, ..Draft::default() };
        let asked = json!({
            "requestId": format!("soak-{}", self.launches),
            "connection": self.launched_in,
            "draft": draft,
            "confirmation": null,
            "accepted": YES,
        });
        call(window, "launch", &asked).await;
        self.launches += 1;
    }

    async fn start_a_plan(&mut self, window: &Window) {
        let gate = Gate { finished_percent: 90, wait_minutes: 1, ..Gate::default() };
        let wave = |group: &str| PlanWave {
            name: group.to_owned(),
            target: WaveTarget::Filters { groups: vec![group.to_owned()], filters: Vec::new(), rest: false },
            gate: gate.clone(),
            guard: None,
        };
        let request = Draft { flow_uuid: FLOW.into(), ..Draft::default() };
        let name = format!("plan {}", self.plans);
        let plan = Plan { name, request, waves: GROUPS.map(wave).into(), back: None };
        let saved = call(window, "plan_save", &json!({ "connection": self.planned, "id": null, "plan": plan })).await;
        self.plan = saved["id"].as_str().expect("a plan that was saved has an id").to_owned();
        call(window, "plan_start", &json!({ "id": self.plan, "confirmation": null, "accepted": YES })).await;
        self.plans += 1;
    }
}

async fn service(keys: &[&str], devices: u32, speed: f64) -> Simulator {
    let fleets = keys.iter().map(|key| FleetSpec { devices, fleet_key: (*key).to_owned(), ..FleetSpec::default() });
    let tokens = vec![TokenSpec::full(TOKEN)];
    let config = Config { fleets: fleets.collect(), tokens, port: 0, clock: ClockSpec::Real { speed } };
    Simulator::start(config).await.expect("the simulator starts")
}

async fn connect(window: &Window, url: &str, key: &str) {
    window.click(Role::Button, "Connect a fleet").await;
    window.fill("Address of the API", url).await;
    window.fill("Fleet key", key).await;
    window.fill("Token", TOKEN).await;
    window.click(Role::Button, "Connect").await;
    window.see(Role::Heading, "Deployments").await;
    window.see(Role::Row, "finished").await;
}

/// The id of the connection to a fleet, as the settings have it.
fn connection(home: &Home, key: &str) -> String {
    let text = fs::read_to_string(home.data().join("settings.json")).expect("the settings are kept");
    let settings: Value = serde_json::from_str(&text).expect("they are JSON");
    let found = settings["connections"].as_array().into_iter().flatten().find(|one| one["fleetKey"] == key);
    let id = found.and_then(|one| one["id"].as_str());
    id.unwrap_or_else(|| panic!("{key} was connected, and stands in the settings: {settings}")).to_owned()
}

/// What the page itself calls, called as the page calls it.
async fn call(window: &Window, command: &str, arguments: &Value) -> Value {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        window.__TAURI_INTERNALS__.invoke({command:?}, {arguments})
            .then((answer) => done({{ answer }}), (refusal) => done({{ refusal }}));"
    );
    let mut told = window.wait_for_script(&script).await;
    assert!(told["refusal"].is_null() && told["answer"].is_object(), "{command} is answered, not {told}");
    told["answer"].take()
}

async fn go(window: &Window, place: &str) {
    window.script(&format!("location.hash = {place:?}")).await;
    window.see(Role::Heading, "").await;
}

/// Reads what the two processes take.
struct Meter {
    page: u32,
    program: u32,
    since: Instant,
    ticks: [u64; 2],
}

/// At the end of a span.
#[derive(Debug, Default)]
struct Sample {
    minute: u64,
    /// Proportional and resident memory, MiB; CPU since the sample before, per cent of a core; handles; threads.
    page: [f64; 5],
    program: [f64; 5],
    nodes: f64,
}

impl Meter {
    fn begin() -> Meter {
        let one = |name: &str| *named(name).first().unwrap_or_else(|| panic!("{name} runs"));
        let (page, program) = (one("WebKitWebProces"), one("flightdeck"));
        Meter { page, program, since: Instant::now(), ticks: [ticks(page), ticks(program)] }
    }

    async fn sample(&mut self, window: &Window, minute: u64) -> Sample {
        // Before anything is asked of the page, which costs it something.
        let (seconds, now) = (self.since.elapsed().as_secs_f64(), [ticks(self.page), ticks(self.program)]);
        let percent = |at: usize| now[at].saturating_sub(self.ticks[at]) as f64 / seconds;
        let taken = |process: u32, percent: f64| {
            let mib = |kib: Option<f64>| kib.expect("Linux tells what a process takes") / 1024.0;
            let count = |count: Option<usize>| count.expect("Linux tells what a process has") as f64;
            let memory = [mib(pss_kib(process)), mib(memory_kib_of(process))];
            [memory[0], memory[1], percent, count(handles(process)), count(threads(process))]
        };
        let (page, program) = (taken(self.page, percent(0)), taken(self.program, percent(1)));
        let nodes = window.script("return document.querySelectorAll('*').length").await.as_f64().unwrap_or(f64::NAN);
        (self.since, self.ticks) = (Instant::now(), [ticks(self.page), ticks(self.program)]);
        Sample { minute, page, program, nodes }
    }
}

/// A line of the table: what it is, where it is read, and how much more than at first the end may have.
struct Figure {
    what: &'static str,
    of: fn(&Sample) -> f64,
    /// A share of the first, and so much besides; none where it is only told.
    most: Option<(f64, f64)>,
}

const FIGURES: [Figure; 11] = [
    Figure { what: "the page's memory (PSS), MiB", of: |one| one.page[0], most: Some((1.1, 10.0)) },
    Figure { what: "the page's memory (RSS), MiB", of: |one| one.page[1], most: None },
    Figure {
        what: "the page's CPU since the column before, % of a core",
        of: |one| one.page[2],
        most: Some((1.25, 1.0)),
    },
    Figure { what: "the page's handles", of: |one| one.page[3], most: Some((1.0, 8.0)) },
    Figure { what: "the page's threads", of: |one| one.page[4], most: Some((1.0, 6.0)) },
    Figure { what: "elements in the page", of: |one| one.nodes, most: Some((1.05, 50.0)) },
    Figure { what: "the program's memory (PSS), MiB", of: |one| one.program[0], most: Some((1.1, 8.0)) },
    Figure { what: "the program's memory (RSS), MiB", of: |one| one.program[1], most: None },
    Figure {
        what: "the program's CPU since the column before, % of a core",
        of: |one| one.program[2],
        most: Some((1.25, 1.0)),
    },
    Figure { what: "the program's handles", of: |one| one.program[3], most: Some((1.0, 8.0)) },
    Figure { what: "the program's threads", of: |one| one.program[4], most: Some((1.0, 6.0)) },
];

impl Figure {
    fn bound(&self, samples: &[Sample]) -> Option<f64> {
        let (share, more) = self.most?;
        samples.first().map(|first| (self.of)(first) * share + more)
    }

    /// What has grown beyond its bound, in words.
    fn grown(&self, samples: &[Sample]) -> Option<String> {
        let (last, most) = ((self.of)(samples.last()?), self.bound(samples)?);
        // What could not be read is no pass.
        let held = last <= most;
        (!held).then(|| format!("{}: {last:.1} at the end, and at most {most:.1} is flat", self.what))
    }

    fn line(&self, samples: &[Sample]) -> String {
        let cells: String = samples.iter().map(|one| format!(" {:.1} |", (self.of)(one))).collect();
        let most = self.bound(samples).map_or_else(String::new, |most| format!("{most:.1}"));
        format!("| {} |{cells} {most} |", self.what)
    }
}

fn table(samples: &[Sample], build: &str, work: &Work) -> String {
    let minutes: String = samples.iter().map(|one| format!(" minute {} |", one.minute)).collect();
    let rule = "---|".repeat(samples.len() + 2);
    let lines: Vec<String> = FIGURES.iter().map(|figure| figure.line(samples)).collect();
    format!(
        "The window {build}: three fleets connected, open on a deployment of {DEVICES} devices that moves all the time, an armed guard on it, \
         {} runs of a plan and {} launches beside it; every minute another screen and back.\n\n\
         | what |{minutes} at most at the end |\n|{rule}\n{}",
        work.plans,
        work.launches,
        lines.join("\n")
    )
}
