//! What a draft is said to reach, against what the service then deploys to: whoever is called certain is reached, and whoever is reached was
//! called certain or perhaps. Random fleets, told in every way that services tell; random drafts; and the launch may come much later.
#![allow(clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use connect_api::{DeviceFilter, Group};
use connect_simulator::{
    ClockSpec, Config, FleetGroup, FleetReads, FleetSpec, FleetTags, OddFields, Simulator, TokenSpec, Variants,
};
use flightdeck_core::outside::LastSeen;
use flightdeck_core::target::{self, Destination};
use flightdeck_core::wire::{
    ConnectionId, DeploymentId, Draft, FilterDraft, FilterKind, FleetReads as Read, FleetView, OperandDraft,
};
use flightdeck_tests::ground::{FLEET, FLOW, START_MS, TOKEN, client_of, limits, request};
use flightdeck_tests::program::{MemoryPreferences, Program};
use flightdeck_tests::random::Random;
use flightdeck_tests::rows::load_all;

/// How the service tells its fleet, one after the other.
fn manners() -> Vec<Variants> {
    let told = |change: fn(&mut Variants)| {
        let mut variants = Variants::default();
        change(&mut variants);
        variants
    };
    vec![
        told(|_| {}),
        told(|one| one.fleet_tags = FleetTags::Cut),
        told(|one| one.fleet_tags = FleetTags::Absent),
        told(|one| one.fleet_tags = FleetTags::Null),
        told(|one| one.fleet_refuses_enrich = true),
        told(|one| one.fleet_group = FleetGroup::Null),
        told(|one| one.fleet_group = FleetGroup::Groups),
        told(|one| (one.fleet_group, one.fleet_tags) = (FleetGroup::Absent, FleetTags::Plain)),
        // Not neighbours of their types: who tells another group tells something that is not so, and nobody could see it.
        told(|one| one.odd_fields = OddFields::Null),
        told(|one| one.odd_fields = OddFields::Absent),
        told(|one| one.clock_ahead_ms = -5 * 3_600_000),
        // Then only what deployments told is known.
        told(|one| one.fleet_reads = FleetReads::Refused),
    ]
}

/// A fleet, and the program that knows it.
struct Bench {
    simulator: Simulator,
    client: connect_api::Client,
    program: Program,
    connection: ConnectionId,
    /// Deployments that filters may name: watched here, not watched, and none at all.
    deployments: Vec<String>,
    known: HashSet<String>,
    random: Random,
    _disk: tempfile::TempDir,
}

/// What the cases were about: a law over nothing holds.
#[derive(Debug, Default)]
struct Met {
    launched: usize,
    refused: usize,
    later: usize,
    certain: usize,
    perhaps: usize,
    ruled_out: usize,
    /// Of each kind of filter, the drafts that had one.
    kinds: BTreeMap<String, usize>,
}

impl Bench {
    async fn new(seed: u64, variants: Variants) -> Bench {
        let mut random = Random::new(seed);
        let devices = 40 + random.below(80) as u32;
        let fleet =
            FleetSpec { devices, seed, fleet_key: FLEET.into(), demo: random.below(2) == 0, ..FleetSpec::default() };
        let config = Config {
            fleets: vec![fleet],
            tokens: vec![TokenSpec::full(TOKEN)],
            port: 0,
            clock: ClockSpec::Manual { start_unix_ms: START_MS + random.below(10_000_000) as i64 },
        };
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        simulator.set_variants(variants);
        let client = client_of(&simulator.url(), TOKEN, limits());
        let disk = tempfile::tempdir().expect("a disk");
        let program = Program::start(disk.path(), Arc::new(MemoryPreferences::default()));
        let connection = program.connect(&simulator.url()).await;
        let (known, deployments) = (HashSet::new(), Vec::new());
        let mut bench = Bench { simulator, client, program, connection, deployments, known, random, _disk: disk };
        bench.deploy_and_watch().await;
        bench.read().await;
        bench
    }

    /// One that is over and one in its middle, both watched; one that nobody watches; and one that is none.
    async fn deploy_and_watch(&mut self) {
        let finished = self.deploy(request(DeviceFilter::default(), "all")).await;
        self.simulator.advance(Duration::from_secs(4 * 86_400));
        let groups = ["Production", "Test"].map(|name| Group { name: name.to_owned() }).to_vec();
        let moving = self.deploy(request(DeviceFilter { groups, filters: Vec::new() }, "two groups")).await;
        self.simulator.advance(Duration::from_secs(25));
        for deployment in [&finished, &moving] {
            self.watch(deployment).await;
        }
        let unwatched = self.deploy(request(DeviceFilter::default(), "nobody looks")).await;
        self.simulator.advance(Duration::from_secs(40));
        self.deployments = vec![finished, moving, unwatched, "dp-0000-0000".to_owned()];
    }

    async fn deploy(&self, request: connect_api::DeployRequest) -> String {
        let created = self.client.create_deployment(&request).await.expect("it is made");
        created.deployment_uuid.expect("with its id")
    }

    /// Looks at a deployment until what was seen of it is kept.
    async fn watch(&self, deployment: &str) {
        let id = DeploymentId::from(deployment);
        let watch = self.program.app.watches.watch(1, &self.connection, &id, |_| true).expect("it can be watched");
        let kept = || self.program.store.last_counts(&self.connection, &id).is_some();
        until("what was seen is kept", kept).await;
        self.program.app.watches.unwatch(watch);
    }

    /// Reads the fleet.
    async fn read(&mut self) {
        let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
        let fleets = &self.program.app.fleets;
        fleets.watch(1, &self.connection, move |notice| say.send(notice).is_ok()).expect("this page is the last");
        loop {
            let notice = said.recv().await.expect("the room goes on");
            match notice.service {
                Read::Read { whole, .. } => break assert!(whole, "nothing fell short"),
                Read::NotAvailable { .. } => break,
                Read::Trouble { error, .. } => panic!("{error}"),
                Read::NotAsked | Read::Opening { .. } | Read::Reading { .. } => {}
            }
        }
        let window = fleets.rows(&self.connection, &FleetView::all(), 0, 10_000);
        self.known = window.rows.into_iter().map(|row| row.id.to_string()).collect();
        assert!(self.known.len() >= 30, "something is known of this fleet: {}", self.known.len());
    }

    fn filter(&mut self) -> FilterDraft {
        let random = &mut self.random;
        let is = |random: &mut Random| if random.below(2) == 0 { OperandDraft::Is } else { OperandDraft::IsNot };
        let (kind, operand, value, extra) = match random.below(9) {
            0 => {
                let mut known: Vec<&String> = self.known.iter().collect();
                known.sort_unstable();
                let one = random.one(&known).clone();
                (FilterKind::SpecificDevice, is(random), one, String::new())
            }
            1..=3 => {
                let tag = random.one(&["gateway", "camera", "edge", "lte", "arm64", "canary", "Gateway", "none"]);
                (FilterKind::Tag, is(random), tag.to_owned(), String::new())
            }
            4 => {
                let (app, version) = random.one(&[("gateway", "4.10.3"), ("edge-agent", ""), ("nothing", "")]);
                (FilterKind::App, is(random), app.to_owned(), version.to_owned())
            }
            5 => {
                let state = random.one(&["online", "offline"]);
                (FilterKind::DeviceState, OperandDraft::Is, state.to_owned(), String::new())
            }
            _ => {
                let word = random.one(&["any", "pending", "in_progress", "success", "failed", "aborted"]);
                let of = random.below(self.deployments.len() as u64) as usize;
                (FilterKind::Deployment, OperandDraft::Is, word.to_owned(), self.deployments[of].clone())
            }
        };
        FilterDraft { kind, operand, value, extra }
    }

    fn draft(&mut self) -> Draft {
        let mut groups: Vec<String> = Vec::new();
        for _ in 0..self.random.below(4) {
            let group = self.random.one(&["Production", "Staging", "Test", "Lab", "production", "Moon"]);
            if !groups.iter().any(|one| one == group) {
                groups.push(group.to_owned());
            }
        }
        let filters = (0..self.random.below(4)).map(|_| self.filter()).collect();
        Draft { flow_uuid: FLOW.to_owned(), groups, filters, ..Draft::default() }
    }

    /// Says whom a draft reaches, launches it, and holds one against the other.
    async fn case(&mut self, met: &mut Met) {
        let draft = self.draft();
        let destination = Destination { base_url: self.simulator.url(), fleet_key: FLEET.to_owned() };
        let Ok(checked) = target::checked(&draft, &destination, Some(FLEET)) else {
            met.refused += 1;
            return;
        };
        let fleets = &self.program.app.fleets;
        let told = fleets.reach(&self.connection, &draft).await;
        let rows = fleets.reach_rows(&self.connection, &draft, 0, 10_000).await.rows;
        let of = |certain: bool| -> HashSet<String> {
            rows.iter().filter(|row| row.certain == certain).map(|row| row.id.to_string()).collect()
        };
        let (certain, perhaps) = (of(true), of(false));
        assert_eq!(
            (told.yes as usize, told.perhaps as usize, told.known as usize),
            (certain.len(), perhaps.len(), self.known.len()),
            "the numbers are those of the devices"
        );
        let passed = self.random.one(&[0, 0, 1, 30, 400, 5_000]);
        self.simulator.advance(Duration::from_secs(passed));
        let deployment = self.deploy(checked.request).await;
        let selected: HashSet<String> = load_all(&self.client, &deployment).await.into_keys().collect();

        let say = || format!("{passed} s later, {:?} {:?}", draft.groups, draft.filters);
        let unreached: Vec<_> = certain.difference(&selected).collect();
        assert!(unreached.is_empty(), "called certain and not reached: {unreached:?}, {}", say());
        let ruled_out = |one: &&String| self.known.contains(*one) && !certain.contains(*one) && !perhaps.contains(*one);
        let beside: Vec<_> = selected.iter().filter(ruled_out).collect();
        assert!(beside.is_empty(), "ruled out and reached: {beside:?}, {}", say());

        met.launched += 1;
        met.later += usize::from(passed > 0);
        met.certain += certain.len();
        met.perhaps += perhaps.len();
        met.ruled_out += self.known.len() - certain.len() - perhaps.len();
        let kinds: HashSet<String> =
            draft.filters.iter().map(|one| format!("{:?} {:?}", one.kind, one.operand)).collect();
        for kind in kinds {
            *met.kinds.entry(kind).or_default() += 1;
        }
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("waited until {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_a_draft_reaches_agrees_with_whom_the_service_selects() {
    let mut met = Met::default();
    for (seed, variants) in (1u64..).zip(manners()) {
        let mut bench = Bench::new(seed, variants).await;
        for _ in 0..40 {
            bench.case(&mut met).await;
        }
    }
    eprintln!("{met:?}");
    assert!(met.launched >= 400 && met.later >= 150, "enough drafts were launched: {met:?}");
    // To say “perhaps” of everybody would keep the law, and say nothing.
    assert!(met.certain > 2_000 && met.ruled_out > 2_000, "what is known is said: {met:?}");
    assert!(met.certain + met.ruled_out > met.perhaps, "and more is known than not: {met:?}");
    for kind in [
        "SpecificDevice Is",
        "SpecificDevice IsNot",
        "Tag Is",
        "Tag IsNot",
        "App Is",
        "App IsNot",
        "DeviceState Is",
        "Deployment Is",
    ] {
        assert!(met.kinds.get(kind).is_some_and(|drafts| *drafts >= 10), "{kind} was asked for often: {met:?}");
    }
}
