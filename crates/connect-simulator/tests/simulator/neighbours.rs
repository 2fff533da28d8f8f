//! The neighbouring reads, as a plain HTTP client sees them.

use crate::side::{Side, side};
use connect_simulator::{
    DevicesPaging, FleetCursor, FleetFlows, FleetGroup, FleetReads, FleetShape, FleetTags, OddFields,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn status(side: &Side, path: &str) -> u16 {
    side.request(Method::GET, &format!("/api/v2/demo/{path}")).send().await.unwrap().status().as_u16()
}

async fn read(side: &Side, path: &str) -> Value {
    let response = side.request(Method::GET, &format!("/api/v2/demo/{path}")).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path} must be there");
    response.json().await.unwrap()
}

fn names(answer: &Value) -> Vec<String> {
    let devices = answer["devices"].as_array().unwrap();
    devices.iter().map(|device| device["device_name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_fleet_is_told_in_pages_with_a_cursor_at_the_end() {
    let side = side(250).await;
    let mut all = Vec::new();
    let mut after = String::new();
    for (page, size) in [100, 100, 50].into_iter().enumerate() {
        let answer = read(&side, &format!("devices?after={after}")).await;
        assert_eq!(names(&answer).len(), size, "page {page}");
        all.extend(names(&answer));
        after = answer["after"].as_str().unwrap_or_default().to_owned();
    }
    assert_eq!(after, "", "the last page has no cursor");
    let text = side.request(Method::GET, "/api/v2/demo/devices").send().await.unwrap().text().await.unwrap();
    assert!(text.rfind("\"after\"") > text.rfind("\"device_name\""), "the cursor stands at the end of the answer");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 250, "every device once");
    assert_eq!(status(&side, "devices?limit=1001").await, 400, "a thousand at once is the most");
    assert_eq!(status(&side, "devices?after=nonsense").await, 400);
    assert_eq!(
        side.request(Method::POST, "/api/v2/demo/devices").send().await.unwrap().status(),
        404,
        "nothing is written"
    );
}

#[tokio::test]
async fn the_fleet_agrees_with_what_a_deployment_reaches() {
    let side = side(400).await;
    let answer = read(&side, "devices?limit=1000&enrich_info=true").await;
    let devices = answer["devices"].as_array().unwrap();
    let told = |fits: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let mut ids: Vec<String> =
            devices.iter().filter(|d| fits(d)).map(|d| d["device_uuid"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    let carries = |device: &Value, tag: &str| device["tags"]["names"].as_array().unwrap().contains(&json!(tag));
    let tag = |name: &str| json!({"type": "tag", "operand": "is", "value": name});
    let online = |word: &str| json!({"type": "device_state", "operand": "is", "value": word});
    let now = side.sim.now_unix_ms();
    let seen = |device: &Value| {
        let text = device["last_keepalive"].as_str().unwrap();
        let at = text.replace(['T', 'Z'], " ");
        let clock: Vec<f64> =
            at.split_whitespace().nth(1).unwrap().split(':').map(|part| part.parse().unwrap()).collect();
        clock[0] * 3600.0 + clock[1] * 60.0 + clock[2]
    };
    let day_ms = now.rem_euclid(86_400_000) as f64 / 1000.0;
    let mut members = Vec::new();
    for (groups, filters) in [
        (json!([{"name": "Test"}]), json!([])),
        (json!([]), json!([tag("lte")])),
        (json!([]), json!([online("online")])),
    ] {
        let reached = side.deploy(groups.clone(), filters.clone()).await;
        let mut ids: Vec<String> = side.devices(&reached).await.keys().cloned().collect();
        ids.sort();
        assert!(!ids.is_empty() && ids.len() < 400, "{groups} {filters} says something");
        members.push(ids);
    }
    assert_eq!(members[0], told(&|d| d["group"] == "Test"), "two ways to the same devices");
    assert_eq!(members[1], told(&|d| carries(d, "lte")), "two ways to the same devices");
    let silent = told(&|d| day_ms - seen(d) >= 15.0);
    assert!(!silent.is_empty(), "some are away for longer than a report takes");
    assert!(silent.iter().all(|id| !members[2].contains(id)), "who is silent for that long is offline");
    for (query, expected) in [
        ("group_name=Test", told(&|d| d["group"] == "Test").len()),
        ("tags=lte&tags=canary", told(&|d| carries(d, "lte") || carries(d, "canary")).len()),
        ("group_name=Test&tags=lte", told(&|d| d["group"] == "Test" && carries(d, "lte")).len()),
        ("group_name=test", 0),
        ("tags=no+such", 0),
    ] {
        assert_eq!(names(&read(&side, &format!("devices?limit=1000&{query}")).await).len(), expected, "{query}");
    }
    let held = told(&|d| d["is_update_trigger_set"] == true).len();
    assert!(held > 0 && held < 60, "a few have their update trigger on: {held}");
}

#[tokio::test]
async fn one_device_and_the_flows() {
    let side = side(20).await;
    let all = read(&side, "devices?enrich_info=true").await;
    let first = &all["devices"][0];
    let id = first["device_uuid"].as_str().unwrap();
    assert_eq!(read(&side, &format!("devices/{id}")).await, *first, "as in the list");
    assert_eq!(status(&side, "devices/d-0000-0000").await, 404);
    let flows = read(&side, "update-flows").await;
    let about = side.sim.about("demo").unwrap();
    assert_eq!(flows["update_flows"].as_array().unwrap().len(), about.flows.len());
    for (told, known) in flows["update_flows"].as_array().unwrap().iter().zip(&about.flows) {
        assert_eq!((&told["uuid"], &told["name"]), (&json!(known.uuid), &json!(known.name)));
        let inputs = told["definition"]["on"]["workflow-dispatch"]["inputs"].as_object().unwrap();
        assert_eq!(inputs.len(), known.parameters.len(), "{}", known.name);
        for given in &known.parameters {
            assert_eq!(inputs[&given.name]["default"], given.default, "{}", known.name);
        }
        assert_eq!(told["definition"]["steps"].as_array().unwrap().len(), known.steps.len());
    }
}

#[tokio::test]
async fn they_may_be_refused_absent_or_something_else() {
    let side = side(20).await;
    for (reads, expected) in [
        (FleetReads::Unauthorized, 401),
        (FleetReads::Refused, 403),
        (FleetReads::Absent, 404),
        (FleetReads::NotAllowed, 405),
        (FleetReads::NotImplemented, 501),
        (FleetReads::Html, 200),
        (FleetReads::Odd, 200),
    ] {
        side.vary(|variants| variants.fleet_reads = reads);
        for path in ["devices", "devices/d-0000-0000", "update-flows"] {
            assert_eq!(status(&side, path).await, expected, "{reads:?} {path}");
        }
        assert_eq!(side.get("").send().await.unwrap().status(), 200, "{reads:?}: the seven are not touched");
    }
    side.vary(|variants| variants.fleet_refuses_enrich = true);
    assert_eq!((status(&side, "devices?enrich_info=true").await, status(&side, "devices").await), (400, 200));
    side.vary(|_| {});
    for (token, expected) in [("reader", 200), ("elsewhere", 403), ("old", 401), ("nobody", 401)] {
        let request = side.http.get(format!("{}/api/v2/demo/devices", side.sim.url())).bearer_auth(token);
        assert_eq!(request.send().await.unwrap().status(), expected, "{token}");
    }
}

#[tokio::test]
async fn shapes_groups_tags_and_cursors_show_as_they_say() {
    let side = side(30).await;
    for (shape, pointer) in [
        (FleetShape::Devices, "/devices/9/device_uuid"),
        (FleetShape::Array, "/9/device_uuid"),
        (FleetShape::Data, "/data/9/device_uuid"),
        (FleetShape::Nested, "/data/items/9/device_uuid"),
        (FleetShape::Elsewhere, "/machines/9/device_uuid"),
    ] {
        side.vary(|variants| variants.fleet_shape = shape);
        let answer = read(&side, "devices?limit=10").await;
        assert!(answer.pointer(pointer).is_some_and(Value::is_string), "{shape:?} has {pointer}: {answer}");
    }
    for (shape, pointer, keys) in [(FleetShape::Map, "/devices", 10), (FleetShape::BareMap, "", 11)] {
        side.vary(|variants| variants.fleet_shape = shape);
        let answer = read(&side, "devices?limit=10").await;
        let map = answer.pointer(pointer).unwrap().as_object().unwrap();
        assert_eq!(map.len(), keys, "{shape:?}, with the cursor beside a bare map");
        assert!(map.values().all(|record| record.get("device_uuid").is_none()), "the key is the id");
    }
    for (group, field, told) in [
        (FleetGroup::Group, "group", true),
        (FleetGroup::GroupName, "group_name", true),
        (FleetGroup::Record, "group", true),
        (FleetGroup::Groups, "groups", true),
        (FleetGroup::Null, "group", false),
        (FleetGroup::Absent, "group", false),
    ] {
        side.vary(|variants| variants.fleet_group = group);
        let answer = read(&side, "devices").await;
        assert_eq!(!answer["devices"][0][field].is_null(), told, "{group:?}");
        let lab = read(&side, "devices?group_name=Production").await;
        assert!(!lab["devices"].as_array().unwrap().is_empty(), "{group:?}: asking by group works all the same");
    }
    for (tags, plain, enriched) in [
        (FleetTags::Names, Value::Null, "object"),
        (FleetTags::Plain, json!("array"), "array"),
        (FleetTags::Null, Value::Null, "null"),
        (FleetTags::Absent, Value::Null, "null"),
        (FleetTags::Cut, Value::Null, "object"),
    ] {
        side.vary(|variants| variants.fleet_tags = tags);
        let kind = |answer: &Value| match &answer["devices"][0]["tags"] {
            Value::Object(_) => "object",
            Value::Array(_) => "array",
            _ => "null",
        };
        assert_eq!(kind(&read(&side, "devices").await), plain.as_str().unwrap_or("null"), "{tags:?}");
        let full = read(&side, "devices?enrich_info=true").await;
        assert_eq!(kind(&full), enriched, "{tags:?}");
        let cut = full["devices"].as_array().unwrap().iter().filter(|d| d["tags"]["message"].is_string()).count();
        assert_eq!(cut, if tags == FleetTags::Cut { 10 } else { 0 }, "{tags:?}: every third has more than are told");
    }
    for (cursor, pointer) in [
        (FleetCursor::Answer, "/after"),
        (FleetCursor::PaginationInfo, "/pagination_info/after"),
        (FleetCursor::LastElement, "/devices/10/after"),
    ] {
        side.vary(|variants| variants.fleet_cursor = cursor);
        let answer = read(&side, "devices?limit=10").await;
        assert!(answer.pointer(pointer).is_some_and(Value::is_string), "{cursor:?} has {pointer}: {answer}");
    }
    for (flows, pointer) in [
        (FleetFlows::Defined, "/update_flows/0/definition/steps"),
        (FleetFlows::Text, "/update_flows/0/definition"),
        (FleetFlows::NamesOnly, "/update_flows/0/name"),
        (FleetFlows::Array, "/0/definition/steps"),
    ] {
        side.vary(|variants| variants.fleet_flows = flows);
        assert!(read(&side, "update-flows").await.pointer(pointer).is_some(), "{flows:?} has {pointer}");
    }
    side.vary(|variants| variants.odd_fields = OddFields::Null);
    let answer = read(&side, "devices").await;
    let odd = answer["devices"].as_array().unwrap().iter().filter(|device| device["device_name"].is_null()).count();
    assert_eq!(odd, 6, "every fifth record tells nothing but its id");
}

#[tokio::test]
async fn paging_of_the_fleet_in_all_its_ways() {
    let side = side(250).await;
    let after = |answer: &Value| answer["after"].as_str().unwrap_or_default().to_owned();
    side.vary(|variants| variants.fleet_paging = DevicesPaging::Whole);
    assert_eq!(names(&read(&side, "devices?limit=5").await).len(), 250, "everything, whatever was asked");
    for (paging, expected) in [(DevicesPaging::RejectAfter, 400), (DevicesPaging::RejectAfter422, 422)] {
        side.vary(|variants| variants.fleet_paging = paging);
        let token = after(&read(&side, "devices").await);
        assert_eq!(status(&side, &format!("devices?after={token}")).await, expected, "{paging:?}");
    }
    side.vary(|variants| variants.fleet_paging = DevicesPaging::IgnoreAfter);
    let first = read(&side, "devices").await;
    assert_eq!(read(&side, &format!("devices?after={}", after(&first))).await, first, "the first page for ever");
    side.vary(|variants| variants.fleet_paging = DevicesPaging::RepeatToken);
    let sent = after(&read(&side, "devices").await);
    let second = read(&side, &format!("devices?after={sent}")).await;
    assert_eq!(after(&second), sent, "the pages move on, the token does not");
}
