//! A disk on which a process is started and killed again and again, and what stands there afterwards held against what it said.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, Simulator, TokenSpec};
use flightdeck_core::outside::{
    Batchbook, Drafts, FleetBook, Flows, Guardbook, Journal, Landingbook, LastSeen, Planbook, Seen, Templates,
};
use flightdeck_core::store::{self, Store};
use flightdeck_core::wire::LaunchOutcome;
use flightdeck_tests::ground::{FLEET, FLOW, TOKEN, comment_of, creates};
use flightdeck_tests::random::Random;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::child::{self, KINDS, SAID, Service, connection};

/// A start that says nothing for so long will never.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) kills: usize,
    /// Killed before it said that it had opened its store.
    pub(crate) early: usize,
    /// Things that were said to be written.
    pub(crate) said: usize,
    pub(crate) each: BTreeMap<&'static str, usize>,
    /// Kills that left a launch without an outcome.
    pub(crate) in_flight: usize,
    /// Launches whose answer came.
    pub(crate) launched: usize,
    /// Launches of which only the next start found what became.
    pub(crate) found: usize,
    /// Launches put before the user.
    pub(crate) asked: usize,
    /// Things that were said to be written and are not there, or not as they were said.
    pub(crate) lost: Vec<String>,
    /// Launches that the service received more than once.
    pub(crate) doubled: usize,
    /// Starts that found a file damaged.
    pub(crate) damaged: Vec<String>,
}

impl Told {
    /// What is told of it, line by line.
    pub(crate) fn lines(&self) -> Vec<(String, usize)> {
        let mut lines = vec![
            ("kills".to_owned(), self.kills),
            ("of these, while it started".to_owned(), self.early),
            ("of these, between the send of a launch and its answer".to_owned(), self.in_flight),
            ("writes acknowledged between the kills".to_owned(), self.said),
        ];
        lines.extend(self.each.iter().map(|(kind, said)| (format!("of these, {kind}"), *said)));
        lines.extend([
            ("launches whose answer was written down".to_owned(), self.launched),
            ("launches that a later start found again".to_owned(), self.found),
            ("launches put before the user".to_owned(), self.asked),
            ("**acknowledged and lost**".to_owned(), self.lost.len()),
            ("**launches sent twice**".to_owned(), self.doubled),
            ("**files found damaged**".to_owned(), self.damaged.len()),
        ]);
        lines
    }

    pub(crate) fn add(&mut self, other: Told) {
        self.kills += other.kills;
        self.early += other.early;
        self.said += other.said;
        for (kind, said) in other.each {
            *self.each.entry(kind).or_default() += said;
        }
        self.in_flight += other.in_flight;
        self.launched += other.launched;
        self.found += other.found;
        self.asked += other.asked;
        self.lost.extend(other.lost);
        self.doubled += other.doubled;
        self.damaged.extend(other.damaged);
    }
}

/// A service of this process, and what it runs on.
pub(crate) fn service() -> (Runtime, Simulator) {
    let here = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let spec = FleetSpec { devices: 20, history: 0, fleet_key: FLEET.into(), ..FleetSpec::default() };
    let config = Config {
        fleets: vec![spec],
        tokens: vec![TokenSpec::full(TOKEN)],
        port: 0,
        clock: ClockSpec::Real { speed: 1.0 },
    };
    let simulator = here.block_on(Simulator::start(config)).expect("the simulator starts");
    (here, simulator)
}

pub(crate) struct Disk {
    folder: TempDir,
    here: Runtime,
    simulator: Simulator,
    random: Random,
    /// The last number of each kind that was said to be written.
    last: HashMap<&'static str, usize>,
    /// The deployments of the launches whose answer came.
    deployments: HashMap<usize, String>,
    /// The first number that nobody may have written yet.
    next: usize,
    told: Told,
}

impl Disk {
    pub(crate) fn new(seed: u64) -> Disk {
        let (here, simulator) = service();
        let (random, folder) = (Random::new(seed), tempfile::tempdir().expect("a disk"));
        let (last, deployments) = (HashMap::new(), HashMap::new());
        Disk { folder, here, simulator, random, last, deployments, next: 0, told: Told::default() }
    }

    pub(crate) fn run(mut self, kills: usize) -> Told {
        for kill in 0..kills {
            let said = self.start_and_kill(kill % 5 == 4);
            self.hold(&said);
        }
        self.simulator.faults().clear();
        self.end();
        self.told
    }

    /// The answers take so long, `at_least`; some launches are made, and the answer comes in drops.
    fn slow_answers(&mut self, at_least: Duration) {
        self.simulator.faults().clear();
        for _ in 0..40 {
            let tick = at_least + Duration::from_millis(1 + self.random.below(3));
            let fault = match self.random.below(3) {
                0 => Fault::Drip { bytes_per_tick: 8, tick },
                1 => Fault::Delay(tick * 4),
                _ => Fault::Delay(at_least),
            };
            self.simulator.faults().on(Operation::Create, fault, 1);
        }
    }

    /// Starts the process, kills it at a moment of chance, and tells what it said; `early` is while it starts.
    fn start_and_kill(&mut self, early: bool) -> Vec<(String, usize, String)> {
        // Every fourth comes while a launch waits for its answer, however fast this computer is.
        let waits = !early && self.random.below(4) == 0;
        self.slow_answers(if waits { PATIENCE } else { Duration::ZERO });
        let received = creates(&self.simulator).len();
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "the_process_that_is_killed", "--ignored", "--nocapture"])
            .env(child::DISK, self.folder.path())
            .env(child::SERVICE, self.simulator.url())
            .env(child::FROM, self.next.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let heard = Heard::of(process.stdout.take().expect("its words"));
        if early {
            std::thread::sleep(Duration::from_millis(self.random.below(40)));
        } else if waits {
            self.until(&mut process, || creates(&self.simulator).len() > received);
        } else {
            // So many things written, however fast this computer is, and then somewhere in what comes next: half of the time a launch.
            let round = KINDS.len() as u64;
            let (least, within) = match self.random.below(2) {
                0 => (1 + round * self.random.below(3), 10_000),
                _ => (1 + self.random.below(2 * round), 12_000),
            };
            let least = usize::try_from(least).expect("a few");
            self.until(&mut process, || heard.said().len() >= least);
            std::thread::sleep(Duration::from_micros(self.random.below(within)));
        }
        let alive = process.try_wait().expect("it can be asked").is_none();
        process.kill().expect("it can be killed");
        process.wait().expect("it ends");
        let mut why = String::new();
        process.stderr.take().expect("its complaints").read_to_string(&mut why).expect("words");
        assert!(alive, "it goes on until it is killed: {why}");
        self.told.kills += 1;
        let said = heard.until_the_end();
        self.told.early += usize::from(said.is_empty());
        said
    }

    /// Waits until something has come to pass, or the process has ended.
    fn until(&self, process: &mut Child, passed: impl Fn() -> bool) {
        let begun = Instant::now();
        while !passed() && process.try_wait().expect("it can be asked").is_none() {
            assert!(begun.elapsed() < PATIENCE, "it opens its store and writes within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn open(&mut self) -> Arc<Store> {
        let opened = store::open(self.folder.path(), 0).unwrap_or_else(|refusal| panic!("{refusal}"));
        self.told.damaged.extend(opened.notes.into_iter().map(|note| format!("{}: {}", note.title, note.message)));
        Arc::new(opened.store)
    }

    fn lost(&mut self, what: String) {
        eprintln!("LOST: {what}");
        self.told.lost.push(what);
    }

    /// What the next start finds, against what was said.
    fn hold(&mut self, said: &[(String, usize, String)]) {
        for (kind, number, more) in said {
            let Some(kind) = KINDS.iter().find(|one| *one == kind) else { continue };
            self.last.insert(kind, *number);
            self.told.said += 1;
            *self.told.each.entry(kind).or_default() += 1;
            if *kind == "launches" {
                self.deployments.insert(*number, more.clone());
            }
        }
        let store = self.open();
        let number = |word: Option<String>| word.map(|word| word.parse::<usize>().expect("a number, whole"));
        let mut drafts = store.drafts(&connection()).expect("they can be read");
        self.written("drafts", number(drafts.pop().map(|one| one.draft.comment)));
        let mut templates = store.templates(&connection()).expect("they can be read");
        let template = templates.pop();
        self.written("templates", number(template.map(|one| one.draft.comment)));
        self.written("names", number(store.name(&connection(), FLOW).expect("it can be read")));
        self.written("guards", number(store.guards().expect("they can be read").pop().map(|one| one.guard)));
        self.written("plans", number(store.plans().expect("they can be read").pop().map(|one| one.plan)));
        self.written("landings", number(store.landings().expect("they can be read").pop().map(|one| one.landing)));
        let counts = store.counts(&connection(), &child::SEEN.into());
        let as_said = counts.filter(|(counts, at_ms)| *counts == child::counts(*at_ms as usize));
        self.written("counts", as_said.map(|(_, at_ms)| at_ms as usize));
        let marks = store.marks(&connection(), FLOW).expect("they can be read");
        let last = self.last.get("marks").copied();
        self.written("marks", last.filter(|last| marks.of_name(&child::mark(*last)) == Some(true)));
        self.list(&store);
        self.batch(&store);
        self.rows(&store);
        for (_, number, _) in said.iter().filter(|(kind, ..)| kind == "launches") {
            self.answered(&store, *number);
        }
        let entries = store.all(&connection()).expect("it can be read");
        self.told.in_flight += usize::from(entries.first().is_some_and(|one| one.outcome.is_none()));
        for number in self.received() {
            if store.find(&child::launch_id(number)).expect("it can be read").is_none() {
                self.lost(format!("launch {number} left, and was not written down before"));
            }
        }
        // It was in the middle of the one after the last, at most.
        self.next = self.last.values().copied().max().map_or(self.next, |last| last + 2).max(self.next + 1);
        self.next = self.next.next_multiple_of(KINDS.len());
    }

    /// A list is there as a whole, or as it was before.
    fn list(&mut self, store: &Store) {
        let list = store.sources(&connection()).pop();
        let number = list.as_ref().map(|list| list.name.parse().expect("a number, whole"));
        if let (Some(list), Some(number)) = (&list, number)
            && *list != child::list(number)
        {
            self.lost(format!("the list {number} is there in part"));
        }
        self.written("lists", number);
    }

    /// A batch is there with all its devices, or not at all.
    fn batch(&mut self, store: &Store) {
        let number = store.batches().expect("they can be read").pop().map(|one| one.batch);
        let number: Option<usize> = number.map(|word| word.parse().expect("a number, whole"));
        if let Some(number) = number
            && store.batch_devices(&child::batch_id(number)).expect("they can be read") != child::devices(number)
        {
            self.lost(format!("the batch {number} is there without some of its devices"));
        }
        self.written("batches", number);
    }

    /// What was last seen is there with its head, its rows and its names, or as it was before. It alone may be older than what was said, after a
    /// power cut; a kill is none.
    fn rows(&mut self, store: &Store) {
        let kept = store.load(&connection(), &child::SEEN.into());
        let number = kept.as_ref().map(|kept| String::from_utf8_lossy(&kept.head).parse().expect("a number, whole"));
        if let (Some(kept), Some(number)) = (&kept, number)
            && kept.blobs != child::parcel(number).blobs
        {
            self.lost(format!("the rows {number} are there in part"));
        }
        self.written("rows", number);
    }

    /// What was said of a launch is what the journal says.
    fn answered(&mut self, store: &Store, launch: usize) {
        let outcome = store.find(&child::launch_id(launch)).expect("it can be read").and_then(|one| one.outcome);
        let deployment = self.deployments.get(&launch);
        let own = matches!(&outcome, Some(LaunchOutcome::Created { deployment: one }) if deployment == Some(&one.to_string()));
        if !own {
            self.lost(format!("launch {launch} was said to be {deployment:?}, and the journal says {outcome:?}"));
        }
    }

    /// The last that was said is there, or what came after it and was not said any more.
    fn written(&mut self, kind: &'static str, found: Option<usize>) {
        let last = self.last.get(kind).copied();
        if found < last {
            self.lost(format!("{kind}: {last:?} was said to be written, and {found:?} is there"));
        }
    }

    /// The numbers of the launches that the service received.
    fn received(&self) -> Vec<usize> {
        creates(&self.simulator).iter().filter_map(|one| comment_of(one)?.parse().ok()).collect()
    }

    /// Every launch is known, found, or before the user; and none was made twice.
    fn end(&mut self) {
        let store = self.open();
        let launches = Service::at(&self.simulator.url()).launches(&store);
        let asked = self.here.block_on(launches.unresolved(&connection())).expect("the journal can be read");
        let known: Vec<usize> = self.deployments.keys().copied().collect();
        known.into_iter().for_each(|launch| self.answered(&store, launch));
        let mut received = self.received();
        received.sort_unstable();
        let sent = received.len();
        received.dedup();
        self.told.doubled += sent - received.len();
        for entry in store.all(&connection()).expect("it can be read") {
            match entry.outcome {
                Some(LaunchOutcome::Created { .. }) => self.told.launched += 1,
                Some(LaunchOutcome::Adopted { .. }) => self.told.found += 1,
                other => {
                    if asked.iter().any(|one| one.request_id == entry.request_id) {
                        self.told.asked += 1;
                    } else {
                        self.lost(format!("{} is neither known nor before the user: {other:?}", entry.request_id));
                    }
                }
            }
        }
    }
}

/// What a process says, as it comes.
struct Heard {
    words: Arc<Mutex<Vec<u8>>>,
    listener: Option<JoinHandle<()>>,
}

impl Heard {
    fn of(mut out: ChildStdout) -> Heard {
        let words = Arc::new(Mutex::new(Vec::new()));
        let heard = words.clone();
        let listener = std::thread::spawn(move || {
            let mut piece = [0u8; 4_096];
            while let Ok(length @ 1..) = out.read(&mut piece) {
                heard.lock().expect("nobody panicked").extend_from_slice(&piece[..length]);
            }
        });
        Heard { words, listener: Some(listener) }
    }

    /// What was written so far: kind, number, and what goes with it. A line that was cut off was not said.
    fn said(&self) -> Vec<(String, usize, String)> {
        let words = self.words.lock().expect("nobody panicked");
        let words = String::from_utf8_lossy(&words);
        let whole = words.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let said = whole.lines().filter_map(|line| {
            let mut words = line.strip_prefix(SAID)?.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.parse().ok()?, words.next().unwrap_or_default().to_owned()))
        });
        said.collect()
    }

    /// All of it, once the process has ended.
    fn until_the_end(mut self) -> Vec<(String, usize, String)> {
        if let Some(listener) = self.listener.take() {
            listener.join().expect("nobody panicked");
        }
        self.said()
    }
}
