//! Measures the application's own looks at one deployment, through the same client and the same watch as the window: one JSON line.
//!
//! `measure URL FLEET_KEY TOKEN DEPLOYMENT RUNS [PER_MILLE]`. With `PER_MILLE` the service is a simulator started with `--manual`: its
//! clock is moved to the middle of the deployment before the first look, and before each later one by as much as makes about so many
//! of a thousand devices change (10 is one in a hundred). Without it the service is only looked at.
//!
//! | field | what it is |
//! |---|---|
//! | `devices` | how many devices the deployment has |
//! | `first_wall_seconds`, `first_cpu_seconds` | the first look, into empty rows, from asking until its notice has come |
//! | `first_kept_cpu_seconds` | the same until all of it is kept on disk |
//! | `wall_seconds`, `cpu_seconds` | a later look: from asking until its notice has come, and what it takes until it is kept on disk; medians of `RUNS` |
//! | `changed_per_mille` | how many of a thousand devices had changed in such a look, on average |
//! | `still_wall_seconds`, `still_cpu_seconds` | the same of a look at what did not change at all |
//! | `rows_mib` | what the process grew by with the first look, MiB |
//! | `notice_bytes`, `window_bytes`, `picture_bytes` | what crosses to the page after such a look: the notice, 100 rows, the picture (a delta); medians |
//! | `crossing_bytes` | the three together, the largest of all looks |
//! | `picture_whole_bytes` | the picture as it crosses the first time |
//! | `sort_seconds` | sorting all rows anew, as for a window in their middle; the slowest of the sorts |
//! | `search_seconds` | searching all rows anew, the slowest of some texts |
//! | `known_search_seconds` | the same by names that only the known fleet tells, five seconds after that is read; the slowest of some |
//! | `order_seconds` | the first rows of the default order after a look that changed rows; the median of `RUNS` |
//! | `replay_seconds` | a moment of the past: its 100 rows, its picture and its counts; the median of 19 moments |
//! | `course_seconds`, `course_bytes` | the whole course, and what of it crosses |
//!
//! CPU is that of all threads of this process: that of a look has in it what was asked, before it was kept, of devices that failed since.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_api::{BaseUrl, Limits, Token};
use flightdeck_core::client::RealDial;
use flightdeck_core::fleet::Fleets;
use flightdeck_core::live::watch::Watches;
use flightdeck_core::outside::{Dial, LastSeen};
use flightdeck_core::store::{self, Store};
use flightdeck_core::wire::{DeploymentId, DeviceSort, FleetReads, Notice, PackedRows, Phase, RowsView, Settings};
use flightdeck_tests::measured::rooms;
use flightdeck_tests::process::memory_kib;
use serde_json::json;
use tokio::sync::{mpsc, watch};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The middle of a deployment, where as many devices begin as end: device time after its creation, milliseconds.
const MIDDLE_MS: f64 = 50_000.0;
/// How long it takes there until one device of a thousand has changed, before that is measured.
const PER_MILLE_MS: f64 = 50.0;
/// A look that is not on disk by then will not be.
const KEPT_WITHIN: Duration = Duration::from_secs(60);
/// What a page shows of the table at most.
const WINDOW: u32 = 100;

/// One watch, as a page has it.
struct Page {
    watches: Arc<Watches>,
    store: Arc<Store>,
    deployment: DeploymentId,
    watch: u32,
    notices: mpsc::UnboundedReceiver<Notice>,
    last: Notice,
    /// The revision of the picture that it has.
    picture: u32,
}

/// What a look cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

/// The simulator's clock, moved by hand.
struct Mover {
    http: reqwest::Client,
    url: String,
    /// How far it is moved so that one device of a thousand changes.
    per_mille_ms: f64,
    wanted: f64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (url, key, token, deployment, runs, per_mille) = match words.as_slice() {
        [url, key, token, deployment, runs] => (url, key, token, deployment, runs, None),
        [url, key, token, deployment, runs, wanted] => (url, key, token, deployment, runs, Some(wanted.parse()?)),
        _ => return Err("measure URL FLEET_KEY TOKEN DEPLOYMENT RUNS [PER_MILLE]".into()),
    };
    let runs: usize = runs.parse()?;
    let mut mover = per_mille.map(|wanted| Mover::new(url, wanted));
    if let Some(mover) = &mover {
        mover.advance(MIDDLE_MS).await?;
    }
    // The failed devices are looked at between the looks: at a user's polite pace that alone would take most of an hour.
    let limits = Limits { per_second: 100_000, burst: 100_000, ..Limits::default() };
    let api = RealDial { limits }.open(&BaseUrl::parse(url)?, key, &Token::new(token.clone())?, &[])?;
    // Kept for the whole run: a dropped sender would look like settings that end.
    let (_keep, settings) = watch::channel(Settings { poll_seconds: 600, ..Settings::default() });
    // On disk, as in the application: in memory what is kept would count as rows.
    let directory = tempfile::tempdir()?;
    let store = Arc::new(store::open(directory.path(), 0)?.store);
    let (watches, fleets) = rooms(api, &store, settings);
    let before = memory_kib().unwrap_or(f64::NAN);
    let begun = Begun::now();
    let mut page = Page::open(watches, store.clone(), deployment.as_str().into()).await?;
    let first = begun.cost();
    let rows_mib = (memory_kib().unwrap_or(f64::NAN) - before) / 1024.0;
    let first_kept = page.kept(&begun).await?;
    page.wait_for_causes().await?;
    let whole = page.picture()?;
    page.window(&view(DeviceSort::Attention, ""))?;

    let (mut still, mut moving, mut orders, mut changed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut crossings = Vec::new();
    for _ in 0..runs {
        still.push(page.look().await?);
        page.wait_for_causes().await?;
        if let Some(mover) = &mut mover {
            mover.change().await?;
        }
        moving.push(page.look().await?);
        page.wait_for_causes().await?;
        let share = f64::from(page.last.changed) * 1000.0 / f64::from(page.last.total.max(1));
        changed.push(share);
        if let Some(mover) = &mut mover {
            mover.learn(share);
        }
        let ordered = Instant::now();
        let window = page.window(&view(DeviceSort::Attention, ""))?;
        orders.push(ordered.elapsed().as_secs_f64());
        crossings.push([serde_json::to_vec(&page.last)?.len(), window, page.picture()?]);
    }
    let sorts = [
        DeviceSort::Device,
        DeviceSort::State,
        DeviceSort::InState,
        DeviceSort::Started,
        DeviceSort::Took,
        DeviceSort::Attention,
    ];
    let sort = slowest(sorts.map(|sort| page.timed(&view(sort, ""), page.last.total / 2)))?;
    // One that is nowhere, one that is somewhere, one that is everywhere.
    let search = slowest(["nowhere at all", "e7", "-"].map(|text| page.timed(&view(DeviceSort::Attention, text), 0)))?;
    let replay = page.replay()?;
    let begun = Instant::now();
    let course_bytes = serde_json::to_vec(&page.watches.course(page.watch)?)?.len();
    let course_seconds = begun.elapsed().as_secs_f64();
    let known_search = page.search_by_known_names(&fleets).await?;
    let of = |which: usize| median(crossings.iter().map(|parts| parts[which] as f64).collect());
    println!(
        "{}",
        json!({
            "devices": page.last.total,
            "first_wall_seconds": first.wall,
            "first_cpu_seconds": first.cpu,
            "first_kept_cpu_seconds": first_kept.cpu,
            "wall_seconds": median(moving.iter().map(|cost| cost.wall).collect()),
            "cpu_seconds": median(moving.iter().map(|cost| cost.cpu).collect()),
            "changed_per_mille": changed.iter().sum::<f64>() / changed.len() as f64,
            "still_wall_seconds": median(still.iter().map(|cost| cost.wall).collect()),
            "still_cpu_seconds": median(still.iter().map(|cost| cost.cpu).collect()),
            "rows_mib": rows_mib,
            "notice_bytes": of(0),
            "window_bytes": of(1),
            "picture_bytes": of(2),
            "crossing_bytes": crossings.iter().map(|parts| parts.iter().sum::<usize>()).max(),
            "picture_whole_bytes": whole,
            "sort_seconds": sort,
            "search_seconds": search,
            "known_search_seconds": known_search,
            "order_seconds": median(orders),
            "replay_seconds": replay,
            "course_seconds": course_seconds,
            "course_bytes": course_bytes,
        })
    );
    Ok(())
}

impl Page {
    /// Opens the deployment and waits for the first look.
    async fn open(watches: Arc<Watches>, store: Arc<Store>, deployment: DeploymentId) -> Outcome<Page> {
        let (sender, mut notices) = mpsc::unbounded_channel();
        watches.reset(1);
        let watch = watches.watch(1, &"here".into(), &deployment, move |notice| sender.send(notice).is_ok())?;
        let last = good(&mut notices, i64::MIN).await?;
        Ok(Page { watches, store, deployment, watch, notices, last, picture: 0 })
    }

    /// The causes of failure are read device by device; a look beside that would measure both.
    async fn wait_for_causes(&self) -> Outcome<()> {
        let mut before = None;
        loop {
            let now = self.watches.causes(self.watch)?.looked_at;
            if before == Some(now) {
                return Ok(());
            }
            before = Some(now);
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
    }

    async fn look(&mut self) -> Outcome<Cost> {
        // The age of data has a millisecond's grain; two looks within one could not be told apart.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let begun = Begun::now();
        self.watches.watch_now(self.watch)?;
        self.last = good(&mut self.notices, self.last.last_good_ms.unwrap_or(i64::MIN)).await?;
        let Cost { wall, .. } = begun.cost();
        // It is kept after the notice, and that is a part of what it costs.
        Ok(Cost { wall, ..self.kept(&begun).await? })
    }

    /// What it cost until the look is kept of which the last notice told.
    async fn kept(&self, begun: &Begun) -> Outcome<Cost> {
        let seen_ms = self.last.last_good_ms.ok_or("a look that never was")?;
        while self.store.last_counts(&"here".into(), &self.deployment).is_none_or(|kept| kept.at_ms < seen_ms) {
            if begun.at.elapsed() > KEPT_WITHIN {
                return Err("a look was not kept on disk".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(begun.cost())
    }

    fn window(&self, view: &RowsView) -> Outcome<usize> {
        Ok(serde_json::to_vec(&PackedRows::from(self.watches.rows(self.watch, view, 0, WINDOW)?))?.len())
    }

    fn timed(&self, view: &RowsView, start: u32) -> Outcome<f64> {
        let begun = Instant::now();
        self.watches.rows(self.watch, view, start, WINDOW)?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Reads the fleet and searches by names that no answer about the deployment tells: what is found shows that they are known.
    async fn search_by_known_names(&self, fleets: &Arc<Fleets>) -> Outcome<f64> {
        let (sender, mut notices) = mpsc::unbounded_channel();
        let before = self.watches.rows(self.watch, &view(DeviceSort::Attention, "turbine-"), 0, WINDOW)?.total;
        fleets.watch(0, &"here".into(), move |notice| sender.send(notice).is_ok())?;
        loop {
            match notices.recv().await.ok_or("the fleet's watch ended")?.service {
                FleetReads::Read { .. } => break,
                FleetReads::Trouble { error, .. } => return Err(error.message.into()),
                FleetReads::NotAvailable { why, .. } => return Err(why.into()),
                FleetReads::NotAsked | FleetReads::Opening { .. } | FleetReads::Reading { .. } => {}
            }
        }
        // Meanwhile the known devices of the rows are found: that many looks at once would be measured as one search.
        tokio::time::sleep(Duration::from_secs(5)).await;
        // One that is at a part of all, one that is at every one, one that is nowhere, and the first again.
        let texts = ["turbine-", "-", "nobody-", "turbine-"];
        let slowest = slowest(texts.map(|text| self.timed(&view(DeviceSort::Attention, text), 0)))?;
        let found = self.watches.rows(self.watch, &view(DeviceSort::Attention, "turbine-"), 0, WINDOW)?.total;
        if before > 0 || found == 0 {
            return Err(format!("{before} devices were found before their names were known, and {found} then").into());
        }
        Ok(slowest)
    }

    /// How long moments over the whole course take, each read as the page reads one. Each must show every device.
    fn replay(&self) -> Outcome<f64> {
        let course = self.watches.course(self.watch)?.ok_or("nothing was seen")?;
        let mut times = Vec::new();
        for at_ms in (1..20).map(|n| course.from_ms + (course.to_ms - course.from_ms) * n / 20) {
            let begun = Instant::now();
            let then = RowsView { at_ms: Some(at_ms), ..view(DeviceSort::Attention, "") };
            let shown = self.watches.rows(self.watch, &then, 0, WINDOW)?.total;
            let cells = self.watches.picture_at(self.watch, at_ms)?.len();
            let counted = self.watches.counts_at(self.watch, at_ms)?;
            times.push(begun.elapsed().as_secs_f64());
            if [shown, counted.counts.total() + counted.gone] != [cells as u32; 2] {
                return Err("a replay lost devices".into());
            }
        }
        Ok(median(times))
    }

    fn picture(&mut self) -> Outcome<usize> {
        let bytes = self.watches.picture(self.watch, self.picture)?;
        let revision = bytes.get(1..5).and_then(|bytes| bytes.try_into().ok()).ok_or("a picture without a head")?;
        self.picture = u32::from_le_bytes(revision);
        Ok(bytes.len())
    }
}

impl Mover {
    fn new(url: &str, wanted: f64) -> Mover {
        let http = reqwest::Client::builder().no_proxy().build().unwrap_or_default();
        Mover { http, url: url.to_owned(), per_mille_ms: PER_MILLE_MS, wanted }
    }

    async fn advance(&self, ms: f64) -> Outcome<()> {
        let body = json!({ "ms": ms.round() as u64 });
        self.http.post(format!("{}/_control/advance", self.url)).json(&body).send().await?.error_for_status()?;
        Ok(())
    }

    async fn change(&self) -> Outcome<()> {
        self.advance(self.per_mille_ms * self.wanted).await
    }

    /// So many of a thousand changed.
    fn learn(&mut self, changed: f64) {
        if changed > 0.0 {
            self.per_mille_ms *= (self.wanted / changed).clamp(0.5, 2.0);
        }
    }
}

struct Begun {
    at: Instant,
    cpu: f64,
}

impl Begun {
    fn now() -> Begun {
        Begun { at: Instant::now(), cpu: cpu_seconds() }
    }

    fn cost(&self) -> Cost {
        Cost { wall: self.at.elapsed().as_secs_f64(), cpu: cpu_seconds() - self.cpu }
    }
}

fn view(sort: DeviceSort, text: &str) -> RowsView {
    RowsView { text: text.to_owned(), sort, ..RowsView::default() }
}

fn slowest(times: impl IntoIterator<Item = Outcome<f64>>) -> Outcome<f64> {
    times.into_iter().try_fold(0.0, |most, time| Ok(time?.max(most)))
}

/// Waits for a look later than `after` that was good.
async fn good(notices: &mut mpsc::UnboundedReceiver<Notice>, after: i64) -> Result<Notice, String> {
    loop {
        let notice = notices.recv().await.ok_or("the watch ended")?;
        match &notice.phase {
            Phase::Stale { error, .. } | Phase::Stopped { error } => return Err(error.message.clone()),
            Phase::Syncing | Phase::NotVisible { .. } => {}
            Phase::Live | Phase::Settling | Phase::Finished
                if notice.last_good_ms.is_some_and(|at| at > after) && notice.total > 0 =>
            {
                return Ok(notice);
            }
            Phase::Live | Phase::Settling | Phase::Finished => {}
        }
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// CPU of all threads so far; the kernel counts nanoseconds per thread.
fn cpu_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| {
        std::fs::read_to_string(thread.path().join("schedstat")).ok()?.split_whitespace().next()?.parse::<f64>().ok()
    });
    spent.sum::<f64>() / 1e9
}
