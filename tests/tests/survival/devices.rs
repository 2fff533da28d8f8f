//! Rows 1 to 5 and 23: whatever a devices answer looks like, every device is read once and none is invented.

use connect_api::{ApiTime, DeviceState, Shortfall};
use connect_simulator::{AfterEnd, DevicesPaging, DevicesShape, Etags, OddFields, Operation, StatusWords, TotalMode};
use flightdeck_tests::ground::{Ground, request, tagged};
use flightdeck_tests::rows::{Remembered, counts, load, load_all};

#[tokio::test]
async fn row_01_the_map_is_nested_plain_or_an_array() {
    let ground = Ground::start(400).await;
    let uuid = ground.mixed().await;
    let truth = ground.truth(&uuid).await;
    assert_eq!(truth.len(), 400, "the whole fleet is in the deployment");
    for shape in [DevicesShape::Nested, DevicesShape::Plain, DevicesShape::Array] {
        ground.vary(|variants| variants.devices_shape = shape);
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(loaded.error, None, "{shape:?} is one of the shapes the documents leave open");
        assert_eq!(loaded.unreadable, 0, "{shape:?}: every record has its uuid");
        assert!(loaded.rows == truth, "{shape:?}: the same truth in another shape must give the same rows");
    }
}

/// The queries of all devices requests so far.
fn device_queries(ground: &Ground) -> Vec<String> {
    let requests = ground.heard();
    requests.into_iter().filter(|r| r.operation == Some(Operation::Devices)).map(|r| r.query).collect()
}

#[tokio::test]
async fn row_02_pages_are_followed_when_the_service_gives_a_token() {
    let ground = Ground::start(40).await;
    let uuid = ground.finished().await;
    let truth = ground.truth(&uuid).await;
    ground.vary(|variants| variants.devices_page_size = Some(7));
    ground.listen();
    let loaded = load(&ground.client, &uuid).await;
    assert!(loaded.rows == truth, "the first page has 7 devices, and the other 33 must be asked for");
    assert_eq!(loaded.shortfall, None, "nothing is missing");
    let queries = device_queries(&ground);
    assert_eq!(queries[0], "", "no parameter is documented here, so the first request has none");
    for query in &queries[1..] {
        assert!(query.contains("after=nxt") && query.contains("limit=1000"), "further pages are large, not {query:?}");
    }
    assert_eq!(queries.len(), 2, "33 devices fit one large page");

    ground.vary(|variants| variants.devices_paging = DevicesPaging::Whole);
    ground.listen();
    assert!(load_all(&ground.client, &uuid).await == truth, "a service without pages gives all at once");
    assert_eq!(device_queries(&ground), [""], "and is asked once");
}

#[tokio::test]
async fn row_02_a_service_that_ignores_the_token_is_noticed() {
    let ground = Ground::start(2100).await;
    let uuid = ground.finished().await;
    ground.vary(|variants| variants.devices_paging = DevicesPaging::IgnoreAfter);
    ground.listen();
    let loaded = load(&ground.client, &uuid).await;
    assert_eq!(loaded.error, None, "what was read is good, so this is no error");
    assert_eq!(loaded.rows.len(), 1000, "the largest first page is all such a service ever gives");
    let missing = Shortfall { loaded: 1000, expected: 2100 };
    assert_eq!(loaded.shortfall, Some(missing), "a part must not pass for the whole");
    assert!(device_queries(&ground).len() <= 4, "a page without a new device ends it: {:?}", device_queries(&ground));
}

#[tokio::test]
async fn row_02_one_who_remembers_reads_the_same_pages() {
    for (paging, page_size) in [
        (DevicesPaging::Honour, Some(7)),
        (DevicesPaging::Whole, None),
        (DevicesPaging::IgnoreAfter, None),
        (DevicesPaging::RejectAfter, None),
        (DevicesPaging::RepeatToken, None),
    ] {
        for etags in [Etags::Absent, Etags::Strong] {
            let ground = Ground::start(250).await;
            let uuid = ground.mixed().await;
            ground.vary(|variants| {
                (variants.devices_paging, variants.devices_page_size, variants.etags) = (paging, page_size, etags);
            });
            let plain = load(&ground.client, &uuid).await;
            let mut seen = Remembered::default();
            for _ in 0..3 {
                let look = seen.look(&ground.client, &uuid, true).await;
                assert_eq!((look.error, look.shortfall), (None, plain.shortfall), "{paging:?}, {etags:?}");
                assert!(seen.rows() == plain.rows, "{paging:?}, {etags:?}: the same devices, told the same");
            }
        }
    }
}

#[tokio::test]
async fn row_02_a_service_that_rejects_the_token_leaves_the_first_page() {
    for paging in [DevicesPaging::RejectAfter, DevicesPaging::RejectAfter422] {
        let ground = Ground::start(250).await;
        let uuid = ground.finished().await;
        let truth = ground.truth(&uuid).await;
        ground.vary(|variants| variants.devices_paging = paging);
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(
            loaded.error, None,
            "{paging:?}: a parameter nobody declared may be refused; the page before is good"
        );
        assert_eq!(loaded.rows.len(), 100, "{paging:?}: the first page stays");
        assert!(loaded.rows.iter().all(|(uuid, row)| truth[uuid] == *row), "{paging:?}: and is the truth");
        let missing = Shortfall { loaded: 100, expected: 250 };
        assert_eq!(loaded.shortfall, Some(missing), "{paging:?}: 100 of 250 must be said");
    }
}

#[tokio::test]
async fn row_02_a_repeated_token_ends_the_paging() {
    let ground = Ground::start(3500).await;
    let uuid = ground.finished().await;
    ground.vary(|variants| variants.devices_paging = DevicesPaging::RepeatToken);
    ground.listen();
    let loaded = load(&ground.client, &uuid).await;
    assert_eq!(loaded.error, None, "a token that comes again is odd, but no error");
    let missing = loaded.shortfall.unwrap_or_else(|| panic!("3500 devices cannot be reached with one token"));
    assert_eq!((missing.loaded, missing.expected), (loaded.rows.len() as u64, 3500), "and the number is the true one");
    assert!(device_queries(&ground).len() <= 4, "the same token leads to the same page for ever");
}

/// B8: without a total nothing but the broken promise tells that something is missing.
#[tokio::test]
async fn row_02_a_promised_page_is_missed_without_a_total_too() {
    for (paging, devices) in [(DevicesPaging::IgnoreAfter, 2100), (DevicesPaging::RepeatToken, 3500)] {
        let ground = Ground::start(devices).await;
        let uuid = ground.finished().await;
        for total in [TotalMode::Absent, TotalMode::Null] {
            ground.vary(|variants| (variants.devices_paging, variants.total) = (paging, total));
            let loaded = load(&ground.client, &uuid).await;
            assert_eq!(loaded.error, None, "{paging:?}: what was read is good, so this is no error");
            let seen = loaded.rows.len() as u64;
            assert!(seen < u64::from(devices), "{paging:?}: this service cannot be read to its end");
            let missing = Shortfall { loaded: seen, expected: seen + 1 };
            assert_eq!(loaded.shortfall, Some(missing), "{paging:?}, total {total:?}: at least one more was promised");
        }
    }
}

#[tokio::test]
async fn row_02_other_failures_on_a_later_page_are_errors() {
    let ground = Ground::start(250).await;
    let uuid = ground.finished().await;
    ground.vary(|variants| variants.devices_page_size = Some(100));
    let mut pages = ground.client.devices(&uuid);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.batch.len(), 100, "the first page arrives");
    ground.fault_once(Operation::Devices, connect_simulator::Fault::Status { status: 500, body: "{}".into() });
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(500), "a broken service is not the end of the list");
}

#[tokio::test]
async fn row_03_steps_are_taken_from_the_map_or_fetched() {
    let ground = Ground::start(400).await;
    let uuid = ground.mixed().await;
    let without = load_all(&ground.client, &uuid).await;
    assert!(
        without.values().all(|row| row.steps.is_none()),
        "a record without steps has none, not an empty list of them"
    );
    ground.vary(|variants| variants.steps_in_map = true);
    let with = load_all(&ground.client, &uuid).await;
    let mut failed = 0;
    for (device, row) in with.iter().filter(|(_, row)| row.state.is_terminal()).take(60) {
        let steps = row.steps.as_ref().unwrap_or_else(|| panic!("{device}: the record told its steps"));
        let detail = ground.client.device(&uuid, device).await.unwrap();
        assert_eq!(steps, &detail.steps, "{device}: the map and the device itself tell the same steps");
        assert_eq!(row.state, detail.state, "{device}: and the same state");
        failed +=
            usize::from(row.state == DeviceState::Failed && steps.last().is_some_and(|step| step.exit_code != Some(0)));
    }
    assert!(failed > 0, "at least one device failed in its last step, or the steps compared here say little");
}

#[tokio::test]
async fn row_04_states_are_known_in_every_spelling() {
    let ground = Ground::start(400).await;
    let uuid = ground.mixed().await;
    let truth = ground.truth(&uuid).await;
    for words in [
        StatusWords::Documented,
        StatusWords::Succeeded,
        StatusWords::Snake,
        StatusWords::Upper,
        StatusWords::Queue,
        StatusWords::Errors,
        StatusWords::Novel,
        StatusWords::Mixed,
    ] {
        ground.vary(|variants| variants.status_words = words);
        let rows = load_all(&ground.client, &uuid).await;
        assert_eq!(rows.len(), 400, "{words:?}: no word loses a device");
        for (device, row) in &rows {
            let known = &truth[device];
            if row.raw_status == "Rebooting" {
                assert_eq!(known.state, DeviceState::InProgress, "{device}: only running devices got the new word");
                assert_eq!(
                    row.state,
                    DeviceState::Unknown,
                    "{device}: a new word is shown as it came, never guessed at"
                );
                assert!(!row.state.is_terminal(), "{device}: watching goes on");
            } else {
                assert_eq!(row.state, known.state, "{device}: {:?} is one of the known spellings", row.raw_status);
            }
        }
        let unknown = counts(&rows)[DeviceState::Unknown as usize];
        let novel = matches!(words, StatusWords::Novel | StatusWords::Mixed);
        assert_eq!(unknown > 0, novel, "{words:?}: {unknown} devices are in a state nobody knows");
    }
}

#[tokio::test]
async fn row_04_one_device_spells_its_state_alike() {
    let ground = Ground::start(400).await;
    let uuid = ground.mixed().await;
    ground.vary(|variants| variants.status_words = StatusWords::Mixed);
    for (device, row) in load_all(&ground.client, &uuid).await.iter().step_by(11) {
        let detail = ground.client.device(&uuid, device).await.unwrap();
        assert_eq!((detail.state, &detail.raw_status), (row.state, &row.raw_status), "{device}: list and detail agree");
    }
}

#[tokio::test]
async fn row_05_odd_fields_never_lose_a_device() {
    let ground = Ground::start(300).await;
    let uuid = ground.finished().await;
    let truth = ground.truth(&uuid).await;
    for odd in [OddFields::Null, OddFields::Absent, OddFields::Neighbours, OddFields::All] {
        ground.vary(|variants| variants.odd_fields = odd);
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(loaded.error, None, "{odd:?}: one odd record is no reason to refuse the answer");
        assert_eq!(loaded.unreadable, 0, "{odd:?}: each record still has its uuid");
        assert!(loaded.rows.keys().eq(truth.keys()), "{odd:?}: every device is there");
        let (same, other): (Vec<_>, Vec<_>) = loaded.rows.iter().partition(|(uuid, row)| truth[*uuid] == **row);
        assert_eq!(
            (same.len(), other.len()),
            (240, 60),
            "{odd:?}: every fifth record is odd and the others are untouched"
        );
        for (device, row) in other {
            assert_eq!(
                row.state,
                DeviceState::Unknown,
                "{odd:?} {device}: without a readable status the state is unknown"
            );
            assert_eq!(row.finished, ApiTime::Absent, "{odd:?} {device}: no time is invented");
        }
    }
}

#[tokio::test]
async fn row_05_odd_fields_never_lose_a_deployment_or_a_detail() {
    let ground = Ground::start(100).await;
    let uuid = ground.finished().await;
    let device = ground.truth(&uuid).await.into_keys().next().unwrap();
    let known = ground.client.deployments_page(None, 100).await.unwrap();
    for odd in [OddFields::Null, OddFields::Absent, OddFields::Neighbours, OddFields::All] {
        ground.vary(|variants| variants.odd_fields = odd);
        let page = ground.client.deployments_page(None, 100).await.unwrap();
        let ids =
            |page: &connect_api::DeploymentsPage| page.deployments.iter().map(|d| d.uuid.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&page), ids(&known), "{odd:?}: every deployment is listed, in its place");
        assert_eq!(page.unreadable, 0, "{odd:?}: none is without an id");
        let changed = page
            .deployments
            .iter()
            .zip(&known.deployments)
            .filter(|(a, b)| a.comment != b.comment || a.created != b.created);
        assert_eq!(changed.count(), 5, "{odd:?}: of 25 records five were odd, and only these look different");
        let detail = ground.client.device(&uuid, &device).await;
        let detail = detail.unwrap_or_else(|error| panic!("{odd:?}: an odd device record can still be shown: {error}"));
        assert_eq!(detail.state, DeviceState::Unknown, "{odd:?}: its state is not guessed");
    }
}

#[tokio::test]
async fn row_23_no_devices_is_an_answer_and_no_success() {
    let ground = Ground::start(50).await;
    let created = ground.client.create_deployment(&request(tagged("nobody-has-this"), "nobody")).await.unwrap();
    let uuid = created.deployment_uuid.unwrap();
    for shape in [DevicesShape::Nested, DevicesShape::Plain, DevicesShape::Array] {
        for end in [AfterEnd::EmptyText, AfterEnd::NoPaginationInfo] {
            ground.vary(|variants| (variants.devices_shape, variants.after_end) = (shape, end));
            let loaded = load(&ground.client, &uuid).await;
            assert_eq!(loaded.error, None, "{shape:?} {end:?}: an empty answer is an answer");
            assert_eq!(loaded.pages, 1, "{shape:?} {end:?}: it is handed on, so that the caller sees that it is empty");
            assert_eq!(counts(&loaded.rows), [0; 6], "{shape:?} {end:?}: and nothing in it succeeded");
            assert_eq!(loaded.shortfall, None, "{shape:?} {end:?}: nothing is missing either");
            let total = (end == AfterEnd::EmptyText).then_some(0);
            assert_eq!(loaded.total, total, "{shape:?} {end:?}: the total is what was told, nothing else");
        }
    }
}
