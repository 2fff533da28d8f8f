//! Many hours of watching in simulated time, against a service that fails in every way it can: nothing may be lost, nothing may be asked
//! more often than it should, and nothing may grow.
//!
//! Time stands unless it is moved: tokio's and the service's go forward together, a step at a time, and the exchanges in between are real ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use connect_api::{BaseUrl, Client, DeviceFilter, Token};
use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, RetryAfter, Simulator, TokenSpec};
use flightdeck_core::client::RealDial;
use flightdeck_core::live::watch::{WatchOutside, Watches};
use flightdeck_core::outside::{Clock, Dial};
use flightdeck_core::store;
use flightdeck_core::wire::{Counts, Notice, Phase, Settings};
use flightdeck_tests::ground::{self, OneFleet, START_MS, client_of, limits};
use flightdeck_tests::process::memory_kib;
use flightdeck_tests::random::Random;
use flightdeck_tests::rows::{counts, load_all};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

/// Time goes forward by so much.
const STEP: Duration = Duration::from_secs(2);
/// A deployment is launched this often.
const LAUNCH_MS: i64 = 5 * 60_000;
/// With no more faults every deployment has come to its end after so long.
const END_MS: i64 = 4 * 3_600_000;
/// A look is due every 15 s; each may be tried four times.
const LOOKS_A_MINUTE: usize = 5 * 4;

/// What a run found.
#[derive(Debug)]
pub(crate) struct Found {
    /// How many deployments were launched, and seen to their end.
    pub(crate) deployments: usize,
    /// How many requests were sent.
    pub(crate) requests: usize,
    /// How many faults the service was given.
    pub(crate) faults: usize,
    /// The most looks at one deployment within a minute, second tries included.
    pub(crate) most_looks_a_minute: usize,
    /// Looks a minute at a deployment that is watched, second tries included, on average.
    pub(crate) looks_a_minute: f64,
    /// What the process held after a quarter of the time and at the end, MiB; none where the system does not tell.
    pub(crate) memory_mib: Option<[f64; 2]>,
}

/// A clock that goes with the steps.
struct Stepped(AtomicI64);

impl Clock for Stepped {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A deployment under watch.
struct Watched {
    watch: u32,
    notices: mpsc::UnboundedReceiver<Notice>,
    last: Option<Notice>,
    opened_ms: i64,
    looks_this_minute: usize,
}

struct Soak {
    simulator: Simulator,
    /// Launches, and tells the truth; meets no faults, since there are none while it asks.
    stand: Client,
    clock: Arc<Stepped>,
    watches: Arc<Watches>,
    open: BTreeMap<String, Watched>,
    random: Random,
    found: Found,
    looks: usize,
    watched_minutes: usize,
    /// Settings without a sender would look like settings that end; a store needs its folder.
    _kept: (watch::Sender<Settings>, TempDir),
}

/// Runs so many simulated minutes with faults, then without until everything has ended. The same seed meets the same faults.
/// It panics when something was lost or asked too often.
pub(crate) fn run(minutes: u32, devices: u32, seed: u64) -> Found {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        // While a blocking task runs tokio does not move its clock by itself; it ends when the sender goes.
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let held = tokio::task::spawn_blocking(move || stopped.recv());
        let found = Soak::start(devices, seed).await.run(minutes).await;
        drop(stop);
        // It ends with an error by design: nothing was ever sent.
        let _ = held.await;
        found
    })
}

impl Soak {
    async fn start(devices: u32, seed: u64) -> Soak {
        let fleet = FleetSpec { devices, fleet_key: ground::FLEET.into(), ..FleetSpec::default() };
        let clock = ClockSpec::Manual { start_unix_ms: START_MS };
        let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(ground::TOKEN)], port: 0, clock };
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        let stand = client_of(&simulator.url(), ground::TOKEN, limits());
        let url = BaseUrl::parse(&simulator.url()).expect("an address");
        let token = Token::new(ground::TOKEN.into()).expect("a token");
        let api = RealDial::default().open(&url, ground::FLEET, &token, &[]).expect("a client");
        let clock = Arc::new(Stepped(AtomicI64::new(START_MS)));
        let folder = tempfile::tempdir().expect("a folder");
        let store = Arc::new(store::open(folder.path(), START_MS).expect("a store").store);
        let (kept, settings) = watch::channel(Settings::default());
        let watches = Watches::new(WatchOutside {
            apis: Arc::new(OneFleet(api)),
            clock: clock.clone(),
            journal: store.clone(),
            seen: store.clone(),
            last_seen: store,
            settings,
        });
        watches.reset(1);
        let found = Found {
            deployments: 0,
            requests: 0,
            faults: 0,
            most_looks_a_minute: 0,
            looks_a_minute: 0.0,
            memory_mib: None,
        };
        let (open, random) = (BTreeMap::new(), Random::new(seed.max(1)));
        Soak {
            simulator,
            stand,
            clock,
            watches,
            open,
            random,
            found,
            looks: 0,
            watched_minutes: 0,
            _kept: (kept, folder),
        }
    }

    async fn run(mut self, minutes: u32) -> Found {
        let end_ms = START_MS + i64::from(minutes) * 60_000;
        let quarter_ms = START_MS + i64::from(minutes) * 15_000;
        let mut quarter = None;
        let mut next_launch = START_MS;
        while self.clock.now_ms() < end_ms {
            if self.clock.now_ms() >= next_launch {
                next_launch += LAUNCH_MS;
                self.launch().await;
            }
            if quarter.is_none() && self.clock.now_ms() >= quarter_ms {
                quarter = memory_mib();
            }
            self.minute(true).await;
        }
        self.simulator.faults().clear();
        while !self.open.is_empty() {
            assert!(
                self.clock.now_ms() < end_ms + END_MS,
                "every deployment comes to its end once the service answers again; these have not: {:?}",
                self.open.values().map(|one| &one.last).collect::<Vec<_>>()
            );
            self.minute(false).await;
        }
        self.found.memory_mib = quarter.zip(memory_mib()).map(|(then, now)| [then, now]);
        self.found.looks_a_minute = self.looks as f64 / self.watched_minutes.max(1) as f64;
        self.found
    }

    async fn launch(&mut self) {
        self.simulator.faults().clear();
        let request = ground::request(DeviceFilter::default(), "soaked");
        let created = self.stand.create_deployment(&request).await.expect("a deployment");
        let uuid = created.deployment_uuid.expect("its id");
        let (sender, notices) = mpsc::unbounded_channel();
        let told = move |notice| sender.send(notice).is_ok();
        let watch = self.watches.watch(1, &"here".into(), &uuid.as_str().into(), told).expect("it is watched");
        let opened_ms = self.clock.now_ms();
        self.open.insert(uuid, Watched { watch, notices, last: None, opened_ms, looks_this_minute: 0 });
        self.found.deployments += 1;
    }

    async fn minute(&mut self, faulty: bool) {
        if faulty && self.random.below(3) == 0 {
            let (fault, times) = (self.fault(), 1 + self.random.below(4) as u32);
            self.simulator.faults().on(Operation::Any, fault, times);
            self.found.faults += 1;
        }
        let until = self.clock.now_ms() + 60_000;
        while self.clock.now_ms() < until {
            self.step().await;
        }
        for watched in self.open.values_mut() {
            let looks = std::mem::take(&mut watched.looks_this_minute);
            assert!(looks <= LOOKS_A_MINUTE, "{looks} looks at one deployment within a minute are a storm");
            self.found.most_looks_a_minute = self.found.most_looks_a_minute.max(looks);
            self.looks += looks;
            self.watched_minutes += 1;
        }
        self.close_the_ended().await;
    }

    async fn step(&mut self) {
        tokio::time::advance(STEP).await;
        self.simulator.advance(STEP);
        self.clock.0.fetch_add(i64::try_from(STEP.as_millis()).expect("a short step"), Ordering::Relaxed);
        // Exchanges are real: they get real time until nothing is asked any more.
        loop {
            real_pause().await;
            let heard = self.simulator.requests();
            self.simulator.clear_requests();
            for request in heard.iter().filter(|request| request.operation == Some(Operation::Devices)) {
                let watched = self.open.iter_mut().find(|(uuid, _)| request.path.contains(uuid.as_str()));
                if let Some((_, watched)) = watched {
                    watched.looks_this_minute += 1;
                }
            }
            self.found.requests += heard.len();
            if heard.is_empty() {
                break;
            }
        }
        for (uuid, watched) in &mut self.open {
            while let Ok(notice) = watched.notices.try_recv() {
                let before = watched.last.as_ref().map_or(0, |last| ended(&last.counts));
                assert_eq!(notice.counts.total(), notice.total, "{uuid}: every device is counted once");
                assert!(ended(&notice.counts) >= before, "{uuid}: a device that has ended does not move again");
                watched.last = Some(notice);
            }
        }
    }

    /// What has ended is compared with what the service says, device for device in number, and let go.
    async fn close_the_ended(&mut self) {
        let finished = |watched: &Watched| matches!(watched.last, Some(Notice { phase: Phase::Finished, .. }));
        let done: Vec<String> =
            self.open.iter().filter(|(_, watched)| finished(watched)).map(|(uuid, _)| uuid.clone()).collect();
        for uuid in done {
            self.simulator.faults().clear();
            let truth = counts(&load_all(&self.stand, &uuid).await);
            self.simulator.clear_requests();
            let watched = self.open.remove(&uuid).expect("it was open");
            let seen = watched.last.expect("it was seen").counts;
            assert_eq!(
                [seen.succeeded, seen.failed, seen.aborted].map(|count| count as usize),
                [truth[2], truth[3], truth[4]],
                "{uuid}, watched since {}: no change was lost",
                watched.opened_ms
            );
            self.watches.unwatch(watched.watch);
        }
    }

    fn fault(&mut self) -> Fault {
        let status = |status| Fault::Status { status, body: "no".into() };
        match self.random.below(10) {
            0 => status(500),
            1 => status(503),
            2 => status(502),
            3 => Fault::TooMany { retry_after: RetryAfter::Seconds(1 + self.random.below(90)) },
            4 => Fault::TooMany { retry_after: RetryAfter::Absent },
            5 => Fault::Delay(Duration::from_secs(1 + self.random.below(40))),
            6 => Fault::Cut,
            7 => Fault::CutAfter(self.random.below(20_000) as usize),
            8 => Fault::Truncate,
            _ => Fault::Html { status: 200, json_content_type: self.random.below(2) == 0 },
        }
    }
}

fn ended(counts: &Counts) -> u32 {
    counts.succeeded + counts.failed + counts.aborted
}

/// A pause of this computer's time, while simulated time stands.
async fn real_pause() {
    let pause = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(2)));
    pause.await.expect("a pause");
}

fn memory_mib() -> Option<f64> {
    memory_kib().map(|kib| kib / 1024.0)
}
