//! Every switch shows in the answers as it says.

use crate::side::{Side, side};
use connect_simulator::{
    AbortBody, AbortLanding, AfterEnd, ContentTypeMode, CreateId, CveShape, DevicesPaging, DevicesShape, ErrorShape,
    ExitCodes, ListOrder, Mangling, OddFields, Outputs, StatusWords, StepsMode, TimeFormat, TotalMode,
};
use serde_json::{Value, json};

/// A simulator with one deployment that has ended on everybody.
async fn landed(devices: u32) -> (Side, String) {
    let side = side(devices).await;
    let id = side.deploy(json!([]), json!([])).await;
    side.pass(600);
    (side, id)
}

async fn any_device(side: &Side, id: &str) -> String {
    side.vary(|_| {});
    side.devices(id).await.keys().next().unwrap().clone()
}

#[tokio::test]
async fn the_devices_answer_in_three_shapes() {
    let (side, id) = landed(30).await;
    let path = format!("/{id}/devices");
    side.vary(|variants| variants.devices_shape = DevicesShape::Plain);
    let plain = side.read(&path).await["deployment_by_device_uuid"].as_object().unwrap().len();
    side.vary(|variants| variants.devices_shape = DevicesShape::Array);
    let array = side.read(&path).await["deployment_by_device_uuid"].as_array().unwrap().clone();
    assert_eq!((plain, array.len()), (30, 30), "the same devices in each shape");
    assert!(array.iter().all(|record| record["device_uuid"].is_string()), "an array names its devices in the records");
    side.vary(|variants| {
        (variants.steps_in_map, variants.device_names, variants.unknown_fields) = (true, true, true);
    });
    let more = side.devices(&id).await;
    let record = more.values().next().unwrap();
    assert!(
        record["steps"][0]["name"].is_string() && record["device_name"].is_string(),
        "steps and names can be in the map"
    );
    assert!(record.get("retries").is_some(), "and fields nobody documented");
}

#[tokio::test]
async fn paging_of_devices_in_all_its_ways() {
    let (side, id) = landed(250).await;
    let first = format!("/{id}/devices");
    let keys = |value: &Value| -> Vec<String> {
        value["deployment_by_device_uuid"]["additionalProperties"].as_object().unwrap().keys().cloned().collect()
    };
    let after = |value: &Value| value["pagination_info"]["after"].as_str().unwrap_or_default().to_owned();
    side.vary(|variants| variants.devices_page_size = Some(60));
    assert_eq!(keys(&side.read(&first).await).len(), 60, "a page size of the service's own");
    side.vary(|variants| variants.devices_paging = DevicesPaging::Whole);
    assert_eq!(keys(&side.read(&format!("{first}?limit=5")).await).len(), 250, "a limit nobody knows is no limit");
    side.vary(|variants| variants.devices_paging = DevicesPaging::IgnoreAfter);
    let page = side.read(&first).await;
    let again = side.read(&format!("{first}?after={}", after(&page))).await;
    assert_eq!((keys(&again), after(&again)), (keys(&page), after(&page)), "the first page for ever");
    for (paging, status) in [(DevicesPaging::RejectAfter, 400), (DevicesPaging::RejectAfter422, 422)] {
        side.vary(|variants| variants.devices_paging = paging);
        let token = after(&side.read(&first).await);
        let answer = side.get(&format!("{first}?after={token}")).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "the token told is refused");
    }
    side.vary(|variants| variants.devices_paging = DevicesPaging::RepeatToken);
    let page = side.read(&first).await;
    let next = side.read(&format!("{first}?after={}", after(&page))).await;
    assert_eq!(after(&next), after(&page), "the token is told again");
    assert_ne!(keys(&next), keys(&page), "though the page moved on");
}

#[tokio::test]
async fn states_and_times_in_every_spelling() {
    let side = side(400).await;
    let id = side.deploy(json!([]), json!([])).await;
    side.pass(40);
    for (words, expected) in [
        (StatusWords::Succeeded, "In progress"),
        (StatusWords::Snake, "in_progress"),
        (StatusWords::Upper, "RUNNING"),
        (StatusWords::Queue, "queued"),
        (StatusWords::Errors, "error"),
        (StatusWords::Novel, "Rebooting"),
        (StatusWords::Mixed, "queued"),
    ] {
        side.vary(|variants| variants.status_words = words);
        assert!(side.count(&id, expected).await > 0, "{words:?} says {expected}");
    }
    for (format, looks) in [
        (TimeFormat::Zoneless, json!("2026-11-18 13:46:40")),
        (TimeFormat::Rfc1123, json!("Wed, 18 Nov 2026 13:46:40 GMT")),
        (TimeFormat::EpochSeconds, json!(1_795_009_600)),
        (TimeFormat::Null, Value::Null),
    ] {
        side.vary(|variants| variants.times = format);
        let told = side.read(&format!("/{id}")).await["created_time"].clone();
        let same_kind = std::mem::discriminant(&told) == std::mem::discriminant(&looks);
        let same_length = told.as_str().map(str::len) == looks.as_str().map(str::len);
        assert!(same_kind && same_length, "{format:?} looks like {looks}, not {told}");
    }
}

#[tokio::test]
async fn ids_and_statuses_of_what_is_created() {
    let side = side(20).await;
    side.vary(|variants| variants.create_id = CreateId::Integer);
    let created: Value = side.try_deploy(json!([]), json!([])).await.json().await.unwrap();
    let number = created["deployment_uuid"].as_u64().unwrap();
    assert_eq!(side.read(&format!("/{number}")).await["comment"], "by a test", "an integer id can be asked for");
    for (create_id, body) in [
        (CreateId::Missing, r#"{"message":"created"}"#),
        (CreateId::Null, r#"{"deployment_uuid":null}"#),
        (CreateId::EmptyBody, ""),
    ] {
        side.vary(|variants| variants.create_id = create_id);
        let answer = side.try_deploy(json!([]), json!([])).await;
        assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (201, body), "{create_id:?}");
    }
    for status in [200, 202, 204] {
        side.vary(|variants| variants.success_status = Some(status));
        let answer = side.try_deploy(json!([]), json!([])).await;
        assert_eq!(answer.status().as_u16(), status, "any 2xx is success");
        assert_eq!(answer.bytes().await.unwrap().is_empty(), status == 204, "and 204 has no body");
    }
}

#[tokio::test]
async fn the_list_in_all_its_ways() {
    let side = side(50).await;
    let first = async |limit: u32| side.read(&format!("?limit={limit}")).await;
    for (cve, count) in [(CveShape::Absent, 0), (CveShape::Null, 24), (CveShape::Empty, 24)] {
        side.vary(|variants| variants.cve = cve);
        let list = first(100).await;
        let told =
            list["deployments"].as_array().unwrap().iter().filter(|row| row.get("cve_severity").is_some()).count();
        assert_eq!(told, count, "{cve:?}");
    }
    side.vary(|variants| variants.cve = CveShape::NewLevels);
    assert!(first(1).await["deployments"][0]["cve_severity"]["Negligible"].is_number(), "a level nobody knew");
    for (after_end, expected) in
        [(AfterEnd::Null, Some(Value::Null)), (AfterEnd::Zero, Some(json!(0))), (AfterEnd::Absent, None)]
    {
        side.vary(|variants| variants.after_end = after_end);
        assert_eq!(first(100).await["pagination_info"].get("after"), expected.as_ref(), "{after_end:?}");
    }
    side.vary(|variants| variants.after_end = AfterEnd::NoPaginationInfo);
    assert!(first(100).await.get("pagination_info").is_none(), "nothing about pages at all");
    for (total, expected) in
        [(TotalMode::Wrong, Some(json!(65))), (TotalMode::Absent, None), (TotalMode::Text, Some(json!("24")))]
    {
        side.vary(|variants| variants.total = total);
        assert_eq!(first(100).await["pagination_info"].get("total"), expected.as_ref(), "{total:?}");
    }
    let ids = async |order: ListOrder, shifts: bool| {
        side.vary(|variants| (variants.list_order, variants.list_shifts) = (order, shifts));
        let page = first(10).await;
        let token = page["pagination_info"]["after"].as_str().unwrap().to_owned();
        let next = side.read(&format!("?limit=10&after={token}")).await;
        let rows =
            [page["deployments"].as_array().unwrap().clone(), next["deployments"].as_array().unwrap().clone()].concat();
        rows.iter().map(|row| row["deployment_uuid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let newest = ids(ListOrder::NewestFirst, false).await;
    assert_ne!(ids(ListOrder::Unsorted, false).await, newest, "no order");
    let repeating = ids(ListOrder::Repeating, false).await;
    assert_eq!((repeating.len(), &repeating[9]), (21, &repeating[10]), "the last row of a page begins the next");
    let shifted = ids(ListOrder::NewestFirst, true).await;
    assert_eq!(shifted[9], shifted[10], "a row moved from one page to the next");
}

#[tokio::test]
async fn odd_records_among_good_ones() {
    let (side, id) = landed(60).await;
    for (odd, expected) in [
        (OddFields::Null, json!({"status": null, "started_time": null, "finished_time": null, "steps": null})),
        (OddFields::Absent, json!({})),
        (
            OddFields::Neighbours,
            json!({"status": 2, "started_time": 1_790_000_000, "finished_time": false, "steps": "none"}),
        ),
    ] {
        side.vary(|variants| variants.odd_fields = odd);
        let devices = side.devices(&id).await;
        assert_eq!(devices.values().filter(|record| **record == expected).count(), 12, "every fifth record is {odd:?}");
        let list = side.read("").await;
        let rows = list["deployments"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["deployment_uuid"].is_string()), "no row loses its id");
        assert!(rows.iter().any(|row| !row["comment"].is_string()), "some row is {odd:?}");
    }
}

#[tokio::test]
async fn steps_and_outputs_in_all_their_ways() {
    let (side, id) = landed(60).await;
    let device = any_device(&side, &id).await;
    let path = format!("/{id}/devices/{device}");
    for (exit_codes, expected) in
        [(ExitCodes::Null, Some(Value::Null)), (ExitCodes::Text, Some(json!("0"))), (ExitCodes::Absent, None)]
    {
        side.vary(|variants| variants.exit_codes = exit_codes);
        assert_eq!(side.read(&path).await["steps"][0].get("exit_code"), expected.as_ref(), "{exit_codes:?}");
    }
    for (outputs, contains) in
        [(Outputs::Ansi, "\u{1b}["), (Outputs::Nul, "\0"), (Outputs::Bidi, "\u{202e}"), (Outputs::Html, "<script>")]
    {
        side.vary(|variants| variants.outputs = outputs);
        assert!(side.read(&path).await["steps"][0]["stdout"].as_str().unwrap().contains(contains), "{outputs:?}");
    }
    side.vary(|variants| variants.outputs = Outputs::Megabytes);
    assert!(side.read(&path).await["steps"][0]["stdout"].as_str().unwrap().len() > 4 << 20, "megabytes of text");
    side.vary(|variants| variants.steps = StepsMode::Absent);
    assert!(side.read(&path).await.get("steps").is_none(), "no steps at all");
    side.vary(|variants| variants.steps = StepsMode::RepeatedNames);
    let steps = side.read(&path).await["steps"].clone();
    assert_eq!(steps[0]["name"], steps[1]["name"], "names repeat");
    side.vary(|variants| variants.steps = StepsMode::FailedInsideSuccess);
    let (succeeded, _) = side.devices(&id).await.into_iter().find(|(_, record)| record["status"] == "Success").unwrap();
    let one = side.read(&format!("/{id}/devices/{succeeded}")).await;
    assert_eq!((&one["status"], &one["steps"][0]["exit_code"]), (&json!("Success"), &json!(17)), "continue on failure");
}

#[tokio::test]
async fn errors_in_every_shape() {
    let side = side(20).await;
    for (errors, body) in [
        (ErrorShape::Message, r#"{"message":"Deployment not found"}"#),
        (ErrorShape::StatusMessage, r#"{"message":"Deployment not found","status":404}"#),
        (ErrorShape::ErrorsList, r#"{"errors":[{"message":"Deployment not found"}]}"#),
        (ErrorShape::Text, r#""Deployment not found""#),
        (ErrorShape::Array, r#"["Deployment not found"]"#),
        (ErrorShape::Empty, ""),
    ] {
        side.vary(|variants| variants.errors = errors);
        let answer = side.get("/dp-0000-0000").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 404, "{errors:?}: the shape is the body's, never the status's");
        // As JSON where it is JSON: the order of keys depends on how serde_json is built.
        let json = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| text.to_owned());
        assert_eq!(json(&answer.text().await.unwrap()), json(body), "{errors:?}");
    }
    side.vary(|variants| variants.content_type = ContentTypeMode::Html);
    let answer = side.get("").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "a content type that is wrong");
    assert!(answer.json::<Value>().await.unwrap()["deployments"].is_array(), "around JSON that is right");
}

#[tokio::test]
async fn aborts_that_are_refused_or_do_nothing() {
    let side = side(200).await;
    let id = side.deploy(json!([]), json!([])).await;
    let path = format!("/{id}/abort");
    for (abort_body, empty, object) in [
        (AbortBody::Needs400, 400, 201),
        (AbortBody::Needs411, 411, 201),
        (AbortBody::Needs415, 415, 201),
        (AbortBody::Refuses400, 201, 400),
        (AbortBody::Refuses415, 201, 415),
    ] {
        side.vary(|variants| (variants.abort_body, variants.abort_landing) = (abort_body, AbortLanding::Never));
        assert_eq!(side.post(&path).send().await.unwrap().status().as_u16(), empty, "{abort_body:?} without a body");
        let with = side.post(&path).json(&json!({})).send().await.unwrap();
        assert_eq!(with.status().as_u16(), object, "{abort_body:?} with a body");
    }
    assert_eq!(side.count(&id, "Aborted").await, 0, "an abort that never lands stops nobody");
    side.pass(25);
    side.vary(|variants| variants.abort_landing = AbortLanding::RunningGoOn);
    let running = side.count(&id, "In Progress").await;
    side.post(&path).send().await.unwrap();
    let aborted = side.count(&id, "Aborted").await;
    side.pass(600);
    assert!(running > 0 && aborted > 0, "some run, some are stopped: {running}, {aborted}");
    assert_eq!(side.count(&id, "Aborted").await, aborted, "running devices go on to their end");
}

#[tokio::test]
async fn mangled_bytes() {
    let (side, id) = landed(20).await;
    for path in [String::new(), format!("/{id}/devices")] {
        side.vary(|variants| variants.mangling = Mangling::InvalidUtf8);
        let bytes = side.get(&path).send().await.unwrap().bytes().await.unwrap();
        assert!(std::str::from_utf8(&bytes).is_err(), "this is no UTF-8");
        side.vary(|variants| variants.mangling = Mangling::DeepNesting);
        let bytes = side.get(&path).send().await.unwrap().bytes().await.unwrap();
        let error = serde_json::from_slice::<Value>(&bytes).unwrap_err().to_string();
        assert!(error.contains("recursion limit"), "too deep for a careful reader: {error}");
        side.vary(|variants| variants.mangling = Mangling::DuplicateKeys);
        let text = side.get(&path).send().await.unwrap().text().await.unwrap();
        assert!(
            text.matches("\"deployment_by_device_uuid\":").count() + text.matches("\"deployments\":").count() == 3,
            "a key twice"
        );
        serde_json::from_str::<Value>(&text).unwrap();
    }
}
