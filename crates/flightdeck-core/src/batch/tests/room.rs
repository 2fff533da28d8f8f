//! The room through the application: prepared, begun, stopped, killed and resumed; the user's rules hold for each device.

use std::sync::Arc;

use connect_api::Created;

use crate::app::{Flightdeck, Outside};
use crate::fakes::{FakeClock, FakeDial, FakePreferences, FakeSecrets, cut, deployment, page, refused, status};
use crate::outside::Clock;
use crate::store::Store;
use crate::wire::{
    AskKind, BatchItemState, BatchStage, BatchView, ConnectionDraft, ConnectionId, ConnectionRules, Draft, ErrorCode,
    FleetChoose, FleetView, Keep, WeekHours, step,
};

const NOW: i64 = 1_700_000_000_000;

struct World {
    dial: Arc<FakeDial>,
    preferences: Arc<FakePreferences>,
    secrets: Arc<FakeSecrets>,
    clock: Arc<FakeClock>,
    store: Arc<Store>,
    flightdeck: Flightdeck,
}

fn world() -> World {
    started(Arc::new(Store::in_memory().unwrap()), Arc::default(), Arc::default())
}

/// The program, on what an earlier run left.
fn started(store: Arc<Store>, preferences: Arc<FakePreferences>, secrets: Arc<FakeSecrets>) -> World {
    let (dial, clock) = (Arc::new(FakeDial::default()), FakeClock::at(NOW));
    *dial.api.clock_offset_ms.lock().unwrap() = Some(0);
    let flightdeck = Flightdeck::new(Outside {
        dial: dial.clone(),
        clock: clock.clone(),
        secrets: secrets.clone(),
        preferences: preferences.clone(),
        store: store.clone(),
        notes: Vec::new(),
        demo: None,
        desk: None,
        updater: None,
    });
    World { dial, preferences, secrets, clock, store, flightdeck }
}

async fn connected(world: &World) -> ConnectionId {
    let form = ConnectionDraft {
        name: "Turbines".into(),
        base_url: "https://api.test".into(),
        fleet_key: "wturb".into(),
        token: "tok".into(),
        keep: Keep::Keyring,
        authorities: Vec::new(),
    };
    world.flightdeck.connections.connect("c-1", None, form).await.unwrap().active.unwrap()
}

fn prepared(world: &World, connection: &ConnectionId, count: usize) -> BatchView {
    let devices = (0..count).map(|n| (format!("d-{n}").as_str().into(), Some(format!("Turbine {n}")))).collect();
    world.flightdeck.batches.prepare("b-1", connection, devices).unwrap()
}

fn draft() -> Draft {
    Draft { flow_uuid: "f-1".into(), comment: "Firmware".into(), batch: Some("b-1".into()), ..Draft::default() }
}

fn created(n: usize) -> Result<Created, connect_api::Error> {
    Ok(Created { deployment_uuid: Some(format!("dp-{n}")), status: 201 })
}

/// Waits until it is not being sent any more.
async fn ended(world: &World) -> BatchView {
    loop {
        let view = world.flightdeck.batches.view("b-1").unwrap();
        if view.stage != BatchStage::Sending && view.now.is_none() {
            return view;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The devices that were sent to, in order.
fn sent(world: &World) -> Vec<String> {
    let requests = world.dial.api.created.lock().unwrap();
    let device = |request: &connect_api::DeployRequest| match request.device_filter.filters.as_slice() {
        [connect_api::Filter::SpecificDevice { value, .. }] => value.clone(),
        other => panic!("a device is reached by its id and nothing else: {other:?}"),
    };
    requests.iter().map(device).collect()
}

#[tokio::test(start_paused = true)]
async fn each_device_gets_its_own_deployment_and_a_repeated_start_is_the_first() {
    let world = world();
    let connection = connected(&world).await;
    assert_eq!(prepared(&world, &connection, 3).stage, BatchStage::Prepared, "nothing is sent yet");
    assert_eq!(prepared(&world, &connection, 9).counts.devices, 3, "the same id is the same batch");
    let reading = world.flightdeck.draft_read(&connection, &draft()).await.unwrap();
    assert_eq!(reading.sentence[0].text, "3 devices", "the review says whom it is for");
    assert!(reading.json.is_some_and(|json| json.contains("d-0")), "and shows the request to the first");
    let launched = world.flightdeck.launch("l", &connection, draft(), None, &[]).await.unwrap_err();
    assert_eq!(launched.code, ErrorCode::InvalidInput, "it is not launched as one: that would be the whole fleet");
    for answer in [created(0), Err(status(422)), created(2)] {
        world.dial.api.on_create(answer);
    }
    for _ in 0..2 {
        world.flightdeck.batch_start("b-1", draft(), None, &[]).unwrap();
    }
    let view = ended(&world).await;
    assert_eq!((view.stage, view.counts.sent, view.counts.refused), (BatchStage::Done, 2, 1), "{view:?}");
    assert_eq!(sent(&world), ["d-0", "d-1", "d-2"], "each once");
    let rows = world.flightdeck.batches.rows("b-1", None, 0, 9).unwrap().rows;
    assert_eq!(rows[2].deployment.as_ref().map(|id| id.as_str()), Some("dp-2"), "with its deployment");
    let launch = rows[1].launch.clone().unwrap();
    assert!(world.flightdeck.launches.one(&launch).is_ok(), "and its launch, in the journal");
    let refused = world.flightdeck.batches.rows("b-1", Some(BatchItemState::Refused), 0, 9).unwrap();
    assert_eq!((refused.total, refused.rows[0].place), (1, 1), "those refused alone");
    let again = world.flightdeck.draft_read(&connection, &draft()).await.unwrap();
    assert!(again.json.is_none(), "a draft for devices that were sent to cannot be sent again");

    for _ in 0..2 {
        let retry = world.flightdeck.batch_retry("b-2", "b-1").unwrap();
        assert_eq!((retry.batch.as_deref(), retry.step), (Some("b-2"), step::REVIEW), "another, to be reviewed");
        let reading = world.flightdeck.draft_read(&connection, &retry).await.unwrap();
        assert_eq!(reading.sentence[0].text, "1 device", "of the one that was refused");
        assert!(reading.json.is_some_and(|json| json.contains("d-1") && json.contains("Firmware")), "with the same");
        assert_eq!(reading.asks, [], "a refusal made no deployment: nothing is sent twice");
    }
    assert_eq!(sent(&world).len(), 3, "nothing is sent by it");
    let nobody = world.flightdeck.batch_retry("b-3", "b-2").unwrap_err();
    assert_eq!(nobody.code, ErrorCode::InvalidInput, "nobody of it was refused");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_leaves_the_devices_unsent_and_is_tried_three_times() {
    let world = world();
    let connection = connected(&world).await;
    prepared(&world, &connection, 2);
    for _ in 0..3 {
        world.dial.api.on_create(Err(refused()));
    }
    world.flightdeck.batch_start("b-1", draft(), None, &[]).unwrap();
    let view = ended(&world).await;
    assert_eq!((view.stage, view.counts.waiting), (BatchStage::Trouble, 2), "{view:?}");
    for n in 0..2 {
        world.dial.api.on_create(created(n));
    }
    world.flightdeck.batch_resume("b-1").await.unwrap();
    assert_eq!(ended(&world).await.counts.sent, 2, "resumed, both are sent");
    assert_eq!(sent(&world), ["d-0", "d-0", "d-0", "d-0", "d-1"], "what never left is tried again, and nothing else");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_stops_it_and_what_is_settled_is_not_sent_again() {
    let world = world();
    let connection = connected(&world).await;
    prepared(&world, &connection, 3);
    world.dial.api.on_create(created(0));
    world.dial.api.on_create(Err(cut()));
    world.flightdeck.batch_start("b-1", draft(), None, &[]).unwrap();
    let view = ended(&world).await;
    assert_eq!((view.stage, view.counts.unresolved, view.counts.waiting), (BatchStage::Trouble, 1, 1), "{view:?}");
    let error = world.flightdeck.batch_resume("b-1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "nobody knows of it still: {error:?}");
    let open = world.flightdeck.batches.rows("b-1", Some(BatchItemState::Unresolved), 0, 9).unwrap().rows.remove(0);
    world.flightdeck.launches.dismiss(open.launch.as_deref().unwrap()).unwrap();
    let view = world.flightdeck.batches.view("b-1").unwrap();
    assert_eq!((view.counts.set_aside, view.counts.unresolved), (1, 0), "settled among the launches, settled here");
    world.dial.api.on_create(created(2));
    world.flightdeck.batch_resume("b-1").await.unwrap();
    assert_eq!(ended(&world).await.stage, BatchStage::Done);
    assert_eq!(sent(&world), ["d-0", "d-1", "d-2"], "the one set aside is not sent again");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_ended_in_the_middle_is_resumed_with_those_not_sent() {
    let world = world();
    let connection = connected(&world).await;
    prepared(&world, &connection, 3);
    world.dial.api.on_create(created(0));
    world.dial.api.on_create(Err(status(503)));
    world.flightdeck.batch_start("b-1", draft(), None, &[]).unwrap();
    ended(&world).await;
    // As a kill leaves it: the header says that it is being sent.
    let World { store, preferences, secrets, .. } = world;
    let kept = crate::outside::Batchbook::batches(store.as_ref()).unwrap().remove(0);
    let sending = kept.batch.replace("\"trouble\"", "\"sending\"");
    assert_ne!(sending, kept.batch, "the kept stage is written over");
    crate::outside::Batchbook::keep_batch(store.as_ref(), &crate::outside::KeptBatch { batch: sending, ..kept })
        .unwrap();
    let world = started(store, preferences, secrets);
    let view = world.flightdeck.batches.view("b-1").unwrap();
    assert_eq!((view.stage, view.counts.sent, view.counts.unresolved), (BatchStage::Stopped, 1, 1), "{view:?}");
    // The service has it after all: the second launch is found when it is resumed.
    let own = deployment("dp-1", Some("Firmware"), Some(NOW + 1_000));
    let earlier = deployment("dp-0", Some("Firmware"), Some(NOW));
    world.dial.api.on_list(Ok(page(vec![own, earlier])));
    *world.dial.api.before.lock().unwrap() = world.dial.api.lists.lock().unwrap().front().cloned();
    world.dial.api.on_create(created(2));
    world.flightdeck.batch_resume("b-1").await.unwrap();
    let view = ended(&world).await;
    assert_eq!((view.stage, view.counts.sent), (BatchStage::Done, 3), "{view:?}");
    assert_eq!(sent(&world), ["d-2"], "this run sends to the one that was not sent, and to nobody else");
}

#[tokio::test(start_paused = true)]
async fn the_rules_of_the_connection_hold_for_each_device() {
    let world = world();
    let connection = connected(&world).await;
    prepared(&world, &connection, 30);
    let rules = |rules: ConnectionRules| world.flightdeck.connection_rules_set(&connection, rules);
    rules(ConnectionRules { ask_above: Some(29), ..ConnectionRules::default() }).await.unwrap();
    let start =
        |confirmation, accepted: &[AskKind]| world.flightdeck.batch_start("b-1", draft(), confirmation, accepted);
    assert_eq!(start(Some("30"), &[]).unwrap_err().code, ErrorCode::ConfirmationNeeded, "30 are more than 29");
    assert_eq!(start(None, &[AskKind::Many]).unwrap_err().code, ErrorCode::ConfirmationNeeded, "their number is typed");
    rules(ConnectionRules { read_only: true, ..ConnectionRules::default() }).await.unwrap();
    assert_eq!(start(Some("30"), &[AskKind::Many]).unwrap_err().code, ErrorCode::RuleForbids, "read only");
    rules(ConnectionRules::default()).await.unwrap();
    for n in 0..2 {
        world.dial.api.on_create(created(n));
    }
    start(Some("30"), &[]).unwrap();
    while sent(&world).len() < 2 {
        tokio::task::yield_now().await;
    }
    // From now on nothing is launched at any hour.
    let always = WeekHours { days: (1..=7).collect(), from: 0, to: 1440 };
    rules(ConnectionRules { forbidden: vec![always], ..ConnectionRules::default() }).await.unwrap();
    let view = ended(&world).await;
    assert_eq!((view.stage, view.counts.sent), (BatchStage::Trouble, 2), "the third is not sent: {view:?}");
    assert_eq!(world.flightdeck.batch_resume("b-1").await.unwrap_err().code, ErrorCode::RuleForbids, "nor by resuming");
}

#[tokio::test(start_paused = true)]
async fn nobody_and_too_many_are_refused_and_a_stopped_one_sends_nothing_more() {
    let world = world();
    let connection = connected(&world).await;
    let batches = &world.flightdeck.batches;
    let many = |count: usize| (0..count).map(|n| (format!("d-{n}").as_str().into(), None)).collect::<Vec<_>>();
    let from = |id: &str, count| batches.prepare(id, &connection, many(count));
    assert!(from("b-2", 1_001).unwrap_err().message.contains("tag or a group"), "with what to do instead");
    assert_eq!(from("b-3", 0).unwrap_err().code, ErrorCode::InvalidInput);
    let nobody = world.flightdeck.batch_prepare("b-4", &connection).unwrap_err();
    assert_eq!(nobody.code, ErrorCode::InvalidInput, "nobody is chosen in the fleet");
    let all = FleetChoose::All { view: FleetView::all() };
    assert_eq!(world.flightdeck.fleets.choose(&connection, all).unwrap().total, 0, "nobody is known either");
    prepared(&world, &connection, 5);
    world.dial.api.on_create(created(0));
    world.flightdeck.batch_start("b-1", draft(), None, &[]).unwrap();
    while sent(&world).is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(batches.stop("b-1").unwrap().stage, BatchStage::Stopped, "stopped at once");
    let view = ended(&world).await;
    assert_eq!((view.counts.sent, view.counts.waiting, view.why), (1, 4, None), "the one under way is told of, too");
    assert_eq!(world.clock.now_ms(), NOW, "no clock was moved for it");
    world.flightdeck.connection_remove(&connection).await.unwrap();
    assert_eq!(batches.view("b-1").unwrap_err().code, ErrorCode::NotFound, "a removed connection takes it along");
}
