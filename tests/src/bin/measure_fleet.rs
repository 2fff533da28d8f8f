//! Measures what the application knows of a fleet, through core alone: one JSON line.
//!
//! `measure_fleet DEVICES ROWS`. A made-up service tells so many devices, page by page; what is known of them is kept on disk, shown, searched,
//! evaluated, and opened again as by the next run. A list of so many rows is imported.
//!
//! | field | what it is |
//! |---|---|
//! | `devices` | how many devices are known |
//! | `read_seconds` | reading them from a service that answers at once, until the page was told that it is done |
//! | `disk_mb` | what is kept of them on disk, in millions of bytes |
//! | `mib` | what the process grew by, MiB |
//! | `sort_seconds` | the first window in another order, the slowest of them |
//! | `facet_seconds` | the first window under other facets, with the counts of all of them; the slowest |
//! | `search_seconds` | the first window of another search, the slowest of some |
//! | `find_first_seconds`, `find_seconds` | finding devices by name for the palette: the first time, and the slowest of some later |
//! | `scroll_seconds` | another window of the same view while all that match are chosen; the slowest of 100 |
//! | `evaluate_seconds` | what a draft reaches; the slowest of some |
//! | `names_seconds` | naming the problems of a draft, the first time and then again |
//! | `first_window_seconds` | in the next run, from opening until a window with devices is there |
//! | `opened_seconds` | and until all of them are |
//! | `import_seconds` | picking a list of `ROWS` rows, with its preview, and taking it in until it is kept |
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use connect_api::{
    Accepted, ApiTime, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage, Error,
    FleetDevice, FleetDevicesPage, NotSent, Priority, Shortfall,
};
use flightdeck_core::client::SystemClock;
use flightdeck_core::fleet::Fleets;
use flightdeck_core::outside::{Api, Clock};
use flightdeck_core::store;
use flightdeck_core::wire::{
    ConnectionId, Draft, FilterDraft, FilterKind, FleetChoose, FleetNotice, FleetReads, FleetSort, FleetView,
    OperandDraft, SeenWhen, Settings,
};
use flightdeck_tests::measured::rooms;
use flightdeck_tests::process::memory_kib;
use serde_json::json;
use tokio::sync::{mpsc, watch};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What a page shows of the table at most.
const WINDOW: u32 = 100;
/// Devices in an answer.
const PAGE: u32 = 1_000;

/// A service that knows its fleet and nothing else.
struct MadeFleet {
    devices: u32,
    now_ms: i64,
}

fn made(n: u32, now_ms: i64) -> FleetDevice {
    // Ids in no order, as those of a real fleet are.
    let id = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let group = format!("Site {}", n % 40);
    FleetDevice {
        uuid: format!("{:08x}-{:04x}-4c5d-8e6f-{:012x}", id >> 32, id & 0xffff, id >> 8 & 0xffff_ffff_ffff),
        name: Some(format!("turbine-{}-{n}", ["north", "east", "hill"][n as usize % 3])),
        group: Some(group.clone()),
        groups: vec![group],
        tags: Some(vec![if n.is_multiple_of(2) { "gateway".into() } else { "edge".into() }, format!("row-{}", n % 30)]),
        last_keepalive: ApiTime::At { unix_ms: now_ms - i64::from(n % 1_000) * 997, zone_assumed: false },
        agent_version: Some("7.4.1".into()),
        ip: Some(format!("10.{}.{}.{}", n >> 16, (n >> 8) & 255, n & 255)),
        update_trigger: Some(n.is_multiple_of(200)),
        ..FleetDevice::default()
    }
}

fn other<T>() -> Result<T, Error> {
    Err(Error::NotSent { reason: NotSent::Connect, detail: "only its fleet is made up".into() })
}

#[async_trait]
impl Api for MadeFleet {
    fn at(self: Arc<Self>, _: Priority) -> Arc<dyn Api> {
        self
    }
    fn clock_offset_ms(&self) -> Option<i64> {
        None
    }
    async fn create(&self, _: &DeployRequest) -> Result<Created, Error> {
        other()
    }
    async fn deployments_page(&self, _: Option<&str>, _: u16) -> Result<DeploymentsPage, Error> {
        other()
    }
    async fn deployment(&self, _: &str) -> Result<Deployment, Error> {
        other()
    }
    async fn devices(&self, _: &str, _: &mut (dyn FnMut(DevicesPage) + Send)) -> Result<Option<Shortfall>, Error> {
        other()
    }
    async fn device(&self, _: &str, _: &str) -> Result<DeviceDetail, Error> {
        other()
    }
    async fn abort_deployment(&self, _: &str) -> Result<Accepted, Error> {
        other()
    }
    async fn abort_device(&self, _: &str, _: &str) -> Result<Accepted, Error> {
        other()
    }
    async fn fleet_devices(
        &self,
        _group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        for from in (0..self.devices).step_by(PAGE as usize) {
            let devices = (from..self.devices.min(from + PAGE)).map(|n| made(n, self.now_ms)).collect();
            page(FleetDevicesPage { devices, ..FleetDevicesPage::default() });
            tokio::task::yield_now().await;
        }
        Ok(None)
    }
}

/// One run of the application, with a page that looks at the fleet.
struct Run {
    fleets: Arc<Fleets>,
    notices: mpsc::UnboundedReceiver<FleetNotice>,
    connection: ConnectionId,
    /// A dropped sender would look like settings that end.
    _settings: watch::Sender<Settings>,
}

impl Run {
    fn begin(directory: &Path, devices: u32, now_ms: i64) -> Outcome<Run> {
        let store = Arc::new(store::open(directory, now_ms)?.store);
        let (keep, settings) = watch::channel(Settings::default());
        let (_, fleets) = rooms(Arc::new(MadeFleet { devices, now_ms }), &store, settings);
        let (sender, notices) = mpsc::unbounded_channel();
        let connection = ConnectionId::from("here");
        fleets.watch(0, &connection, move |notice| sender.send(notice).is_ok())?;
        Ok(Run { fleets, notices, connection, _settings: keep })
    }

    /// Waits until it is known to the end; each notice is answered with a window, as a page does. When the first had devices.
    async fn whole(&mut self) -> Outcome<Option<Instant>> {
        let mut first = None;
        loop {
            let notice = self.notices.recv().await.ok_or("the watch ended")?;
            let shown = self.fleets.rows(&self.connection, &FleetView::all(), 0, WINDOW).rows.len();
            if shown > 0 && first.is_none() {
                first = Some(Instant::now());
            }
            match notice.service {
                FleetReads::Read { .. } => return Ok(first),
                FleetReads::Trouble { error, .. } => return Err(error.message.into()),
                _ => {}
            }
        }
    }

    fn timed(&self, view: &FleetView) -> f64 {
        let begun = Instant::now();
        self.fleets.rows(&self.connection, view, 0, WINDOW);
        begun.elapsed().as_secs_f64()
    }

    fn find(&self, text: &str) -> (f64, usize) {
        let begun = Instant::now();
        let found = self.fleets.find(&self.connection, text).len();
        (begun.elapsed().as_secs_f64(), found)
    }

    /// The first question lays the names side by side; the slowest of the others.
    fn finds(&self) -> Outcome<[f64; 2]> {
        let (first, _) = self.find("hill");
        let mut times = Vec::new();
        // One that is nowhere, parts of names that few and that all have, an abbreviation, and a part of ids.
        for (text, some) in
            [("nowhere at all", false), ("hill-77", true), ("turbine", true), ("hl77", true), ("0077", true)]
        {
            let (time, found) = self.find(text);
            if (found > 0) != some {
                return Err(format!("“{text}” found {found} devices").into());
            }
            times.push(time);
        }
        Ok([first, slowest(times)])
    }

    fn scroll(&self, devices: u32) -> Outcome<f64> {
        let view = FleetView { groups: vec!["Site 1".into(), "Site 2".into()], ..FleetView::all() };
        self.fleets.choose(&self.connection, FleetChoose::All { view })?;
        self.timed(&FleetView::all());
        let places = (0..100u32).map(|n| {
            let begun = Instant::now();
            self.fleets.rows(&self.connection, &FleetView::all(), n * (devices / 100), WINDOW);
            begun.elapsed().as_secs_f64()
        });
        Ok(slowest(places))
    }

    async fn evaluate(&self) -> Outcome<f64> {
        let filter =
            |kind, value: &str, operand| FilterDraft { kind, operand, value: value.into(), extra: String::new() };
        let groups = || (0..8).map(|n| format!("Site {n}")).collect::<Vec<_>>();
        let drafts = [
            Draft { groups: groups(), ..Draft::default() },
            Draft {
                groups: groups(),
                filters: vec![
                    filter(FilterKind::Tag, "gateway", OperandDraft::Is),
                    filter(FilterKind::Tag, "row-7", OperandDraft::IsNot),
                    filter(FilterKind::DeviceState, "online", OperandDraft::Is),
                ],
                ..Draft::default()
            },
            Draft {
                filters: vec![filter(FilterKind::SpecificDevice, "nobody", OperandDraft::IsNot)],
                ..Draft::default()
            },
        ];
        let mut times = Vec::new();
        for draft in &drafts {
            let begun = Instant::now();
            let reach = self.fleets.reach(&self.connection, draft).await;
            times.push(begun.elapsed().as_secs_f64());
            if reach.yes + reach.perhaps == 0 {
                return Err("a target that reaches nobody measures nothing".into());
            }
        }
        Ok(slowest(times))
    }

    fn names(&self) -> Outcome<[f64; 2]> {
        let filters = vec![FilterDraft {
            kind: FilterKind::SpecificDevice,
            operand: OperandDraft::Is,
            value: "nobody".into(),
            extra: String::new(),
        }];
        let draft = Draft { groups: vec!["Sites 4".into()], filters, ..Draft::default() };
        let mut times = [0.0; 2];
        for time in &mut times {
            let (begun, mut problems) = (Instant::now(), Vec::new());
            self.fleets.name_problems(&self.connection, &draft, &mut problems);
            *time = begun.elapsed().as_secs_f64();
            if problems.len() != 2 {
                return Err("nobody has either name".into());
            }
        }
        Ok(times)
    }

    /// Picks a list and takes it in.
    async fn import(&self, directory: &Path, rows: u32) -> Outcome<f64> {
        let mut text = String::from("device_uuid,name,group,tags,last_seen,notes\n");
        for n in 0..rows {
            writeln!(
                text,
                "imported-{n:07},pump {n},\"Site, {}\",pump;row-{},2026-11-28T10:00:00Z,by hand",
                n % 9,
                n % 30
            )?;
        }
        let place = directory.join("list.csv");
        std::fs::write(&place, text)?;
        let begun = Instant::now();
        let preview = self.fleets.import_pick(&self.connection, Some(place)).await?.ok_or("no file")?;
        let list = self.fleets.import(preview.import, preview.mapping).await?;
        let took = begun.elapsed().as_secs_f64();
        if list.devices == rows {
            Ok(took)
        } else {
            Err(format!("{} of {rows} rows were taken in", list.devices).into())
        }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [devices, rows] = words.as_slice() else { return Err("measure_fleet DEVICES ROWS".into()) };
    let (devices, rows): (u32, u32) = (devices.parse()?, rows.parse()?);
    let (directory, now_ms) = (tempfile::tempdir()?, SystemClock.now_ms());
    let before = memory_kib().unwrap_or(f64::NAN);

    let begun = Instant::now();
    let mut run = Run::begin(directory.path(), devices, now_ms)?;
    run.whole().await?;
    let read_seconds = begun.elapsed().as_secs_f64();
    let mib = (memory_kib().unwrap_or(f64::NAN) - before) / 1024.0;
    let disk = kept(directory.path()).await?;

    let sorts = [FleetSort::Id, FleetSort::Group, FleetSort::Seen, FleetSort::Last, FleetSort::Name];
    let sort = slowest(sorts.map(|sort| run.timed(&FleetView { sort, descending: true, ..FleetView::all() })));
    run.timed(&FleetView::all());
    let facets = [
        FleetView { groups: vec!["Site 3".into()], ..FleetView::all() },
        FleetView { groups: vec!["Site 3".into()], tags: vec!["gateway".into()], ..FleetView::all() },
        FleetView { seen: vec![SeenWhen::Online, SeenWhen::WithinDay], ..FleetView::all() },
    ];
    let facet = slowest(facets.iter().map(|view| run.timed(view)));
    // One that is nowhere, one that is somewhere, one that is nearly everywhere, and one by a field.
    let searches = ["nowhere at all", "hill-77", "row", "tag:row-7 -group:=\"Site 3\""];
    let search = slowest(searches.map(|text| run.timed(&FleetView { text: text.into(), ..FleetView::all() })));
    let finds = run.finds()?;
    let (scroll, evaluate, names) = (run.scroll(devices)?, run.evaluate().await?, run.names()?);
    let import = run.import(directory.path(), rows).await?;
    drop(run);

    let begun = Instant::now();
    let mut next = Run::begin(directory.path(), devices, now_ms)?;
    let first = next.whole().await?.ok_or("nothing was shown")?;
    let opened = begun.elapsed().as_secs_f64();
    println!(
        "{}",
        json!({
            "devices": devices,
            "read_seconds": read_seconds,
            "disk_mb": disk as f64 / 1e6,
            "mib": mib,
            "sort_seconds": sort,
            "facet_seconds": facet,
            "search_seconds": search,
            "find_first_seconds": finds[0],
            "find_seconds": finds[1],
            "scroll_seconds": scroll,
            "evaluate_seconds": evaluate,
            "names_first_seconds": names[0],
            "names_seconds": names[1],
            "import_seconds": import,
            "first_window_seconds": (first - begun).as_secs_f64(),
            "opened_seconds": opened,
        })
    );
    Ok(())
}

/// Bytes of what is kept of the fleet, once nothing is added any more.
async fn kept(directory: &Path) -> Outcome<u64> {
    let bytes = || -> std::io::Result<u64> {
        ["fleet.db", "fleet.db-wal"]
            .iter()
            .map(|name| directory.join(name))
            .filter(|path| path.exists())
            .try_fold(0, |sum, path| Ok(sum + path.metadata()?.len()))
    };
    let (mut before, mut still) = (0, 0);
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = bytes()?;
        still = if now == before { still + 1 } else { 0 };
        before = now;
        if still == 15 && now > 100_000 {
            return Ok(now);
        }
    }
    Err("what is kept of the fleet does not come to rest".into())
}

fn slowest(times: impl IntoIterator<Item = f64>) -> f64 {
    times.into_iter().fold(0.0, f64::max)
}
