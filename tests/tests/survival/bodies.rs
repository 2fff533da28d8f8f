//! Rows 24 and 25: bodies that are broken, huge or hostile, and services that answer slowly or never.

use std::time::{Duration, Instant};

use connect_api::{Client, DeviceState, Error, Limits, MaybeSent, NotApi, NotSent};
use connect_simulator::{Fault, Mangling, Operation};
use flightdeck_tests::ground::{Ground, TOKEN, client_of, limits};
use flightdeck_tests::rows::{load, load_all};

/// The error of each read, where it has one. All are asked at once, so that waiting for limits takes no longer than one.
async fn errors_of_reads(client: &Client, uuid: &str, device: &str) -> [(&'static str, Option<Error>); 4] {
    let (list, get, devices, device) = tokio::join!(
        client.deployments_page(None, 100),
        client.deployment(uuid),
        load(client, uuid),
        client.device(uuid, device)
    );
    [("list", list.err()), ("get", get.err()), ("devices", devices.error), ("device", device.err())]
}

async fn ground_with_device(limits: Limits) -> (Ground, String, String) {
    let ground = Ground::start_with(300, limits).await;
    let uuid = ground.finished().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    (ground, uuid, device)
}

#[tokio::test]
async fn row_24_a_body_that_ends_early_is_no_answer() {
    let (ground, uuid, device) = ground_with_device(limits()).await;
    for fault in [Fault::Truncate, Fault::CutAfter(0), Fault::CutAfter(1), Fault::CutAfter(60)] {
        ground.simulator.faults().clear();
        ground.simulator.faults().on(Operation::Any, fault.clone(), u32::MAX);
        for (call, error) in errors_of_reads(&ground.client, &uuid, &device).await {
            let error =
                error.unwrap_or_else(|| panic!("{call}, {fault:?}: half an answer must never pass for a whole one"));
            let told = matches!(
                error,
                Error::NotApi { status: 200, kind: NotApi::Truncated, .. }
                    | Error::MaybeSent { reason: MaybeSent::Cut, .. }
            );
            assert!(told, "{call}, {fault:?}: the answer was cut off, but the error is {error:?}");
            assert!(error.is_retryable(), "{call}, {fault:?}: reading again may help");
        }
    }
}

#[tokio::test]
async fn row_24_a_read_that_was_cut_off_is_tried_again() {
    let (ground, uuid, _) = ground_with_device(Limits { retries: 2, ..limits() }).await;
    let truth = ground.truth(&uuid).await;
    for fault in [Fault::Cut, Fault::CutAfter(0), Fault::CutAfter(9000)] {
        ground.fault_once(Operation::Devices, fault.clone());
        ground.listen();
        let rows = load_all(&ground.client, &uuid).await;
        assert!(rows == truth, "{fault:?}: the second try brings every device once, with nothing left of the first");
        assert_eq!(ground.heard().len(), 2, "{fault:?}: one try was lost, one was enough");
    }
}

#[tokio::test]
async fn row_24_bombs_and_giants_are_stopped_while_they_arrive() {
    let small = Limits { max_body: 4 << 20, max_small_body: 2 << 20, retries: 2, ..limits() };
    let (ground, uuid, device) = ground_with_device(small).await;
    ground.simulator.faults().on(Operation::Any, Fault::GzipBomb { mib: 1024 }, u32::MAX);
    ground.listen();
    let began = Instant::now();
    for (call, error) in errors_of_reads(&ground.client, &uuid, &device).await {
        let error = error.unwrap_or_else(|| panic!("{call}: a gigabyte of blanks is no answer"));
        let large = matches!(error, Error::NotApi { status: 200, kind: NotApi::TooLarge, .. });
        assert!(large, "{call}: bytes are counted as they are unpacked, but the error is {error:?}");
    }
    assert_eq!(ground.heard().len(), 4, "a bomb is not asked for again");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(15), "the rest of a bomb is not unpacked, but this took {took:?}");

    ground.simulator.faults().clear();
    ground.vary(|variants| variants.unknown_fields = true);
    let tight = ground.client(TOKEN, Limits { max_body: 10_000, max_small_body: 400, ..limits() });
    for (call, error) in errors_of_reads(&tight, &uuid, &device).await {
        let large = matches!(error, Some(Error::NotApi { kind: NotApi::TooLarge, .. }));
        assert_eq!(large, call != "get", "{call}: the same limits hold for honest answers: {error:?}");
    }
}

#[tokio::test]
async fn row_24_deep_nesting_is_refused_and_not_followed() {
    let (ground, uuid, device) = ground_with_device(limits()).await;
    ground.vary(|variants| variants.mangling = Mangling::DeepNesting);
    for (call, error) in errors_of_reads(&ground.client, &uuid, &device).await {
        let error = error.unwrap_or_else(|| panic!("{call}: 100,000 brackets are an attack or a defect, no answer"));
        let deep = matches!(error, Error::NotApi { status: 200, kind: NotApi::TooDeep, .. });
        assert!(deep, "{call}: the error should say so and the stack should be whole: {error:?}");
    }
}

#[tokio::test]
async fn row_24_odd_bytes_and_repeated_keys_are_read_past() {
    let (ground, uuid, device) = ground_with_device(limits()).await;
    let truth = ground.truth(&uuid).await;
    let list = ground.client.deployments_page(None, 100).await.unwrap();
    for mangling in [Mangling::InvalidUtf8, Mangling::DuplicateKeys] {
        ground.vary(|variants| variants.mangling = mangling);
        let rows = load_all(&ground.client, &uuid).await;
        assert!(rows == truth, "{mangling:?}: every device is read, and of two equal keys the last one holds");
        let now = ground.client.deployments_page(None, 100).await.unwrap();
        assert_eq!(now.deployments, list.deployments, "{mangling:?}: every deployment is read");
        let one = ground.client.deployment(&uuid).await.unwrap();
        assert_eq!(one.uuid, uuid, "{mangling:?}: the id that comes last is the id");
        let detail = ground.client.device(&uuid, &device).await.unwrap();
        assert_eq!(detail.state, truth[&device].state, "{mangling:?}: the status that comes last is the status");
        assert!(detail.state != DeviceState::Unknown && !detail.steps.is_empty(), "{mangling:?}: with all its steps");
    }
}

/// Only silence ends an exchange: everything else may take its time, so that a busy machine changes no outcome.
fn impatient_with_silence() -> Limits {
    let connect = Duration::from_secs(1);
    Limits { connect, read: Duration::from_millis(300), total: Duration::from_secs(60), ..limits() }
}

/// Only the whole time ends an exchange.
fn impatient_with_length() -> Limits {
    Limits { read: Duration::from_secs(60), total: Duration::from_millis(700), ..limits() }
}

#[tokio::test]
async fn row_25_silence_slowness_and_dripping_all_end() {
    let (ground, uuid, device) = ground_with_device(limits()).await;
    let drip = Fault::Drip { bytes_per_tick: 1, tick: Duration::from_millis(40) };
    for (fault, limits, reason) in [
        (Fault::Never, impatient_with_silence(), MaybeSent::ReadTimeout),
        (Fault::Delay(Duration::from_secs(30)), impatient_with_silence(), MaybeSent::ReadTimeout),
        (drip, impatient_with_length(), MaybeSent::TotalTimeout),
        (Fault::Never, impatient_with_length(), MaybeSent::TotalTimeout),
    ] {
        ground.simulator.faults().clear();
        ground.simulator.faults().on(Operation::Any, fault.clone(), u32::MAX);
        let client = ground.client(TOKEN, limits);
        let began = Instant::now();
        for (call, error) in errors_of_reads(&client, &uuid, &device).await {
            let error = error.unwrap_or_else(|| panic!("{call}, {fault:?}: there was no whole answer"));
            let told = matches!(error, Error::MaybeSent { reason: given, .. } if given == reason);
            assert!(told, "{call}, {fault:?}: the limit that ended it is {reason:?}, not {error:?}");
        }
        // The limits are around a second; the rest is for a busy machine.
        let took = began.elapsed();
        assert!(took < Duration::from_secs(8), "{fault:?}: calls with such limits took {took:?}");
    }
    ground.simulator.faults().clear();
    let rows = load_all(&ground.client, &uuid).await;
    assert_eq!(rows.len(), 300, "when the service is back, so is the client");
}

#[tokio::test]
async fn row_25_slow_within_the_limits_is_fine() {
    // All of it takes longer than the read limit; no single pause does.
    let (ground, uuid, _) = ground_with_device(Limits { read: Duration::from_secs(1), ..limits() }).await;
    let truth = ground.truth(&uuid).await;
    ground.fault_once(Operation::Devices, Fault::Drip { bytes_per_tick: 1024, tick: Duration::from_millis(50) });
    let began = Instant::now();
    let rows = load_all(&ground.client, &uuid).await;
    assert!(rows == truth, "an answer in many small pieces is put together without loss");
    assert!(
        began.elapsed() > Duration::from_secs(1),
        "or this says nothing about the read limit: {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn row_25_a_port_that_never_answers_is_given_up() {
    // The kernel accepts for this listener, and nobody ever reads.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client_of(&format!("http://{}", deaf.local_addr().unwrap()), TOKEN, impatient_with_silence());
    let began = Instant::now();
    let error = client.deployments_page(None, 1).await.unwrap_err();
    assert!(matches!(error, Error::MaybeSent { .. }), "the request left this machine: {error:?}");
    assert!(began.elapsed() < Duration::from_secs(15), "and is not waited for: {:?}", began.elapsed());

    let client = client_of("https://no-such-host.invalid", TOKEN, impatient_with_silence());
    let error = client.deployments_page(None, 1).await.unwrap_err();
    let unsent =
        matches!(error, Error::NotSent { reason: NotSent::Dns | NotSent::Connect | NotSent::ConnectTimeout, .. });
    assert!(unsent && !error.may_have_been_sent(), "a host that does not exist was sent nothing: {error:?}");
}
