//! The law: whatever the clocks, the faults, the strangers and the twins: nothing is sent twice, nothing of somebody else's is
//! adopted, and every launch ends known, adopted, or before the user.
//!
//! One thing is left out, because nobody can tell: a stranger who launches with the same words within the minutes after a
//! send that created nothing. Strangers here launch before it, or later.

use std::collections::HashMap;
use std::time::Duration;

use connect_api::{Accepted, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage, Shortfall};
use proptest::prelude::*;

use super::*;

const HOUR: i64 = 60 * MINUTE;

/// What goes wrong with a create.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Fault {
    #[default]
    Nothing,
    Refused,
    /// A gateway failed; the service never heard of it.
    LostOnTheWay,
    /// Created, and the connection was cut.
    LostOnTheWayBack,
    /// Created, without an id.
    Nameless,
}

/// The order of the list: nobody promises one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum ListOrder {
    #[default]
    NewestFirst,
    OldestFirst,
    ById,
}

/// One world.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    /// The service's clock minus this computer's.
    pub(super) offset_ms: i64,
    /// Whether its answers carry the time.
    pub(super) clock_told: bool,
    /// Whether creation times carry milliseconds.
    pub(super) whole_seconds: bool,
    pub(super) order: ListOrder,
    pub(super) page: usize,
    /// The look before the send hangs.
    pub(super) before_fails: bool,
    /// So many looks after the send fail.
    pub(super) looks_fail: u32,
    /// Strangers with the same comment: milliseconds from the send.
    pub(super) strangers: Vec<i64>,
    /// One entry a launch; all have the same comment and go at once.
    pub(super) faults: Vec<Fault>,
}

/// A service.
pub(super) struct Service {
    case: Case,
    clock: Arc<FakeClock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When each was made by this computer's clock, and the record.
    list: Vec<(i64, Deployment)>,
    /// By the flow that each request named: the deployment that was made of it, if one was.
    made: HashMap<String, Option<String>>,
    posts: u32,
    looks: u32,
}

/// This computer in front of it.
pub(super) struct Desk {
    service: Arc<Service>,
    store: Arc<Store>,
    launches: Arc<Launches>,
}

impl Desk {
    pub(super) fn new(case: Case) -> Self {
        let service = Arc::new(Service { case, clock: FakeClock::at(SENT), state: Mutex::default() });
        for (number, at) in service.case.strangers.iter().enumerate() {
            let made = service.record(&format!("dp-stranger-{number}"), SENT + at);
            service.state.lock().unwrap().list.push((SENT + at, made));
        }
        Self::at(service, Arc::new(Store::in_memory().unwrap()))
    }

    fn at(service: Arc<Service>, store: Arc<Store>) -> Self {
        let line = Arc::new(Line(service.clone()));
        let clock = service.clock.clone();
        let launches = Launches::new(line.clone(), line, store.clone(), Arc::new(Nameless), clock);
        Self { service, store, launches }
    }

    /// The program ended and started again.
    fn restarted(&self) -> Self {
        Self::at(self.service.clone(), self.store.clone())
    }

    pub(super) async fn launch(&self, id: &str, flow: &str) -> Result<LaunchOutcome, AppError> {
        let draft = Draft { flow_uuid: flow.into(), ..draft() };
        self.launches.launch(id, &"c".into(), draft, None).await
    }
}

impl Service {
    /// A deployment made at a time of this computer's clock.
    fn record(&self, uuid: &str, at_ms: i64) -> Deployment {
        let at = at_ms + self.case.offset_ms;
        let at = if self.case.whole_seconds { at.div_euclid(1_000) * 1_000 } else { at };
        deployment(uuid, Some("Firmware 2"), Some(at))
    }
}

#[derive(Clone)]
struct Line(Arc<Service>);

#[async_trait]
impl Apis for Line {
    async fn api(&self, _: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Destinations for Line {
    fn destination(&self, _: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: "https://api.test".into(), fleet_key: "key".into() })
    }
}

#[async_trait]
impl Api for Line {
    fn at(self: Arc<Self>, _: Priority) -> Arc<dyn Api> {
        self
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, connect_api::Error> {
        tokio::time::sleep(Duration::from_millis(40)).await;
        self.0.clock.advance(40);
        let flow = request.deployment_configuration.flow_uuid.clone();
        let mut state = self.0.state.lock().unwrap();
        let fault = self.0.case.faults[state.posts as usize % self.0.case.faults.len()];
        state.posts += 1;
        let uuid = format!("dp-{flow}");
        let made = !matches!(fault, Fault::Refused | Fault::LostOnTheWay);
        if made {
            let now_ms = self.0.clock.now_ms();
            state.list.push((now_ms, self.0.record(&uuid, now_ms)));
        }
        let before = state.made.insert(flow.clone(), made.then(|| uuid.clone()));
        assert!(before.is_none(), "{flow} was sent twice");
        match fault {
            Fault::Nothing => created(Some(&uuid)),
            Fault::Refused => Err(status(403)),
            Fault::LostOnTheWay => Err(status(503)),
            Fault::LostOnTheWayBack => Err(cut()),
            Fault::Nameless => created(None),
        }
    }

    async fn deployments_page(&self, after: Option<&str>, _: u16) -> Result<DeploymentsPage, connect_api::Error> {
        let case = &self.0.case;
        let posts = self.0.state.lock().unwrap().posts;
        if posts == 0 && case.before_fails {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        let mut state = self.0.state.lock().unwrap();
        if posts > 0 {
            state.looks += 1;
            if state.looks <= case.looks_fail {
                return Err(refused());
            }
        }
        let now_ms = self.0.clock.now_ms();
        let made = state.list.iter().filter(|(at_ms, _)| *at_ms <= now_ms);
        let mut list: Vec<Deployment> = made.map(|(_, deployment)| deployment.clone()).collect();
        match case.order {
            ListOrder::NewestFirst => list.sort_by_key(|deployment| std::cmp::Reverse(deployment.created.unix_ms())),
            ListOrder::OldestFirst => list.sort_by_key(|deployment| deployment.created.unix_ms()),
            ListOrder::ById => list.sort_by(|a, b| a.uuid.cmp(&b.uuid)),
        }
        let from = after.map_or(0, |after| after.parse().unwrap());
        let to = (from + case.page.max(1)).min(list.len());
        let after = (to < list.len()).then(|| to.to_string());
        Ok(DeploymentsPage { after, total: Some(list.len() as u64), ..page(list[from..to].to_vec()) })
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, connect_api::Error> {
        panic!("nobody expected to be asked for {uuid}")
    }

    async fn devices(
        &self,
        deployment: &str,
        _: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, connect_api::Error> {
        panic!("nobody expected to be asked for the devices of {deployment}")
    }

    async fn device(&self, _: &str, device: &str) -> Result<DeviceDetail, connect_api::Error> {
        panic!("nobody expected to be asked for {device}")
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, connect_api::Error> {
        panic!("nobody expected {deployment} to be aborted")
    }

    async fn abort_device(&self, _: &str, device: &str) -> Result<Accepted, connect_api::Error> {
        panic!("nobody expected {device} to be aborted")
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        // It names whole seconds.
        self.0.case.clock_told.then(|| self.0.case.offset_ms.div_euclid(1_000) * 1_000)
    }
}

fn faults() -> impl Strategy<Value = Fault> {
    prop::sample::select(vec![
        Fault::Nothing,
        Fault::Refused,
        Fault::LostOnTheWay,
        Fault::LostOnTheWayBack,
        Fault::Nameless,
    ])
}

fn cases() -> impl Strategy<Value = Case> {
    let offset = prop_oneof![Just(0), -5_000..5_000_i64, -4 * MINUTE..4 * MINUTE, -14 * HOUR..14 * HOUR];
    let order = prop::sample::select(vec![ListOrder::NewestFirst, ListOrder::OldestFirst, ListOrder::ById]);
    let strangers =
        prop_oneof![-3..-1_i64, -3_000..-1_i64, -MINUTE..-1_000_i64, -3 * HOUR..-MINUTE, 20 * MINUTE..3 * HOUR];
    (
        (offset, any::<bool>(), any::<bool>(), order, 1..6_usize),
        (any::<bool>(), 0..6_u32),
        prop::collection::vec(strangers, 0..4),
        prop::collection::vec(faults(), 1..4),
    )
        .prop_map(
            |((offset_ms, clock_told, whole_seconds, order, page), (before_fails, looks_fail), strangers, faults)| {
                Case { offset_ms, clock_told, whole_seconds, order, page, before_fails, looks_fail, strangers, faults }
            },
        )
}

/// Nobody else's is taken, and what is not known is asked.
async fn held(desk: &Desk, ids: &[String], case: &Case) {
    let unresolved = desk.launches.unresolved(&"c".into()).await.unwrap();
    for id in ids {
        let made = desk.service.state.lock().unwrap().made.get(&format!("f-{id}")).cloned().flatten();
        let outcome = desk.store.find(id).unwrap().unwrap().outcome;
        match &outcome {
            Some(LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. }) => {
                assert_eq!(Some(deployment.to_string()), made, "somebody else's was taken for {id}: {case:?}");
            }
            Some(LaunchOutcome::Refused { .. }) => assert_eq!(made, None, "{id} was made and called refused: {case:?}"),
            None | Some(LaunchOutcome::Unknown { .. }) => {
                let shown = unresolved.iter().find(|record| record.request_id == *id);
                assert!(shown.is_some(), "{id} is neither known nor before the user: {outcome:?} {case:?}");
            }
            Some(LaunchOutcome::Dismissed) => panic!("nobody set {id} aside: {case:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_doubled_stolen_or_forgotten(case in cases()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new(case.clone());
            let ids: Vec<String> = (0..case.faults.len()).map(|number| number.to_string()).collect();
            let launched = ids.iter().map(|id| {
                let desk = &desk;
                async move {
                    // A page that is reloaded repeats what it asked.
                    let flow = format!("f-{id}");
                    let (first, second) = tokio::join!(desk.launch(id, &flow), desk.launch(id, &flow));
                    assert_eq!(first, second, "one outcome for one press");
                }
            });
            futures::future::join_all(launched).await;
            held(&desk, &ids, &case).await;
            desk.service.clock.advance(HOUR);
            let later = desk.restarted();
            tokio::time::advance(Duration::from_secs(60)).await;
            held(&later, &ids, &case).await;
            for id in &ids {
                later.launches.look_again(id).await.unwrap();
            }
            held(&later, &ids, &case).await;
            prop_assert_eq!(desk.service.state.lock().unwrap().posts as usize, ids.len(), "each was sent once");
            Ok(())
        })?;
    }
}
