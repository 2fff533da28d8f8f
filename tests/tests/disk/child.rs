//! The process that is killed: writes one thing after another, and says of each that it is written once the store has said so.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use connect_api::{BaseUrl, Token};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::connections::Destinations;
use flightdeck_core::launch::Launches;
use flightdeck_core::outside::{
    Api, Batchbook, Dial, Drafts, FleetBook, FleetSource, FlowNames, Flows, Guardbook, KeptBatch, KeptDraft, KeptGuard,
    KeptLanding, KeptPlan, KeptTemplate, Landingbook, LastCounts, LastSeen, NamedDevice, Parcel, Planbook, Seen,
    StorageError, Templates,
};
use flightdeck_core::store::{self, Store};
use flightdeck_core::target::Destination;
use flightdeck_core::wire::{AppError, ConnectionId, Counts, Draft, LaunchOutcome};
use flightdeck_tests::ground::{FLEET, FLOW, OneFleet, TOKEN, limits};

/// Where it is told what to do.
pub(crate) const DISK: &str = "FLIGHTDECK_KILLS_DISK";
pub(crate) const SERVICE: &str = "FLIGHTDECK_KILLS_SERVICE";
pub(crate) const FROM: &str = "FLIGHTDECK_KILLS_FROM";
/// Said before what was written, so that nothing else that is printed is taken for it.
pub(crate) const SAID: &str = "written:";
/// What it writes, one after the other.
pub(crate) const KINDS: [&str; 12] = [
    "launches",
    "drafts",
    "templates",
    "names",
    "marks",
    "guards",
    "lists",
    "plans",
    "batches",
    "landings",
    "counts",
    "rows",
];
/// The deployment of which rows are kept.
pub(crate) const SEEN: &str = "dp-seen";
/// Devices of a batch, each a row of its own.
const DEVICES: usize = 60;
/// Bytes of a part of a list, and parts: enough that a kill can come into the middle of it.
const PART: usize = 40_000;
const PARTS: usize = 5;

/// The service, as the process and the one who looks after it reach it.
pub(crate) struct Service {
    pub(crate) url: String,
    api: Arc<dyn Api>,
}

impl Service {
    pub(crate) fn at(url: &str) -> Arc<Self> {
        let token = Token::new(TOKEN.into()).expect("a token");
        let dial = RealDial { limits: limits() };
        let api = dial.open(&BaseUrl::parse(url).expect("an address"), FLEET, &token, &[]).expect("a client");
        Arc::new(Self { url: url.to_owned(), api })
    }

    pub(crate) fn launches(self: &Arc<Self>, store: &Arc<Store>) -> Arc<Launches> {
        let apis = Arc::new(OneFleet(self.api.clone()));
        Launches::new(apis, self.clone(), store.clone(), self.clone(), Arc::new(SystemClock))
    }
}

impl Destinations for Service {
    fn destination(&self, _: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: self.url.clone(), fleet_key: FLEET.to_owned() })
    }
}

impl FlowNames for Service {
    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        None
    }
}

pub(crate) fn connection() -> ConnectionId {
    "c".into()
}

pub(crate) fn launch_id(number: usize) -> String {
    format!("launch-{number}")
}

pub(crate) fn draft(number: usize) -> Draft {
    let groups = vec!["Production".to_owned()];
    Draft { flow_uuid: FLOW.to_owned(), groups, comment: number.to_string(), ..Draft::default() }
}

/// One draft that is typed on: each is in the place of the one before.
fn kept_draft(number: usize) -> KeptDraft {
    KeptDraft { id: "one".to_owned(), draft: draft(number), saved_ms: number as i64 }
}

pub(crate) fn template(number: usize) -> KeptTemplate {
    let id = "one".to_owned();
    KeptTemplate { name: id.clone(), id, draft: draft(number), asks: Vec::new(), saved_ms: 0 }
}

pub(crate) fn guard(number: usize) -> KeptGuard {
    KeptGuard { id: "one".to_owned(), connection: connection(), guard: number.to_string() }
}

fn plan(number: usize) -> KeptPlan {
    KeptPlan { id: "one".to_owned(), connection: connection(), plan: number.to_string() }
}

fn landing(number: usize) -> KeptLanding {
    KeptLanding { connection: connection(), deployment: SEEN.into(), landing: number.to_string() }
}

/// What a parameter is called that was said to be secret.
pub(crate) fn mark(number: usize) -> String {
    format!("SECRET_{number}")
}

pub(crate) fn counts(number: usize) -> Counts {
    Counts { succeeded: number as u32, failed: 7, ..Counts::default() }
}

pub(crate) fn batch_id(number: usize) -> String {
    format!("batch-{number}")
}

pub(crate) fn devices(number: usize) -> Vec<NamedDevice> {
    (0..DEVICES).map(|device| (format!("{number}-{device}").as_str().into(), Some(format!("Mast {device}")))).collect()
}

/// What was last seen: a head, and rows with their names.
pub(crate) fn parcel(number: usize) -> Parcel {
    let blob = |part: usize| -> Vec<u8> { (0..PART).map(|at| (number * 3 + part + at % 253) as u8).collect() };
    let blobs: Vec<Vec<u8>> = (0..PARTS).map(blob).collect();
    let names = blobs.iter().map(|blob| blob[..9].to_vec()).collect();
    Parcel { head: number.to_string().into_bytes(), whole: true, blobs, names, counts: LastCounts::default() }
}

/// One batch at a time, with all its devices.
fn keep_batch(store: &Store, number: usize) -> Result<(), StorageError> {
    let batch = KeptBatch { id: batch_id(number), connection: connection(), batch: number.to_string() };
    store.add_batch(&batch, &devices(number))
}

pub(crate) fn list(number: usize) -> FleetSource {
    let part = |part: usize| -> Vec<u8> { (0..PART).map(|at| (number + part + at % 251) as u8).collect() };
    FleetSource {
        id: "one".to_owned(),
        name: number.to_string(),
        at_ms: number as i64,
        devices: PARTS as u32,
        whole: true,
        parts: (0..PARTS).map(part).collect(),
    }
}

/// Writes for ever, from a number on that nobody wrote yet.
pub(crate) fn run() {
    let Ok(disk) = std::env::var(DISK) else { return };
    let url = std::env::var(SERVICE).expect("the service's address");
    let from: usize = std::env::var(FROM).expect("a number").parse().expect("a number");
    let opened = store::open(Path::new(&disk), 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(opened.notes.is_empty(), "a kill damages nothing");
    let store = Arc::new(opened.store);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let launches = Service::at(&url).launches(&store);
    say("start", from, "");
    for number in from.. {
        let kind = KINDS[number % KINDS.len()];
        let more = match kind {
            "launches" => {
                let (id, of) = (launch_id(number), connection());
                let launched = launches.launch(&id, &of, draft(number), None);
                match runtime.block_on(launched).expect("what was sent has an outcome") {
                    LaunchOutcome::Created { deployment } => deployment.to_string(),
                    other => panic!("nothing fails here: {other:?}"),
                }
            }
            "drafts" => done(store.keep_draft(&connection(), &kept_draft(number))),
            "templates" => done(store.keep_templates(&connection(), &[template(number)])),
            "names" => done(store.set_name(&connection(), FLOW, Some(&number.to_string()))),
            "marks" => done(store.set_marks(&connection(), FLOW, &[(mark(number).as_str(), true)])),
            "guards" => done(store.keep_guard(&guard(number))),
            "lists" => done(store.keep_source(&connection(), &list(number))),
            "plans" => done(store.keep_plan(&plan(number))),
            "batches" => done(keep_batch(&store, number)),
            "landings" => done(store.keep_landing(&landing(number))),
            "counts" => {
                store.remember(&connection(), &SEEN.into(), counts(number), number as i64);
                String::new()
            }
            _ => done(store.keep(&connection(), &SEEN.into(), &parcel(number))),
        };
        say(kind, number, &more);
    }
}

fn done<E: std::fmt::Display>(written: Result<(), E>) -> String {
    written.unwrap_or_else(|error| panic!("{error}"));
    String::new()
}

/// Says it, and it is said: what stays in a buffer was never said.
fn say(kind: &str, number: usize, more: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{SAID} {kind} {number} {more}").expect("somebody listens");
    out.flush().expect("somebody listens");
}
