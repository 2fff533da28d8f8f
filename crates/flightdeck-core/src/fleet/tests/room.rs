//! Reading a fleet: once, told as it comes, kept when the service fails, and left alone where it is refused.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use connect_api::{
    Accepted, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage, Error, FleetDevice,
    FleetDevicesPage, NotSent, Priority,
};

use super::super::reading::states;
use super::super::state::OLD_MS;
use super::super::{FleetOutside, Fleets};
use super::told;
use crate::fakes::FakeClock;
use crate::live::list::{ListOutside, Lists};
use crate::live::watch::{WatchOutside, Watches};
use crate::outside::{Api, Apis, LastCounts, LastSeen, Parcel};
use crate::store::Store;
use crate::wire::{
    AppError, ConnectionId, Draft, FilterDraft, FilterKind, FleetNotice, FleetReads, FleetView, OperandDraft, Settings,
    Shortfall,
};

const NOW: i64 = 1_700_000_000_000;

pub(super) type Answer = Result<FleetDevicesPage, Error>;

/// A service that answers this way about its fleet, one answer a reading, and about nothing else.
#[derive(Default)]
struct FleetOnly {
    answers: Mutex<VecDeque<Answer>>,
    /// Who is in which group, where the records do not tell.
    groups: Mutex<HashMap<String, Vec<FleetDevice>>>,
    /// Groups are asked for, and it answers with this instead.
    heeds_no_group: Mutex<Option<Vec<FleetDevice>>>,
    asked: AtomicU32,
    /// Held while nothing is answered.
    answering: Arc<tokio::sync::Mutex<()>>,
}

fn unexpected<T>() -> Result<T, Error> {
    panic!("nobody expected to be asked for anything but the fleet")
}

#[async_trait]
impl Api for FleetOnly {
    fn at(self: Arc<Self>, _: Priority) -> Arc<dyn Api> {
        self
    }
    fn clock_offset_ms(&self) -> Option<i64> {
        None
    }
    async fn create(&self, _: &DeployRequest) -> Result<Created, Error> {
        unexpected()
    }
    async fn deployments_page(&self, _: Option<&str>, _: u16) -> Result<DeploymentsPage, Error> {
        unexpected()
    }
    async fn deployment(&self, _: &str) -> Result<Deployment, Error> {
        unexpected()
    }
    async fn devices(
        &self,
        _: &str,
        _: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<connect_api::Shortfall>, Error> {
        unexpected()
    }
    async fn device(&self, _: &str, _: &str) -> Result<DeviceDetail, Error> {
        unexpected()
    }
    async fn abort_deployment(&self, _: &str) -> Result<Accepted, Error> {
        unexpected()
    }
    async fn abort_device(&self, _: &str, _: &str) -> Result<Accepted, Error> {
        unexpected()
    }
    async fn fleet_devices(
        &self,
        group: Option<&str>,
        page: &mut (dyn FnMut(FleetDevicesPage) + Send),
    ) -> Result<Option<connect_api::Shortfall>, Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        drop(self.answering.lock().await);
        if let Some(group) = group {
            let told = self.groups.lock().unwrap().get(group).cloned().unwrap_or_default();
            let devices = self.heeds_no_group.lock().unwrap().clone().unwrap_or(told);
            page(FleetDevicesPage { devices, ..FleetDevicesPage::default() });
            return Ok(None);
        }
        let answer = self.answers.lock().unwrap().pop_front().expect("a reading nobody expected");
        page(answer?);
        Ok(None)
    }
}

struct Service(Arc<FleetOnly>);

#[async_trait]
impl Apis for Service {
    async fn api(&self, _: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        Ok(self.0.clone())
    }
}

pub(super) struct Bench {
    service: Arc<FleetOnly>,
    pub(super) clock: Arc<FakeClock>,
    pub(super) fleets: Arc<Fleets>,
    pub(super) notices: Arc<Mutex<Vec<FleetNotice>>>,
    held: Mutex<Option<tokio::sync::OwnedMutexGuard<()>>>,
}

fn bench(answers: Vec<Answer>) -> Bench {
    run_on(answers, Arc::new(Store::in_memory().unwrap()))
}

/// A run of the application on this store.
pub(super) fn run_on(answers: Vec<Answer>, store: Arc<Store>) -> Bench {
    run_beside(answers, store, None)
}

/// The same beside deployments that are watched.
pub(super) fn run_beside(answers: Vec<Answer>, store: Arc<Store>, watches: Option<Arc<Watches>>) -> Bench {
    let service = Arc::new(FleetOnly { answers: Mutex::new(answers.into()), ..FleetOnly::default() });
    let clock = FakeClock::at(NOW);
    let apis: Arc<dyn Apis> = Arc::new(Service(service.clone()));
    let (_, settings) = tokio::sync::watch::channel(Settings::default());
    let lists = Lists::new(ListOutside {
        apis: apis.clone(),
        journal: store.clone(),
        seen: store.clone(),
        last_seen: store.clone(),
        names: Arc::new(crate::fakes::Nameless),
        clock: clock.clone(),
        settings: settings.clone(),
    });
    let outside = WatchOutside {
        apis: apis.clone(),
        clock: clock.clone(),
        journal: store.clone(),
        seen: store.clone(),
        last_seen: store.clone(),
        settings,
    };
    let watches = watches.unwrap_or_else(|| Watches::new(outside));
    let fleets = Fleets::new(FleetOutside {
        apis,
        clock: clock.clone(),
        last_seen: store.clone(),
        book: store.clone(),
        journal: store,
        lists,
        watches,
    });
    Bench { service, clock, fleets, notices: Arc::default(), held: Mutex::default() }
}

impl Bench {
    /// From now on the service does not answer.
    pub(super) fn hold_answers(&self) {
        *self.held.lock().unwrap() = self.service.answering.clone().try_lock_owned().ok();
    }

    /// From now on these are in a group, by its name alone.
    pub(super) fn group(&self, name: &str, devices: Vec<FleetDevice>) {
        self.service.groups.lock().unwrap().insert(name.to_owned(), devices);
    }

    /// From now on it answers with these, whatever group is asked for.
    pub(super) fn heed_no_group(&self, devices: Vec<FleetDevice>) {
        *self.service.heeds_no_group.lock().unwrap() = Some(devices);
    }

    pub(super) fn give_answers(&self) {
        *self.held.lock().unwrap() = None;
    }

    pub(super) fn watch(&self) -> u32 {
        let notices = self.notices.clone();
        let keep = move |notice| {
            notices.lock().unwrap().push(notice);
            true
        };
        self.fleets.watch(0, &"c".into(), keep).unwrap()
    }

    pub(super) async fn rest(&self) -> FleetReads {
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.notices.lock().unwrap().last().unwrap().service.clone()
    }

    pub(super) fn asked(&self) -> u32 {
        self.service.asked.load(Ordering::SeqCst)
    }
}

pub(super) fn page() -> Answer {
    Ok(FleetDevicesPage { devices: vec![told("a", "Test", &[], 5)], ..FleetDevicesPage::default() })
}

pub(super) fn unreachable() -> Answer {
    Err(Error::NotSent { reason: NotSent::Connect, detail: "no route".into() })
}

#[tokio::test]
async fn it_is_read_when_somebody_looks_and_again_when_it_is_old() {
    let bench = bench(vec![page(), page()]);
    bench.watch();
    assert!(matches!(bench.rest().await, FleetReads::Read { devices: 1, whole: true, .. }), "read at once");
    let first = bench.notices.lock().unwrap()[0].clone();
    assert_eq!((first.devices, first.service), (0, FleetReads::NotAsked), "and the page was told before that");
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.asked(), 1, "it is fresh");
    bench.clock.advance(OLD_MS + 1);
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.asked(), 2, "it is old");
    let reach = bench.fleets.reach(&"c".into(), &Draft::default()).await;
    assert_eq!((reach.known, reach.yes), (1, 1), "and a draft is told what it reaches");
}

#[tokio::test]
async fn how_many_are_reached_at_most_is_told_of_a_whole_fleet_alone() {
    let devices = [("a", "Test", 5), ("b", "Test", 900_000), ("c", "North", 5)];
    let devices = devices.map(|(id, group, ago_s)| told(id, group, &[], ago_s)).to_vec();
    let bench = bench(vec![Ok(FleetDevicesPage { devices, ..FleetDevicesPage::default() }), unreachable()]);
    let fleet: ConnectionId = "c".into();
    let online = |groups: &[&str]| Draft {
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        filters: vec![FilterDraft {
            kind: FilterKind::DeviceState,
            operand: OperandDraft::Is,
            value: "online".into(),
            extra: String::new(),
        }],
        ..Draft::default()
    };
    assert_eq!(bench.fleets.at_most(&fleet, &Draft::default()).await, None, "nothing was read yet");
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.fleets.at_most(&fleet, &Draft::default()).await, Some(3), "the whole fleet");
    let reach = bench.fleets.reach(&fleet, &online(&["Test"])).await;
    assert!(reach.perhaps > 0, "who is online at launch cannot be told: {reach:?}");
    let at_most = bench.fleets.at_most(&fleet, &online(&["Test"])).await;
    assert_eq!(at_most, Some(reach.yes + reach.perhaps), "those of whom it cannot be told count, too");
    bench.fleets.refresh(&fleet);
    bench.rest().await;
    assert_eq!(bench.fleets.at_most(&fleet, &Draft::default()).await, None, "there may be others by now");
}

#[tokio::test]
async fn a_refusal_is_said_once_and_nobody_asks_again_by_itself() {
    let refused = || Err(crate::fakes::status(403));
    let bench = bench(vec![refused(), refused()]);
    bench.watch();
    let FleetReads::NotAvailable { why, .. } = bench.rest().await else { panic!("it was refused") };
    assert_eq!(why, "This token may not list the fleet's devices.");
    bench.clock.advance(OLD_MS * 9);
    bench.watch();
    bench.fleets.reach(&"c".into(), &Draft::default()).await;
    bench.rest().await;
    assert_eq!(bench.asked(), 1, "another answer is not to be expected");
    bench.fleets.refresh(&"c".into());
    bench.rest().await;
    assert_eq!(bench.asked(), 2, "but who asks, gets one");
}

#[tokio::test]
async fn what_was_known_stays_when_the_service_fails() {
    let bench = bench(vec![page(), unreachable()]);
    bench.watch();
    bench.rest().await;
    bench.fleets.refresh(&"c".into());
    let FleetReads::Trouble { at_ms, .. } = bench.rest().await else { panic!("it could not be reached") };
    assert_eq!(at_ms, Some(NOW), "with its age");
    assert_eq!(bench.fleets.rows(&"c".into(), &FleetView::all(), 0, 9).total, 1, "and the rows stand");
}

#[test]
fn a_deployment_whose_last_look_fell_short_does_not_tell_all_its_devices() {
    let store = Store::in_memory().unwrap();
    for (shortfall, whole) in [(None, true), (Some(Shortfall { loaded: 1, expected: 2 }), false)] {
        let counts = LastCounts { shortfall, ..LastCounts::default() };
        let parcel = Parcel { whole: true, counts, ..Parcel::default() };
        store.keep(&"c".into(), &"dp".into(), &parcel).unwrap();
        let there = states(&store, &"c".into(), &"dp".into()).expect("it was watched here");
        assert_eq!(there.whole, whole, "{shortfall:?}: one that did not come may be in it");
    }
}

#[tokio::test]
async fn a_page_of_before_is_refused_and_one_that_left_is_told_nothing() {
    let bench = bench(vec![page()]);
    bench.fleets.reset(2);
    assert!(bench.fleets.watch(1, &"c".into(), |_| true).is_err(), "it was loaded anew meanwhile");
    let told = Arc::new(AtomicU32::new(0));
    let count = told.clone();
    bench.fleets.watch(2, &"c".into(), move |_| count.fetch_add(1, Ordering::SeqCst) > 99).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(told.load(Ordering::SeqCst), 1, "it said that it does not listen any more");
}
