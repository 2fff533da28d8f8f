//! `bench`: the budgets, measured as ratios against peers that run in the same call, since machines differ and are noisy.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::measure::{Running, cpu_percent, median, pss, shell, until_window};
use crate::steps::{EVERYTHING, Outcome, cargo, command, output, step, target};
use crate::system::Need;
use crate::{desk, page, system, test};

const RUNS: usize = 7;
const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];

/// Builds in release, measures, prints the table.
pub(crate) fn bench() -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("The measurements read what Linux tells about processes, and run there only.".to_owned());
    }
    system::ensure(Need::Drive)?;
    page::build()?;
    step(
        "release build",
        cargo().args(["build", "--release"]).args(EVERYTHING).args(["--bins", "--example", "empty_window"]),
    )?;
    let mut table = Table::default();
    let mut costs = Vec::new();
    for devices in SIZES {
        costs.push(refresh(devices, &mut table)?);
    }
    for (small, large) in [(0, 1), (1, 2)] {
        let what = format!("refresh CPU, {} devices against {}", SIZES[large], SIZES[small]);
        table.row(
            &what,
            "≤ 11 ×",
            format!("{:.1} ×", costs[large] / costs[small]),
            costs[large] / costs[small] <= 11.0,
        );
    }
    let home = test::fresh_home("bench")?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let windows = output("windows", desk::on_desk(&home, &this).args(["bench", "--windows"]))?;
    table.0.extend(windows.lines().map(str::to_owned));
    println!("\n| what | budget | measured | holds |\n|---|---|---|---|");
    table.0.iter().for_each(|row| println!("{row}"));
    Ok(())
}

#[derive(Default)]
struct Table(Vec<String>);

impl Table {
    fn row(&mut self, what: &str, budget: &str, measured: String, holds: bool) {
        self.0.push(format!("| {what} | {budget} | {measured} | {} |", if holds { "yes" } else { "**no**" }));
    }
}

/// One size: the application's own refresh against curl and against curl | jq. Answers with its CPU seconds.
fn refresh(devices: u32, table: &mut Table) -> Result<f64, String> {
    let release = target().join("release");
    let mut simulator = command(&release.join("connect-simulator").display().to_string());
    simulator
        .args(["--devices", &devices.to_string(), "--seed", "1", "--speed", "100000", "--history", "0"])
        .stdout(Stdio::piped());
    let mut simulator = Running(simulator.spawn().map_err(|error| format!("the simulator could not start: {error}"))?);
    let first = simulator
        .0
        .stdout
        .take()
        .and_then(|out| BufReader::new(out).lines().next()?.ok())
        .ok_or("the simulator said nothing")?;
    let about: Value = serde_json::from_str(&first).map_err(|error| error.to_string())?;
    let word = |name: &str| about[name].as_str().unwrap_or_default().to_owned();
    let (url, key, token) = (word("url"), word("fleet_key"), word("token"));
    let flow = about["flows"][0]["uuid"].as_str().unwrap_or_default();
    let base = format!("{url}/api/v2/{key}/deployments");
    let body = format!(
        r#"{{"device_filter":{{"groups":[],"filters":[]}},"deployment_configuration":{{"flow_uuid":"{flow}"}}}}"#
    );
    let created = output(
        "create",
        command("curl").args([
            "-sf",
            "-X",
            "POST",
            &base,
            "-H",
            &format!("Authorization: Bearer {token}"),
            "-H",
            "Content-Type: application/json",
            "-d",
            &body,
        ]),
    )?;
    let created: Value = serde_json::from_str(&created).map_err(|error| error.to_string())?;
    let deployment = created["deployment_uuid"].as_str().ok_or("the simulator created nothing")?;
    let fetch = format!("curl -sf -o /dev/null -H 'Authorization: Bearer {token}' '{base}/{deployment}/devices'");
    let count = format!(
        "curl -sf -H 'Authorization: Bearer {token}' '{base}/{deployment}/devices' | jq '[.. | objects | .status? // empty] | group_by(.) | map({{(.[0]): length}})'"
    );
    let mine = measured(&release.join("measure"), &[&url, &key, &token, deployment, &RUNS.to_string()])?;
    let mut curl_walls = Vec::new();
    for _ in 0..RUNS {
        curl_walls.push(shell(&fetch)?.0);
    }
    let ours = |name: &str| mine[name].as_f64().unwrap_or(f64::NAN);
    let cpu = ours("cpu_seconds");
    if devices == 100_000 {
        let wall = ours("wall_seconds") / median(curl_walls);
        table.row(
            "refresh of 100,000 devices against `curl -o /dev/null`, wall",
            "≤ 1.25 ×",
            format!("{wall:.2} ×"),
            wall <= 1.25,
        );
        let mut jq = Vec::new();
        for _ in 0..3 {
            jq.push(shell(&count)?.1);
        }
        let less = median(jq) / cpu;
        table.row(
            "the same against `curl \\| jq` counting states, CPU",
            "≥ 20 × less",
            format!("{less:.0} × less"),
            less >= 20.0,
        );
        let rows = ours("rows_mib");
        table.row("memory for 100,000 devices in Rust", "≤ 16 MB", format!("{rows:.1} MiB"), rows <= 16.0);
        let ipc = ours("ipc_bytes") / 1024.0;
        table.row("bytes over IPC per refresh, notice and 100 rows", "≤ 64 KB", format!("{ipc:.1} KiB"), ipc <= 64.0);
    }
    Ok(cpu)
}

fn measured(program: &Path, arguments: &[&str]) -> Result<Value, String> {
    let text = output("measure", command(&program.display().to_string()).args(arguments))?;
    serde_json::from_str(&text).map_err(|error| format!("measure printed something else: {error}: {text}"))
}

/// The part that needs a display: this window against an empty one, in turn.
pub(crate) fn windows() -> Outcome {
    let release = target().join("release");
    let (mut ours, mut empty) = (Figures::default(), Figures::default());
    for _ in 0..5 {
        empty.take(&release.join("examples/empty_window"), "Empty")?;
        ours.take(&release.join("flightdeck"), "Flightdeck")?;
    }
    let mut table = Table::default();
    let visible = median(ours.visible) / median(empty.visible);
    table.row("window visible, against an empty Tauri window", "≤ 1.3 ×", format!("{visible:.2} ×"), visible <= 1.3);
    let more = median(ours.pss) - median(empty.pss);
    table.row("PSS above an empty Tauri window, welcome screen", "≤ 60 MB", format!("{more:.0} MiB"), more <= 60.0);
    let idle = median(ours.idle);
    table.row("idle CPU, welcome screen", "≤ 1 % of a core", format!("{idle:.1} %"), idle <= 1.0);
    table.0.iter().for_each(|row| println!("{row}"));
    Ok(())
}

#[derive(Default)]
struct Figures {
    visible: Vec<f64>,
    pss: Vec<f64>,
    idle: Vec<f64>,
}

impl Figures {
    fn take(&mut self, program: &Path, title: &str) -> Outcome {
        let begun = Instant::now();
        let child = command(&program.display().to_string()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let running = Running(child.map_err(|error| format!("{}: {error}", program.display()))?);
        self.visible.push(until_window(title, begun)?);
        std::thread::sleep(Duration::from_secs(4));
        self.pss.push(pss(running.0.id()));
        self.idle.push(cpu_percent(running.0.id(), Duration::from_secs(4)));
        Ok(())
    }
}
