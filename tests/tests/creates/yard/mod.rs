//! One fleet, its service, and a disk on which the program starts again and again.

mod held;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_api::Limits;
use connect_simulator::{ClockSpec, Config, CreateId, DateMode, FleetSpec, Operation, Simulator, TokenSpec};
use flightdeck_core::launch::Launches;
use flightdeck_core::outside::{Apis, Journal};
use flightdeck_core::store;
use flightdeck_core::wire::ConnectionId;
use flightdeck_tests::ground::{START_MS, TOKEN, comment_of, creates, limits};
use flightdeck_tests::random::Random;
use tempfile::TempDir;

use crate::computer::{Computer, Line, News};
use crate::faults::{Ended, Kind};
use crate::start::{Launched, PATIENCE, Press, ServiceTime, Start};

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Whether the program of this fleet is let go on for as long as it has the patience for; else it is killed again and again.
pub(crate) fn is_patient(number: usize) -> bool {
    number % 4 == 3
}

/// What came of all of it.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) kinds: BTreeMap<Kind, Ended>,
    pub(crate) starts: usize,
    pub(crate) clock_off: usize,
    pub(crate) kills: usize,
    pub(crate) two_starts: usize,
    pub(crate) repeated: usize,
    pub(crate) strangers: usize,
}

impl Told {
    pub(crate) fn add(&mut self, other: Told) {
        for (kind, one) in other.kinds {
            let all = self.kinds.entry(kind).or_default();
            all.launched += one.launched;
            all.sent += one.sent;
            all.made += one.made;
            all.created += one.created;
            all.adopted += one.adopted;
            all.refused += one.refused;
            all.asked += one.asked;
        }
        self.starts += other.starts;
        self.clock_off += other.clock_off;
        self.kills += other.kills;
        self.two_starts += other.two_starts;
        self.repeated += other.repeated;
        self.strangers += other.strangers;
    }
}

/// The place of the test.
pub(crate) struct Yard {
    simulator: Arc<Simulator>,
    disk: TempDir,
    fleet: ConnectionId,
    random: Random,
    /// The program is killed again and again.
    killed: bool,
    /// The service tells the time.
    clock: bool,
    presses: Vec<Vec<Press>>,
    news: Arc<News>,
    time: ServiceTime,
    /// The deployment of each of two with the same words.
    own: HashMap<String, String>,
    told: Told,
}

impl Yard {
    pub(crate) fn new(number: usize, launches: usize) -> Yard {
        let (name, killed, clock) = (format!("fleet{number}"), !is_patient(number), number % 5 != 4);
        let spec = FleetSpec { devices: 20, history: 0, fleet_key: name.clone(), ..FleetSpec::default() };
        let config = Config {
            fleets: vec![spec],
            tokens: vec![TokenSpec::full(TOKEN)],
            port: 0,
            clock: ClockSpec::Manual { start_unix_ms: START_MS },
        };
        let here = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let simulator = Arc::new(here.block_on(Simulator::start(config)).expect("the simulator starts"));
        let mut random = Random::new(20_261_128 + number as u64);
        let mut variants = simulator.variants();
        variants.clock_ahead_ms = random.below(6) as i64 * HOUR_MS - 3 * HOUR_MS;
        if !clock {
            variants.date = random.one(&[DateMode::Empty, DateMode::Nonsense, DateMode::Aged]);
        }
        simulator.set_variants(variants);
        let presses = presses(&name, number, launches, killed, &mut random);
        let time = ServiceTime::go_on(&simulator);
        Yard {
            simulator,
            disk: tempfile::tempdir().expect("a disk"),
            fleet: name.as_str().into(),
            random,
            killed,
            clock,
            presses,
            news: Arc::default(),
            time,
            own: HashMap::new(),
            told: Told::default(),
        }
    }

    /// Launches everything, and says what came of it.
    pub(crate) fn run(mut self) -> Told {
        let all = std::mem::take(&mut self.presses);
        let mut start = self.start();
        let mut waiting = Vec::new();
        for (at, press) in all.iter().enumerate().flat_map(|(at, unit)| unit.iter().map(move |press| (at, press))) {
            self.older_stranger(press);
            waiting.extend(self.press(&start, press));
            if press.kind.kills() {
                std::thread::sleep(Duration::from_millis(self.random.one(&[0, 5, 30, 80, 700])));
                waiting.clear();
                start.kill();
                self.told.kills += 1;
                self.hours_pass(&all[..=at]);
                start = self.start();
                self.look_around(&start);
            } else {
                std::thread::sleep(Duration::from_millis(self.random.below(20)));
            }
        }
        if !self.killed {
            // Each is looked for as long as the program has the patience for.
            for launched in waiting {
                start.answer(launched).expect("what was sent has an outcome");
            }
        }
        start.kill();
        self.hours_pass(&all);
        self.simulator.faults().clear();
        let last = self.start();
        self.end(&last, &all.concat());
        last.kill();
        self.told.strangers = self.news.strangers.lock().expect("nobody panicked").len();
        self.told
    }

    fn start(&mut self) -> Start {
        let off_ms = match self.random.below(3) {
            0 => self.random.below(4_000) as i64 - 2_000,
            _ => self.random.below(28) as i64 * HOUR_MS - 14 * HOUR_MS,
        };
        self.told.starts += 1;
        self.told.clock_off += usize::from(off_ms.abs() >= HOUR_MS);
        self.beside(off_ms)
    }

    /// A run of the program on this disk, also beside another.
    fn beside(&self, off_ms: i64) -> Start {
        let limits = Limits { connect: Duration::from_secs(2), read: Duration::from_secs(3), ..limits() };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let opened = store::open(self.disk.path(), START_MS).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert!(opened.notes.is_empty(), "what was killed is opened by the next start, and nothing is damaged");
        let store = Arc::new(opened.store);
        let of = runtime.enter();
        let computer = Computer::new(&self.simulator, self.fleet.as_str(), off_ms, limits, &self.news);
        let launches =
            Launches::new(computer.clone(), computer.clone(), store.clone(), computer.clone(), computer.clone());
        drop(of);
        Start { runtime, store, launches, computer }
    }

    /// What a start does by itself: it looks for what is open; sometimes two starts do it at once.
    fn look_around(&mut self, start: &Start) {
        match self.random.below(3) {
            0 => {
                let other = self.beside(0);
                let theirs = {
                    let (launches, fleet) = (other.launches.clone(), self.fleet.clone());
                    other.runtime.spawn(async move { launches.unresolved(&fleet).await.map(drop) })
                };
                start.runtime.block_on(start.launches.unresolved(&self.fleet)).expect("the journal can be read");
                other.runtime.block_on(theirs).expect("it does not panic").expect("the journal can be read");
                other.kill();
                self.told.two_starts += 1;
            }
            1 => {
                start.runtime.block_on(start.launches.unresolved(&self.fleet)).expect("the journal can be read");
            }
            _ => {
                let _inside = start.runtime.enter();
                start.launches.answered(&self.fleet);
            }
        }
    }

    /// Somebody may have launched with the same words before.
    fn older_stranger(&mut self, press: &Press) {
        if self.random.below(5) == 0 {
            let ago = self.random.one(&[1, 900, 1_500, 4_000, 60_000, 7_200_000]) + self.random.below(500);
            self.stranger(&press.comment, Duration::from_millis(ago));
        }
    }

    fn stranger(&mut self, comment: &str, ago: Duration) {
        let made = self.simulator.stranger_deploys(self.fleet.as_str(), comment, ago);
        self.news.strangers.lock().expect("nobody panicked").extend(made);
    }

    /// Nobody runs the program; somebody launches with the words of what was sent in vain.
    fn hours_pass(&mut self, units: &[Vec<Press>]) {
        self.time.leap(Duration::from_secs(20 * 60 + self.random.below(3 * 3_600)));
        let in_vain: Vec<&Press> = units.iter().flatten().filter(|press| press.kind.expected(true).made == 0).collect();
        if !in_vain.is_empty() && self.random.below(2) == 0 {
            let comment = self.random.one(&in_vain).comment.clone();
            self.stranger(&comment, Duration::ZERO);
        }
    }

    /// Presses Deploy and waits until the launch is where it goes on by itself, is over, or is dead.
    fn press(&mut self, start: &Start, press: &Press) -> Option<Launched> {
        if let Some(fault) = press.kind.fault(&mut self.random) {
            self.simulator.faults().on(Operation::Create, fault, 1);
        }
        start.computer.next(match press.kind {
            Kind::NoToken => Line::NoToken,
            Kind::Unreachable => Line::Nowhere,
            Kind::BlindThenCut => Line::Blind,
            Kind::TwinThenCut | Kind::TwinAnswered => Line::Twin,
            Kind::KilledBefore => Line::DiesLooking,
            Kind::KilledUnsent => Line::DiesSending,
            Kind::KilledAnswered => Line::DiesAnswered,
            _ => Line::Straight,
        });
        if press.kind == Kind::NoToken {
            let answer = start.answer(start.launch(&self.fleet, press));
            assert!(answer.is_err(), "without a token nothing is launched: {answer:?}");
            self.unwritten(start, press);
        }
        if press.kind == Kind::TwoStarts {
            self.two_at_once(start, press);
            return None;
        }
        let nameless = press.kind == Kind::Nameless;
        self.name_deployments(if nameless { CreateId::Missing } else { CreateId::Text });
        let dead_looks = *self.news.dead_looks.lock().expect("nobody panicked");
        let launched = start.launch(&self.fleet, press);
        if self.random.below(2) == 0 {
            // A page that was loaded again repeats what it asked.
            drop(start.launch(&self.fleet, press));
            self.told.repeated += 1;
        }
        if press.kind.ends_at_once() {
            start.answer(launched).expect("what was sent has an outcome");
            return None;
        }
        let news = self.news.clone();
        let what = format!("{:?} “{}” comes to where it goes on", press.kind, press.comment);
        match press.kind {
            Kind::KilledBefore => {
                until(&what, || *news.dead_looks.lock().expect("nobody panicked") > dead_looks);
                self.unwritten(start, press);
            }
            Kind::KilledUnsent | Kind::KilledAnswered => {
                until(&what, || news.dead.lock().expect("nobody panicked").contains(&press.comment));
            }
            Kind::Silence | Kind::KilledWaiting | Kind::KilledReading => {
                until(&what, || self.sent(&press.comment) > 0);
            }
            Kind::Rival => self.of_two(start, press),
            _ => until(&what, || news.back.lock().expect("nobody panicked").contains(&press.comment)),
        }
        self.name_deployments(CreateId::Text);
        Some(launched)
    }

    fn unwritten(&self, start: &Start, press: &Press) {
        let entry = start.store.find(&press.id).expect("the journal can be read");
        assert!(entry.is_none(), "{} was not sent, and nothing says that it was", press.id);
    }

    fn name_deployments(&self, create_id: CreateId) {
        let mut variants = self.simulator.variants();
        if variants.create_id != create_id {
            variants.create_id = create_id;
            self.simulator.set_variants(variants);
        }
    }

    /// Two programs run on one disk, and both are told to launch this.
    fn two_at_once(&mut self, start: &Start, press: &Press) {
        let other = self.beside(0);
        let (here, there) = (start.launch(&self.fleet, press), other.launch(&self.fleet, press));
        let (here, there) = (start.answer(here), other.answer(there));
        assert!(here.is_ok() || there.is_ok(), "one of them launches it: {here:?} {there:?}");
        other.kill();
        self.told.two_starts += 1;
        self.told.repeated += 1;
    }

    /// Waits until the service has made one more with these words, and notes which.
    fn of_two(&mut self, start: &Start, press: &Press) {
        until("one more with the same words is made", || {
            let known: HashSet<&String> = self.own.values().collect();
            let strangers = self.news.strangers.lock().expect("nobody panicked").clone();
            let there = self.listed(start).remove(&press.comment).unwrap_or_default();
            let new = there.into_iter().find(|one| !strangers.contains(one) && !known.contains(one));
            new.map(|new| self.own.insert(press.id.clone(), new)).is_some()
        });
    }

    /// How many creates with this comment the service received.
    fn sent(&self, comment: &str) -> usize {
        creates(&self.simulator).iter().filter(|one| comment_of(one).as_deref() == Some(comment)).count()
    }

    /// What the fleet's list holds: the deployments by their comments.
    fn listed(&self, start: &Start) -> HashMap<String, HashSet<String>> {
        let page = start.runtime.block_on(async {
            let api = start.computer.api(&self.fleet).await.expect("a line");
            api.deployments_page(None, 1_000).await.expect("lists do not fail here")
        });
        assert!(page.after.is_none(), "all of it is on one page");
        let mut found: HashMap<String, HashSet<String>> = HashMap::new();
        for deployment in page.deployments {
            found.entry(deployment.comment.unwrap_or_default()).or_default().insert(deployment.uuid);
        }
        found
    }
}

/// Launches of each kind in turn, in an order of chance; those with the same words after one another.
fn presses(name: &str, yard: usize, launches: usize, killed: bool, random: &mut Random) -> Vec<Vec<Press>> {
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| killed || !kind.kills()).collect();
    let mut units: Vec<Vec<Press>> = Vec::new();
    let (mut number, mut turn) = (0, yard * 5);
    while number < launches {
        let mut kind = kinds[turn % kinds.len()];
        turn += 1;
        let comment = format!("{name} {number}");
        let count = if kind == Kind::Rival && number + 1 < launches { 2 } else { 1 };
        if kind == Kind::Rival && count == 1 {
            kind = Kind::Answered;
        }
        let press = |n: usize| Press { kind, id: format!("{name}-{n}"), comment: comment.clone() };
        units.push((number..number + count).map(press).collect());
        number += count;
    }
    for at in (1..units.len()).rev() {
        units.swap(at, random.below(at as u64 + 1) as usize);
    }
    units
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} until {what}");
        std::thread::sleep(Duration::from_millis(3));
    }
}
