//! The service, this computer, and the person before it, step by step.

use std::collections::BTreeMap;
use std::time::Duration;

use connect_simulator::{ClockSpec, Config, FleetSpec, Operation, Received, Simulator, TokenSpec};
use flightdeck_core::wire::{AppError, ConnectionDraft, ConnectionId, Keep, LaunchOutcome, Notice, Phase};
use flightdeck_tests::ground::{FLEET, START_MS, TOKEN};
use flightdeck_tests::process::memory_kib;
use flightdeck_tests::random::Random;
use flightdeck_tests::run::{Kept, Run};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::BESIDE;
use crate::book::{Book, of_a_plan};
use crate::person;

/// Time goes forward by so much.
pub(crate) const STEP: Duration = Duration::from_secs(2);
pub(crate) const STEPS_A_MINUTE: u64 = 30;
pub(crate) const DEVICES: u32 = 240;
/// Deployments that a page looks at.
pub(crate) const WATCHED: usize = 4;
/// Of each hour, so many minutes at its end are without faults.
const CALM: i64 = 20;

/// What a run found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) launches: usize,
    pub(crate) created: usize,
    pub(crate) adopted: usize,
    pub(crate) refused: usize,
    pub(crate) never_sent: usize,
    pub(crate) unresolved: usize,
    pub(crate) strangers: usize,
    pub(crate) repeated: usize,
    pub(crate) faults: usize,
    pub(crate) aborts: usize,
    pub(crate) guards: usize,
    pub(crate) fired: usize,
    pub(crate) plans: usize,
    pub(crate) waves: usize,
    pub(crate) kills: usize,
    pub(crate) rows_looked_at: usize,
    pub(crate) recovered: usize,
    pub(crate) requests: usize,
    pub(crate) most_a_minute: usize,
    pub(crate) most_before_an_abort: usize,
    pub(crate) memory_mib: Option<[f64; 2]>,
}

impl Found {
    /// What another program found as well, of the same process.
    pub(crate) fn add(&mut self, other: &Found) {
        for (sum, more) in [
            (&mut self.launches, other.launches),
            (&mut self.created, other.created),
            (&mut self.adopted, other.adopted),
            (&mut self.refused, other.refused),
            (&mut self.never_sent, other.never_sent),
            (&mut self.unresolved, other.unresolved),
            (&mut self.strangers, other.strangers),
            (&mut self.repeated, other.repeated),
            (&mut self.faults, other.faults),
            (&mut self.aborts, other.aborts),
            (&mut self.guards, other.guards),
            (&mut self.fired, other.fired),
            (&mut self.plans, other.plans),
            (&mut self.waves, other.waves),
            (&mut self.kills, other.kills),
            (&mut self.rows_looked_at, other.rows_looked_at),
            (&mut self.recovered, other.recovered),
            (&mut self.requests, other.requests),
        ] {
            *sum += more;
        }
        self.most_a_minute = self.most_a_minute.max(other.most_a_minute);
        self.most_before_an_abort = self.most_before_an_abort.max(other.most_before_an_abort);
        self.memory_mib = self.memory_mib.or(other.memory_mib);
    }

    /// As a table.
    pub(crate) fn told(&self, minutes: u32, seed: u32) -> Vec<(&'static str, String)> {
        let memory = self.memory_mib.map_or_else(String::new, |[then, now]| format!("{then:.0} and {now:.0} MiB"));
        vec![
            ("simulated minutes", minutes.to_string()),
            ("programs that share them, each with a seed from here on", format!("{BESIDE}, {seed}")),
            ("faults given to the service", self.faults.to_string()),
            ("times the program was killed and started again", self.kills.to_string()),
            ("launches pressed", self.launches.to_string()),
            ("of them created", self.created.to_string()),
            ("of them found and adopted after their answer was lost", self.adopted.to_string()),
            ("of them refused by the service", self.refused.to_string()),
            ("of them left to the user to decide", self.unresolved.to_string()),
            ("of them never sent: killed before, or an answer before it was missing", self.never_sent.to_string()),
            ("launches sent twice", "0".into()),
            ("deployments of strangers with the same words", self.strangers.to_string()),
            ("of them adopted", "0".into()),
            ("launches missing from the journal", "0".into()),
            ("commands repeated, and answered as the first time", self.repeated.to_string()),
            ("aborts pressed", self.aborts.to_string()),
            ("most other requests that arrived before an abort did", self.most_before_an_abort.to_string()),
            ("guards armed", self.guards.to_string()),
            ("of them fired, each once and above its limit", self.fired.to_string()),
            ("plans started", self.plans.to_string()),
            ("waves sent, each once and through its gate", self.waves.to_string()),
            ("looks at rows, each as many as were counted", self.rows_looked_at.to_string()),
            ("watches well again with the first look after the faults", self.recovered.to_string()),
            ("requests", self.requests.to_string()),
            ("most requests within a minute", self.most_a_minute.to_string()),
            ("memory of all of them, after a quarter and at the end", memory),
        ]
    }
}

pub(crate) struct Watched {
    pub(crate) watch: u32,
    pub(crate) notices: mpsc::UnboundedReceiver<Notice>,
    pub(crate) last: Option<Notice>,
    /// Steps since the first look that met no fault; none before it.
    pub(crate) calm: Option<u32>,
}

pub(crate) struct World {
    pub(crate) simulator: Simulator,
    /// Tells the truth, in a time of its own, and by a line of its own: clients of one service share its limiter.
    pub(crate) stand: (Runtime, reqwest::Client),
    pub(crate) disk: TempDir,
    pub(crate) kept: Kept,
    pub(crate) run: Option<Run>,
    pub(crate) connection: ConnectionId,
    pub(crate) book: Book,
    pub(crate) random: Random,
    pub(crate) found: Found,
    pub(crate) launching: Vec<(usize, JoinHandle<Result<LaunchOutcome, AppError>>)>,
    pub(crate) aborting: Vec<JoinHandle<()>>,
    pub(crate) watched: BTreeMap<String, Watched>,
    pub(crate) plan: Option<String>,
    /// Aborted by hand: nothing is said of how they end.
    pub(crate) stopped: Vec<String>,
    /// Until then the service may have asked to be left alone.
    pub(crate) left_alone_ms: i64,
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let stand =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let fleet = FleetSpec { devices: DEVICES, fleet_key: FLEET.into(), ..FleetSpec::default() };
        let clock = ClockSpec::Manual { start_unix_ms: START_MS };
        let config = Config { fleets: vec![fleet], tokens: vec![TokenSpec::full(TOKEN)], port: 0, clock };
        let simulator = stand.block_on(Simulator::start(config)).expect("the simulator starts");
        let line = reqwest::Client::builder().no_proxy().build().expect("a line");
        let (disk, kept) = (tempfile::tempdir().expect("a folder"), Kept::default());
        kept.clock.set(START_MS);
        let run = Run::start(disk.path(), &kept, standing(Duration::ZERO));
        let draft = ConnectionDraft {
            name: String::new(),
            base_url: simulator.url(),
            fleet_key: FLEET.to_owned(),
            token: TOKEN.to_owned(),
            keep: Keep::Keyring,
            authorities: Vec::new(),
        };
        let connected = run.wait_for(run.program.app.connect("connect", None, draft)).expect("it connects");
        World {
            simulator,
            stand: (stand, line),
            disk,
            kept,
            run: Some(run),
            connection: connected.active.expect("what was connected is in use"),
            book: Book::default(),
            random: Random::new(seed.max(1)),
            found: Found::default(),
            launching: Vec::new(),
            aborting: Vec::new(),
            watched: BTreeMap::new(),
            plan: None,
            stopped: Vec::new(),
            left_alone_ms: 0,
        }
    }

    /// Runs so many simulated minutes; the same seed does the same. It panics when a law is broken.
    pub(crate) fn run(mut self, minutes: u32) -> Found {
        let mut quarter = None;
        self.open_the_page();
        for minute in 0..i64::from(minutes) {
            let calm = minute % 60 >= 60 - CALM;
            self.minute(calm);
            if minute == i64::from(minutes) / 4 {
                quarter = memory_mib();
            }
        }
        self.settle();
        self.found.memory_mib = quarter.zip(memory_mib()).map(|(then, now)| [then, now]);
        self.found.requests = self.book.requests;
        self.found.most_a_minute = self.book.most_a_minute;
        self.found.most_before_an_abort = self.book.most_before_an_abort;
        std::mem::take(&mut self.found)
    }

    pub(crate) fn run_of(&self) -> &Run {
        self.run.as_ref().expect("it runs")
    }

    pub(crate) fn service_ms(&self) -> i64 {
        self.simulator.now_unix_ms()
    }

    fn open_the_page(&self) {
        self.run_of().inside(|program| {
            program.app.lists.list_watch(1, &self.connection, |_| true).expect("the list is watched");
            program.app.fleets.watch(1, &self.connection, |_| true).expect("the fleet is watched");
        });
    }

    fn minute(&mut self, calm: bool) {
        if calm {
            self.simulator.faults().clear();
        } else if self.random.below(3) == 0 {
            let (fault, times) = (person::fault(&mut self.random, true), 1 + self.random.below(4) as u32);
            if person::asks_to_wait(&fault) {
                self.left_alone_ms = self.service_ms() + 5 * 60_000;
            }
            self.book.note(self.service_ms(), format!("{times} × {fault:?}"));
            self.simulator.faults().on(Operation::Any, fault, times);
            self.found.faults += 1;
        }
        let dies_at = (self.random.below(50) == 0).then(|| self.random.below(STEPS_A_MINUTE));
        self.act(calm);
        for step in 0..STEPS_A_MINUTE {
            if dies_at == Some(step) {
                self.kill();
            }
            self.step(calm);
        }
        self.look_at_rows();
        self.guards_hold();
        self.forget_some();
    }

    pub(crate) fn step(&mut self, calm: bool) {
        self.simulator.advance(STEP);
        self.kept.clock.forward(STEP);
        self.run_of().wait_for(tokio::time::advance(STEP));
        let mut heard = Vec::new();
        // To look at a wave is time that passes for the program, too: whoever was waiting may have sent.
        loop {
            let more = self.listen();
            self.write_down(&more);
            if more.is_empty() {
                break;
            }
            heard.extend(more);
        }
        self.take_outcomes();
        for (uuid, watched) in &mut self.watched {
            while let Ok(notice) = watched.notices.try_recv() {
                assert_eq!(notice.counts.total(), notice.total, "{uuid}: every device is counted once");
                watched.last = Some(notice);
            }
            let looked =
                heard.iter().any(|one| one.operation == Some(Operation::Devices) && one.path.contains(uuid.as_str()));
            watched.calm = match watched.calm {
                _ if !calm => None,
                None if looked => Some(0),
                steps => steps.map(|steps| steps + 1),
            };
            if watched.calm == Some(2) {
                let phase = watched.last.as_ref().map(|notice| &notice.phase);
                let well = matches!(phase, Some(Phase::Live | Phase::Settling | Phase::Finished));
                assert!(well, "{uuid}: with the first look after the faults it is well again, not {phase:?}");
                self.found.recovered += 1;
            }
        }
    }

    /// What the service receives until there is silence.
    fn listen(&self) -> Vec<Received> {
        let mut heard = Vec::new();
        // Silence twice: on a busy computer an exchange may take longer than one pause.
        let mut silent = 0;
        while silent < 2 {
            self.run_of().breathe();
            let mut more = self.simulator.take_requests();
            // Others may have arrived beside such a question: nothing may be forgotten with it.
            more.retain(|one| one.header(OUTSIDE).is_none());
            silent = if more.is_empty() { silent + 1 } else { 0 };
            heard.extend(more);
        }
        heard
    }

    fn write_down(&mut self, heard: &[Received]) {
        let now_ms = self.service_ms();
        let made = self.book.heard(heard, now_ms, now_ms < self.left_alone_ms);
        for comment in made.iter().filter(|comment| of_a_plan(comment)) {
            self.found.waves += 1;
            self.is_made_once(comment);
            self.gate_was_open(comment);
        }
    }

    fn take_outcomes(&mut self) {
        let (ended, going): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.launching).into_iter().partition(|(_, launched)| launched.is_finished());
        self.launching = going;
        for (press, launched) in ended {
            let outcome = self.run_of().wait_for(launched).expect("a launch does not panic");
            self.book.note(self.service_ms(), format!("press {press} is answered {outcome:?}"));
            if let Ok(outcome) = outcome {
                self.book.answered(press, &outcome);
            }
        }
        self.aborting.retain(|one| !one.is_finished());
    }

    /// What was watched long enough is let go.
    fn forget_some(&mut self) {
        if self.random.below(12) == 0
            && let Some((_, old)) = self.watched.pop_last()
        {
            self.run_of().program.app.watches.unwatch(old.watch);
        }
    }

    fn kill(&mut self) {
        self.launching.clear();
        self.aborting.clear();
        self.watched.clear();
        self.book.killed();
        self.run.take().expect("it runs").kill();
        self.found.kills += 1;
        self.book.note(self.service_ms(), "killed, and started again".to_owned());
        let ahead = Duration::from_millis(u64::try_from(self.service_ms() - START_MS).expect("time goes on"));
        // Whatever this computer's clock shows now, the service's is the one that counts.
        let off = (self.random.below(5) == 0).then(|| (self.random.below(360) as i64 - 180) * 60_000);
        self.kept.clock.set(self.service_ms() + off.unwrap_or_default());
        self.run = Some(Run::start(self.disk.path(), &self.kept, standing(ahead)));
        self.open_the_page();
        self.nothing_is_missing();
    }
}

/// What the laws ask the service themselves has this header: it is not the program's.
pub(crate) const OUTSIDE: &str = "x-outside";

/// A law that was broken is told with what came last.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.book.recent.iter().for_each(|one| eprintln!("{one}"));
            let of_plan = self.run.as_ref().zip(self.plan.as_ref()).map(|(run, id)| run.program.app.plans.view(id));
            eprintln!("the plan: {of_plan:#?}");
        }
    }
}

pub(crate) fn pick<T: Clone>(random: &mut Random, of: &[T]) -> Option<T> {
    (!of.is_empty()).then(|| of[random.below(of.len() as u64) as usize].clone())
}

/// A runtime whose time stands, so far ahead of this computer's.
fn standing(ahead: Duration) -> Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(tokio::time::advance(ahead));
    runtime
}

fn memory_mib() -> Option<f64> {
    memory_kib().map(|kib| kib / 1024.0)
}
