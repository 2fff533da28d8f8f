//! Plans at work: over a scripted fleet, with paused time, through restarts.

mod keeping;
mod lists;
mod running;

use std::collections::VecDeque;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::*;
use crate::app::{Flightdeck, Outside};
use crate::fakes::{FakeClock, FakeDial, FakePreferences, FakeSecrets, Leads};
use crate::guard::GuardOutside;
use crate::live::fakes::{FakeComputer, Look, OneFleet, START_MS, look_of, many};
use crate::outside::{Api, KeptPlan, Planbook, StorageError};
use crate::store::Store;
use crate::wire::{Gate, GuardLimit, GuardRule, HaltReason, PlanStage, PlanWave, WaveStage, WaveTarget};

/// A store whose disk can be full.
struct Disk {
    store: Store,
    full: StdMutex<bool>,
}

impl Planbook for Disk {
    fn plans(&self) -> Result<Vec<KeptPlan>, StorageError> {
        self.store.plans()
    }

    fn keep_plan(&self, plan: &KeptPlan) -> Result<(), StorageError> {
        if *self.full.lock().unwrap() {
            return Err(StorageError("The disk is full.".into()));
        }
        self.store.keep_plan(plan)
    }

    fn drop_plan(&self, id: &str) -> Result<(), StorageError> {
        self.store.drop_plan(id)
    }
}

/// Notes what is sent, and answers from a script; else the deployment of each is `dp-` and its number, from one.
#[derive(Default)]
struct Sent {
    all: StdMutex<Vec<(String, Draft)>>,
    answers: StdMutex<VecDeque<Result<LaunchOutcome, AppError>>>,
    /// How long it takes until one would leave.
    takes: StdMutex<Option<Duration>>,
}

#[async_trait]
impl Sends for Sent {
    async fn send(
        &self,
        request_id: &str,
        _connection: &ConnectionId,
        draft: Draft,
        _confirmation: Option<String>,
        _accepted: &[AskKind],
        wanted: Wanted,
    ) -> Result<LaunchOutcome, AppError> {
        // An answer takes its time.
        let takes = *self.takes.lock().unwrap();
        sleep(takes.unwrap_or(Duration::from_millis(20))).await;
        if !wanted() {
            return Err(error(ErrorCode::InvalidInput));
        }
        let number = {
            let mut all = self.all.lock().unwrap();
            all.push((request_id.to_owned(), draft));
            all.len()
        };
        let created = || Ok(LaunchOutcome::Created { deployment: format!("dp-{number}").as_str().into() });
        self.answers.lock().unwrap().pop_front().unwrap_or_else(created)
    }
}

/// The one fleet, and how often its keyring was asked for it, which can be locked.
struct Keyring {
    fleet: OneFleet,
    asked: AtomicU32,
    locked: AtomicBool,
}

#[async_trait]
impl Apis for Keyring {
    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.locked.load(Ordering::Relaxed) {
            Err(error(ErrorCode::KeyringLocked))
        } else {
            self.fleet.api(connection).await
        }
    }
}

struct Names;

impl FlowNames for Names {
    fn flow_name(&self, _connection: &ConnectionId, flow: &str) -> Option<String> {
        Some(format!("Flow {flow}"))
    }
}

struct Desk {
    computer: FakeComputer,
    disk: Arc<Disk>,
    /// The journal, and where guards and batches are kept.
    store: Arc<Store>,
    leads: Arc<Leads>,
    sent: Arc<Sent>,
    /// What plans ask for the service's clock.
    keyring: Arc<Keyring>,
    guards: Arc<Guards>,
    plans: Arc<Plans>,
}

fn desk() -> Desk {
    let disk = Disk { store: Store::in_memory().unwrap(), full: StdMutex::new(false) };
    let leads = Arc::new(Leads::to("https://here.test"));
    let store = Arc::new(Store::in_memory().unwrap());
    started(FakeComputer::new(), Arc::new(disk), store, leads, Arc::default())
}

/// One run of the application on this computer.
fn started(computer: FakeComputer, disk: Arc<Disk>, store: Arc<Store>, leads: Arc<Leads>, sent: Arc<Sent>) -> Desk {
    let watches = computer.watches();
    let apis = Arc::new(OneFleet(computer.fleet.clone()));
    let aborts = Arc::new(Aborts::new(apis.clone(), watches.clone(), computer.clock.clone()));
    let guards = Guards::new(GuardOutside {
        aborts: aborts.clone(),
        watches: watches.clone(),
        book: store.clone(),
        journal: store.clone(),
        destinations: leads.clone(),
        clock: computer.clock.clone(),
        settings: computer.settings.subscribe(),
    });
    let fleet = OneFleet(computer.fleet.clone());
    let keyring = Arc::new(Keyring { fleet, asked: AtomicU32::new(0), locked: AtomicBool::new(false) });
    // Of the whole application only its batches, which have no connection to send anything to.
    let flightdeck = Flightdeck::new(Outside {
        dial: Arc::<FakeDial>::default(),
        clock: FakeClock::at(START_MS),
        secrets: Arc::<FakeSecrets>::default(),
        preferences: Arc::<FakePreferences>::default(),
        store: store.clone(),
        notes: Vec::new(),
        demo: None,
        desk: None,
        updater: None,
    });
    let plans = Plans::load(PlanOutside {
        sends: sent.clone(),
        batches: flightdeck.batches,
        watches,
        guards: guards.clone(),
        aborts,
        apis: keyring.clone(),
        journal: store.clone(),
        book: disk.clone(),
        destinations: leads.clone(),
        names: Arc::new(Names),
        clock: computer.clock.clone(),
        settings: computer.settings.subscribe(),
    });
    Desk { computer, disk, store, leads, sent, keyring, guards, plans }
}

impl Desk {
    fn restart(self) -> Desk {
        let Desk { computer, disk, store, leads, sent, guards, plans, .. } = self;
        drop((guards, plans));
        let desk = started(computer, disk, store, leads, sent);
        desk.plans.resume();
        desk
    }

    /// Starts a plan of so many waves of groups, each with this gate.
    fn start(&self, waves: usize, gate: Gate) -> String {
        let id = self.plans.save(&"c".into(), None, plan(waves, gate)).unwrap().id;
        self.plans.start(&id, None, Vec::new()).unwrap();
        id
    }

    fn view(&self, id: &str) -> PlanView {
        self.plans.view(id).unwrap()
    }

    fn stages(&self, id: &str) -> Vec<WaveStage> {
        self.view(id).waves.into_iter().map(|wave| wave.stage).collect()
    }

    /// What happened last, in words.
    fn last(&self, id: &str) -> String {
        self.view(id).happened[0].text.clone()
    }

    fn act(&self, id: &str, act: PlanAct) {
        self.plans.act(id, &act).unwrap_or_else(|error| panic!("{act:?}: {}", error.message));
    }

    /// The ids under which was sent, in order, without the plan's.
    fn sent(&self, id: &str) -> Vec<String> {
        let all = self.sent.all.lock().unwrap();
        all.iter().map(|(launch, _)| launch.strip_prefix(&format!("plan/{id}/")).unwrap().to_owned()).collect()
    }

    fn answers(&self, answer: Result<LaunchOutcome, AppError>) {
        self.sent.answers.lock().unwrap().push_back(answer);
    }

    fn looks(&self, deployment: &str, status: &str) {
        self.computer.fleet.looks(&deployment.into(), [seen(status)]);
    }

    fn is_full(&self, full: bool) {
        *self.disk.full.lock().unwrap() = full;
    }
}

fn plan(waves: usize, gate: Gate) -> Plan {
    let wave = |number: usize| PlanWave {
        target: WaveTarget::Filters { groups: vec![format!("G{number}")], filters: Vec::new(), rest: false },
        gate: gate.clone(),
        ..PlanWave::default()
    };
    let request = Draft { flow_uuid: "f-1".into(), ..Draft::default() };
    Plan { name: "Gateway".into(), request, waves: (1..=waves).map(wave).collect(), back: None }
}

/// A look at three devices, all in one state.
fn seen(status: &str) -> Look {
    look_of(&many(3, status))
}

fn error(code: ErrorCode) -> AppError {
    AppError::new(code, "Not now.")
}

fn unknown_outcome() -> LaunchOutcome {
    let (trouble, searched, candidates) = (None, None, Vec::new());
    LaunchOutcome::Unknown { why: "Cut.".into(), trouble, created: false, searched, candidates }
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

fn halted_for(view: &PlanView) -> Option<HaltReason> {
    match &view.stage {
        PlanStage::Halted { why, .. } => Some(why.reason),
        _ => None,
    }
}
