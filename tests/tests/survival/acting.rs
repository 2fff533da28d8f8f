//! Rows 6, 7, 18, 19 and 20: what is told of creates and aborts, and that nothing is ever sent twice by itself.

use std::time::Duration;

use connect_api::{DeviceFilter, DeviceState, Error, Limits, MaybeSent, NotApi, NotSent};
use connect_simulator::{AbortBody, AbortLanding, CreateId, Fault, Operation, RetryAfter};
use flightdeck_tests::ground::{Ground, TOKEN, client_of, limits, request, tagged};
use flightdeck_tests::rows::{counts, load_all};

#[tokio::test]
async fn row_06_the_new_id_is_text_an_integer_or_missing() {
    let ground = Ground::start(20).await;
    for (create_id, known) in [
        (CreateId::Text, true),
        (CreateId::Integer, true),
        (CreateId::Missing, false),
        (CreateId::Null, false),
        (CreateId::EmptyBody, false),
    ] {
        ground.vary(|variants| variants.create_id = create_id);
        let comment = format!("created as {create_id:?}");
        let created = ground.client.create_deployment(&request(DeviceFilter::default(), &comment)).await;
        let created = created
            .unwrap_or_else(|error| panic!("{create_id:?}: the service did create it, so this is no error: {error}"));
        assert_eq!(created.deployment_uuid.is_some(), known, "{create_id:?}: an id is told or not, never made up");
        if let Some(uuid) = &created.deployment_uuid {
            let found = ground.client.deployment(uuid).await.unwrap();
            assert_eq!(found.comment.as_deref(), Some(&*comment), "{create_id:?}: the id leads to the new deployment");
            assert_eq!(&found.uuid, uuid, "{create_id:?}: and is told alike there");
        } else {
            let newest = ground.client.deployments_page(None, 1).await.unwrap().deployments.remove(0);
            assert_eq!(newest.comment.as_deref(), Some(&*comment), "{create_id:?}: it exists and can be looked up");
        }
    }
}

#[tokio::test]
async fn row_07_every_2xx_is_success() {
    let ground = Ground::start(20).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    for status in [200, 201, 202, 204] {
        ground.vary(|variants| variants.success_status = Some(status));
        let created = ground.client.create_deployment(&request(DeviceFilter::default(), "any 2xx")).await.unwrap();
        assert_eq!(created.status, status, "a create that is answered {status} succeeded");
        assert_eq!(created.deployment_uuid.is_some(), status != 204, "{status}: only 204 cannot tell the id");
        let one = ground.client.abort_device(&uuid, &device).await.unwrap();
        let all = ground.client.abort_deployment(&uuid).await.unwrap();
        assert_eq!((one.status, all.status), (status, status), "aborts as well");
        assert_eq!(all.message.is_some(), status != 204, "{status}: only 204 says nothing");
    }
}

#[tokio::test]
async fn row_18_abort_sends_nothing_and_then_an_empty_object() {
    let ground = Ground::start(20).await;
    let uuid = ground.deploy().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    for (body, sent) in [
        (AbortBody::Any, &[""][..]),
        (AbortBody::Refuses400, &[""]),
        (AbortBody::Refuses415, &[""]),
        (AbortBody::Needs400, &["", "{}"]),
        (AbortBody::Needs411, &["", "{}"]),
        (AbortBody::Needs415, &["", "{}"]),
    ] {
        ground.vary(|variants| variants.abort_body = body);
        let bodies = || ground.heard().into_iter().map(|received| received.body).collect::<Vec<_>>();
        ground.listen();
        let all = ground.client.abort_deployment(&uuid).await;
        assert!(all.is_ok(), "{body:?}: one of the two forms is accepted: {all:?}");
        assert_eq!(bodies(), sent, "{body:?}: the documented form first, the other only when it is refused");
        ground.listen();
        let one = ground.client.abort_device(&uuid, &device).await;
        assert!(one.is_ok(), "{body:?}: the same for one device: {one:?}");
        assert_eq!(bodies(), sent, "{body:?}: with the same bodies");
    }
}

#[tokio::test]
async fn row_18_other_refusals_of_an_abort_are_final() {
    let ground = Ground::start_with(20, Limits { retries: 3, ..limits() }).await;
    let uuid = ground.deploy().await;
    for status in [401, 403, 404, 409, 429, 500, 503] {
        ground.fault_once(Operation::AbortDeployment, Fault::Status { status, body: r#"{"error":"no"}"#.into() });
        ground.listen();
        let error = ground.client.abort_deployment(&uuid).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "the refusal is told");
        assert_eq!(ground.heard().len(), 1, "{status}: an abort is an act, and acts are not repeated by themselves");
    }
    ground.vary(|variants| variants.abort_body = AbortBody::Any);
    ground.simulator.faults().clear();
    ground.simulator.faults().on(
        Operation::AbortDeployment,
        Fault::Status { status: 400, body: "{}".into() },
        u32::MAX,
    );
    ground.listen();
    assert_eq!(
        ground.client.abort_deployment(&uuid).await.unwrap_err().status(),
        Some(400),
        "refused twice is refused"
    );
    assert_eq!(ground.heard().len(), 2, "there is no third form to try");
}

#[tokio::test]
async fn row_19_an_accepted_abort_is_only_a_request() {
    let ground = Ground::start(400).await;
    for landing in [AbortLanding::Never, AbortLanding::RunningGoOn] {
        let uuid = ground.deploy().await;
        ground.advance(30);
        let before = ground.truth(&uuid).await;
        let running = |state: DeviceState| state == DeviceState::InProgress;
        assert!(before.values().any(|row| running(row.state)), "some devices run while the abort is asked for");
        ground.vary(|variants| variants.abort_landing = landing);
        let accepted = ground.client.abort_deployment(&uuid).await.unwrap();
        assert_eq!(accepted.status, 201, "{landing:?}: the service says yes at once");
        let at_once = load_all(&ground.client, &uuid).await;
        for (device, row) in before.iter().filter(|(_, row)| running(row.state)) {
            let now = at_once[device].state;
            assert_eq!(now, row.state, "{landing:?} {device}: it still runs, and saying Aborted would be a lie");
        }
        ground.advance(3600);
        let after = load_all(&ground.client, &uuid).await;
        let landed = before.iter().filter(|(_, row)| running(row.state)).map(|(device, _)| after[device].state);
        let landed: Vec<DeviceState> = landed.collect();
        assert!(landed.contains(&DeviceState::Succeeded), "{landing:?}: a device may yet succeed after the abort");
        assert!(landed.iter().all(|state| state.is_terminal()), "{landing:?}: and every one comes to an end");
        let aborted = counts(&after)[DeviceState::Aborted as usize];
        assert_eq!(
            aborted > 0,
            landing == AbortLanding::RunningGoOn,
            "{landing:?}: {aborted} waiting devices were stopped"
        );
    }
}

/// Long enough for an honest answer on a busy machine, and short enough to wait for silence.
fn hurried() -> Limits {
    Limits { connect: Duration::from_secs(1), read: Duration::from_secs(1), ..limits() }
}

/// How a create ended, how many were sent, and how many deployments with its comment exist now.
async fn create_under(ground: &Ground, fault: Fault, comment: &str) -> (Error, usize, usize) {
    ground.fault_once(Operation::Create, fault.clone());
    ground.listen();
    let error = ground.client.create_deployment(&request(tagged("gateway"), comment)).await;
    let error = error.err().unwrap_or_else(|| panic!("{fault:?} is no success"));
    let sent = ground.heard().iter().filter(|received| received.operation == Some(Operation::Create)).count();
    ground.simulator.faults().clear();
    let page = ground.client.deployments_page(None, 50).await.unwrap();
    let there = page.deployments.iter().filter(|deployment| deployment.comment.as_deref() == Some(comment)).count();
    (error, sent, there)
}

#[tokio::test]
async fn row_20_a_create_of_unknown_outcome_is_never_sent_again() {
    // Retries are on: they must not touch a create.
    let ground = Ground::start_with(20, Limits { retries: 3, ..hurried() }).await;
    for (number, (fault, exists)) in [
        (Fault::CommitThenDrop, 1),
        (Fault::CommitThenStatus(500), 1),
        (Fault::CommitThenStatus(502), 1),
        (Fault::CommitThenStatus(504), 1),
        (Fault::CutAfter(5), 1),
        (Fault::Truncate, 1),
        (Fault::Cut, 0),
        (Fault::Never, 0),
        (Fault::Html { status: 200, json_content_type: true }, 0),
        (Fault::Html { status: 502, json_content_type: false }, 0),
        (Fault::Redirect { to: "https://login.invalid/".into() }, 0),
    ]
    .into_iter()
    .enumerate()
    {
        let (error, sent, there) = create_under(&ground, fault.clone(), &format!("unknown {number}")).await;
        assert!(
            error.may_have_been_sent(),
            "{fault:?}: nobody can tell from {error:?} whether it exists, so look for it"
        );
        assert_eq!(sent, 1, "{fault:?}: a second try could deploy twice");
        assert_eq!(there, exists, "{fault:?}: and looking for it by its comment tells the truth");
    }
}

#[tokio::test]
async fn row_20_the_ways_of_not_knowing_are_told_apart() {
    let ground = Ground::start_with(20, hurried()).await;
    let (cut, ..) = create_under(&ground, Fault::CommitThenDrop, "a").await;
    assert!(matches!(cut, Error::MaybeSent { reason: MaybeSent::Cut, .. }), "the connection broke: {cut:?}");
    let (silent, ..) = create_under(&ground, Fault::Never, "b").await;
    assert!(matches!(silent, Error::MaybeSent { reason: MaybeSent::ReadTimeout, .. }), "no answer came: {silent:?}");
    let (gateway, ..) = create_under(&ground, Fault::CommitThenStatus(504), "c").await;
    assert_eq!(gateway.status(), Some(504), "a gateway gave up, and its status survives");
    let page = Fault::Html { status: 200, json_content_type: false };
    let (html, ..) = create_under(&ground, page, "d").await;
    assert!(
        matches!(html, Error::NotApi { kind: NotApi::Html, .. }),
        "a login page is no answer of the service: {html:?}"
    );
}

#[tokio::test]
async fn row_20_a_create_that_was_refused_did_not_happen() {
    let ground = Ground::start_with(20, Limits { retries: 3, ..limits() }).await;
    let refusal = |status| Fault::Status { status, body: r#"{"error":"no"}"#.into() };
    let faults = [400, 401, 403, 404, 409, 422].map(refusal);
    let faults = faults.into_iter().chain([Fault::TooMany { retry_after: RetryAfter::Seconds(0) }]);
    for (number, fault) in faults.enumerate() {
        let (error, sent, there) = create_under(&ground, fault.clone(), &format!("refused {number}")).await;
        assert!(!error.may_have_been_sent(), "{fault:?}: a refusal is a clear answer: {error:?}");
        assert_eq!((sent, there), (1, 0), "{fault:?}: it was sent once and nothing exists");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let error = client_of(&url, TOKEN, limits()).create_deployment(&request(tagged("x"), "y")).await.unwrap_err();
    let refused = matches!(error, Error::NotSent { reason: NotSent::Refused, .. });
    assert!(refused && !error.may_have_been_sent(), "where nobody listens nothing happened: {error:?}");
}
