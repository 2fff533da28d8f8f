//! This computer, as one start of the program finds it: a clock that may be hours off, a line to the service, and where the line dies.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use connect_api::{
    Accepted, BaseUrl, Created, DeployRequest, Deployment, DeploymentsPage, DeviceDetail, DevicesPage, Error, Priority,
    Shortfall, Token,
};
use connect_simulator::Simulator;
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::connections::Destinations;
use flightdeck_core::outside::{Api, Apis, Clock, Dial, FlowNames};
use flightdeck_core::target::Destination;
use flightdeck_core::wire::{AppError, ConnectionId, ErrorCode};
use flightdeck_tests::ground::TOKEN;

/// A port of loopback where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9";

/// What the line does to the next launch that takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Line {
    #[default]
    Straight,
    /// The keyring gives no token.
    NoToken,
    /// Nobody listens.
    Nowhere,
    /// What is there cannot be looked at before the send.
    Blind,
    /// A stranger launches the same just before the send.
    Twin,
    /// Ends for ever at the look before the send.
    DiesLooking,
    /// Ends for ever when the request should leave.
    DiesSending,
    /// Ends for ever when the answer was read.
    DiesAnswered,
}

thread_local! {
    /// For the launch that goes on in this thread just now: between asking whether it may act and asking for its line nothing else does.
    static TAKEN: Cell<Line> = const { Cell::new(Line::Straight) };
}

/// One start's computer.
pub(crate) struct Computer {
    simulator: Arc<Simulator>,
    fleet: String,
    straight: Arc<dyn Api>,
    nowhere: Arc<dyn Api>,
    /// How far its clock is wrong.
    off_ms: i64,
    next: Mutex<Line>,
    news: Arc<News>,
}

/// What happened on the lines, for the one who waits for it.
#[derive(Default)]
pub(crate) struct News {
    /// Comments of launches that came to where their line ends.
    pub(crate) dead: Mutex<HashSet<String>>,
    /// Comments of launches whose create came back, whatever it said.
    pub(crate) back: Mutex<HashSet<String>>,
    /// Looks that came to where their line ends; they have no comment.
    pub(crate) dead_looks: Mutex<usize>,
    /// Deployments of strangers.
    pub(crate) strangers: Mutex<HashSet<String>>,
}

impl Computer {
    pub(crate) fn new(
        simulator: &Arc<Simulator>,
        fleet: &str,
        off_ms: i64,
        limits: connect_api::Limits,
        news: &Arc<News>,
    ) -> Arc<Self> {
        let dial = RealDial { limits };
        let token = Token::new(TOKEN.into()).expect("a token");
        let open = |url: &str| {
            dial.open(&BaseUrl::parse(url).expect("an address"), fleet, &token, &[]).expect("a client of this address")
        };
        let (straight, nowhere) = (open(&simulator.url()), open(NOWHERE));
        Arc::new(Self {
            simulator: simulator.clone(),
            fleet: fleet.to_owned(),
            straight,
            nowhere,
            off_ms,
            next: Mutex::default(),
            news: news.clone(),
        })
    }

    /// The next launch meets this.
    pub(crate) fn next(&self, line: Line) {
        *self.next.lock().expect("nobody panicked") = line;
    }
}

#[async_trait]
impl Apis for Computer {
    fn may_act(&self, _: &ConnectionId) -> Result<(), AppError> {
        // Only a launch asks: who looks for an earlier one takes a straight line.
        TAKEN.set(std::mem::take(&mut *self.next.lock().expect("nobody panicked")));
        Ok(())
    }

    async fn api(&self, _: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        let line = TAKEN.take();
        if line == Line::NoToken {
            return Err(AppError::new(ErrorCode::TokenMissing, "no token"));
        }
        let inner = if line == Line::Nowhere { &self.nowhere } else { &self.straight };
        Ok(Arc::new(OneLine {
            inner: inner.clone(),
            blind: self.nowhere.clone(),
            line,
            looked: Arc::default(),
            off_ms: self.off_ms,
            simulator: self.simulator.clone(),
            fleet: self.fleet.clone(),
            news: self.news.clone(),
        }))
    }
}

impl Destinations for Computer {
    fn destination(&self, _: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: self.simulator.url(), fleet_key: self.fleet.clone() })
    }
}

impl FlowNames for Computer {
    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        None
    }
}

impl Clock for Computer {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.off_ms
    }
}

#[derive(Clone)]
struct OneLine {
    inner: Arc<dyn Api>,
    blind: Arc<dyn Api>,
    line: Line,
    /// Whether the look before the send is over.
    looked: Arc<Mutex<bool>>,
    off_ms: i64,
    simulator: Arc<Simulator>,
    fleet: String,
    news: Arc<News>,
}

impl OneLine {
    async fn dies(&self, comment: &str) {
        self.news.dead.lock().expect("nobody panicked").insert(comment.to_owned());
        std::future::pending().await
    }
}

#[async_trait]
impl Api for OneLine {
    fn at(self: Arc<Self>, priority: Priority) -> Arc<dyn Api> {
        Arc::new(Self { inner: self.inner.clone().at(priority), ..(*self).clone() })
    }

    fn clock_offset_ms(&self) -> Option<i64> {
        // The client reads the system's clock; this computer's shows something else.
        self.inner.clock_offset_ms().map(|offset_ms| offset_ms - self.off_ms)
    }

    async fn create(&self, request: &DeployRequest) -> Result<Created, Error> {
        let comment = request.deployment_configuration.comment.clone().unwrap_or_default();
        match self.line {
            Line::DiesSending => self.dies(&comment).await,
            Line::Twin => {
                let twin = self.simulator.stranger_deploys(&self.fleet, &comment, std::time::Duration::ZERO);
                self.news.strangers.lock().expect("nobody panicked").extend(twin);
            }
            _ => {}
        }
        let answer = self.inner.create(request).await;
        if self.line == Line::DiesAnswered {
            assert!(answer.is_ok(), "what is killed at the answer has one: {answer:?}");
            self.dies(&comment).await;
        }
        self.news.back.lock().expect("nobody panicked").insert(comment);
        answer
    }

    async fn deployments_page(&self, after: Option<&str>, limit: u16) -> Result<DeploymentsPage, Error> {
        let first = !std::mem::replace(&mut *self.looked.lock().expect("nobody panicked"), true);
        match self.line {
            Line::DiesLooking if first => {
                *self.news.dead_looks.lock().expect("nobody panicked") += 1;
                std::future::pending().await
            }
            Line::Blind if first => self.blind.deployments_page(after, limit).await,
            _ => self.inner.deployments_page(after, limit).await,
        }
    }

    async fn deployment(&self, uuid: &str) -> Result<Deployment, Error> {
        panic!("launching asks for no deployment: {uuid}")
    }

    async fn devices(
        &self,
        deployment: &str,
        _: &mut (dyn FnMut(DevicesPage) + Send),
    ) -> Result<Option<Shortfall>, Error> {
        panic!("launching asks for no devices: {deployment}")
    }

    async fn device(&self, _: &str, device: &str) -> Result<DeviceDetail, Error> {
        panic!("launching asks for no device: {device}")
    }

    async fn abort_deployment(&self, deployment: &str) -> Result<Accepted, Error> {
        panic!("launching aborts nothing: {deployment}")
    }

    async fn abort_device(&self, _: &str, device: &str) -> Result<Accepted, Error> {
        panic!("launching aborts nothing: {device}")
    }
}
