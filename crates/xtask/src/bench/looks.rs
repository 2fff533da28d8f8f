//! What a look costs: the application's own against `curl -o /dev/null` and `curl | jq` on the same answer.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::Extent;
use super::table::{Table, figure};
use crate::measure::{Running, median, shell};
use crate::steps::{command, output, target};

const MILLION: u32 = 1_000_000;

/// All sizes, and what ten times as many devices cost.
pub(super) fn compare(extent: Extent, table: &mut Table) -> Result<(), String> {
    let sizes = extent.sizes();
    let mut turns = vec![];
    for turn in 0..extent.turns() {
        let mut costs = vec![];
        for &devices in sizes {
            eprintln!("── looks at {devices} devices");
            costs.push(if turn == 0 { size(devices, extent, table)? } else { again(devices, extent)? });
        }
        turns.push(costs);
    }
    for (at, pair) in sizes.windows(2).enumerate() {
        let [small, large] = pair else { continue };
        // Within a turn: between turns a shared machine may have become twice as slow.
        let times = median(turns.iter().map(|costs| costs[at + 1] / costs[at]).collect());
        table.most(&format!("CPU of a look, {large} devices against {small}"), 10.5, times, " ×");
    }
    Ok(())
}

/// The CPU seconds of one size alone, of a service of its own.
fn again(devices: u32, extent: Extent) -> Result<f64, String> {
    Ok(figure(&Service::start(devices)?.looked_at(extent.runs())?, "cpu_seconds"))
}

/// One size. Answers with the CPU seconds of a look that finds one device in a hundred changed.
fn size(devices: u32, extent: Extent, table: &mut Table) -> Result<f64, String> {
    let service = Service::start(devices)?;
    let mine = service.looked_at(extent.runs())?;
    let mine = |name: &str| figure(&mine, name);
    let mut walls = Vec::new();
    for _ in 0..extent.runs() {
        walls.push(shell(&service.fetch("-o /dev/null"))?.0);
    }
    let of = |what: &str| format!("{devices} devices: {what}");
    let cpu = mine("cpu_seconds");
    table.told(&of("changed in a look"), mine("changed_per_mille"), " ‰");
    table.told(&of("CPU of such a look, until it is kept on disk"), cpu * 1000.0, " ms");
    table.told(
        &of("CPU of a look at what did not change, until that is kept"),
        mine("still_cpu_seconds") * 1000.0,
        " ms",
    );
    let wall = mine("wall_seconds") / median(walls);
    let memory = mine("rows_mib") * 100_000.0 / f64::from(devices);
    if devices == 100_000 {
        table.most(&of("wall of a look against `curl -o /dev/null`"), 1.25, wall, " ×");
        let mut jq = Vec::new();
        for _ in 0..3 {
            let states = "-o - | jq '[.. | objects | .status? // empty] | group_by(.) | map({(.[0]): length})'";
            jq.push(shell(&service.fetch(states))?.1);
        }
        let jq = median(jq);
        table.least(&of("CPU of a look against `curl \\| jq` counting states, times less"), 60.0, jq / cpu, " ×");
        // A process looks for the first time once.
        let mut first = vec![mine("first_cpu_seconds")];
        let mut kept = vec![mine("first_kept_cpu_seconds")];
        for _ in 0..2 {
            let again = service.looked_at(1)?;
            first.push(figure(&again, "first_cpu_seconds"));
            kept.push(figure(&again, "first_kept_cpu_seconds"));
        }
        table.least(&of("the first look against the same, times less"), 20.0, jq / median(first), " ×");
        table.told(&of("the same until all of it is kept on disk, times less"), jq / median(kept), " ×");
        table.most(&of("crossing to the page in a look"), 32.0, mine("crossing_bytes") / 1024.0, " KB");
        let whole = (f64::from(devices) / 2.0 + 1024.0) / 1024.0;
        table.most(&of("the picture when whole"), whole.ceil(), mine("picture_whole_bytes") / 1024.0, " KB");
        table.most(&of("memory for 100,000 in Rust"), 16.0, memory, " MiB");
    } else {
        table.told(&of("wall of a look against `curl -o /dev/null`"), wall, " ×");
        table.told(&of("memory for 100,000 in Rust"), memory, " MiB");
    }
    if devices == MILLION {
        table.most(&of("CPU of a look"), 1.0, cpu, " s");
        table.most(&of("sorting"), 150.0, mine("sort_seconds") * 1000.0, " ms");
        table.most(&of("searching"), 150.0, mine("search_seconds") * 1000.0, " ms");
        table.most(&of("searching by names of the known fleet"), 150.0, mine("known_search_seconds") * 1000.0, " ms");
    }
    Ok(cpu)
}

/// A simulator with one deployment to the whole of its fleet; its clock moves when it is told to.
struct Service {
    _running: Running,
    /// Address, fleet key and token.
    way: [String; 3],
    deployment: String,
}

impl Service {
    fn start(devices: u32) -> Result<Service, String> {
        let mut simulator = command(&target().join("release/connect-simulator").display().to_string());
        simulator.args(["--devices", &devices.to_string(), "--seed", "1", "--manual", "--history", "0"]);
        let child = simulator.stdout(Stdio::piped()).spawn();
        let mut running = Running(child.map_err(|error| format!("the simulator could not start: {error}"))?);
        let about = first_line(&mut running.0)?;
        let way = ["url", "fleet_key", "token"].map(|name| about[name].as_str().unwrap_or_default().to_owned());
        let flow = about["flows"][0]["uuid"].as_str().unwrap_or_default();
        let [url, key, token] = &way;
        let body = format!(
            r#"{{"device_filter":{{"groups":[],"filters":[]}},"deployment_configuration":{{"flow_uuid":"{flow}"}}}}"#
        );
        let (base, bearer) = (format!("{url}/api/v2/{key}/deployments"), format!("Authorization: Bearer {token}"));
        let mut create = command("curl");
        create.args(["-sf", "-X", "POST", &base, "-H", &bearer, "-H", "Content-Type: application/json", "-d", &body]);
        let created: Value =
            serde_json::from_str(&output("create", &mut create)?).map_err(|error| error.to_string())?;
        let deployment = created["deployment_uuid"].as_str().ok_or("the simulator created nothing")?.to_owned();
        Ok(Service { _running: running, way, deployment })
    }

    /// What the application's own looks cost, so many of them.
    fn looked_at(&self, runs: usize) -> Result<Value, String> {
        let [url, key, token] = &self.way;
        measured(&target().join("release/measure"), &[url, key, token, &self.deployment, &runs.to_string(), "10"])
    }

    /// A shell line that fetches the devices, as a person would.
    fn fetch(&self, rest: &str) -> String {
        let [url, key, token] = &self.way;
        let address = format!("{url}/api/v2/{key}/deployments/{}/devices", self.deployment);
        format!("curl -sf -H 'Authorization: Bearer {token}' '{address}' {rest}")
    }
}

fn first_line(simulator: &mut Child) -> Result<Value, String> {
    let line = simulator.stdout.take().and_then(|out| BufReader::new(out).lines().next()?.ok());
    serde_json::from_str(&line.ok_or("the simulator said nothing")?).map_err(|error| error.to_string())
}

/// What a measuring program prints.
pub(super) fn measured(program: &Path, arguments: &[&str]) -> Result<Value, String> {
    let text = output("measure", command(&program.display().to_string()).args(arguments))?;
    serde_json::from_str(&text).map_err(|error| format!("measure printed something else: {error}: {text}"))
}
