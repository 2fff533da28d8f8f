//! Measures the application's own refresh of one deployment, through the same client and the same watch as the window: one JSON line.
//!
//! `measure URL FLEET_KEY TOKEN DEPLOYMENT RUNS`: wall and CPU seconds of a refresh (the median run, the first left out),
//! what the rows hold in memory, and what crosses to the page for one refresh.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use connect_api::{BaseUrl, Token};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::live::watch::{WatchOutside, Watches};
use flightdeck_core::outside::{Api, Apis, Dial};
use flightdeck_core::store;
use flightdeck_core::wire::{AppError, ConnectionId, Notice, Phase, RowsView, Settings};
use serde_json::json;
use tokio::sync::{mpsc, watch};

struct One(Arc<dyn Api>);

#[async_trait]
impl Apis for One {
    async fn api(&self, _: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        Ok(self.0.clone())
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, key, token, deployment, runs] = words.as_slice() else {
        return Err("measure URL FLEET_KEY TOKEN DEPLOYMENT RUNS".into());
    };
    let api = RealDial::default().open(&BaseUrl::parse(url)?, key, &Token::new(token.clone())?)?;
    // Kept for the whole run: a dropped sender would look like settings that end.
    let (_keep, settings) = watch::channel(Settings { poll_seconds: 600, ..Settings::default() });
    // On disk, as in the application: in memory what is kept would count as rows.
    let directory = tempfile::tempdir()?;
    let store = Arc::new(store::open(directory.path(), 0)?.store);
    let watches = Watches::new(WatchOutside {
        apis: Arc::new(One(api)),
        clock: Arc::new(SystemClock),
        journal: store.clone(),
        seen: store.clone(),
        last_seen: store,
        settings,
    });
    let (sender, mut notices) = mpsc::unbounded_channel();
    let before = status("VmRSS:");
    watches.reset(1);
    let watch =
        watches.watch(1, &"here".into(), &deployment.as_str().into(), move |notice| sender.send(notice).is_ok())?;
    let mut last = good(&mut notices, i64::MIN).await?;
    let held = status("VmRSS:") - before;
    // The causes of failure are read device by device at first; a refresh beside that would measure both.
    while watches.causes(watch)?.looked_at < last.counts.failed.min(60) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (mut walls, mut cpus) = (Vec::new(), Vec::new());
    let view = RowsView::default();
    for _ in 0..runs.parse::<u32>()? {
        // The age of data has a millisecond's grain; two looks within one could not be told apart.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let (begun, cpu) = (Instant::now(), cpu_seconds());
        watches.watch_now(watch)?;
        last = good(&mut notices, last.last_good_ms.unwrap_or(i64::MIN)).await?;
        walls.push(begun.elapsed().as_secs_f64());
        cpus.push(cpu_seconds() - cpu);
    }
    let window = watches.rows(watch, &view, 0, 100)?;
    let crossing = serde_json::to_vec(&last)?.len() + serde_json::to_vec(&window)?.len();
    println!(
        "{}",
        json!({
            "devices": last.total,
            "wall_seconds": median(walls),
            "cpu_seconds": median(cpus),
            "rows_mib": held / 1024.0,
            "ipc_bytes": crossing,
            "picture_bytes": watches.picture(watch)?.len(),
        })
    );
    Ok(())
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

/// A figure of this process in KiB, from the kernel's own account.
fn status(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let figure = text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok());
    figure.unwrap_or(f64::NAN)
}

/// CPU of all threads so far; the kernel counts nanoseconds per thread.
fn cpu_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| {
        std::fs::read_to_string(thread.path().join("schedstat")).ok()?.split_whitespace().next()?.parse::<f64>().ok()
    });
    spent.sum::<f64>() / 1e9
}
