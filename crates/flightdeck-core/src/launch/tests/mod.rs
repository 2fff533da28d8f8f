//! Every way a launch can end, and that none of them sends twice.

mod clocks;
mod later;
mod law;
mod open;
mod turns;

use std::sync::atomic::Ordering;

use async_trait::async_trait;

use super::*;
use crate::fakes::{FakeClock, Nameless, ScriptedApi, cut, deployment, page, refused, status};
use crate::outside::{Api, StorageError};
use crate::store::Store;
use crate::target::Destination;
use crate::wire::{ConnectionId, DeploymentId, FilterDraft, FilterKind, OperandDraft};

pub(super) const SENT: i64 = 1_700_000_000_000;
pub(super) const MINUTE: i64 = 60_000;

struct Fleet {
    api: Arc<ScriptedApi>,
    token: Result<(), AppError>,
    base_url: String,
}

#[async_trait]
impl Apis for Fleet {
    async fn api(&self, _connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        self.token.clone()?;
        Ok(self.api.clone())
    }
}

impl Destinations for Fleet {
    fn destination(&self, _connection: &ConnectionId) -> Result<Destination, AppError> {
        Ok(Destination { base_url: self.base_url.clone(), fleet_key: "key".into() })
    }
}

/// A journal whose disk is full from the start.
struct FullDisk;

impl Journal for FullDisk {
    fn begin(&self, _: &JournalEntry) -> Result<(), StorageError> {
        Err(StorageError("The disk is full.".into()))
    }
    fn settle(&self, _: &str, _: &LaunchOutcome) -> Result<(), StorageError> {
        Err(StorageError("The disk is full.".into()))
    }
    fn find(&self, _: &str) -> Result<Option<JournalEntry>, StorageError> {
        Ok(None)
    }
    fn of_deployment(&self, _: &ConnectionId, _: &DeploymentId) -> Result<Option<JournalEntry>, StorageError> {
        Ok(None)
    }
    fn all(&self, _: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        Ok(Vec::new())
    }
    fn whole(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        self.all(connection)
    }
}

pub(super) struct Bench {
    api: Arc<ScriptedApi>,
    pub(super) store: Arc<Store>,
    clock: Arc<FakeClock>,
    pub(super) launches: Arc<Launches>,
}

pub(super) fn bench() -> Bench {
    restarted(Arc::new(Store::in_memory().unwrap()), "https://api.test")
}

/// The program started again on what an earlier run left.
pub(super) fn restarted(store: Arc<Store>, base_url: &str) -> Bench {
    knowing(store, base_url, Arc::new(Nameless))
}

/// The same, where flows have names.
pub(super) fn knowing(store: Arc<Store>, base_url: &str, names: Arc<dyn FlowNames>) -> Bench {
    let api = Arc::new(ScriptedApi::default());
    *api.clock_offset_ms.lock().unwrap() = Some(0);
    let fleet = Arc::new(Fleet { api: api.clone(), token: Ok(()), base_url: base_url.into() });
    let clock = FakeClock::at(SENT);
    let launches = Launches::new(fleet.clone(), fleet, store.clone(), names, clock.clone());
    Bench { api, store, clock, launches }
}

fn draft() -> Draft {
    Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["Production".into()],
        comment: "Firmware 2".into(),
        ..Draft::default()
    }
}

fn created(uuid: Option<&str>) -> Result<Created, connect_api::Error> {
    Ok(Created { deployment_uuid: uuid.map(Into::into), status: 201 })
}

fn adopted(outcome: &LaunchOutcome) -> Option<&str> {
    match outcome {
        LaunchOutcome::Adopted { deployment, .. } => Some(deployment),
        _ => None,
    }
}

impl Bench {
    async fn launch(&self, id: &str) -> Result<LaunchOutcome, AppError> {
        self.launches.launch(id, &"c".into(), draft(), None).await
    }

    /// What the list holds until a create is sent.
    fn there_before(&self, deployments: Vec<connect_api::Deployment>) {
        *self.api.before.lock().unwrap() = Some(Ok(page(deployments)));
    }

    fn outcome(&self, id: &str) -> Option<LaunchOutcome> {
        self.store.find(id).unwrap().and_then(|entry| entry.outcome)
    }
}

#[tokio::test(start_paused = true)]
async fn a_plain_launch_is_created_and_written_down() {
    let bench = bench();
    bench.api.on_create(created(Some("dp-1")));
    let outcome = bench.launch("r").await.unwrap();
    assert_eq!(outcome, LaunchOutcome::Created { deployment: "dp-1".into() }, "the service said which");
    assert_eq!(bench.outcome("r"), Some(outcome), "and the journal knows");
    let entry = bench.store.of_deployment(&"c".into(), &"dp-1".into()).unwrap().unwrap();
    assert_eq!(entry.target, "Devices in Production.", "the list shows what it was aimed at");
    assert_eq!(entry.destination, "https://api.test key", "and where it went");
    assert_eq!(bench.api.looks.load(Ordering::SeqCst), 0, "nothing had to be looked for");
}

#[tokio::test(start_paused = true)]
async fn the_same_request_id_is_sent_once() {
    let bench = bench();
    bench.api.on_create(created(Some("dp-1")));
    let (first, second) = tokio::join!(bench.launch("r"), bench.launch("r"));
    let third = bench.launch("r").await;
    assert_eq!(first, second, "at the same time");
    assert_eq!(first, third, "and afterwards");
    assert_eq!(bench.api.sent(), 1, "a reloaded page must not deploy twice");

    let later = restarted(bench.store.clone(), "https://api.test");
    assert_eq!(later.launch("r").await, first, "not even after a restart");
    assert_eq!(later.api.sent(), 0, "the journal remembers");
}

#[tokio::test(start_paused = true)]
async fn what_was_definitely_not_done_is_refused() {
    for error in [refused(), status(400), status(401), status(403), status(404), status(422), status(429)] {
        let bench = bench();
        bench.api.on_create(Err(error.clone()));
        let outcome = bench.launch("r").await.unwrap();
        let expected = explain(&error, &Context::Create);
        assert_eq!(outcome, LaunchOutcome::Refused { error: expected }, "{error:?}: nothing was launched");
        assert_eq!(bench.api.looks.load(Ordering::SeqCst), 0, "{error:?}: there is nothing to look for");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_for_and_the_only_match_adopted() {
    let html = connect_api::Error::NotApi { status: 502, kind: connect_api::NotApi::Html, text: String::new() };
    for error in [cut(), status(408), status(500), status(503), html] {
        let bench = bench();
        bench.api.on_create(Err(error.clone()));
        bench.there_before(vec![deployment("dp-old", Some("Firmware 2"), Some(SENT - 3 * MINUTE))]);
        bench.api.on_list(Ok(page(vec![
            deployment("dp-other", Some("Another"), Some(SENT)),
            deployment("dp-1", Some("Firmware 2"), Some(SENT + 900)),
            deployment("dp-old", Some("Firmware 2"), Some(SENT - 3 * MINUTE)),
        ])));
        let outcome = bench.launch("r").await.unwrap();
        assert_eq!(adopted(&outcome), Some("dp-1"), "{error:?}: same comment, in the window, alone: {outcome:?}");
        assert_eq!(bench.api.sent(), 1, "{error:?}: looked for, never sent again");
        assert_eq!(bench.outcome("r"), Some(outcome), "{error:?}: written down");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_appears_late_is_still_found() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Err(refused()));
    bench.api.on_list(Ok(page(vec![])));
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT))])));
    let outcome = bench.launch("r").await.unwrap();
    assert_eq!(adopted(&outcome), Some("dp-1"), "a failed and an empty look are no proof: {outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn created_without_an_id_is_looked_for_too() {
    let bench = bench();
    bench.api.on_create(created(None));
    let outcome = bench.launch("r").await.unwrap();
    let LaunchOutcome::Unknown { created: true, candidates, .. } = &outcome else {
        panic!("the service said created, and which is not known: {outcome:?}")
    };
    assert!(candidates.is_empty(), "nothing fits");
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some(" Firmware 2 "), Some(SENT))])));
    assert_eq!(adopted(&bench.launches.look_again("r").await.unwrap()), Some("dp-1"), "the next look finds it");
}

#[tokio::test(start_paused = true)]
async fn several_matches_are_shown_and_none_is_chosen() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Ok(page(vec![
        deployment("dp-timeless", Some("Firmware 2"), None),
        deployment("dp-1", Some("Firmware 2"), Some(SENT)),
        deployment("dp-2", Some("Firmware 2"), Some(SENT + 1)),
    ])));
    let outcome = bench.launch("r").await.unwrap();
    let LaunchOutcome::Unknown { created: false, candidates, .. } = &outcome else {
        panic!("nobody knows: {outcome:?}")
    };
    let uuids: Vec<&str> = candidates.iter().map(|candidate| candidate.uuid.as_str()).collect();
    assert_eq!(uuids, ["dp-1", "dp-2", "dp-timeless"], "all that fit, the likeliest first");
    let open = bench.launches.unresolved(&"c".into()).await.unwrap();
    assert_eq!(open.len(), 1, "it stays on the list of open questions");

    assert_eq!(adopted(&bench.launches.adopt("r", &"dp-2".into()).await.unwrap()), Some("dp-2"), "the user chooses");
    assert!(bench.launches.unresolved(&"c".into()).await.unwrap().is_empty(), "then the question is answered");
    assert!(bench.launches.adopt("r", &"dp-1".into()).await.is_err(), "and is not answered twice");
}

#[tokio::test(start_paused = true)]
async fn another_launchs_deployment_is_never_adopted() {
    let bench = bench();
    bench.api.on_create(created(Some("dp-1")));
    bench.api.on_create(Err(cut()));
    bench.launch("r-1").await.unwrap();
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT))])));
    let outcome = bench.launch("r-2").await.unwrap();
    assert!(
        matches!(&outcome, LaunchOutcome::Unknown { candidates, .. } if candidates.is_empty()),
        "the same launch made twice on purpose: the first one's deployment is taken: {outcome:?}"
    );
    let by_hand = bench.launches.adopt("r-2", &"dp-1".into()).await;
    assert!(by_hand.is_err(), "not even by hand");
}

#[tokio::test(start_paused = true)]
async fn two_lost_launches_do_not_share_one_deployment() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT))])));
    let (a, b) = tokio::join!(bench.launch("r-1"), bench.launch("r-2"));
    for outcome in [a.unwrap(), b.unwrap()] {
        let LaunchOutcome::Unknown { candidates, .. } = &outcome else {
            panic!("B2: whose it is nobody can tell while both are open: {outcome:?}")
        };
        assert_eq!(candidates.len(), 1, "B2: both are shown it: {outcome:?}");
    }
    assert!(bench.launches.adopt("r-2", &"dp-1".into()).await.is_ok(), "the user knows");
    let rest = bench.launches.look_again("r-1").await.unwrap();
    assert!(
        matches!(&rest, LaunchOutcome::Unknown { candidates, .. } if candidates.is_empty()),
        "one deployment is the outcome of one launch: {rest:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_comment_time_alone_proves_nothing() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Ok(page(vec![deployment("dp-1", None, Some(SENT))])));
    let silent = Draft { comment: String::new(), ..draft() };
    let outcome = bench.launches.launch("r", &"c".into(), silent, None).await.unwrap();
    assert!(
        matches!(&outcome, LaunchOutcome::Unknown { candidates, .. } if candidates.len() == 1),
        "somebody else's deployment without a comment looks the same: shown, not adopted: {outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_sent() {
    let api = Arc::new(ScriptedApi::default());
    let fleet = Arc::new(Fleet { api: api.clone(), token: Ok(()), base_url: "https://api.test".into() });
    let launches = Launches::new(fleet.clone(), fleet, Arc::new(FullDisk), Arc::new(Nameless), FakeClock::at(SENT));
    let error = launches.launch("r", &"c".into(), draft(), None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Storage, "the user learns why");
    assert_eq!(api.sent(), 0, "a crash after an unwritten send would leave a launch nobody knows of");
}

#[tokio::test(start_paused = true)]
async fn a_missing_token_leaves_no_entry_and_may_be_tried_again() {
    let store = Arc::new(Store::in_memory().unwrap());
    let fleet = Arc::new(Fleet {
        api: Arc::default(),
        token: Err(AppError::new(ErrorCode::TokenMissing, "none")),
        base_url: "https://api.test".into(),
    });
    let launches = Launches::new(fleet.clone(), fleet, store.clone(), Arc::new(Nameless), FakeClock::at(SENT));
    let error = launches.launch("r", &"c".into(), draft(), None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TokenMissing, "the page asks for a token");
    assert_eq!(store.find("r").unwrap(), None, "nothing was launched, so there is nothing to look for");
    let again = restarted(store, "https://api.test");
    again.api.on_create(created(Some("dp-1")));
    assert!(again.launch("r").await.is_ok(), "with a token the same press goes through");
}

#[tokio::test(start_paused = true)]
async fn the_whole_fleet_needs_its_key_typed() {
    let bench = bench();
    bench.api.on_create(created(Some("dp-1")));
    let everyone = Draft { groups: vec![], ..draft() };
    for typed in [None, Some(""), Some("KEY"), Some("key ")] {
        let answer = bench.launches.launch("r", &"c".into(), everyone.clone(), typed.map(Into::into)).await;
        let error = answer.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::ConfirmationNeeded, Some("confirm")), "{typed:?}");
    }
    assert_eq!(bench.api.sent(), 0, "nothing leaves before");
    assert!(
        bench.launches.launch("r", &"c".into(), everyone, Some("key".into())).await.is_ok(),
        "exactly typed, it goes"
    );
}

#[tokio::test(start_paused = true)]
async fn a_draft_with_errors_is_not_sent() {
    let bench = bench();
    let lost_id = FilterDraft {
        kind: FilterKind::Deployment,
        operand: OperandDraft::Is,
        value: "failed".into(),
        extra: String::new(),
    };
    let answer = bench.launches.launch("r", &"c".into(), Draft { filters: vec![lost_id], ..draft() }, None).await;
    assert_eq!(answer.unwrap_err().field.as_deref(), Some("filters.0.extra"), "without it the target would widen");
    assert_eq!(bench.api.sent(), 0, "the check is Rust's, whatever the page showed");
}
