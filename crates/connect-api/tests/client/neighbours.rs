//! The neighbouring reads: what is asked, when the pages end, how large an answer may be, and how a refusal is told from trouble.

use crate::ground::{Hostile, client, client_with, json as reply, patient, quick};
use connect_api::{Error, FleetDevicesQuery, Limits, NotOffered, Priority, Shortfall};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use wiremock::matchers::{any, method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn answering(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn asked(server: &MockServer) -> Vec<(String, Vec<(String, String)>)> {
    let requests = server.received_requests().await.unwrap();
    let pairs = |request: &Request| request.url.query_pairs().map(|(k, v)| (k.into(), v.into())).collect();
    requests.iter().map(|request| (request.url.path().to_owned(), pairs(request))).collect()
}

fn page(uuids: &[&str], after: Value) -> Value {
    let devices: Vec<Value> = uuids.iter().map(|uuid| json!({ "device_uuid": uuid })).collect();
    json!({"devices": devices, "after": after})
}

/// Serves `pages` by the number in `after`.
async fn serving(pages: Vec<Value>) -> MockServer {
    answering(move |request| {
        let after = request.url.query_pairs().find(|(name, _)| name == "after");
        let index: usize = after.map_or(0, |(_, token)| token.parse().unwrap());
        pages.get(index).map_or(ResponseTemplate::new(404), |page| ResponseTemplate::new(200).set_body_json(page))
    })
    .await
}

async fn whole_fleet(url: &str, limits: Limits) -> (Vec<String>, Option<Shortfall>, Option<Error>) {
    let mut pages = client_with(url, limits).all_fleet_devices(FleetDevicesQuery::default());
    let (mut uuids, mut failure) = (Vec::new(), None);
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => uuids.extend(page.devices.into_iter().map(|device| device.uuid)),
            Err(error) => failure = Some(error),
        }
    }
    (uuids, pages.shortfall(), failure)
}

#[tokio::test]
async fn each_read_asks_what_it_says() {
    let server =
        answering(|_| ResponseTemplate::new(200).set_body_json(json!({"devices": [], "device_uuid": "d/1?"}))).await;
    let client = client(&server.uri());
    let query = FleetDevicesQuery {
        group_name: Some("Bau & Test".into()),
        tags: vec!["a b".into(), "ä".into()],
        after: Some("n+1".into()),
        limit: 5000,
        enrich: true,
    };
    client.fleet_devices(&query).await.unwrap();
    let plain = FleetDevicesQuery { limit: 0, enrich: false, ..FleetDevicesQuery::default() };
    client.fleet_devices(&plain).await.unwrap();
    client.fleet_device("d/1?").await.unwrap();
    let _ = client.update_flows().await;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let full = vec![
        pair("group_name", "Bau & Test"),
        pair("tags", "a b"),
        pair("tags", "ä"),
        pair("after", "n+1"),
        pair("limit", "1000"),
        pair("enrich_info", "true"),
    ];
    assert_eq!(
        asked(&server).await,
        [
            ("/api/v2/fleet/devices".to_owned(), full),
            ("/api/v2/fleet/devices".to_owned(), vec![pair("limit", "1")]),
            ("/api/v2/fleet/devices/d%2F1%3F".to_owned(), vec![]),
            ("/api/v2/fleet/update-flows".to_owned(), vec![]),
        ],
        "names are data, and stay in their place"
    );
    let requests = server.received_requests().await.unwrap();
    assert!(requests.iter().all(|request| request.method.as_str() == "GET" && request.body.is_empty()), "only reads");
}

#[tokio::test]
async fn the_whole_fleet_is_read_to_its_end() {
    let table = [
        (vec![page(&["a", "b"], json!("1")), page(&["c"], json!(null))], vec!["a", "b", "c"], None, 2),
        (vec![page(&["a"], json!(""))], vec!["a"], None, 1),
        (vec![page(&[], json!("1"))], vec![], Some((0, 1)), 1),
        // A token that leads to an empty page ends honestly.
        (vec![page(&["a"], json!("1")), page(&[], json!(""))], vec!["a"], None, 2),
        // The list shifted: what came again is told once.
        (vec![page(&["a", "b"], json!("1")), page(&["b", "c"], json!(""))], vec!["a", "b", "c"], None, 2),
        // A token that leads to itself, as from a service that ignores it.
        (vec![page(&["a"], json!("0"))], vec!["a"], Some((1, 2)), 2),
        ((1..12).map(|next| page(&["a"], json!(next.to_string()))).collect(), vec!["a"], Some((1, 2)), 5),
        (
            vec![json!({"devices": [{"device_uuid": "a"}], "pagination_info": {"after": "", "total": 3}})],
            vec!["a"],
            Some((1, 3)),
            1,
        ),
    ];
    for (pages, devices, missing, requests) in table {
        let told = format!("{pages:?}");
        let server = serving(pages).await;
        let (uuids, shortfall, failure) = whole_fleet(&server.uri(), patient()).await;
        assert_eq!((uuids, failure), (devices.iter().map(|d| (*d).to_owned()).collect(), None), "{told}");
        assert_eq!(shortfall, missing.map(|(loaded, expected)| Shortfall { loaded, expected }), "{told}");
        assert_eq!(asked(&server).await.len(), requests, "{told}");
    }
}

#[tokio::test]
async fn a_refused_token_ends_the_pages_and_other_trouble_is_an_error() {
    for (status, fails) in [(400, false), (422, false), (500, true), (403, true)] {
        let server = answering(move |request| {
            if request.url.query_pairs().any(|(name, _)| name == "after") {
                return ResponseTemplate::new(status);
            }
            ResponseTemplate::new(200).set_body_json(page(&["a"], json!("1")))
        })
        .await;
        let (uuids, shortfall, failure) = whole_fleet(&server.uri(), patient()).await;
        assert_eq!(uuids, ["a"], "{status}: what came stays");
        assert_eq!(shortfall, Some(Shortfall { loaded: 1, expected: 2 }), "{status}: a part is not the whole");
        assert_eq!(failure.is_some(), fails, "{status}: {failure:?}");
    }
}

#[tokio::test]
async fn a_service_that_does_not_enrich_is_asked_without_and_from_then_on() {
    for status in [400, 422] {
        let server = answering(move |request| {
            let pairs: Vec<_> = request.url.query_pairs().collect();
            if pairs.iter().any(|(name, _)| name == "enrich_info") {
                return ResponseTemplate::new(status);
            }
            let second = pairs.iter().any(|(name, _)| name == "after");
            let answer = if second { page(&["b"], json!("")) } else { page(&["a"], json!("1")) };
            ResponseTemplate::new(200).set_body_json(answer)
        })
        .await;
        let (uuids, shortfall, failure) = whole_fleet(&server.uri(), patient()).await;
        assert_eq!((uuids, shortfall, failure), (vec!["a".to_owned(), "b".to_owned()], None, None), "{status}");
        assert_eq!(asked(&server).await.len(), 3, "refused once, then never asked for again");
    }
}

#[tokio::test]
async fn what_is_not_offered_is_told_from_what_may_pass() {
    let page = "<!DOCTYPE html><title>Sign in</title>";
    for (status, body, said) in [
        (401, "{}", Some(NotOffered::Refused)),
        (403, "{\"error\":\"no\"}", Some(NotOffered::Refused)),
        (404, "{}", Some(NotOffered::Absent)),
        (404, page, Some(NotOffered::Absent)),
        (405, "", Some(NotOffered::Absent)),
        (501, "", Some(NotOffered::Absent)),
        (200, page, Some(NotOffered::Absent)),
        (302, "", Some(NotOffered::Absent)),
        (200, "", Some(NotOffered::Odd)),
        (200, "{\"status\":\"ok\"}", Some(NotOffered::Odd)),
        (200, "what?", Some(NotOffered::Odd)),
        (400, "{}", Some(NotOffered::Odd)),
        (200, "{\"devices\":[", None),
        (429, "{}", None),
        (500, "{}", None),
        (503, "{}", None),
    ] {
        let server = answering(move |_| ResponseTemplate::new(status).set_body_string(body)).await;
        let client = client(&server.uri());
        let fleet = client.fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
        let one = client.fleet_device("d-1").await.unwrap_err();
        let flows = client.update_flows().await.unwrap_err();
        for error in [fleet, one, flows] {
            assert_eq!(error.not_offered(), said, "{status} {body:?}: {error}");
            assert!(!error.to_string().contains("DOCTYPE"), "a page is named, not quoted: {error}");
        }
    }
}

#[tokio::test]
async fn flows_are_followed_over_their_pages() {
    let flow = |id: &str| json!({"uuid": id, "name": id.to_uppercase()});
    let server = serving(vec![
        json!({"update_flows": [flow("f-1")], "after": "1"}),
        json!({"update_flows": [flow("f-1"), flow("f-2")], "after": "0"}),
    ])
    .await;
    let flows = client(&server.uri()).update_flows().await.unwrap();
    let told: Vec<_> = flows.iter().map(|flow| (flow.uuid.as_str(), flow.name.as_deref().unwrap())).collect();
    assert_eq!(told, [("f-1", "F-1"), ("f-2", "F-2")], "each once");
}

#[tokio::test]
async fn answers_and_the_whole_reading_are_bounded() {
    let record = format!(r#"{{"device_uuid":"d-1","description":"{}"}}"#, "x".repeat(1 << 20));
    let large = format!(r#"{{"devices":[{}]}}"#, [record.as_str(); 5].join(","));
    let server = Hostile::answering(reply(200, &large)).await;
    let error = client(&server.url).fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
    assert_eq!(error.not_offered(), Some(NotOffered::Odd), "more than the limit of a body: {error}");

    // A service that invents devices for ever, a megabyte a page.
    let server = answering(|request| {
        let after = request.url.query_pairs().find(|(name, _)| name == "after");
        let number: u64 = after.map_or(0, |(_, token)| token.parse().unwrap());
        let devices = json!([{"device_uuid": format!("d-{number}"), "description": "x".repeat(1 << 20)}]);
        ResponseTemplate::new(200).set_body_json(json!({"devices": devices, "after": (number + 1).to_string()}))
    })
    .await;
    let limits = Limits { max_body: 2 << 20, ..patient() };
    let (uuids, shortfall, failure) = whole_fleet(&server.uri(), limits).await;
    assert_eq!(failure, None, "what came is good");
    assert_eq!(uuids.len(), 8, "four times the largest body, and no further");
    assert_eq!(shortfall, Some(Shortfall { loaded: 8, expected: 9 }), "and it is said that there was more");
}

#[tokio::test]
async fn silence_and_cuts_are_trouble_that_may_pass() {
    let silent = Hostile::start(|_stream| std::future::pending::<()>()).await;
    let error = client_with(&silent.url, quick()).fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
    assert_eq!(error.not_offered(), None, "nobody said no: {error}");
    let whole = String::from_utf8(reply(200, r#"{"devices":[{"device_uuid":"d-1"}]}"#)).unwrap();
    let cut = Hostile::answering(&whole[..whole.len() - 5]).await;
    let error = client(&cut.url).fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
    assert_eq!(error.not_offered(), None, "half a fleet is no fleet: {error}");
}

#[tokio::test]
async fn watching_goes_before_the_fleet() {
    let server = MockServer::start().await;
    let devices = ResponseTemplate::new(200).set_body_json(page(&["d-1"], json!("")));
    Mock::given(path("/api/v2/fleet/devices")).respond_with(devices).mount(&server).await;
    let deployment = ResponseTemplate::new(200).set_body_json(json!({"deployment_uuid": "dp-1"}));
    Mock::given(method("GET")).and(path_regex("/deployments/")).respond_with(deployment).mount(&server).await;
    let client = client_with(&server.uri(), Limits { per_second: 20, burst: 2, ..patient() });
    let mut reads = JoinSet::new();
    for _ in 0..20 {
        // A person's own priority does not make the fleet more urgent.
        let reading = client.at(Priority::Act);
        reads.spawn(async move { drop(reading.fleet_devices(&FleetDevicesQuery::default()).await) });
    }
    reads.join_next().await;
    client.at(Priority::Watch).deployment("dp-1").await.unwrap();
    let before = asked(&server).await.iter().filter(|(path, _)| path.ends_with("/devices")).count();
    assert!(before < 10, "{before} of 20 reads of the fleet went before the watch");
}

fn fleet_of_pages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0u8..40, 0..6), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever pages there are: each device comes once, none is invented, and the end comes.
    #[test]
    fn every_reading_of_pages_ends_and_tells_each_device_once(numbers in fleet_of_pages(), back in 0usize..8) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let last = numbers.len() - 1;
        let pages: Vec<Value> = numbers.iter().enumerate().map(|(index, page)| {
            let devices: Vec<Value> = page.iter().map(|n| json!({"device_uuid": format!("d-{n}")})).collect();
            // The last token leads back, ahead into nothing, or nowhere.
            let after = if index < last { json!((index + 1).to_string()) } else if back <= last { json!(back.to_string()) } else { json!(null) };
            json!({"devices": devices, "after": after})
        }).collect();
        let (uuids, failure) = runtime.block_on(async {
            let server = serving(pages).await;
            let (uuids, _, failure) = whole_fleet(&server.uri(), patient()).await;
            (uuids, failure)
        });
        prop_assert_eq!(failure, None);
        let mut once = uuids.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), uuids.len(), "told twice: {:?}", uuids);
        let sent: std::collections::BTreeSet<String> = numbers.iter().flatten().map(|n| format!("d-{n}")).collect();
        prop_assert!(uuids.iter().all(|uuid| sent.contains(uuid)), "none is invented");
    }
}
